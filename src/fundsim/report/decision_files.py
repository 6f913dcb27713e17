"""Folders that decisions leave behind: table, Dataset and chart, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fundsim.languages import Language
from fundsim.plots import (
    chart_style,
    new_figure,
    plot_differences,
    plot_exceedance,
    plot_frontier,
    plot_sizing_curve,
    plot_tornado,
    save_chart,
)
from fundsim.plots.files import draw_and_save
from fundsim.plots.solvency import plot_solvency
from fundsim.report.csv_files import write_csv
from fundsim.report.decision_tables import (
    comparison_table,
    frontier_table,
    sensitivity_table,
    size_table,
    solve_table,
)
from fundsim.report.whole_folders import write_folder
from fundsim.results import save

TWO_CHARTS = (7.2, 9.4)  # a page of A4 [inches]


def write_comparison(ds: xr.Dataset, folder: str | Path, lang: Language = "en", name: str = "compare") -> list[Path]:
    """Write a comparison: ``compare.csv``, ``compare.nc``, ``compare.png`` and ``.svg``.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``compare`` or ``equal_cost``.
    folder : str or Path
        Where to; made if missing.
    lang : {"en", "zh"}
        Language of the chart, and of units and words in the cells of the table.
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
        write_csv(comparison_table(ds), place / f"{name}.csv", ds.attrs["currency"], lang)
        save_chart(comparison_figure(ds, lang), place, name)
        save(ds, place / f"{name}.nc")

    return write_folder(folder, write, f"{name}.nc")


def comparison_figure(ds: xr.Dataset, lang: Language = "en") -> Figure:
    """Distributions over one another; below, differences with their intervals."""
    with chart_style():
        figure, above, below = two_charts()
        plot_exceedance(ds, above, lang)
        plot_differences(ds, below, lang)
    return figure


def two_charts() -> tuple[Figure, Axes, Axes]:
    """A blank figure with two axes, one above the other; call it inside `chart_style`."""
    figure = Figure(figsize=TWO_CHARTS, layout="constrained")
    return figure, figure.add_subplot(2, 1, 1), figure.add_subplot(2, 1, 2)


def write_size(ds: xr.Dataset, folder: str | Path, lang: Language = "en") -> list[Path]:
    """Write an answer of ``size``: ``size.csv``, ``sensitivity.csv``, ``size.nc``, ``size.png`` and ``.svg``.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``size``.
    folder : str or Path
        Where to; made if missing.
    lang : {"en", "zh"}
        Language of the chart, and of units and words in the cells of the table.

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
        write_csv(size_table(ds), place / "size.csv", ds.attrs["currency"], lang)
        if "case" in ds.dims:
            write_csv(sensitivity_table(ds), place / "sensitivity.csv", ds.attrs["currency"], lang)
        save_chart(size_figure(ds, lang), place, "size")
        save(ds, place / "size.nc")

    return write_folder(folder, write, "size.nc", ("sensitivity.csv",))


def size_figure(ds: xr.Dataset, lang: Language = "en") -> Figure:
    """The curve; below, the sensitivity of the answer where it was asked for."""
    with chart_style():
        if "case" not in ds.dims:
            figure = new_figure()
            plot_sizing_curve(ds, figure.add_subplot(), lang)
            return figure
        figure, above, below = two_charts()
        plot_sizing_curve(ds, above, lang)
        plot_tornado(ds, below, lang)
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
        write_csv(table, place / f"{name}.csv", ds.attrs["currency"], lang)
        draw_and_save(plot, ds, place, name, lang)
        save(ds, place / f"{name}.nc")

    return write_folder(folder, write, f"{name}.nc")
