"""A scenario in plain Chinese."""

from fundsim.show.chinese import (
    admission_words,
    aggregate_words,
    distress_words,
    frame_words,
    implied_words,
    lever_words,
    loan_words,
    payer_words,
    risk_words,
    rule_words,
    time_words,
)

__all__ = [
    "admission_words", "aggregate_words", "distress_words", "frame_words", "implied_words", "lever_words",
    "loan_words", "payer_words", "risk_words", "rule_words", "time_words",
]  # fmt: skip
