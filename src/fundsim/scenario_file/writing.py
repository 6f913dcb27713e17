"""A scenario written back as YAML or JSON, and its digest."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from os.path import relpath
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from fundsim.programme.scenario import Scenario
from fundsim.scenario_file.data_files import data_file_of
from fundsim.scenario_file.nodes import Place, path_of, tree_of
from fundsim.scenario_file.shipped import shipped_folder

WIDTH = 110
TEXTS = ("name", "description", "sources")
"""Keys that say something to people and change no number."""
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that JSON takes as they are and YAML does not."""


def scenario_data(scenario: Scenario) -> dict[str, Any]:
    """Scenario as plain dicts and lists, defaults included, with the keys of a scenario file.

    Parameters
    ----------
    scenario : Scenario
        Programme.

    Returns
    -------
    dict
        Whole numbers stand without a decimal point; what is absent is left out, unless something else is the default.
    """
    data: dict[str, Any] = _plain(scenario.model_dump(by_alias=True, exclude_none=True))
    _put_nulls(data, scenario.model_dump(by_alias=True, exclude_defaults=True))
    return data


def _put_nulls(data: dict[str, Any], chosen: dict[str, Any]) -> None:
    """Write nothing where nothing was chosen in place of a default."""
    for key, value in chosen.items():
        if value is None:
            data[key] = None
        elif isinstance(value, dict):
            _put_nulls(data[key], value)


def resolved_yaml(scenario: Scenario, folder: str | Path | None = None) -> str:
    """A scenario in full: every key with its value, also those left to their default.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    folder : str or Path, optional
        Folder that the text is going to be saved in; paths of data files then count from there. Without it
        they stand as they were written.

    Returns
    -------
    str
        YAML 1.2 that loads back to an equal scenario, floating-point numbers to the last bit.
    """
    return yaml_of(resolved_data(scenario, folder))


def resolved_json(scenario: Scenario) -> str:
    """A scenario in full, as `resolved_yaml` but quick: for provenance, which is kept with every result.

    Parameters
    ----------
    scenario : Scenario
        Programme.

    Returns
    -------
    str
        JSON that is YAML 1.2 too; paths of data files stand as they were written.
    """
    text = json.dumps(resolved_data(scenario), ensure_ascii=False, allow_nan=False, indent=1)
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def resolved_data(scenario: Scenario, folder: str | Path | None = None) -> dict[str, Any]:
    """Plain data of a scenario in full, its data file as a file in some folder would name it.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    folder : str or Path, optional
        As for `resolved_yaml`.
    """
    data = scenario_data(scenario)
    named = data_file_of(scenario)
    if named is not None and folder is not None:
        data["loans"][named[0]] = _path_from(Path(folder), Path(named[1]))
    return data


def resolved_tree(text: str) -> dict[str, Any]:
    """Plain data of a resolved scenario, from the JSON kept with a result or from the YAML of a file.

    Parameters
    ----------
    text : str
        As in the attribute ``scenario`` of results, or in ``scenario.resolved.yaml``.

    Returns
    -------
    dict
        Keys of a scenario file.
    """
    data: dict[str, Any] = json.loads(text) if text.startswith("{") else YAML(typ="safe").load(text)
    return data


def with_laws(data: dict[str, Any], laws: Mapping[str, object]) -> dict[str, Any]:
    """Plain data of a scenario in which uncertain parameters are distributions again.

    Parameters
    ----------
    data : dict
        As of `resolved_tree`; changed in place.
    laws : mapping
        Dotted key → distribution.

    Returns
    -------
    dict
        The same.
    """
    root = tree_of(data, Place("scenario"))
    for key, law in laws.items():
        *path, last = path_of(root, key)
        block: Any = data
        for step in path:
            block = block[step]
        block[last] = law
    return data


def yaml_of(data: dict[str, Any]) -> str:
    """Plain data of a scenario as YAML for people: blocks over several lines, lists of scalars on one.

    Parameters
    ----------
    data : dict
        As of `scenario_data`.

    Returns
    -------
    str
        YAML 1.2.
    """
    stream = io.StringIO()
    writer = YAML(typ="rt")
    writer.width = WIDTH
    writer.allow_unicode = True
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.dump(_laid_out(data), stream)
    return stream.getvalue()


def scenario_hash(scenario: Scenario) -> str:
    """Digest of everything in a scenario that can change a number, the contents of its data file included.

    Parameters
    ----------
    scenario : Scenario
        Programme.

    Returns
    -------
    str
        64 hexadecimal digits; the same wherever the files lie, and whatever titles, descriptions and sources
        say.
    """
    data = {key: value for key, value in scenario_data(scenario).items() if key not in TEXTS}
    named = data_file_of(scenario)
    if named is not None:
        data["loans"][named[0]] = named[1].digest or named[1].written
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def _laid_out(value: object) -> object:
    """Blocks over several lines, lists of scalars on one."""
    if isinstance(value, dict):
        return CommentedMap((key, _laid_out(item)) for key, item in value.items())
    if isinstance(value, list):
        items = CommentedSeq(_laid_out(item) for item in value)
        if not any(isinstance(item, dict | list) for item in value):
            items.fa.set_flow_style()
        return items
    return value


def _path_from(folder: Path, file: Path) -> str:
    """Path of a data file as a file in some folder would name it; shipped data are found from anywhere."""
    file, shipped = file.absolute(), shipped_folder()
    if shipped is not None and file.is_relative_to(shipped):
        return file.relative_to(shipped).as_posix()
    try:
        return Path(relpath(file, folder.absolute())).as_posix()
    except ValueError:  # another drive
        return file.as_posix()
