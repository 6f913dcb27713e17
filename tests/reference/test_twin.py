"""Loans and claims of the twin, against numbers worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.reference.books import crash, crash_each, fund, tiny_book, tiny_scenario
from tests.reference.twin import simulate_path
from tests.reference.twin_clock import (
    Clock,
    account_year,
    begins_interval,
    ends_account_year,
    ends_interval,
    starts_account_year,
)

CERTAIN = 1.0 - 1e-14  # annual PD that no budget survives when all of a year falls in one month
JANUARY_ONLY = {"annual": 0.0, "season": [1.0] + [0.0] * 11}
WITH_INTEREST = {
    "covers": "principal_and_interest",
    "filed_after_days": 0,
    "paid_after_days": 0,
    "interest_days": 3000,
}
EXTENDED = {"granted": 1.0, "months": 6, "at_most": 1, "default_at_end": 0.0}
CURED = {"detects": 1.0, "cures_detected": 1.0}


def run(months: int, book: Any, path: int = 0, **blocks: Any) -> dict[str, Any]:
    """One path of a small scenario."""
    return simulate_path(tiny_scenario(months, **blocks), book, 1, path)


# ---------------------------------------------------------------- clock


def test_first_account_year_is_short_when_years_start_in_january() -> None:
    clock = Clock(months=30, first=2023 * 12 + 10, year_starts=1)  # November 2023
    assert [t for t in range(30) if starts_account_year(clock, t)] == [0, 2, 14, 26]
    assert [t for t in range(30) if ends_account_year(clock, t)] == [1, 13, 25]
    assert [account_year(clock, t) for t in (0, 1, 2, 13, 14, 29)] == [0, 0, 1, 1, 2, 3]


def test_intervals_begin_with_account_years_and_in_month_0() -> None:
    clock = Clock(months=12, first=2024 * 12 + 1, year_starts=1)  # February 2024
    assert [t for t in range(12) if begins_interval(clock, t, 3)] == [0, 2, 5, 8, 11]
    assert [t for t in range(12) if ends_interval(clock, t, 3)] == [1, 4, 7, 10]


# ---------------------------------------------------------------- schedules, lending, renewal


def test_bullet_loan_stands_until_the_end_of_its_term() -> None:
    out = run(14, tiny_book(made_in=-2))
    assert out["outstanding"] == [1000.0] * 9 + [0.0] * 5
    assert out["opening_outstanding"] == 1000.0


def test_equal_principal_falls_by_equal_parts() -> None:
    out = run(12, tiny_book(schedule="equal_principal"))
    assert out["outstanding"] == pytest.approx([1000.0 * (11 - t) / 12 for t in range(12)])


def test_quarterly_instalments() -> None:
    out = run(12, tiny_book(schedule="equal_principal", instalment_every=3))
    assert out["outstanding"] == pytest.approx([1000, 1000, 750, 750, 750, 500, 500, 500, 250, 250, 250, 0])


def test_annuity_pays_equal_sums() -> None:
    out = run(3, tiny_book(schedule="annuity", term=3, rate=0.12))
    payment = 1000 * 0.01 / (1 - 1.01**-3)
    first = 1000 * 1.01 - payment
    assert out["outstanding"] == pytest.approx([first, first * 1.01 - payment, 0.0])


def test_steady_lending_takes_the_next_generation_the_month_after_maturity() -> None:
    out = run(26, tiny_book(principal=[[1000.0, 2000.0]]), lending={"mode": "steady"})
    assert [t for t, amount in enumerate(out["lending_month"]) if amount] == [12, 24]
    assert out["lending_month"][12] == 2000.0
    assert out["lending_month"][24] == 1000.0
    assert out["outstanding"][11:13] == [0.0, 2000.0]
    assert out["cohort_loans"] == [1, 0, 1, 1]


def test_yearly_refills_wait_for_the_twelfth_month() -> None:
    out = run(13, tiny_book(term=6), lending={"mode": "steady", "refill_every_months": 12})
    assert out["outstanding"] == [1000.0] * 5 + [0.0] * 7 + [1000.0]


def test_planned_loans_start_in_their_month() -> None:
    out = run(6, tiny_book(2, made_in=[1, 3], new_lending=True, term=2))
    assert out["outstanding"] == [0.0, 1000.0, 0.0, 1000.0, 0.0, 0.0]
    assert out["lending"] == 2000.0
    assert out["opening_outstanding"] == 0.0


@pytest.mark.parametrize(("when", "month"), [("after_default", 3), ("after_payment", 8)])
def test_refill_of_a_defaulted_loan(when: str, month: int) -> None:
    out = run(
        12, tiny_book(), stress=crash(2), lending={"mode": "steady", "refill_defaulted": when},
        claim={"filed_after_days": 90, "paid_after_days": 60},
    )  # fmt: skip
    assert [t for t, amount in enumerate(out["lending_month"]) if amount] == [month]


def test_renewed_bullet_loan_is_no_new_lending() -> None:
    out = run(25, tiny_book(), renewal={"probability": 1.0, "at_most": 1})
    assert out["renewals"] == 1
    assert out["lending"] == 0.0
    assert out["outstanding"] == [1000.0] * 23 + [0.0] * 2


def test_amortising_loans_are_not_renewed() -> None:
    out = run(13, tiny_book(schedule="equal_principal"), renewal={"probability": 1.0})
    assert out["renewals"] == 0


# ---------------------------------------------------------------- distress, cure, extension


def test_default_is_overdue_until_filing_and_npl_for_a_year() -> None:
    out = run(20, tiny_book(term=36), stress=crash(2), claim={"filed_after_days": 90, "paid_after_days": 60})
    assert [t for t, r in enumerate(out["overdue_ratio"]) if r == 1.0] == list(range(2, 17))
    assert [t for t, r in enumerate(out["npl_ratio"]) if r == 1.0] == list(range(5, 17))
    assert [t for t, amount in enumerate(out["claims_paid"]) if amount] == [7]
    assert (out["claims"], out["payment"], out["defaults"]) == (1000.0, [1000.0], 1)


def test_ratio_by_balance_and_by_number() -> None:
    book = tiny_book(2, principal=[1000.0, 3000.0], term=36, industry=[0, 1], industries=("a", "b"))
    out = run(2, book, stress=crash_each([0], ("a",)), claim={"filed_after_days": 30})
    assert out["overdue_ratio"] == [0.25, 0.25]
    assert out["overdue_ratio_number"] == [0.5, 0.5]
    assert (out["npl_ratio"], out["npl_ratio_number"]) == ([0.0, 0.25], [0.0, 0.5])
    out = run(2, book, stress=crash_each([0, 0], ("a", "b")), extension={"granted": 1.0, "months": 12})
    assert out["npl_forborne_ratio_number"] == out["npl_forborne_ratio"] == [1.0, 1.0]
    assert out["npl_ratio_number"] == out["npl_ratio"] == [0.0, 0.0]


def two_townships(**blocks: Any) -> dict[str, Any]:
    """Ten months; in A a loan of 1,000 fails in month 3 beside one of 1,200 that is repaid, in B one of 2,000 holds."""
    book = tiny_book(
        3, principal=[1000.0, 1200.0, 2000.0], schedule=("bullet", "equal_principal", "bullet"), village=[0, 0, 1],
        industry=[0, 1, 1], industries=("a", "b"), villages=(("A/1", 0), ("B/1", 1)), townships=(("A", 0), ("B", 0)),
    )  # fmt: skip
    claim = {"filed_after_days": 60, "paid_after_days": 0}
    return run(10, book, stress=crash_each([3], ("a",)), claim=claim, **blocks)


def test_overdue_and_outstanding_loans_by_township_are_averages_of_month_ends() -> None:
    """Of ten month ends one loan is overdue or non-performing at seven, another owes 1,100, 1,000 … 200."""
    out = two_townships()
    assert out["township_overdue_average"] == pytest.approx([700.0, 0.0])
    assert out["township_outstanding_average"] == pytest.approx([1000.0 + 650.0, 2000.0])
    assert out["township_overdue_ratio"] == pytest.approx([700 / 1650, 0.0])
    assert (out["overdue_average"], out["outstanding_average"]) == pytest.approx((700.0, 3650.0))


def test_what_waits_in_a_queue_is_overdue_in_its_township_and_forborne_loans_are_not() -> None:
    paid = {"report": {"npl_until": "paid"}}
    assert two_townships(**paid)["township_overdue_average"] == pytest.approx([200.0, 0.0])  # filed and paid in month 5
    queued = two_townships(layers=[fund(400.0, unpaid="queue")], **paid)
    assert queued["township_overdue_average"] == pytest.approx([(2 * 1000 + 5 * 600) / 10, 0.0])
    assert queued["township_outstanding_average"] == pytest.approx([(5 * 1000 + 5 * 600) / 10 + 650, 2000.0])
    extended = two_townships(extension={"granted": 1.0, "months": 12})
    assert extended["township_overdue_average"] == [0.0, 0.0]
    assert extended["township_outstanding_average"] == pytest.approx([1650.0, 2000.0])


def test_npl_until_paid_ends_in_the_month_of_settlement() -> None:
    out = run(
        10, tiny_book(term=36), stress=crash(2), claim={"filed_after_days": 30, "paid_after_days": 60},
        report={"npl_until": "paid"},
    )  # fmt: skip
    assert [t for t, r in enumerate(out["npl_ratio"]) if r] == [3, 4]


def test_queued_claims_stay_npl_by_number_until_the_queue_is_empty() -> None:
    book = tiny_book(2, term=36, industry=[0, 1], industries=("a", "b"))
    layers = [fund(400.0, unpaid="queue", inflows={"a": {"amount": 300.0, "every_months": 1}})]
    out = run(6, book, stress=crash_each([1], ("a",)), layers=layers, report={"npl_until": "paid"})
    assert out["npl_ratio_number"] == [0.0] * 6  # 400 and twice 300 pay the claim in month 1
    layers = [fund(100.0, unpaid="queue", inflows={"a": {"amount": 200.0, "every_months": 1}})]
    out = run(6, book, stress=crash_each([1], ("a",)), layers=layers, report={"npl_until": "paid"})
    # 500 in month 1, 200 in each of months 2 and 3, the last 100 in month 4
    assert out["npl_ratio_number"] == out["overdue_ratio_number"] == [0.0, 0.5, 0.5, 0.5, 0.0, 0.0]
    assert out["npl_ratio"] == pytest.approx([0.0, 500 / 1500, 300 / 1300, 100 / 1100, 0.0, 0.0])


def test_npl_ends_with_the_last_recovery() -> None:
    out = run(
        20, tiny_book(term=36), stress=crash(0), recovery={"hardship": {"share": 0.5, "after_months": 3}},
        claim={"filed_after_days": 30, "paid_after_days": 30},
    )  # fmt: skip
    assert [t for t, r in enumerate(out["npl_ratio"]) if r] == [1, 2, 3, 4, 5]


def test_monitoring_cures_at_once_and_the_schedule_shifts() -> None:
    out = run(14, tiny_book(schedule="equal_principal"), stress=crash(2), monitoring=CURED)
    owed = [11, 10, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]
    assert out["outstanding"] == pytest.approx([1000 * k / 12 for k in owed])
    assert (out["distress"], out["cures"], out["defaults"]) == (1, 1, 0)
    assert max(out["overdue_ratio"]) == 0.0


def test_missed_dues_caught_up_at_once() -> None:
    out = run(
        13, tiny_book(schedule="equal_principal"), stress=crash(2), monitoring=CURED, missed_dues="catch_up",
    )  # fmt: skip
    owed = [11, 10, 10, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]
    assert out["outstanding"] == pytest.approx([1000 * k / 12 for k in owed])


def test_detection_compounds_over_the_inspections_of_the_lead_months() -> None:
    n = 3000
    out = run(
        1, tiny_book(n), stress=crash(0),
        monitoring={"detects": 0.5, "cures_detected": 0.8, "inspections_per_year": 12, "lead_months": 3},
    )  # fmt: skip
    p = (1 - 0.5**3) * 0.8
    assert abs(out["cures"] / n - p) < 4 * math.sqrt(p * (1 - p) / n)


def test_extension_freezes_the_loan_and_shifts_its_schedule() -> None:
    out = run(22, tiny_book(), stress=crash(2), extension=EXTENDED)
    assert [t for t, r in enumerate(out["npl_forborne_ratio"]) if r] == list(range(2, 9))
    assert out["outstanding"] == [1000.0] * 18 + [0.0] * 4  # last due seven months later
    assert (out["extensions"], out["extension_failures"], out["defaults"]) == (1, 0, 0)


def test_extended_loan_that_catches_up_after_maturity() -> None:
    out = run(20, tiny_book(), stress=crash(2), extension=EXTENDED | {"months": 12}, missed_dues="catch_up")
    assert out["outstanding"] == [1000.0] * 15 + [0.0] * 5


def test_failed_extensions_are_decided_again() -> None:
    out = run(20, tiny_book(), stress=crash(2), extension=EXTENDED | {"at_most": 2, "default_at_end": 1.0})
    assert (out["extensions"], out["extension_failures"], out["defaults"]) == (2, 2, 1)
    assert [t for t, amount in enumerate(out["claims_paid"]) if amount] == [14]


def test_renewal_makes_room_for_another_extension() -> None:
    out = run(30, tiny_book(), stress=crash(2, 22), extension=EXTENDED, renewal={"probability": 1.0})
    assert (out["extensions"], out["defaults"]) == (2, 0)
    out = run(30, tiny_book(term=36), stress=crash(2, 22), extension=EXTENDED)
    assert (out["extensions"], out["defaults"]) == (1, 1)


def test_wilful_default_is_neither_cured_nor_extended() -> None:
    out = run(
        1, tiny_book(pd=CERTAIN), default_probability=JANUARY_ONLY,
        wilful_default={"share": 1.0}, monitoring=CURED, extension=EXTENDED,
    )  # fmt: skip
    assert (out["wilful"], out["defaults"], out["cures"], out["extensions"]) == (1, 1, 0, 0)


def test_shock_default_is_hardship() -> None:
    out = run(1, tiny_book(), stress=crash(0), wilful_default={"share": 1.0}, monitoring=CURED)
    assert (out["wilful"], out["cures"]) == (0, 1)


def test_loan_that_performs_again_has_a_fresh_budget() -> None:
    out = run(12, tiny_book(pd=CERTAIN, term=12), default_probability=JANUARY_ONLY, monitoring=CURED)
    assert out["distress"] == 1  # January's intensity only
    flat = run(12, tiny_book(pd=CERTAIN), monitoring=CURED, missed_dues="catch_up")
    assert flat["distress"] > 1


def test_default_counts_over_a_year_follow_the_annual_probability() -> None:
    n = 3000
    out = run(12, tiny_book(n, pd=0.1))
    assert abs(out["defaults"] / n - 0.1) < 4 * math.sqrt(0.09 / n)


# ---------------------------------------------------------------- claims


def interest_claim(months: int, crashes: tuple[int, ...], book: dict[str, Any], **claim: Any) -> float:
    """Claim of one loan of 1,000 at 12 % that defaults in the last of some crashes."""
    terms = {"covers": "principal_and_interest", "filed_after_days": 90, "paid_after_days": 0} | claim
    cured = {"monitoring": CURED} if len(crashes) > 1 else {}
    out = run(months, tiny_book(rate=0.12, **book), stress=crash(*crashes), claim=terms, **cured)
    return float(out["claims"])


def test_claimed_interest_is_limited_in_days() -> None:
    assert interest_claim(8, (2,), {}) == pytest.approx(1030.0)
    assert interest_claim(8, (2,), {}, interest_days=105) == pytest.approx(1035.0)
    assert interest_claim(8, (2,), {}, interest_days=3000) == pytest.approx(1040.0)
    assert interest_claim(8, (2,), {}, covers="principal") == pytest.approx(1000.0)


def test_interest_accrues_from_the_last_quarterly_due() -> None:
    quarterly = {"interest_every": 3, "made_in": -1}  # dues at the ends of months 1, 4, ...
    assert interest_claim(8, (2,), quarterly, interest_days=3000) == pytest.approx(1040.0)
    assert interest_claim(8, (4,), quarterly, interest_days=3000) == pytest.approx(1060.0)


def test_amortising_loan_claims_the_balance_before_the_missed_due() -> None:
    yearly = {"schedule": "equal_principal", "instalment_every": 6}
    assert interest_claim(12, (7,), yearly, interest_days=3000) == pytest.approx(500 * (1 + 0.01 * 5))


def test_resumption_settles_arrears_of_interest() -> None:
    out = run(
        8, tiny_book(rate=0.12, interest_every=3), stress=crash(4, 11), extension=EXTENDED | {"months": 5},
        claim=WITH_INTEREST,
    )  # fmt: skip
    assert out["claims"] == 0.0
    out = run(
        12, tiny_book(rate=0.12, interest_every=3), stress=crash(4, 11), extension=EXTENDED | {"months": 5},
        claim=WITH_INTEREST,
    )  # fmt: skip
    # extended in months 4-9, performs from 10 and has paid interest up to the end of 9, misses the end of 11
    # shifted origin 6: last due by the schedule at the end of 8, so the resumption counts
    assert out["claims"] == pytest.approx(1000 * (1 + 0.01 * 2))


def test_interest_of_a_failed_extension_runs_from_the_first_missed_due() -> None:
    out = run(
        10, tiny_book(rate=0.12), stress=crash(2), extension=EXTENDED | {"default_at_end": 1.0},
        claim=WITH_INTEREST,
    )  # fmt: skip
    assert out["claims"] == pytest.approx(1000 * (1 + 0.01 * 7))  # month 8 less month 1


def test_net_method_claims_what_is_lost() -> None:
    out = run(
        40, tiny_book(), stress=crash(0), claim={"method": "net"}, recovery={"hardship": {"share": 0.4}},
    )  # fmt: skip
    assert (out["claims"], out["exposure_at_default"], out["recovery_at_default"]) == (600.0, 1000.0, 400.0)
    assert sum(out["recovery"]) == 0.0


def test_claims_settled_yearly_wait_for_the_last_month_of_the_year() -> None:
    out = run(
        24, tiny_book(), stress=crash(3), horizon={"first_month": "2024-05"},
        claim={"filed_after_days": 90, "paid_after_days": 60, "settled": "yearly"},
    )  # fmt: skip
    assert [t for t, amount in enumerate(out["claims_paid"]) if amount] == [19]  # December 2025


def test_claims_open_at_the_horizon() -> None:
    out = run(6, tiny_book(), stress=crash(2), claim={"filed_after_days": 90, "paid_after_days": 60})
    assert (out["claims"], out["claims_open"]) == (0.0, 1000.0)
    out = run(5, tiny_book(), stress=crash(2), claim={"filed_after_days": 90, "paid_after_days": 60})
    assert out["claims_open"] == 0.0  # not filed yet


# ---------------------------------------------------------------- recoveries and settling


def test_recovery_by_year_in_equal_months_after_court_cost() -> None:
    terms = {"share": 0.5, "by_year": [0.6, 0.4], "court_cost": 0.1}
    blocks = {"stress": crash(0), "recovery": {"hardship": terms}}
    assert run(1, tiny_book(), **blocks)["recovery"] == [0.0]
    assert run(2, tiny_book(), **blocks)["recovery"] == pytest.approx([22.5])
    out = run(13, tiny_book(), **blocks)
    assert out["recovery"] == pytest.approx([270.0])
    assert out["court_cost"] == pytest.approx(30.0)
    assert out["recovery_due"] == pytest.approx([180.0])
    assert run(25, tiny_book(), **blocks)["recovery"] == pytest.approx([450.0])


def test_recovery_without_schedule_comes_a_month_after_payment() -> None:
    out = run(2, tiny_book(), stress=crash(0), recovery={"hardship": {"share": 0.5}})
    assert out["recovery"] == [500.0]
    assert out["recovery_due"] == [0.0]


def test_wilful_defaults_recover_by_their_own_terms() -> None:
    out = run(
        3, tiny_book(pd=CERTAIN), default_probability=JANUARY_ONLY,
        wilful_default={"share": 1.0},
        recovery={"hardship": {"share": 0.5}, "wilful": {"share": 0.2, "court_cost": 0.5}},
    )  # fmt: skip
    assert out["recovery"] == [100.0]
    assert out["court_cost"] == 100.0


def test_settling_runs_the_pipeline_out() -> None:
    blocks = {
        "stress": crash(2), "extension": EXTENDED | {"default_at_end": 1.0},
        "claim": {"filed_after_days": 90, "paid_after_days": 60},
        "recovery": {"hardship": {"share": 0.5, "after_months": 10}},
    }  # fmt: skip
    cut_short = run(4, tiny_book(), **blocks)
    assert (cut_short["claims"], cut_short["defaults"]) == (0.0, 0)
    out = run(4, tiny_book(), horizon={"settle": True}, **blocks)
    assert (out["claims"], out["recovery"], out["defaults"]) == (1000.0, [500.0], 1)
    assert out["months_simulated"] == 8 + 5 + 10 + 1


def test_government_pays_subsidised_interest_and_inspections() -> None:
    out = run(
        3, tiny_book(2, rate=0.12, subsidy=0.5, industry=[0, 1], industries=("a", "b")),
        stress=crash_each([1], ("a",)), monitoring={"cost_per_inspection": 20.0, "inspections_per_year": 6},
        claim={"filed_after_days": 30}, report={"discount_rate": 0.0},
    )  # fmt: skip
    assert out["interest_subsidy"] == pytest.approx(5.0 * (2 + 1 + 1))
    assert out["inspection_cost"] == pytest.approx(10.0 * (2 + 2 + 1))  # overdue is inspected, NPL is not
    assert out["government_cost"] == pytest.approx(20.0 + 50.0)
