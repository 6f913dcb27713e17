"""Contradictions about layers: names, the reported fund, breakers, the order of recoveries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fundsim.errors import Fault, did_you_mean
from fundsim.programme.breakers import Breaker
from fundsim.programme.layers import Layer
from fundsim.programme.loans import TapeLoans
from fundsim.programme.roles import has_loss_ratio, may_leave, reported_fund
from fundsim.programme.scenario import Scenario
from fundsim.units import months_after

BANK = "bank"
BANK_IS_THERE = "the bank needs no entry: it bears what is left"
SHOWN_AS_BANK = (BANK, "银行")  # a layer of this name could not be told from the last payer in results
RESERVED_NAMES = (*SHOWN_AS_BANK, "order", "remove", "replace")


def layer_contradictions(scenario: Scenario) -> Iterator[Fault]:
    """Everything about layers, and about what names them, that cannot hold together."""
    yield from _layers(scenario)
    yield from _reported_fund(scenario)
    yield from _breakers(scenario)
    yield from _recovery_split(scenario)


def _layers(scenario: Scenario) -> Iterator[Fault]:
    names = [layer.name for layer in scenario.layers]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Fault(f"layers.{name}", f"{names.count(name)} layers have this name", remedy="give each its own")
        if name in RESERVED_NAMES:
            is_bank = name in SHOWN_AS_BANK
            meaning = "the last payer, always there" if is_bank else "a word of files that extend others"
            remedies = [BANK_IS_THERE] if is_bank else []
            remedy = "; ".join([*remedies, "use another name"])
            yield Fault(f"layers.{name}.name", f"`{name}` is {meaning}", remedy=remedy)
    tape = scenario.loans if isinstance(scenario.loans, TapeLoans) else None
    for layer in scenario.layers:
        if layer.pays == "guaranteed_share" and not (tape and _has_guarantees(tape)):
            remedy = "map `loans.columns.guaranteed_share`" if tape else "write a number"
            message = "`guaranteed_share` is a column of a loan tape, and there is none"
            yield Fault(f"layers.{layer.name}.pays", message, remedy=remedy, concerns=("loans",))
        if layer.aggregate_net_of_recoveries and scenario.claim.method == "net":
            key = f"layers.{layer.name}.aggregate_net_of_recoveries"
            yield Fault(key, "has no effect with `claim.method: net`", remedy="drop it", concerns=("claim.method",))
        yield from _cover_window(scenario, layer)


def _has_guarantees(loans: TapeLoans) -> bool:
    given = (loans.columns.guaranteed_share, loans.columns.guaranteed_amount, loans.defaults.guaranteed_share)
    return any(value is not None for value in given)


def _cover_window(scenario: Scenario, layer: Layer) -> Iterator[Fault]:
    bounds = [layer.covers.made_from, layer.covers.made_until]
    if None in bounds or isinstance(bounds[0], str) == isinstance(bounds[1], str):
        return
    start, end = (months_after(scenario.horizon.first_month, bound) for bound in bounds if bound is not None)
    if start > end:
        message = f"{bounds[1]} is before `made_from` {bounds[0]}, seen from `horizon.first_month`"
        concerns = (f"layers.{layer.name}.covers.made_from", "horizon.first_month")
        yield Fault(f"layers.{layer.name}.covers.made_until", message, remedy="swap them", concerns=concerns)


def _reported_fund(scenario: Scenario) -> Iterator[Fault]:
    report, layers = scenario.report, {layer.name: layer for layer in scenario.layers}
    if report.fund is not None and report.fund not in layers:
        yield _no_such_layer("report.fund", report.fund, layers)
    elif report.fund is not None and layers[report.fund].account is None:
        yield Fault(
            "report.fund",
            f"layer `{report.fund}` has no `account` that could run dry",
            remedy=f"add `account` to it, or name another layer{_known(_with_account(scenario))}",
            concerns=("layers",),
        )
    elif reported_fund(scenario) is None:
        needs = {
            "fund_sizes": bool(report.fund_sizes),
            "ruin": report.ruin != "unpaid_claim",
            "after_ruin": report.after_ruin != "reflecting",
        }
        known = _known(_with_account(scenario))
        remedy = f"name it in `report.fund`{known}, or add a layer of kind fund with an `account`"
        for key in (key for key, needed in needs.items() if needed):
            message = "goes with a fund that has an account, and there is none"
            yield Fault(f"report.{key}", message, remedy=remedy, concerns=("layers", "report.fund"))


def _with_account(scenario: Scenario) -> list[str]:
    return [layer.name for layer in scenario.layers if layer.account is not None]


def _known(names: Iterable[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names)
    return f" ({listed})" if listed else ""


def _no_such_layer(key: str, name: str, known: Iterable[str]) -> Fault:
    names = list(known)
    listed = f"layers are: {', '.join(names)}" if names else "the scenario has no layers"
    remedy = did_you_mean(name, names) or listed
    return Fault(key, f"there is no layer `{name}`", remedy=remedy, concerns=("layers",))


def _breakers(scenario: Scenario) -> Iterator[Fault]:
    layers = {layer.name: layer for layer in scenario.layers}
    for name, breaker in scenario.breakers.items():
        key = f"breakers.{name}"
        if breaker.layer is None:
            yield from _breaker_of_unnamed_layer(scenario, breaker, key)
        elif breaker.layer not in layers:
            yield _no_such_layer(f"{key}.layer", breaker.layer, layers)
        else:
            yield from _breaker_of_layer(layers[breaker.layer], breaker, key)


def _breaker_of_layer(layer: Layer, breaker: Breaker, key: str) -> Iterator[Fault]:
    """A breaker watches and acts on the one layer it names."""
    lacks = ""
    if breaker.watch == "loss_ratio" and layer.price is None:
        lacks = "`price`, without which there is no loss ratio"
    elif breaker.watch == "fund_usage" and layer.account is None:
        lacks = "`account`, without which there is no usage"
    if lacks:
        concerns = (f"{key}.watch", "layers")
        yield Fault(
            f"{key}.layer",
            f"layer `{layer.name}` has no {lacks}",
            remedy="name another layer",
            concerns=concerns,
        )
    elif breaker.action == "insurer_exit" and layer.kind not in ("insurance", "guarantee"):
        message = f"layer `{layer.name}` is of kind {layer.kind}; only an insurer or guarantor can exit"
        remedy = "name an insurance or guarantee layer, or use `action: stop_paying_excess`"
        yield Fault(f"{key}.layer", message, remedy=remedy, concerns=(f"{key}.action", "layers"))


def _breaker_of_unnamed_layer(scenario: Scenario, breaker: Breaker, key: str) -> Iterator[Fault]:
    """Without a name the only layer that fits is meant, so there must be exactly one."""
    concerns = ("layers", "report.fund", f"{key}.watch", f"{key}.action")
    for fits, what in _layers_meant(scenario, breaker):
        if len(fits) != 1:
            message = f"the layer must be named: {len(fits) or 'no'} layers have {what}"
            remedy = f"add `layer`{_known(fits)}" if fits else "add such a layer, or drop the breaker"
            yield Fault(key, message, remedy=remedy, concerns=concerns)


def _layers_meant(scenario: Scenario, breaker: Breaker) -> Iterator[tuple[list[str], str]]:
    """Layers that a breaker without a name may watch, and on which it may act, with what makes them fit."""
    leaves, watches_ratio = breaker.action == "insurer_exit", breaker.watch == "loss_ratio"
    if watches_ratio:
        fits = [layer.name for layer in scenario.layers if has_loss_ratio(layer, breaker)]
        yield fits, "kind insurance and a `price`" if leaves else "a `price`"
    elif leaves:
        yield [layer.name for layer in scenario.layers if may_leave(layer, breaker)], "kind insurance"
    if breaker.watch == "fund_usage" or breaker.action == "stop_paying_excess":
        fund = reported_fund(scenario)
        yield [fund.name] if fund is not None else [], "kind fund and an `account`"


def _recovery_split(scenario: Scenario) -> Iterator[Fault]:
    split = scenario.recovery.split
    known = [*(layer.name for layer in scenario.layers), BANK]
    for name in dict.fromkeys(() if isinstance(split, str) else split):
        if name not in known:
            yield _no_such_layer("recovery.split", name, known)
        elif split.count(name) > 1:
            yield Fault("recovery.split", f"`{name}` stands twice", remedy="name each once")
