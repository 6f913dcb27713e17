"""Made-up portfolios: counts, shares, totals, ages, generations."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.portfolio_scenarios import book_of, opening_balances, synthetic_scenario

import fundsim as fs
from fundsim.errors import ScenarioError
from fundsim.portfolio import quality_report
from fundsim.portfolio.loan_book import SCHEDULES

MOSTLY_AT_CAP = {
    "law": "mostly_at_cap",
    "cap": 50_000.0,
    "share_at_cap": 0.6,
    "smallest": 10_000.0,
    "rescale_to": "outstanding",
}


def test_a_portfolio_of_one_sort_by_hand() -> None:
    book = book_of(
        synthetic_scenario(
            townships={"East": {"loans": 3, "county": "Upper"}, "West": {"loans": 1, "villages": 1}},
            size={"law": "fixed", "amount": 20_000.0},
            product={
                "term_months": 24,
                "interest_rate": 0.04,
                "interest_subsidy": 0.5,
                "instalment_every_months": 6,
            },
            repayment={"annuity": 1.0},
            industries={"crop": 1.0},
            grades={"A": 1.0},
            opening_ages="new",
            default_probability={"annual": 0.5, "odds_by_village": {"West/1": 3.0}},
        )
    )
    assert book.principal.tolist() == [[20_000.0]] * 4
    assert book.pd_annual.ravel() == pytest.approx([0.5, 0.5, 0.5, 0.75])
    assert book.made_in.tolist() == [0] * 4
    assert not book.new_lending.any()
    assert book.term.tolist() == [24] * 4
    assert book.rate.tolist() == [0.04] * 4
    assert book.subsidy.tolist() == [0.5] * 4
    assert book.interest_every.tolist() == [1] * 4
    assert book.instalment_every.tolist() == [6] * 4
    assert book.schedule.tolist() == [SCHEDULES.index("annuity")] * 4
    assert book.township.tolist() == [0, 0, 0, 1]
    assert sorted(book.village[:3].tolist()) == [0, 1, 2]
    assert book.village[3] == 3
    assert book.villages == ("East/1", "East/2", "East/3", "West/1")
    assert book.village_township.tolist() == [0, 0, 0, 1]
    assert book.townships == ("East", "West")
    assert book.counties == ("Upper", "county")
    assert book.township_county.tolist() == [0, 1]
    assert book.products == ("all",)
    assert np.isnan(book.lgd).all()
    assert np.isnan(book.guaranteed_share).all()
    assert book.quality == ()


def test_shares_within_each_township() -> None:
    book = book_of(
        synthetic_scenario(
            townships={"East": {"loans": 20}, "West": {"loans": 10}},
            product=None,
            products={
                "short": {"share": 0.3, "term_months": 6},
                "long": {"share": 0.7, "term_months": 36, "interest_rate": 0.05},
            },
            repayment={"annuity": 0.1, "bullet": 0.9},
            villages_per_township=2,
        )
    )
    for township, size in ((0, 20), (1, 10)):
        here = book.township == township
        assert np.bincount(book.industry[here]).tolist() == [0.6 * size, 0.4 * size]
        assert np.bincount(book.product[here]).tolist() == [0.3 * size, 0.7 * size]
        assert np.bincount(book.schedule[here], minlength=3).tolist() == [0.9 * size, 0, 0.1 * size]
        assert np.bincount(book.village[here])[2 * township :].tolist() == [size / 2, size / 2]
    assert set(zip(book.product, book.term, book.rate, strict=True)) == {(0, 6, 0.0), (1, 36, 0.05)}


def test_opening_ages_spread_evenly_over_the_past_term() -> None:
    book = book_of(synthetic_scenario(townships={"East": {"loans": 36}, "West": {"loans": 12}}))
    for township, each in ((0, 3), (1, 1)):
        assert np.bincount(-book.made_in[book.township == township]).tolist() == [each] * 12
    assert np.all((book.made_in <= 0) & (book.made_in + book.term > 0))


def test_grades_below_the_minimum_are_not_admitted() -> None:
    book = book_of(synthetic_scenario(townships={"East": {"loans": 20_000}}, admission={"minimum_grade": "A"}))
    shares = np.bincount(book.grade[0, :, 0], minlength=3) / 20_000
    standard_error = math.sqrt(0.375 * 0.625 / 20_000)
    assert abs(shares[0] - 0.375) < 4.0 * standard_error
    assert shares[2] == 0.0
    assert book.grades == ("AA", "A", "B")


@pytest.mark.parametrize(
    ("minimum", "grades", "message"),
    [
        ("C", {"A": 1.0}, "`C` is not a grade; allowed: A"),
        ("A", {"A": 0.0, "B": 1.0}, "no applicant has grade"),
    ],
)
def test_admission_that_admits_nobody(minimum: str, grades: dict[str, float], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        book_of(synthetic_scenario(grades=grades, admission={"minimum_grade": minimum}))


@pytest.mark.parametrize(
    ("mode", "months", "term", "generations"),
    [
        ("run_off", 24, 12, 1),
        ("steady", 24, 12, 8),
        ("steady", 25, 12, 9),
        ("steady", 3, 36, 3),
        ("steady", 12, 1, 12),
    ],
)
def test_generations(mode: str, months: int, term: int, generations: int) -> None:
    product = {"term_months": term}
    book = book_of(synthetic_scenario(months=months, product=product, lending={"mode": mode}))
    assert book.principal.shape == (37, generations)
    assert book.grade.shape == book.pd_annual.shape == (1, 37, generations)


def test_a_longer_horizon_keeps_the_earlier_generations() -> None:
    short, long = (book_of(synthetic_scenario(months=months, lending={"mode": "steady"})) for months in (24, 60))
    count = short.principal.shape[1]
    assert np.array_equal(short.principal, long.principal[:, :count])
    assert np.array_equal(short.grade, long.grade[..., :count])
    assert not np.array_equal(long.principal[:, 0], long.principal[:, 1])


def test_seeds_give_other_portfolios_and_the_same_seed_the_same() -> None:
    scenario = synthetic_scenario()
    first, again, other = book_of(scenario, 1), book_of(scenario, 1), book_of(scenario, 2)
    assert np.array_equal(first.principal, again.principal)
    assert np.array_equal(first.industry, again.industry)
    assert not np.array_equal(first.principal, other.principal)
    assert not np.array_equal(first.industry, other.industry)


ATTRIBUTES = ("principal", "grade", "made_in", "industry", "product", "schedule", "village", "pd_annual")


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        ({"default_probability": {"annual": 0.2}}, {"pd_annual"}),
        ({"industries": {"crop": 0.3, "pig": 0.7}}, {"industry"}),
        ({"grades": {"AA": 0.1, "A": 0.5, "B": 0.4}}, {"grade"}),
        ({"repayment": {"bullet": 0.5, "annuity": 0.5}}, {"schedule"}),
        ({"villages_per_township": 5}, {"village"}),
        ({"size": {"law": "uniform", "smallest": 5_000.0, "largest": 50_000.0}}, {"principal"}),
        ({"opening_ages": "new"}, {"made_in"}),
    ],
)
def test_one_lever_leaves_unrelated_draws_untouched(change: dict[str, Any], touched: set[str]) -> None:
    before, after = book_of(synthetic_scenario()), book_of(synthetic_scenario(**change))
    changed = {name for name in ATTRIBUTES if not np.array_equal(getattr(before, name), getattr(after, name))}
    assert changed == touched


@settings(max_examples=40, deadline=None)
@given(
    counts=st.lists(st.integers(0, 30), min_size=1, max_size=5).filter(any),
    filled=st.floats(0.05, 0.95),
    bullet=st.floats(0.0, 1.0),
    cap=st.floats(20_000.0, 200_000.0),
    seed=st.integers(0, 2**64 - 1),
)
def test_rescaled_townships_show_their_reported_amounts_to_the_fen(
    counts: list[int], filled: float, bullet: float, cap: float, seed: int
) -> None:
    townships = {
        f"T{index}": {"loans": count, "outstanding": max(1.0, filled * cap * count) if count else None}
        for index, count in enumerate(counts)
    }
    scenario = synthetic_scenario(
        townships=townships,
        size=MOSTLY_AT_CAP,
        add_on_cap=cap,
        repayment={"bullet": bullet, "equal_principal": 1.0 - bullet},
        lending={"mode": "steady"},
    )
    book = book_of(scenario, seed)
    assert np.bincount(book.township, minlength=len(counts)).tolist() == counts
    assert book.principal.max() <= cap
    assert book.principal.min() > 0.0
    balances = np.bincount(book.township, weights=opening_balances(book), minlength=len(counts))
    short = {entry.rule for entry in quality_report(scenario, seed=seed) if "all at the add-on cap" in entry.rule}
    for name, town, balance in zip(townships, townships.values(), balances, strict=True):
        reported = town["outstanding"] or 0.0
        if any(f"loans of {name}," in rule for rule in short):
            assert balance < reported - 0.004
            assert np.all(book.principal[book.township == book.townships.index(name), 0] == pytest.approx(cap))
        else:
            assert abs(balance - reported) < 0.005


def test_later_generations_are_scaled_by_the_same_factor() -> None:
    townships = {"East": {"loans": 50, "outstanding": 4_000_000.0}}
    plain = synthetic_scenario(townships=townships, lending={"mode": "steady"})
    size = {"law": "uniform", "smallest": 10_000.0, "largest": 50_000.0, "rescale_to": "outstanding"}
    rescaled = synthetic_scenario(townships=townships, size=size, lending={"mode": "steady"}, add_on_cap=120_000.0)
    before, after = book_of(plain), book_of(rescaled)
    factor = (after.principal / before.principal)[after.principal < 120_000.0]
    assert factor == pytest.approx(np.full(factor.shape, factor[0]))
    assert factor[0] > 1.5
    report = {entry.rule: entry for entry in quality_report(rescaled, seed=1)}
    assert report["principals above the add-on cap after rescaling"].rows == np.sum(after.principal[:, 0] == 120_000.0)
    assert f"by {factor[0]:.3g} to {factor[0]:.3g}" in after.quality[0]


def test_mean_above_the_cap_is_an_error_that_names_all() -> None:
    townships = {"East": {"loans": 10, "outstanding": 1_500_000.0}}
    with pytest.raises(ScenarioError) as caught:
        book_of(synthetic_scenario(townships=townships, size=MOSTLY_AT_CAP, add_on_cap=100_000.0))
    message = str(caught.value)
    for part in (
        "loans.townships.East",
        "1,500,000.00",
        "10 loans",
        "150,000.00",
        "100,000.00",
        "raise the cap",
    ):
        assert part in message


def test_township_of_nearly_repaid_loans_falls_short_with_a_note() -> None:
    scenario = synthetic_scenario(
        townships={"East": {"loans": 24, "outstanding": 1_900_000.0}},
        size=MOSTLY_AT_CAP,
        add_on_cap=80_000.0,
        repayment={"equal_principal": 1.0},
    )
    book = book_of(scenario)
    balance = 80_000.0 * 2 * sum(range(1, 13)) / 12  # two loans of each age, all at the cap
    assert opening_balances(book).sum() == pytest.approx(balance)
    assert f"leaves the township {1_900_000.0 - balance:,.2f} short" in book.quality[-1]


def test_scale_is_reported() -> None:
    book = book_of(synthetic_scenario(scale=0.5))
    assert len(book.township) == 19
    assert book.quality == ("opening loans after scaling by 0.5: 19",)


def test_no_loan_at_all_is_an_error_and_one_loan_works() -> None:
    with pytest.raises(ScenarioError, match="there is no loan in any township"):
        book_of(synthetic_scenario(townships={"East": {"loans": 0}}, lending={"mode": "steady"}))
    book = book_of(synthetic_scenario(townships={"East": {"loans": 1}}, lending={"mode": "steady"}))
    assert book.principal.shape == (1, 8)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"default_probability": {"annual": 0.1, "from_tape": True}}, "default_probability.from_tape"),
        ({"recovery": {"hardship": {"share": "tape"}}}, "recovery"),
        ({"recovery": {"wilful": {"share": "tape"}}}, "recovery"),
        ({"layers": [{"name": "g", "kind": "guarantee", "pays": "guaranteed_share"}]}, "layers"),
    ],
)
def test_columns_of_a_tape_cannot_be_asked_for(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(ScenarioError, match=f"{key}: asks for a column of a tape"):
        book_of(synthetic_scenario(**changes))


def test_unknown_names_are_errors_with_the_closest_name(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"odds_by_township.Eastt: there is no township `Eastt`.*'East'"):
        book_of(synthetic_scenario(default_probability={"annual": 0.1, "odds_by_township": {"Eastt": 2.0}}))
    file = tmp_path / "towns.csv"
    file.write_text("township,loans\nEast,5\nWest,5\n")
    covers = [f"loans.townships={file}", "layers.county_fund.covers={townships: [Nowhere]}", "loans.add_on_cap="]
    with pytest.raises(ScenarioError, match=r"covers.townships: there is no township `Nowhere`; known: East, West"):
        fs.simulate(fs.load_scenario("luoping", [*covers, "loans.size.rescale_to="]), n_paths=1)
