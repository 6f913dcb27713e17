"""Tables drawn as charts: rows of texts under headings, numbers aligned to the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from fundsim.plots.style import BLACK, FAMILIES, GREY, points, thickness
from fundsim.text_tables import display_width
from fundsim.texts.names import wrapped

_GAP = 2.0  # columns of text between two columns of the table
_ACROSS, _DOWN = 94.0, 24.0  # columns and lines of text on a figure at the largest size
_LARGEST = 10.0  # [points]
_FULL = 0.6  # of the figure's lines, from which on a table fills it; rows of a shorter one stand further apart
_PADDING = 0.7  # lines of text between two rows
_SHADE = "#EEEEEE"


def draw_table(ax: Axes, headings: Sequence[str], rows: Sequence[Sequence[str]], *, shaded: Sequence[int] = ()) -> None:
    """Draw a table that fills the chart's width.

    Parameters
    ----------
    ax : Axes
        The chart; its axes disappear.
    headings : sequence of str
        One for each column; the first column is aligned to the left, the others are numbers.
    rows : sequence of sequences of str
        Cells, on one or several lines.
    shaded : sequence of int
        Rows that stand out, such as totals.
    """
    ax.set_axis_off()
    ax.set_xlim(0.0, 1.0)
    texts = [list(headings), *(list(row) for row in rows)]
    widths = [max(_width(row[place]) for row in texts) + _GAP for place in range(len(headings))]
    heights = [max(cell.count("\n") + 1 for cell in row) + _PADDING for row in texts]
    size = _LARGEST * min(1.0, _ACROSS / sum(widths), _DOWN / sum(heights))
    ax.set_ylim(max(sum(heights), _FULL * _DOWN), 0.0)
    look: dict[str, Any] = {"fontsize": points(size), "family": FAMILIES, "va": "center", "linespacing": 1.15}
    edge = np.cumsum(widths) / sum(widths)
    top = 0.0
    for number, (row, height) in enumerate(zip(texts, heights, strict=True)):
        if number - 1 in shaded:
            ax.axhspan(top, top + height, color=_SHADE, linewidth=0)
        for place, cell in enumerate(row):
            x, side = (0.005, "left") if place == 0 else (edge[place] - 0.005, "right")
            ax.text(x, top + height / 2.0, cell, ha=side, color=GREY if number == 0 else BLACK, **look)
        top += height
        ruled = number in (0, len(texts) - 1)
        ax.plot([0.0, 1.0], [top, top], color=GREY, linewidth=thickness(0.9 if ruled else 0.3))


def heading(words: str, width: int = 14) -> str:
    """A heading broken into lines of at most so many columns; its own line breaks stay.

    Examples
    --------
    >>> heading("Paid by the bank", 10).splitlines()
    ['Paid by', 'the bank']
    """
    return "\n".join(line for part in words.split("\n") for line in wrapped(part, width))


def _width(cell: str) -> float:
    return max((display_width(line) for line in cell.split("\n")), default=0)
