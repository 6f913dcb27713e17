"""How charts look: colours, fonts, frames, footer. Global settings of matplotlib stay as they are."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, NamedTuple

import matplotlib as mpl
import matplotlib.style
import xarray as xr
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation

from fundsim.languages import Language
from fundsim.plots.printable import FONT_FILE, printable
from fundsim.text_tables import display_width
from fundsim.texts import text
from fundsim.texts.names import wrapped

# Okabe and Ito (2008), Color universal design: eight colours that colour-blind readers tell apart.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY, PALE = "#666666", "#BBBBBB"

FAMILIES = [
    "DejaVu Sans",
    "Droid Sans Fallback",
]  # letters and digits; Chinese. matplotlib falls back by glyph.
FOOTER_SIZE = 6.5  # [points]
_FOOTER_COLUMNS = 118  # letters of the footer that fit across a figure
_WIDTH_OF_LEGEND, _SIGN_OF_LEGEND = 107, 6  # letters across an axis; of a line and the gap to the next column

StyleName = Literal["report", "slide", "journal"]


class Style(NamedTuple):
    """Where a chart is going to be read.

    Parameters
    ----------
    size : tuple of float
        Width and height of a figure. [inches]
    text, line : float
        Size of texts and width of lines against those of a report.
    dpi : int
        Resolution of PNG files. [dots per inch]
    """

    size: tuple[float, float]
    text: float
    line: float
    dpi: int


STYLES: dict[StyleName, Style] = {
    "report": Style((7.2, 4.6), 1.0, 1.0, 150),  # across a page of A4
    "slide": Style((13.33, 7.5), 1.6, 1.6, 100),  # a whole slide, read from the last row
    "journal": Style((5.5, 3.7), 0.8, 0.75, 300),  # a column and a half, fine lines for print
}
_current: ContextVar[Style] = ContextVar("style", default=STYLES["report"])


@contextmanager
def chart_style(name: StyleName | None = None) -> Iterator[None]:
    """Settings of fundsim's charts for the length of a ``with`` block; afterwards all is as before.

    Parameters
    ----------
    name : {"report", "slide", "journal"} or None
        Where the charts are going to be read; None keeps the style of the block around, and else is a report.

    Raises
    ------
    ValueError
        There is no such style.
    """
    if name is not None and name not in STYLES:
        raise ValueError(f"style: {name!r} is not a style of fundsim; allowed: {', '.join(map(repr, STYLES))}")
    _register_font()
    before = _current.set(_current.get() if name is None else STYLES[name])
    interactive = mpl.is_interactive()
    try:
        with mpl.style.context(["default", _settings(_current.get())]):
            yield
            # A notebook turns this on when pyplot is first loaded, which may be here, and shows no charts without it.
            interactive = mpl.is_interactive()
    finally:
        mpl.interactive(interactive)
        _current.reset(before)


def _settings(style: Style) -> dict[str, object]:
    return {
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.labelsize": 9 * style.text,
        "axes.linewidth": 0.8 * style.line,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titley": 1.0,  # where titles are by themselves; matplotlib would measure all labels at each drawing
        "axes.titlesize": 10.5 * style.text,
        "font.family": FAMILIES,
        "font.size": 9 * style.text,
        "grid.color": "#DDDDDD",
        "grid.linewidth": 0.6 * style.line,
        "hatch.linewidth": style.line,
        "legend.fontsize": 8 * style.text,
        "legend.frameon": False,
        "lines.linewidth": 1.6 * style.line,
        "lines.markersize": 6 * style.text,
        "savefig.dpi": style.dpi,
        "svg.fonttype": "path",  # outlines: Chinese shows on machines without a Chinese font
        "svg.hashsalt": "fundsim",  # the same chart gives the same bytes
        "xtick.labelsize": 8 * style.text,
        "xtick.major.width": 0.8 * style.line,
        "ytick.labelsize": 8 * style.text,
        "ytick.major.width": 0.8 * style.line,
    }


def points(size: float) -> float:
    """Size of a text, or a distance, in the style at hand.

    Parameters
    ----------
    size : float
        That of a report. [points]

    Returns
    -------
    float
        [points]
    """
    return size * _current.get().text


def thickness(width: float) -> float:
    """Width of a line in the style at hand.

    Parameters
    ----------
    width : float
        That of a report. [points]

    Returns
    -------
    float
        [points]
    """
    return width * _current.get().line


@functools.cache
def _register_font() -> None:
    font_manager.fontManager.addfont(FONT_FILE)


def new_figure() -> Figure:
    """A blank figure that pyplot does not keep; call it inside `chart_style`."""
    return Figure(figsize=_current.get().size, layout="constrained")


def chart_axes(ax: Axes | None) -> Axes:
    """Axes to draw on: those given, or new ones that notebooks and ``plt.show()`` display."""
    if ax is None:
        import matplotlib.pyplot as plt  # slow, and not needed to write files

        _, ax = plt.subplots(figsize=_current.get().size, layout="constrained")
    # Texts made before, and ticks made while drawing, do not see `chart_style`: they are told their font.
    for made_before in ax.findobj(Text):
        made_before.set_fontfamily(FAMILIES)
    ax.tick_params(labelfontfamily=FAMILIES)
    return ax


def empty_chart(ax: Axes, ds: xr.Dataset, lang: Language, title: str, reason: str) -> Axes:
    """A chart that says why there is nothing to show.

    Parameters
    ----------
    ax : Axes
        The chart.
    ds : xarray.Dataset
        Results of a run.
    lang : {"en", "zh"}
        Language.
    title, reason : str
        Keys of texts.

    Returns
    -------
    Axes
        The same axes.
    """
    ax.set_axis_off()
    ax.set_title(text(title, lang))
    ax.text(0.5, 0.5, text(reason, lang), ha="center", va="center", color=GREY, transform=ax.transAxes)
    footer(ax, ds, lang)
    return ax


def footer(ax: Axes, ds: xr.Dataset, lang: Language) -> None:
    """Write scenario, number of paths and seed discreetly at the foot of the figure.

    Parameters
    ----------
    ax : Axes
        The chart.
    ds : xarray.Dataset
        Results of a run. Charts of one run on one figure share a line.
    lang : {"en", "zh"}
        Language.
    """
    paths, seed = int(ds.attrs["n_paths"]), printable(str(ds.attrs["seed"]), 60)
    title, version = printable(ds.attrs["title"], 4 * _FOOTER_COLUMNS), printable(ds.attrs["fundsim_version"], 16)
    whole = text("footer", lang, title=title, paths=f"{paths:,}", seed=seed, version=version)
    line = "\n".join(wrapped(whole, _FOOTER_COLUMNS))
    figure = ax.get_figure(root=True)
    if figure is None or line in figure.get_supxlabel():
        return
    lines = "\n".join(part for part in (figure.get_supxlabel(), line) if part)
    figure.supxlabel(lines, x=0.01, ha="left", fontsize=points(FOOTER_SIZE), color=GREY)


def fitting_columns(labels: Sequence[str], most: int) -> int:
    """Columns of a legend that fit side by side below a chart.

    Parameters
    ----------
    labels : sequence of str
        Filled in column by column.
    most : int
        Columns that are wanted.

    Returns
    -------
    int
        At least 1.

    Examples
    --------
    >>> fitting_columns(["a", "b", "c"], 2), fitting_columns(["a" * 50, "b" * 50], 2)
    (2, 1)
    """
    for columns in range(most, 1, -1):
        rows = -(-len(labels) // columns)
        widths = [max(map(display_width, labels[start : start + rows])) for start in range(0, len(labels), rows or 1)]
        if sum(widths) + _SIGN_OF_LEGEND * len(widths) <= _WIDTH_OF_LEGEND:
            return columns
    return 1


def legend_below(ax: Axes, title: str, ncols: int, *, distance: float = 36.0) -> None:
    """Legend under the horizontal axis, where no line can run through it, in as many columns as fit of those wanted.

    The distance in points leaves room for labels of the axis on two lines.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    place = ax.transAxes + ScaledTranslation(0.0, -points(distance) / 72.0, figure.dpi_scale_trans)
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(
        handles, labels,
        loc="upper left", bbox_to_anchor=(0.0, 0.0), bbox_transform=place, borderaxespad=0.0,
        ncols=fitting_columns([str(label) for label in labels], ncols),
        columnspacing=1.2, title=title, title_fontsize=points(8), alignment="left",
    )  # fmt: skip
