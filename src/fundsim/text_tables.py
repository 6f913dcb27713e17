"""Tables in plain text, aligned also where Chinese characters take two columns each."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "


def display_width(text: str) -> int:
    """Columns that a text takes on a terminal.

    Examples
    --------
    >>> display_width("fund"), display_width("基金")
    (4, 4)
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def aligned(rows: Sequence[Sequence[str]], left: Sequence[int] = (0,), indent: str = "") -> str:
    """Rows of cells as lines with aligned columns.

    Parameters
    ----------
    rows : sequence of sequences of str
        Cells; every row has the same number.
    left : sequence of int
        Columns aligned to the left; the others are numbers, aligned to the right.
    indent : str
        Before every line.

    Returns
    -------
    str
        Lines without trailing spaces; empty for no rows.

    Examples
    --------
    >>> print(aligned([["fund", "7"], ["bank", "13"]]))
    fund   7
    bank  13
    """
    if not rows:
        return ""
    widths = [max(display_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
            pad = " " * (width - display_width(cell))
            cells.append(cell + pad if column in left else pad + cell)
        lines.append((indent + GAP.join(cells)).rstrip())
    return "\n".join(lines)
