"""The books of a path in words: tables of all months, and one month with the causes of each figure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

import pandas as pd

from fundsim.results import LINES
from fundsim.text_tables import aligned
from fundsim.trace.claims import recovery_parts
from fundsim.trace.events import steps_of
from fundsim.trace.following import FollowedPath, has_loans
from fundsim.trace.lives import loan_months
from fundsim.trace.loan_text import payers_text, troubled_loans
from fundsim.trace.schedule import LoanMonth
from fundsim.trace.wording import date_of, event_text, listed, loan_name, money, percent

TAKING = ("payments", "returned")
WIDTH = 100
LINE_TEXTS = {
    "opening": "opening balance",
    "appropriation": "appropriations",
    "provision": "bank provisions",
    "premium": "premiums and fees",
    "top_up": "top-up",
    "interest": "interest",
    "payments": "payments on claims",
    "recoveries": "recoveries",
    "returned": "returned to those who paid in",
    "closing": "closing balance",
}
UNIT_TEXTS = {
    "premium": "premium",
    "lending": "lending to date",
    "outstanding": "the outstanding amount at the year's start",
}
RATIOS = {
    "overdue_ratio": "overdue",
    "npl_ratio": "NPL",
    "npl_forborne_ratio": "NPL+forborne",
}


def books_text(followed: FollowedPath) -> str:
    """All months in three tables: accounts, claims and payers, loans and ratios."""
    tables = [*_account_tables(followed), *_claims_tables(followed)]
    tables += [_loans_table(followed)] if has_loans(followed) else []
    head = (
        f"The books month by month, in whole {followed.runner.scenario.currency}; columns that are zero in every "
        "month are left out.\nSee where the figures of one month come from with --month YYYY-MM."
    )
    return "\n\n".join([head, *tables])


def accounts_of(books: pd.DataFrame) -> list[str]:
    """Layers whose account the books show."""
    suffix = ".closing"
    return [name.removeprefix("account.").removesuffix(suffix) for name in books.columns if name.endswith(suffix)]


def _account_tables(followed: FollowedPath) -> Iterator[str]:
    books = followed.books
    for name in accounts_of(books):
        columns = {f"account.{name}.{line}": line.replace("_", " ") for line in LINES}
        signs = {f"account.{name}.{line}": "-" for line in TAKING}
        yield f"Account of {name}:\n\n" + _table(books, columns, signs)


def _claims_tables(followed: FollowedPath) -> Iterator[str]:
    titles = {
        "payment": "Claims settled, and what each payer paid",
        "recovery": "Recovered by each payer, after court cost",
        "premium": "Premiums and fees of each layer",
    }
    for kind, title in titles.items():
        columns = {"claims": "claims"} if kind == "payment" else {}
        own = [name for name in followed.books.columns if name.startswith(f"{kind}.")]
        columns |= {name: name.removeprefix(f"{kind}.") for name in own}
        columns |= {"queue": "waiting in queues"} if kind == "payment" else {}
        columns |= {"court_cost": "court cost"} if kind == "recovery" else {}
        if followed.books[list(columns)].to_numpy().any():
            yield f"{title}:\n\n" + _table(followed.books, columns)


def _loans_table(followed: FollowedPath) -> str:
    months = followed.runner.model.clock.months
    books = followed.books[:months]
    columns = {
        "lending": "new lending", "lending_refused": "refused", "outstanding": "outstanding", "overdue": "overdue",
        "npl": "non-performing", "forborne": "forborne", **RATIOS, "stop": "lending",
    }  # fmt: skip
    return "Loans at month end (lending: whether it was stopped during the month):\n\n" + _table(books, columns)


def _table(books: pd.DataFrame, columns: dict[str, str], signs: dict[str, str] | None = None) -> str:
    kept = [name for name in columns if name in RATIOS or name == "stop" or books[name].abs().max() > 0.0]
    rows = [("month", "date", *(columns[name] for name in kept))]
    for month, row in zip(books.index, books.to_dict("records"), strict=True):
        cells = (_cell(name, row[name], (signs or {}).get(name, "")) for name in kept)
        rows.append((str(month), row["date"], *cells))
    return aligned(rows, left=(1,), indent="  ")


def _cell(name: str, value: float, sign: str) -> str:
    if name == "stop":
        return "stopped" if value else "open"
    if name in RATIOS:
        return percent(value)
    return f"{sign if round(value) else ''}{value + 0.0:,.0f}"


def month_text(followed: FollowedPath, month: int) -> str:
    """Books of one month, each figure with its causes.

    Parameters
    ----------
    followed : FollowedPath
        The path.
    month : int
        Month of the path.
    """
    of_loans = has_loans(followed)
    settling = month >= followed.runner.model.clock.months
    parts = [
        *_account_statements(followed, month),
        _claims_statement(followed, month),
        *_aggregate_statements(followed, month),
        _recoveries_statement(followed, month),
    ]
    if of_loans:
        parts += [] if settling else [_loans_statement(followed, month), _lending_statement(followed, month)]
        parts += [_happenings(followed, month)]
    return "\n\n".join(part for part in parts if part)


def _account_statements(followed: FollowedPath, month: int) -> Iterator[str]:
    row = followed.books.loc[month]
    for name in accounts_of(followed.books):
        lines = []
        for line in LINES:
            value = float(row[f"account.{name}.{line}"])
            if value or line in ("opening", "closing"):
                sign = "" if line in ("opening", "closing") else "-" if line in TAKING else "+"
                lines.append((sign, LINE_TEXTS[line], money(value)))
        yield f"Account of {name}:\n\n" + aligned(lines, left=(0, 1), indent="  ")


def _claims_statement(followed: FollowedPath, month: int) -> str:
    claims = followed.claims[followed.claims["settled_month"] == month]
    if claims.empty:
        return "No claim was settled in this month."
    queue = float(followed.books.loc[month, "queue"])
    waits = f" {money(queue)} waits in queues at month end." if queue else ""
    if not has_loans(followed):
        every_claim = listed(money(amount) for amount in claims["claim"])
        return textwrap.fill(f"{payers_text(followed, month)}{waits} Amounts: {every_claim}.", WIDTH)
    rows = [("loan", "cause", "default in", "principal", "interest", "claim")]
    for claim in claims.to_dict("records"):
        amounts = (claim["principal"], claim["gross"] - claim["principal"], claim["claim"])
        name = loan_name(claim["loan"], claim["generation"])
        default = date_of(followed.runner, claim["default_month"])
        rows.append((name, claim["cause"], default, *(money(amount) for amount in amounts)))
    return f"{payers_text(followed, month)}{waits}\n\n" + aligned(rows, left=(0, 1, 2), indent="  ")


def _aggregate_statements(followed: FollowedPath, month: int) -> Iterator[str]:
    """What layers with aggregate terms were asked for to date, and what their terms let them pay of it."""
    row = followed.books.loc[month]
    for layer in followed.runner.scenario.layers:
        if row.get(f"asked.{layer.name}", 0.0) > 0.0:
            since = "so far" if layer.aggregate_over == "term" else "so far in this account year"
            asked, allowed = money(row[f"asked.{layer.name}"]), money(row[f"allowed.{layer.name}"])
            text = f"Aggregate terms: {since} {layer.name} is asked for {asked} and may pay {allowed} of it."
            if f"unit.{layer.name}" in row:
                text += f" Its terms count in {UNIT_TEXTS[layer.aggregate_in]}, {money(row[f'unit.{layer.name}'])}."
            yield textwrap.fill(text, WIDTH)


def _recoveries_statement(followed: FollowedPath, month: int) -> str:
    parts = recovery_parts(followed.runner, followed.claims)
    parts = parts[parts["month"] == month].sort_values("amount", ascending=False, kind="stable")
    if parts.empty:
        return ""
    names = (f"{loan_name(int(part.loan), int(part.generation))} {money(part.amount)}" for part in parts.itertuples())
    claims = "1 earlier claim" if len(parts) == 1 else f"{len(parts)} earlier claims"
    by_loan = f", by loan: {listed(names)}" if has_loans(followed) else ""
    return textwrap.fill(f"Recoveries {money(parts['amount'].sum())} on {claims}{by_loan}.", WIDTH)


def _loans_statement(followed: FollowedPath, month: int) -> str:
    row = followed.books.loc[month]
    amounts = {"performing": "performing", "overdue": "overdue", "non-performing": "npl", "forborne": "forborne"}
    rows = [
        (status, money(row[column]), percent(row[column] / row["outstanding"]) if row["outstanding"] else "")
        for status, column in (*amounts.items(), ("outstanding", "outstanding"))
    ]
    ratios = (
        f"Overdue ratio (overdue and non-performing) {percent(row['overdue_ratio'])}, NPL ratio "
        f"{percent(row['npl_ratio'])}, NPL and forborne {percent(row['npl_forborne_ratio'])}."
    )
    loans = _troubled_in(followed, month)
    names = {status: [name for name, state in loans if state.status == status] for status in amounts}
    which = [
        f"{status.capitalize()}: loans {', '.join(own)}."
        for status, own in names.items()
        if own and status != "performing"
    ]
    head = f"Loans at the end of the month:\n\n{aligned(rows, indent='  ')}"
    return "\n\n".join([head, *(textwrap.fill(text, WIDTH) for text in [ratios, *which])])


def _troubled_in(followed: FollowedPath, month: int) -> list[tuple[str, LoanMonth]]:
    """Loans that missed dues, with what they are in a month."""
    claims = {(claim["loan"], claim["generation"]): claim for claim in followed.claims.to_dict("records")}
    keys = sorted(set(troubled_loans(followed)[["loan", "generation"]].itertuples(index=False, name=None)))
    found = []
    for loan, generation in keys:
        steps = steps_of(followed.events, loan, generation)
        if steps:
            life = loan_months(followed.runner, loan, generation, steps, claims.get((loan, generation)))
            found += [(loan_name(loan, generation), state) for state in life if state.month == month]
    return found


def _lending_statement(followed: FollowedPath, month: int) -> str:
    row, events = followed.books.loc[month], followed.events
    made = events[(events["month"] == month) & (events["event"] == "made")]
    names = [loan_name(loan, generation) for loan, generation in zip(made["loan"], made["generation"], strict=True)]
    text = f"New lending {money(row['lending'])}" + (f": loans {listed(names)}." if names else ".")
    if row["stop"]:
        text += " Lending was stopped in this month."
    tripped = [name.removeprefix("breaker.") for name in _tripped(row)]
    if tripped:
        text += f" In force for the next month: breaker {', '.join(tripped)}."
    return textwrap.fill(text, WIDTH)


def _tripped(row: pd.Series) -> Sequence[str]:
    return [str(name) for name, value in row.items() if str(name).startswith("breaker.") and value]


def _happenings(followed: FollowedPath, month: int) -> str:
    events = followed.events[followed.events["month"] == month]
    events = events[~events["event"].isin(("on_book", "made", "repaid"))]
    rows = [
        (loan_name(event["loan"], event["generation"]), event_text(followed.runner, event), money(event["amount"]))
        for event in events.to_dict("records")
    ]
    return "What happened to loans in this month:\n\n" + aligned(rows, left=(0, 1), indent="  ") if rows else ""
