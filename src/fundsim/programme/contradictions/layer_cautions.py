"""Layers that are possible, but seldom meant: never asked, not the reported fund, with numbers of another unit."""

from __future__ import annotations

from collections.abc import Iterator

from fundsim.errors import Fault
from fundsim.programme.contradictions.risk import is_anything_recovered
from fundsim.programme.layers import Cover, Layer
from fundsim.programme.loans import SyntheticLoans, TapeLoans, products_of
from fundsim.programme.roles import target_layer
from fundsim.programme.scenario import Scenario
from fundsim.units import year_month_number

NOTHING_LEFT = 1e-9  # of a claim
HIGH_RATE = 0.24  # a year; above it lending is usury
HIGH_MULTIPLE = 20.0  # of the premium
HIGH_RATIO = 10.0  # of claims to premium, or of a fund that is used
SHORT_YEAR = 6  # months
HIGH_SHARE = 0.5  # of the loans that an account opens with


def layer_cautions(scenario: Scenario) -> Iterator[Fault]:
    """Layers that are never asked, two funds of which one is reported, and numbers that look like another unit.

    Parameters
    ----------
    scenario : Scenario
        Without contradictions.

    Yields
    ------
    Fault
        Without place in a file.
    """
    yield from _never_asked(scenario)
    yield from _two_funds(scenario)
    yield from _money_from_nowhere(scenario)
    yield from _high_rates(scenario)
    yield from _high_amounts(scenario)
    yield from _high_thresholds(scenario)
    yield from _idle_top_ups(scenario)
    yield from _idle_terms_of_accounts(scenario)
    yield from _twice_in_a_short_year(scenario)
    yield from _premiums_to_nowhere(scenario)


def _idle_top_ups(scenario: Scenario) -> Iterator[Fault]:
    """Ceilings that hand a top-up straight back, and triggers that are never waited for."""
    for layer in scenario.layers:
        account = layer.account
        if account is None or account.top_up is None:
            continue
        terms, key = account.top_up, f"layers.{layer.name}.account"
        target = account.initial if terms.target == "initial" else terms.target
        if isinstance(target, float) and account.ceiling is not None and account.ceiling < target:
            message = f"{account.ceiling:,.15g} hands back what is topped up towards the target of {target:,.15g}"
            yield Fault(f"{key}.ceiling", message, remedy="raise it")
        if isinstance(target, float) and terms.trigger is not None and terms.trigger >= target:
            message = f"{terms.trigger:,.15g} has no effect: there is no gap above the target, {target:,.15g}"
            yield Fault(f"{key}.top_up.trigger", message, remedy="lower it")


def _idle_terms_of_accounts(scenario: Scenario) -> Iterator[Fault]:
    """Rules for interest and recoveries that an account never sees."""
    for layer in scenario.layers:
        if (account := layer.account) is None:
            continue
        key = f"layers.{layer.name}.account"
        if account.interest == "yearly" and account.yield_ == 0.0:
            yield Fault(f"{key}.interest", "has no effect while `yield` is 0", remedy="drop it, or give `yield`")
        if account.recoveries < 1.0 and (
            scenario.claim.method == "net" or not is_anything_recovered(scenario.recovery)
        ):
            yield Fault(f"{key}.recoveries", "has no effect: nothing is recovered later", remedy="drop it")


def _twice_in_a_short_year(scenario: Scenario) -> Iterator[Fault]:
    """Yearly amounts that are paid whole in a short first year, and again soon after."""
    starts, first = scenario.horizon.year_starts, scenario.horizon.first_month
    months = 0 if starts == "first_month" else (starts - year_month_number(first) % 12 - 1) % 12
    if not 0 < months <= SHORT_YEAR < scenario.horizon.months:
        return
    for layer in scenario.layers:
        for name, inflow in layer.account.inflows.items() if layer.account is not None else ():
            if inflow.every_months == 12 and inflow.at == "start":
                message = f"is paid whole in {first} and again {months} months later: the first account year is short"
                remedy = "start the horizon with an account year, or write `horizon.year_starts: first_month`"
                yield Fault(f"layers.{layer.name}.account.inflows.{name}", message, remedy=remedy)


def _premiums_to_nowhere(scenario: Scenario) -> Iterator[Fault]:
    for layer in scenario.layers:
        if layer.kind == "budget" and layer.price is not None:
            message = "a budget has no account that its premium could go to: what is paid is nobody's income"
            yield Fault(f"layers.{layer.name}.price", message, remedy="make it `kind: guarantee`, or drop the price")


def _never_asked(scenario: Scenario) -> Iterator[Fault]:
    """Layers to which those before them leave nothing: for certain, or as long as these pay their shares in full."""
    certain, agreed, overlap = 1.0, 1.0, False
    stated: list[str] = []
    for place, layer in enumerate(scenario.layers):
        if certain < NOTHING_LEFT:
            message = "is never asked: the layers before it pay the whole of every claim"
            yield Fault(f"layers.{layer.name}", message, remedy="lower their shares, or drop it")
        elif agreed < NOTHING_LEFT and overlap:
            shares = " + ".join(stated)
            message = f"is asked only where the layers before it fall short: they pay {shares} of a claim, all of it"
            yield Fault(f"layers.{layer.name}", message, remedy="lower their shares, or write `of: remaining`")
        if isinstance(layer.pays, str) or layer.covers != Cover():
            continue
        asked = layer.pays if layer.of == "claim" else layer.pays * agreed
        overlap |= layer.of == "claim" and agreed + NOTHING_LEFT < layer.pays < 1.0
        stated.append(f"{asked:g}")
        agreed -= min(asked, agreed)
        if _pays_whatever_happens(scenario, layer, place):
            certain -= min(layer.pays if layer.of == "claim" else layer.pays * certain, certain)


def _pays_whatever_happens(scenario: Scenario, layer: Layer, place: int) -> bool:
    """Whether nothing but its share bounds what a layer pays."""
    capped = layer.deductible > 0.0 or layer.limit is not None or layer.aggregate_limit is not None
    capped |= layer.aggregate_deductible > 0.0 or bool(layer.bands or layer.tiers)
    stopped = layer.account is not None or layer.suspend_when is not None
    acting = (one for one in scenario.breakers.values() if one.action != "stop_new_lending")
    return not (capped or stopped or any(target_layer(scenario, breaker) == place for breaker in acting))


def _two_funds(scenario: Scenario) -> Iterator[Fault]:
    funds = [layer.name for layer in scenario.layers if layer.kind == "fund" and layer.account is not None]
    if scenario.report.fund is None:
        for name in funds[1:]:
            message = (
                f"is another fund with an account: what is reported of the fund is that of `{funds[0]}`, the first"
            )
            yield Fault(f"layers.{name}", message, remedy="`report.fund` chooses another one")


def _money_from_nowhere(scenario: Scenario) -> Iterator[Fault]:
    for layer in scenario.layers:
        if layer.kind in ("fund", "pool") and layer.account is None:
            message = f"a {layer.kind} without an account pays whatever its terms say, and at nobody's cost"
            remedy = "give it an `account`, or make it `kind: budget`, whose payments the government bears"
            yield Fault(f"layers.{layer.name}", message, remedy=remedy)


def _high_rates(scenario: Scenario) -> Iterator[Fault]:
    loans, rates = scenario.loans, {}
    if isinstance(loans, SyntheticLoans):
        key = "loans.product" if loans.product is not None else "loans.products.{}"
        rates = {key.format(name): product.interest_rate for name, product in products_of(loans).items()}
    elif isinstance(loans, TapeLoans):
        rates = {"loans.defaults": loans.defaults.interest_rate}
    for key, rate in rates.items():
        if rate > HIGH_RATE:
            message = f"{rate:g} is {100.0 * rate:g} % a year"
            yield Fault(f"{key}.interest_rate", message, remedy="write 0.0345 for 3.45 %")


def _high_amounts(scenario: Scenario) -> Iterator[Fault]:
    for layer in scenario.layers:
        limit, account = layer.aggregate_limit, layer.account
        if limit is not None and layer.aggregate_in == "premium" and limit > HIGH_MULTIPLE:
            message = f"{limit:g} times the premium is hardly ever reached"
            remedy = "write 1.5 for 150 %; an amount goes with `aggregate_in: currency`"
            yield Fault(f"layers.{layer.name}.aggregate_limit", message, remedy=remedy)
        if account is not None and account.share_of_loans is not None and account.share_of_loans > HIGH_SHARE:
            message = (
                f"{account.share_of_loans:g} opens the account with {100.0 * account.share_of_loans:g} % of the loans"
            )
            yield Fault(f"layers.{layer.name}.account.share_of_loans", message, remedy="write 0.05 for 5 %")


def _high_thresholds(scenario: Scenario) -> Iterator[Fault]:
    """Thresholds that no ratio, or hardly any, passes: most likely per cent."""
    watched = [(f"breakers.{name}.stop_above", own.watch, own.stop_above) for name, own in scenario.breakers.items()]
    for layer in scenario.layers:
        rule = layer.suspend_when
        if rule is not None:
            watched.append((f"layers.{layer.name}.suspend_when.above", rule.watch, rule.above))
    for key, watch, threshold in watched:
        remedy = f"write {threshold / 100.0:g} for {threshold:g} %"
        if watch in ("overdue_ratio", "npl_ratio") and threshold >= 1.0:
            message = f"{threshold:g} is never passed: `watch: {watch}` is a share of the loans, at most 1"
            yield Fault(key, message, remedy=remedy)
        elif threshold > HIGH_RATIO:
            message = f"{threshold:g} is hardly ever passed: it means {100.0 * threshold:g} %"
            yield Fault(key, message, remedy=remedy)
