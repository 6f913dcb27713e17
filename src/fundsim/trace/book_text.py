"""The books of a path in words: tables of all months, and one month with the causes of each figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from fundsim.languages import Language
from fundsim.results import LINES
from fundsim.text_tables import aligned
from fundsim.trace.claims import recovery_parts
from fundsim.trace.events import steps_of
from fundsim.trace.following import FollowedPath, has_loans
from fundsim.trace.lives import loan_months
from fundsim.trace.loan_text import payers_text, troubled_loans
from fundsim.trace.phrases import CAUSES, COLUMNS, LINE_COLUMNS, STATUSES, UNITS
from fundsim.trace.phrases import LINES as LINE_WORDS
from fundsim.trace.schedule import LoanMonth
from fundsim.trace.wording import Voice, date_of, loan_name, money

TAKING = ("payments", "returned")
RATIOS = ("overdue_ratio", "npl_ratio", "npl_forborne_ratio")
OF_LOANS = ("lending", "lending_refused", "outstanding", "overdue", "npl", "forborne", *RATIOS, "stop")
KINDS = {"payment": ("claims", "queue"), "recovery": ("", "court_cost"), "premium": ("", "")}
"""Columns before and after those of the layers, by what the layers pay or get."""


def books_text(followed: FollowedPath, lang: Language = "en") -> str:
    """All months in three tables: accounts, claims and payers, loans and ratios.

    Parameters
    ----------
    followed : FollowedPath
        The path.
    lang : {"en", "zh"}
        Language.
    """
    voice = Voice(followed.runner, lang)
    head = voice.say("books", currency=voice.currency(), last=followed.books["date"].iloc[-1])
    tables = [*_account_tables(followed, voice), *_claims_tables(followed, voice)]
    tables += [_loans_table(followed, voice)] if has_loans(followed) else []
    return "\n\n".join([head, *tables])


def accounts_of(books: pd.DataFrame) -> list[str]:
    """Layers whose account the books show."""
    suffix = ".closing"
    return [name.removeprefix("account.").removesuffix(suffix) for name in books.columns if name.endswith(suffix)]


def _account_tables(followed: FollowedPath, voice: Voice) -> Iterator[str]:
    for name in accounts_of(followed.books):
        columns = {f"account.{name}.{line}": voice.word(LINE_COLUMNS[line]) for line in LINES}
        signs = {f"account.{name}.{line}": "-" for line in TAKING}
        yield voice.table("account", _rows(followed.books, columns, voice, signs), left=(1,), name=name)


def _claims_tables(followed: FollowedPath, voice: Voice) -> Iterator[str]:
    for kind, (before, after) in KINDS.items():
        own = [name for name in followed.books.columns if name.startswith(f"{kind}.")]
        columns = {name: voice.own(name.removeprefix(f"{kind}.")) for name in own}
        columns = {**_headed(voice, before), **columns, **_headed(voice, after)}
        if followed.books[list(columns)].to_numpy().any():
            yield voice.table(kind, _rows(followed.books, columns, voice), left=(1,))


def _headed(voice: Voice, *columns: str) -> dict[str, str]:
    """Columns of the books with their heads."""
    return {column: voice.word(COLUMNS[column]) for column in columns if column}


def _loans_table(followed: FollowedPath, voice: Voice) -> str:
    books = followed.books[: followed.runner.model.clock.months]
    return voice.table("loans", _rows(books, _headed(voice, *OF_LOANS), voice), left=(1,))


def _rows(
    books: pd.DataFrame, columns: dict[str, str], voice: Voice, signs: dict[str, str] | None = None
) -> list[tuple[str, ...]]:
    """Rows of a table under their heads, without columns that are nothing in all months."""
    kept = [name for name in columns if name in RATIOS or name == "stop" or books[name].abs().max() > 0.0]
    rows = [(*voice.heads("month", "date"), *(columns[name] for name in kept))]
    for month, row in zip(books.index, books.to_dict("records"), strict=True):
        cells = (_cell(name, row[name], (signs or {}).get(name, ""), voice) for name in kept)
        rows.append((str(month), row["date"], *cells))
    return rows


def _cell(name: str, value: float, sign: str, voice: Voice) -> str:
    if name == "stop":
        return voice.say("stopped" if value else "open")
    if name in RATIOS:
        return voice.percent(value)
    return f"{sign if round(value) else ''}{value + 0.0:,.0f}"


def month_text(followed: FollowedPath, month: int, lang: Language = "en") -> str:
    """Books of one month, each figure with its causes.

    Parameters
    ----------
    followed : FollowedPath
        The path.
    month : int
        Month of the path.
    lang : {"en", "zh"}
        Language.
    """
    voice = Voice(followed.runner, lang)
    parts = [
        *_account_statements(followed, month, voice),
        _claims_statement(followed, month, voice),
        *_aggregate_statements(followed, month, voice),
        _recoveries_statement(followed, month, voice),
    ]
    if has_loans(followed):
        if month < followed.runner.model.clock.months:
            parts += [_loans_statement(followed, month, voice), _lending_statement(followed, month, voice)]
        parts += [_happenings(followed, month, voice)]
    return "\n\n".join(part for part in parts if part)


def _account_statements(followed: FollowedPath, month: int, voice: Voice) -> Iterator[str]:
    row = followed.books.loc[month]
    for name in accounts_of(followed.books):
        lines = []
        for line in LINES:
            value = float(row[f"account.{name}.{line}"])
            if value or line in ("opening", "closing"):
                sign = "" if line in ("opening", "closing") else "-" if line in TAKING else "+"
                lines.append((sign, voice.word(LINE_WORDS[line]), money(value)))
        yield voice.table("account", lines, left=(0, 1), name=name)


def _claims_statement(followed: FollowedPath, month: int, voice: Voice) -> str:
    claims = followed.claims[followed.claims["settled_month"] == month]
    if claims.empty:
        return voice.say("no_claim")
    queue = float(followed.books.loc[month, "queue"])
    said = payers_text(followed, month, voice) + (voice.say("waits", amount=voice.amount(queue)) if queue else "")
    if not has_loans(followed):
        every_claim = voice.listed(voice.amount(amount) for amount in claims["claim"])
        return voice.filled(said + voice.say("claim_amounts", amounts=every_claim))
    rows = [voice.heads("loan", "cause", "default", "principal", "interest", "claim")]
    for claim in claims.to_dict("records"):
        amounts = (claim["principal"], claim["gross"] - claim["principal"], claim["claim"])
        name, cause = loan_name(claim["loan"], claim["generation"]), voice.word(CAUSES[claim["cause"]])
        rows.append((name, cause, date_of(followed.runner, claim["default_month"]), *map(money, amounts)))
    return f"{said}\n\n{aligned(rows, left=(0, 1, 2), indent='  ')}"


def _aggregate_statements(followed: FollowedPath, month: int, voice: Voice) -> Iterator[str]:
    """What layers with aggregate terms were asked for to date, and what their terms let them pay of it."""
    row = followed.books.loc[month]
    for layer in followed.runner.scenario.layers:
        if row.get(f"asked.{layer.name}", 0.0) > 0.0:
            since = voice.say("since_start" if layer.aggregate_over == "term" else "since_year")
            asked, allowed = (voice.amount(row[f"{which}.{layer.name}"]) for which in ("asked", "allowed"))
            text = voice.say("aggregate", since=since, layer=layer.name, asked=asked, allowed=allowed)
            if f"unit.{layer.name}" in row:
                unit, amount = voice.word(UNITS[layer.aggregate_in]), voice.amount(row[f"unit.{layer.name}"])
                text += voice.say("aggregate_unit", unit=unit, amount=amount)
            yield voice.filled(text)


def _recoveries_statement(followed: FollowedPath, month: int, voice: Voice) -> str:
    parts = recovery_parts(followed.runner, followed.claims)
    parts = parts[parts["month"] == month].sort_values("amount", ascending=False, kind="stable")
    if parts.empty:
        return ""
    told = (
        voice.say(
            "recovery_of", loan=voice.loan(int(part.loan), int(part.generation)), amount=voice.amount(part.amount)
        )
        for part in parts.itertuples()
    )
    by_loan = voice.say("by_loan", parts=voice.listed(told)) if has_loans(followed) else ""
    key = "recoveries_of_one" if len(parts) == 1 else "recoveries"
    return voice.filled(voice.say(key, amount=voice.amount(parts["amount"].sum()), n=len(parts), by_loan=by_loan))


def _loans_statement(followed: FollowedPath, month: int, voice: Voice) -> str:
    row = followed.books.loc[month]
    amounts = {"performing": "performing", "overdue": "overdue", "non-performing": "npl", "forborne": "forborne"}
    rows = [
        (
            voice.word(STATUSES[status]),
            money(row[column]),
            voice.percent(row[column] / row["outstanding"]) if row["outstanding"] else "",
        )
        for status, column in (*amounts.items(), ("outstanding", "outstanding"))
    ]
    ratios = {
        name: voice.percent(row[column]) for name, column in zip(("overdue", "npl", "forborne"), RATIOS, strict=True)
    }
    texts = [voice.say("ratios", **ratios)]
    loans = _troubled_in(followed, month, voice)
    for status in amounts:
        own = [name for name, state in loans if state.status == status]
        if own and status != "performing":
            word = voice.word(STATUSES[status]).capitalize()
            texts.append(voice.say("which", status=word, loans=voice.joined(own)))
    return "\n\n".join([voice.table("month_loans", rows), *map(voice.filled, texts)])


def _troubled_in(followed: FollowedPath, month: int, voice: Voice) -> list[tuple[str, LoanMonth]]:
    """Loans that missed dues, with what they are in a month."""
    claims = {(claim["loan"], claim["generation"]): claim for claim in followed.claims.to_dict("records")}
    keys = sorted(set(troubled_loans(followed)[["loan", "generation"]].itertuples(index=False, name=None)))
    found = []
    for loan, generation in keys:
        steps = steps_of(followed.events, loan, generation)
        if steps:
            life = loan_months(followed.runner, loan, generation, steps, claims.get((loan, generation)))
            found += [(voice.loan(loan, generation), state) for state in life if state.month == month]
    return found


def _lending_statement(followed: FollowedPath, month: int, voice: Voice) -> str:
    row, events = followed.books.loc[month], followed.events
    made = events[(events["month"] == month) & (events["event"] == "made")]
    names = [voice.loan(loan, generation) for loan, generation in zip(made["loan"], made["generation"], strict=True)]
    which = voice.say("new_loans", loans=voice.listed(names)) if names else ""
    text = voice.say("new_lending", amount=voice.amount(row["lending"]), which=which)
    text += voice.say("was_stopped") if row["stop"] else ""
    tripped = [name.removeprefix("breaker.") for name in _tripped(row)]
    text += voice.say("in_force", names=voice.joined(tripped)) if tripped else ""
    return voice.filled(text)


def _tripped(row: pd.Series) -> Sequence[str]:
    return [str(name) for name, value in row.items() if str(name).startswith("breaker.") and value]


def _happenings(followed: FollowedPath, month: int, voice: Voice) -> str:
    events = followed.events[followed.events["month"] == month]
    events = events[~events["event"].isin(("on_book", "made", "repaid"))]
    rows = [
        (loan_name(event["loan"], event["generation"]), voice.event(event), money(event["amount"]))
        for event in events.to_dict("records")
    ]
    return voice.table("happenings", rows, left=(0, 1)) if rows else ""
