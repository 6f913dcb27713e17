"""How far an answer moves between the low and the high value of each assumption."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import Estimate
from fundsim.metrics.estimate import STATISTICS, normal_score, statistics_of
from fundsim.plots.sizing_curve import Needed, sizes_needed
from fundsim.plots.sweeps import (
    Parameter,
    fifths,
    independent_parameters,
    level_text,
    prepared,
    sweep_estimates,
)
from fundsim.texts import case_text, text

_MOST_ROWS = 20
_USUAL_SOLVENCY = 0.99
_LEVELS = ("province", "county", "industry", "township", "village")


class Swing(NamedTuple):
    """How far one parameter moves the answer.

    Parameters
    ----------
    parameter : str
        Name of a swept parameter, or what a search varies.
    low, high : Estimate
        The answer at its low and high value.
    levels : tuple of str
        The two values; empty where the results do not hold them.
    """

    parameter: str
    low: Estimate
    high: Estimate
    levels: tuple[str, ...] = ()

    @property
    def width(self) -> float:
        """Distance of the two answers."""
        return abs(self.high.value - self.low.value)


class Tornado(NamedTuple):
    """All swings around one answer, the widest first.

    Parameters
    ----------
    swings : list of Swing
        At most twenty.
    base : Estimate
        The answer with everything as it is: of a sweep, the mean of all scenarios.
    months : int
        Horizon.
    solvency : float
        Of the size needed; nan for a sweep.
    """

    swings: list[Swing]
    base: Estimate
    months: int
    solvency: float


def tornado_of(ds: xr.Dataset, measure: str = "ruin_probability", *, lang: Language = "en") -> Tornado:
    """Swings of the fund size needed, or of a measure over a sweep.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a search for the size (longest horizon, solvency nearest to 99 %), or of a sweep.
    measure : str
        Of a sweep: the measure. Its mean over all other parameters at the lowest and highest value of each, of words
        and named scenarios at those with the lowest and highest mean; as all scenarios share their random numbers, the
        half width of a mean is the mean of the half widths. Of a
        sampled parameter the means of the lowest and the highest fifth of the scenarios, whose error has the scatter
        of everything else that was sampled.
    lang : {"en", "zh"}
        Language of names and values of parameters.

    Returns
    -------
    Tornado
        The widest swing first.
    """
    return _of_sweep(ds, measure, lang) if "scenario" in ds.dims else _of_size(ds)


def _of_size(ds: xr.Dataset) -> Tornado:
    known = sizes_needed(ds)
    longest = max(needed.months for needed in known)
    base: Needed = min(
        (needed for needed in known if needed.months == longest),
        key=lambda needed: abs(needed.solvency - _USUAL_SOLVENCY),
    )
    solvencies = [float(level) for level in ds["solvency"].values]
    place = {"horizon": int(ds["horizon"].values.argmax()), "solvency": solvencies.index(base.solvency)}
    table = ds["changed_size"].isel(place).sel(statistic=list(STATISTICS)).transpose("case", "statistic").values
    ends: dict[str, list[tuple[str, Estimate]]] = {}
    present: dict[str, str] = {}
    for name, row in zip(ds["case"].values, table, strict=True):
        varied, here, level = _varied(str(name))
        ends.setdefault(varied, []).append((level, Estimate(*map(float, row))))
        present[varied] = here
    swings = []
    for key, own in ends.items():
        if len(own) == 1:  # the other side is not possible: the answer as it is stands there
            own.insert(0 if _number(own[0][0]) > _number(present[key]) else 1, (present[key], base.size))
        (low, first), (high, last) = own[0], own[-1]
        swings.append(Swing(key, first, last, (low, high)))
    return Tornado(_widest(swings), base.size, base.months, base.solvency)


def _varied(case: str) -> tuple[str, str, str]:
    """What a case of a search varies, its present value, and to which: ``ρ county 0.05 → 0.03``, ``PD −20 %``."""
    before, arrow, level = case.partition(" → ")
    if arrow:
        varied, _, here = before.rpartition(" ")
        return varied, here, level
    signed = re.fullmatch(r"(.+?) ([+−].*)", case)
    return (signed[1], "", signed[2]) if signed else (case, "", "")


def _number(level: str) -> float:
    try:
        return float(level)
    except ValueError:
        return math.nan


def swing_name(swing: Swing, lang: Language) -> str:
    """What a swing varies, in words: a key of the scenario, or what a search changes."""
    symbol, _, level = swing.parameter.partition(" ")
    if symbol == "PD":
        return text("varied_pd", lang)
    if symbol == "ρ":
        return text("varied_correlation", lang, level=text(f"level_{level}", lang) if level in _LEVELS else level)
    return case_text(swing.parameter, lang)


def _of_sweep(ds: xr.Dataset, measure: str, lang: Language) -> Tornado:
    ds = prepared(ds)
    found = sweep_estimates(ds, measure)
    swings = [
        _sampled_swing(own, found, lang) if own.sampled and own.numeric else _listed_swing(own, found, lang)
        for own in independent_parameters(ds)
    ]
    return Tornado(_widest(swings), _mean(found), int(ds.attrs["months"]), np.nan)


def _listed_swing(parameter: Parameter, found: list[Estimate], lang: Language) -> Swing:
    """From the lowest to the highest value, over the same values of all other parameters.

    Words and named scenarios have no order: those that give the lowest and the highest mean are its ends.
    """
    of_level = {
        level: _mean([e for e, own in zip(found, parameter.values, strict=True) if own == level])
        for level in parameter.levels
    }
    order = list(of_level) if parameter.numeric else sorted(of_level, key=lambda level: of_level[level].value)
    ends = (order[0], order[-1])
    low, high = (of_level[end] for end in ends)
    return Swing(parameter.name(lang), low, high, tuple(level_text(end, lang) for end in ends))


def _sampled_swing(parameter: Parameter, found: list[Estimate], lang: Language) -> Swing:
    """From the lowest to the highest fifth of the scenarios; what else was sampled differs between them by chance."""
    groups = fifths(parameter)
    ends = (groups[0], groups[-1])
    low, high = (_scattered_mean(_means_by_value(parameter, found, own)) for own in ends)
    levels = tuple(f"≈ {level_text(_three_digits(parameter.values[own]), lang)}" for own in ends)
    return Swing(parameter.name(lang), low, high, levels)


def _three_digits(values: NDArray[np.generic]) -> float:
    return float(f"{values.astype(np.float64).mean():.3g}")


def _means_by_value(parameter: Parameter, found: list[Estimate], places: NDArray[np.intp]) -> list[Estimate]:
    """Means over whatever was listed beside each sampled value: that differs by design, not by chance."""
    values = parameter.values[places]
    return [_mean([found[place] for place in places[values == value]]) for value in np.unique(values)]


def _scattered_mean(estimates: list[Estimate]) -> Estimate:
    """Mean whose error has the scatter of its parts beside that of their paths; within the bounds of its parts."""
    mean = _mean(estimates)
    if len(estimates) < 2:
        return Estimate(mean.value, math.inf, -math.inf, math.inf)
    scatter = float(np.std([estimate.value for estimate in estimates], ddof=1)) / math.sqrt(len(estimates))
    error = math.hypot(scatter, mean.standard_error)
    half = normal_score(0.95) * error
    lowest, highest = min(own.lower for own in estimates), max(own.upper for own in estimates)
    return Estimate(mean.value, error, max(mean.value - half, lowest), min(mean.value + half, highest))


def _mean(estimates: list[Estimate]) -> Estimate:
    return Estimate(*(float(np.mean(parts)) for parts in zip(*map(statistics_of, estimates), strict=True)))


def _widest(swings: list[Swing]) -> list[Swing]:
    return sorted(swings, key=lambda swing: -swing.width)[:_MOST_ROWS]
