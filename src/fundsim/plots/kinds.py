"""The table of charts: what draws each, what captions it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fundsim.errors import DataError, did_you_mean
from fundsim.languages import Language
from fundsim.plots import captions
from fundsim.plots.bad_year import plot_bad_year
from fundsim.plots.balance_fan import plot_balance_fan
from fundsim.plots.breakers import plot_breakers
from fundsim.plots.convergence import plot_convergence
from fundsim.plots.differences import plot_differences
from fundsim.plots.exceedance import plot_exceedance
from fundsim.plots.frontier import plot_frontier
from fundsim.plots.heat_map import plot_heat_map
from fundsim.plots.loss_distribution import plot_loss_distribution
from fundsim.plots.needs import lacking
from fundsim.plots.overdue import plot_overdue
from fundsim.plots.reconciliation import plot_reconciliation
from fundsim.plots.sizing_curve import plot_sizing_curve
from fundsim.plots.stress import plot_stress
from fundsim.plots.style import StyleName, chart_style, new_figure
from fundsim.plots.survival import plot_survival
from fundsim.plots.sweep_panels import plot_sweep_panels
from fundsim.plots.titles import size_text
from fundsim.plots.tornado import plot_tornado
from fundsim.plots.township_overdue import plot_township_overdue
from fundsim.plots.townships import plot_townships
from fundsim.plots.vintages import plot_vintages
from fundsim.plots.who_pays import plot_who_pays
from fundsim.plots.yearly_outlay import plot_yearly_outlay
from fundsim.results import at_fund_size, usual_paths
from fundsim.texts import text


class Kind(NamedTuple):
    """One kind of chart.

    Parameters
    ----------
    plot : callable
        (Dataset, Axes or None, language) → Axes.
    finding : callable
        (Dataset, language) → the finding in a sentence or two.
    of_one_size : bool
        Whether the finding holds for one fund size and does not name it.
    """

    plot: Callable[..., Axes]
    finding: Callable[[xr.Dataset, Language], str]
    of_one_size: bool = False

    def caption(self, ds: xr.Dataset, lang: Language) -> str:
        """What the chart finds, every path counted the same as in the chart; of several fund sizes, the first."""
        said = self.finding(usual_paths(ds), lang)
        if not self.of_one_size or "fund_size" not in ds.dims:
            return said
        return text("with_fund", lang, size=size_text(at_fund_size(ds), lang), said=said)


KINDS: dict[str, Kind] = {
    "loss_distribution": Kind(plot_loss_distribution, captions.loss_distribution),
    "exceedance": Kind(plot_exceedance, captions.exceedance),
    "balance_fan": Kind(plot_balance_fan, captions.balance_fan),
    "survival": Kind(plot_survival, captions.survival),
    "sizing_curve": Kind(plot_sizing_curve, captions.sizing_curve),
    "heat_map": Kind(plot_heat_map, captions.heat_map),
    "who_pays": Kind(plot_who_pays, captions.who_pays, of_one_size=True),
    "bad_year": Kind(plot_bad_year, captions.bad_year, of_one_size=True),
    "yearly_outlay": Kind(plot_yearly_outlay, captions.yearly_outlay, of_one_size=True),
    "overdue": Kind(plot_overdue, captions.overdue),
    "vintages": Kind(plot_vintages, captions.vintages),
    "townships": Kind(plot_townships, captions.townships),
    "township_overdue": Kind(plot_township_overdue, captions.township_overdue),
    "tornado": Kind(plot_tornado, captions.tornado),
    "frontier": Kind(plot_frontier, captions.frontier),
    "breakers": Kind(plot_breakers, captions.breakers),
    "stress": Kind(plot_stress, captions.stress),
    "convergence": Kind(plot_convergence, captions.convergence),
    "reconciliation": Kind(plot_reconciliation, captions.reconciliation),
    "differences": Kind(plot_differences, captions.differences),
    "sweep_panels": Kind(plot_sweep_panels, captions.sweep_panels),
}
"""All kinds of charts by name, in the order of a report; `NEEDS` says what each is drawn from."""


def why_not(name: str, ds: xr.Dataset, lang: Language = "en") -> str:
    """What a chart lacks, and the remedy; empty where it can be drawn.

    Parameters
    ----------
    name : str
        Kind of chart, a key of ``KINDS``.
    ds : xarray.Dataset
        Results.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        One sentence.

    Raises
    ------
    DataError
        There is no such kind, or these are no results of fundsim.
    """
    if name not in KINDS:
        raise DataError(
            f"{name!r} is not a kind of chart; {did_you_mean(name, KINDS) or 'allowed: ' + ', '.join(KINDS)}"
        )
    return lacking(name, ds, lang)


def available_kinds(ds: xr.Dataset) -> list[str]:
    """Kinds of charts that can be drawn from results, in the order of a report.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of any kind.

    Returns
    -------
    list of str
        Keys of ``KINDS``.
    """
    return [name for name in KINDS if not why_not(name, ds)]


def draw_chart(
    name: str, ds: xr.Dataset, lang: Language = "en", style: StyleName | None = None, **options: object
) -> Figure:
    """A chart on a figure of its own, that pyplot does not keep.

    Parameters
    ----------
    name : str
        Kind of chart, a key of ``KINDS``.
    ds : xarray.Dataset
        Results.
    lang : {"en", "zh"}
        Language.
    style : {"report", "slide", "journal"} or None
        Where it is going to be read; None keeps the style of the `chart_style` block around.
    **options : object
        Further options of the chart's function, such as ``fund_size``.

    Returns
    -------
    Figure
        Ready for `save_chart`.

    Raises
    ------
    DataError
        These results cannot be drawn so; says what is missing.
    """
    reason = why_not(name, ds, lang)
    if reason:
        raise DataError(reason)
    with chart_style(style):
        figure = new_figure()
        KINDS[name].plot(ds, figure.add_subplot(), lang, **options)
    return figure


def caption(name: str, ds: xr.Dataset, lang: Language = "en") -> str:
    """What a chart of these results shows, in a sentence or two with its numbers and their intervals.

    Parameters
    ----------
    name : str
        Kind of chart, a key of ``KINDS``.
    ds : xarray.Dataset
        Results.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        The finding.

    Raises
    ------
    DataError
        These results have no such chart; says what is missing.
    """
    reason = why_not(name, ds, lang)
    if reason:
        raise DataError(reason)
    return KINDS[name].caption(ds, lang)
