"""Everything the twin remembers while it walks one path: plain dataclasses, no methods."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.reference.twin_clock import Clock

from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme.layers import Layer
from fundsim.programme.scenario import Scenario

BANK = -1  # index of the bank in the lists by layer: it is always last
HALF_A_FEN = 0.005
NEARLY = 1e-10  # of a threshold: a ratio no further above it is on it
LINES = ("appropriation", "provision", "premium", "top_up", "interest", "payments", "recoveries", "returned")


@dataclass(frozen=True)
class Place:
    """Where a loan belongs: indices into the name lists of the loan book."""

    village: int
    township: int
    county: int
    product: int
    industry: int


@dataclass(eq=False)
class Loan:
    """One loan from disbursement (or renewal) to repayment or default.

    ``made`` is the month of disbursement, or of the last renewal; ``origin`` is the month its schedule counts
    from, which missed dues may shift. ``interest_paid_to`` is the month at whose end interest arrears were
    settled when the loan last resumed. ``extensions`` counts since the last renewal, ``extension_draws`` all
    decisions on an extension, granted or not. ``pd`` is that of the rules under which the loan was made.
    """

    slot: int
    generation: int
    place: Place
    principal: float  # limit of a credit line
    pd: float
    term: int
    rate: float
    schedule: int
    interest_every: int
    instalment_every: int
    subsidy: float
    opening: bool
    cohort: int
    disbursed: int
    made: int
    origin: int
    performs_from: int
    balance: float
    status: str = "performing"  # performing, arrears, forborne, defaulted, repaid
    spell: int = 0
    budget: float = 0.0
    spent: float = 0.0
    interest_paid_to: int = -(10**6)
    distress_month: int = -(10**6)
    wilful: bool = False
    extended_in: int = -2
    extension_ends: int | None = None  # month of the end rule; None without a fixed length
    forborne_until: int = -2  # last month end at which the loan counts as forborne
    extensions: int = 0
    extension_draws: int = 0
    renewals: int = 0


@dataclass(eq=False)
class Claim:
    """What a default costs, from filing to settlement and recovery. Lists run by layer, the bank last."""

    loan: Loan
    default_month: int
    filed_month: int
    settlement_month: int
    wilful: bool
    exposure: float
    recovered_share: float
    before_recovery: float  # exposure and interest, before the net method takes the recovery off
    amount: float
    court_cost: float  # share of what is recovered
    recoveries: list[tuple[int, float]]  # month, amount before court cost
    last_npl_month: int
    settled: bool = False
    paid: list[float] = field(default_factory=list)  # at settlement, what a layer queued included
    queued: list[float] = field(default_factory=list)  # still owed
    first_queue: int | None = None  # layer
    repaid: list[float] = field(default_factory=list)  # recoveries received


@dataclass(eq=False)
class Account:
    """Own money of one layer in one area. ``month`` holds this month's lines."""

    layer: int
    area: int
    weight: float
    initial: float
    balance: float
    contributions: dict[str, float]
    accrued: float = 0.0
    top_ups_due: list[tuple[int, float]] = field(default_factory=list)
    month: dict[str, float] = field(default_factory=dict)
    year_opening: float = 0.0
    year_inflows: float = 0.0
    year_payments: float = 0.0


@dataclass(eq=False)
class Slot:
    """A loan, and the loans that replace it."""

    loan: Loan | None = None
    next_generation: int = 0
    vacant_from: int | None = None  # earliest month of the refill
    refused: bool = False


@dataclass(eq=False)
class World:
    """One path of one scenario."""

    scenario: Scenario
    book: LoanBook
    clock: Clock
    seed: int
    path: int
    layers: tuple[Layer, ...]
    fund: int | None  # index of the reported fund
    discount: float
    slots: list[Slot] = field(default_factory=list)
    loans: list[Loan] = field(default_factory=list)  # performing, in arrears or forborne
    claims: list[Claim] = field(default_factory=list)
    accounts: dict[tuple[int, int], Account] = field(default_factory=dict)
    # draws and factors
    factors: dict[tuple[int, int, int], float] = field(default_factory=dict)
    shock_hits: dict[tuple[int, int], int] = field(default_factory=dict)  # (shock, township): last event
    shock_now: dict[tuple[int, int], int] = field(default_factory=dict)  # (shock, township): events
    shock_last_season: dict[int, bool] = field(default_factory=dict)
    regime_states: dict[tuple[int, int, int], str] = field(default_factory=dict)  # (regime, unit, step)
    intensities: dict[tuple[float, int, int, int], float] = field(default_factory=dict)
    # this month
    lent: list[tuple[Loan, float]] = field(default_factory=list)  # new loans and further draws, with amounts
    renewed: list[Loan] = field(default_factory=list)
    # terms that remember; keys start with the index of the layer
    asked: dict[tuple[int, int, int], float] = field(default_factory=lambda: defaultdict(float))
    allowed: dict[tuple[int, int, int], float] = field(default_factory=lambda: defaultdict(float))
    premium_by_area: dict[tuple[int, int, int], float] = field(default_factory=lambda: defaultdict(float))
    lending_by_area: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))
    outstanding_by_area: dict[tuple[int, int, int], float] = field(default_factory=lambda: defaultdict(float))
    paid_in: dict[tuple[int, int, int], float] = field(default_factory=lambda: defaultdict(float))
    premium_in: dict[tuple[int, int, int], float] = field(default_factory=lambda: defaultdict(float))
    limit_years: set[tuple[int, int, int]] = field(default_factory=set)
    # month ends
    ratios: dict[tuple[str, int], dict[str, float]] = field(default_factory=dict)  # (level, area)
    suspended: dict[tuple[int, int], bool] = field(default_factory=dict)  # (layer, county)
    breaker_on: dict[tuple[str, int], bool] = field(default_factory=dict)  # (breaker, area)
    breaker_metric: dict[tuple[str, int], float] = field(default_factory=dict)
    failed_villages: set[int] = field(default_factory=set)
    emptied: bool = False  # the reported fund, once the claims of the month were paid
    absorbed: bool = False
    out: dict[str, Any] = field(default_factory=dict)
