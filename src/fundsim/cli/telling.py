"""Faults, errors and messages in the language that is asked for."""

from __future__ import annotations

import os

from fundsim.errors import Fault
from fundsim.languages import Language

VARIABLE = "FUNDSIM_LANG"


def usual_language() -> Language:
    """Language that the environment asks for; English where it asks for none that there is."""
    return "zh" if os.environ.get(VARIABLE) == "zh" else "en"


def in_language(what: Fault | BaseException | str, lang: Language) -> str:
    """A fault, an error or a message in a language; the tables of Chinese are imported only where they are needed.

    Parameters
    ----------
    what : Fault, Exception or str
        What is to be said.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        What has no translation stays in English.
    """
    if lang == "en":
        return str(what)
    from fundsim.cli.chinese import error_in, fault_in, phrase_in

    if isinstance(what, Fault):
        return fault_in(what, lang)
    return phrase_in(what, lang) if isinstance(what, str) else error_in(what, lang)
