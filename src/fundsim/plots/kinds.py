"""The table of charts: what draws each, what captions it, and from which results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fundsim.errors import DataError, did_you_mean
from fundsim.plots import captions
from fundsim.plots.bad_year import plot_bad_year
from fundsim.plots.balance_fan import plot_balance_fan
from fundsim.plots.breakers import plot_breakers
from fundsim.plots.convergence import plot_convergence
from fundsim.plots.differences import plot_differences
from fundsim.plots.exceedance import plot_exceedance
from fundsim.plots.frontier import FIGURES, plot_frontier
from fundsim.plots.heat_map import plot_heat_map
from fundsim.plots.loss_distribution import plot_loss_distribution
from fundsim.plots.overdue import plot_overdue
from fundsim.plots.reconciliation import plot_reconciliation
from fundsim.plots.sizing_curve import plot_sizing_curve
from fundsim.plots.stress import plot_stress
from fundsim.plots.style import StyleName, chart_style, new_figure
from fundsim.plots.survival import plot_survival
from fundsim.plots.sweep_panels import plot_sweep_panels
from fundsim.plots.sweeps import parameters_of, prepared
from fundsim.plots.texts import Language
from fundsim.plots.tornado import plot_tornado
from fundsim.plots.townships import plot_townships
from fundsim.plots.vintages import plot_vintages
from fundsim.plots.who_pays import plot_who_pays

ResultKind = Literal["run", "sizes", "compare", "size", "sweep"]

MADE_BY: dict[ResultKind, str] = {
    "run": "a run (fundsim run SCENARIO)",
    "sizes": "a run with several report.fund_sizes",
    "compare": "a comparison (fundsim compare)",
    "size": "a search for the fund's size (fundsim size)",
    "sweep": "a sweep (fundsim sweep)",
}
"""What results are called, and how to make them."""


class Kind(NamedTuple):
    """One kind of chart.

    Parameters
    ----------
    plot : callable
        (Dataset, Axes or None, language) → Axes.
    caption : callable
        (Dataset, language) → the finding in a sentence or two.
    results : tuple of str
        Kinds of results it is drawn from.
    needs : tuple of str
        Variables that a run or a comparison must hold.
    figures : tuple of str
        Measures that a sweep, or key figures that a comparison must hold beside.
    parameters : int
        Parameters that must have been swept.
    """

    plot: Callable[..., Axes]
    caption: Callable[[xr.Dataset, Language], str]
    results: tuple[ResultKind, ...] = ("run", "sizes")
    needs: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    parameters: int = 0


_RUIN = ("ruin_probability",)
_SIDE_BY_SIDE: tuple[ResultKind, ...] = ("run", "sizes", "compare")
_YEARS = ("layer_year_payment", "account_line")

KINDS: dict[str, Kind] = {
    "loss_distribution": Kind(plot_loss_distribution, captions.loss_distribution, needs=("claims",)),
    "exceedance": Kind(plot_exceedance, captions.exceedance, _SIDE_BY_SIDE, ("claims",)),
    "balance_fan": Kind(plot_balance_fan, captions.balance_fan, needs=("balance", "closing_balance", "ruin_month")),
    "survival": Kind(plot_survival, captions.survival, _SIDE_BY_SIDE, ("ruin_month",)),
    "sizing_curve": Kind(plot_sizing_curve, captions.sizing_curve, ("sizes", "size")),
    "heat_map": Kind(plot_heat_map, captions.heat_map, ("sweep",), figures=_RUIN, parameters=2),
    "who_pays": Kind(plot_who_pays, captions.who_pays, needs=("claims", "payment", "recovery", "recovery_due")),
    "bad_year": Kind(plot_bad_year, captions.bad_year, needs=_YEARS),
    "overdue": Kind(plot_overdue, captions.overdue, needs=("overdue_ratio", "npl_ratio", "npl_forborne_ratio")),
    "vintages": Kind(plot_vintages, captions.vintages, needs=("cohort_default_rate", "cohort_loans")),
    "townships": Kind(plot_townships, captions.townships, needs=("township_claims",)),
    "tornado": Kind(plot_tornado, captions.tornado, ("size", "sweep"), figures=_RUIN, parameters=1),
    "frontier": Kind(
        plot_frontier, captions.frontier, ("sizes", "compare", "sweep"), ("government_cost", "ruin_month"),
        FIGURES,
    ),
    "breakers": Kind(plot_breakers, captions.breakers, needs=("stop_mean", "limit_reached_mean", "lending_lost")),
    "stress": Kind(
        plot_stress, captions.stress, _SIDE_BY_SIDE,
        ("claims", "defaults", "cohort_loans", "payment", "recovery", "premium", "closing_balance", "account_line"),
    ),
    "convergence": Kind(plot_convergence, captions.convergence, needs=("claims",)),
    "reconciliation": Kind(plot_reconciliation, captions.reconciliation, needs=("account_line",)),
    "differences": Kind(plot_differences, captions.differences, ("compare",), ("difference",)),
    "sweep_panels": Kind(plot_sweep_panels, captions.sweep_panels, ("sweep",), figures=_RUIN, parameters=1),
}  # fmt: skip
"""All kinds of charts by name, in the order of a report."""


def result_kind(ds: xr.Dataset) -> ResultKind:
    """Which kind of result a Dataset is.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of fundsim.

    Returns
    -------
    {"run", "sizes", "compare", "size", "sweep"}
        ``sizes`` is a run with several fund sizes.

    Raises
    ------
    DataError
        It is none of these.
    """
    if "estimate" in ds and "scenario" in ds["estimate"].dims:
        return "sweep"
    if "fund_size" in ds.data_vars and "solvency" in ds.dims:
        return "size"
    if "design" in ds.dims:
        return "compare"
    if "path" in ds.dims:
        return "sizes" if "fund_size" in ds.dims else "run"
    raise DataError("these are not the results of a run, a comparison, a search for the fund's size or a sweep")


def why_not(name: str, ds: xr.Dataset) -> str:
    """What a chart lacks, and the remedy; empty where it can be drawn.

    Parameters
    ----------
    name : str
        Kind of chart, a key of ``KINDS``.
    ds : xarray.Dataset
        Results.

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
    kind, result = KINDS[name], result_kind(ds)
    if result not in kind.results:
        wanted = " or ".join(MADE_BY[own] for own in kind.results)
        return f"{name} is drawn from {wanted}, not from {MADE_BY[result]}"
    if result == "sweep":
        return _sweep_lacks(name, kind, prepared(ds))
    return _lacks(name, kind, result, ds)


def available_kinds(ds: xr.Dataset) -> list[str]:
    """Kinds of charts that can be drawn from results, in the order of a report."""
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
    reason = why_not(name, ds)
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
    reason = why_not(name, ds)
    if reason:
        raise DataError(reason)
    return KINDS[name].caption(ds, lang)


def _lacks(name: str, kind: Kind, result: ResultKind, ds: xr.Dataset) -> str:
    """What a run, a comparison or a search for the size does not hold."""
    if result == "compare" and kind.figures:
        known = {str(figure) for figure in ds["figure"].values} if "figure" in ds.coords else set()
        missing = [figure for figure in kind.figures if figure not in known]
    elif result == "size":
        missing = ["changed_size"] if name == "tornado" and "changed_size" not in ds else []
    else:
        missing = [needed for needed in kind.needs if needed not in ds]
    if not missing:
        return ""
    remedy = {"size": "search again with --sensitivity", "compare": "draw it from a run of each design by itself"}
    lacking = f"{name} needs {', '.join(missing)}, which these results do not hold"
    return f"{lacking}; {remedy.get(result, 'simulate the scenario again')}"


def _sweep_lacks(name: str, kind: Kind, ds: xr.Dataset) -> str:
    known = {str(measure) for measure in ds["measure"].values}
    missing = [measure for measure in kind.figures if measure not in known]
    if missing:
        return f"{name} needs the measures {', '.join(missing)}, which this sweep does not hold"
    swept = [own for own in parameters_of(ds) if own.numeric or name != "tornado"]
    if len(swept) < kind.parameters:
        which = "parameters with numbers as values" if name == "tornado" else "swept parameters"
        return f"{name} needs {kind.parameters} {which}, this sweep has {len(swept)}; sweep another one"
    return "" if ds.sizes["scenario"] else f"{name} needs a finished scenario, this sweep has none yet"
