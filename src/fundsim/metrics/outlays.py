"""Cash that the government pays: means by purpose and year, quantiles of each year, an average and the highest one."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.metrics.averages import over_paths
from fundsim.metrics.estimate import Estimates, normal_score
from fundsim.results import QUANTILES, usual_paths
from fundsim.results.ranks import bounding_places

CONFIDENCE = 0.95  # of the bounds that a run keeps


def government_cash_estimates(ds: xr.Dataset, *, confidence: float = CONFIDENCE) -> Estimates:
    """Mean cash of the government by year and line, with its Monte Carlo error.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation at one fund size.
    confidence : float
        Of each number's own interval. [probability]

    Returns
    -------
    Estimates
        Arrays (year, cash_line), not discounted; infinite errors for a single path. [currency]
    """
    return over_paths(ds, "government_cash", confidence)


def outlay_span_estimates(ds: xr.Dataset, *, confidence: float = CONFIDENCE) -> Estimates:
    """Mean of what the government pays in an average year and in the highest one, with its Monte Carlo error.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation at one fund size.
    confidence : float
        Of each number's own interval. [probability]

    Returns
    -------
    Estimates
        One entry for the average year of a path, one for its highest; opening amounts left out. [currency]
    """
    return over_paths(ds, "outlay_span", confidence)


def outlay_quantiles(ds: xr.Dataset, level: float) -> Estimates:
    """Quantile over paths of what the government pays in each account year beside opening amounts, with its interval.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation at one fund size.
    level : float
        One of the quantiles that runs keep. [probability]

    Returns
    -------
    Estimates
        One entry per account year. A bound is infinite where the paths are too few to give one; the standard error is
        half the interval's width in normal scores. [currency]

    Notes
    -----
    Bounds are order statistics by the binomial law of their ranks (David and Nagaraja, 2003, Order Statistics, section
    7.1), read off the same grid as the quantile, which resolves 0.2 %. Paths of Sobol and stratified samples count as
    independent ones.
    """
    return _quantile(ds, "outlay_quantile", level)


def outlay_span_quantiles(ds: xr.Dataset, level: float) -> Estimates:
    """Quantile over paths of what the government pays in an average year and in the highest one, with its interval.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation at one fund size.
    level : float
        One of the quantiles that runs keep. [probability]

    Returns
    -------
    Estimates
        As `outlay_quantiles`, one entry for the average year of a path, one for its highest; opening amounts left out.
        [currency]
    """
    return _quantile(ds, "outlay_span_quantile", level)


def _quantile(ds: xr.Dataset, name: str, level: float) -> Estimates:
    place = int(np.abs(np.array(QUANTILES) - level).argmin())
    if abs(QUANTILES[place] - level) > 1e-9:
        raise ValueError(f"level: {level} is not one of the quantiles that runs keep: {QUANTILES}")
    paths = int(usual_paths(ds).attrs["n_paths"])
    below, above = bounding_places(paths, QUANTILES[place], CONFIDENCE)
    value, lower, upper = (_at(ds, f"{name}{ending}", place) for ending in ("", "_lower", "_upper"))
    lower = lower if below >= 0 else np.full_like(value, -np.inf)
    upper = upper if above < paths else np.full_like(value, np.inf)
    error = (upper - lower) / (2.0 * normal_score(CONFIDENCE))
    return Estimates(value, error, lower, upper, CONFIDENCE)


def _at(ds: xr.Dataset, name: str, place: int) -> NDArray[np.float64]:
    return np.asarray(ds[name].isel(quantile=place).to_numpy(), np.float64)
