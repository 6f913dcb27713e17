"""What a reader takes away from the page: the design as a scenario file, a command, results, a report."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

import panel as pn
import xarray as xr

from fundsim.app.answers import Answer, as_command
from fundsim.app.panes import WIDE, code
from fundsim.app.words import word
from fundsim.languages import Language
from fundsim.report.writing import write_report
from fundsim.results import save
from fundsim.scenario_file import extending_yaml


def files_of(source: str, last: Answer, seed: int, lang: Language) -> list[Any]:
    """The design as a file and a command, and buttons that download results and report.

    Parameters
    ----------
    source : str
        Scenario file or name of the page.
    last : Answer
        What was simulated.
    seed : int
        Its seed.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list
        Panes.
    """
    results = last.results
    name = f"{Path(source).stem}-design"
    title = word("design_of", lang, title=last.title) if last.overrides else last.title
    design = extending_yaml(source, last.overrides, title, word("basis", lang))
    beside = word("beside", lang, source=Path(source).name) if Path(source).is_file() else ""
    command = as_command(source, last.overrides, results.sizes["path"], seed, lang)
    return [
        pn.pane.Markdown(word("file_note", lang, beside=beside, file=f"{name}.yaml"), **WIDE),
        code(design),
        _download(lambda: StringIO(design), f"{name}.yaml", "download_file", lang),
        pn.pane.Markdown(word("same_command", lang), **WIDE),
        code(command),
        pn.Row(
            _download(lambda: report_of(results, lang), f"{name}.html", "download_report", lang),
            _download(lambda: saved(results), f"{name}.nc", "download_results", lang),
        ),
    ]


def report_of(results: xr.Dataset, lang: Language) -> BytesIO:
    """The report on a run as one HTML file.

    Parameters
    ----------
    results : xarray.Dataset
        Of a run.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    BytesIO
        Content.
    """
    with TemporaryDirectory() as folder:
        (path,) = write_report(results, Path(folder) / "report", lang, ["html"])
        return BytesIO(path.read_bytes())


def saved(results: xr.Dataset) -> BytesIO:
    """Results as a netCDF file, which ``fundsim.load`` and the commands read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "results.nc"
        save(results, path)
        return BytesIO(path.read_bytes())


def _download(
    content: Callable[[], BytesIO | TextIO], name: str, label: str, lang: Language
) -> pn.widgets.FileDownload:
    return pn.widgets.FileDownload(callback=content, filename=name, label=word(label, lang))
