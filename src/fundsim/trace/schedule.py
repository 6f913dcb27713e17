"""A loan's schedule as it shifts or catches up after interruptions: what it owes and pays month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from fundsim.kernels.arrays import Loans
from fundsim.kernels.arrays.columns import LINE, SEASONAL


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
    held : mapping
        Month -> balance of a credit line that a stop of new lending holds. [currency]
    """

    loans: Loans
    slot: int
    principal: float
    origin: int
    last: int
    catch_up: bool
    held: Mapping[int, float] = field(default_factory=dict)
    made_in: int = 0  # month of disbursement or renewal
    interrupted: int = -1  # month of the first missed due
    resumed: int = -1  # first month in which it performs again
    frozen: int = -1  # place in the schedule while dues were missed
    interest_until: int = 0  # month at whose end the last interest was paid
    arrears_from: int | None = None  # interest was paid until then when the loan was interrupted

    def __post_init__(self) -> None:
        """Interest counts from the month before the first."""
        self.made_in, self.interest_until = self.origin, self.origin - 1

    def last_due(self, months: int) -> int:
        """Months into the schedule of the last due of interest that is not after so many months."""
        if self.loans.calendar[self.slot] == SEASONAL:
            while months > 0 and self.share(months) == self.share(months - 1):
                months -= 1
            return months
        every = int(self.loans.interest_every[self.slot])
        return months // every * every

    def share(self, months: int) -> float:
        """Share of the principal owed so many months into the schedule."""
        row, calendar = self.loans.profile[self.slot], self.loans.calendar[self.slot]
        if calendar:
            row += (self.loans.first_month + (self.origin if calendar == LINE else self.made_in)) % 12
        return float(self.loans.profiles[row, months])

    def owed_before(self, month: int) -> float:
        """Principal owed before the dues of a month. [currency]"""
        if month in self.held:
            return self.held[month]
        caught_up = self.frozen >= 0 and month == self.resumed
        return self.principal * self.share(self.frozen if caught_up else month - self.origin)

    def owed_after(self, month: int) -> float:
        """Principal owed after the dues of a month, all paid. [currency]"""
        if month >= self.last:
            return 0.0
        if self.loans.calendar[self.slot] == LINE:
            return min(self.owed_before(month), self.owed_before(month + 1))
        return self.principal * self.share(month - self.origin + 1)

    def exposure(self, owed: float) -> float:
        """Principal owed after a default: of a credit line, part of what was undrawn too. [currency]"""
        return owed + float(self.loans.conversion[self.slot]) * (self.principal - owed)

    def pay(self, month: int) -> LoanMonth:
        """A month in which the loan performs."""
        before, after, interest = self.owed_before(month), self.owed_after(month), 0.0
        rate = float(self.loans.rate[self.slot]) / 12.0
        if month == self.resumed and self.arrears_from is not None:  # interest missed is paid on resumption
            interest += before * rate * (month - 1 - self.arrears_from)
        place = month - self.origin + 1
        if month == self.last or self.last_due(place) == place:
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
        self.origin = self.made_in = month + 1
        self.last = month + int(self.loans.term[self.slot])
        self.resumed, self.frozen, self.arrears_from = -1, -1, None
        self.interest_until = month
