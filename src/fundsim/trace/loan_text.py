"""Loans of a path in words: which met trouble, and the whole life of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from fundsim.languages import Language
from fundsim.portfolio.loan_book import SCHEDULES
from fundsim.text_tables import aligned
from fundsim.trace.claims import CAUSES, recovery_parts
from fundsim.trace.events import TROUBLE, steps_of
from fundsim.trace.following import FollowedPath, has_loans
from fundsim.trace.lives import loan_months, principal_of
from fundsim.trace.phrases import REPAYMENT, STATUSES
from fundsim.trace.schedule import LoanMonth
from fundsim.trace.wording import Voice, date_of, loan_name, money


def troubled_loans(followed: FollowedPath) -> pd.DataFrame:
    """Events of the loans that missed a due, were renewed or were refused."""
    events = followed.events
    keys = events.loc[events["event"].isin(TROUBLE), ["loan", "generation"]].drop_duplicates()
    return events.merge(keys, on=["loan", "generation"])


def troubled_loans_text(followed: FollowedPath, lang: Language = "en") -> str:
    """List of the loans that something happened to, a line each.

    Parameters
    ----------
    followed : FollowedPath
        The path.
    lang : {"en", "zh"}
        Language.
    """
    voice = Voice(followed.runner, lang)
    if not has_loans(followed):
        return voice.say("no_loans")
    events = troubled_loans(followed)
    if events.empty:
        return voice.say("no_trouble")
    rows = [voice.heads("loan", "who", "happened")]
    for (loan, generation), own in events.groupby(["loan", "generation"], sort=True):
        first = own.iloc[0]
        who = voice.say("who", **_described(first, voice))
        rows.append((loan_name(int(loan), int(generation)), who, _story(own, voice)))
    return f"{_counted(events, len(rows) - 1, voice)}\n\n{aligned(rows, left=(0, 1, 2), indent='  ')}"


def _counted(events: pd.DataFrame, count: int, voice: Voice) -> str:
    """How many loans are listed, how they are numbered, and how to see one."""
    head = voice.say("troubled" if count > 1 else "troubled_one", n=count)
    loan, generation = max(events[["loan", "generation"]].itertuples(index=False), key=lambda pair: pair[1])
    if generation:
        name = voice.loan(int(loan), int(generation))
        head += voice.say("successor", name=name, generation=generation, loan=loan)
    return head + voice.say("see_one", loan=loan)


def _described(event: pd.Series, voice: Voice) -> dict[str, str]:
    """Place, industry and grade of the loan that an event is about."""
    places = {name: voice.place(event[name]) for name in ("township", "village")}
    return {**places, **{name: voice.own(event[name]) for name in ("industry", "grade")}}


def _story(own: pd.DataFrame, voice: Voice) -> str:
    """Events of a loan on one line, by date."""
    told = own[~own["event"].isin(("on_book", "made"))]
    parts = []
    for date, together in groupby(told.to_dict("records"), key=lambda event: event["date"]):
        words = voice.say("then").join(_short(event, voice) for event in together)
        parts.append(voice.say("story_date", date=date, words=words))
    return voice.say("semicolon").join(parts)


def _short(event: Mapping[str, Any], voice: Voice) -> str:
    words = voice.event(event, short=True)
    if event["event"] not in ("default", "claim_settled", "renewed", "refused"):
        return words
    return voice.say("story_amount", words=words, amount=voice.amount(event["amount"], 0))


def loan_text(followed: FollowedPath, loan: int, lang: Language = "en") -> str:
    """Life of a loan and of those that replaced it, one after another.

    Parameters
    ----------
    followed : FollowedPath
        The path.
    loan : int
        Slot, from 0.
    lang : {"en", "zh"}
        Language.
    """
    voice = Voice(followed.runner, lang)
    own = followed.events[followed.events["loan"] == loan]
    if own.empty:
        return voice.say("never_made", loan=loan)
    parts = [_one_loan(followed, loan, int(generation), voice) for generation in own["generation"].unique()]
    return "\n\n".join(parts)


def _one_loan(followed: FollowedPath, loan: int, generation: int, voice: Voice) -> str:
    events = followed.events
    own = events[(events["loan"] == loan) & (events["generation"] == generation)]
    rows = [voice.heads("month", "date", "happened", "amount")]
    rows += [
        (str(event["month"]), event["date"], voice.event(event), money(event["amount"]))
        for event in own.to_dict("records")
    ]
    parts = [_header(followed, own.iloc[0], voice), aligned(rows, left=(1, 2), indent="  ")]
    parts += [_claim_text(followed, claim, voice) for claim in _claims_of(followed, loan, generation)]
    steps = steps_of(events, loan, generation)
    if steps:
        claim = next(iter(_claims_of(followed, loan, generation)), None)
        parts.append(_months_text(loan_months(followed.runner, loan, generation, steps, claim), voice))
    return "\n\n".join(part for part in parts if part)


def _header(followed: FollowedPath, first: pd.Series, voice: Voice) -> str:
    book, loans = followed.runner.book, followed.runner.model.loans
    loan, generation = int(first["loan"]), int(first["generation"])
    lent = float(loans.principal[loan, generation % loans.principal.shape[1]])
    counted = principal_of(loans, loan, generation)
    made_in = int(loans.made_in[loan]) if first["event"] == "on_book" else int(first["month"])
    made = "to_be_made_in" if first["event"] == "refused" else "made_in"
    return voice.say(
        "loan_head",
        name=voice.loan(loan, generation),
        amount=voice.amount(lent),
        currency=voice.currency(),
        restated="" if counted == lent else voice.say("restated", amount=voice.amount(counted)),
        made=voice.say(made, date=voice.month(made_in)),
        term=int(book.term[loan]),
        rate=voice.percent(float(book.rate[loan])),
        repayment=voice.word(REPAYMENT[SCHEDULES[book.schedule[loan]]]),
        **_described(first, voice),
    )


def _claims_of(followed: FollowedPath, loan: int, generation: int) -> list[dict[str, Any]]:
    claims = followed.claims
    own: list[dict[str, Any]] = claims[(claims["loan"] == loan) & (claims["generation"] == generation)].to_dict(
        "records"
    )
    return own


def _claim_text(followed: FollowedPath, claim: Mapping[str, Any], voice: Voice) -> str:
    """How a claim was made up, who paid the claims of its month, and what is recovered."""
    runner, month = followed.runner, claim["settled_month"]
    principal, interest = voice.amount(claim["principal"]), voice.amount(claim["gross"] - claim["principal"])
    sums = voice.say("claim_parts", principal=principal, interest=interest)
    if runner.model.rules.net:
        sums += voice.say("claim_net", amount=voice.amount(claim["gross"] - claim["claim"]))
    lines = [voice.say("claim_sums", sums=sums, amount=voice.amount(claim["claim"]), date=voice.month(month))]
    lines.append(f"  {payers_text(followed, month, voice) if month < runner.months else voice.say('claim_open')}")
    lines += _recovered_text(followed, claim, voice)
    return "\n".join(lines)


def _recovered_text(followed: FollowedPath, claim: Mapping[str, Any], voice: Voice) -> Iterator[str]:
    """What is recovered of a claim, and when; nothing where nothing is."""
    recovered = recovery_parts(followed.runner, pd.DataFrame([claim]))
    if len(recovered):
        first, last = int(recovered["month"].min()), int(recovered["month"].max())
        court = followed.runner.model.rules.court_cost[CAUSES.index(claim["cause"])]
        yield voice.say(
            "recovered",
            share=voice.percent(claim["recovered_share"]),
            amount=voice.amount(recovered["amount"].sum()),
            court=voice.say("after_court" if court else "without_court"),
            when=voice.say(
                "when_from" if last > first else "when_in", first=voice.month(first), last=voice.month(last)
            ),
        )


def payers_text(followed: FollowedPath, month: int, voice: Voice) -> str:
    """Who paid the claims of a month."""
    books = followed.books.loc[month]
    settled = int((followed.claims["settled_month"] == month).sum())
    paid = {name: float(books[name]) for name in followed.books.columns if name.startswith("payment.")}
    parts = voice.joined(
        voice.say("payer", name=voice.own(name.removeprefix("payment.")), amount=voice.amount(amount))
        for name, amount in paid.items()
    )
    key = "payers_of_one" if settled == 1 else "payers"
    return voice.say(key, n=settled, claims=voice.amount(float(books["claims"])), parts=parts)


def _months_text(months: Sequence[LoanMonth], voice: Voice) -> str:
    heads = voice.heads("months", "status", "principal_paid", "interest_paid", "owed")
    rows = [(heads[0], "", *heads[1:])]
    for first, last in _alike(months):
        until = voice.say("until", date=date_of(voice.runner, last.month)) if last.month > first.month else ""
        amounts = (money(amount) for amount in (first.principal_paid, first.interest_paid, first.owed))
        rows.append((date_of(voice.runner, first.month), until, voice.word(STATUSES[first.status]), *amounts))
    return voice.table("dues", rows, left=(0, 1, 2))


def _alike(months: Sequence[LoanMonth]) -> Iterator[tuple[LoanMonth, LoanMonth]]:
    """First and last month of each stretch of months that look the same."""
    for _, stretch in groupby(months, key=lambda row: (row.status, *(round(value, 2) for value in row[3:]))):
        rows = list(stretch)
        yield rows[0], rows[-1]
