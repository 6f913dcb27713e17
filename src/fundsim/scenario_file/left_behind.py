"""What loans leave behind when a file takes a tape in place of loans that are made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    for root in reversed(chain):
        for path, node in leaves(child_of(root, "loans") or loans):
            if SUBSIDY in path and node.value not in (0, 0.0):
                key, file = f"loans.{dotted(loans, path)}", root.place.file
                message = f"`{key}` of {file} does not go over to a tape: the government pays no interest on its loans"
                place = source.place
                remedy = "write `defaults.interest_subsidy` under `loans`, 1 for all of it, 0 for none"
                yield Fault("loans.source", message, "", remedy, place.file, place.line, place.column)
                return
