"""Parts of sentences that captions share: horizons, shares, the fund, several sentences in a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import Estimate, Estimates
from fundsim.metrics.estimate import statistics_of
from fundsim.plots.needs import has_loans
from fundsim.plots.sweeps import moving_together
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import estimate_text, money_scale, number_text, percent_scale

T = TypeVar("T")
_MOST_DESIGNS = 3  # that a caption goes through one by one


def horizon_of(ds: xr.Dataset, lang: Language) -> str:
    """The horizon of results in words."""
    return horizon_text(int(ds.attrs["months"]), lang)


def percent(estimate: Estimate, lang: Language) -> str:
    """A share or probability with its interval."""
    return estimate_text(estimate, percent_scale(lang), lang)


def amount_text(estimate: Estimate, currency: str, lang: Language) -> str:
    """An amount of money with its interval, in the unit that suits its size."""
    return estimate_text(estimate, money_scale(estimate.value, currency, lang), lang)


def entry(estimates: Estimates, *place: int) -> Estimate:
    """One entry of several estimates."""
    return Estimate(*(float(part[place]) for part in statistics_of(estimates)))


def fund_of(ds: xr.Dataset, lang: Language) -> str:
    """The fund by its ratio to the loans at the start, 1:10, and its amount; no ratio without loans or above them."""
    opening, loans = float(ds.attrs["fund_initial"]), float(ds.attrs.get("opening_outstanding", 0.0))
    amount = number_text(opening, money_scale(opening, ds.attrs["currency"], lang))
    if 0.0 < opening <= loans and has_loans(ds):
        leverage = loans / opening
        shown = f"{leverage:,.0f}" if leverage >= 100.0 else f"{leverage:.3g}"
        return text("fund_ratio", lang, ratio=f"1:{shown}", amount=amount)
    return text("fund_amount", lang, amount=amount)


def extremes(found: Sequence[tuple[float, T]]) -> list[tuple[float, T]]:
    """Up to three findings as they are; of more, those with the smallest and the largest number."""
    if len(found) <= _MOST_DESIGNS:
        return list(found)
    ordered = sorted(found, key=lambda item: item[0])
    return [ordered[0], ordered[-1]]


def named(sentences: Sequence[tuple[str, str]], lang: Language) -> str:
    """Sentences in a row, each with the name of its design before it where there is one."""
    colon = "：" if lang == "zh" else ": "
    return joined([f"{name}{colon}{sentence}" if name else sentence for name, sentence in sentences], lang)


def joined(sentences: Sequence[str], lang: Language) -> str:
    """Sentences in a row; Chinese ones need no blank between them."""
    return ("" if lang == "zh" else " ").join(sentences)


def with_companions(sentence: str, ds: xr.Dataset, lang: Language) -> str:
    """A sentence on a sweep, and after it which keys move with a parameter that it names with a number of them."""
    stop = "。" if lang == "zh" else "."
    return joined([sentence, *(f"{said}{stop}" for said in moving_together(ds, lang))], lang)


def listed(parts: Sequence[str], lang: Language) -> str:
    """Parts of a sentence in a list."""
    return ("、" if lang == "zh" else ", ").join(parts)


def in_turn(parts: Sequence[str], lang: Language) -> str:
    """Parts of a sentence that may hold commas themselves, in a list."""
    return ("；" if lang == "zh" else "; ").join(parts)


def first_in_turn(parts: Sequence[str], most: int, lang: Language) -> str:
    """The first parts of a longer list; says that there are others."""
    others = [text("and_others", lang, number=len(parts) - most)] if len(parts) > most else []
    return in_turn([*parts[:most], *others], lang)
