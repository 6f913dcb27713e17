"""Long lines of English broken."""

from __future__ import annotations

import textwrap

NO_BREAK = "\u00a0"


def wrapped(line: str, width: int, currency: str) -> list[str]:
    """A line as lines of at most so many characters, no number torn from its unit."""
    kept = line.replace(" %", f"{NO_BREAK}%").replace(f" {currency}", f"{NO_BREAK}{currency}")
    broken = textwrap.wrap(kept, width, break_long_words=False, break_on_hyphens=False)
    return [part.replace(NO_BREAK, " ") for part in broken]
