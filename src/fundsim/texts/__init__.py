"""Words of charts, captions, tables and terminals, English and Chinese; numbers and names made fit to be read."""

from fundsim.texts.lookup import CASES_ZH, TEXTS, case_text, horizon_text, text

__all__ = ["CASES_ZH", "TEXTS", "case_text", "horizon_text", "text"]
