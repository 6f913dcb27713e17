"""What a report is written from: results of any kind, each with a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

import xarray as xr

from fundsim.errors import DataError
from fundsim.languages import Language
from fundsim.plots import available_kinds
from fundsim.plots.needs import ResultKind, result_kind
from fundsim.plots.sweeps import prepared
from fundsim.report.report_texts import words
from fundsim.results import usual_paths
from fundsim.texts.names import one_line

MaterialKind = ResultKind | Literal["solve"]


class Material(NamedTuple):
    """One result.

    Parameters
    ----------
    label : str
        What it is called where the report has several; empty where it has one.
    kind : {"run", "sizes", "compare", "size", "sweep", "solve"}
        Kind of result.
    ds : xarray.Dataset
        The result.
    study : xarray.Dataset or None
        What its uncertain parameters contribute, where they were drawn.
    """

    label: str
    kind: MaterialKind
    ds: xr.Dataset
    study: xr.Dataset | None = None

    @property
    def usual(self) -> xr.Dataset:
        """What counts every path the same."""
        return usual_paths(self.ds)

    @property
    def has_equal_cost(self) -> bool:
        """Whether its designs were scaled until they cost the same: none of them is cheaper than another."""
        return self.kind == "compare" and "budget" in self.ds.attrs

    @property
    def is_run(self) -> bool:
        """Whether it has paths of one programme."""
        return self.kind in ("run", "sizes")


def materials_of(results: Sequence[xr.Dataset], lang: Language) -> list[Material]:
    """Results with their kinds and labels.

    Parameters
    ----------
    results : sequence of xarray.Dataset
        Results of fundsim; a study of uncertain parameters stands behind the run that it belongs to.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    list of Material
        In the order given.

    Raises
    ------
    DataError
        There is none, or one is not of a kind that a report can be written from.
    """
    found: list[Material] = []
    times: Counter[str] = Counter()
    for ds in results:
        if is_study(ds) and found:
            found[-1] = found[-1]._replace(study=ds)
            continue
        kind = _kind_of(ds)
        if kind == "grid":
            raise DataError("a report cannot be written from a frontier; give the comparison of its designs")
        label = words("labelled", lang, label=words(f"kind_{kind}", lang), words=title_of(ds))
        times[label] += 1
        found.append(Material(f"{label} ({times[label]})" if times[label] > 1 else label, kind, ds))
    if not found:
        raise DataError("a report needs at least one result")
    return found if len(found) > 1 else [found[0]._replace(label="")]


def _kind_of(ds: xr.Dataset) -> MaterialKind:
    """Kind of a result; the value of a key that meets a target is one, though no kind of chart is drawn from it."""
    return "solve" if {"answer", "solvency"} <= set(ds.data_vars) else result_kind(ds)


def charts_of(material: Material) -> list[str]:
    """Kinds of charts that can be drawn from a result."""
    kinds = [] if material.kind == "solve" else available_kinds(material.ds)
    return [kind for kind in kinds if kind != "frontier" or not material.has_equal_cost]


def is_study(ds: xr.Dataset) -> bool:
    """Whether these are the shares of uncertain parameters in the variance, not results of their own."""
    return "parameter_share" in ds


def title_of(ds: xr.Dataset) -> str:
    """Name of a result, on one line."""
    return one_line(str(ds.attrs.get("title", ""))) or "–"


def attributes_of(material: Material) -> dict[str, object]:
    """Attributes of a result, under the names that those of a run have."""
    return {str(key): value for key, value in prepared(material.ds).attrs.items()}


def scenario_texts(material: Material) -> dict[str, str]:
    """Scenarios that a result was made from, resolved, as JSON.

    Parameters
    ----------
    material : Material
        A result.

    Returns
    -------
    dict of str to str
        Name → scenario. Empty where the result does not keep it.
    """
    ds = material.ds
    if material.kind == "compare":
        if "scenario" not in ds.coords:
            return {}
        pairs = zip(ds["design"].values, ds["scenario"].values, strict=True)
        return {one_line(str(name)): str(scenario) for name, scenario in pairs}
    text = ds.attrs.get("base" if material.kind == "sweep" else "scenario", "")
    return {title_of(ds): str(text)} if text else {}
