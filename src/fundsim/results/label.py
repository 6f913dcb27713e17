"""Give the bare arrays of a run their names, units and provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.results.coordinates import ACCOUNT_TOTALS, CASH_LINES, COORDINATES, LINES, OUTLAY_SPANS, PARTIES, QUANTILES
from fundsim.results.described import CONVENTIONS
from fundsim.results.variables import VARIABLES, Variable


class ResultAxes(NamedTuple):
    """What the axes of a run are called.

    Parameters
    ----------
    paths : sequence of int
        Numbers of the simulated paths.
    layers, layer_kinds : sequence of str
        Payers in order, the bank last, and their kinds.
    townships, industries : sequence of str
        Names.
    township_outstanding : sequence of float
        Loans of each township outstanding at the start. [currency]
    dates : sequence of str
        Calendar months ``YYYY-MM`` of the horizon.
    year_starts : sequence of str
        First month ``YYYY-MM`` of each account year.
    cohorts : int
        Opening stock and years of disbursement.
    age_quarters : int
        Quarters since disbursement.
    fund_sizes : sequence of float
        Opening amounts compared side by side; empty when there is one size. [currency]
    feedback : bool
        The size acts back on lending or on other payers, so that every variable depends on it.
    bad_years : int
        Years of which a run says how bad they were.
    sample_paths : sequence of int
        Numbers of the paths that are kept month by month; empty where nothing is kept by month.
    townships_zh : sequence of str
        Townships in Chinese; empty where they have one name in all languages.
    township_overdue_reported : sequence of float
        Overdue share of each township's loans as its file reports it, NaN where it does not; empty where none is known.
        [1]
    township_counties : sequence of str
        County of each township; empty where there is one county.
    """

    paths: Sequence[int]
    layers: Sequence[str]
    layer_kinds: Sequence[str]
    townships: Sequence[str]
    township_outstanding: Sequence[float]
    industries: Sequence[str]
    dates: Sequence[str]
    year_starts: Sequence[str]
    cohorts: int
    age_quarters: int
    fund_sizes: Sequence[float] = ()
    feedback: bool = False
    bad_years: int = 0
    sample_paths: Sequence[int] = ()
    townships_zh: Sequence[str] = ()
    township_overdue_reported: Sequence[float] = ()
    township_counties: Sequence[str] = ()


class Provenance(NamedTuple):
    """Where a result comes from, and what it is measured against.

    Parameters
    ----------
    title : str
        Name of the scenario, with what was changed.
    currency : str
        ISO code.
    first_month : str
        ``YYYY-MM`` of month 0.
    seed : int
        Seed of all draws.
    fund_layer : str
        Name of the reported fund; empty when there is none.
    scenario, scenario_hash : str
        Resolved scenario as JSON and its digest.
    fundsim_version : str
        Version of the program.
    discount_rate : float
        Rate of present values. [1/year]
    opening_outstanding : float
        Loans outstanding at the start. [currency]
    fund_initial : float
        Opening amount of the reported fund; of the first one where several sizes are compared. [currency]
    ruin : {"unpaid_claim", "empty", "below_ratio"}
        What counts as ruin of the fund.
    banks_pay_in : int
        1 where banks pay into accounts, so that they may get back more than they pay.
    """

    title: str
    currency: str
    first_month: str
    seed: int
    fund_layer: str
    scenario: str
    scenario_hash: str
    fundsim_version: str
    discount_rate: float
    opening_outstanding: float
    fund_initial: float
    ruin: str = "unpaid_claim"
    banks_pay_in: int = 1


def label(
    arrays: Mapping[str, NDArray[Any]],
    axes: ResultAxes,
    provenance: Provenance,
    *,
    keep_months: bool = False,
    keep_townships: bool = False,
) -> xr.Dataset:
    """Labelled results of a run.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        Arrays by name, each with the dimensions of ``VARIABLES``, ``fund_size`` first where it applies.
    axes : ResultAxes
        Names along the dimensions.
    provenance : Provenance
        Attributes of the whole.
    keep_months, keep_townships : bool
        Whether arrays by month, or by township, are (path, month) instead of (quantile, month).

    Returns
    -------
    xarray.Dataset
        Every variable with ``units``, ``long_name``, ``long_name_zh`` and ``aggregation``.

    Raises
    ------
    ValueError
        An array is unknown or does not fit its dimensions.
    """
    coordinates = _coordinates(axes, provenance.currency)
    sizes = {name: len(values) for name, (_, values, _) in coordinates.items()}
    kept = {"keep_months": keep_months, "keep_townships": keep_townships}
    data = {}
    for name, array in arrays.items():
        if name not in VARIABLES:
            raise ValueError(f"{name!r} is not in the table of variables")
        sized = bool(axes.fund_sizes)
        dims = dimensions(VARIABLES[name], several_sizes=sized, feedback=axes.feedback, **kept)
        wanted = tuple(sizes[dim] for dim in dims)
        if array.shape != wanted:
            raise ValueError(f"{name} has shape {array.shape}, its dimensions {dims} need {wanted}")
        data[name] = (dims, array, variable_attributes(VARIABLES[name], provenance.currency))
    return xr.Dataset(data, coordinates, _run_attributes(axes, provenance))


def dimensions(
    variable: Variable,
    *,
    several_sizes: bool,
    keep_months: bool = False,
    keep_townships: bool = False,
    feedback: bool = False,
) -> tuple[str, ...]:
    """Dimensions of a variable in a given run.

    Parameters
    ----------
    variable : Variable
        Its entry in the table.
    several_sizes : bool
        Whether the run compares fund sizes.
    keep_months, keep_townships : bool
        Whether variables by month, or by township, are kept per path.
    feedback : bool
        Whether the fund's size acts back, so that every variable depends on it.

    Returns
    -------
    tuple of str
        Names of the dimensions in order.

    Examples
    --------
    >>> dimensions(VARIABLES["balance"], several_sizes=True, keep_months=True)
    ('fund_size', 'path', 'month')
    """
    kept = (variable.monthly and keep_months) or (variable.by_township and keep_townships)
    dims = ("path", *variable.dims[1:]) if kept else variable.dims
    by_size = several_sizes and (variable.by_fund_size or feedback)
    return ("fund_size", *dims) if by_size else dims


def _coordinates(axes: ResultAxes, currency: str) -> dict[str, tuple[str, NDArray[Any], dict[str, str]]]:
    values: dict[str, NDArray[Any]] = {
        "path": np.asarray(axes.paths, np.int64),
        "layer": _texts(axes.layers),
        "layer_kind": _texts(axes.layer_kinds),
        "township": _texts(axes.townships),
        "township_outstanding": np.asarray(axes.township_outstanding, np.float64),
        "industry": _texts(axes.industries),
        "month": np.arange(len(axes.dates)),
        "date": _texts(axes.dates),
        "year": np.arange(len(axes.year_starts)),
        "year_start": _texts(axes.year_starts),
        "other_year": np.arange(len(axes.year_starts)),
        "bad_year": np.arange(axes.bad_years),
        "cohort": np.arange(axes.cohorts),
        "age": 3 * np.arange(1, axes.age_quarters + 1),
        "quantile": np.array(QUANTILES),
        "party": _texts(PARTIES),
        "line": _texts(LINES),
        "account_total": _texts(ACCOUNT_TOTALS),
        "cash_line": _texts(CASH_LINES),
        "outlay_span": _texts(OUTLAY_SPANS),
    }
    if axes.sample_paths:
        values["sample_path"] = np.asarray(axes.sample_paths, np.int64)
    if axes.townships_zh:
        values["township_zh"] = _texts(axes.townships_zh)
    if len(axes.township_overdue_reported):
        values["township_overdue_reported"] = np.asarray(axes.township_overdue_reported, np.float64)
    if axes.township_counties:
        values["township_county"] = _texts(axes.township_counties)
    if axes.fund_sizes:
        values = {"fund_size": np.asarray(axes.fund_sizes, np.float64), **values}
    labelled = {}
    for name, array in values.items():
        labelled[name] = (COORDINATES[name].dim or name, array, coordinate_attributes(name, currency))
    return labelled


def coordinate_attributes(name: str, currency: str) -> dict[str, str]:
    """Unit and names of a coordinate.

    Parameters
    ----------
    name : str
        A key of ``COORDINATES``.
    currency : str
        ISO code.

    Returns
    -------
    dict of str
        ``units``, ``long_name``, ``long_name_zh``.
    """
    entry = COORDINATES[name]
    return {
        "units": _unit(entry.unit, currency),
        "long_name": entry.long_name,
        "long_name_zh": entry.long_name_zh,
    }


def _texts(values: Sequence[str]) -> NDArray[Any]:
    return np.array(values, dtype=np.str_)


def _unit(unit: str, currency: str) -> str:
    return unit.replace("currency", currency)


def variable_attributes(variable: Variable, currency: str) -> dict[str, str]:
    """Unit, names and aggregation of a variable.

    Parameters
    ----------
    variable : Variable
        Its entry in ``VARIABLES``.
    currency : str
        ISO code.

    Returns
    -------
    dict of str
        ``units``, ``long_name``, ``long_name_zh``, ``aggregation``.
    """
    return {
        "units": _unit(variable.unit, currency),
        "long_name": variable.long_name,
        "long_name_zh": variable.long_name_zh,
        "aggregation": variable.aggregation,
    }


def _run_attributes(axes: ResultAxes, provenance: Provenance) -> dict[str, str | int | float]:
    # netCDF knows texts and numbers: nothing else may stand in an attribute.
    counts = {"months": len(axes.dates), "n_paths": len(axes.paths)}
    origin = {"Conventions": CONVENTIONS, "source": f"fundsim {provenance.fundsim_version}"}
    return {**provenance._asdict(), **counts, **origin}
