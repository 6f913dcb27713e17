"""Expected stocks and claims of `show`: means over the months of the horizon, worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.unit.portfolio_scenarios import book_of, synthetic_scenario

from fundsim.show import Implied, implied_figures

LOANS = 1000.0
HAZARD = 1.0 - 0.9 ** (1.0 / 12.0)


def implied_of(*, months: int, wait: int, paid: int = 0, **changes: Any) -> Implied:
    """Figures of 1,000 new bullet loans of 1,000 for 36 months, of which 10 % a year miss a due."""
    terms: dict[str, Any] = {
        "townships": {"A": {"loans": int(LOANS)}}, "size": {"law": "fixed", "amount": 1000.0}, "industries": {"a": 1.0},
        "grades": {"A": 1.0}, "product": {"term_months": 36}, "opening_ages": "new",
        "default_probability": {"annual": 0.1}, **changes,
    }  # fmt: skip
    terms["claim"] = {"filed_after_days": 30 * wait, "paid_after_days": 30 * paid, **terms.get("claim", {})}
    scenario = synthetic_scenario(months=months, **terms)
    return implied_figures(scenario, book_of(scenario))


def fallen(months: float) -> float:
    """Loans in distress after so many months, each counted once; none before the start."""
    return LOANS * (1.0 - 0.9 ** (max(months, 0.0) / 12.0))


def mean_fallen(horizon: int, later: int = 0) -> float:
    """Mean over month ends of the loans in distress so many months before."""
    return float(np.mean([fallen(month + 1 - later) for month in range(horizon)]))


def test_claims_that_are_not_filed_within_the_horizon_leave_overdue_loans() -> None:
    implied = implied_of(months=12, wait=12)
    assert implied.stocks.outstanding == pytest.approx(1000 * LOANS)
    assert implied.stocks.overdue == pytest.approx(1000 * mean_fallen(12))
    assert implied.stocks.npl == 0.0
    assert (implied.distress, implied.defaults, implied.claims) == (pytest.approx(100.0), pytest.approx(100.0), 0.0)


def test_extensions_count_until_the_horizon_ends() -> None:
    implied = implied_of(months=12, wait=0, extension={"granted": 1.0, "months": 12, "default_at_end": 1.0})
    assert implied.stocks.forborne == pytest.approx(1000 * mean_fallen(12))
    assert implied.stocks.outstanding == pytest.approx(1000 * LOANS)
    assert implied.defaults == 0.0


def test_non_performing_loans_count_from_filing_to_write_off_or_the_end() -> None:
    implied = implied_of(months=24, wait=3, paid=2, report={"write_off_after_months": 60})
    assert implied.stocks.npl == pytest.approx(1000 * mean_fallen(24, 3))
    assert implied.claims == pytest.approx(1000 * fallen(24 - 5) / 2)
    short = implied_of(months=24, wait=3, paid=2, report={"write_off_after_months": 4})
    assert short.stocks.npl == pytest.approx(1000 * (mean_fallen(24, 3) - mean_fallen(24, 7)))
    paid = implied_of(months=24, wait=3, paid=2, report={"npl_until": "paid"})
    assert paid.stocks.npl == pytest.approx(1000 * (mean_fallen(24, 3) - mean_fallen(24, 5)))


def test_recovered_loans_leave_the_book_with_their_last_recovery() -> None:
    recovery = {"hardship": {"share": 0.5, "after_months": 4}}
    implied = implied_of(months=24, wait=3, paid=2, recovery=recovery)
    assert implied.stocks.npl == pytest.approx(1000 * (mean_fallen(24, 3) - mean_fallen(24, 3 + 2 + 4 + 1)))
    assert implied.payers[-1].recovery == pytest.approx(implied.claims / 2)


def test_half_a_year_counts_double_in_what_is_said_of_a_year() -> None:
    implied = implied_of(months=6, wait=0)
    assert implied.stocks.npl_ratio == pytest.approx(mean_fallen(6) / LOANS)
    assert implied.distress == pytest.approx(2 * fallen(6))
    assert implied.claims == pytest.approx(2000 * fallen(6))


def test_settling_counts_the_claims_that_are_settled_after_the_horizon() -> None:
    settling = {"months": 12, "first_month": "2024-01", "settle": True}
    implied = implied_of(months=12, wait=12, horizon=settling)
    assert implied.claims == pytest.approx(1000 * fallen(12))
    extended = implied_of(
        months=12, wait=12, horizon=settling, extension={"granted": 1.0, "months": 12, "default_at_end": 0.5}
    )
    assert extended.claims == pytest.approx(1000 * fallen(12) / 2)
    assert extended.stocks.npl == 0.0


def test_claims_settled_once_a_year_wait_for_its_last_month() -> None:
    implied = implied_of(months=18, wait=3, claim={"settled": "yearly"})
    assert implied.claims == pytest.approx(1000 * fallen(12 - 3) / 1.5)


@pytest.mark.parametrize(("refill", "vacant"), [("after_payment", 6), ("after_default", 1)])
def test_steady_lending_starts_without_arrears_and_fills_the_places_again(refill: str, vacant: int) -> None:
    implied = implied_of(
        months=24, wait=3, paid=2, lending={"mode": "steady", "refill_defaulted": refill}, opening_ages="spread",
        report={"write_off_after_months": 60},
    )  # fmt: skip
    performing, fallen = LOANS, []
    for month in range(24):
        performing += fallen[month - vacant] if month >= vacant else 0.0
        fallen.append(HAZARD * performing)
        performing -= fallen[-1]
    assert implied.distress == pytest.approx(sum(fallen) / 2)
    stock = sum(number * max(24 - month - 3, 0) for month, number in enumerate(fallen)) / 24
    assert implied.stocks.npl == pytest.approx(1000 * stock)
    assert implied.stocks.overdue == pytest.approx(1000 * (np.convolve(fallen, np.ones(3))[:24].sum() / 24))


def test_places_are_refilled_once_a_year_where_the_scenario_says_so() -> None:
    implied = implied_of(
        months=24, wait=0, lending={"mode": "steady", "refill_every_months": 12}, product={"term_months": 6}
    )
    half = fallen(6)  # in the first and the third half-year there are loans
    assert implied.distress == pytest.approx(half)
    due = np.array([1.0] * 5 + [0.0]) @ (LOANS - np.array([fallen(month + 1) for month in range(6)]))
    assert implied.stocks.performing == pytest.approx(1000 * 2 * due / 24)


def test_a_season_puts_the_risk_into_its_months() -> None:
    season = [0.0] * 7 + [0.5, 0.5] + [0.0] * 3  # August and September; the horizon is April to December
    implied = implied_of(
        months=9, wait=3, paid=2, default_probability={"annual": 0.1, "season": season}, lending={"mode": "steady"},
        horizon={"months": 9, "first_month": "2024-04"},
    )  # fmt: skip
    assert implied.distress == pytest.approx(100.0 * 12 / 9)
    assert implied.claims == 0.0  # those of August are settled in January
    first = LOANS * (1.0 - 0.9**0.5)
    assert implied.stocks.npl == pytest.approx(1000 * (2 * first + (100.0 - first)) / 9)


def test_renewed_loans_stay_on_the_book_within_the_horizon() -> None:
    renewal = {"probability": 0.5, "at_most": 2}
    implied = implied_of(months=20, wait=0, product={"term_months": 6}, renewal=renewal)
    lives = (fallen(6), 0.5 * 0.9**0.5 * fallen(6), 0.25 * 0.9 * fallen(6))
    assert implied.distress == pytest.approx(sum(lives) * 12 / 20)
    charged = implied_of(
        months=20, wait=0, product={"term_months": 6}, renewal=renewal,
        layers=[{"name": "cover", "kind": "insurance", "price": {"rate": 0.01, "on": "new_lending"}}],
    )  # fmt: skip
    renewed = 0.5 * 0.9**0.5 + 0.25 * 0.9
    assert charged.payers[0].premium == pytest.approx(0.01 * 1e6 * (1.0 + renewed) * 12 / 20)


def test_roll_rates_lead_from_distress_to_cure_or_default() -> None:
    """All fall into distress in month 0: each month 30 % of those overdue are cured, and 20 % default."""
    implied = implied_of(
        months=2, wait=2, default_probability={"annual": 0.1, "season": [1.0] + [0.0] * 11},
        arrears={"cure_per_month": 0.3, "default_per_month": 0.2, "first_roll": "next_month"},
    )  # fmt: skip
    assert implied.distress == pytest.approx(6 * 100.0)
    assert implied.defaults == pytest.approx(6 * 100.0 * 0.2)
    assert implied.stocks.overdue == pytest.approx(1000 * (100.0 + 70.0) / 2)
    assert implied.stocks.performing == pytest.approx(1000 * (900.0 + 930.0) / 2)
