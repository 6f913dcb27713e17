"""Loans of a path in words: which met trouble, and the whole life of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from fundsim.portfolio.loan_book import SCHEDULES
from fundsim.text_tables import aligned
from fundsim.trace.claims import CAUSES, recovery_parts
from fundsim.trace.events import TROUBLE, steps_of
from fundsim.trace.following import FollowedPath, has_loans
from fundsim.trace.lives import loan_months, principal_of
from fundsim.trace.schedule import LoanMonth
from fundsim.trace.wording import date_of, event_text, loan_name, money, percent

REPAYMENT = {
    "bullet": "repaid in one sum at the end",
    "equal_principal": "repaid in equal parts",
    "annuity": "repaid in equal instalments",
    "seasonal": "repaid in seasonal instalments",
    "credit_line": "the limit of a credit line",
}


def troubled_loans(followed: FollowedPath) -> pd.DataFrame:
    """Events of the loans that missed a due, were renewed or were refused."""
    events = followed.events
    keys = events.loc[events["event"].isin(TROUBLE), ["loan", "generation"]].drop_duplicates()
    return events.merge(keys, on=["loan", "generation"])


def troubled_loans_text(followed: FollowedPath) -> str:
    """List of the loans that something happened to, a line each."""
    if not has_loans(followed):
        return "There are no loans: the claims are drawn from a law."
    events = troubled_loans(followed)
    if events.empty:
        return "Every loan of this path was repaid as agreed, or is being repaid."
    rows = [("loan", "who", "what happened")]
    for (loan, generation), own in events.groupby(["loan", "generation"], sort=True):
        first = own.iloc[0]
        who = f"{first['township']}, {first['industry']}, {first['grade']}"
        rows.append((loan_name(int(loan), int(generation)), who, _story(followed, own)))
    count = len(rows) - 1
    head = f"{count:,} loans missed a due, were renewed or were refused"
    head = head if count > 1 else "1 loan missed a due, was renewed or was refused"
    loan, generation = max(events[["loan", "generation"]].itertuples(index=False), key=lambda pair: pair[1])
    if generation:
        head += f"; {loan_name(int(loan), int(generation))} is number {generation} of those that replaced loan {loan}"
    head += f". See one with --loan {loan}:"
    return f"{head}\n\n{aligned(rows, left=(0, 1, 2), indent='  ')}"


def _story(followed: FollowedPath, own: pd.DataFrame) -> str:
    """Events of a loan on one line, by date."""
    told = own[~own["event"].isin(("on_book", "made"))]
    parts = []
    for date, together in groupby(told.to_dict("records"), key=lambda event: event["date"]):
        words = " → ".join(_short(followed, event) for event in together)
        parts.append(f"{date} {words}")
    return "; ".join(parts)


def _short(followed: FollowedPath, event: Mapping[str, Any]) -> str:
    text = event_text(followed.runner, event).removesuffix(", now non-performing")
    amount = f" {event['amount']:,.0f}"
    return text + (amount if event["event"] in ("default", "claim_settled", "renewed", "refused") else "")


def loan_text(followed: FollowedPath, loan: int) -> str:
    """Life of a loan and of those that replaced it, one after another.

    Parameters
    ----------
    followed : FollowedPath
        The path.
    loan : int
        Slot, from 0.
    """
    own = followed.events[followed.events["loan"] == loan]
    if own.empty:
        return f"Loan {loan} was never made on this path."
    parts = [_one_loan(followed, loan, int(generation)) for generation in own["generation"].unique()]
    return "\n\n".join(parts)


def _one_loan(followed: FollowedPath, loan: int, generation: int) -> str:
    events = followed.events
    own = events[(events["loan"] == loan) & (events["generation"] == generation)]
    rows = [("month", "date", "what happened", "amount")]
    rows += [
        (str(event["month"]), event["date"], event_text(followed.runner, event), money(event["amount"]))
        for event in own.to_dict("records")
    ]
    parts = [_header(followed, own.iloc[0]), aligned(rows, left=(1, 2), indent="  ")]
    parts += [_claim_text(followed, claim) for claim in _claims_of(followed, loan, generation)]
    steps = steps_of(events, loan, generation)
    if steps:
        claim = next(iter(_claims_of(followed, loan, generation)), None)
        months = loan_months(followed.runner, loan, generation, steps, claim)
        parts.append(_months_text(followed, months))
    return "\n\n".join(part for part in parts if part)


def _header(followed: FollowedPath, first: pd.Series) -> str:
    book, loans = followed.runner.book, followed.runner.model.loans
    loan, generation = int(first["loan"]), int(first["generation"])
    lent = float(loans.principal[loan, generation % loans.principal.shape[1]])
    counted = principal_of(loans, loan, generation)
    restated = "" if counted == lent else f" (as if {money(counted)}, to fit the balance of the tape)"
    made_in = int(loans.made_in[loan]) if first["event"] == "on_book" else int(first["month"])
    made = "to be made" if first["event"] == "refused" else "made"
    return (
        f"Loan {loan_name(loan, generation)}: {money(lent)} {followed.runner.scenario.currency}{restated}, {made} in "
        f"{date_of(followed.runner, made_in)} for {int(book.term[loan])} months at {percent(float(book.rate[loan]))}"
        f" a year, {REPAYMENT[SCHEDULES[book.schedule[loan]]]};\n  village {first['village']}, township "
        f"{first['township']}, industry {first['industry']}, grade {first['grade']}"
    )


def _claims_of(followed: FollowedPath, loan: int, generation: int) -> list[dict[str, Any]]:
    claims = followed.claims
    own: list[dict[str, Any]] = claims[(claims["loan"] == loan) & (claims["generation"] == generation)].to_dict(
        "records"
    )
    return own


def _claim_text(followed: FollowedPath, claim: Mapping[str, Any]) -> str:
    """How a claim was made up, who paid the claims of its month, and what is recovered."""
    runner, month = followed.runner, claim["settled_month"]
    interest = claim["gross"] - claim["principal"]
    sums = f"principal {money(claim['principal'])} + interest {money(interest)}"
    if runner.model.rules.net:
        sums += f" - expected recovery {money(claim['gross'] - claim['claim'])}"
    lines = [f"  The claim: {sums} = {money(claim['claim'])}, settled in {date_of(runner, month)}."]
    if month < runner.months:
        lines.append(f"  {payers_text(followed, month)}")
    else:
        lines.append("  That is after the last month, so it counts as open.")
    recovered = recovery_parts(runner, pd.DataFrame([claim]))
    if len(recovered):
        first, last = int(recovered["month"].min()), int(recovered["month"].max())
        when = (
            f"from {date_of(runner, first)} to {date_of(runner, last)}"
            if last > first
            else f"in {date_of(runner, first)}"
        )
        share, amount = percent(claim["recovered_share"]), money(recovered["amount"].sum())
        court = " after court cost" if runner.model.rules.court_cost[CAUSES.index(claim["cause"])] else ""
        lines.append(f"  Recovered of it: {share}, {amount}{court}, {when}.")
    return "\n".join(lines)


def payers_text(followed: FollowedPath, month: int) -> str:
    """Who paid the claims of a month."""
    books = followed.books.loc[month]
    settled = int((followed.claims["settled_month"] == month).sum())
    paid = {
        name.removeprefix("payment."): float(books[name])
        for name in followed.books.columns
        if name.startswith("payment.")
    }
    parts = ", ".join(f"{name} {money(amount)}" for name, amount in paid.items())
    together = "the only claim of that month" if settled == 1 else f"the {settled} claims of that month together"
    return f"Of {together}, {money(float(books['claims']))}, paid: {parts}."


def _months_text(followed: FollowedPath, months: Sequence[LoanMonth]) -> str:
    rows = [("months", "", "status", "principal paid", "interest paid", "owed at month end")]
    for first, last in _alike(months):
        dates = date_of(followed.runner, first.month)
        until = f"to {date_of(followed.runner, last.month)}" if last.month > first.month else ""
        paid, interest, owed = (money(amount) for amount in (first.principal_paid, first.interest_paid, first.owed))
        rows.append((dates, until, first.status, paid, interest, owed))
    return "  What it paid each month, and what it owed:\n\n" + aligned(rows, left=(0, 1, 2), indent="  ")


def _alike(months: Sequence[LoanMonth]) -> Iterator[tuple[LoanMonth, LoanMonth]]:
    """First and last month of each stretch of months that look the same."""
    for _, stretch in groupby(months, key=lambda row: (row.status, *(round(value, 2) for value in row[3:]))):
        rows = list(stretch)
        yield rows[0], rows[-1]
