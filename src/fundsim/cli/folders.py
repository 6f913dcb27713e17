"""Folders that commands write to: whether they can, and what stands there already."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.errors import OutputError

if TYPE_CHECKING:
    from fundsim.languages import Language

MADE_LATER = ("charts", "tables", "report.html", "report.docx", "report.xlsx")  # by plot, table and report


def check_writable(folder: Path) -> None:
    """Find out before the work, not after it, that results cannot be written.

    Parameters
    ----------
    folder : Path
        Folder of the results, which need not exist yet.

    Raises
    ------
    OutputError
        It is a file, or it (or what it would be made in) cannot be written.
    """
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written: {error.strerror or error}; choose another folder with --out"
        ) from error


def say_where(key: str, folder: Path, lang: Language) -> None:
    """Say in which folder the files of an answer are, and which files there show earlier answers.

    Parameters
    ----------
    key : str
        Text that says it.
    folder : Path
        The folder.
    lang : {"en", "zh"}
        Language.
    """
    from fundsim.texts import text

    place = f"{folder}{os.sep}"
    click.echo(f"\n{text(key, lang, folder=place)}")
    older = [name for name in MADE_LATER if (folder / name).exists()]
    if older:
        click.echo(text("older_files", lang, names=", ".join(older)), err=True)
