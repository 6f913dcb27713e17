"""Months on the horizontal axis: 0 is the start, m + 1 the end of month m."""

from __future__ import annotations

import math
from itertools import pairwise

import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.texts import text


def calendar_axis(ax: Axes, ds: xr.Dataset, lang: Language, *, most_ticks: int = 11) -> None:
    """Label the horizontal axis with years, or with months where the run is short.

    Parameters
    ----------
    ax : Axes
        A chart whose horizontal axis counts months since the start.
    ds : xarray.Dataset
        Results of a run.
    lang : {"en", "zh"}
        Language.
    most_ticks : int
        Most years to name.
    """
    dates = [str(date) for date in ds.date.values]
    januaries = [month for month, date in enumerate(dates) if date.endswith("-01")]
    yearly = len(dates) > 18
    places = januaries if yearly else list(range(len(dates)))
    places = places[:: math.ceil(len(places) / (most_ticks if yearly else min(7, most_ticks)))]
    ax.set_xticks(places, [dates[month][:4] if yearly else dates[month] for month in places])
    ax.set_xlim(0, len(dates))
    ax.set_xlabel(text("year" if yearly else "calendar", lang))


def account_years(ds: xr.Dataset) -> list[tuple[int, int]]:
    """First month of each account year, and the month after its last.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Returns
    -------
    list of tuple of int
        [months since the start]
    """
    dates = [str(date) for date in ds["date"].values]
    return list(pairwise([*(dates.index(str(start)) for start in ds["year_start"].values), len(dates)]))


def year_name(start: str) -> str:
    """An account year by its first month, by its number alone where that is January.

    Examples
    --------
    >>> year_name("2024-01"), year_name("2023-11")
    ('2024', '2023-11')
    """
    return start[:4] if start.endswith("-01") else start
