"""Mutations of the engine's rules, each of which the fast suite must catch (``make mutants``, not part of CI).

Each mutation is one exact replacement in a copy of the package. The comparison of the engine with its slow twin runs
on the copy, interpreted, and stops at the first difference. A mutation that survives, or whose text no longer stands
in the source exactly once, makes the script fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
TESTS = "tests/reference/test_engine_equals_twin.py"


class Mutation(NamedTuple):
    """A wrong rule: file of the package, what stands there, what stands there instead."""

    name: str
    file: str
    right: str
    wrong: str


LAYERS, RULES = "portfolio/layout/layers.py", "portfolio/layout/rules.py"
MUTATIONS = (
    Mutation("w is left out of t", "kernels/hazards.py", "(score * mixing + index)", "(score + index)"),
    Mutation("correlation does not widen", "kernels/hazards.py", "+ index) * residual)", "+ index))"),
    Mutation("odds multiply the probability", "kernels/hazards.py", "odds_multiplier * p / (1.0 - p)", "odds_multiplier * p"),
    Mutation("autoregression grows the variance", "kernels/factors.py", "math.sqrt(1.0 - autocorrelation * autocorrelation)", "1.0"),
    Mutation("industries forget their correlation", "kernels/factors.py", "risk.cholesky[industry, other]", "(industry == other)"),
    Mutation("season a month late", "portfolio/layout/risk.py", "calendar_months(scenario, months) - 1]", "calendar_months(scenario, months) % 12]"),
    Mutation("an event lasts a month longer", "kernels/shocks.py", "if month - state.last_event[township] < shocks.lasts[shock]:", "if month - state.last_event[township] <= shocks.lasts[shock] - 2:"),
    Mutation("an event does not restart", "kernels/shocks.py", "    state.last_event[township] = month\n", "    state.last_event[township] = max(state.last_event[township], 0) or month\n"),
    Mutation("immediate defaults counted once", "kernels/shocks.py", "state.immediate[month, industry * risk.townships + township] += ", "state.immediate[month, industry * risk.townships + township] = "),
    Mutation("shock defaults may be wilful", "kernels/lifecycle.py", "wilful = not by_shock and ", "wilful = "),
    Mutation("a cured loan counts as repaid", "kernels/lifecycle.py", "        add_state(model, state, PERFORMING, slot, owed, month, month)\n        resume", "        resume"),
    Mutation("extension a month short", "kernels/lifecycle.py", "end = month + rules.extension_months", "end = month + rules.extension_months - 1"),
    Mutation("extensions fail without the factor", "kernels/lifecycle.py", "* state.mixing[period] + state.systematic[period, model.risk.cell[bucket]]", "* state.mixing[period]"),
    Mutation("missed dues are forgiven", "kernels/lifecycle.py", "        state.last[slot] += missed\n", ""),
    Mutation("overdue a month longer", "kernels/lifecycle.py", "add_state(model, state, OVERDUE, slot, owed, month, npl_from - 1)", "add_state(model, state, OVERDUE, slot, owed, month, npl_from)"),
    Mutation("write-off a month late", "kernels/lifecycle.py", "written_off = npl_from + rules.write_off_after - 1", "written_off = npl_from + rules.write_off_after"),
    Mutation("refilled before the claim is paid", "kernels/lifecycle.py", "settled + 1 if rules.refill_after_payment", "settled if rules.refill_after_payment"),
    Mutation("claim filed a month late", RULES, "wait=months_from_days(claim.filed_after_days)", "wait=months_from_days(claim.filed_after_days) + 1"),
    Mutation("processing time ignored", RULES, "processing=months_from_days(claim.paid_after_days)", "processing=0"),
    Mutation("net claims are gross", "kernels/claims.py", "amount *= 1.0 - share", "amount *= 1.0"),
    Mutation("interest from the month after the due", "kernels/claims.py", "paid = course.made_in - 1 +", "paid = course.made_in +"),
    Mutation("yearly settlement at the year's start", "kernels/claims.py", "model.clock.year_end[due] == 0", "model.clock.year_start[due] == 0"),
    Mutation("deductible after the share", "kernels/waterfall.py", "share * min(max(base - deductible, 0.0), limit)", "min(max(share * base - deductible, 0.0), limit)"),
    Mutation("limit before the deductible", "kernels/waterfall.py", "min(max(base - deductible, 0.0), limit)", "max(min(base, limit) - deductible, 0.0)"),
    Mutation("the claim instead of the remaining", "kernels/waterfall.py", "if layers.of_remaining[layer] else", "if False else"),
    Mutation("no pro rata under aggregate terms", "kernels/waterfall.py", "    return allowed / asks\n", "    return 1.0 if allowed > 0.0 else 0.0\n"),
    Mutation("aggregate terms never restart", "kernels/premiums.py", "return 0 if model.layers.aggregate_term[layer] else year", "return 0"),
    Mutation("money is not shared pro rata", "kernels/waterfall.py", "= paid / asked if asked > 0.0 else 1.0", "= 1.0"),
    Mutation("queue not served", "kernels/waterfall.py", "if owed > 0.0 and not is_frozen", "if owed < 0.0 and not is_frozen"),
    Mutation("two layers change places", LAYERS, "deductible=numbers(layer.deductible for layer in layers)", "deductible=numbers(layer.deductible for layer in layers[::-1])"),
    Mutation("a suspended layer pays", "kernels/waterfall.py", "0.0 if state.suspended[layer, county] else", "1.0 if state.suspended[layer, county] else"),
    Mutation("excess paid in full", "kernels/ratios.py", "cut *= breakers.stop[number] / metric", "cut *= 1.0"),
    Mutation("marginal tiers are whole", "kernels/ratios.py", "if layers.tier_marginal[layer] and npl > 0.0:", "if layers.tier_marginal[layer] and npl < 0.0:"),
    Mutation("forborne loans are performing", "kernels/ratios.py", "(npl + forborne) / total", "npl / total"),
    Mutation("no hysteresis", "kernels/ratios.py", "return metric >= resume if resume < stop else metric > stop", "return metric > stop"),
    Mutation("recoveries a month late", RULES, "np.concatenate([[0.0], np.repeat", "np.concatenate([[0.0, 0.0], np.repeat"),
    Mutation("court cost taken twice", "kernels/recoveries.py", "* (1.0 - model.rules.court_cost[cause])", "* (1.0 - model.rules.court_cost[cause]) ** 2"),
    Mutation("the bank recovers nothing", "kernels/recoveries.py", "        out.recovery[row, size, n_layers] += state.future", "        out.recovery[row, size, n_layers] += 0.0 * state.future"),
    Mutation("recovery follows no factor", "kernels/recoveries.py", "- math.sqrt(load) * factor", "- 0.0 * factor"),
    Mutation("interest before the inflows", "kernels/paths.py", "    flows_at_start(model, state, out, row, month)\n    accrue_interest(model, state, out, row, month)\n", "    accrue_interest(model, state, out, row, month)\n    flows_at_start(model, state, out, row, month)\n"),
    Mutation("yearly interest compounds", "kernels/accounts.py", "    if model.accounts.interest_yearly[layer]:\n", "    if False:\n"),
    Mutation("top-ups have no cap", "kernels/accounts.py", "part_of(accounts.top_up_cap[layer], accounts.weight[account])", "math.inf"),
    Mutation("top-ups come at once", "kernels/accounts.py", "due = month + accounts.top_up_lag[layer]", "due = month"),
    Mutation("no ceiling", "kernels/accounts.py", "if excess > 0.0 and not is_frozen", "if excess < 0.0 and not is_frozen"),
    Mutation("absorbing ruin is forgotten", "kernels/paths.py", "state.alive[size] = 0", "state.alive[size] = 1"),
    Mutation("premium on the year's end", "kernels/premiums.py", "if model.clock.year_start[month] else 0.0", "if model.clock.year_end[month] else 0.0"),
    Mutation("costs are not discounted", "kernels/accounts.py", "return amount * model.accounts.discount[time]", "return amount"),
    Mutation("stops come a month late", "kernels/lending.py", "if new and state.stopped[model.loans.place[slot]]:", "if False and state.stopped[model.loans.place[slot]]:"),
)  # fmt: skip


def mutate(package: Path, mutation: Mutation) -> bool:
    """Write the mutation into a copy of the package; False when its text does not stand there exactly once."""
    source = package / mutation.file
    text = source.read_text(encoding="utf-8")
    if text.count(mutation.right) != 1:
        return False
    source.write_text(text.replace(mutation.right, mutation.wrong), encoding="utf-8")
    return True


def outcome(mutation: Mutation) -> str:
    """Caught, survived, or not found."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "src", Path(folder) / "src", ignore=shutil.ignore_patterns("__pycache__"))
        if not mutate(Path(folder) / "src" / "fundsim", mutation):
            return "not found"
        environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(Path(folder) / "src")}
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", TESTS]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
        return "caught" if done.returncode == 1 else "survived"


def main() -> int:
    """Try all mutations, or those whose names contain the arguments; 1 when one is not caught."""
    wanted = sys.argv[1:]
    failed = 0
    for mutation in MUTATIONS:
        if not wanted or any(word in mutation.name for word in wanted):
            result = outcome(mutation)
            failed += result != "caught"
            print(f"{result:10} {mutation.name}", flush=True)
    print(f"{failed} of {len(MUTATIONS)} mutations were not caught" if failed else "all mutations were caught")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
