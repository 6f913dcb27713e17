"""What each chart needs of results, and what to say where they do not hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import xarray as xr

from fundsim.errors import DataError
from fundsim.languages import Language
from fundsim.plots.sweeps import designs_and_assumptions, independent_parameters, prepared
from fundsim.results import usual_paths
from fundsim.scenario_file import resolved_tree
from fundsim.texts import text

ResultKind = Literal["run", "sizes", "compare", "grid", "size", "sweep"]


class Needs(NamedTuple):
    """What a chart is drawn from.

    Parameters
    ----------
    results : tuple of str
        Kinds of results.
    variables : tuple of str
        Variables that a run or a comparison must hold.
    figures : tuple of str
        Measures that a sweep, or key figures that a comparison must hold.
    parameters : int
        Parameters that must have been swept.
    loans : bool
        Whether it shows loans, which a fund that is known by its claims alone has not.
    """

    results: tuple[ResultKind, ...] = ("run", "sizes")
    variables: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    parameters: int = 0
    loans: bool = False


_RUIN = ("ruin_probability",)
COST_AND_RUIN = ("mean_government_cost", "ruin_probability")
"""Key figures of a choice between designs."""

NEEDS: dict[str, Needs] = {
    "loss_distribution": Needs(variables=("claims",)),
    "exceedance": Needs(("run", "sizes", "compare"), ("claims",)),
    "balance_fan": Needs(variables=("balance", "closing_balance", "ruin_month")),
    "survival": Needs(variables=("ruin_month",)),
    "sizing_curve": Needs(("sizes", "size"), ("ruin_month",)),
    "heat_map": Needs(("sweep",), figures=_RUIN, parameters=2),
    "who_pays": Needs(variables=("claims", "payment", "recovery", "recovery_due")),
    "bad_year": Needs(variables=("bad_year_payment", "bad_year_recovery", "layer_year_payment_mean")),
    "yearly_outlay": Needs(variables=("government_cash_mean", "outlay_quantile", "outlay_span_quantile")),
    "overdue": Needs(variables=("overdue_ratio", "npl_ratio", "npl_forborne_ratio"), loans=True),
    "vintages": Needs(variables=("cohort_default_rate", "cohort_loans"), loans=True),
    "townships": Needs(variables=("township_claims", "township_claims_mean"), loans=True),
    "township_overdue": Needs(
        variables=("township_overdue_ratio", "township_overdue_ratio_mean", "overdue_average", "outstanding_average"),
        loans=True,
    ),
    "tornado": Needs(("size", "sweep"), figures=_RUIN, parameters=1),
    "frontier": Needs(("sizes", "compare", "grid", "sweep"), ("government_cost", "ruin_month"), COST_AND_RUIN),
    "breakers": Needs(variables=("stop_mean", "limit_reached_mean", "suspended_months", "lending_lost")),
    "stress": Needs(
        variables=(
            "claims", "defaults", "cohort_loans", "payment", "recovery", "premium", "closing_balance", "years_below",
        ),
    ),
    "convergence": Needs(variables=("claims",)),
    "reconciliation": Needs(variables=("account_line_mean", "account_line_covariance")),
    "differences": Needs(("compare",), ("difference",)),
    "sweep_panels": Needs(("sweep",), figures=_RUIN, parameters=1),
}  # fmt: skip
"""Needs of all kinds of charts, in the order of a report."""


def result_kind(ds: xr.Dataset) -> ResultKind:
    """Which kind of result a Dataset is.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of fundsim.

    Returns
    -------
    {"run", "sizes", "compare", "grid", "size", "sweep"}
        ``sizes`` is a run with several fund sizes, ``grid`` what ``fundsim frontier`` finds.

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
        return "grid" if "efficient" in ds else "compare"
    if "path" in ds.dims:
        return "sizes" if "fund_size" in ds.dims else "run"
    raise DataError("these are not the results of a run, a comparison, a search for the fund's size or a sweep")


def lacking(name: str, ds: xr.Dataset, lang: Language = "en", *, measure: str = "") -> str:
    """What a chart lacks, and the remedy; empty where it can be drawn.

    Parameters
    ----------
    name : str
        Kind of chart, a key of ``NEEDS``.
    ds : xarray.Dataset
        Results.
    lang : {"en", "zh"}
        Language.
    measure : str
        Measure of a sweep to be drawn; empty takes that of the kind.

    Returns
    -------
    str
        One sentence.
    """
    needs, result = NEEDS[name], result_kind(ds)
    if result not in needs.results:
        return other_results(name, needs.results, result, lang)
    if result == "sweep":
        return _sweep_lacks(name, needs, (measure,) if measure else needs.figures, prepared(ds), lang)
    missing = _missing(name, needs, result, ds)
    if not missing:
        return "" if has_loans(ds) or not needs.loans else text("needs_loans", lang, name=name)
    remedy = text("remedy_run" if result == "sizes" else f"remedy_{result}", lang)
    return text("needs_variables", lang, name=name, missing=", ".join(missing), remedy=remedy)


def required(name: str, ds: xr.Dataset, lang: Language = "en", *, measure: str = "") -> xr.Dataset:
    """What a chart is drawn from, every path counted the same; parameters as for `lacking`.

    Raises
    ------
    DataError
        Says what is missing, and the remedy.
    """
    if reason := lacking(name, ds, lang, measure=measure):
        raise DataError(reason)
    return usual_paths(ds)


def has_loans(ds: xr.Dataset) -> bool:
    """Whether any scenario of the results has loans, and not claims by a law or a table alone.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of any kind.

    Returns
    -------
    bool
        True also where the results do not say.
    """
    told = [str(ds.attrs["scenario"])] if "scenario" in ds.attrs else []
    if not told and "scenario" in ds.coords and ds["scenario"].dims == ("design",):
        told = [str(own) for own in ds["scenario"].values]
    loans = [resolved_tree(own).get("loans") or {} for own in told]
    return not loans or any(own.get("source") != "aggregate" for own in loans)


def other_results(name: str, wanted: Sequence[ResultKind], found: ResultKind, lang: Language) -> str:
    """That a chart or a table is made from other kinds of results than these.

    Parameters
    ----------
    name : str
        Kind of chart or table.
    wanted : sequence of str
        Kinds of results that it is made from.
    found : str
        Kind at hand.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        One sentence, with the commands that make these results.
    """
    if found == "compare" and "run" in wanted:
        return text("needs_run_of_design", lang, name=name)
    kinds = text("or", lang).join(text(f"made_by_{kind}", lang) for kind in wanted)
    return text("needs_other_results", lang, name=name, wanted=kinds, found=text(f"made_by_{found}", lang))


def _missing(name: str, needs: Needs, result: ResultKind, ds: xr.Dataset) -> list[str]:
    """What a run, a comparison or a search for the size does not hold."""
    if result == "size":
        return ["changed_size"] if name == "tornado" and "changed_size" not in ds else []
    if result == "grid":
        return []
    if result == "compare" and needs.figures:
        known = {str(figure) for figure in ds["figure"].values} if "figure" in ds.coords else set()
        return [figure for figure in needs.figures if figure not in known]
    return [variable for variable in needs.variables if variable not in ds]


def _sweep_lacks(name: str, needs: Needs, measures: Sequence[str], ds: xr.Dataset, lang: Language) -> str:
    known = {str(measure) for measure in ds["measure"].values}
    missing = [measure for measure in measures if measure not in known]
    if missing:
        return text("needs_measures", lang, name=name, missing=", ".join(missing))
    swept = [own for own in independent_parameters(ds) if not (own.sampled and name == "heat_map")]
    if len(swept) < needs.parameters:
        key = "needs_listed" if name == "heat_map" else "needs_parameters"
        return text(key, lang, name=name, wanted=needs.parameters, found=len(swept))
    if name == "frontier" and ds.sizes["scenario"] > 1 and not designs_and_assumptions(ds)[0]:
        return text("nothing_chosen", lang)
    return "" if ds.sizes["scenario"] else text("needs_scenario", lang, name=name)
