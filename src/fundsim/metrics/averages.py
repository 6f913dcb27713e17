"""Errors of means that a run keeps instead of its paths: months, townships, the fund's account, cohorts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.metrics.estimate import Estimates, FloatArray, normal_score, within
from fundsim.metrics.probabilities import wilson_estimates
from fundsim.metrics.weights import checked_weights
from fundsim.results import LINES, VARIABLES, usual_paths


def monthly_estimates(ds: xr.Dataset, name: str, *, confidence: float = 0.95) -> Estimates:
    """Mean over paths of a monthly variable with its Monte Carlo error.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation at one fund size, whether it kept bands or every path.
    name : str
        Monthly variable, e.g. ``npl_ratio``.
    confidence : float
        Of each month's own interval. [probability]

    Returns
    -------
    Estimates
        One entry per month; infinite errors for a single path. [unit of the variable]
    """
    estimates = over_paths(ds, name, confidence)
    return within(estimates, highest=1.0) if VARIABLES[name].unit == "1" else estimates


def township_estimates(ds: xr.Dataset, name: str = "township_claims", *, confidence: float = 0.95) -> Estimates:
    """Mean over paths of a variable by township with its Monte Carlo error.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation at one fund size.
    name : str
        ``township_claims``, ``township_defaults``, ``township_overdue_average`` or ``township_outstanding_average``;
        ratios are those of `township_overdue_ratios`.
    confidence : float
        Of each township's own interval. [probability]

    Returns
    -------
    Estimates
        One entry per township; infinite errors for a single path. [unit of the variable]
    """
    return over_paths(ds, name, confidence)


def township_overdue_ratios(ds: xr.Dataset, *, confidence: float = 0.95) -> Estimates:
    """Overdue ratio of each township, all month ends and paths together, with its Monte Carlo error.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation at one fund size.
    confidence : float
        Of each township's own interval. [probability]

    Returns
    -------
    Estimates
        One entry per township: overdue and non-performing over outstanding loans, totals of all paths (delta
        method); nan where nothing is ever outstanding, infinite errors for a single path. [1]
    """
    ds = usual_paths(ds)
    if "path" in ds["township_overdue_ratio"].dims:
        late, owed = (
            np.asarray(ds[f"township_{name}_average"].transpose("path", "township").to_numpy(), np.float64)
            for name in ("overdue", "outstanding")
        )
        total, paths = owed.mean(axis=0), ds.sizes["path"]
        value = np.divide(late.mean(axis=0), total, out=np.full_like(total, np.nan), where=total > 0.0)
        added = (late - value * owed).std(axis=0)
        deviation = np.divide(added, total, out=np.zeros_like(total), where=total > 0.0)
    else:
        held, paths = ds["township_outstanding_average_mean"].to_numpy() > 0.0, int(ds.attrs["n_paths"])
        value = np.where(held, ds["township_overdue_ratio_mean"].to_numpy(), np.nan)
        deviation = np.asarray(ds["township_overdue_ratio_deviation"].to_numpy(), np.float64)
    return within(_normal(value, deviation, paths, confidence), highest=1.0)


def account_total_estimates(ds: xr.Dataset, *, confidence: float = 0.95) -> Estimates:
    """Mean of what each payer's accounts took in, paid and held, with its Monte Carlo error.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation at one fund size.
    confidence : float
        Of each number's own interval. [probability]

    Returns
    -------
    Estimates
        Arrays (layer, account_total); infinite errors for a single path. [currency]
    """
    return over_paths(ds, "account_total", confidence)


def account_estimates(ds: xr.Dataset, periods: Sequence[Sequence[int]], *, confidence: float = 0.95) -> Estimates:
    """Mean account of the reported fund over spans of account years, with its Monte Carlo error.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation at one fund size.
    periods : sequence of sequence of int
        Consecutive account years of each span.
    confidence : float
        Of each number's own interval. [probability]

    Returns
    -------
    Estimates
        Arrays (period, line): opening of the first year, flows of all, closing of the last. [currency]
    """
    ds = usual_paths(ds)
    means = np.asarray(ds["account_line_mean"].transpose("year", "line").sel(line=list(LINES)).to_numpy(), np.float64)
    table = ds["account_line_covariance"].transpose("year", "other_year", "line").sel(line=list(LINES))
    covariance = np.asarray(table.to_numpy(), np.float64)
    values, variances = [], []
    for period in periods:
        first, last, years = period[0], period[-1], np.asarray(period)
        flows, spread = means[years].sum(axis=0), covariance[np.ix_(years, years)].sum(axis=(0, 1))
        flows[[0, -1]] = means[first, 0], means[last, -1]
        spread[[0, -1]] = covariance[first, first, 0], covariance[last, last, -1]
        values.append(flows)
        variances.append(np.maximum(spread, 0.0))
    return _normal(np.array(values), np.sqrt(variances), int(ds.attrs["n_paths"]), confidence)


def cohort_default_rates(ds: xr.Dataset, *, confidence: float = 0.95) -> Estimates:
    """Share of each cohort's loans in default by age, with its Monte Carlo error.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation at one fund size.
    confidence : float
        Of each point's own interval. [probability]

    Returns
    -------
    Estimates
        Arrays (cohort, age): defaults over loans, totals of all paths; nan where the cohort has no loans, and
        at ages that the youngest loan of the cohort cannot reach within the horizon. [1]
    """
    ds = usual_paths(ds)
    deviation = np.asarray(ds["cohort_default_rate_deviation"].to_numpy(), np.float64)
    value = np.where(_observed(ds), ds["cohort_default_rate"].to_numpy(), np.nan)
    return within(_normal(value, deviation, int(ds.attrs["n_paths"]), confidence), highest=1.0)


def share_estimates(shares: FloatArray, paths: int, *, confidence: float = 0.95) -> Estimates:
    """Shares of so many independent paths, with Wilson intervals.

    Parameters
    ----------
    shares : array
        Paths on which something happened, of all paths. [1]
    paths : int
        Number of paths.
    confidence : float
        Of each share's own interval. [probability]

    Returns
    -------
    Estimates
        Arrays of the shape of the shares. [probability]
    """
    return wilson_estimates(shares, shares, checked_weights(None, paths), confidence)


def _observed(ds: xr.Dataset) -> NDArray[np.bool_]:
    """Where a cohort has loans, all of which had time to reach the age within the horizon: (cohort, age)."""
    months, dates = int(ds.attrs["months"]), [str(date) for date in ds["date"].to_numpy()]
    starts = [dates.index(str(start)) for start in ds["year_start"].to_numpy()]
    youngest = np.array([0, *(start - 1 for start in starts[1:]), months - 1])  # month in which it was lent
    some = np.asarray(ds["cohort_loans"].sum("path").to_numpy() > 0)
    reached = np.asarray(ds["age"].to_numpy()[None, :] <= (months - youngest)[:, None])
    return np.asarray(reached & some[:, None], np.bool_)


def over_paths(ds: xr.Dataset, name: str, confidence: float) -> Estimates:
    """A mean over paths with its error: of those at hand where they were kept, else the one that is kept."""
    ds = usual_paths(ds)
    if name in ds and "path" in ds[name].dims:
        value, deviation, paths = ds[name].mean("path"), ds[name].std("path"), ds.sizes["path"]
    else:
        value, deviation, paths = ds[f"{name}_mean"], ds[f"{name}_deviation"], int(ds.attrs["n_paths"])
    means, deviations = (np.asarray(part.to_numpy(), np.float64) for part in (value, deviation))
    return _normal(means, deviations, paths, confidence)


def _normal(value: FloatArray, deviation: FloatArray, paths: int, confidence: float) -> Estimates:
    """Means of what is never negative, with normal intervals that end at 0."""
    error = deviation / np.sqrt(paths - 1) if paths > 1 else np.full_like(value, np.inf)
    error = np.where(np.isnan(value), np.nan, error)
    width = normal_score(confidence) * error
    return within(Estimates(value, error, value - width, value + width, confidence), lowest=0.0)
