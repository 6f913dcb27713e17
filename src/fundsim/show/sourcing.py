"""Where the numbers of a block come from, as the scenario file says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from fundsim.scenario_file import CheckedScenario, Sourced, sources_of
from fundsim.scenario_file.sources import citation

MOST_SOURCES = 6


class Sourcing(NamedTuple):
    """Sources of a scenario file.

    Parameters
    ----------
    numbers : tuple of Sourced
        Its numbers with their sources.
    blocks : dict
        Source of each block that it writes down, for what is no number; None where none covers it.
    """

    numbers: tuple[Sourced, ...] = ()
    blocks: Mapping[str, str | None] = MappingProxyType({})


def sourcing_of(checked: CheckedScenario) -> Sourcing:
    """Sources of a scenario file with everything it extends and every override.

    Parameters
    ----------
    checked : CheckedScenario
        As of ``check_scenario``.

    Returns
    -------
    Sourcing
        Every number with its citation, and the citation of each block.
    """
    content, sources = checked.document.value, checked.scenario.sources
    written = content if isinstance(content, dict) else {}
    return Sourcing(tuple(sources_of(checked.document, sources)), {key: citation(key, sources) for key in written})


class SourcesTold(NamedTuple):
    """Sources of some blocks, as they are to be told.

    Parameters
    ----------
    first : list of (str or None)
        The first of them in the order of the file, each once; None stands for numbers without a source. Empty where
        no source is asked.
    more : int
        How many others there are.
    """

    first: list[str | None]
    more: int


def sources_told(sourcing: Sourcing, *keys: str) -> SourcesTold | None:
    """Sources of some blocks.

    Parameters
    ----------
    sourcing : Sourcing
        Sources of the file.
    *keys : str
        Dotted keys of the blocks.

    Returns
    -------
    SourcesTold or None
        None for blocks that the file leaves out, which have fundsim's defaults.
    """
    own = [item.source or None for item in sourcing.numbers if _below(item.key, keys)]
    if not own and not any(key in sourcing.blocks for key in keys):
        return None
    # Without numbers there are words only, for which no source is asked.
    own = own or [source for key in keys if (source := sourcing.blocks.get(key)) is not None]
    found = list(dict.fromkeys(own))
    return SourcesTold(found[:MOST_SOURCES], max(0, len(found) - MOST_SOURCES))


def _below(key: str, blocks: tuple[str, ...]) -> bool:
    return any(key == block or key.startswith(f"{block}.") for block in blocks)
