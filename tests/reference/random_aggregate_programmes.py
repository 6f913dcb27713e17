"""Programmes of funds without loans, drawn at random over laws of claims, times, layers and accounts."""

from __future__ import annotations

from typing import Any

from tests.reference.choices import Choices

from fundsim.portfolio.aggregate import aggregate_book
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme.aggregate import AggregateLoans
from fundsim.programme.scenario import Scenario

OUTSTANDING = 500_000.0


def random_amounts(draw: Choices, mean: float) -> dict[str, Any]:
    """A law of amounts of about a mean."""
    return draw.one(
        {"law": "empirical", "values": [0.0, mean, 2.0 * mean]},
        {"law": "lognormal", "mean": mean, "coefficient_of_variation": 0.8},
        {"law": "lognormal", "mu": -1.0, "sigma": 0.5} if mean < 1.0 else {"law": "lognormal", "mu": 9.0, "sigma": 0.5},
        {"law": "gamma", "mean": mean, "coefficient_of_variation": 1.5},
        {"law": "gamma", "shape": 2.0, "scale": mean / 2.0},
        {"law": "weibull", "shape": 0.8, "scale": mean},
        {"law": "table", "amounts": [0.0, mean, 5.0 * mean], "probabilities": [0.3, 0.6, 0.1]},
    )


def random_claims(draw: Choices, counted_in: str) -> dict[str, Any]:
    """A law of an interval's claims."""
    mean = 20_000.0 if counted_in == "currency" else 0.04
    compound = {"law": "compound", "rate": 2.5, "severity": random_amounts(draw, mean / 2.5)}
    return draw.one(random_amounts(draw, mean), compound)


def random_source(draw: Choices) -> dict[str, Any]:
    """Claims, and what moves them."""
    counted_in = draw.one("currency", "outstanding")
    regime = {
        "states": {"good": 0.5, "bad": 2.0},
        "transition": {"good": {"good": 0.8, "bad": 0.2}, "bad": {"good": 0.5, "bad": 0.5}},
        "start": draw.one("stationary", "bad", {"good": 0.1, "bad": 0.9}),
    }
    return {
        "source": "aggregate",
        "outstanding": OUTSTANDING,
        "every_months": draw.one(1, 3, 6, 12),
        "at": draw.one("start", "end"),
        "counted_in": counted_in,
        "claims": random_claims(draw, counted_in),
        **draw.maybe("regime", regime),
        **draw.maybe("factor", {"autocorrelation": draw.one(-0.4, 0.6), "volatility": 0.3}),
    }


def random_top_up(draw: Choices) -> dict[str, Any]:
    """Top-up terms."""
    at = draw.one({"at": "after_claims"}, {"decided_in": draw.one(1, 6)})
    target = draw.one("initial", {"outstanding_divided_by": 10.0})
    return at | {"share_of_gap": draw.one(0.3, 1.0), "paid_after_months": draw.one(0, 2), "target": target}


def random_layers(draw: Choices) -> list[dict[str, Any]]:
    """An insurer, a fund, a government layer."""
    unit, size = draw.one(("currency", 30_000.0), ("premium", 1.5), ("outstanding", 0.05))
    price = {"rate": 0.03, "on": draw.one("outstanding", "monthly_balance"), "paid_by": {"government": 1.0}}
    account = {
        **draw.one({"initial": 50_000.0}, {"leverage": 10.0}, {"share_of_loans": 0.1}),
        "yield": draw.one(0.0, 0.04),
        "interest": draw.one("monthly", "yearly"),
        "inflows": draw.maybe("budget", {"amount": 8000.0, "every_months": 12, "at": draw.one("start", "end")}),
        **draw.maybe("top_up", random_top_up(draw)),
        **draw.maybe("ceiling_share_of_initial", 1.1),
    }
    return [
        {
            "name": "insurer", "kind": "insurance", "pays": 0.4, "price": price, "deductible": draw.one(0.0, 2000.0),
            "aggregate_limit": size, "aggregate_in": unit, "aggregate_over": draw.one("year", "term"),
            **draw.maybe("suspend_when", {"watch": "loss_ratio", "above": 0.71, "resume_below": 0.43}, 0.3),
        },
        {
            "name": "fund", "kind": "fund", "pays": draw.one(0.8, 1.0), "of": draw.one("claim", "remaining"),
            "account": account, "unpaid": draw.one("next", "queue"), **draw.maybe("limit", 15_000.0, 0.3),
        },
        {"name": "county", "kind": "budget", "pays": 0.5, "of": "remaining"},
    ]  # fmt: skip


def random_aggregate_programme(number: int) -> tuple[Scenario, LoanBook]:
    """A programme of a fund without loans, the same for the same number."""
    draw = Choices(number)
    recovery = {"share": 0.3, "by_year": [0.6, 0.4], "court_cost": 0.1}
    beta = {"beta": {"mean": 0.4, "standard_deviation": 0.2}, "after_months": 4}
    scenario = Scenario.model_validate(
        {
            "name": "claims only",
            "horizon": {
                "months": draw.one(13, 36, 50),
                "first_month": "2024-04",
                "settle": draw.one(True, False),
                **draw.maybe("year_starts", draw.one(1, 7)),
            },
            "loans": random_source(draw),
            "recovery": draw.one({}, {"hardship": recovery}, {"hardship": beta, "split": ["bank", "fund"]}),
            "layers": random_layers(draw),
            "levers": draw.maybe("audit", {"on": True, "set": {"report.ruin": "empty"}, "cost_per_year": 600.0}),
            "report": {
                **draw.one({}, {"ruin": "empty"}, {"ruin": "below_ratio", "ruin_ratio": 0.05}),
                "after_ruin": draw.one("reflecting", "absorbing"),
            },
        }
    )
    assert isinstance(scenario.loans, AggregateLoans)
    return scenario, aggregate_book(scenario.loans, scenario.horizon.months)
