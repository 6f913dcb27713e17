"""Contradictions between the parts of a programme, each of which is fine by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import combinations

from fundsim.errors import Fault, did_you_mean
from fundsim.programme.breakers import Breaker
from fundsim.programme.layers import Layer
from fundsim.programme.loans import SyntheticLoans, TapeLoans
from fundsim.programme.names import unknown_names
from fundsim.programme.scenario import Scenario
from fundsim.units import year_month_number

BANK = "bank"
RESERVED_NAMES = (BANK, "order", "remove", "replace")


def contradictions(scenario: Scenario) -> list[Fault]:
    """Everything in a scenario that cannot hold together.

    Parameters
    ----------
    scenario : Scenario
        Valid block by block.

    Returns
    -------
    list of Fault
        Without places in a file; ``concerns`` names the other keys that each is about. Names of townships are
        checked only where the townships are written out, all names of loans only where the loans are made up: see
        ``unknown_names`` for data files.
    """
    checks = (
        _layers,
        _reported_fund,
        _breakers,
        _recovery_split,
        _loans,
        _default_probabilities,
        _tape_columns,
        _industry_correlations,
        _stress_months,
        _names,
    )
    return [fault for check in checks for fault in check(scenario)]


def cautions(scenario: Scenario) -> list[Fault]:
    """What is possible, but seldom meant.

    Parameters
    ----------
    scenario : Scenario
        Without contradictions.

    Returns
    -------
    list of Fault
        Without places in a file.
    """
    found = []
    months, amounts = scenario.horizon.months, scenario.lending.amount_per_month
    if months < 12:
        found.append(Fault("horizon.months", f"{months} months are less than a year", remedy="rates and PDs are per year"))
    if isinstance(amounts, tuple) and len(amounts) > months:
        message = f"{len(amounts)} amounts are given for {months} months; the last {len(amounts) - months} are not used"
        found.append(Fault("lending.amount_per_month", message))
    if isinstance(scenario.loans, TapeLoans) and scenario.admission.minimum_grade is not None:
        found.append(Fault("admission.minimum_grade", "has no effect on the loans of a tape, which are taken as they are"))
    if scenario.claim.method == "net" and any(_terms_after_payment(scenario)):
        message = "when, and at which cost, recoveries come has no effect with `claim.method: net`"
        found.append(Fault("recovery", message))
    if scenario.correlation.factor_period == "horizon" and scenario.correlation.persistence != "independent":
        found.append(Fault("correlation.persistence", "has no effect with one factor draw for the whole horizon"))
    if scenario.report.discount_rate is None and reported_fund(scenario) is None:
        message = "no rate is given and there is no fund whose yield could be taken: money is not discounted"
        found.append(Fault("report.discount_rate", message, remedy="give `discount_rate`, if only 0"))
    return found


def reported_fund(scenario: Scenario) -> Layer | None:
    """Layer whose solvency is reported: the one named, else the first fund; None without an account of its own."""
    named = scenario.report.fund
    candidates = [layer for layer in scenario.layers if (layer.name == named if named else layer.kind == "fund")]
    return candidates[0] if candidates and candidates[0].account is not None else None


def _terms_after_payment(scenario: Scenario) -> Iterator[bool]:
    for terms in (scenario.recovery.hardship, scenario.recovery.wilful):
        yield terms is not None and bool(terms.by_year or terms.after_months or terms.court_cost)


def _layers(scenario: Scenario) -> Iterator[Fault]:
    names = [layer.name for layer in scenario.layers]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Fault(f"layers.{name}", f"{names.count(name)} layers have this name", remedy="give each its own")
        if name in RESERVED_NAMES:
            meaning = "the last payer, always there" if name == BANK else "a word of files that extend others"
            yield Fault(f"layers.{name}.name", f"`{name}` is {meaning}", remedy="use another name")
    tape = isinstance(scenario.loans, TapeLoans)
    for layer in scenario.layers:
        if layer.pays == "guaranteed_share" and not (tape and _has_guarantees(scenario.loans)):
            remedy = "map `loans.columns.guaranteed_share`" if tape else "write a number"
            message = "`guaranteed_share` is a column of a loan tape, and there is none"
            yield Fault(f"layers.{layer.name}.pays", message, remedy=remedy, concerns=("loans",))
        yield from _cover_window(scenario, layer)


def _has_guarantees(loans: object) -> bool:
    if not isinstance(loans, TapeLoans):
        return False
    given = (loans.columns.guaranteed_share, loans.columns.guaranteed_amount, loans.defaults.guaranteed_share)
    return any(value is not None for value in given)


def _cover_window(scenario: Scenario, layer: Layer) -> Iterator[Fault]:
    bounds = [layer.covers.made_from, layer.covers.made_until]
    if None in bounds or isinstance(bounds[0], str) == isinstance(bounds[1], str):
        return
    start, end = (month_number(scenario, bound) for bound in bounds if bound is not None)
    if start > end:
        message = f"{bounds[1]} is before `made_from` {bounds[0]}, seen from `horizon.first_month`"
        concerns = (f"layers.{layer.name}.covers.made_from", "horizon.first_month")
        yield Fault(f"layers.{layer.name}.covers.made_until", message, remedy="swap them", concerns=concerns)


def month_number(scenario: Scenario, month: int | str) -> int:
    """Months after month 0 of a month written either way."""
    if isinstance(month, int):
        return month
    return year_month_number(month) - year_month_number(scenario.horizon.first_month)


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
        remedy = f"name it in `report.fund`{_known(_with_account(scenario))}, or add a layer of kind fund with an `account`"
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
    remedy = did_you_mean(name, names) or f"layers are: {', '.join(names) or 'none'}"
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
        yield Fault(f"{key}.layer", f"layer `{layer.name}` has no {lacks}", remedy="name another layer", concerns=concerns)
    elif breaker.action == "insurer_exit" and layer.kind not in ("insurance", "guarantee"):
        message = f"layer `{layer.name}` is of kind {layer.kind}; only an insurer or guarantor can exit"
        remedy = "name an insurance or guarantee layer, or use `action: stop_paying_excess`"
        yield Fault(f"{key}.layer", message, remedy=remedy, concerns=(f"{key}.action", "layers"))


def _breaker_of_unnamed_layer(scenario: Scenario, breaker: Breaker, key: str) -> Iterator[Fault]:
    """Without a name the only layer that fits is meant, so there must be exactly one."""
    concerns = ("layers", "report.fund", f"{key}.watch", f"{key}.action")
    if breaker.watch == "loss_ratio":
        fits, what = [layer.name for layer in scenario.layers if layer.price is not None], "a `price`"
    elif breaker.action == "insurer_exit":
        fits, what = [layer.name for layer in scenario.layers if layer.kind == "insurance"], "kind insurance"
    elif breaker.watch == "fund_usage" or breaker.action == "stop_paying_excess":
        fund = reported_fund(scenario)
        fits, what = [fund.name] if fund is not None else [], "kind fund and an `account`"
    else:
        return
    if len(fits) != 1:
        message = f"the layer must be named: {len(fits) or 'no'} layers have {what}"
        remedy = f"add `layer`{_known(fits)}" if fits else "add such a layer, or drop the breaker"
        yield Fault(key, message, remedy=remedy, concerns=concerns)


def _recovery_split(scenario: Scenario) -> Iterator[Fault]:
    split = scenario.recovery.split
    known = [*(layer.name for layer in scenario.layers), BANK]
    for name in dict.fromkeys(() if isinstance(split, str) else split):
        if name not in known:
            yield _no_such_layer("recovery.split", name, known)
        elif split.count(name) > 1:
            yield Fault("recovery.split", f"`{name}` stands twice", remedy="name each once")


def _loans(scenario: Scenario) -> Iterator[Fault]:
    loans = scenario.loans
    if not isinstance(loans, SyntheticLoans):
        return
    minimum = scenario.admission.minimum_grade
    grades = list(loans.grades)
    if minimum in grades and not any(loans.grades[grade] for grade in grades[: grades.index(minimum) + 1]):
        message = f"no applicant has grade `{minimum}` or better, so nobody gets a loan"
        yield Fault("admission.minimum_grade", message, remedy="name a lower grade", concerns=("loans.grades",))
    if loans.size.rescale_to is not None and isinstance(loans.townships, dict):
        for name in (name for name, town in loans.townships.items() if town.outstanding is None and town.loans):
            message = "has no `outstanding` amount to rescale its loans to (`loans.size.rescale_to`)"
            concerns = ("loans.size.rescale_to",)
            yield Fault(f"loans.townships.{name}", message, remedy="add `outstanding`", concerns=concerns)
    cap = getattr(loans.size, "cap", None)
    if cap is not None and loans.add_on_cap is not None and loans.add_on_cap < cap:
        message = f"{loans.add_on_cap:g} is below `size.cap` {cap:g}"
        yield Fault("loans.add_on_cap", message, remedy="raise it, or drop it", concerns=("loans.size.cap",))


def _default_probabilities(scenario: Scenario) -> Iterator[Fault]:
    terms, loans = scenario.default_probability, scenario.loans
    if isinstance(loans, SyntheticLoans) and terms.from_tape:
        message = "there is no tape: `loans.source` is synthetic"
        remedy = "drop it, and give `annual` or `by_industry`"
        yield Fault("default_probability.from_tape", message, remedy=remedy, concerns=("loans.source",))
    if isinstance(loans, TapeLoans) and terms.from_tape and loans.columns.pd is None:
        message = "the tape has no column for it: `loans.columns.pd` is missing"
        remedy = "add `loans.columns.pd`, or drop `from_tape`"
        yield Fault("default_probability.from_tape", message, remedy=remedy, concerns=("loans.columns",))
    if isinstance(loans, SyntheticLoans) and terms.annual is None and not terms.from_tape:
        missing = [name for name, share in loans.industries.items() if share and name not in terms.by_industry]
        for name in missing:
            message = f"industry `{name}` has loans and no default probability"
            remedy = f"add `{name}`, or give `default_probability.annual` for all that are not listed"
            concerns = ("loans.industries", "default_probability.annual")
            yield Fault("default_probability.by_industry", message, remedy=remedy, concerns=concerns)


def _tape_columns(scenario: Scenario) -> Iterator[Fault]:
    loans = scenario.loans
    if isinstance(loans, TapeLoans) and loans.columns.lgd is not None:
        return
    for cause, terms in (("hardship", scenario.recovery.hardship), ("wilful", scenario.recovery.wilful)):
        if terms is not None and terms.share == "tape":
            message = "`tape` means 1 minus the tape's column `lgd`, and `loans.columns.lgd` is missing"
            remedy = "map the column, or write a number"
            yield Fault(f"recovery.{cause}.share", message, remedy=remedy, concerns=("loans",))


def _industry_correlations(scenario: Scenario) -> Iterator[Fault]:
    """Pairs must agree, and the matrix must be one of correlations: positive definite."""
    matrix = scenario.correlation.industry_matrix or {}
    key = "correlation.industry_matrix"
    names = list(dict.fromkeys([*matrix, *(name for row in matrix.values() for name in row)]))
    consistent = True
    for name in names:
        if matrix.get(name, {}).get(name, 1.0) != 1.0:
            consistent = False
            yield Fault(f"{key}.{name}.{name}", "an industry's correlation with itself is 1", remedy="drop it")
    for one, other in combinations(names, 2):
        given = {row[name] for row, name in ((matrix.get(one, {}), other), (matrix.get(other, {}), one)) if name in row}
        if len(given) > 1:
            consistent = False
            message = f"`{one}` with `{other}` is given twice, as {' and '.join(f'{value:g}' for value in sorted(given))}"
            yield Fault(f"{key}.{one}", message, remedy="give the pair once", concerns=(f"{key}.{other}",))
    if consistent and names and not _positive_definite(names, matrix):
        message = "these correlations cannot hold together (the matrix is not positive definite)"
        yield Fault(key, message, remedy="bring the largest ones nearer to 0")


def _positive_definite(names: list[str], matrix: dict[str, dict[str, float]]) -> bool:
    """Whether a Cholesky factor exists."""
    factor: list[list[float]] = []
    for row, name in enumerate(names):
        factor.append([])
        for column in range(row + 1):
            other = names[column]
            value = 1.0 if row == column else matrix.get(name, {}).get(other, matrix.get(other, {}).get(name, 0.0))
            value -= sum(a * b for a, b in zip(factor[row], factor[column], strict=False))
            if row == column and value <= 1e-12:
                return False
            factor[row].append(math.sqrt(value) if row == column else value / factor[column][column])
    return True


def _stress_months(scenario: Scenario) -> Iterator[Fault]:
    months, first = scenario.horizon.months, scenario.horizon.first_month
    for name, stress in scenario.stress.items():
        if not 0 <= month_number(scenario, stress.month) < months:
            message = f"{stress.month} is outside the horizon of {months} months from {first}"
            concerns = ("horizon.months", "horizon.first_month")
            yield Fault(f"stress.{name}.month", message, remedy="move it, or lengthen the horizon", concerns=concerns)


def _names(scenario: Scenario) -> Iterator[Fault]:
    loans = scenario.loans
    if not isinstance(loans, SyntheticLoans):
        return
    yield from unknown_names(scenario, "industry", loans.industries)
    yield from unknown_names(scenario, "grade", loans.grades)
    yield from unknown_names(scenario, "product", loans.products or ["all"])
    if isinstance(loans.townships, dict):
        yield from unknown_names(scenario, "township", loans.townships)
        counts = {name: town.villages or loans.villages_per_township for name, town in loans.townships.items()}
        villages = (f"{name}/{number + 1}" for name, count in counts.items() for number in range(count))
        yield from unknown_names(scenario, "village", villages)
