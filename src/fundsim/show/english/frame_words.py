"""What stands around the paragraphs: titles, the line on amounts, sources, conventions."""

from __future__ import annotations

from fundsim.show.conventions import OtherConvention
from fundsim.show.english.wording import and_list
from fundsim.show.sourcing import Sourcing, sources_told

TITLES = {
    "clock": "The clock",
    "loans": "The loans",
    "claims": "The claims",
    "risk": "The risk",
    "distress": "What happens to a loan in distress",
    "payers": "Who pays a claim, in this order",
    "rules": "The rules",
    "levers": "The levers",
    "conventions": "What differs from fundsim's conventions",
    "implied": "What this implies",
}
"""Titles of sections."""


def amounts_words(currency: str) -> str:
    """What amounts are in."""
    unit = " (1 million CNY = 100 万元)" if currency == "CNY" else ""
    return f"Amounts are in {currency}{unit}."


def sources_text(sourcing: Sourcing, *keys: str) -> str:
    """Sources of some blocks in brackets.

    Parameters
    ----------
    sourcing : Sourcing
        Sources of the file.
    *keys : str
        Dotted keys of the blocks.

    Returns
    -------
    str
        After a space, each source once, in the order of the file. Blocks that the file leaves out have fundsim's
        defaults.

    Examples
    --------
    >>> from fundsim.scenario_file import Sourced
    >>> sources_text(Sourcing((Sourced("recovery.share", 0.25, "[41]"),)), "recovery")
    ' [source: [41]]'
    >>> sources_text(Sourcing(), "recovery")
    " [fundsim's defaults]"
    """
    told = sources_told(sourcing, *keys)
    if told is None:
        return " [fundsim's defaults]"
    if not told.first:
        return ""
    found = "; ".join(source or "no source given" for source in told.first)
    return f" [source{'s' if len(told.first) > 1 else ''}: {found}{f'; and {told.more} more' if told.more else ''}]"


def convention_words(item: OtherConvention) -> str:
    """A convention that is not the default one."""
    return f"{item.key}: {_shown(item.value)} instead of {_shown(item.default)} ({item.meaning})."


def _shown(value: object) -> str:
    if value is None:
        return "none given"
    if isinstance(value, bool):
        return "true" if value else "false"
    return and_list(str(item) for item in value) if isinstance(value, tuple) else str(value)


def no_convention_words() -> str:
    """Said where every convention is the default one."""
    return "Nothing: every convention is the default one."
