"""Arrears that roll from month to month, against numbers worked out by hand and rules that hold on every path."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reference.books import crash, everything, tiny_book, tiny_scenario
from tests.reference.engine import simulate_paths
from tests.unit.kernel_runs import Arrays, variables

from fundsim.kernels.loans.arrears import DEFAULTS_NOW, IS_CURED, STAYS, arrears_roll

CERTAIN = 1.0 - 1e-14  # annual PD that no budget survives when all of a year falls in one month
MARCH_ONLY = {"annual": 0.0, "season": [0.0, 0.0, 1.0] + [0.0] * 9}
CLAIM = {"filed_after_days": 90, "paid_after_days": 60}
NOTHING = {"cure_per_month": 0.0, "default_per_month": 0.0}


def run(months: int, book: Any, arrears: dict[str, Any], **blocks: Any) -> dict[str, Any]:
    """One path; a claim is filed after three months and paid after two more."""
    scenario = tiny_scenario(months, **{"claim": CLAIM} | blocks, arrears=NOTHING | arrears)
    return simulate_paths(scenario, book, 1, 1)[0]


def months_with(values: Any) -> list[int]:
    """Months in which something is not zero."""
    return [int(month) for month in np.flatnonzero(np.asarray(values) > 1e-12)]


@pytest.mark.parametrize(
    ("u", "outcome"),
    [
        (0.19, DEFAULTS_NOW),
        (0.21, IS_CURED),
        (0.43, IS_CURED),
        (0.45, DEFAULTS_NOW),
        (0.83, DEFAULTS_NOW),
        (0.85, STAYS),
    ],
)
def test_one_draw_decides_maturity_first_then_cure_then_default(u: float, outcome: int) -> None:
    """20 % default at maturity; of the other 80 % cure takes 30 % (to 0.44) and default 50 % (to 0.84)."""
    assert arrears_roll(u, 0.2, 0.3, 0.5) == outcome


def test_a_loan_that_stays_overdue_defaults_when_its_claim_falls_due() -> None:
    out = run(20, tiny_book(term=36), {}, stress=crash(2))
    assert (out["defaults"], out["arrears_cures"], out["claims"]) == (1, 0, 1000.0)
    assert months_with(out["overdue_ratio"]) == list(range(2, 17))
    assert months_with(out["npl_ratio"]) == list(range(5, 17))
    assert months_with(out["claims_paid"]) == [7]


def test_npl_over_all_month_ends_by_hand() -> None:
    """The one loan of 1,000 is on the book for 17 month ends, non-performing at 12 of them; then nothing is left."""
    out = run(20, tiny_book(term=36), {}, stress=crash(2))
    assert (out["outstanding"] > 0.0).tolist() == [True] * 17 + [False] * 3
    assert out["npl_ratio_average"] == pytest.approx(12 / 17)
    assert (out["npl_ratio_highest"], out["overdue_ratio_highest"]) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("terms", "npl_from"),
    [
        ({"default_per_month": 1.0}, 5),
        ({"default_per_month": 1.0, "claim_waits_from": "default"}, 5),
        ({"default_per_month": 1.0, "first_roll": "next_month"}, 5),
        ({"default_per_month": 1.0, "first_roll": "next_month", "claim_waits_from": "default"}, 6),
        ({"claim_waits_from": "default"}, 8),
    ],
)
def test_claims_wait_from_distress_or_from_default(terms: dict[str, Any], npl_from: int) -> None:
    out = run(12, tiny_book(term=36), terms, stress=crash(2))
    assert months_with(out["overdue_ratio"]) == list(range(2, 12))
    assert months_with(out["npl_ratio"]) == list(range(npl_from, 12))
    assert months_with(out["claims_paid"]) == [npl_from + 2]


def test_a_cured_loan_never_counts_as_overdue_in_that_month_and_performs_from_the_next() -> None:
    out = run(9, tiny_book(term=6, schedule="equal_principal"), {"cure_per_month": 1.0}, stress=crash(2))
    assert (out["arrears_cures"], out["cures"], out["defaults"]) == (1, 0, 0)
    assert not months_with(out["overdue_ratio"])
    assert out["outstanding"] == pytest.approx([5000 / 6, 4000 / 6, 4000 / 6, 3000 / 6, 2000 / 6, 1000 / 6, 0, 0, 0])


def test_arrears_that_first_roll_in_the_next_month_are_overdue_for_one_month_end() -> None:
    terms = {"cure_per_month": 1.0, "first_roll": "next_month"}
    out = run(10, tiny_book(term=6, schedule="equal_principal"), terms, stress=crash(2))
    assert months_with(out["overdue_ratio"]) == [2]
    assert months_with(out["outstanding"]) == list(range(7))  # two dues missed and shifted
    caught_up = run(
        10, tiny_book(term=6, schedule="equal_principal"), terms, stress=crash(2), missed_dues="catch_up"
    )  # fmt: skip
    assert caught_up["outstanding"][2:7] == pytest.approx([4000 / 6, 4000 / 6, 1000 / 6, 0, 0])


@pytest.mark.parametrize(("chance", "npl_from"), [(1.0, 7), (0.0, 8)])
def test_a_missed_maturity_is_a_default(chance: float, npl_from: int) -> None:
    """Distress in month 2, last due in month 4: default there, or at claim age in month 5; claims wait from then."""
    terms = {"default_at_maturity": chance, "claim_waits_from": "default"}
    out = run(20, tiny_book(term=5), terms, stress=crash(2))
    assert months_with(out["npl_ratio"])[0] == npl_from
    assert out["claims"] == 1000.0


def test_a_loan_past_its_maturity_is_cured_with_its_last_due_to_come() -> None:
    terms = {"default_at_maturity": 0.0, "cure_per_month": 1.0, "first_roll": "next_month"}
    out = run(8, tiny_book(term=3), terms, stress=crash(2))
    assert (out["arrears_cures"], months_with(out["outstanding"])) == (1, [0, 1, 2, 3])


def test_wilful_loans_roll_but_are_not_extended() -> None:
    blocks = {
        "default_probability": MARCH_ONLY, "wilful_default": {"share": 1.0},
        "extension": {"granted": 1.0, "months": 3},
    }  # fmt: skip
    book = tiny_book(pd=CERTAIN, term=36)
    out = run(10, book, {}, **blocks)
    assert (out["extensions"], out["wilful"], out["defaults"]) == (0, 1, 1)
    assert months_with(out["npl_ratio"])[0] == 5
    cured = run(10, book, {"cure_per_month": 1.0}, **blocks)
    assert (cured["arrears_cures"], cured["wilful"], cured["defaults"]) == (1, 0, 0)


def test_interest_is_claimed_from_the_last_due_paid_to_the_filing() -> None:
    """Distress in month 2, paid to the end of month 1; filed in month 5, or three months after default, in month 8."""
    claim = CLAIM | {"covers": "principal_and_interest", "interest_days": 3000}
    book = tiny_book(term=36, rate=0.12)
    assert run(12, book, {}, stress=crash(2), claim=claim)["claims"] == pytest.approx(1000.0 * 1.04)
    late = run(12, book, {"claim_waits_from": "default"}, stress=crash(2), claim=claim)
    assert late["claims"] == pytest.approx(1000.0 * 1.07)


def test_loans_in_arrears_at_the_horizon_roll_on_while_settling() -> None:
    settled = run(4, tiny_book(term=36), {}, stress=crash(2), horizon={"settle": True})
    assert (settled["defaults"], settled["claims"]) == (1, 1000.0)
    open_ = run(4, tiny_book(term=36), {}, stress=crash(2))
    assert (open_["defaults"], open_["claims"], open_["claims_open"]) == (0, 0.0, 0.0)


def test_premiums_on_balances_count_loans_in_arrears() -> None:
    layer = {"name": "insurer", "kind": "insurance", "pays": 0.5, "price": {"rate": 0.12, "on": "monthly_balance"}}
    out = run(8, tiny_book(term=36), {}, stress=crash(2), layers=[layer])
    assert out["premium"][0] == pytest.approx(0.01 * 1000.0 * 6)  # months 0-5; non-performing from the end of month 5


# ---------------------------------------------------------------- rules that hold on every path


def loans_of_everything(settle: bool, **changes: Any) -> Arrays:
    """Results of a scenario with most rules at once, and some blocks changed."""
    scenario, book = everything(settle)
    data = scenario.model_dump(mode="python", by_alias=True) | changes
    return variables(type(scenario).model_validate(data), book, 5)


def test_arrears_in_which_all_default_at_once_change_nothing() -> None:
    plain = loans_of_everything(False)
    rolled = loans_of_everything(False, arrears={"cure_per_month": 0.0, "default_per_month": 1.0})
    assert all(np.array_equal(plain[name], rolled[name]) for name in plain)


@given(
    cure=st.floats(0.0, 0.5), default=st.floats(0.0, 0.5), at_maturity=st.floats(0.0, 1.0),
    first=st.sampled_from(["distress_month", "next_month"]), waits=st.sampled_from(["distress", "default"]),
    places=st.none() | st.integers(0, 4), exits=st.floats(0.0, 0.4),
)  # fmt: skip
def test_every_distress_ends_in_one_way(
    cure: float, default: float, at_maturity: float, first: str, waits: str, places: int | None, exits: float
) -> None:
    found = loans_of_everything(
        True,
        arrears={
            "cure_per_month": cure, "default_per_month": default, "default_at_maturity": at_maturity,
            "first_roll": first, "claim_waits_from": waits,
        },
        extension={
            "granted": 0.5, "months": 4, "at_most": 3, "default_at_end": 0.4, "at_most_at_once": places,
            "cure_per_month": exits, "default_per_month": 0.5 * exits,
        },
    )  # fmt: skip
    ended_well = found["cures"] + found["arrears_cures"] + found["extensions"] - found["extension_failures"]
    assert np.array_equal(found["distress"], ended_well + found["defaults"])
