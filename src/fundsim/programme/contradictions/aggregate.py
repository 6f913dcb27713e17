"""Contradictions of a fund known only by its claims: terms about loans, places or an amount that is not given."""

from __future__ import annotations

from collections.abc import Iterator

from fundsim.errors import Fault
from fundsim.programme.aggregate import AggregateLoans
from fundsim.programme.instrument import Instrument
from fundsim.programme.layers import Layer, TargetRatio
from fundsim.programme.report import Report
from fundsim.programme.scenario import Scenario

SOURCE = ("loans.source",)
NO_LOANS = "is about loans, and with `loans.source: aggregate` there are none"
WITHOUT_LOANS = (
    "name", "description", "currency", "horizon", "loans", "recovery", "layers", "breakers", "levers", "report",
    "sources",
)  # fmt: skip
"""Blocks that say something about a fund without loans; whatever else a scenario has is about loans."""
REPORTED = ("fund", "fund_sizes", "ruin", "ruin_ratio", "after_ruin", "discount_rate")


def aggregate_contradictions(scenario: Scenario) -> Iterator[Fault]:
    """Everything that a fund without loans cannot have."""
    loans = scenario.loans
    if not isinstance(loans, AggregateLoans):
        return
    yield from _blocks_about_loans(scenario)
    yield from _recovery(scenario)
    for layer in scenario.layers:
        yield from _terms_about_loans(layer)
        if loans.outstanding is None:
            yield from _terms_about_outstanding(layer)
    yield from _breakers(scenario)
    if loans.outstanding is None and scenario.report.ruin == "below_ratio":
        yield _needs_outstanding("report.ruin")
    if loans.at == "end" and scenario.horizon.year_starts == "first_month":
        yield from _no_interval(scenario, loans)


def _no_interval(scenario: Scenario, loans: AggregateLoans) -> Iterator[Fault]:
    months = scenario.horizon.months
    if months < loans.every_months:
        message = f"no interval of {loans.every_months} months ends within the horizon of {months}: there are no claims"
        concerns = ("horizon.months", "loans.at")
        yield Fault("loans.every_months", message, remedy="lengthen the horizon", concerns=concerns)


def _about_loans(key: str) -> Fault:
    return Fault(key, NO_LOANS, remedy="drop it", concerns=SOURCE)


def _differs(block: Instrument, key: str) -> bool:
    """Whether a key has another value than its default, which says nothing."""
    return bool(getattr(block, key) != type(block).model_fields[key].get_default(call_default_factory=True))


def _blocks_about_loans(scenario: Scenario) -> Iterator[Fault]:
    for key in Scenario.model_fields:
        if key not in WITHOUT_LOANS and _differs(scenario, key):
            yield _about_loans(key)
    for key in Report.model_fields:
        if key not in REPORTED and _differs(scenario.report, key):
            yield _about_loans(f"report.{key}")


def _recovery(scenario: Scenario) -> Iterator[Fault]:
    for key in ("wilful", "systematic_loading", "downturn"):
        if _differs(scenario.recovery, key):
            yield _about_loans(f"recovery.{key}")


def _terms_about_loans(layer: Layer) -> Iterator[Fault]:
    key, account, rule = f"layers.{layer.name}", layer.account, layer.suspend_when
    about_loans = {
        "covers": _differs(layer, "covers"),
        "tiers": bool(layer.tiers),
        "aggregate_level": _differs(layer, "aggregate_level"),
        "aggregate_year_of": _differs(layer, "aggregate_year_of"),
        "aggregate_in": layer.aggregate_in == "lending",
        "price.on": layer.price is not None and layer.price.on == "new_lending",
        "account.level": account is not None and account.level in ("village", "township"),
        "account.provision": account is not None and account.provision is not None,
        "suspend_when.watch": rule is not None and rule.watch != "loss_ratio",
    }
    yield from (_about_loans(f"{key}.{term}") for term, wrong in about_loans.items() if wrong)


def _terms_about_outstanding(layer: Layer) -> Iterator[Fault]:
    key, account = f"layers.{layer.name}", layer.account
    top_up = account.top_up if account is not None else None
    needy = {
        "aggregate_in": layer.aggregate_in == "outstanding",
        "price.on": layer.price is not None and layer.price.on != "new_lending",
        "account.share_of_loans": account is not None and account.share_of_loans is not None,
        "account.leverage": account is not None and account.leverage is not None,
        "account.top_up.target": top_up is not None and isinstance(top_up.target, TargetRatio),
    }
    yield from (_needs_outstanding(f"{key}.{term}") for term, wrong in needy.items() if wrong)


def _needs_outstanding(key: str) -> Fault:
    message = "counts on the outstanding amount, and `loans.outstanding` is not given"
    return Fault(key, message, remedy="give it, or use an amount", concerns=("loans.source", "loans.outstanding"))


def _breakers(scenario: Scenario) -> Iterator[Fault]:
    for name, breaker in scenario.breakers.items():
        if breaker.watch in ("overdue_ratio", "npl_ratio"):
            yield _about_loans(f"breakers.{name}.watch")
        elif breaker.action == "stop_new_lending":
            yield _about_loans(f"breakers.{name}.action")
