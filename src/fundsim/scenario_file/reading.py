"""From a path to the tree of a scenario file: what kind of file it is, how it is encoded, what it says."""

from __future__ import annotations

import stat
from difflib import get_close_matches
from pathlib import Path

from fundsim.errors import Fault, did_you_mean
from fundsim.scenario_file.composing import compose
from fundsim.scenario_file.nodes import Node
from fundsim.scenario_file.shipped import is_file, shipped_path, shipped_scenarios, shipped_sweeps
from fundsim.scenario_file.syntax import full_width_colon

LARGEST_FILE = 1_000_000  # bytes; a scenario has a few thousand
SUFFIXES = (".yaml", ".yml")


def scenario_path(source: str | Path) -> Path:
    """File that a scenario is read from.

    Parameters
    ----------
    source : str or Path
        Path of a file, or the name of a shipped scenario such as ``luoping``.

    Returns
    -------
    Path
        The file if there is one, else the shipped scenario of that name, else the path as given.
    """
    path = Path(source)
    if not is_file(path) and (shipped := shipped_path(str(source))) is not None:
        return shipped
    return path


def shown_path(path: Path) -> str:
    """Path as messages show it: relative to the current folder where it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_absolute() and path.is_relative_to(here) else str(path)


def read_document(path: Path) -> tuple[Node | None, list[Fault]]:
    """Tree of one scenario file, without what it extends.

    Parameters
    ----------
    path : Path
        File.

    Returns
    -------
    root : Node or None
        A block of keys; None where there is none.
    faults : list of Fault
        Everything wrong with the file and its notation.
    """
    file = shown_path(path)
    text = _text_of(path, file)
    if isinstance(text, Fault):
        return None, [text]
    root, faults = compose(text, file, str(path.absolute().parent))
    if root is not None and root.value is not None and not isinstance(root.value, dict):
        faults.append(full_width_colon(text, file) or _no_keys(root, file))
        root = None
    elif not faults and (root is None or root.value is None):
        return None, [_fault(file, "the file is empty", "begin with `name: ...`, or copy a shipped scenario")]
    return root, faults


def _no_keys(root: Node, file: str) -> Fault:
    kind = "a list" if isinstance(root.value, list) else "a text"
    message = f"the file holds {kind} instead of keys and values"
    return _fault(file, message, "begin with `name: ...`", root.place.line, root.place.column)


def _text_of(path: Path, file: str) -> str | Fault:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return _fault(file, "this is a folder", close_files(path) or "name a scenario file in it")
        if not stat.S_ISREG(status.st_mode):
            return _fault(file, "this is a device or a pipe, not a file", "name a scenario file")
        if status.st_size > LARGEST_FILE:
            size = f"{status.st_size / 1e6:,.1f} million bytes"
            remedy = "move large tables into a data file"
            return Fault("", f"the file has {size}", "at most 1 million bytes", remedy, file)
        return _decoded(path.read_bytes(), file)
    except FileNotFoundError:
        sweep = path.stem in [shipped.name for shipped in shipped_sweeps()]
        remedy = f"`fundsim sweep {path.stem}` runs the sweep of that name" if sweep else close_files(path)
        return _fault(file, "there is no such file", remedy or "`fundsim scenarios` lists the shipped ones")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return _fault(file, f"the file cannot be read ({reason})", "")


def _decoded(content: bytes, file: str) -> str | Fault:
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        if content.startswith(mark):
            return _fault(file, "the file is encoded in UTF-16", "save it as UTF-8")
    if b"\0" in content:
        return _fault(file, "this is not a text file", "name a scenario file; they end in .yaml")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _fault(file, f"a character is not encoded in UTF-8{_guess(content)}", "save the file as UTF-8", line)


def _guess(content: bytes) -> str:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "; the file may be in GBK or GB18030"


def close_files(path: Path) -> str:
    """Remedy with a scenario file or a shipped scenario of a similar name."""
    folder = path if path.is_dir() else path.parent
    try:
        beside = [entry.name for entry in folder.iterdir() if entry.suffix in SUFFIXES]
    except OSError:
        beside = []
    shipped = [scenario.name for scenario in shipped_scenarios()]
    stems = {Path(name).stem: name for name in beside}  # endings are alike in all of them
    close = get_close_matches(path.stem, stems, n=1)
    return f"did you mean '{stems[close[0]]}'?" if close else did_you_mean(path.stem, shipped)


def _fault(file: str, message: str, remedy: str, line: int = 0, column: int = 0) -> Fault:
    return Fault("", message, remedy=remedy, file=file, line=line, column=column or int(line > 0))
