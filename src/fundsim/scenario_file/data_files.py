"""Data files that a scenario names: found from the file that names them, else among the shipped ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from fundsim.errors import Fault, did_you_mean
from fundsim.programme.data_file import LONGEST_PATH, DataFile, data_file
from fundsim.programme.scenario import Scenario
from fundsim.scenario_file.nodes import Node, child_of, plain
from fundsim.scenario_file.shipped import shipped_folder

KEYS = ("townships", "file")
"""Keys of ``loans`` that can name a file."""


def with_data_files(root: Node) -> Any:
    """Plain data of a document, its data files found."""
    data: Any = plain(root)
    loans = child_of(root, "loans")
    for key in KEYS:
        node = child_of(loans, key) if loans is not None else None
        if node is not None and isinstance(node.value, str) and 1 <= len(node.value) <= LONGEST_PATH:
            data["loans"][key] = found_file(node.value, node.place.folder)
    return data


def found_file(written: str, folder: str) -> DataFile:
    """Data file as it is written in a scenario file of some folder.

    Parameters
    ----------
    written : str
        Path relative to the folder.
    folder : str
        Folder of the scenario file.

    Returns
    -------
    DataFile
        In that folder, else in that of the shipped scenarios: so a copy of a shipped scenario works anywhere.
    """
    file = data_file(written, folder)
    shipped = shipped_folder()
    if not file.digest and shipped is not None:
        other = data_file(written, str(shipped))
        return other if other.digest else file
    return file


def shipped_data_read(document: Node, scenario: Scenario) -> Iterator[Fault]:
    """A caution where a file names data that are not beside it, so that shipped ones of that name are read.

    Data of a shipped scenario that a file extends are named by that scenario, and lie beside it.

    Parameters
    ----------
    document : Node
        With everything that is extended.
    scenario : Scenario
        Of the document.

    Yields
    ------
    Fault
        Without a place.
    """
    named, loans = data_file_of(scenario), child_of(document, "loans")
    if named is None or loans is None:
        return
    key, file = named
    node = child_of(loans, key)
    if node is not None and Path(file) != Path(node.place.folder) / file.written:
        message = f"there is no '{file.written}' beside this file, so the one that comes with fundsim is read: {file}"
        yield Fault(f"loans.{key}", message, remedy="put your own there, or name its path")


def data_file_of(scenario: Scenario) -> tuple[str, DataFile] | None:
    """Key below ``loans`` and file, where a scenario names one."""
    for key in KEYS:
        file = getattr(scenario.loans, key, None)
        if isinstance(file, DataFile):
            return key, file
    return None


def missing_files(scenario: Scenario) -> list[Fault]:
    """Fault for a data file that cannot be read."""
    named = data_file_of(scenario)
    if named is None or named[1].digest:
        return []
    key, file = named
    return [replace(_why(file), key=f"loans.{key}")]


def _why(file: DataFile) -> Fault:
    path = Path(file)
    if "\0" in file or not path.exists():
        beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        remedy = did_you_mean(path.name, beside) or "a path counts from the folder of the file that names it"
        return Fault("", f"there is no file '{file.written}' in {path.absolute().parents[0]}", remedy=remedy)
    what = "is a folder" if path.is_dir() else "cannot be read"
    return Fault("", f"'{file.written}' {what}", remedy="name a file that you can open")
