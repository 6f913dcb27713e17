"""Tables drawn as charts: rows of texts under headings, numbers aligned to the right."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from fundsim.plots.names import columns, wrapped
from fundsim.plots.style import BLACK, FAMILIES, GREY, points, thickness

_GAP = 2.0  # columns of text between two columns of the table
_ACROSS = 118.0  # columns of text across a figure at 8 points
_LARGEST = 8.0  # [points]
_SMALLEST = 4.5  # [points]


def draw_table(ax: Axes, headings: Sequence[str], rows: Sequence[Sequence[str]], *, bold: Sequence[int] = ()) -> None:
    """Draw a table that fills the chart's width.

    Parameters
    ----------
    ax : Axes
        The chart; its axes disappear.
    headings : sequence of str
        One for each column; the first column is aligned to the left, the others are numbers.
    rows : sequence of sequences of str
        Cells, on one or several lines.
    bold : sequence of int
        Rows that stand out, such as totals.
    """
    ax.set_axis_off()
    ax.set_xlim(0.0, 1.0)
    texts = [list(headings), *(list(row) for row in rows)]
    widths = [max(_width(row[place]) for row in texts) + _GAP for place in range(len(headings))]
    size = max(_SMALLEST, min(_LARGEST, _LARGEST * _ACROSS / sum(widths)))
    heights = [max(cell.count("\n") + 1 for cell in row) + 0.7 for row in texts]
    ax.set_ylim(sum(heights) + 0.2, -0.2)
    look = {"fontsize": points(size), "family": FAMILIES, "va": "center", "linespacing": 1.15}
    edge, total = [0.0], max(sum(widths), _ACROSS * _LARGEST / size if size == _LARGEST else 0.0)
    for width in widths:
        edge.append(edge[-1] + width / total)
    top = 0.0
    for number, (row, height) in enumerate(zip(texts, heights, strict=True)):
        colour = GREY if number == 0 else BLACK
        weight = "bold" if number - 1 in bold else "normal"
        for place, cell in enumerate(row):
            x, side = (0.0, "left") if place == 0 else (edge[place + 1], "right")
            ax.text(x, top + height / 2.0, cell, ha=side, color=colour, weight=weight, **look)
        top += height
        ruled = number == 0 or number == len(texts) - 1 or number in bold
        ax.plot([0.0, edge[-1]], [top, top], color=GREY, linewidth=thickness(0.9 if ruled else 0.3))


def heading(words: str, width: int = 12) -> str:
    """A heading broken into lines of at most so many columns.

    Examples
    --------
    >>> heading("Paid by the bank", 10).splitlines()
    ['Paid by', 'the bank']
    """
    return "\n".join(wrapped(words, width))


def _width(cell: str) -> float:
    return max((columns(line) for line in cell.split("\n")), default=0)
