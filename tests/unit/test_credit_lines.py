"""Credit lines by hand, month by month: what is lent, owed, charged for, claimed, and what a stop freezes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.kernel_runs import Arrays, variables

from fundsim.portfolio import build_loan_book
from fundsim.programme import Scenario
from fundsim.programme.contradictions import contradictions

DRAWN = [0.2, 0.2, 0.5, 0.5, 0.8, 0.8, 0.6, 0.6, 0.3, 0.3, 0.1, 0.1]
LIMIT, TERM, MONTHS = 1000.0, 12, 14
CERTAIN = 1.0 - 1e-12


def crash(month: int, **where: Any) -> dict[str, Any]:
    """Stress that makes every loan it hits miss a due."""
    return {"crash": {"month": month, "immediate_default_probability": CERTAIN, **where}}


def scenario_of(product: dict[str, Any] | None = None, **blocks: Any) -> Scenario:
    """One line with a limit of 1000 from January 2024 to December, in a county that pays every claim at once."""
    terms = {"term_months": TERM, "drawn_share": DRAWN, "interest_rate": 0.12, "interest_subsidy": 0.5}
    terms |= product or {}
    tree: dict[str, Any] = {
        "name": "lines",
        "horizon": {"first_month": "2024-01", "months": MONTHS},
        "loans": {
            "source": "synthetic", "townships": {"A": {"loans": 1}}, "size": {"law": "fixed", "amount": LIMIT},
            "product": terms, "repayment": {"credit_line": 1.0}, "opening_ages": "new",
        },
        "default_probability": {"annual": 0.0},
        "claim": {"filed_after_days": 0, "paid_after_days": 0},
    }  # fmt: skip
    tree |= {name: block for name, block in blocks.items() if name != "loans"}
    tree["loans"] |= blocks.get("loans", {})
    scenario = Scenario.model_validate(tree)
    assert contradictions(scenario) == []
    return scenario


def run(product: dict[str, Any] | None = None, **blocks: Any) -> Arrays:
    """Results of one path."""
    scenario = scenario_of(product, **blocks)
    return {name: values[..., 0, :] if values.ndim > 1 else values[0] for name, values in
            variables(scenario, build_loan_book(scenario, seed=1), 1).items()}  # fmt: skip


def assert_months(found: np.ndarray, *amounts: float) -> None:
    """Amounts by month, zeros after those given."""
    assert found == pytest.approx([*amounts, *[0.0] * (MONTHS - len(amounts))])


def test_a_line_is_lent_and_owed_by_the_calendar() -> None:
    """A rise is lent at the start of its month; a fall is repaid at the end of the month before."""
    out = run()
    assert_months(out["lending_month"], 0, 0, 300, 0, 300)
    assert_months(out["outstanding"], 200, 200, 500, 500, 800, 600, 600, 300, 300, 100, 100)
    assert out["lending"] == pytest.approx(600.0)
    assert out["interest_subsidy"] == pytest.approx(sum(DRAWN) * LIMIT * 0.12 / 12.0 * 0.5)


def test_a_line_is_run_down_in_equal_steps() -> None:
    """In the last four months the drawn share counts in full, then 3/4, 2/4, 1/4 of it."""
    out = run({"run_down_months": 4})
    assert_months(out["outstanding"], 200, 200, 500, 500, 800, 600, 600, 300, 225, 50, 25)


def test_premiums_and_provisions_count_on_what_is_drawn() -> None:
    """Monthly premium on balances, single premium on the opening balance and each rise, provision on each rise."""
    priced = {"name": "insurer", "kind": "insurance", "pays": 0.0, "price": {"rate": 0.01, "on": "monthly_balance"}}
    assert run(layers=[priced])["premium"][0] == pytest.approx(0.01 * sum(DRAWN) * LIMIT / 12.0)
    priced["price"] = {"rate": 0.01, "on": "new_lending"}
    assert run(layers=[priced])["premium"][0] == pytest.approx(0.01 * (200.0 + 300.0 + 300.0))
    fund = {"name": "fund", "kind": "fund", "pays": 0.0, "account": {"initial": 0.0, "provision": {"rate": 0.1}}}
    assert run(layers=[fund])["account_line"][0, 0, 2] == pytest.approx(60.0)


def test_a_line_made_later_is_lent_by_its_first_draw() -> None:
    """Planned lines are limits; what counts as lending is what is drawn of them."""
    plan = {"mode": "plan", "amount_per_month": [0.0, 0.0, LIMIT]}
    out = run(lending=plan, loans={"townships": {"A": {"loans": 0}}})
    assert_months(out["lending_month"], 0, 0, 500, 0, 300, *[0] * 7, 100)  # in January, from December's 100 to 200
    assert_months(out["outstanding"], 0, 0, 500, 500, 800, 600, 600, 300, 300, 100, 100, 100, 200)


@pytest.mark.parametrize("month", range(TERM))
def test_exposure_at_default_month_by_month(month: int) -> None:
    """Drawn plus half of what is not: 200 + 400 in January, 800 + 100 in May, 100 + 450 in December."""
    out = run({"credit_conversion_factor": 0.5}, stress=crash(month))
    by_hand = [600, 600, 750, 750, 900, 900, 800, 800, 650, 650, 550, 550]
    assert out["claims"] == out["exposure_at_default"] == pytest.approx(by_hand[month])
    ends = [*out["outstanding"][month : month + 12], 0.0]  # non-performing for a year, then written off
    assert set(np.round(ends, 6)) == {by_hand[month], 0.0}
    assert out["lending"] == pytest.approx(sum(300 for rise in (2, 4) if rise <= month))


MONITORED = {"detects": 1.0, "cures_detected": 1.0}


def test_a_line_that_owes_nothing_is_written_off_like_a_loan_of_which_nothing_is_recovered() -> None:
    """Nothing drawn at default: no recovery can end its months as an NPL, which only ratios by number show."""
    empty = [share * (month < 2) for month, share in enumerate(DRAWN)]
    blocks = {"stress": crash(2), "recovery": {"hardship": {"share": 0.5}}, "report": {"write_off_after_months": 4}}
    out = run({"drawn_share": empty}, **blocks)
    assert out["claims"] == 0.0
    assert_months(out["npl_ratio_number"], 0, 0, 1, 1, 1, 1)


def test_a_cured_line_follows_the_calendar_for_one_month_longer() -> None:
    """It owes April's 500 through the month of its missed due, draws up to May's 800, and ends in January."""
    out = run(stress=crash(3), monitoring=MONITORED)
    assert_months(out["outstanding"], 200, 200, 500, 500, 800, 600, 600, 300, 300, 100, 100, 100)
    assert_months(out["lending_month"], 0, 0, 300, 0, 300, *[0] * 7, 100)
    assert out["cures"] == 1
    assert out["distress"] == 1


def test_a_line_that_catches_up_keeps_its_maturity() -> None:
    """In May it still owes April's 500; at its end nothing is due, and June draws up to 800."""
    out = run(stress=crash(3), monitoring=MONITORED, missed_dues="catch_up")
    assert_months(out["outstanding"], 200, 200, 500, 500, 500, 600, 600, 300, 300, 100, 100)
    assert_months(out["lending_month"], 0, 0, 300, 0, 0, 300)


def test_an_extended_line_keeps_its_balance() -> None:
    """May's 800 stand still until August; September begins with its own 300, what was owed above is repaid."""
    out = run(stress=crash(4), extension={"granted": 1.0, "months": 3, "default_at_end": 0.0})
    assert_months(out["outstanding"], 200, 200, 500, 500, 800, 800, 800, 800, 300, 100, 100, 100, 200, 200)
    assert_months(out["lending_month"], 0, 0, 300, 0, 300, *[0] * 7, 100)


def test_a_failed_extension_converts_the_undrawn_part_at_default() -> None:
    extension = {"granted": 1.0, "months": 3, "default_at_end": 1.0}
    out = run({"credit_conversion_factor": 0.5}, stress=crash(4), extension=extension)
    assert_months(out["outstanding"], 200, 200, 500, 500, 800, 800, 800, *[900] * 7)
    assert out["claims"] == pytest.approx(900.0)


# ---------------------------------------------------------------- frozen lines

STOPPED = {
    "loans": {"townships": {"A": {"loans": 2}, "B": {"loans": 2}}, "industries": {"crop": 0.5, "pig": 0.5}},
    "breakers": {"stop": {"watch": "npl_ratio", "at": "township", "stop_above": 0.05}},
    "report": {"write_off_after_months": 3},
}  # in each township one line of either industry; a default in month t stops lending there in t + 1 to t + 3
BAD = {"stress": crash(1, industries=["pig"], townships=["B"])}


def test_a_stop_freezes_the_lines_of_its_place_only() -> None:
    """B's other line stands at 200 in March to May and draws up to 800 in June; A's two follow the calendar."""
    out = run(**STOPPED, **BAD, lending={"freeze_lines": True})
    calendar = np.array([200, 200, 500, 500, 800, 600, 600, 300, 300, 100, 100, 0, 0, 0])
    frozen = np.array([200, 200, 200, 200, 200, 600, 600, 300, 300, 100, 100, 0, 0, 0])
    bad = np.array([200] * 4 + [0] * 10)  # non-performing from February to April
    assert out["outstanding"] == pytest.approx(2 * calendar + frozen + bad)
    assert_months(out["lending_month"], 0, 0, 600, 0, 600, 600)
    assert out["breaker_months"] == 3
    balances = 2 * LIMIT * sum(DRAWN) + (5 * 200 + 2 * 1400) + 200  # A's lines, B's good line, B's bad one in January
    assert out["interest_subsidy"] == pytest.approx(0.12 / 12.0 * 0.5 * balances)


def test_lines_go_on_drawing_without_the_freeze() -> None:
    out = run(**STOPPED, **BAD)
    assert_months(out["lending_month"], 0, 0, 900, 0, 900)


def test_freezing_changes_nothing_where_nothing_is_stopped() -> None:
    quiet, frozen = run(**STOPPED), run(**STOPPED, lending={"freeze_lines": True})
    assert all(quiet[name] == pytest.approx(frozen[name]) for name in quiet)


def test_a_frozen_line_defaults_with_what_it_has_drawn() -> None:
    later = {"stress": BAD["stress"] | {"second": crash(4, industries=["crop"], townships=["B"])["crash"]}}
    out = run({"credit_conversion_factor": 0.5}, **STOPPED, **later, lending={"freeze_lines": True})
    assert out["claims"] == pytest.approx((200 + 400) + (200 + 400))


@settings(max_examples=25, deadline=None)
@given(
    drawn=st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), min_size=12, max_size=12),
    run_down=st.integers(1, 12),
    month=st.integers(0, 9),
)
def test_a_frozen_line_is_the_running_minimum_of_its_schedule(drawn: list[float], run_down: int, month: int) -> None:
    """While stopped the balance is the least of the last one and the schedule, at once and at every month end."""
    product = {"drawn_share": drawn, "run_down_months": run_down}
    bad = {"stress": crash(month, industries=["pig"], townships=["B"])}
    out = run(product, **STOPPED, **bad, lending={"freeze_lines": True})
    before = [LIMIT * drawn[k % 12] * min(1.0, (TERM - k) / run_down) if k < TERM else 0.0 for k in range(MONTHS + 1)]
    owed, ends, lent = before[0], [], []
    stopped = range(month + 1, month + 4) if before[month] > 0.0 else range(0)
    for k in range(MONTHS):
        ended = ends[-1] if ends else before[0]
        owed = min(ended, before[k]) if k in stopped else before[k]
        lent.append(max(owed - ended, 0.0))
        ends.append(min(owed, before[k + 1]))
    plain = np.minimum(before[:-1], before[1:])
    bad_line = [*plain[:month], *[before[month]] * 3, *[0.0] * MONTHS][:MONTHS]
    rises = np.maximum(np.array(before[1:MONTHS]) - plain[:-1], 0.0)
    assert out["outstanding"] == pytest.approx(2 * plain + np.array(ends) + bad_line, abs=1e-6)
    until_bad = rises * (np.arange(1, MONTHS) <= month)
    assert out["lending_month"][1:] == pytest.approx(2 * rises + lent[1:] + until_bad, abs=1e-6)
