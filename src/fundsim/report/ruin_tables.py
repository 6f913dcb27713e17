"""Time until the fund is ruined: months after which 5, 25 and 50 % of the paths are, by fund size."""

from __future__ import annotations

import math

import pandas as pd
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import Estimate, time_to_ruin_quantile
from fundsim.metrics.labelled import path_weights
from fundsim.report.document import Cell, Measured, Quantity, Table
from fundsim.report.report_texts import words
from fundsim.report.run_tables import columns_of, money
from fundsim.report.tables import by_size, estimate_cells
from fundsim.texts.formats import percent_scale, unit_scale

SHARES = (0.05, 0.25, 0.5)
"""Shares of the paths whose time to ruin is told."""


def time_to_ruin_table(ds: xr.Dataset) -> pd.DataFrame:
    """Months after which shares of the paths are ruined.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run with a fund.

    Returns
    -------
    pandas.DataFrame
        fund_size (where the run compares several) [currency], share of the paths [1], date (calendar month in which it
        is reached, empty where that is not within the horizon), unit, and the number of months with standard error and
        95 % interval; infinite where it is not reached. [month]
    """
    rows = []
    for size, own in by_size(ds):
        for share in SHARES:
            found = months_to_ruin(own, share)
            told = {"share": share, "date": _date(own, found), "unit": "month"}
            rows.append({**size, **told, **estimate_cells(found)})
    return pd.DataFrame(rows)


def ruin_times_table(ds: xr.Dataset, lang: Language) -> Table:
    """The same for documents.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run with a fund.
    lang : {"en", "zh"}
        Language.
    """
    currency, rows = str(ds.attrs["currency"]), []
    several = "fund_size" in ds.dims
    for size, own in by_size(ds):
        for share in SHARES:
            found = months_to_ruin(own, share)
            cells: list[Cell] = [money(amount, currency, lang) for amount in size.values()]
            cells.append(Quantity(share, percent_scale(lang), "1", 0))
            cells.append(Measured(found, unit_scale("month", 1.0, currency, lang), "month"))
            cells.append(_date(own, found) or words("not_reached", lang))
            rows.append(tuple(cells))
    names = [*(["fund_size"] if several else []), "ruined_share", "ruined_after", "ruined_in"]
    return Table(words("ruin_times", lang), columns_of(names, lang), tuple(rows), "time to ruin")


def months_to_ruin(ds: xr.Dataset, share: float) -> Estimate:
    """Months after which a share of the paths is ruined.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run at one fund size; their weights count.
    share : float
        Of the paths, inside (0, 1). [probability]

    Returns
    -------
    Estimate
        As `time_to_ruin_quantile`. [months]
    """
    return time_to_ruin_quantile(ds["ruin_month"].values, int(ds.attrs["months"]), share, weights=path_weights(ds))


def _date(ds: xr.Dataset, found: Estimate) -> str:
    """Calendar month in which a time to ruin ends; empty where that is beyond the horizon."""
    return str(ds["date"].values[int(found.value) - 1]) if math.isfinite(found.value) else ""
