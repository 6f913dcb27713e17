"""Small scenarios of the portfolio tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fundsim.portfolio import build_loan_book
from fundsim.portfolio.balances import share_owed
from fundsim.portfolio.loan_book import Floats, LoanBook
from fundsim.programme.scenario import Scenario

TWO_TOWNS = {"A": {"loans": 40, "outstanding": 1.2e6}, "B": {"loans": 60, "outstanding": 1.6e6}}
CORRELATED = {"county": 0.08, "township": 0.1}
STEADY: dict[str, Any] = {
    "months": 120, "townships": TWO_TOWNS, "size": {"law": "uniform", "smallest": 10_000.0, "largest": 50_000.0},
    "product": {"term_months": 36, "interest_rate": 0.05}, "repayment": {"bullet": 0.6, "equal_principal": 0.4},
    "correlation": CORRELATED, "default_probability": {"annual": 0.05, "odds_by_grade": {"AA": 0.5}},
    "lending": {"mode": "steady"}, "monitoring": {"detects": 0.5, "cures_detected": 0.4},
    "wilful_default": {"share": 0.2}, "extension": {"granted": 0.5, "months": 6, "at_most": 2, "default_at_end": 0.4},
    "claim": {"covers": "principal_and_interest"},
    "recovery": {"hardship": {"share": 0.25, "by_year": [0.5, 0.5]}, "wilful": {"share": 0.2, "after_months": 9}},
    "layers": [
        {"name": "insurance", "kind": "insurance", "pays": 0.5, "deductible": 5000.0, "limit": 20_000.0,
         "price": {"rate": 0.02, "on": "monthly_balance"}},
        {"name": "fund", "kind": "fund", "pays": 0.6, "of": "remaining", "account": {"initial": 1e9}},
    ],
}  # fmt: skip


def synthetic_scenario(*, months: int = 24, **changes: Any) -> Scenario:
    """Two townships, one product; ``changes`` replace keys of ``loans``, or other blocks of the scenario."""
    loans = {
        "source": "synthetic",
        "townships": {"East": {"loans": 30}, "West": {"loans": 7}},
        "size": {"law": "uniform", "smallest": 10_000.0, "largest": 50_000.0},
        "product": {"term_months": 12, "interest_rate": 0.04},
        "industries": {"crop": 0.6, "pig": 0.4},
        "grades": {"AA": 0.3, "A": 0.5, "B": 0.2},
        "villages_per_township": 3,
    }
    return Scenario.model_validate(
        {
            "name": "small",
            "horizon": {"months": months, "first_month": "2024-01"},
            "loans": {**loans, **{key: value for key, value in changes.items() if key in TERMS}},
            "default_probability": {"annual": 0.03},
            **{key: value for key, value in changes.items() if key not in TERMS},
        }
    )


TERMS = {
    "townships", "size", "product", "products", "industries", "grades", "villages_per_township", "add_on_cap",
    "repayment", "opening_ages", "scale", "maturities",
}  # fmt: skip


def tape_scenario(file: Path | str, columns: dict[str, str], *, months: int = 24, **changes: Any) -> Scenario:
    """Scenario on a tape; ``loans`` in ``changes`` adds keys to that block, others replace whole blocks."""
    loans = {"source": "tape", "file": str(file), "columns": columns, **changes.pop("loans", {})}
    return Scenario.model_validate(
        {
            "name": "tape",
            "horizon": {"months": months, "first_month": "2024-01"},
            "loans": loans,
            "default_probability": {"annual": 0.03},
            **changes,
        }
    )


def write_tape(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a tape, its lines without the indentation of the test."""
    file = folder / "tape.csv"
    file.write_bytes("\n".join(line.strip() for line in text.strip().splitlines()).encode(encoding))
    return file


def book_of(scenario: Scenario, seed: int = 1) -> LoanBook:
    """Loan book of a scenario."""
    return build_loan_book(scenario, seed=seed)


def opening_balances(book: LoanBook) -> Floats:
    """Balances in month 0 of the opening stock, 0 for new lending."""
    age = -book.made_in * ~book.new_lending
    owed = share_owed(book.schedule, book.term, book.instalment_every, book.rate, age)
    return book.first_principal * owed * ~book.new_lending
