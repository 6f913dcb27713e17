"""The folder of a run: results, tables, scenario, charts. All of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.plots import plot_balance_fan, plot_loss_distribution, plot_survival, plot_who_pays
from fundsim.plots.files import draw_and_save
from fundsim.programme import Scenario
from fundsim.report.csv_files import write_csv
from fundsim.report.tables import monthly_report, reconciliation, summary_table
from fundsim.report.uncertainty import SHARES, STUDY
from fundsim.report.whole_folders import write_folder
from fundsim.results import save, usual_paths, write_whole
from fundsim.scenario_file import resolved_tree, yaml_of
from fundsim.scenario_file.writing import resolved_data, with_laws

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


def write_run_files(
    ds: xr.Dataset, folder: str | Path, lang: Language = "en", scenario: Scenario | None = None
) -> list[Path]:
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
    scenario : Scenario, optional
        Where it names a file of data, the resolved scenario in the folder names it as it is found from there.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OutputError
        The folder cannot be made or written, or the disk is full.
    """
    tree = resolved_tree(str(ds.attrs["scenario"])) if scenario is None else resolved_data(scenario, folder)
    tree = with_laws(tree, json.loads(str(ds.attrs.get("uncertain", "{}"))))
    return write_folder(
        folder, lambda workplace: _write_all(ds, tree, workplace, lang), RESULTS, sometimes=(SHARES, STUDY)
    )


def _write_all(ds: xr.Dataset, tree: dict[str, Any], folder: Path, lang: Language) -> None:
    usual = usual_paths(ds)  # charts and accounts count every path the same
    for name, table in TABLES.items():
        write_csv(table(ds if table is summary_table else usual), folder / f"{name}.csv", ds.attrs["currency"], lang)
    write_whole(folder / SCENARIO, yaml_of(tree).encode())
    for name, plot in CHARTS.items():
        draw_and_save(plot, usual, folder, name, lang)
    save(ds, folder / RESULTS)
