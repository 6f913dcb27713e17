"""Where the numbers of a block come from, as the scenario file says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from fundsim.scenario_file import CheckedScenario, Sourced, sources_of
from fundsim.scenario_file.sources import citation

NO_SOURCE = "no source given"
DEFAULTS = "fundsim's defaults"
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


def sources_text(sourcing: Sourcing, *keys: str) -> str:
    """Sources of some blocks in brackets.

    Parameters
    ----------
    sourcing : Sourcing
        Sources of the file.
    *keys : str
        Dotted keys of the blocks.

    Returns
    -------
    str
        After a space, each source once, in the order of the file. Blocks that the file leaves out have fundsim's
        defaults.

    Examples
    --------
    >>> sources_text(Sourcing((Sourced("recovery.share", 0.25, "[41]"),)), "recovery")
    ' [source: [41]]'
    >>> sources_text(Sourcing(), "recovery")
    " [fundsim's defaults]"
    """
    own = [item.source or NO_SOURCE for item in sourcing.numbers if _below(item.key, keys)]
    if not own and not any(key in sourcing.blocks for key in keys):
        return f" [{DEFAULTS}]"
    own = own or [source for key in keys if (source := sourcing.blocks.get(key)) is not None]
    if not own:  # words only, for which no source is asked
        return ""
    found = list(dict.fromkeys(own))
    more = f"; and {len(found) - MOST_SOURCES} more" if len(found) > MOST_SOURCES else ""
    return f" [source{'s' if len(found) > 1 else ''}: {'; '.join(found[:MOST_SOURCES])}{more}]"


def _below(key: str, blocks: tuple[str, ...]) -> bool:
    return any(key == block or key.startswith(f"{block}.") for block in blocks)
