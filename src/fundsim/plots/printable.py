"""Names that users gave, as far as the fonts of charts can show them."""

from __future__ import annotations

import functools
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font

from fundsim.texts.names import one_line, shorten

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


@functools.cache
def _known_characters() -> frozenset[int]:
    latin = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return frozenset(code for file in (latin, FONT_FILE) for code in FT2Font(str(file)).get_charmap())
