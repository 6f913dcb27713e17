"""Small multiples: many small panels of one scale in one chart."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from fundsim.plots.printable import printable
from fundsim.plots.style import FAMILIES, points
from fundsim.texts.names import wrapped

_MOST_COLUMNS = 4
MOST_LINES = 3  # of a title
TITLE_PAD = 27.0  # of the whole chart, above panels with titles of two lines [points]
_GAP_ACROSS, _GAP_DOWN = 0.12, 0.4  # shares of a panel, the latter at least
_TITLE_SIZE, _LINE, _AROUND = 7.0, 8.75, 9.0  # of a panel's title: letters, a line, what is free around it [points]
_OF_FIGURE = 0.75  # of a figure's height, about, is that of all panels


def panels(ax: Axes, names: Sequence[str], *, columns: int = _MOST_COLUMNS) -> list[Axes]:
    """Divide a chart into panels, one for each name.

    Parameters
    ----------
    ax : Axes
        The chart; its own lines and ticks disappear, its title and labels stay.
    names : sequence of str
        Titles of the panels, row by row.
    columns : int
        Most panels side by side.

    Returns
    -------
    list of Axes
        Panels, row by row; only the outer ones have labels at their ticks.
    """
    across = min(columns, len(names))
    down = math.ceil(len(names) / across)
    titles = [_title(name, 96 // across) for name in names]
    gap = _gap_down(ax, down, 1 + max(title.count("\n") for title in titles))
    width, height = 1.0 / (across + _GAP_ACROSS * (across - 1)), 1.0 / (down + gap * (down - 1))
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelcolor="none")
    ax.grid(visible=False)
    found = []
    for place, title in enumerate(titles):
        row, column = divmod(place, across)
        left, top = column * width * (1.0 + _GAP_ACROSS), 1.0 - row * height * (1.0 + gap)
        panel = ax.inset_axes((left, top - height, width, height))
        panel.set_title(title, fontsize=points(_TITLE_SIZE))
        panel.tick_params(
            labelsize=points(6.5),
            labelfontfamily=FAMILIES,
            labelleft=column == 0,
            labelbottom=place + across >= len(names),
        )
        found.append(panel)
    return found


def title_pad(titles: Sequence[str]) -> float:
    """Distance of the whole chart's title from panels with such titles. [points of a report]"""
    return TITLE_PAD + _LINE * max(max((title.count("\n") for title in titles), default=0) - 1, 0)


def _gap_down(ax: Axes, down: int, lines: int) -> float:
    """Share of a panel between two rows: room for titles of so many lines, however many rows share the height."""
    figure = ax.get_figure(root=True)
    room = points(_LINE * lines + _AROUND)
    all_rows = _OF_FIGURE * 72.0 * figure.get_figheight() if figure else math.inf
    return max(_GAP_DOWN, room * down / max(all_rows - room * (down - 1), room))


def _title(name: str, width: int) -> str:
    """A name on two lines at most; of a name that has lines of its own up to three, each cut to the width."""
    if "\n" in name:
        return "\n".join(printable(line, width) for line in name.split("\n")[:MOST_LINES])
    lines = wrapped(printable(name, 2 * width), width)
    return "\n".join(lines) if len(lines) <= 2 else printable(name, width)
