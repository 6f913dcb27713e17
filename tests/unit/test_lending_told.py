"""What show and trace say of credit lines, seasonal loans, admission, credit villages and limits on lending."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.kernel_runs import variables
from tests.unit.portfolio_scenarios import book_of, synthetic_scenario
from tests.unit.test_credit_lines import BAD, DRAWN, STOPPED, crash, scenario_of
from tests.unit.test_seasonal_loans import LOANS, SEASONAL

from fundsim.portfolio import build_loan_book
from fundsim.programme import Scenario
from fundsim.show import implied_figures, scenario_text
from fundsim.simulation import simulate
from fundsim.trace.events import steps_of
from fundsim.trace.following import follow_path
from fundsim.trace.lives import loan_months


def told(scenario: Scenario) -> str:
    """The scenario read back, on one line."""
    return " ".join(scenario_text(scenario, build_loan_book(scenario, seed=1)).split())


def test_admission_is_read_back_by_true_grades() -> None:
    terms = {
        "minimum_grade": "A", "rating_error": 0.2, "rated_too_high": 0.25, "misuse": 0.1, "misuse_odds": 3.0,
        "changes": {"supervised": {"from_month": "2024-07", "misuse": 0.05}},
    }  # fmt: skip
    text = told(synthetic_scenario(admission=terms, credit_villages={"share": 1.0 / 3.0, "odds": 0.5}))
    # Of AA everybody, of A those not rated B (0.5 × 0.85), of B those rated A (0.2 × 0.05).
    assert "the true grades of those admitted are AA 40.8 %, A 57.8 %, B 1.36 %" in text
    assert "10 % of loans are misused, which multiplies their odds of distress by 3" in text
    assert "For loans made from July 2024 on: Applicants below grade A get no loan." in text
    assert "Credit villages: 2 of 6 villages" in text


def test_lines_limits_and_walls_are_read_back() -> None:
    text = told(
        scenario_of(
            {"run_down_months": 4, "credit_conversion_factor": 0.5},
            lending={"mode": "steady", "max_new_lending": 5000.0}, loans={"opening_ages": "spread"},
        )
    )  # fmt: skip
    assert "Of the limit of a credit line is drawn: January 20 %, February 20 %, March 50 %" in text
    assert "run down in equal steps over the last 4 months; 50 % of what is undrawn is drawn before a default" in text
    assert "At most 5,000 CNY is lent a month" in text
    seasonal = told(scenario_of(SEASONAL, **LOANS))
    assert "Seasonal instalments of equal size fall due at the end of June and November" in seasonal
    walls = told(synthetic_scenario(maturities={"2024": 0.75}, horizon={"first_month": "2024-07", "months": 24}))
    assert "Of the opening loans mature 75 % in 2024, the rest evenly" in walls


def test_a_plan_of_credit_lines_approves_limits_and_lends_what_is_drawn() -> None:
    """12,000 of limits a month for 12 months; those of January draw 20 %, those of March 50 %, and so on."""
    plan = {"mode": "plan", "amount_per_month": 12_000.0}
    text = told(scenario_of(lending=plan, horizon={"first_month": "2024-01", "months": 12}))
    drawn = sum(DRAWN) / 12
    assert "limits of 12,000 CNY a month are approved, of which " in text
    assert f"{12_000 * drawn:,.0f} CNY ({100 * drawn:.3g} %) is drawn at first" in text
    assert "limits of credit lines" not in told(synthetic_scenario(lending=plan))


@pytest.mark.parametrize(
    ("repayment", "dues"),
    [
        ({"bullet": 1.0}, "with interest every 3 months."),
        ({"credit_line": 1.0}, "with interest every month."),
        ({"annuity": 1.0}, "with instalments every 6 months."),
        ({"bullet": 0.5, "equal_principal": 0.5}, "with interest every 3 months or instalments every 6 months."),
    ],
)
def test_only_dues_that_loans_have_are_told(repayment: dict[str, float], dues: str) -> None:
    product: dict[str, Any] = {"term_months": 12, "interest_rate": 0.04, "instalment_every_months": 6}
    product |= {"interest_every_months": 3} if "bullet" in repayment else {}
    assert f"A loan runs 12 months at 4 % a year, {dues}" in told(
        synthetic_scenario(product=product, repayment=repayment)
    )


def test_what_the_bank_bears_and_what_that_does_to_the_odds_is_told() -> None:
    terms = {"annual": 0.2, "bank_share": {"reference": 0.5, "elasticity": 1.0}}
    layers = [{"name": "pool", "kind": "budget", "covers": {"townships": ["East"]}}]
    text = told(synthetic_scenario(default_probability=terms, layers=layers))
    # exp(1 − b/0.5) for b = 1 and b = 0
    assert "a bank that bears 50 % of a claim" in text
    assert "Here it bears 0 % to 100 % while losses are low, which multiplies the odds by 0.368 to 2.72." in text


def test_implied_stock_of_credit_lines_is_that_of_the_simulation() -> None:
    """Lines made in every month owe the mean of what the calendar says."""
    scenario = scenario_of(
        lending={"mode": "steady"}, loans={"townships": {"A": {"loans": 1200}}, "opening_ages": "spread"}
    )
    book = build_loan_book(scenario, seed=1)
    found = variables(scenario, book, 1)["outstanding"][0, :12].mean()
    assert implied_figures(scenario, book).stocks.outstanding == pytest.approx(found, rel=0.01)


def test_the_months_of_a_frozen_line_are_those_of_the_engine() -> None:
    scenario = scenario_of(**STOPPED, **BAD, lending={"freeze_lines": True})
    followed = follow_path(scenario, 0)
    total = [0.0] * 14
    for loan in range(4):
        claims = followed.claims[followed.claims["loan"] == loan].to_dict("records")
        rows = loan_months(followed.runner, loan, 0, steps_of(followed.events, loan, 0), claims[0] if claims else None)
        for row in rows:
            total[row.month] += row.owed
    assert total == pytest.approx(followed.books["outstanding"].to_list())


def test_the_months_of_a_seasonal_loan_show_its_dues() -> None:
    followed = follow_path(scenario_of(SEASONAL, **LOANS), 0)
    rows = loan_months(followed.runner, 0, 0, steps_of(followed.events, 0, 0))
    paid = {row.month: row.principal_paid for row in rows if row.principal_paid}
    assert paid == pytest.approx({5: 1000 / 3, 10: 1000 / 3, 11: 1000 / 3})
    assert sum(row.interest_paid for row in rows) == pytest.approx(10 * (6 + 5 * 2 / 3 + 1 / 3))


def test_a_default_of_a_line_shows_the_converted_limit() -> None:
    followed = follow_path(scenario_of({"credit_conversion_factor": 0.5}, stress=crash(4)), 0)
    rows = loan_months(followed.runner, 0, 0, steps_of(followed.events, 0, 0), followed.claims.to_dict("records")[0])
    assert [row.owed for row in rows[:5]] == pytest.approx(
        [1000 * min(DRAWN[k], DRAWN[k + 1]) for k in range(4)] + [900]
    )


def test_a_redrawn_path_is_traced_on_its_own_portfolio() -> None:
    scenario = synthetic_scenario(default_probability={"annual": 0.3}, townships={"East": {"loans": 20}})
    loans = scenario.loans.model_copy(update={"redraw_portfolio": True})
    scenario = scenario.model_copy(update={"loans": loans})
    results = simulate(scenario, n_paths=3, seed=1, threads=1)
    for path in range(3):
        assert follow_path(scenario, path).books["claims"].sum() == pytest.approx(float(results.claims[path]))
    assert len({float(value) for value in results.claims}) == 3
    shared = book_of(scenario.model_copy(update={"loans": loans.model_copy(update={"redraw_portfolio": False})}))
    assert float(results.attrs["opening_outstanding"]) != pytest.approx(shared.principal[:, 0].sum(), rel=1e-6)
