"""Options drawn at random for the mechanisms that most programmes do without."""

from __future__ import annotations

from typing import Any

import numpy as np
from tests.reference.choices import Choices

from fundsim.portfolio.loan_book import RepaymentCalendar


def random_regimes(draw: Choices) -> dict[str, Any]:
    """Good and bad times of the county, townships or industries."""
    states = {
        "good": {"default_probability": 0.7},
        "bad": {"default_probability": 2.5, "extension_failure": 1.5, "loss_given_default": draw.one(1.0, 1.4)},
    }
    own = {
        "states": states,
        "transition": {"good": {"good": 0.7, "bad": 0.3}, "bad": {"good": 0.6, "bad": 0.4}},
        "level": draw.one("county", "township", "industry"),
        "every_months": draw.one(1, 6, 12),
        "start": draw.one("stationary", "good", {"good": 0.2, "bad": 0.8}),
        "scale": draw.one("probability", "odds"),
    }
    frozen = {"calm": {"calm": 1.0}, "boom": {"calm": 1.0}}
    other = {"states": {"calm": {}, "boom": {"extension_failure": 0.5}}, "transition": frozen, "start": "boom"}
    return {"times": own, **draw.maybe("other", other, 0.3)}


def random_price_cycles(draw: Choices) -> dict[str, Any]:
    """Cycles of one or all industries, smooth or stated month by month."""
    shape = draw.one({"multipliers": [0.5, 1.0, 3.0, 0.0, 1.2]}, {"period_months": 7, "highest": 2.5, "lowest": 0.4})
    pig = shape | {"industries": draw.one("all", ["pig"]), "phase_months": draw.one(0, 3, "random")}
    return {"pig": pig, **draw.maybe("crop", {"multipliers": [1.0, 1.5], "phase_months": "random"}, 0.3)}


def random_contagion(draw: Choices) -> dict[str, Any]:
    """Contagion in villages, townships or both."""
    village = {"village": {"strength": draw.between(0.5, 6.0), "trigger": draw.one(0.0, 0.2)}}
    township = {"township": {"strength": draw.between(0.5, 3.0), "trigger": draw.one(0.0, 0.1)}}
    return draw.one(village, township, village | township)


def random_seasoning(draw: Choices) -> dict[str, Any]:
    """Curves over a loan's age."""
    return draw.one(
        {"ages": [0, 6, 12], "relative": [0.2, 2.0, 1.0]},
        {"ages": [3], "relative": [1.5]},
        {"ages": [1, 9], "relative": [0.0, 1.0]},
    )


def random_cover_terms(draw: Choices) -> dict[str, Any]:
    """Borrowers' cover against a shock."""
    premium = {"insured_premium": 0.05, "insured_premium_subsidy": draw.one(0.0, 0.8)}
    return {"insured_share": 0.4, "insured_multiplier": draw.one(1.0, 1.5)} | draw.one({}, premium)


def random_arrears(draw: Choices) -> dict[str, Any]:
    """Roll rates."""
    return {
        "cure_per_month": draw.one(0.0, 0.3),
        "default_per_month": draw.one(0.0, 0.2),
        "default_at_maturity": draw.one(1.0, 0.4, 0.0),
        "first_roll": draw.one("distress_month", "next_month"),
        "claim_waits_from": draw.one("distress", "default"),
    }


def random_exits(draw: Choices) -> dict[str, Any]:
    """Monthly exits of extensions, with or without a fixed length."""
    open_ended = {"months": None, "default_at_end": 0.0}
    return {"cure_per_month": draw.one(0.0, 0.2), "default_per_month": 0.1} | draw.one({"months": 6}, open_ended)


def random_places(draw: Choices) -> dict[str, Any]:
    """Places and the last month of extensions."""
    return {"at_most_at_once": draw.one(0, 1, 3), "granted": 0.8, **draw.maybe("until", draw.one(15, "2024-12"))}


def random_calendar(draw: Choices) -> RepaymentCalendar:
    """Terms of seasonal loans and credit lines."""
    drawn = tuple(draw.between(0.2, 1.0) for _ in range(12))
    return RepaymentCalendar(
        instalment_months=draw.one((6,), (4, 11), (1, 2, 9)),
        drawn_share=draw.one((1.0,) * 12, drawn, (*drawn[:10], 0.0, 0.0)),
        run_down_months=draw.one(1, 3, 6),
        conversion=draw.one(0.0, 0.5),
    )


def random_credit_villages(draw: Choices) -> dict[str, Any]:
    """Terms of the credit villages of the book."""
    return {"villages": ["A/2", "C/1"], "recovery_multiplier": draw.one(0.5, 1.6)}


def random_levers(draw: Choices) -> dict[str, Any]:
    """Levers that are on or off; what they set is applied to the file before the programme exists."""
    nothing = {"set": {"wilful_default.share": 0.1}}
    return {
        "training": nothing | {"on": True, "cost_per_year": draw.between(100.0, 5000.0)},
        "visits": nothing | {"on": draw.one(True, False), "cost_per_year": 700.0},
    }


def random_probabilities(draw: Choices, loans: int, epochs: int) -> Any:
    """Annual probabilities by epoch of the admission rules, slot and generation."""
    return draw.random.choice([0.05, 0.2, 0.5], (epochs, loans, 1)) * np.ones((epochs, loans, 1))
