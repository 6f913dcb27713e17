"""What loans leave behind when a file takes a tape in place of loans that are made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from fundsim.errors import Fault
from fundsim.scenario_file.nodes import Node, child_of, dotted, leaves

SUBSIDY = "interest_subsidy"


def subsidies_left_behind(document: Node, chain: Sequence[Node]) -> Iterator[Fault]:
    """A caution where the file below subsidises interest, and the tape above says nothing of it.

    Interest subsidies (贴息) are the largest public cost of many programmes, and a tape knows nothing of its products'.

    Parameters
    ----------
    document : Node
        Merged document.
    chain : sequence of Node
        Its files, from the one that extends nothing.

    Yields
    ------
    Fault
        At most one, at the tape's ``source``.
    """
    loans = child_of(document, "loans")
    source = None if loans is None else child_of(loans, "source")
    if loans is None or source is None or source.value != "tape":
        return
    if any(path[-1] == SUBSIDY for path, _ in leaves(loans)):
        return
    found = ((root.place.file, key) for root in reversed(chain) if (key := _subsidised(root)))
    for file, key in islice(found, 1):
        message = f"`{key}` of {file} does not go over to a tape: the government pays no interest on its loans"
        remedy, place = "write `defaults.interest_subsidy` under `loans`, 1 for all of it, 0 for none", source.place
        yield Fault("loans.source", message, "", remedy, place.file, place.line, place.column)


def _subsidised(root: Node) -> str:
    """Key by which a file subsidises the interest of made-up loans; empty where it does not."""
    loans = child_of(root, "loans")
    if loans is None:
        return ""
    keys = (path for path, node in leaves(loans) if SUBSIDY in path and node.value != 0)
    return next((f"loans.{dotted(loans, path)}" for path in keys), "")
