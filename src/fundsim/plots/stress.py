"""What bad times look like: defaults, claims, the fund, bank and insurer, in the mean and in the worst paths."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import Estimate, conditional_mean, ratio_of_totals
from fundsim.metrics.estimate import within
from fundsim.metrics.tails import worst_paths
from fundsim.plots.designs import designs_of
from fundsim.plots.needs import has_loans, required
from fundsim.plots.printable import printable
from fundsim.plots.style import chart_axes, chart_style, footer
from fundsim.plots.table_chart import draw_table, heading
from fundsim.texts import text
from fundsim.texts.formats import Scale, estimate_parts, money_scale, percent_scale

FloatArray = NDArray[np.float64]
_GROUPS = (("stress_mean", 1.0), ("stress_worst_10", 0.1), ("stress_worst_1", 0.01))
_OF_DESIGNS = (_GROUPS[0], _GROUPS[2])
_MOST_DESIGNS, _MOST_WITH_MEANS = 14, 4


class StressRow(NamedTuple):
    """One row of the table.

    Parameters
    ----------
    design : str
        Name of the design; empty where there is one.
    group : str
        Key of the text that says which paths.
    figures : dict of str to Estimate
        Key of the heading → mean over the paths of the group; a figure that the design does not have is
        missing. [1, currency or years]
    """

    design: str
    group: str
    figures: dict[str, Estimate]


UNITS = {
    "default_rate": "1",
    "claims_a_year": "currency",
    "fund_left": "1",
    "years_below": "years",
    "bank_loss": "currency",
    "loss_ratio": "1",
}
"""Columns of the table and their units."""


def stress_rows(ds: xr.Dataset, lang: Language = "en") -> list[StressRow]:
    """Figures of the mean and of the worst paths by claims.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    lang : {"en", "zh"}
        Language of the designs' names.

    Returns
    -------
    list of StressRow
        All paths, the worst 10 % and the worst 1 % (at least one path); of several designs the first and the
        last of these for each. Intervals take as given which paths are the worst.
    """
    shown = designs_of(ds, lang)
    groups = _GROUPS if len(shown) == 1 else _OF_DESIGNS
    return [
        StressRow(design.name, key, _figures(design.ds, worst_paths(design.ds["claims"].values, share)))
        for design in shown
        for key, share in groups
    ]


def plot_stress(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Table of the mean and the worst paths, or of designs.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        Default rate, claims a year, what is left of the fund, account years that end below its opening amount,
        bank loss, insurers' loss ratio; 95 % intervals below the numbers. Of more than four designs only the
        worst 1 % of paths are shown, of the first fourteen.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("stress", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        rows = stress_rows(ds, lang)
        several = rows[0].design != ""
        if len(rows) > len(_OF_DESIGNS) * _MOST_WITH_MEANS:
            rows = [row for row in rows if row.group != _OF_DESIGNS[0][0]][:_MOST_DESIGNS]
        columns = [key for key in UNITS if any(key in row.figures for row in rows)]
        scales = {key: _scale(rows, key, ds.attrs["currency"], lang) for key in columns}
        names = [text("design", lang)] * several + [text("paths_of", lang)]
        headings = [*names, *(text(f"stress_{key}", lang, unit=scales[key].unit) for key in columns)]
        cells = [_cells(row, scales, several, lang) for row in rows]
        draw_table(ax, [heading(words) for words in headings], cells)
        ax.set_title(text("stress_title", lang))
        footer(ax, ds, lang)
    return ax


def _figures(ds: xr.Dataset, group: FloatArray) -> dict[str, Estimate]:
    def values(name: str) -> FloatArray:
        return np.asarray(ds[name].values, np.float64)

    years, kinds = float(ds.attrs["months"]) / 12.0, [str(kind) for kind in ds["layer_kind"].values]
    net = (ds["payment"] - ds["recovery"]).transpose("path", "layer").values
    found = {
        "claims_a_year": conditional_mean(values("claims") / years, group),
        "bank_loss": conditional_mean(net[:, kinds.index("bank")], group),
    }
    if has_loans(ds):
        made = ds["cohort_loans"].sum("cohort").values
        found["default_rate"] = ratio_of_totals(values("defaults") * group, made * group)
    opening = float(ds.attrs["fund_initial"])
    if ds.attrs["fund_layer"] and opening > 0.0:
        found["fund_left"] = conditional_mean(values("closing_balance") / opening, group)
        found["years_below"] = conditional_mean(values("years_below"), group)
    written = ds["premium"].sum("path").values > 0.0
    insured = [place for place, kind in enumerate(kinds) if kind == "insurance" and written[place]]
    if insured:
        paid, premium = (ds[name].isel(layer=insured).sum("layer").values for name in ("payment", "premium"))
        found["loss_ratio"] = ratio_of_totals(paid * group, premium * group)
    most = {"default_rate": 1.0, "years_below": years}
    return {name: within(one, 0.0, most.get(name, np.inf)) for name, one in found.items()}


def _scale(rows: list[StressRow], key: str, currency: str, lang: Language) -> Scale:
    if UNITS[key] == "currency":
        largest = max(abs(row.figures[key].value) for row in rows if key in row.figures)
        return money_scale(largest, currency, lang)
    return percent_scale(lang) if UNITS[key] == "1" else Scale(1.0, text("unit_years", lang))


def _cells(row: StressRow, scales: dict[str, Scale], several: bool, lang: Language) -> list[str]:
    cells = [printable(row.design, 30)] * several + [text(row.group, lang)]
    for key, scale in scales.items():
        value, low, high = estimate_parts(row.figures[key], scale, lang) if key in row.figures else ("–", "", "")
        cells.append(f"{value}\n({low}–{high})" if low else f"{value}\n")
    return cells
