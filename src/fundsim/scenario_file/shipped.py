"""Scenarios and sweeps that come with fundsim: in the wheel as package data, in a checkout where they are edited."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from fundsim.languages import Language
from fundsim.scenario_file.composing import compose

PACKAGE = Path(__file__).resolve().parents[1]
SWEEPS = "sweeps"
"""Folder of the shipped sweep files, which are no scenarios."""
IN_CHINESE = "descriptions_zh.csv"
"""Descriptions of the shipped files in Chinese, by their names in the folder of the scenarios."""


class ShippedScenario(NamedTuple):
    """A scenario that comes with fundsim.

    Parameters
    ----------
    name : str
        What ``load_scenario`` and the command line take; with the folder's name, as in ``theory/vasicek``.
    description : str
        One line.
    path : Path
        Its file.
    """

    name: str
    description: str
    path: Path


def is_file(path: Path) -> bool:
    """Whether a path names an existing file; False for paths that no file can have."""
    try:
        return path.is_file()
    except OSError:  # a name that is too long
        return False


def shipped_folder() -> Path | None:
    """Folder of the shipped scenarios; None where the package comes without."""
    folders = (PACKAGE / "_scenarios", PACKAGE.parents[1] / "scenarios")
    return next((folder for folder in folders if folder.is_dir()), None)


def shipped_path(name: str) -> Path | None:
    """File of a shipped scenario; None where none has this name.

    Parameters
    ----------
    name : str
        With or without ``.yaml``.
    """
    folder = shipped_folder()
    if folder is None or not name:
        return None
    path = folder / f"{name.removesuffix('.yaml')}.yaml"
    return path if is_file(path) and path.resolve().is_relative_to(folder.resolve()) else None


def is_shipped(file: str) -> bool:
    """Whether a file, as messages show it, is one of those that come with fundsim."""
    folder = shipped_folder()
    return folder is not None and is_file(Path(file)) and Path(file).resolve().is_relative_to(folder.resolve())


def shipped_scenarios(lang: Language = "en") -> tuple[ShippedScenario, ...]:
    """All shipped scenarios: counties first, then those in folders, each by name.

    Parameters
    ----------
    lang : {"en", "zh"}
        Of their descriptions.

    Returns
    -------
    tuple of ShippedScenario
        Empty where the package comes without.
    """
    folder = shipped_folder()
    if folder is None:
        return ()
    paths = sorted(folder.rglob("*.yaml"), key=lambda path: (len(path.parts), path))
    return _listed(folder, [path for path in paths if path.relative_to(folder).parts[0] != SWEEPS], lang)


def description_in(description: str, lang: Language) -> str:
    """A description as readers of a language know it.

    Parameters
    ----------
    description : str
        Of a scenario.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        In Chinese the line by which a shipped scenario is listed, where the description is that scenario's.
    """
    first = next(iter(description.strip().splitlines()), "")
    if lang == "en" or not first:
        return description
    names = {own.description: own.name for own in shipped_scenarios()}
    chinese = {own.name: own.description for own in shipped_scenarios(lang)}
    return chinese[names[first]] if first in names else description


def shipped_sweeps(lang: Language = "en") -> tuple[ShippedScenario, ...]:
    """All shipped sweep files, by name.

    Parameters
    ----------
    lang : {"en", "zh"}
        Of their descriptions.

    Returns
    -------
    tuple of ShippedScenario
        Empty where the package comes without.
    """
    folder = shipped_folder()
    if folder is None:
        return ()
    listed = _listed(folder, sorted((folder / SWEEPS).glob("*.yaml")), lang)
    return tuple(sweep._replace(name=sweep.name.removeprefix(f"{SWEEPS}/")) for sweep in listed)


def _listed(folder: Path, paths: list[Path], lang: Language) -> tuple[ShippedScenario, ...]:
    names = [path.relative_to(folder).with_suffix("").as_posix() for path in paths]
    in_chinese = _in_chinese(folder) if lang == "zh" else {}
    return tuple(
        ShippedScenario(name, in_chinese.get(name) or _one_line(path), path)
        for name, path in zip(names, paths, strict=True)
    )


def _in_chinese(folder: Path) -> dict[str, str]:
    file = folder / IN_CHINESE
    if not is_file(file):
        return {}
    with file.open(encoding="utf-8", newline="") as stream:
        return {row["name"]: row["description"] for row in csv.DictReader(stream)}


def _one_line(path: Path) -> str:
    """First line of the description, else the title."""
    root, _ = compose(_head(path.read_text(encoding="utf-8")), path.name)
    entries = root.value if root is not None and isinstance(root.value, dict) else {}
    texts = [entries[key].value for key in ("description", "name") if key in entries]
    lines = [text.strip().splitlines()[0] for text in texts if isinstance(text, str) and text.strip()]
    return lines[0] if lines else ""


def _head(text: str) -> str:
    """Lines above the first block: titles stand there, and reading the rest would take time."""
    lines = text.splitlines(keepends=True)
    first_block = next((n for n, line in enumerate(lines) if line.rstrip() in BLOCKS), len(lines))
    return "".join(lines[:first_block])


BLOCKS = ("loans:", "layers:", "sources:", "shocks:", "horizon:", "grid:", "zip:", "sample:", "scenarios:")
