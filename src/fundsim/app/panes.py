"""Panes that several tabs of the page use: tables, text as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import panel as pn

WIDE: dict[str, Any] = {"sizing_mode": "stretch_width"}
STYLE = """
table.figures {border-collapse: collapse; font-size: 15px; font-variant-numeric: tabular-nums}
table.figures th, table.figures td {padding: 3px 14px; text-align: right; white-space: nowrap}
table.figures tr {border-bottom: 1px solid #e3e3e3}
table.figures tr.part td:first-child {padding-left: 40px}
table.figures td:first-child {white-space: normal}
table.figures th:first-child, table.figures td:first-child {text-align: left}
table.worded th:last-child, table.worded td:last-child {text-align: left}
"""
AS_IT_STANDS = {"white-space": "pre-wrap"}
CODE = {**AS_IT_STANDS, "background": "#f4f4f4", "padding": "10px", "font-family": "monospace"}


def table(rows: Sequence[Sequence[str]], head: Sequence[str], *, ends_in_words: bool = True) -> pn.pane.HTML:
    """Rows under a head, numbers to the right; a name that begins with blanks belongs to the row above."""
    kinds = "figures worded" if ends_in_words else "figures"
    lines = [f"<tr>{''.join(f'<th>{name}</th>' for name in head)}</tr>"]
    for row in rows:
        kind = "part" if row[0].startswith(" ") else "whole"
        lines.append(f'<tr class="{kind}">{"".join(f"<td>{escape(cell)}</td>" for cell in row)}</tr>')
    return pn.pane.HTML(f'<table class="{kinds}">{"".join(lines)}</table>', stylesheets=[STYLE], **WIDE)


def plain_text(text: str) -> pn.pane.Str:
    """A text with its own line breaks."""
    return pn.pane.Str(text, styles=AS_IT_STANDS, **WIDE)


def code(text: str) -> pn.pane.Str:
    """A text to be copied."""
    return pn.pane.Str(text, styles=CODE, **WIDE)
