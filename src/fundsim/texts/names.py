"""Names that users gave, made fit for tables and terminals: one line, cut or wrapped to a width."""

from __future__ import annotations

import re

from fundsim.text_tables import display_width


def one_line(name: str) -> str:
    """A user's text on one line, without signs that steer a terminal.

    Examples
    --------
    >>> one_line("county" + chr(10) + chr(27) + "fund")
    'county fund'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())


def shorten(name: str, width: int) -> str:
    """A text cut to a number of columns, an ellipsis where something was cut; of a key with a value the end stays.

    Examples
    --------
    >>> shorten("county_fund", 8), shorten("fund", 8)
    ('county_…', 'fund')
    >>> [shorten("layers.county_fund.pays=0.5", width) for width in (24, 20, 8)]
    ['…county_fund.pays=0.5', '…pays=0.5', '…ays=0.5']
    """
    if display_width(name) <= width:
        return name
    key, _, value = name.partition("=")
    if value and "=" not in value and "." in key and " " not in key:
        while key and display_width(f"…{key}={value}") > width:
            key = key.partition(".")[2] or key[1:]
        if key:
            return f"…{key}={value}"
    while display_width(name) > width - 1:
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
        if display_width((lines[-1] + part).rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += part
        while display_width(lines[-1].rstrip()) > width:
            head = _head(lines[-1], width)
            lines[-1:] = [head, lines[-1][len(head) :]]
    return [line.strip() for line in lines if line.strip()]


def _breakable(name: str) -> list[str]:
    """Pieces between which a line may end: words with what ends them, Chinese characters with punctuation."""
    return re.findall(r"[（“《]*[\u2e80-\u9fff][）”》，。、；：]*\s*|[^\s_\u2e80-\u9fff]+_*\s*|_+\s*|\s+", name)


def _head(name: str, width: int) -> str:
    end = 1
    while end < len(name) and display_width(name[: end + 1]) <= width:
        end += 1
    return name[:end]
