"""Funds without loans of the twin, against numbers worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from tests.reference.books import fund
from tests.reference.twin import simulate_path
from tests.reference.twin_aggregate import amount

from fundsim.portfolio.aggregate import aggregate_book
from fundsim.programme.aggregate import GammaClaims, LognormalClaims, WeibullClaims
from fundsim.programme.scenario import Scenario

CERTAIN = {"law": "empirical", "values": [100.0]}


def run(months: int, path: int = 0, claims: Any = None, blocks: dict[str, Any] | None = None, **loans: Any) -> Any:
    """One path of a fund of 250 whose claims are 100 an interval unless said otherwise."""
    source = {"source": "aggregate", "claims": claims or CERTAIN} | loans
    tree = {"name": "x", "horizon": {"months": months}, "loans": source, "layers": [fund(250.0)]} | (blocks or {})
    scenario = Scenario.model_validate(tree)
    return simulate_path(scenario, aggregate_book(scenario.loans, months), 1, path)  # type: ignore[arg-type]


def months_of(values: list[float]) -> list[int]:
    """Months in which something happens."""
    return [t for t, value in enumerate(values) if value]


def test_claims_come_at_the_end_or_the_start_of_their_interval() -> None:
    assert months_of(run(36)["claims_paid"]) == [11, 23, 35]
    assert months_of(run(36, at="start")["claims_paid"]) == [0, 12, 24]
    assert months_of(run(8, every_months=3)["claims_paid"]) == [2, 5]
    july = {"horizon": {"months": 20, "year_starts": 7}}
    assert months_of(run(20, blocks=july)["claims_paid"]) == [5, 17]


def test_fund_pays_until_it_is_empty() -> None:
    out = run(48)
    assert out["payment"] == pytest.approx([250.0, 150.0])
    assert (out["ruin_month"], out["shortfall"]) == (35, pytest.approx(150.0))
    assert (out["defaults"], out["lending"], sum(out["cohort_loans"])) == (0, 0.0, 0)


def test_outstanding_is_constant_and_counts_amounts() -> None:
    half = {"law": "table", "amounts": [0.5], "probabilities": [1.0]}
    out = run(12, claims=half, outstanding=4000.0, counted_in="outstanding")
    assert out["outstanding"] == [4000.0] * 12
    assert out["claims"] == pytest.approx(2000.0)
    assert set(out["overdue_ratio"]) == set(out["npl_ratio"]) == {0.0}


def test_regime_takes_a_step_per_interval() -> None:
    turns = {"low": {"high": 1.0}, "high": {"low": 1.0}}
    regime = {"states": {"low": 1.0, "high": 3.0}, "transition": turns, "start": "low"}
    assert run(4, every_months=1, regime=regime)["claims_paid"] == pytest.approx([100, 300, 100, 300])


def test_recoveries_follow_the_terms_for_hardship() -> None:
    terms = {"recovery": {"hardship": {"share": 0.4, "after_months": 2, "court_cost": 0.25}}}
    out = run(15, blocks=terms)
    assert out["recovery"] == pytest.approx([30.0, 0.0])
    assert out["court_cost"] == pytest.approx(10.0)


def test_single_claims_of_a_compound_law_have_terms_of_their_own() -> None:
    compound = {"law": "compound", "rate": 4.0, "severity": CERTAIN}
    layers = {"layers": [fund(1e6, deductible=60.0)]}
    counts = []
    for path in range(300):
        out = run(12, path, compound, layers)
        counts.append(out["claims"] / 100.0)
        assert out["payment"][0] == pytest.approx(40.0 * counts[-1])
    assert abs(np.mean(counts) - 4.0) < 4 * math.sqrt(4.0 / 300)


def test_laws_of_amounts_meet_their_medians() -> None:
    lognormal = LognormalClaims(law="lognormal", mean=200.0, coefficient_of_variation=1.0)
    assert amount(lognormal, 0.5) == pytest.approx(200.0 / math.sqrt(2.0))
    assert amount(WeibullClaims(law="weibull", shape=2.0, scale=10.0), 0.5) == pytest.approx(10 * math.log(2) ** 0.5)
    exponential = GammaClaims(law="gamma", mean=50.0, coefficient_of_variation=1.0)
    assert amount(exponential, 0.5) == pytest.approx(50.0 * math.log(2.0))
