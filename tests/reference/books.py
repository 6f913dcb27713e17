"""Small loan books and scenarios, written down directly, for the twin and for the engine against it."""

from __future__ import annotations

from typing import Any

import numpy as np

from fundsim.portfolio.loan_book import SCHEDULES, LoanBook, RepaymentCalendar
from fundsim.programme.scenario import Scenario


def tiny_book(
    loans: int = 1,
    *,
    principal: Any = 1000.0,
    pd: Any = 0.0,
    made_in: Any = 0,
    new_lending: Any = False,
    term: Any = 12,
    rate: Any = 0.0,
    schedule: Any = "bullet",
    interest_every: Any = 1,
    instalment_every: Any = 1,
    subsidy: Any = 0.0,
    product: Any = 0,
    industry: Any = 0,
    village: Any = 0,
    lgd: Any = np.nan,
    guaranteed_share: Any = np.nan,
    villages: tuple[tuple[str, int], ...] = (("A/1", 0),),
    townships: tuple[tuple[str, int], ...] = (("A", 0),),
    counties: tuple[str, ...] = ("county",),
    products: tuple[str, ...] = ("loan",),
    industries: tuple[str, ...] = ("all",),
    epoch_starts: tuple[int, ...] = (),
    first_month: int = 1,
    calendars: tuple[RepaymentCalendar, ...] = (RepaymentCalendar(),),
    credit_villages: tuple[int, ...] = (),
    cover: Any = None,
    overdue: Any = 0,
) -> LoanBook:
    """Book of a few loans; every column is one value for all loans or a list with one each.

    ``principal`` and ``pd`` may have several columns, one per generation; with several epochs of admission rules
    ``pd`` has them as its first axis. ``cover`` has the axes slot, generation and shock. ``overdue`` is in
    months. ``villages`` and
    ``townships`` are pairs of a name and the index of the township or county above.
    """

    def integers(value: Any) -> Any:
        return np.broadcast_to(np.asarray(value, dtype=np.int64), (loans,)).copy()

    def floats(value: Any) -> Any:
        return np.broadcast_to(np.asarray(value, dtype=np.float64), (loans,)).copy()

    def by_generation(value: Any) -> Any:
        array = np.asarray(value, dtype=np.float64)
        array = array.reshape(-1, 1) if array.ndim < 2 else array
        return np.broadcast_to(array, (loans, array.shape[1])).copy()

    def by_epoch(value: Any) -> Any:
        array = np.asarray(value, dtype=np.float64)
        return array if array.ndim == 3 else by_generation(value)[None]

    principals, pds = by_generation(principal), by_epoch(pd)
    generations = max(principals.shape[1], pds.shape[2])
    principals = np.broadcast_to(principals, (loans, generations))
    pds = np.broadcast_to(pds, (len(epoch_starts) + 1, loans, generations))
    names = [schedule] * loans if isinstance(schedule, str) else list(schedule)
    village_township = np.array([above for _, above in villages], dtype=np.int64)
    village_of = integers(village)
    return LoanBook(
        principal=principals.copy(), first_principal=principals[:, 0].copy(),
        pd_annual=pds.copy(), grade=np.zeros(pds.shape, dtype=np.int64),
        made_in=integers(made_in),
        new_lending=np.broadcast_to(np.asarray(new_lending, dtype=np.bool_), (loans,)).copy(),
        months_overdue=integers(overdue),
        term=integers(term), rate=floats(rate), schedule=integers([SCHEDULES.index(name) for name in names]),
        interest_every=integers(interest_every), instalment_every=integers(instalment_every),
        subsidy=floats(subsidy), product=integers(product), industry=integers(industry),
        township=village_township[village_of], village=village_of, lgd=floats(lgd),
        guaranteed_share=floats(guaranteed_share), village_township=village_township,
        township_county=np.array([above for _, above in townships], dtype=np.int64), products=products,
        industries=industries, grades=("all",), townships=tuple(name for name, _ in townships),
        villages=tuple(name for name, _ in villages), counties=counties,
        epoch_starts=np.array(epoch_starts, dtype=np.int64), first_month=first_month, calendars=calendars,
        credit_villages=np.array(credit_villages, dtype=np.int64),
        cover=None if cover is None else np.asarray(cover, dtype=np.bool_),
    )  # fmt: skip


LOANS = {
    "source": "synthetic",
    "townships": {"A": {"loans": 1}},
    "size": {"law": "fixed", "amount": 1000.0},
    "product": {"term_months": 12},
}


def tiny_scenario(months: int, **blocks: Any) -> Scenario:
    """Scenario over some months; `blocks` replace or add top-level keys. The `loans` block is never used.

    Claims are settled in the month of default unless said otherwise; every loan in a book has its own PD.
    """
    tree: dict[str, Any] = {
        "name": "tiny",
        "horizon": {"months": months, "first_month": "2024-01"},
        "loans": LOANS,
        "default_probability": {"annual": 0.0},
        "claim": {"filed_after_days": 0, "paid_after_days": 0},
    }
    horizon = tree["horizon"] | blocks.pop("horizon", {})
    return Scenario.model_validate(tree | blocks | {"horizon": horizon})


def crash(*months: int, **effect: Any) -> dict[str, Any]:
    """Stress block: every loan that performs in these months falls into distress (hardship)."""
    terms = {"immediate_default_probability": 1.0 - 1e-15, "lasts_months": 1} | effect
    return {f"crash_{month}": {"month": month, **terms} for month in months}


def crash_each(months: list[int], industries: tuple[str, ...], **effect: Any) -> dict[str, Any]:
    """Stress block: the loans of each industry fall into distress in its month."""
    return {
        f"crash_{name}": crash(month, industries=[name], **effect)[f"crash_{month}"]
        for month, name in zip(months, industries, strict=True)
    }


def fund(initial: float = 0.0, *, pays: Any = 1.0, name: str = "fund", **terms: Any) -> dict[str, Any]:
    """Layer of kind fund; account terms and layer terms are told apart by their names."""
    account_keys = {
        "level", "share_of_loans", "leverage", "initial_paid_by", "inflows", "provision", "yield", "interest",
        "recoveries", "top_up", "ceiling", "ceiling_share_of_initial",
    }  # fmt: skip
    account = {key: value for key, value in terms.items() if key in account_keys}
    if "leverage" not in account and "share_of_loans" not in account:
        account["initial"] = initial
    layer = {key: value for key, value in terms.items() if key not in account_keys}
    return {"name": name, "kind": "fund", "pays": pays, "account": account} | layer


def everything(settle: bool, loans: int = 30) -> tuple[Scenario, LoanBook]:
    """Most rules at once: shocks, t copula, extensions, three layers, queue, breakers, steady lending."""
    book = tiny_book(
        loans,
        principal=[[1000.0 + 100 * i, 2000.0] for i in range(loans)],
        pd=0.3,
        rate=0.06,
        subsidy=0.5,
        made_in=[-(i % 12) for i in range(loans)],
        term=[12 + i % 24 for i in range(loans)],
        schedule=[("bullet", "equal_principal", "annuity")[i % 3] for i in range(loans)],
        instalment_every=[(1, 3)[i % 2] for i in range(loans)],
        industry=[i % 2 for i in range(loans)],
        industries=("crop", "pig"),
        village=[i // 2 % 2 for i in range(loans)],
        villages=(("A/1", 0), ("B/1", 1)),
        townships=(("A", 0), ("B", 0)),
    )
    scenario = tiny_scenario(
        40,
        horizon={"settle": settle, "first_month": "2023-11"},
        lending={"mode": "steady"},
        correlation={
            "county": 0.1, "township": 0.05, "village": 0.1, "copula": "t", "degrees_of_freedom": 5.0,
        },
        shocks={
            "drought": {
                "probability_per_year": 0.4, "months": [4, 5], "industries": ["crop"],
                "hazard_multiplier": 4.0,
                "lasts_months": 6, "decay": 0.8, "townships_hit": 0.5, "lgd_addition": 0.1,
            },
            "flood": {
                "rate": 1.0, "sets": [{"townships": ["A"], "probability": 0.5}],
                "immediate_default_probability": 0.2,
            },
        },
        monitoring={"detects": 0.3, "cures_detected": 0.5, "cost_per_inspection": 10.0},
        wilful_default={"share": 0.2},
        extension={"granted": 0.5, "months": 4, "at_most": 2, "default_at_end": 0.4},
        renewal={"probability": 0.5},
        claim={"filed_after_days": 60, "paid_after_days": 30, "covers": "principal_and_interest"},
        recovery={
            "hardship": {"beta": {"mean": 0.3, "standard_deviation": 0.2}, "by_year": [0.6, 0.4]},
            "wilful": {"share": 0.4, "court_cost": 0.1, "after_months": 6},
            "systematic_loading": 0.1,
        },
        layers=[
            {
                "name": "insurer", "kind": "insurance", "pays": 0.3,
                "price": {"rate": 0.02, "paid_by": {"government": 0.5, "bank": 0.5}},
                "aggregate_limit": 1.5, "aggregate_in": "premium",
                "suspend_when": {"watch": "npl_ratio", "above": 0.3, "resume_below": 0.2},
            },
            fund(
                pays=0.4, leverage=12.0, level="township", unpaid="queue", recoveries=0.8,
                ceiling_share_of_initial=1.2, interest="yearly", provision={"rate": 0.01},
                top_up={"share_of_gap": 0.5, "paid_after_months": 2}, **{"yield": 0.02},
            ),
            {"name": "county", "kind": "budget", "pays": 0.5, "of": "remaining"},
        ],
        breakers={
            "npl": {"watch": "npl_ratio", "at": "township", "stop_above": 0.25, "resume_below": 0.15},
            "usage": {"watch": "fund_usage", "stop_above": 0.8},
        },
    )  # fmt: skip
    return scenario, book
