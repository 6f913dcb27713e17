"""A scenario read back: sections of paragraphs, each with the sources of its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import NamedTuple

from fundsim.languages import Language
from fundsim.portfolio.layout.accounts import opening_amounts
from fundsim.portfolio.layout.layers import account_firsts, integers
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.aggregate import AggregateLoans
from fundsim.programme.layers import Layer, opening_amount
from fundsim.programme.loans import SyntheticLoans, TapeLoans
from fundsim.programme.roles import fund_layer
from fundsim.scenario_file import LeverChange
from fundsim.scenario_file.shipped import description_in
from fundsim.show import chinese, english
from fundsim.show.conventions import other_conventions
from fundsim.show.implied import implied_figures
from fundsim.show.opening_book import opened_with
from fundsim.show.sourcing import Sourcing
from fundsim.text_tables import display_width
from fundsim.wrapping import wrapped

WIDTH = 100
NO_SOURCES = Sourcing()
LANGUAGES: dict[Language, ModuleType] = {"en": english, "zh": chinese}
"""Packages with the same modules and the same functions, each in its language."""


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


class _Teller(NamedTuple):
    """What a description is told from, and in which words."""

    scenario: Scenario
    book: LoanBook
    sourcing: Sourcing
    words: ModuleType

    def section(self, title: str, *paragraphs: str) -> Section:
        return Section(self.words.frame_words.TITLES[title], tuple(text for text in paragraphs if text))

    def cited(self, text: str, *keys: str) -> str:
        return f"{text}{self.words.frame_words.sources_text(self.sourcing, *keys)}"


def describe(
    scenario: Scenario,
    book: LoanBook,
    sourcing: Sourcing = NO_SOURCES,
    changes: Sequence[LeverChange] = (),
    lang: Language = "en",
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
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of Section
        In plain words.
    """
    words = LANGUAGES[lang]
    tell = _Teller(scenario, book, sourcing, words)
    loans = scenario.loans
    middle = (
        [tell.section("claims", tell.cited(words.aggregate_words.claims_words(scenario, loans), "loans", "recovery"))]
        if isinstance(loans, AggregateLoans)
        else [_loans(tell, loans), _risk(tell), _distress(tell)]
    )
    levers = (
        tell.cited(words.lever_words.lever_words(scenario, name, changes), f"levers.{name}") for name in scenario.levers
    )
    return [
        tell.section("clock", tell.cited(words.loan_words.clock_words(scenario), "horizon")),
        *middle,
        tell.section("payers", *_payers(tell), words.payer_words.bank_words()),
        tell.section("rules", *_breakers(tell), tell.cited(words.rule_words.report_words(scenario), "report")),
        *([tell.section("levers", *levers)] if scenario.levers else []),
    ]


def _loans(tell: _Teller, loans: SyntheticLoans | TapeLoans) -> Section:
    scenario, book, words = tell.scenario, tell.book, tell.words
    own = (
        words.loan_words.synthetic_words(scenario, loans)
        if isinstance(loans, SyntheticLoans)
        else words.loan_words.tape_words(scenario, loans, book)
    )
    return tell.section(
        "loans",
        words.loan_words.book_words(scenario, book),
        tell.cited(own, "loans"),
        tell.cited(words.loan_words.lending_words(scenario, book), "lending"),
        tell.cited(words.admission_words.admission_words(scenario, book), "admission", "credit_villages"),
    )


def _risk(tell: _Teller) -> Section:
    words = tell.words.risk_words
    return tell.section(
        "risk",
        tell.cited(words.probability_words(tell.scenario, tell.book), "default_probability"),
        tell.cited(words.correlation_words(tell.scenario), "correlation"),
        *_events(tell),
    )


def _distress(tell: _Teller) -> Section:
    """What becomes of loans in distress."""
    scenario, words = tell.scenario, tell.words.distress_words
    return tell.section(
        "distress",
        tell.cited(words.monitoring_words(scenario), "monitoring"),
        tell.cited(words.wilful_words(scenario), "wilful_default"),
        tell.cited(words.arrears_words(scenario), "arrears"),
        tell.cited(words.extension_words(scenario), "extension", "renewal"),
        tell.cited(words.claim_words(scenario), "claim"),
        tell.cited(words.recovery_words(scenario), "recovery"),
    )


def _events(tell: _Teller) -> Iterator[str]:
    scenario, risk, time = tell.scenario, tell.words.risk_words, tell.words.time_words
    for name, shock in scenario.shocks.items():
        yield tell.cited(risk.shock_words(name, shock), f"shocks.{name}")
    for name, stress in scenario.stress.items():
        yield tell.cited(risk.stress_words(scenario, name, stress), f"stress.{name}")
    for name, regime in scenario.regimes.items():
        yield tell.cited(time.regime_words(name, regime), f"regimes.{name}")
    for name, cycle in scenario.price_cycles.items():
        yield tell.cited(time.cycle_words(name, cycle), f"price_cycles.{name}")
    if scenario.contagion is not None:
        yield tell.cited(time.contagion_words(scenario), "contagion")


def _payers(tell: _Teller) -> Iterator[str]:
    for layer in tell.scenario.layers:
        opened = None if layer.account is None else opened_with(layer.account, tell.book)
        yield tell.cited(tell.words.payer_words.layer_words(tell.scenario, layer, opened), f"layers.{layer.name}")


def _breakers(tell: _Teller) -> Iterator[str]:
    words = tell.words.rule_words
    for name, breaker in tell.scenario.breakers.items():
        yield tell.cited(words.breaker_words(tell.scenario, name, breaker), f"breakers.{name}")
    if not tell.scenario.breakers:
        yield words.no_breaker_words()


def implications(scenario: Scenario, book: LoanBook, lang: Language = "en") -> Section:
    """What a scenario implies, worked out without simulating."""
    words, openings = LANGUAGES[lang], opening_money(scenario, book)
    tell = _Teller(scenario, book, NO_SOURCES, words)
    if isinstance(scenario.loans, AggregateLoans):
        opening = openings.get(fund_layer(scenario), 0.0)
        return tell.section("implied", *words.aggregate_words.implied_words(scenario, scenario.loans, opening))
    implied = implied_figures(scenario, book)
    return tell.section(
        "implied",
        words.implied_words.probability_words(scenario, book, implied),
        words.implied_words.spread_words(scenario, book, implied),
        words.implied_words.stock_words(scenario, implied),
        words.implied_words.claims_words(scenario, implied),
        words.implied_words.fund_words(scenario, implied, openings),
        words.implied_words.account_words(scenario, implied, openings),
    )


def opening_money(scenario: Scenario, book: LoanBook) -> dict[int, float]:
    """Opening amounts of the layers with accounts, by their places; the first of several sizes. [currency]"""
    areas = integers([len(book.villages), len(book.townships), len(book.counties), 1])
    firsts, count = account_firsts(scenario, areas)
    begins = {place: int(first) for place, first in enumerate(firsts) if first >= 0}
    ends = [*begins.values(), count][1:]
    amounts = opening_amounts(scenario, book)[0][:, 0]
    return {place: float(amounts[first:end].sum()) for (place, first), end in zip(begins.items(), ends, strict=True)}


def convention_section(scenario: Scenario, lang: Language = "en") -> Section:
    """What differs from fundsim's conventions."""
    frame = LANGUAGES[lang].frame_words
    told = tuple(frame.convention_words(item) for item in other_conventions(scenario))
    return Section(frame.TITLES["conventions"], told or (frame.no_convention_words(),))


def layer_terms(scenario: Scenario, lang: Language = "en", outstanding: float = 0.0) -> dict[str, str]:
    """What each layer pays of claims, what it charges, and from which money: sentences by the layer's name.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    lang : {"en", "zh"}
        Language.
    outstanding : float
        Loans at the start, of which opening amounts may be a share; 0 where they are not known. [currency]

    Returns
    -------
    dict of str
        In the order in which the layers pay.
    """
    words = LANGUAGES[lang].payer_words
    return {layer.name: words.terms_words(scenario, layer, _opened(layer, outstanding)) for layer in scenario.layers}


def _opened(layer: Layer, outstanding: float) -> float | None:
    """What the accounts of a layer are opened with, together; None where there are none, or it is not known."""
    account = layer.account
    if account is None or (account.initial is None and outstanding <= 0.0):
        return None
    return opening_amount(account, outstanding)


def breaker_terms(scenario: Scenario, lang: Language = "en") -> list[str]:
    """What each circuit breaker watches, and what it stops: a sentence for each.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of str
        In the order of the file.
    """
    words = LANGUAGES[lang].rule_words
    return [words.breaker_words(scenario, name, breaker) for name, breaker in scenario.breakers.items()]


def scenario_text(
    scenario: Scenario,
    book: LoanBook,
    sourcing: Sourcing = NO_SOURCES,
    changes: Sequence[LeverChange] = (),
    lang: Language = "en",
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
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        Lines of at most 100 columns, tables apart.
    """
    words = LANGUAGES[lang]
    sections = [
        *describe(scenario, book, sourcing, changes, lang),
        convention_section(scenario, lang),
        implications(scenario, book, lang),
    ]
    head = [
        scenario.name,
        *([" ".join(description_in(scenario.description, lang).split())] if scenario.description else []),
        words.frame_words.amounts_words(scenario.currency),
    ]
    parts = ["\n".join(_wrapped(line, scenario.currency, lang) for line in head)]
    for section in sections:
        title = f"{section.title}\n{'-' * display_width(section.title)}"
        paragraphs = (_wrapped(paragraph, scenario.currency, lang) for paragraph in section.paragraphs)
        parts.append("\n\n".join([title, *paragraphs]))
    return "\n\n".join(parts)


def _wrapped(text: str, currency: str, lang: Language) -> str:
    """Text with long lines broken, but not those of tables."""
    lines = []
    for line in text.split("\n"):
        if line.startswith("  ") or not line:
            lines.append(line)
        else:
            lines += wrapped(line, WIDTH, currency, lang)
    return "\n".join(lines)
