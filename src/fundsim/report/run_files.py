"""The folder of a run: results, tables, scenario, charts. All of it or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from fundsim.errors import OutputError
from fundsim.plots import (
    chart_style,
    new_figure,
    plot_balance_fan,
    plot_loss_distribution,
    plot_survival,
    plot_who_pays,
    save_chart,
)
from fundsim.plots.names import one_line
from fundsim.plots.texts import Language
from fundsim.report.tables import column_heading, monthly_report, reconciliation, rounded, summary_table
from fundsim.results import save, usual_paths, write_whole

RESULTS = "results.nc"
TABLES: dict[str, Callable[[xr.Dataset], pd.DataFrame]] = {
    "summary": summary_table,
    "monthly_report": monthly_report,
    "reconciliation": reconciliation,
}
SCENARIO = "scenario.resolved.yaml"
CHARTS: dict[str, Callable[[xr.Dataset, Axes, Language], Axes]] = {
    "loss_distribution": plot_loss_distribution,
    "balance_fan": plot_balance_fan,
    "survival": plot_survival,
    "who_pays": plot_who_pays,
}


def write_run_files(ds: xr.Dataset, folder: str | Path, lang: Language = "en") -> list[Path]:
    """Write results, tables, resolved scenario and charts of a run.

    Everything is made beside the folder first and then moved in, ``results.nc`` last: a run that fails, or is
    stopped with Ctrl-C, leaves nothing that looks whole.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    folder : str or Path
        Where to; made if missing. Files of an earlier run are replaced, other files stay.
    lang : {"en", "zh"}
        Language of the charts.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OutputError
        The folder cannot be made or written, or the disk is full.
    """
    return write_folder(folder, lambda workplace: _write_all(ds, workplace, lang), RESULTS)


def write_folder(folder: str | Path, write: Callable[[Path], None], last: str) -> list[Path]:
    """Write files beside a folder and move them in when all of them are whole.

    Parameters
    ----------
    folder : str or Path
        Where to; made if missing.
    write : callable
        Writes the files into the folder that it is given.
    last : str
        Name of the file that is moved last: where it is, the others are.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OutputError
        The folder cannot be made or written, or the disk is full.
    """
    target = Path(folder)
    try:
        with _workplace(target) as workplace:
            write(workplace)
            return _move(workplace, target, last)
    except OutputError as error:  # names a file of the workplace, which is gone
        raise OutputError(f"{target}: cannot be written: {_reason(error.__cause__ or error)}") from error
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {_reason(error)}") from error


def write_csv(table: pd.DataFrame, path: str | Path, currency: str) -> Path:
    """Write a table for Excel and for programs.

    UTF-8 with byte order mark: without it Excel in China takes the file for GBK and garbles every Chinese
    character; pandas (``encoding="utf-8-sig"``) and R (``fileEncoding="UTF-8-BOM"``) read it as well. One
    heading line: the first word of each heading is the English name, Chinese name and unit follow. Texts are
    put on one line, and those that a spreadsheet would take for a formula get a leading apostrophe.

    Parameters
    ----------
    table : pandas.DataFrame
        One of the tables of `fundsim.report.tables`.
    path : str or Path
        File to write.
    currency : str
        ISO code for the headings.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    return write_table(rounded(table).rename(columns=lambda column: column_heading(column, currency)), path)


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table whose columns have their headings already, as `write_csv` does.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table.
    path : str or Path
        File to write.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    return write_whole(path, table.map(_plain_cell).to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))


def _plain_cell(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    line = one_line(cell)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def _write_all(ds: xr.Dataset, folder: Path, lang: Language) -> None:
    usual = usual_paths(ds)  # charts and accounts count every path the same
    for name, table in TABLES.items():
        write_csv(table(ds if table is summary_table else usual), folder / f"{name}.csv", ds.attrs["currency"])
    write_whole(folder / SCENARIO, str(ds.attrs["scenario"]).encode())
    for name, plot in CHARTS.items():
        with chart_style():
            figure = new_figure()
            axes = figure.add_subplot()
        plot(usual, axes, lang)
        save_chart(figure, folder, name)
    save(ds, folder / RESULTS)


@contextmanager
def _workplace(target: Path) -> Iterator[Path]:
    """A folder of its own on the disk of the target, gone afterwards whatever happens."""
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(0, "there is a file of that name")
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
    home = target if target.exists() else target.parent
    workplace = Path(tempfile.mkdtemp(prefix=".fundsim-unfinished-", dir=home))
    try:
        yield workplace
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _move(workplace: Path, target: Path, last: str) -> list[Path]:
    names = sorted(file.name for file in workplace.iterdir() if file.name != last)
    target.mkdir(exist_ok=True)
    (target / last).unlink(missing_ok=True)  # from here on the folder does not look whole
    return [(workplace / name).replace(target / name) for name in [*names, last]]


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error)
