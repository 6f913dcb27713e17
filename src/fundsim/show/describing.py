"""A scenario read back: sections of paragraphs, each with the sources of its numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fundsim.portfolio.layout.accounts import opening_amounts
from fundsim.portfolio.layout.layers import account_firsts, integers
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.aggregate import AggregateLoans
from fundsim.programme.loans import SyntheticLoans, TapeLoans
from fundsim.programme.roles import fund_layer
from fundsim.scenario_file import LeverChange
from fundsim.show import (
    aggregate_words,
    distress_words,
    loan_words,
    payer_words,
    risk_words,
    rule_words,
    time_words,
)
from fundsim.show.admission_words import admission_words
from fundsim.show.conventions import other_conventions
from fundsim.show.implied import implied_figures
from fundsim.show.implied_words import claims_words, fund_words, probability_words, spread_words, stock_words
from fundsim.show.lever_words import lever_words
from fundsim.show.sourcing import Sourcing, sources_text
from fundsim.show.wording import and_list

WIDTH = 100
NO_SOURCES = Sourcing()
NO_BREAK = "\u00a0"


class Section(NamedTuple):
    """A part of the description.

    Parameters
    ----------
    title : str
        Heading.
    paragraphs : tuple of str
        Texts; tables in them have lines of their own.
    """

    title: str
    paragraphs: tuple[str, ...]


def describe(
    scenario: Scenario, book: LoanBook, sourcing: Sourcing = NO_SOURCES, changes: Sequence[LeverChange] = ()
) -> list[Section]:
    """What a scenario says, a section per group of instruments.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    book : LoanBook
        Its loans.
    sourcing : Sourcing
        Sources of the numbers of its file.
    changes : sequence of LeverChange
        What the levers of its file change.

    Returns
    -------
    list of Section
        Plain English.
    """

    def cited(text: str, *keys: str) -> str:
        return f"{text}{sources_text(sourcing, *keys)}"

    loans = scenario.loans
    middle = (
        [Section("The claims", (cited(aggregate_words.claims_words(scenario, loans), "loans", "recovery"),))]
        if isinstance(loans, AggregateLoans)
        else _of_loans(scenario, loans, book, sourcing)
    )
    levers = tuple(cited(lever_words(scenario, name, changes), f"levers.{name}") for name in scenario.levers)
    return [
        Section("The clock", (cited(loan_words.clock_words(scenario), "horizon"),)),
        *middle,
        Section("Who pays a claim, in this order", (*_payers(scenario, book, sourcing), payer_words.bank_words())),
        Section("The rules", (*_breakers(scenario, sourcing), cited(rule_words.report_words(scenario), "report"))),
        *([Section("The levers", levers)] if levers else []),
    ]


def _of_loans(
    scenario: Scenario, loans: SyntheticLoans | TapeLoans, book: LoanBook, sourcing: Sourcing
) -> list[Section]:
    """Loans, their risk, and what becomes of those in distress."""

    def cited(text: str, *keys: str) -> str:
        return f"{text}{sources_text(sourcing, *keys)}"

    own = (
        loan_words.synthetic_words(scenario, loans)
        if isinstance(loans, SyntheticLoans)
        else loan_words.tape_words(scenario, loans, book)
    )
    chances = cited(risk_words.probability_words(scenario), "default_probability")
    return [
        Section(
            "The loans",
            (
                loan_words.book_words(scenario, book),
                cited(own, "loans"),
                cited(loan_words.lending_words(scenario, book), "lending"),
                cited(admission_words(scenario, book), "admission", "credit_villages"),
            ),
        ),
        Section(
            "The risk",
            (chances, cited(risk_words.correlation_words(scenario), "correlation"), *_events(scenario, sourcing)),
        ),
        Section(
            "What happens to a loan in distress",
            (
                cited(distress_words.monitoring_words(scenario), "monitoring"),
                cited(distress_words.wilful_words(scenario), "wilful_default"),
                cited(distress_words.arrears_words(scenario), "arrears"),
                cited(distress_words.extension_words(scenario), "extension", "renewal"),
                cited(distress_words.claim_words(scenario), "claim"),
                cited(distress_words.recovery_words(scenario), "recovery"),
            ),
        ),
    ]


def _events(scenario: Scenario, sourcing: Sourcing) -> Iterator[str]:
    for name, shock in scenario.shocks.items():
        yield f"{risk_words.shock_words(name, shock)}{sources_text(sourcing, f'shocks.{name}')}"
    for name, stress in scenario.stress.items():
        yield f"{risk_words.stress_words(scenario, name, stress)}{sources_text(sourcing, f'stress.{name}')}"
    for name, regime in scenario.regimes.items():
        yield f"{time_words.regime_words(name, regime)}{sources_text(sourcing, f'regimes.{name}')}"
    for name, cycle in scenario.price_cycles.items():
        yield f"{time_words.cycle_words(name, cycle)}{sources_text(sourcing, f'price_cycles.{name}')}"
    if scenario.contagion is not None:
        yield f"{time_words.contagion_words(scenario)}{sources_text(sourcing, 'contagion')}"


def _payers(scenario: Scenario, book: LoanBook, sourcing: Sourcing) -> Iterator[str]:
    for layer in scenario.layers:
        yield f"{payer_words.layer_words(scenario, layer, book)}{sources_text(sourcing, f'layers.{layer.name}')}"


def _breakers(scenario: Scenario, sourcing: Sourcing) -> Iterator[str]:
    for name, breaker in scenario.breakers.items():
        yield f"{rule_words.breaker_words(scenario, name, breaker)}{sources_text(sourcing, f'breakers.{name}')}"
    if not scenario.breakers:
        yield "No circuit breaker stops anything."


def implications(scenario: Scenario, book: LoanBook) -> Section:
    """What a scenario implies, worked out without simulating."""
    title = "What this implies"
    if isinstance(scenario.loans, AggregateLoans):
        opening = opening_fund(scenario, book)
        return Section(title, tuple(aggregate_words.implied_words(scenario, scenario.loans, opening)))
    implied = implied_figures(scenario, book)
    texts = (
        probability_words(scenario, book, implied),
        spread_words(scenario, book, implied),
        stock_words(scenario, implied),
        claims_words(scenario, implied),
        fund_words(scenario, implied, opening_fund(scenario, book)),
    )
    return Section(title, tuple(text for text in texts if text))


def opening_fund(scenario: Scenario, book: LoanBook) -> float:
    """Opening amount of the reported fund, the first of several sizes. [currency]"""
    fund = fund_layer(scenario)
    if fund < 0 or scenario.layers[fund].account is None:
        return 0.0
    areas = integers([len(book.villages), len(book.townships), len(book.counties), 1])
    firsts, count = account_firsts(scenario, areas)
    later = [int(first) for first in firsts[fund + 1 :] if first >= 0]
    own = slice(int(firsts[fund]), later[0] if later else count)
    return float(opening_amounts(scenario, book)[0][own, 0].sum())


def convention_section(scenario: Scenario) -> Section:
    """What differs from fundsim's conventions."""
    others = other_conventions(scenario)
    if not others:
        return Section("What differs from fundsim's conventions", ("Nothing: every convention is the default one.",))
    return Section(
        "What differs from fundsim's conventions",
        tuple(
            f"{item.key}: {_shown(item.value)} instead of {_shown(item.default)} ({item.meaning})." for item in others
        ),
    )


def _shown(value: object) -> str:
    if value is None:
        return "none given"
    if isinstance(value, bool):
        return "true" if value else "false"
    return and_list(str(item) for item in value) if isinstance(value, tuple) else str(value)


def scenario_text(
    scenario: Scenario, book: LoanBook, sourcing: Sourcing = NO_SOURCES, changes: Sequence[LeverChange] = ()
) -> str:
    """A scenario read back in plain words, with what it implies.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    book : LoanBook
        Its loans.
    sourcing : Sourcing
        Sources of the numbers of its file.
    changes : sequence of LeverChange
        What the levers of its file change.

    Returns
    -------
    str
        Lines of at most 100 characters, tables apart.
    """
    unit = " (1 million CNY = 100 万元)" if scenario.currency == "CNY" else ""
    sections = [
        *describe(scenario, book, sourcing, changes),
        convention_section(scenario),
        implications(scenario, book),
    ]
    head = [
        scenario.name,
        *([" ".join(scenario.description.split())] if scenario.description else []),
        f"Amounts are in {scenario.currency}{unit}.",
    ]
    parts = ["\n".join(_wrapped(line, scenario.currency) for line in head)]
    for section in sections:
        title = f"{section.title}\n{'-' * len(section.title)}"
        parts.append(
            "\n\n".join([title, *(_wrapped(paragraph, scenario.currency) for paragraph in section.paragraphs)])
        )
    return "\n\n".join(parts)


def _wrapped(text: str, currency: str) -> str:
    """Text with long lines broken, but not those of tables, and no number torn from its unit."""
    lines = []
    for line in text.split("\n"):
        if line.startswith("  ") or not line:
            lines.append(line)
        else:
            kept = line.replace(" %", f"{NO_BREAK}%").replace(f" {currency}", f"{NO_BREAK}{currency}")
            lines += textwrap.wrap(kept, WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines).replace(NO_BREAK, " ")
