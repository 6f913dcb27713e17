"""Accounts of the twin: opening, inflows, premiums, interest, top-up, ceiling, government money."""

from __future__ import annotations

from typing import Any

import pytest
from tests.reference.books import crash, crash_each, everything, fund, tiny_book, tiny_scenario
from tests.reference.test_twin_layers import TWO, insurer, losses
from tests.reference.twin import simulate_path


def run(months: int, book: Any, fund_size: float | None = None, **blocks: Any) -> dict[str, Any]:
    return simulate_path(tiny_scenario(months, **blocks), book, 1, 0, fund_size)


# ---------------------------------------------------------------- opening


def test_opening_amounts() -> None:
    book = tiny_book(2, principal=[1000.0, 3000.0], **TWO)
    assert run(1, book, layers=[fund(500.0)])["fund_initial"] == 500.0
    assert run(1, book, layers=[fund(leverage=10.0)])["fund_initial"] == 400.0
    assert run(1, book, layers=[fund(share_of_loans=0.05)])["fund_initial"] == 200.0
    assert run(1, book, layers=[fund(500.0)], fund_size=800.0)["fund_initial"] == 800.0


def test_leverage_on_planned_stock_when_there_is_no_opening_stock() -> None:
    book = tiny_book(3, principal=1000.0, made_in=[0, 11, 12], new_lending=True)
    assert run(1, book, layers=[fund(leverage=10.0)])["fund_initial"] == 200.0


# ---------------------------------------------------------------- inflows


def test_inflows_at_the_start_and_at_the_end_of_intervals() -> None:
    book, horizon = tiny_book(term=36), {"first_month": "2024-11"}
    quarterly = {"amount": 100.0, "every_months": 3}
    out = run(8, book, layers=[fund(inflows={"a": quarterly})], horizon=horizon)
    assert out["balance"] == pytest.approx([100, 100, 200, 200, 200, 300, 300, 300])
    out = run(8, book, layers=[fund(inflows={"a": quarterly | {"at": "end"}})], horizon=horizon)
    assert out["balance"] == pytest.approx([0, 100, 100, 100, 200, 200, 200, 300])
    horizon |= {"year_starts": "first_month"}
    out = run(8, book, layers=[fund(inflows={"a": {"amount": 100.0}})], horizon=horizon)
    assert out["balance"] == pytest.approx([100] * 8)


def test_end_inflow_comes_after_the_claims_of_its_month() -> None:
    inflow = {"budget": {"amount": 1000.0, "every_months": 1, "at": "end"}}
    out = losses([0, 1], 2, [fund(0.0, inflows=inflow)])
    assert out["compensation"] == pytest.approx([0.0, 1000.0])


def test_provision_on_new_lending_only() -> None:
    book = tiny_book(2, made_in=[-3, 0], term=6)
    out = run(10, book, layers=[fund(provision={"rate": 0.02})], lending={"mode": "steady"})
    assert out["account_line"][0]["provision"] == pytest.approx(0.02 * 1000 * 3)
    assert out["balance"][:4] == pytest.approx([0, 0, 0, 20])


def test_monthly_interest_compounds() -> None:
    out = run(3, tiny_book(), layers=[fund(1000.0, **{"yield": 0.12})])
    assert out["balance"] == pytest.approx([1010.0, 1020.1, 1030.301])


def test_yearly_interest_accrues_and_is_credited_before_the_last_month_s_claims() -> None:
    out = losses(
        [1, 2], 4, [fund(1000.0, interest="yearly", **{"yield": 0.12})], principal=[400.0, 2000.0],
        horizon={"first_month": "2024-10"},
    )  # fmt: skip
    # accrued 10 + 10 + 6; December pays 600 + 26
    assert out["balance"] == pytest.approx([1000.0, 600.0, 0.0, 0.0])
    assert out["compensation"] == pytest.approx([0.0, 400.0, 626.0, 0.0])
    assert out["account_line"][0]["interest"] == pytest.approx(26.0)


# ---------------------------------------------------------------- premium


def test_yearly_premium_on_outstanding_at_the_policy_year_s_start() -> None:
    book = tiny_book(2, principal=[1200.0, 600.0], term=[12, 36], schedule=["equal_principal", "bullet"])
    out = run(16, book, layers=[insurer(price={"rate": 0.02})], horizon={"first_month": "2024-11"})
    # month 0: 1,800; month 2: 1,000 + 600; month 14: 600
    assert out["premium"][0] == pytest.approx(0.02 * (1800 + 1600 + 600))
    assert out["premium_paid"]["borrower"] == pytest.approx(80.0)


def test_single_premium_on_new_lending_and_the_stock_pro_rata() -> None:
    book = tiny_book(2, principal=1000.0, made_in=[-9, 0], term=12, new_lending=[False, True])
    price = {"rate": 0.02, "on": "new_lending"}
    out = run(12, book, layers=[insurer(price=price)])
    assert out["premium"][0] == pytest.approx(0.02 * (1000 * 3 / 12 + 1000))
    out = run(12, book, layers=[insurer(price=price)], renewal={"probability": 1.0})
    assert out["premium"][0] == pytest.approx(0.02 * (1000 * 3 / 12 + 1000 + 1000))
    assert out["lending"] == 1000.0


def test_monthly_premium_leaves_out_non_performing_loans() -> None:
    price = {"rate": 0.12, "on": "monthly_balance", "paid_by": {"government": 0.5, "bank": 0.5}}
    out = losses([1], 6, [insurer(price=price)], claim={"filed_after_days": 60})
    # performing at the start of 0 and 1, overdue at the start of 2 and 3, NPL from the end of 3
    assert out["premium"][0] == pytest.approx(40.0)
    assert out["premium_paid"] == pytest.approx({"government": 20.0, "bank": 20.0, "borrower": 0.0})


def test_premium_feeds_the_account_of_a_pool() -> None:
    pool = fund(0.0, name="pool", price={"rate": 0.12, "on": "monthly_balance"}) | {"kind": "pool"}
    out = losses([2], 3, [pool], report={"fund": "pool"})
    assert out["payment"] == pytest.approx([30.0, 970.0])
    assert out["account_line"][0]["premium"] == pytest.approx(30.0)


# ---------------------------------------------------------------- top-up and ceiling


@pytest.mark.parametrize("share", [0.2, 1.0])
def test_yearly_top_up_has_the_known_formula(share: float) -> None:
    claims, opening = 1000.0, 9000.0
    out = losses(
        [5, 17, 29, 41], 48, [fund(opening, top_up={"share_of_gap": share})],
    )  # fmt: skip
    for k in range(4):
        before = opening - claims * (1 - share) / share * (1 - (1 - share) ** k)
        assert out["balance"][12 * k + 4] == pytest.approx(before)


def test_top_up_is_paid_after_its_lag_without_recomputation() -> None:
    top_up = {"share_of_gap": 0.5, "decided_in": 3, "paid_after_months": 2}
    out = losses([1, 3], 6, [fund(5000.0, top_up=top_up)])
    assert out["balance"] == pytest.approx([5000, 4000, 4000, 3000, 3500, 3500])


def test_cap_and_triggers() -> None:
    base = {"share_of_gap": 1.0, "decided_in": "march"}
    for extra, balance in [
        ({"cap": 300.0}, 4300.0), ({"trigger": 4000.0}, 4000.0), ({"trigger": 4001.0}, 5000.0),
        ({"trigger_share_of_target": 0.8}, 4000.0), ({"trigger_share_of_target": 0.81}, 5000.0),
        ({"target": 4500.0}, 4500.0), ({"target": {"outstanding_divided_by": 0.5}}, 4000.0),
        ({"target": {"outstanding_divided_by": 0.4}}, 5000.0),
    ]:  # fmt: skip
        out = losses([1, 60], 3, [fund(5000.0, top_up=base | extra)])
        assert out["balance"][2] == pytest.approx(balance), extra


def test_top_up_after_the_claims_of_the_year_s_last_month() -> None:
    terms = {"share_of_gap": 0.5, "at": "after_claims"}
    blocks = {"horizon": {"first_month": "2024-11"}}
    out = losses([1, 3], 4, [fund(5000.0, top_up=terms)], **blocks)
    assert out["balance"] == pytest.approx([5000, 4500, 4500, 3500])
    out = losses([1, 3], 4, [fund(5000.0, top_up=terms | {"paid_after_months": 1})], **blocks)
    assert out["balance"] == pytest.approx([5000, 4000, 4500, 3500])


def test_top_up_target_follows_the_fund_size() -> None:
    book, top_up = tiny_book(term=36), {"share_of_gap": 1.0, "decided_in": "march"}
    out = run(3, book, 2000.0, layers=[fund(5000.0, top_up=top_up)], stress=crash(1))
    assert out["balance"] == pytest.approx([2000, 1000, 2000])


def test_ceiling_returns_the_excess_in_proportion_to_contributions() -> None:
    inflow = {"bank": {"amount": 500.0, "every_months": 1, "paid_by": "bank"}}
    layers = [fund(1000.0, inflows=inflow, ceiling=1200.0)]
    out = run(2, tiny_book(), layers=layers, report={"discount_rate": 0.0})
    assert out["balance"] == pytest.approx([1200.0, 1200.0])
    assert out["account_line"][0]["returned"] == pytest.approx(300.0 + 500.0)
    # government paid 1,000; gets 2/3 of 300, then half of 500 and half of the closing 1,200
    assert out["government_cost"] == pytest.approx(1000 - 200 - 250 - 600)
    assert out["government_cash"][0]["received"] == pytest.approx(200.0 + 250.0)
    out = run(2, tiny_book(), layers=[fund(1000.0, inflows=inflow, ceiling_share_of_initial=1.2)])
    assert out["balance"] == pytest.approx([1200.0, 1200.0])


def test_money_of_areas_is_split_like_the_opening_amount() -> None:
    columns = TWO | {"term": 60}
    layer = fund(
        1000.0, level="township", inflows={"a": {"amount": 100.0}}, ceiling=1060.0,
        top_up={"share_of_gap": 1.0, "decided_in": 2, "target": 2000.0, "cap": 40.0},
    )  # fmt: skip
    out = losses([0, 60], 3, [layer], principal=[1000.0, 3000.0], columns=columns)
    # A: 250 + 25, emptied; topped up 10 in February. B: 750 + 75, cut to 795, topped up 30, cut again
    assert out["balance"] == pytest.approx([795.0, 805.0, 805.0])


# ---------------------------------------------------------------- costs of government and bank


def test_government_cost_discounts_starts_and_ends_of_months() -> None:
    layers = [
        fund(500.0, pays=0.5, inflows={"a": {"amount": 100.0}}),
        {"name": "county", "kind": "budget", "pays": 0.3, "price": None},
    ]
    layers[1].pop("price")
    recovery = {"hardship": {"share": 0.5, "after_months": 2}}
    out = losses([5], 14, layers, recovery=recovery, report={"discount_rate": 0.1})
    v = 1.1 ** (-1 / 12)
    closing = 500 + 100 - 500 + 250 + 100
    cost = 500 + 100 + 100 * v**12 + 300 * v**6 - 150 * v**8 - closing * v**14
    assert out["closing_balance"] == pytest.approx(closing)
    assert out["government_cost"] == pytest.approx(cost)
    assert out["bank_cost"] == pytest.approx(200 * v**6 - 100 * v**8)  # a fifth of the claim and of what comes back
    first, second = out["government_cash"]
    assert [first[line] for line in ("opening", "funding", "claims", "received")] == pytest.approx([500, 100, 300, 150])
    assert [second[line] for line in ("opening", "funding", "claims", "received")] == pytest.approx([0, 100, 0, 0])


def test_government_s_share_of_what_it_did_not_pay_alone() -> None:
    layers = [fund(600.0, inflows={"a": {"amount": 200.0, "paid_by": "bank"}})]
    out = run(3, tiny_book(), layers=layers, report={"discount_rate": 0.0})
    assert out["government_cost"] == pytest.approx(600 - 0.75 * 800)
    assert out["bank_cost"] == pytest.approx(200 - 0.25 * 800)
    out = losses([1], 3, [fund(600.0, initial_paid_by="bank")], report={"discount_rate": 0.0})
    assert (out["government_cost"], out["bank_cost"]) == pytest.approx((0.0, 1000.0))  # the fund's 600, and 400
    out = run(3, tiny_book(), layers=[fund(600.0, initial_paid_by="bank")], report={"discount_rate": 0.0})
    assert out["government_cost"] == 0.0


def test_discount_rate_is_the_fund_s_yield_when_none_is_given() -> None:
    out = run(12, tiny_book(), layers=[fund(1000.0, interest="yearly", **{"yield": 0.05})])
    assert out["government_cost"] == pytest.approx(1000 - 1050 / 1.05)


def test_open_queue_is_provided_for_at_the_horizon() -> None:
    layer = fund(400.0, unpaid="queue", inflows={"a": {"amount": 200.0, "every_months": 12, "at": "end"}})
    out = losses([1], 12, [layer], report={"discount_rate": 0.0})
    assert out["closing_balance"] == pytest.approx(200.0)
    assert out["queue_unpaid"] == pytest.approx(600.0)
    assert out["government_cost"] == pytest.approx(600.0)
    assert out["bank_cost"] == pytest.approx(400.0)  # of the 600 that wait 200 are there


def test_claims_open_at_the_horizon_are_provided_for() -> None:
    layers = [fund(500.0, pays=0.6), {"name": "county", "kind": "budget", "pays": 0.3}]
    blocks = {"claim": {"filed_after_days": 30, "paid_after_days": 60}, "report": {"discount_rate": 0.1}}
    out = losses([2], 4, layers, **blocks)
    assert (out["claims_open"], out["closing_balance"], sum(out["payment"])) == (1000.0, 500.0, 0.0)
    # the fund would pay the 500 it has, the budget 300
    assert out["government_cost"] == pytest.approx(500.0 + 300.0 * 1.1 ** (-4 / 12))
    assert out["bank_cost"] == pytest.approx(200.0 * 1.1 ** (-4 / 12))
    out = losses([3], 4, layers, **blocks)
    assert out["claims_open"] == 0.0  # not filed yet: not provided for
    assert out["government_cost"] == pytest.approx(500.0 - 500.0 * 1.1 ** (-4 / 12))


def test_open_claims_come_after_what_is_queued_and_under_the_last_year_s_terms() -> None:
    claim, horizon = {"filed_after_days": 0, "paid_after_days": 90}, {"first_month": "2024-08"}
    blocks = {"claim": claim, "horizon": horizon, "report": {"discount_rate": 0.0}}
    inflow = {"a": {"amount": 700.0, "every_months": 12, "at": "end"}}
    out = losses([0, 2], 5, [fund(400.0, unpaid="queue", inflows=inflow)], **blocks)
    assert (out["queue_unpaid"], out["claims_open"], out["closing_balance"]) == (600.0, 1000.0, 700.0)
    assert out["government_cost"] == pytest.approx(400.0 + 700.0)  # 600 for the queue, 100 for the open claim
    out = losses([0, 2], 5, [fund(3000.0, aggregate_limit=1300.0)], **blocks)
    assert out["government_cost"] == pytest.approx(1300.0)  # 1,000 paid, 300 left under the limit
    assert out["limit_reached"] == [0, 0]


def test_subsidised_premium_is_government_money() -> None:
    price = {"rate": 0.1, "paid_by": {"government": 0.4, "borrower": 0.6}}
    out = run(3, tiny_book(), layers=[insurer(price=price)], report={"discount_rate": 0.0})
    assert out["government_cost"] == pytest.approx(40.0)
    assert out["government_cash"][0]["premium"] == pytest.approx(40.0)


# ---------------------------------------------------------------- the whole


@pytest.mark.parametrize("settle", [False, True])
def test_sums_agree_whatever_happens(settle: bool) -> None:
    scenario, book = everything(settle)
    for path in range(6):
        out = simulate_path(scenario, book, 3, path)
        assert out["claims"] == pytest.approx(sum(out["payment"]))
        assert out["claims"] == pytest.approx(sum(out["township_claims"]))
        assert sum(map(sum, out["layer_year_payment"])) == pytest.approx(sum(out["payment"]))
        assert out["account_line"][-1]["closing"] == pytest.approx(out["closing_balance"], abs=1e-6)
        assert out["lending"] == pytest.approx(sum(out["lending_month"]))
        assert sum(out["cohort_defaults"]) == sum(out["township_defaults"]) == out["defaults"]
        assert sum(out["recovery"]) + out["court_cost"] <= out["recovery_at_default"] + 1e-6
        if settle:
            assert out["claims_open"] == 0.0
            assert sum(out["recovery_due"]) == 0.0
            assert sum(out["recovery"]) + out["court_cost"] == pytest.approx(out["recovery_at_default"])


def test_paths_and_designs_share_their_draws() -> None:
    scenario, book = everything(settle=False)
    assert simulate_path(scenario, book, 3, 1) == simulate_path(scenario, book, 3, 1)
    assert simulate_path(scenario, book, 3, 1)["claims"] != simulate_path(scenario, book, 3, 2)["claims"]
    small = simulate_path(scenario, book, 3, 1, 100.0)
    assert small["fund_initial"] == 100.0


def test_two_loans_of_different_industries_default_apart() -> None:
    book = tiny_book(2, industry=[0, 1], industries=("a", "b"))
    out = run(4, book, stress=crash_each([1, 3], ("a", "b")))
    assert out["claims_paid"] == [0.0, 1000.0, 0.0, 1000.0]
    assert out["industry_claims"] == [1000.0, 1000.0]
