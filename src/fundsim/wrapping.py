"""Long lines broken, in English between words, in Chinese between characters."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from fundsim.languages import Language
from fundsim.text_tables import display_width

NO_BREAK, JOINT = "\u00a0", "\u2060"  # a joint keeps what it stands between on one line, and is not written
OPENING = "（【〔《〈「“‘(["
CLOSING = "，。；：、？！）】〕》〉」”’…—%,.;:!?)]"
UNITS = "万元|亿元|万|亿|元|个月|个百分点|个|年|月|日|天|次|笔|倍|号"
# What stays together: numbers with their units, code in backticks, Latin words; else each character by itself.
PIECE = re.compile(
    rf"(?:\d[\d,.]*%?(?:{UNITS})?)+(?:{NO_BREAK}[A-Z%]+)?(?![\x21-\x7e\xa0])|[\x21-\x7e\xa0-\u024f]+|\s+|."
)


def together(text: str) -> str:
    """Chinese that stays on one line, within a longer text.

    Examples
    --------
    >>> wrapped(f"存入{together('结果')}中", 6, "", "zh"), wrapped("存入结果中", 6, "", "zh")
    (['存入', '结果中'], ['存入结', '果中'])
    """
    return JOINT.join(text)


def wrapped(line: str, width: int, currency: str, lang: Language) -> list[str]:
    """A line as lines of at most so many columns, no number torn from its unit.

    Parameters
    ----------
    line : str
        Text without line breaks.
    width : int
        Columns; a Chinese character takes two.
    currency : str
        ISO code, which stays with its number; empty where there are no amounts.
    lang : {"en", "zh"}
        Language; no line of Chinese begins with closing or ends with opening punctuation.

    Returns
    -------
    list of str
        Only a Latin word, or what stays together, that is longer by itself is wider.
    """
    kept = line.replace(" %", f"{NO_BREAK}%")
    if currency:
        kept = kept.replace(f" {currency}", f"{NO_BREAK}{currency}")
    if lang == "en":
        lines = textwrap.wrap(kept, width, break_long_words=False, break_on_hyphens=False)
    else:
        lines = _between_characters(kept, width)
    return [part.replace(NO_BREAK, " ") for part in lines]


def _between_characters(text: str, width: int) -> list[str]:
    lines = [""]
    for whole in _unbroken(text):
        piece = whole.replace(JOINT, "")
        if lines[-1] and display_width((lines[-1] + piece).rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [part.rstrip() for part in lines]


def _unbroken(text: str) -> Iterator[str]:
    """Pieces between which a line may be broken: punctuation stays with what it closes or opens."""
    held = ""
    for piece in PIECE.findall(text):
        if held and piece[0] not in CLOSING + JOINT and held[-1] not in OPENING + JOINT:
            yield held
            held = ""
        held += piece
    yield held
