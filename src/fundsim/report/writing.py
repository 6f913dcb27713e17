"""Reports on disk: HTML, Word and Excel from one content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import xarray as xr

from fundsim.errors import did_you_mean
from fundsim.languages import Language
from fundsim.report.building import build_report
from fundsim.report.document import Report
from fundsim.report.uncertainty import STUDY
from fundsim.results import find_results, load, make_folder, write_whole

WRITERS = {
    "html": ("fundsim.report.html", "html"),
    "docx": ("fundsim.report.word", "word"),
    "xlsx": ("fundsim.report.excel", "excel"),
}
"""Format, which is also the ending of the file → module and function that write it."""

Result = xr.Dataset | str | Path


def write_report(
    results: Result | Sequence[Result],
    path: str | Path,
    lang: Language = "en",
    formats: Sequence[str] = ("html", "docx", "xlsx"),
) -> list[Path]:
    """Write a report on results: one HTML file, a Word document, an Excel workbook.

    Parameters
    ----------
    results : xarray.Dataset or path, or several
        Results of ``simulate``, ``compare``, ``size``, ``solve`` or a sweep, or where they lie. In the folder of a run
        the study of its uncertain parameters is found too.
    path : str or Path
        Name of the files without ending, such as ``report``; its folder is made if missing.
    lang : {"en", "zh"}
        Language.
    formats : sequence of {"html", "docx", "xlsx"}
        What to write.

    Returns
    -------
    list of Path
        A file for each format.

    Raises
    ------
    DataError
        Something is no result that a report can be written from.
    OutputError
        A file cannot be written, or needs a package that is missing.
    TypeError, ValueError
        Formats are no list, or one is not one of these.

    Examples
    --------
    >>> import fundsim as fs
    >>> fs.write_report("results/luoping", "report", lang="zh", formats=["html"])  # doctest: +SKIP
    """
    if isinstance(formats, str):
        raise TypeError(f"formats is the text {formats!r}; give a list, for example [{formats!r}]")
    writers = {form: _writer(form) for form in formats}
    given = [results] if isinstance(results, (xr.Dataset, str, Path)) else results
    report = build_report([ds for own in given for ds in _datasets(own)], lang)
    contents = {form: write(report) for form, write in writers.items()}  # all of them, before any is written
    target = Path(path)
    make_folder(target.parent)
    return [write_whole(target.with_name(f"{target.name}.{form}"), content) for form, content in contents.items()]


def _datasets(given: Result) -> list[xr.Dataset]:
    """A result, and behind it the study of uncertain parameters that lies in its folder."""
    if isinstance(given, xr.Dataset):
        return [given]
    study = Path(given) / STUDY
    return [find_results(given, solved=True)] + ([load(study)] if study.is_file() else [])


def _writer(form: str) -> Callable[[Report], bytes]:
    if form not in WRITERS:
        remedy = did_you_mean(form, WRITERS) or f"allowed: {', '.join(WRITERS)}"
        raise ValueError(f"formats: {form!r} is not a format of reports; {remedy}")
    module, function = WRITERS[form]
    writer: Callable[[Report], bytes] = getattr(import_module(module), function)
    return writer
