"""Loan tapes (贷款台账): from a table with a column mapping to a loan book and a data-quality report."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from fundsim.errors import DataError, Fault, ScenarioError
from fundsim.portfolio.cover import drawn_cover
from fundsim.portfolio.credit_villages import credit_odds, credit_villages
from fundsim.portfolio.default_probabilities import Described, annual_probabilities
from fundsim.portfolio.draws import PLANNED, Stream, portfolio_key, uniforms
from fundsim.portfolio.lending_plan import PlannedLoans, check_monthly_limit, planned_amounts, planned_loans
from fundsim.portfolio.loan_book import Floats, Integers, LoanBook
from fundsim.portfolio.quality import QualityEntry, in_words, rows_dropped, rows_irrelevant
from fundsim.portfolio.schedules import repayment_calendar
from fundsim.portfolio.tape.mapping import mapped_columns, needs_of
from fundsim.portfolio.tape.rows import BLANK_CODE, TapeRows, read_rows
from fundsim.portfolio.tape.rules import Screened, screened
from fundsim.portfolio.tape.strange_cells import strange_cells
from fundsim.portfolio.townships import MAX_TOWNSHIPS, UNNAMED_COUNTY
from fundsim.programme.contradictions.risk import riskless_months
from fundsim.programme.loans import TapeDefaults, TapeLoans
from fundsim.programme.names import KINDS, MOST_LISTED, unknown_among
from fundsim.programme.scenario import Scenario
from fundsim.units import year_month_number

NO_VILLAGE = "1"  # the only village of a township when the tape has no villages
BLANK_VILLAGE = "not stated"


class _Labels(NamedTuple):
    """Names of one attribute of the kept rows: for each row an index into sorted names."""

    indices: Integers
    names: tuple[str, ...]


def read_tape(scenario: Scenario, loans: TapeLoans, seed: int) -> tuple[LoanBook, tuple[QualityEntry, ...]]:
    """Loan book of a loan tape.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    loans : TapeLoans
        Its ``loans``.
    seed : int
        Seed of the run; a tape needs it only for planned lending and borrowers' cover.

    Returns
    -------
    book : LoanBook
        Slots in the order of the file, then planned loans, each a copy of a row drawn at random.
    entries : tuple of QualityEntry
        What was read, dropped and imputed.

    Raises
    ------
    DataError
        The file cannot be used, or no loan is left.
    ScenarioError
        The mapping lacks columns, or loans have no default probability.
    """
    needs = needs_of(scenario)
    columns = mapped_columns(loans, needs)
    rows = read_rows(loans, columns)
    base = scenario.default_probability
    kept = screened(rows, loans, scenario.horizon, needs, base.annual is not None or bool(base.by_industry))
    entries = [*rows.entries, *kept.entries]
    if not kept.keep.any():
        raise DataError("\n  ".join([f"{loans.file}: no loan is left", *in_words(entries)]))
    labels, imputed = _labelled(rows, kept, loans)
    amounts, unused = planned_amounts(scenario.lending, scenario.horizon.months)
    planned, templates = _planned(kept.principal[kept.keep], amounts, seed)
    described = _described(labels)._replace(blank_industry=_blank_industry(rows, kept, loans))
    _note_names(scenario, labels, unused)
    entries += [_unusable_money(kept, scenario.currency), *_overdue_entries(scenario, kept)]
    later = int((kept.made_in[kept.keep] > 0).sum())
    total = QualityEntry("loans kept", int(kept.keep.sum()), f"{later:,} of them new lending of later months")
    entries = [*entries, *imputed, *unused, total]
    book = _book(scenario, loans, kept, labels, described, (planned, templates), seed, in_words(entries))
    check_monthly_limit(scenario.lending, book)
    _check_seasoning(scenario, book)
    cover = drawn_cover(scenario, book.industries, book.industry, book.principal.shape[1], portfolio_key(seed))
    read, dropped, irrelevant = rows.entries[0].rows, rows_dropped(entries), rows_irrelevant(entries)
    doubts = strange_cells(rows, kept, loans)
    counted = replace(
        book, cover=cover, rows_read=read, rows_dropped=dropped, rows_irrelevant=irrelevant, doubts=doubts
    )
    return counted, tuple(entries)


def _check_seasoning(scenario: Scenario, book: LoanBook) -> None:
    """A seasoning curve must leave every loan some month in which it can default."""
    seasoning, shortest = scenario.default_probability.seasoning, int(book.term.min())
    if seasoning is not None and shortest <= riskless_months(seasoning):
        message = f"is 0 over the whole life of loans of {shortest} months"
        remedy = "give a lower age a positive number"
        raise ScenarioError([Fault("default_probability.seasoning", message, remedy=remedy)])


def _unusable_money(kept: Screened, currency: str) -> QualityEntry:
    """What the loans that cannot be used were: a few rows can be much of the money."""
    lost, left = (float(kept.principal[rows].sum()) for rows in (kept.unusable, kept.keep))
    share = 100.0 * lost / (lost + left) if lost + left > 0.0 else 0.0
    action = f"{lost:,.0f} {currency}; {share:.1f} % of the principal of these and the loans kept"
    return QualityEntry("unusable rows whose principal can be read", int(kept.unusable.sum()), action)


def _overdue_entries(scenario: Scenario, kept: Screened) -> list[QualityEntry]:
    """What becomes of loans that are overdue at the start: the results rest on it."""
    overdue = kept.months_overdue[kept.keep] > 0
    fate = "go on in arrears" if scenario.arrears is not None else "in default at once, as there is no `arrears` block"
    return [QualityEntry("loans overdue at the start", int(overdue.sum()), fate)]


def _labelled(rows: TapeRows, kept: Screened, loans: TapeLoans) -> tuple[dict[str, _Labels], list[QualityEntry]]:
    defaults: TapeDefaults = loans.defaults
    otherwise = {
        "grade": defaults.grade,
        "industry": defaults.industry,
        "township": defaults.township,
        "product": "all",
    }
    labels, entries = {}, []
    for key, name in otherwise.items():
        labels[key], entry = _label(rows, kept, key, name)
        entries.append(entry)
    if len(labels["township"].names) > MAX_TOWNSHIPS:
        count = len(labels["township"].names)
        raise DataError(f"{loans.file}: {count:,} townships, at most {MAX_TOWNSHIPS:,} are possible; check the mapping")
    village, entry = _label(rows, kept, "village", BLANK_VILLAGE if "village" in rows.codes else NO_VILLAGE)
    labels["village"] = _villages(labels["township"], village)
    return labels, [*entries, entry]


def _blank_industry(rows: TapeRows, kept: Screened, loans: TapeLoans) -> str:
    """What loans without an industry are given as theirs; empty where all have one of their own."""
    codes = rows.codes.get("industry")
    blank = codes is not None and bool((codes[kept.keep] == BLANK_CODE).any())
    return loans.defaults.industry if blank else ""


def _label(rows: TapeRows, kept: Screened, key: str, otherwise: str) -> tuple[_Labels, QualityEntry]:
    """Names of an attribute, sorted, so that their order does not depend on the order of rows."""
    count = int(kept.keep.sum())
    if key not in rows.codes:
        entry = QualityEntry(f"{key} is not in the tape", count, f"took {otherwise}")
        return _Labels(np.zeros(count, dtype=np.int64), (otherwise,)), entry
    code = rows.codes[key][kept.keep]
    names = [*rows.names[key], otherwise]  # a blank has code -1, the last of them
    used = sorted({names[index] for index in np.unique(code)})
    place = {name: number for number, name in enumerate(used)}
    index = np.array([place.get(name, -1) for name in names], dtype=np.int64)[code]
    blank = code == BLANK_CODE
    first = int(rows.lines[kept.keep][np.argmax(blank)]) if blank.any() else 0
    took = f"took {otherwise}" + ("; `loans.defaults.industry` names another" if key == "industry" else "")
    return _Labels(index, tuple(used)), QualityEntry(f"{key} is blank", int(blank.sum()), took, first)


def _villages(township: _Labels, village: _Labels) -> _Labels:
    """Villages of one name in two townships are two villages."""
    width = len(village.names)
    pairs, index = np.unique(township.indices * width + village.indices, return_inverse=True)
    names = tuple(f"{township.names[pair // width]}/{village.names[pair % width]}" for pair in pairs.tolist())
    return _Labels(index.astype(np.int64), names)


def _planned(principal: Floats, amounts: Floats, seed: int) -> tuple[PlannedLoans, Integers]:
    """Planned loans and, for each, the kept row that it is a copy of."""
    key = portfolio_key(seed)

    def template(month: Integers | int, number: Integers) -> Integers:
        draw = uniforms(key, number, month, PLANNED + Stream.TEMPLATE)
        return (draw * len(principal)).astype(np.int64)

    plan = planned_loans(amounts, lambda month, number: principal[template(month, number)], float(principal.mean()))
    return plan, template(plan.month, plan.number)


def _described(labels: dict[str, _Labels]) -> Described:
    return Described(
        grade=labels["grade"].indices[None, :, None],
        industry=labels["industry"].indices,
        township=labels["township"].indices,
        village=labels["village"].indices,
        industries=labels["industry"].names,
        grades=labels["grade"].names,
        townships=labels["township"].names,
        villages=labels["village"].names,
    )


def _note_names(scenario: Scenario, labels: dict[str, _Labels], entries: list[QualityEntry]) -> None:
    """Note rules and names that have no effect on these loans: slips of the pen, or parts of a tape left out."""
    if scenario.admission.minimum_grade is not None:
        rule = "loans to which `admission.minimum_grade` was not applied"
        entries.append(QualityEntry(rule, len(labels["grade"].indices), "a tape is taken as it is"))
    odds = scenario.default_probability.odds_by_grade
    unnamed = [place for place, name in enumerate(labels["grade"].names) if odds and name not in odds]
    if unnamed:
        names = ", ".join(labels["grade"].names[place] for place in unnamed)
        count = int(np.isin(labels["grade"].indices, unnamed).sum())
        entries.append(QualityEntry(f"loans of a grade without `odds_by_grade` ({names})", count, "took odds of 1"))
    faults = unknown_among(scenario, {kind: labels[kind].names for kind in KINDS})
    listed = [f"{fault.key} ({fault.message}; {fault.remedy})" for fault in faults[:MOST_LISTED]]
    listed += [f"and {len(faults) - MOST_LISTED} more"] if len(faults) > MOST_LISTED else []
    entries.append(QualityEntry("names in the scenario that no loan has", len(faults), "; ".join(listed)))


def _book(
    scenario: Scenario,
    loans: TapeLoans,
    kept: Screened,
    labels: dict[str, _Labels],
    described: Described,
    planned: tuple[PlannedLoans, Integers],
    seed: int,
    quality: tuple[str, ...],
) -> LoanBook:
    plan, templates = planned
    count = int(kept.keep.sum())
    slots = np.concatenate([np.arange(count), templates])  # a planned loan has the attributes of its template
    made_in = kept.made_in[kept.keep]
    defaults = loans.defaults
    township_of_pair = np.zeros(len(labels["village"].names), dtype=np.int64)
    township_of_pair[described.village] = described.township
    villages = credit_villages(scenario.credit_villages, described.villages, township_of_pair, portfolio_key(seed))
    odds = credit_odds(scenario.credit_villages, villages, described.village)[:, None]
    probability = annual_probabilities(scenario.default_probability, described, kept.pd[kept.keep], odds)
    return LoanBook(
        principal=np.concatenate([kept.principal[kept.keep], plan.principal])[:, None],
        first_principal=np.concatenate([kept.first_principal[kept.keep], plan.principal]),
        pd_annual=probability[:, slots],
        grade=described.grade[:, slots],
        made_in=np.concatenate([made_in, plan.month]),
        new_lending=np.concatenate([made_in > 0, np.ones(len(plan.month), dtype=np.bool_)]),
        months_overdue=np.concatenate([kept.months_overdue[kept.keep], np.zeros(len(plan.month), np.int64)]),
        term=kept.term[kept.keep][slots],
        rate=kept.rate[kept.keep][slots],
        schedule=kept.schedule[kept.keep][slots],
        interest_every=np.full(len(slots), defaults.interest_every_months, dtype=np.int64),
        instalment_every=np.full(len(slots), defaults.instalment_every_months, dtype=np.int64),
        subsidy=np.full(len(slots), defaults.interest_subsidy),
        product=labels["product"].indices[slots],
        industry=described.industry[slots],
        township=described.township[slots],
        village=described.village[slots],
        lgd=kept.lgd[kept.keep][slots],
        guaranteed_share=kept.guaranteed_share[kept.keep][slots],
        village_township=township_of_pair,
        township_county=np.zeros(len(described.townships), dtype=np.int64),
        products=labels["product"].names,
        industries=described.industries,
        grades=described.grades,
        townships=described.townships,
        villages=described.villages,
        counties=(UNNAMED_COUNTY,),
        quality=quality,
        first_month=year_month_number(scenario.horizon.first_month) % 12 + 1,
        calendars=(repayment_calendar(defaults),),
        credit_villages=villages,
    )
