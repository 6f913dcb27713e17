"""Folders that decisions leave behind: table, Dataset and chart, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fundsim.plots import chart_style, new_figure, save_chart
from fundsim.plots.comparison import plot_differences, plot_distributions
from fundsim.plots.frontier import plot_frontier
from fundsim.plots.required_size import plot_required_size, plot_sensitivity, plot_solvency
from fundsim.plots.texts import Language
from fundsim.report.decision_tables import (
    comparison_table,
    decision_heading,
    frontier_table,
    sensitivity_table,
    size_table,
    solve_table,
)
from fundsim.report.run_files import write_folder, write_table
from fundsim.results import save

TWO_PANELS = (12.0, 5.2)  # [inches]


def write_comparison(ds: xr.Dataset, folder: str | Path, lang: Language = "en", name: str = "compare") -> list[Path]:
    """Write a comparison: ``compare.csv``, ``compare.nc``, ``compare.png`` and ``.svg``.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``compare`` or ``equal_cost``.
    folder : str or Path
        Where to; made if missing.
    lang : {"en", "zh"}
        Language of the chart.
    name : str
        Of the files.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OutputError
        The folder cannot be made or written, or the disk is full.
    """

    def write(place: Path) -> None:
        write_decision_table(comparison_table(ds), place / f"{name}.csv", ds.attrs["currency"])
        save_chart(comparison_figure(ds, lang), place, name)
        save(ds, place / f"{name}.nc")

    return write_folder(folder, write, f"{name}.nc")


def write_decision_table(table: pd.DataFrame, path: Path, currency: str) -> Path:
    """Write a table of a decision with its headings."""
    return write_table(table.rename(columns=lambda column: decision_heading(column, currency)), path)


def two_panels() -> tuple[Figure, Axes, Axes]:
    """A blank figure with two axes beside each other; call it inside `chart_style`."""
    figure = Figure(figsize=TWO_PANELS, layout="constrained")
    return figure, figure.add_subplot(1, 2, 1), figure.add_subplot(1, 2, 2)


def comparison_figure(ds: xr.Dataset, lang: Language = "en") -> Figure:
    """Distributions over one another, and differences with intervals."""
    with chart_style():
        figure, left, right = two_panels()
    plot_distributions(ds, left, lang)
    plot_differences(ds, right, lang)
    return figure


def write_size(ds: xr.Dataset, folder: str | Path, lang: Language = "en") -> list[Path]:
    """Write an answer of ``size``: ``size.csv``, ``sensitivity.csv``, ``size.nc``, ``size.png`` and ``.svg``.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``size``.
    folder : str or Path
        Where to; made if missing.
    lang : {"en", "zh"}
        Language of the chart.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OutputError
        The folder cannot be made or written, or the disk is full.
    """

    def write(place: Path) -> None:
        write_decision_table(size_table(ds), place / "size.csv", ds.attrs["currency"])
        if "case" in ds.dims:
            write_decision_table(sensitivity_table(ds), place / "sensitivity.csv", ds.attrs["currency"])
        save_chart(size_figure(ds, lang), place, "size")
        save(ds, place / "size.nc")

    return write_folder(folder, write, "size.nc")


def size_figure(ds: xr.Dataset, lang: Language = "en") -> Figure:
    """The curve, and beside it the sensitivity of the answer where it was asked for."""
    if "case" not in ds.dims:
        with chart_style():
            figure = Figure(figsize=(7.2, 5.2), layout="constrained")
            axes = figure.add_subplot()
        plot_required_size(ds, axes, lang)
        return figure
    with chart_style():
        figure, left, right = two_panels()
    plot_required_size(ds, left, lang)
    plot_sensitivity(ds, right, lang)
    return figure


def write_solve(ds: xr.Dataset, folder: str | Path, lang: Language = "en") -> list[Path]:
    """Write an answer of ``solve``: ``solve.csv``, ``solve.nc``, ``solve.png`` and ``.svg``; as `write_size`."""
    return _write_one(ds, folder, "solve", solve_table(ds), plot_solvency, lang)


def write_frontier(ds: xr.Dataset, folder: str | Path, lang: Language = "en") -> list[Path]:
    """Write a frontier: ``frontier.csv``, ``frontier.nc``, ``frontier.png`` and ``.svg``; as `write_size`."""
    return _write_one(ds, folder, "frontier", frontier_table(ds), plot_frontier, lang)


def _write_one(
    ds: xr.Dataset,
    folder: str | Path,
    name: str,
    table: pd.DataFrame,
    plot: Callable[[xr.Dataset, Axes, Language], Axes],
    lang: Language,
) -> list[Path]:
    def write(place: Path) -> None:
        write_decision_table(table, place / f"{name}.csv", ds.attrs["currency"])
        with chart_style():
            figure = new_figure()
            axes = figure.add_subplot()
        plot(ds, axes, lang)
        save_chart(figure, place, name)
        save(ds, place / f"{name}.nc")

    return write_folder(folder, write, f"{name}.nc")
