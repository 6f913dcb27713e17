"""Which of the implied figures are told, and what is said to be left out of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.show.dispersion import Dispersion, coupled_industries
from fundsim.show.implied import Implied, Stocks

LOWEST_PUBLISHED, HIGHEST_PUBLISHED = 0.0026, 0.0436  # Chongqing, June 2019; Luoping, October 2023


class Relation(NamedTuple):
    """Two borrowers by what they share.

    Parameters
    ----------
    area : str
        Smallest area that holds both.
    same_industry : bool
        Whether their industry is the same.
    by_industry : bool
        Whether the industry matters, so that it is told.
    by_village : bool
        Whether the village matters.
    industries : tuple of (str, str)
        Pairs of different industries that are correlated; empty where it is said of all others.
    correlation : float
        Default correlation within a year.
    """

    area: str
    same_industry: bool
    by_industry: bool
    by_village: bool
    industries: tuple[tuple[str, str], ...]
    correlation: float


def relations_told(scenario: Scenario, book: LoanBook, spread: Dispersion) -> list[Relation]:
    """Relations that occur and are not all alike; none where all correlations are 0.0000."""
    terms = scenario.correlation
    apart = {
        "village": terms.village > 0.0, "township": terms.township > 0.0 or terms.village > 0.0,
        "county": True, "province": len(book.counties) > 1,
    }  # fmt: skip
    by_industry, by_village = terms.industry > 0.0 and len(book.industries) > 1, terms.village > 0.0
    coupled = coupled_industries(scenario, book) if by_industry else {}
    pairs = sum(len(own) for own in coupled.values())
    others = by_industry and pairs < math.comb(len(book.industries), 2)
    told = []
    for area in (area for area, matters in apart.items() if matters):
        told.append(Relation(area, True, by_industry, by_village, (), spread.correlations[area, True]))
        for between, names in coupled.items():
            told.append(Relation(area, False, True, by_village, tuple(names), spread.coupled[area, between]))
        if others:
            told.append(Relation(area, False, True, by_village, (), spread.correlations[area, False]))
    return told if any(round(relation.correlation, 4) for relation in told) else []


def varies_by_common_causes(spread: Dispersion) -> bool:
    """Whether the systematic part of the spread shows in percentage points of two digits."""
    return round(100.0 * spread.systematic_sd, 2) > 0.0


def moves_told(scenario: Scenario) -> list[str]:
    """Blocks that move the risk within time, on average and without counting contagion."""
    return ["shocks", *(name for name in ("regimes", "price_cycles") if getattr(scenario, name))]


class AccountTold(NamedTuple):
    """What an account, or all accounts of a layer together, open with and expect. [currency, currency per year]

    Parameters
    ----------
    name, level : str
        Layer; village, township, county or province, each of which has an account.
    opening : float
        Opening amount.
    comes_in, payment : float
        Appropriations, provisions and premiums; payments on claims.
    """

    name: str
    level: str
    opening: float
    comes_in: float
    payment: float

    @property
    def years(self) -> float:
        """How long it lasts without interest, recoveries and top-ups."""
        net = self.payment - self.comes_in
        return self.opening / net if net > 0.0 else math.inf


def accounts_told(scenario: Scenario, implied: Implied, openings: Mapping[int, float]) -> dict[int, AccountTold]:
    """Accounts of the layers with their opening amounts, by their places among the layers."""
    found = {}
    for place, opening in openings.items():
        payer, account = implied.payers[place], scenario.layers[place].account
        level = account.level if account is not None else "county"
        found[place] = AccountTold(payer.name, level, opening, payer.inflow + payer.premium, payer.payment)
    return found


def left_out(scenario: Scenario, implied: Implied) -> Iterator[str]:
    """Blocks that the expected stocks leave out; `extension` stands for its limits."""
    extension = scenario.extension
    limited = extension.granted > 0.0 and (extension.at_most_at_once is not None or extension.until is not None)
    given = {
        "stress": scenario.stress, "contagion": scenario.contagion, "breakers": scenario.breakers, "extension": limited,
        "overdue": implied.overdue,
    }  # fmt: skip
    return (name for name, block in given.items() if block)


def left_out_of_payers(scenario: Scenario, implied: Implied) -> Iterator[str]:
    """What the expected payments leave out, those of the stocks among it; `windows` and months of covers."""
    yield from left_out(scenario, implied)
    covers = [(layer, layer.covers) for layer in scenario.layers]
    windows = any(cover.made_from is not None or cover.made_until is not None for _, cover in covers)
    if windows and scenario.lending.mode == "steady":  # loans of all months stand for each other there
        yield "windows"
    if any(cover.months is not None and layer.price is not None for layer, cover in covers):
        yield "cover_months"


def stocks_told(stocks: Stocks) -> dict[str, float]:
    """Expected stocks by their key. [currency]"""
    return {
        "outstanding": stocks.outstanding, "overdue": stocks.overdue, "npl": stocks.npl,
        "overdue_and_npl": stocks.overdue + stocks.npl, "forborne": stocks.forborne,
    }  # fmt: skip


def beside_published(ratio: float) -> str:
    """Where an overdue ratio lies beside the published ones: below, above or within."""
    if ratio < LOWEST_PUBLISHED:
        return "below"
    return "above" if ratio > HIGHEST_PUBLISHED else "within"
