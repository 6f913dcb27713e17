"""A loan's schedule as it shifts or catches up after interruptions: what it owes and pays month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from fundsim.kernels.arrays import Loans


class LoanMonth(NamedTuple):
    """One month of a loan.

    Parameters
    ----------
    month : int
        Month of the path.
    status : str
        performing, missed (a due missed and cured in the month; counts as performing), forborne, overdue,
        non-performing.
    owed_before : float
        Principal owed before the dues of the month. [currency]
    principal_paid, interest_paid : float
        Dues that the borrower pays. [currency]
    owed : float
        Principal owed at month end. [currency]
    """

    month: int
    status: str
    owed_before: float
    principal_paid: float
    interest_paid: float
    owed: float


@dataclass
class Schedule:
    """Where a loan stands in its schedule of dues.

    Parameters
    ----------
    loans : Loans
        Terms of all slots.
    slot : int
        The loan's slot.
    principal : float
        [currency]
    origin : int
        Month from which the schedule counts; moves when missed dues are shifted.
    last : int
        Month of the last due.
    catch_up : bool
        Missed dues are paid at once when the loan performs again, instead of shifting the schedule.
    """

    loans: Loans
    slot: int
    principal: float
    origin: int
    last: int
    catch_up: bool
    interrupted: int = -1  # month of the first missed due
    resumed: int = -1  # first month in which it performs again
    frozen: int = -1  # place in the schedule while dues were missed
    interest_until: int = 0  # month at whose end the last interest was paid
    arrears_from: int = -1  # interest was paid until then when the loan was interrupted

    def __post_init__(self) -> None:
        """Interest counts from the month before the first."""
        self.interest_until = self.origin - 1

    @property
    def every(self) -> int:
        """Months between dues of interest."""
        return int(self.loans.interest_every[self.slot])

    def share(self, months: int) -> float:
        """Share of the principal owed so many months into the schedule."""
        return float(self.loans.profiles[self.loans.profile[self.slot], months])

    def owed_before(self, month: int) -> float:
        """Principal owed before the dues of a month. [currency]"""
        caught_up = self.frozen >= 0 and month == self.resumed
        return self.principal * self.share(self.frozen if caught_up else month - self.origin)

    def owed_after(self, month: int) -> float:
        """Principal owed after the dues of a month, all paid. [currency]"""
        return 0.0 if month >= self.last else self.principal * self.share(month - self.origin + 1)

    def pay(self, month: int) -> LoanMonth:
        """A month in which the loan performs."""
        before, after, interest = self.owed_before(month), self.owed_after(month), 0.0
        rate = float(self.loans.rate[self.slot]) / 12.0
        if month == self.resumed and self.arrears_from >= 0:  # interest missed is paid on resumption
            interest += before * rate * (month - 1 - self.arrears_from)
        if (month - self.origin + 1) % self.every == 0 or month == self.last:
            interest += before * rate * (month - self.interest_until)
            self.interest_until = month
        return LoanMonth(month, "performing", before, before - after, interest, after)

    def interrupt(self, month: int) -> float:
        """The loan misses a due; returns what it owes. [currency]"""
        self.interrupted = month
        self.arrears_from = self.interest_until
        return self.owed_before(month)

    def resume(self, month: int) -> None:
        """The loan performs again from a month on."""
        missed = month - self.interrupted
        if self.catch_up:
            if self.frozen < 0 or self.interrupted != self.resumed:
                self.frozen = self.interrupted - self.origin
            self.last = max(self.last, month)
        else:
            self.origin += missed
            self.last += missed
        self.resumed, self.interest_until = month, month - 1

    def renew(self, month: int) -> None:
        """The loan begins anew after a month, on the same terms."""
        self.origin, self.last = month + 1, month + int(self.loans.term[self.slot])
        self.resumed = self.frozen = self.arrears_from = -1
        self.interest_until = month
