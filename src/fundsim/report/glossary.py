"""The glossary: terms in Chinese and English, from ``glossary.csv``."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

GLOSSARY = Path(__file__).with_name("glossary.csv")


class Term(NamedTuple):
    """A row of ``glossary.csv``; ``keys`` are parted by blanks."""

    topic: str
    zh: str
    en: str
    keys: str
    meaning: str
    meaning_zh: str


def terms() -> list[Term]:
    """Terms in file order."""
    with GLOSSARY.open(encoding="utf-8", newline="") as stream:
        return [Term(**row) for row in csv.DictReader(stream)]
