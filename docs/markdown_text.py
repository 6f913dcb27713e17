"""Small pieces of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

NOTICE = "<!-- Written by docs/generate.py; changes made here are lost. -->"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Table; pipes in cells are escaped."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def slug(heading: str) -> str:
    """Anchor that GitHub gives a heading."""
    words = re.sub(r"[^\w\- ]", "", heading.lower())
    return words.replace(" ", "-")


def code(text: str) -> str:
    """Text as code."""
    return f"`{text}`"


def prose(text: str) -> str:
    """Docstring as running Markdown: single backticks, no line breaks, no HTML."""
    parts = re.sub(r"\s+", " ", text.replace("``", "`")).strip().split("`")
    plain = [part.replace("<", "&lt;") if index % 2 == 0 else part for index, part in enumerate(parts)]
    return "`".join(plain)
