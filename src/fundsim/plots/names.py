"""Names that users gave, made fit for charts, tables and terminals."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font

FONT_FILE = Path(__file__).with_name("fonts") / "DroidSansFallback-GB2312.ttf"


def printable(name: str, width: int = 40) -> str:
    """A user's name made safe for a chart.

    Parameters
    ----------
    name : str
        Any text.
    width : int
        Most columns; a Chinese character takes two.

    Returns
    -------
    str
        On one line, cut to the width, dollar signs escaped (they would start a formula), and with a white
        square for each character that no font has.

    Examples
    --------
    >>> printable("a  b"), printable("县风险补偿基金", 9)
    ('a b', '县风险补…')
    """
    known = _known_characters()
    shown = "".join(sign if ord(sign) in known else "□" for sign in one_line(name))
    return shorten(shown, width).replace("$", r"\$")


def one_line(name: str) -> str:
    """A user's text on one line, without signs that steer a terminal.

    Examples
    --------
    >>> one_line("county" + chr(10) + chr(27) + "fund")
    'county fund'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())


def shorten(name: str, width: int) -> str:
    """A text cut to a number of columns, with an ellipsis where something was cut.

    Examples
    --------
    >>> shorten("county_fund", 8), shorten("fund", 8)
    ('county_…', 'fund')
    """
    if columns(name) <= width:
        return name
    while columns(name) > width - 1:
        name = name[:-1]
    return name + "…"


def wrapped(name: str, width: int) -> list[str]:
    """A text in lines of at most so many columns, broken at spaces, after underscores, between Chinese characters.

    Examples
    --------
    >>> wrapped("a county fund", 9), wrapped("county_fund", 9), wrapped("县风险补偿基金", 8)
    (['a county', 'fund'], ['county_', 'fund'], ['县风险补', '偿基金'])
    """
    lines = [""]
    for part in _breakable(name):
        if columns((lines[-1] + part).rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += part
        while columns(lines[-1].rstrip()) > width:
            head = _head(lines[-1], width)
            lines[-1:] = [head, lines[-1][len(head) :]]
    return [line.strip() for line in lines if line.strip()]


def _breakable(name: str) -> list[str]:
    """Pieces between which a line may end: words with what ends them, Chinese characters with punctuation."""
    return re.findall(r"[（“《]*[\u2e80-\u9fff][）”》，。、；：]*\s*|[^\s_\u2e80-\u9fff]+_*\s*|_+\s*|\s+", name)


def _head(name: str, width: int) -> str:
    end = 1
    while end < len(name) and columns(name[: end + 1]) <= width:
        end += 1
    return name[:end]


def columns(name: str) -> int:
    """Columns that a text takes on a terminal; a Chinese character takes two.

    Examples
    --------
    >>> columns("ab"), columns("基金")
    (2, 4)
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in name)


@functools.cache
def _known_characters() -> frozenset[int]:
    latin = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return frozenset(code for file in (latin, FONT_FILE) for code in FT2Font(str(file)).get_charmap())
