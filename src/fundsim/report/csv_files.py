"""Tables as CSV that Excel, pandas and R read alike."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from fundsim.languages import Language
from fundsim.report.cell_words import with_words
from fundsim.report.headings import column_heading, rounded
from fundsim.results import write_whole
from fundsim.texts.names import one_line


def write_csv(table: pd.DataFrame, path: str | Path, currency: str, lang: Language = "en") -> Path:
    """Write a table for Excel and for programs.

    UTF-8 with byte order mark: without it Excel in China takes the file for GBK and garbles every Chinese
    character; pandas (``encoding="utf-8-sig"``) and R (``fileEncoding="UTF-8-BOM"``) read it as well. One
    heading line: the first word of each heading is the English name, Chinese name and unit follow. Texts are
    put on one line, and those that a spreadsheet would take for a formula get a leading apostrophe.

    Parameters
    ----------
    table : pandas.DataFrame
        One of the tables of this package.
    path : str or Path
        File to write.
    currency : str
        ISO code for the headings.
    lang : {"en", "zh"}
        Language of units and of the words that this package puts into cells.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    shown = with_words(rounded(table), lang)
    return write_plain(shown.rename(columns=lambda column: column_heading(column, currency, lang)), path)


def write_plain(table: pd.DataFrame, path: str | Path) -> Path:
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
