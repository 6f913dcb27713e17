"""Layers of the twin: terms, aggregate terms, cuts, money, recoveries, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from tests.reference.books import crash, crash_each, fund, tiny_book, tiny_scenario
from tests.reference.twin import simulate_path

TWO = {"villages": (("A/1", 0), ("B/1", 1)), "townships": (("A", 0), ("B", 0)), "village": [0, 1]}


def run(months: int, book: Any, **blocks: Any) -> dict[str, Any]:
    return simulate_path(tiny_scenario(months, **blocks), book, 1, 0)


def insurer(**terms: Any) -> dict[str, Any]:
    return {"name": "insurer", "kind": "insurance", **terms}


def losses(
    defaults: list[int], months: int, layers: list[Any], principal: Any = 1000.0, **blocks: Any
) -> dict[str, Any]:
    """Loan i of 1,000 over 60 months is claimed and settled in month `defaults[i]`."""
    names = tuple(f"i{i}" for i in range(len(defaults)))
    columns = {
        "industry": list(range(len(defaults))),
        "industries": names,
        "term": 60,
        "principal": principal,
    }
    columns |= blocks.pop("columns", {})
    return run(
        months,
        tiny_book(len(defaults), **columns),
        stress=crash_each(defaults, names),
        layers=layers,
        **blocks,
    )


def by_month(out: dict[str, Any]) -> list[float]:
    """Payments of the reported fund."""
    return list(out["compensation"])


# ---------------------------------------------------------------- per claim


def test_claim_goes_through_the_layers_and_the_bank_pays_the_rest() -> None:
    layers = [
        insurer(pays=0.5, deductible=200.0, limit=500.0),
        {"name": "guarantor", "kind": "guarantee", "pays": 0.4, "of": "remaining"},
        {"name": "county", "kind": "budget", "pays": 0.3},
    ]
    assert losses([0], 1, layers)["payment"] == pytest.approx([250.0, 300.0, 300.0, 150.0])


def test_fund_without_an_account_pays_what_its_terms_say() -> None:
    bare = {"name": "promise", "kind": "fund", "pays": 0.5}
    out = losses([0], 1, [bare])
    assert (out["payment"], out["ruin_month"], out["closing_balance"]) == ([500.0, 500.0], -1, 0.0)
    out = losses([0], 1, [bare, fund(300.0)])
    assert (out["payment"], out["ruin_month"], out["fund_initial"]) == ([500.0, 300.0, 200.0], 0, 300.0)


def test_last_layers_get_only_what_is_left() -> None:
    layers = [insurer(pays=0.8), {"name": "county", "kind": "budget", "pays": 0.7}]
    assert losses([0], 1, layers)["payment"] == pytest.approx([800.0, 200.0, 0.0])


def test_guaranteed_share_of_the_tape() -> None:
    out = losses([0, 0], 1, [insurer(pays="guaranteed_share")], columns={"guaranteed_share": [0.8, 0.5]})
    assert out["payment"] == pytest.approx([1300.0, 700.0])


@pytest.mark.parametrize(
    ("covers", "paid"),
    [
        ({"industries": ["i1"]}, 1000.0),
        ({"townships": ["A"]}, 1000.0),
        ({"products": ["other"]}, 0.0),
        ({"made_from": -2}, 1000.0),
        ({"made_until": "2023-10"}, 1000.0),
        ({"months": 4}, 1000.0),
        ({"months": 8}, 2000.0),
    ],
)  # fmt: skip
def test_covers(covers: dict[str, Any], paid: float) -> None:
    columns = TWO | {"made_in": [-3, -1], "products": ("loan", "other")}  # defaults 5 and 3 months after
    assert losses([2, 2], 3, [insurer(covers=covers)], columns=columns)["payment"][0] == paid


# ---------------------------------------------------------------- aggregate terms


def test_yearly_limit_restarts_with_the_account_year() -> None:
    out = losses([0, 1, 2, 12], 13, [fund(9e9, aggregate_limit=1500.0)])
    assert by_month(out)[:3] == pytest.approx([1000.0, 500.0, 0.0])
    assert by_month(out)[12] == pytest.approx(1000.0)
    assert out["limit_reached"] == [1, 0]
    assert out["layer_year_payment"] == [[1500.0, 1500.0], [1000.0, 0.0]]


def test_limit_over_the_term_never_restarts() -> None:
    out = losses([0, 1, 2, 12], 13, [fund(9e9, aggregate_limit=1500.0, aggregate_over="term")])
    assert out["payment"] == pytest.approx([1500.0, 2500.0])
    assert out["limit_reached"] == [1, 0]


@pytest.mark.parametrize(("principal", "paid"), [(6000.0, 0.0), (10_000.0, 2000.0), (20_000.0, 5000.0)])
def test_a_layer_in_excess_of_another_amount(principal: float, paid: float) -> None:
    """5,000 in excess of 8,000: the limit counts from the deductible on, and may be below it."""
    layers = [insurer(pays=1.0, deductible=8000.0, limit=5000.0)]
    out = simulate_path(tiny_scenario(2, stress=crash(0), layers=layers), tiny_book(principal=principal), 1, 0)
    assert (out["payment"][0], out["payment"][-1]) == (paid, principal - paid)


def test_aggregate_deductible_comes_before_the_limit() -> None:
    out = losses([0, 1, 2], 3, [fund(9e9, aggregate_deductible=500.0, aggregate_limit=1000.0)])
    assert by_month(out) == pytest.approx([500.0, 500.0, 0.0])


def test_bands_pay_their_share_of_the_sum_of_asks() -> None:
    bands = [{"to": 500.0, "pays": 1.0}, {"to": 1500.0, "pays": 0.5}, {"pays": 0.1}]
    out = losses([0, 1, 2], 3, [fund(9e9, bands=bands)])
    assert by_month(out) == pytest.approx([750.0, 300.0, 100.0])
    out = losses([0, 1, 2], 3, [fund(9e9, bands=bands[:2])])
    assert by_month(out) == pytest.approx([750.0, 250.0, 0.0])


def test_claims_of_one_month_share_a_limit_pro_rata() -> None:
    out = losses([0, 0], 2, [fund(9e9, aggregate_limit=1000.0)], principal=[1000.0, 3000.0], columns=TWO)
    assert out["payment"] == pytest.approx([1000.0, 3000.0])
    out = losses([0, 0], 2, [fund(9e9, aggregate_limit=1000.0, aggregate_level="township")], columns=TWO,
                 principal=[500.0, 3000.0])  # fmt: skip
    assert out["payment"] == pytest.approx([1500.0, 2000.0])


def test_limit_as_a_multiple_of_premium() -> None:
    price = {"rate": 0.25, "on": "monthly_balance"}
    layer = fund(9e9, aggregate_limit=2.0, aggregate_in="premium", price=price)
    out = losses([2, 60], 3, [layer], principal=[1000.0, 400.0])
    # premium of three months on 1,400: 0.25 / 12 x 1,400 x 3 = 87.5
    assert out["premium"][0] == pytest.approx(87.5)
    assert out["payment"][0] == pytest.approx(175.0)


def test_limit_as_a_share_of_lending_to_date() -> None:
    columns = {"made_in": [0, 0, 2], "new_lending": [False, False, True]}
    layer = fund(9e9, aggregate_limit=0.5, aggregate_in="lending")
    out = losses([1, 2, 60], 3, [layer], principal=[800.0, 1000.0, 2000.0], columns=columns)
    assert by_month(out) == pytest.approx([0.0, 800.0, 1000.0])  # 900 of room, then 1,900
    out = losses([0, 1, 60], 3, [layer], principal=[1000.0, 1000.0, 2000.0], columns=columns)
    assert by_month(out) == pytest.approx([1000.0, 0.0, 0.0])


def test_limit_as_a_share_of_outstanding_at_the_year_s_start() -> None:
    layer = fund(9e9, aggregate_limit=0.25, aggregate_in="outstanding")
    out = losses([1, 13], 14, [layer], principal=[1000.0, 3000.0])
    # 4,000 in month 0; in month 12 the defaulted loan is NPL and no longer counts
    assert by_month(out)[1] == pytest.approx(1000.0)
    assert by_month(out)[13] == pytest.approx(750.0)


def test_claims_count_in_the_year_of_default() -> None:
    claim = {"filed_after_days": 90, "paid_after_days": 0}
    layers = [fund(9e9, aggregate_limit=1500.0, aggregate_year_of="default")]
    out = losses([10, 11, 12], 16, layers, claim=claim)
    assert by_month(out)[13:] == pytest.approx([1000.0, 500.0, 1000.0])
    out = losses([10, 11, 12], 16, [fund(9e9, aggregate_limit=1500.0)], claim=claim)
    assert by_month(out)[13:] == pytest.approx([1000.0, 500.0, 0.0])


def test_recoveries_make_room_under_a_limit() -> None:
    recovery = {"hardship": {"share": 0.5, "after_months": 1}}
    layers = [fund(9e9, aggregate_limit=1000.0, aggregate_net_of_recoveries=True)]
    assert by_month(losses([0, 2], 3, layers, recovery=recovery)) == pytest.approx([1000.0, 0.0, 500.0])


@pytest.mark.parametrize(("year_of", "last"), [("payment", 500.0), ("default", 0.0)])
def test_recoveries_make_room_in_the_year_in_which_their_claim_counts(year_of: str, last: float) -> None:
    """Half of the claim of November comes back in the following March, between two claims of that year."""
    recovery = {"hardship": {"share": 0.5, "after_months": 4}}
    terms = {"aggregate_limit": 1000.0, "aggregate_net_of_recoveries": True, "aggregate_year_of": year_of}
    out = losses([10, 13, 15], 16, [fund(9e9, **terms)], recovery=recovery)
    assert by_month(out)[10:] == pytest.approx([1000.0, 0.0, 0.0, 1000.0, 0.0, last])


# ---------------------------------------------------------------- suspension and tiers


def test_tiers_follow_last_month_end_s_npl_ratio() -> None:
    tiers = [{"npl_to": 0.1, "pays": 1.0}, {"npl_to": 0.25, "pays": 0.5}, {"pays": 0.2}]
    out = losses([0, 1, 2, 3], 4, [fund(9e9, tiers=tiers)])
    # ratios at the month ends before: 0, 1/4, 2/4, 3/4
    assert by_month(out) == pytest.approx([1000.0, 500.0, 200.0, 200.0])
    out = losses([0, 1, 2, 3], 4, [fund(9e9, tiers=tiers, tiers_apply="marginal")])
    assert by_month(out) == pytest.approx([1000.0, 700.0, 450.0, 1000 * (0.1 + 0.075 + 0.1) / 0.75])


def test_no_tier_beyond_the_last_closed_one() -> None:
    out = losses([0, 1, 2], 3, [fund(9e9, tiers=[{"npl_to": 0.4, "pays": 1.0}])])
    assert by_month(out) == pytest.approx([1000.0, 1000.0, 0.0])


def test_insurer_that_has_left_reaches_no_limit() -> None:
    # The second year's claims of 2,000 pass a limit of 1,500, unless the first year's NPL of a quarter ended the cover.
    stays = losses([0, 12, 12, 60], 13, [insurer(aggregate_limit=1500.0)])
    assert (stays["payment"][0], stays["limit_reached"]) == (pytest.approx(2500.0), [1, 0])
    leaves = {"watch": "npl_ratio", "above": 0.2, "for_good": True}
    left = losses([0, 12, 12, 60], 13, [insurer(aggregate_limit=1500.0, suspend_when=leaves)])
    assert (left["payment"][0], left["limit_reached"]) == (pytest.approx(1000.0), [0, 0])


def test_suspended_layer_pays_nothing_and_writes_no_premium() -> None:
    layer = insurer(suspend_when={"watch": "npl_ratio", "above": 0.2}, price={"rate": 0.12, "on": "monthly_balance"})
    out = losses([0, 1, 60, 60], 4, [layer])
    assert out["payment"] == pytest.approx([1000.0, 1000.0])
    assert out["premium"][0] == pytest.approx(40.0)
    assert out["suspended_months"] == [3, 0]


def test_suspension_ends_below_its_lower_threshold() -> None:
    base = {"watch": "npl_ratio", "above": 0.3}
    recovery = {"hardship": {"share": 1.0, "after_months": 2}}  # NPL for three month ends
    for terms, months in [(base, 3), (base | {"resume_below": 0.1}, 3), (base | {"for_good": True}, 11)]:
        out = losses([0, 60], 12, [insurer(suspend_when=terms)], recovery=recovery)
        assert out["suspended_months"][0] == months
    # half an NPL ratio, then a third: between the thresholds
    out = losses([0, 1, 60], 12, [insurer(suspend_when=base | {"resume_below": 0.1})], recovery=recovery)
    assert out["suspended_months"][0] == 4


def test_loss_ratio_takes_the_insurer_out() -> None:
    layers = [insurer(price={"rate": 0.3})]
    exits = {"exit": {"watch": "loss_ratio", "stop_above": 1.5, "action": "insurer_exit"}}
    out = losses([0, 1, 2, 13], 14, layers, breakers=exits)
    # premium 1,200; claims 1,000 then 2,000: out from month 2 on, for good
    assert out["payment"] == pytest.approx([2000.0, 2000.0])
    back = {"exit": exits["exit"] | {"resume_below": 1.0}}
    out = losses([0, 1, 2, 13], 14, layers, breakers=back)
    # still out when the premium of month 12 is due; nothing paid in it is a ratio of 0: back in month 13
    assert out["payment"] == pytest.approx([3000.0, 1000.0])
    assert out["premium"][0] == pytest.approx(1200.0)
    term = {"exit": exits["exit"] | {"over": "since_start", "stop_above": 2.0}}
    assert losses([0, 1, 2, 13], 14, layers, breakers=term)["payment"] == pytest.approx([3000.0, 1000.0])


def test_loss_ratio_over_twelve_months_without_premium_is_infinite() -> None:
    # written once in month 0, which drops out of the last twelve months at the end of month 12
    layers = [insurer(price={"rate": 0.5, "on": "new_lending"})]
    rule = {"exit": {"watch": "loss_ratio", "over": "12_months", "stop_above": 9.0, "action": "insurer_exit"}}
    out = losses([11, 13], 14, layers, breakers=rule)
    assert out["payment"] == pytest.approx([1000.0, 1000.0])
    rule["exit"]["over"] = "since_start"
    assert losses([11, 13], 14, layers, breakers=rule)["payment"] == pytest.approx([2000.0, 0.0])


def test_insurer_leaves_on_a_ratio_of_the_county() -> None:
    rule = {"exit": {"watch": "overdue_ratio", "stop_above": 0.2, "action": "insurer_exit"}}
    guarantor = {"name": "guarantor", "kind": "guarantee", "pays": 0.5}
    out = losses([0, 1, 60], 2, [guarantor, insurer()], breakers=rule)
    assert out["payment"] == pytest.approx([1000.0, 500.0, 500.0])
    rule["exit"]["layer"] = "guarantor"
    out = losses([0, 1, 60], 2, [guarantor, insurer()], breakers=rule)
    assert out["payment"] == pytest.approx([500.0, 1500.0, 0.0])


def test_counties_have_their_own_ratios_and_accounts() -> None:
    columns = TWO | {"townships": (("A", 0), ("B", 1)), "counties": ("one", "two"), "village": [0, 0, 1]}
    layer = fund(3000.0, suspend_when={"watch": "overdue_ratio", "above": 0.4})
    out = losses([0, 1, 1], 2, [layer], columns=columns)
    # county one is at half after month 0, county two pays its 1,000 out of its own third
    assert out["compensation"] == pytest.approx([1000.0, 1000.0])
    # county one has used 1,000 of its 1,500 and lends no more, county two nothing; the province a third of its 3,000
    cases = [("village", 0.6, 1000.0), ("county", 0.6, 1000.0), ("county", 0.7, 0.0)]
    for level, threshold, lost in [*cases, ("province", 0.3, 2000.0), ("province", 0.4, 0.0)]:
        rule = {"usage": {"watch": "fund_usage", "stop_above": threshold}}
        columns["made_in"], columns["new_lending"] = [0, 2, 0, 2], [False, True, False, True]
        columns["village"] = [0, 0, 1, 1]
        layer = fund(3000.0, level=level)
        out = losses([0, 60, 60, 60], 3, [layer], columns=columns, breakers=rule)
        assert out["lending_lost"] == lost, level


def test_an_insurer_leaves_the_county_whose_claims_exceed_its_premium() -> None:
    columns = TWO | {"townships": (("A", 0), ("B", 1)), "counties": ("one", "two"), "village": [0, 0, 1]}
    exits = {"exit": {"watch": "loss_ratio", "stop_above": 1.5, "action": "insurer_exit"}}
    # county one: 1,000 paid for 600 of premium; county two: nothing for 300, so its claim of month 1 is paid
    out = losses([0, 1, 1], 2, [insurer(price={"rate": 0.3})], columns=columns, breakers=exits)
    assert out["payment"] == pytest.approx([2000.0, 1000.0])
    suspended = insurer(price={"rate": 0.3}, suspend_when={"watch": "loss_ratio", "above": 1.5})
    out = losses([0, 1, 1], 2, [suspended], columns=columns)
    assert out["payment"] == pytest.approx([2000.0, 1000.0])
    # with one account of the province the ratio is that of all counties: 1,000 for 900
    together = insurer(price={"rate": 0.3}, account={"level": "province", "initial": 9e9})
    out = losses([0, 1, 1], 2, [together], columns=columns, breakers=exits)
    assert out["payment"] == pytest.approx([3000.0, 0.0])


def test_excess_over_a_threshold_is_not_paid() -> None:
    rule = {"excess": {"watch": "npl_ratio", "stop_above": 0.2, "action": "stop_paying_excess"}}
    out = losses([0, 1, 2, 60], 3, [fund(9e9)], breakers=rule)
    assert by_month(out) == pytest.approx([1000.0, 800.0, 400.0])


def test_fund_usage_counts_inflows_of_the_year() -> None:
    rule = {"usage": {"watch": "fund_usage", "stop_above": 0.5}}
    layer = fund(1500.0, inflows={"budget": {"amount": 1000.0, "every_months": 12}})
    out = losses([0, 1, 60], 14, [layer], breakers=rule, lending={"mode": "steady"})
    # used 1,000 then 2,000 of 2,500; the new year starts again
    assert [t for t, on in enumerate(out["stop"]) if on] == list(range(2, 13))


# ---------------------------------------------------------------- money


def test_short_account_leaves_the_rest_to_the_next_layer() -> None:
    out = losses([1], 2, [fund(600.0), {"name": "county", "kind": "budget", "pays": 0.1}])
    assert out["payment"] == pytest.approx([600.0, 100.0, 300.0])
    assert out["shortfall"] == pytest.approx(400.0)
    assert out["ruin_month"] == 1
    assert out["exhausted"] == [1, 0, 0]


def test_claims_of_one_month_share_the_money_pro_rata() -> None:
    out = losses([0, 0], 1, [fund(1000.0)], principal=[1000.0, 3000.0], columns=TWO)
    assert out["payment"] == pytest.approx([1000.0, 3000.0])


def test_township_accounts_serve_their_own_claims() -> None:
    out = losses([0, 60], 1, [fund(1000.0, level="township")], principal=[1000.0, 3000.0], columns=TWO)
    assert out["payment"] == pytest.approx([250.0, 750.0])
    assert out["closing_balance"] == pytest.approx(750.0)


def test_queue_is_served_from_later_money_before_new_claims() -> None:
    layer = fund(500.0, unpaid="queue", inflows={"budget": {"amount": 200.0, "every_months": 1}})
    out = losses([0, 2], 6, [layer], report={"npl_until": "paid"})
    assert by_month(out) == pytest.approx([700.0, 200.0, 200.0, 200.0, 200.0, 200.0])
    assert out["shortfall"] == pytest.approx(300.0 + 900.0)  # month 2: 100 of 200 left for the new claim
    assert out["payment"] == pytest.approx([1700.0, 300.0])
    assert out["queue_unpaid"] == pytest.approx(300.0)
    # the unpaid part stays non-performing, out of the loans that still stand in the books
    assert out["npl_ratio"][:3] == pytest.approx([300 / 1300, 100 / 1100, 1.0])
    assert out["claims"] == 2000.0


def test_queued_claims_that_were_settled_earlier_are_paid_first() -> None:
    layer = fund(0.0, unpaid="queue", inflows={"budget": {"amount": 300.0, "every_months": 1}})
    out = losses([0, 1, 60], 5, [layer], report={"npl_until": "paid"})
    # of the first claim 700, 400, 100 and nothing wait, of the second 1,000, 1,000 and 800
    assert out["npl_ratio_number"][:4] == pytest.approx([1 / 3, 2 / 3, 2 / 3, 1 / 2])
    assert out["npl_ratio"][:4] == pytest.approx([700 / 2700, 1400 / 2400, 1100 / 2100, 800 / 1800])


@pytest.mark.parametrize("after_months", [3, 4, 5])
def test_settling_lasts_until_queues_are_paid(after_months: int) -> None:
    # 9,000 of 10,000 wait from month 1 on; 8,000 come back before, at, or after the end of the horizon in month 5.
    recovery = {"hardship": {"share": 0.8, "after_months": after_months}}
    out = losses([1], 6, [fund(1000.0, unpaid="queue")], 10_000.0, horizon={"settle": True}, recovery=recovery)
    assert out["payment"] == pytest.approx([9000.0, 1000.0])
    assert (out["queue_unpaid"], out["closing_balance"]) == (pytest.approx(1000.0), 0.0)


def test_money_of_the_last_month_s_end_is_paid_out_in_settling() -> None:
    layer = fund(100.0, unpaid="queue", inflows={"budget": {"amount": 600.0, "every_months": 3, "at": "end"}})
    cut_short = losses([1], 3, [layer])
    assert (cut_short["queue_unpaid"], cut_short["closing_balance"]) == (900.0, 600.0)
    out = losses([1], 3, [layer], horizon={"settle": True})
    assert (out["queue_unpaid"], out["closing_balance"]) == (300.0, 0.0)
    closed = losses([1], 3, [layer], horizon={"settle": True}, report={"after_ruin": "absorbing"})
    assert closed["queue_unpaid"] == 900.0  # a fund that ruin has closed pays nothing more


def test_recoveries_that_court_cost_takes_do_not_end_the_npl() -> None:
    recovery = {"hardship": {"share": 0.5, "after_months": 2, "court_cost": 1.0}}
    report = {"write_off_after_months": 5}
    out = losses([0, 60], 7, [insurer()], recovery=recovery, report=report)
    assert out["npl_ratio_number"] == pytest.approx([0.5] * 5 + [0.0] * 2)
    recovery["hardship"]["court_cost"] = 0.9
    out = losses([0, 60], 7, [insurer()], recovery=recovery, report=report)
    assert out["npl_ratio_number"] == pytest.approx([0.5] * 3 + [0.0] * 4)


def test_queued_part_belongs_to_the_layer_that_owes_it() -> None:
    recovery = {"hardship": {"share": 0.5, "after_months": 1}}
    out = losses([0], 2, [fund(300.0, pays=0.6, unpaid="queue")], recovery=recovery)
    assert out["recovery"] == pytest.approx([300.0, 200.0])


def test_ruin_absorbs_or_reflects() -> None:
    layer = fund(1000.0, inflows={"budget": {"amount": 500.0, "every_months": 1}}, **{"yield": 0.12})
    recovery = {"hardship": {"share": 0.5, "after_months": 1}}
    blocks = {"recovery": recovery, "principal": [2000.0, 1000.0]}
    out = losses([0, 1], 3, [layer], **blocks)
    assert by_month(out) == pytest.approx([1515.0, 505.0, 0.0])
    out = losses([0, 1], 3, [layer], report={"after_ruin": "absorbing"}, **blocks)
    assert by_month(out) == pytest.approx([1515.0, 0.0, 0.0])
    assert out["closing_balance"] == 0.0
    assert out["recovery"][0] == pytest.approx(757.5)  # reported, but returned
    assert out["account_line"][0]["returned"] == pytest.approx(757.5)


def test_a_fund_that_ruin_has_closed_writes_no_premium() -> None:
    layer = fund(100.0, price={"rate": 0.12, "on": "monthly_balance", "paid_by": {"bank": 1.0}})
    for after_ruin, months in (("reflecting", 3), ("absorbing", 1)):  # 1,000 are overdue or performing throughout
        out = losses([0, 60], 3, [layer], report={"after_ruin": after_ruin})
        stock = 2000.0 + 1000.0 * (months - 1)  # the loan that defaults in month 0 is written off there
        assert out["ruin_month"] == 0
        assert out["premium"][0] == pytest.approx(0.01 * stock)
        assert out["premium_paid"]["bank"] == pytest.approx(0.01 * stock)
        assert out["account_line"][0]["premium"] == pytest.approx(0.01 * stock)


def test_other_definitions_of_ruin() -> None:
    assert losses([0], 2, [fund(1000.0)])["ruin_month"] == -1
    assert losses([0], 2, [fund(1000.0)], report={"ruin": "empty"})["ruin_month"] == 0
    low = {"ruin": "below_ratio", "ruin_ratio": 0.5}
    assert losses([1, 60], 3, [fund(1500.0)], report=low)["ruin_month"] == 1
    assert losses([1, 60], 3, [fund(2000.0)], report=low)["ruin_month"] == -1


def test_an_empty_fund_needs_loans_to_be_below_a_ratio_of_them() -> None:
    # to a computer these instalments, less all of them, leave more than nothing
    low = {"ruin": "below_ratio", "ruin_ratio": 0.05, "npl_until": "paid"}
    columns = {"schedule": "equal_principal"}
    out = losses([0, 1, 2], 4, [fund(4462.83)], [1584.3, 2856.3, 518.1], report=low, columns=columns)
    assert out["balance"] == pytest.approx([2878.53, 69.835, 0.0, 0.0])
    assert out["ruin_month"] == -1


def test_ruin_while_settling_is_reported_apart() -> None:
    claim = {"filed_after_days": 90, "paid_after_days": 60}
    out = losses([1], 2, [fund(600.0)], claim=claim, horizon={"settle": True})
    assert (out["ruin_month"], out["ruin_month_settle"]) == (-1, 6)
    assert out["payment"] == pytest.approx([600.0, 400.0])
    low = {"ruin": "below_ratio", "ruin_ratio": 0.5}  # of loans that are not followed any more
    out = losses([1], 2, [fund(600.0)], claim=claim, horizon={"settle": True}, report=low)
    assert (out["ruin_month"], out["ruin_month_settle"]) == (-1, -1)


# ---------------------------------------------------------------- recoveries


def test_recoveries_go_to_those_who_paid_pro_rata() -> None:
    recovery = {"hardship": {"share": 0.5}}
    out = losses([0], 2, [insurer(pays=0.2), fund(500.0, recoveries=0.6)], recovery=recovery)
    assert out["recovery"] == pytest.approx([100.0, 250.0, 150.0])
    assert out["closing_balance"] == pytest.approx(150.0)
    assert out["account_line"][0]["recoveries"] == pytest.approx(250.0)
    assert out["account_line"][0]["returned"] == pytest.approx(100.0)


def test_recoveries_by_stated_order() -> None:
    recovery = {"hardship": {"share": 0.5, "by_year": [1.0]}, "split": ["bank", "fund"]}
    out = losses([0], 13, [insurer(pays=0.2), fund(500.0)], recovery=recovery)
    assert out["recovery"] == pytest.approx([0.0, 200.0, 300.0])
    recovery = {"hardship": {"share": 0.5}, "split": ["fund"]}
    out = losses([0], 2, [insurer(pays=0.4), fund(200.0)], recovery=recovery)
    assert out["recovery"] == pytest.approx([150.0, 200.0, 150.0])
    recovery = {"hardship": {"share": 0.6}, "split": ["bank", "insurer", "fund"]}
    out = losses([0], 2, [insurer(pays=0.2), fund(500.0)], recovery=recovery)
    assert out["payment"] == pytest.approx([200.0, 500.0, 300.0])
    assert out["recovery"] == pytest.approx([200.0, 100.0, 300.0])


# ---------------------------------------------------------------- breakers on lending


def test_breaker_stops_refills_until_the_ratio_has_fallen() -> None:
    rule = {"npl": {"watch": "npl_ratio", "stop_above": 0.3, "resume_below": 0.2}}
    recovery = {"hardship": {"share": 0.1, "after_months": 3}}
    out = losses([0, 60], 8, [], breakers=rule, recovery=recovery, lending={"mode": "steady"})
    # NPL at the ends of months 0-3: stopped in months 1-4; the refill of month 1 waits for month 5
    assert [t for t, on in enumerate(out["stop"]) if on] == [1, 2, 3, 4]
    assert [t for t, amount in enumerate(out["lending_month"]) if amount] == [5]
    assert (out["lending_lost"], out["breaker_months"]) == (1000.0, 4)


def test_planned_loans_refused_by_a_breaker_are_lost() -> None:
    rule = {"npl": {"watch": "npl_ratio", "stop_above": 0.3}}
    columns = {"made_in": [0, 2], "new_lending": [False, True]}
    out = losses([0, 60], 24, [], breakers=rule, columns=columns)
    assert (out["lending"], out["lending_lost"]) == (0.0, 1000.0)
    out = losses([0, 60], 24, [], breakers=rule, columns=columns, lending={"mode": "steady"})
    assert out["lending"] == 2000.0
    assert out["lending_lost"] == 2000.0


def test_township_breaker_stops_its_township_only() -> None:
    rule = {"npl": {"watch": "npl_ratio", "at": "township", "stop_above": 0.5}}
    columns = {"villages": (("A/1", 0), ("B/1", 1)), "townships": (("A", 0), ("B", 0))}
    columns |= {"village": [0, 0, 1], "made_in": [0, 3, 3], "new_lending": [False, True, True]}
    out = losses([0, 60, 60], 5, [], breakers=rule, columns=columns, principal=[1000.0, 200.0, 300.0])
    assert (out["lending"], out["lending_lost"]) == (300.0, 200.0)


def test_crash_of_everything_is_settled_in_one_pass() -> None:
    out = run(1, tiny_book(50), stress=crash(0), layers=[insurer(pays=0.3)])
    assert out["payment"] == pytest.approx([15000.0, 35000.0])
