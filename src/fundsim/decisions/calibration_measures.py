"""Published figures that a term of a scenario can be fitted to, as measures of a run."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import xarray as xr

from fundsim.errors import DataError
from fundsim.metrics.estimate import Influence
from fundsim.metrics.moments import mean_influence, ratio_influence
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario

STEADY_MONTHS = 12  # last months of the horizon that stand for the steady state


class CalibrationMeasure(NamedTuple):
    """A figure that a run yields.

    Parameters
    ----------
    meaning : str
        In words.
    influence : callable
        Value and influence of each path, from results, loans, and the layer that the fitted term belongs to.
    by_month : bool
        Whether it needs the months of every path.
    is_share : bool
        Whether it lies between 0 and 1.
    of_layer : bool
        Whether it is that of a layer with a price.
    is_inverse : bool
        Whether its reciprocal is what moves smoothly with a term, as that of a ratio to premiums does with their rate.
    """

    meaning: str
    influence: Callable[[xr.Dataset, LoanBook, str], Influence]
    by_month: bool = False
    is_share: bool = True
    of_layer: bool = False
    is_inverse: bool = False


def overdue_ratio(ds: xr.Dataset, _book: LoanBook, _layer: str) -> Influence:
    """Overdue ratio of the last twelve months, all balances together."""
    return _steady(ds, "overdue_ratio")


def npl_ratio(ds: xr.Dataset, _book: LoanBook, _layer: str) -> Influence:
    """NPL ratio of the last twelve months, all balances together."""
    return _steady(ds, "npl_ratio")


def _steady(ds: xr.Dataset, name: str) -> Influence:
    """A ratio of totals: where lending has stopped, little is left, most of it in trouble, and counts for little."""
    ratio, owed = (ds[one].transpose("path", "month").values[:, -STEADY_MONTHS:] for one in (name, "outstanding"))
    return ratio_influence((ratio * owed).sum(axis=1), owed.sum(axis=1))


def default_rate(ds: xr.Dataset, _book: LoanBook, _layer: str) -> Influence:
    """Defaults over loans on the book at the start or made later: a ratio of totals."""
    return ratio_influence(ds.defaults.values, ds.cohort_loans.sum("cohort").values)


def failed_villages(ds: xr.Dataset, book: LoanBook, _layer: str) -> Influence:
    """Mean share of the villages with loans that failed.

    Raises
    ------
    DataError
        The run does not follow single villages.
    """
    if "failed_villages" not in ds:
        message = "failed_villages: this scenario does not follow single villages"
        raise DataError(f"{message}; give `contagion`, or a rule at village level")
    return mean_influence(ds.failed_villages.values / len(np.unique(book.village)))


def claims(ds: xr.Dataset, _book: LoanBook, _layer: str) -> Influence:
    """Mean claims settled over the horizon. [currency]"""
    return mean_influence(ds.claims.values)


def loss_ratio(ds: xr.Dataset, _book: LoanBook, layer: str) -> Influence:
    """Payments over premiums of a layer: a ratio of totals.

    Without a premium it counts as infinite, also where aggregate terms in units of the premium allow no payment then.
    """
    own = ds.sel(layer=layer)
    if not own["premium"].any():
        return Influence(math.inf, np.zeros(ds.sizes["path"]))
    return ratio_influence(own["payment"].values, own["premium"].values)


def layer_of(measure: CalibrationMeasure, scenario: Scenario, key: str) -> str:
    """Layer that a key belongs to, where a figure is that of a layer; else empty.

    Raises
    ------
    DataError
        The key belongs to no layer, or to one that charges nothing.
    """
    if not measure.of_layer:
        return ""
    own = [layer for layer in scenario.layers if key.startswith(f"layers.{layer.name}.")]
    if not own:
        raise DataError(f"loss_ratio is that of the layer whose term is fitted, and {key} belongs to none")
    if own[0].price is None:
        raise DataError(f"{own[0].name} charges no premium; give the key of a layer that has a `price`")
    return own[0].name


CALIBRATION_MEASURES = {
    "overdue_ratio": CalibrationMeasure("overdue ratio of the last twelve months", overdue_ratio, True),
    "npl_ratio": CalibrationMeasure("NPL ratio of the last twelve months", npl_ratio, True),
    "default_rate": CalibrationMeasure("share of all loans that default", default_rate),
    "failed_villages": CalibrationMeasure("share of villages that failed", failed_villages),
    "claims": CalibrationMeasure("mean claims settled over the horizon", claims, is_share=False),
    "loss_ratio": CalibrationMeasure(
        "payments over premiums of the layer", loss_ratio, is_share=False, of_layer=True, is_inverse=True
    ),
}
