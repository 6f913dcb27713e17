"""Data-quality report: what was dropped, imputed, rescaled or bounded, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.loan_book import Integers, LoanBook

Mask = NDArray[np.bool_]
ROWS = ("rows_read", "rows_dropped", "rows_irrelevant")
"""Counts of a tape's rows, as attributes of results."""


def quality_attributes(book: LoanBook) -> dict[str, object]:
    """What reading the loans showed, as attributes of results that were made from them.

    Parameters
    ----------
    book : LoanBook
        Portfolio.

    Returns
    -------
    dict
        ``rows_read``, ``rows_dropped`` and ``rows_irrelevant`` of its tape, and ``data_quality``, a note a line.
    """
    return {name: getattr(book, name) for name in ROWS} | {"data_quality": "\n".join(book.quality)}


def joined_quality(results: Iterable[Mapping[Any, Any]]) -> dict[str, object]:
    """What reading the loans of several results showed.

    Parameters
    ----------
    results : iterable of mappings
        Attributes of results, with those of `quality_attributes`.

    Returns
    -------
    dict
        The same attributes: notes of all results, each once; rows of the tape that lost most.
    """
    found = list(results)
    notes = dict.fromkeys(note for one in found for note in str(one["data_quality"]).splitlines())
    worst = max(found, key=lambda one: int(one["rows_dropped"]))
    rows = {name: worst[name] for name in ROWS if name in worst}
    return rows | {"data_quality": "\n".join(notes)}


class QualityEntry(NamedTuple):
    """One row of the report.

    Parameters
    ----------
    rule : str
        What was looked for.
    rows : int
        How many loans or rows of the file it concerned.
    action : str
        What was done with them; empty for plain counts.
    first_line : int
        Line of the file where it was met first; 0 where there is no such line.
    dropped : bool
        The rows were left out.
    irrelevant : bool
        They were, because they are no loans of the programme in its time, or stand twice, not because they cannot be
        used.
    """

    rule: str
    rows: int
    action: str = ""
    first_line: int = 0
    dropped: bool = False
    irrelevant: bool = False


@dataclass
class Screening:
    """Rows of a tape on their way through the rules.

    Parameters
    ----------
    lines : array (row,)
        Line of the file on which each row ends.
    keep : array (row,), bool
        Not dropped so far.
    entries : list of QualityEntry
        Report so far.
    unusable : array (row,), bool
        Dropped so far because they cannot be used.
    changes : list of (rule, mask, action)
        What was changed in rows without dropping them; counted at the end, when it is known which are kept.
    """

    lines: Integers
    keep: Mask
    entries: list[QualityEntry] = field(default_factory=list)
    changes: list[tuple[str, Mask, str]] = field(default_factory=list)
    unusable: Mask = field(init=False)

    def __post_init__(self) -> None:
        self.unusable = np.zeros(len(self.lines), dtype=np.bool_)


def drop(screening: Screening, rule: str, wrong: Mask, hint: str = "", *, irrelevant: bool = False) -> None:
    """Drop rows that break a rule, or are no loans of the programme in its time, counting those not dropped before.

    Each dropped row thus counts once, under the first rule that it breaks: rows read less rows dropped are
    the rows kept.
    """
    action = f"dropped; {hint}" if hint else "dropped"
    screening.entries.append(_entry(screening, rule, wrong, action)._replace(dropped=True, irrelevant=irrelevant))
    if not irrelevant:
        screening.unusable |= screening.keep & wrong
    screening.keep &= ~wrong


def change(screening: Screening, rule: str, concerned: Mask, action: str) -> None:
    """Note a rule that changed rows without dropping them."""
    screening.changes.append((rule, concerned, action))


def report(screening: Screening) -> list[QualityEntry]:
    """Entries of the dropped rows, then of the changes in the rows that were kept."""
    return screening.entries + [_entry(screening, *each) for each in screening.changes]


def _entry(screening: Screening, rule: str, concerned: Mask, action: str) -> QualityEntry:
    concerned = screening.keep & concerned
    first = int(screening.lines[np.argmax(concerned)]) if concerned.any() else 0
    return QualityEntry(rule, int(concerned.sum()), action, first)


def rows_dropped(entries: Iterable[QualityEntry]) -> int:
    """Rows of a file that could not be used; each counts once."""
    return sum(entry.rows for entry in entries if entry.dropped and not entry.irrelevant)


def rows_irrelevant(entries: Iterable[QualityEntry]) -> int:
    """Rows of a file that are no loans of the programme in its time, or stand twice; each counts once."""
    return sum(entry.rows for entry in entries if entry.dropped and entry.irrelevant)


def in_words(entries: Iterable[QualityEntry]) -> tuple[str, ...]:
    """Entries that concerned any row, each as a line of plain words.

    Examples
    --------
    >>> in_words([QualityEntry("principal is blank", 12, "dropped", 40), QualityEntry("lgd is blank", 0)])
    ('principal is blank: 12 (first on line 40), dropped',)
    """
    lines = []
    for entry in entries:
        place = f" (first on line {entry.first_line})" if entry.first_line else ""
        action = f", {entry.action}" if entry.action else ""
        if entry.rows:
            lines.append(f"{entry.rule}: {entry.rows:,}{place}{action}")
    return tuple(lines)
