"""Mutations of the engine's rules, each of which the fast suite must catch (``make mutants``, not part of CI).

Each mutation is one exact replacement in a copy of the package. Cases worked out by hand, the comparison of the engine
with its slow twin, and tests of what the twin shares with the engine run on the copy, interpreted, and stop at the
first failure. A mutation that survives, or whose text no longer stands in the source exactly once, makes the script
fail; so do tests that fail on a copy without any mutation, which would seem to catch everything.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PROCESSES = 2
AT_MOST = 900  # seconds
TESTS = (
    "tests/unit/test_kernel_by_hand.py",
    "tests/unit/test_kernel_books.py",
    "tests/unit/test_kernel_arrears.py",
    "tests/unit/test_kernel_extensions.py",
    "tests/unit/test_kernel_random.py",
    "tests/unit/test_kernel_special.py",
    "tests/unit/test_kernel_thresholds.py",
    "tests/unit/test_kernel_blocks.py",
    "tests/unit/test_kernel_aggregate.py",
    "tests/unit/test_government_cash.py",
    "tests/unit/test_levers.py",
    "tests/unit/test_credit_lines.py",
    "tests/unit/test_seasonal_loans.py",
    "tests/unit/test_lending_limit.py",
    "tests/unit/test_portfolio_admission.py",
    "tests/reference/test_engine_equals_twin.py",
)


class Mutation(NamedTuple):
    """A wrong rule: file of the package, what stands there, what stands there instead."""

    name: str
    file: str
    right: str
    wrong: str


LAYERS, RULES = "portfolio/layout/layers.py", "portfolio/layout/rules.py"
MUTATIONS = (
    Mutation("only the fund's balance falls", "kernels/payers/waterfall.py", "    take_off(balance, sizes, paid)\n", "    take_off(balance, sizes * (layer == model.accounts.fund), paid)\n"),
    Mutation("a ceiling gives money back that stays", "kernels/payers/accounts.py", "                    take_off(balance, sizes, excess)\n", "                    add_scaled(balance, sizes, excess, -0.5)\n"),
    Mutation("banks' money is the government's cash", "kernels/payers/accounts.py", "    if party == GOVERNMENT:\n        cash = ", "    if party != BORROWER:\n        cash = "),
    Mutation("premiums of insurers cost the government no cash", "kernels/payers/premiums.py", "            if party == GOVERNMENT:\n", "            if party == BORROWER:\n"),
    Mutation("cash of layers before the fund counts for one size", "kernels/payers/accounts.py", "    for size in range(model.accounts.sizes):\n        cash[size] += amount\n", "    cash[0] += amount\n"),
    Mutation("w is left out of t", "kernels/risk/hazards.py", "(score * mixing + index)", "(score + index)"),
    Mutation("correlation does not widen", "kernels/risk/hazards.py", "+ index) * residual\n", "+ index)\n"),
    Mutation("odds multiply the probability", "kernels/risk/hazards.py", "odds_multiplier * p / (1.0 - p)", "odds_multiplier * p"),
    Mutation("autoregression grows the variance", "kernels/risk/factors.py", "math.sqrt(1.0 - autocorrelation * autocorrelation)", "1.0"),
    Mutation("industries forget their correlation", "kernels/risk/factors.py", "risk.cholesky[industry, other]", "(industry == other)"),
    Mutation("season a month late", "portfolio/layout/risk.py", "calendar_months(scenario, months) - 1]", "calendar_months(scenario, months) % 12]"),
    Mutation("an event lasts a month longer", "kernels/risk/shocks.py", "if month - state.last_event[township] < shocks.lasts[shock]:", "if month - state.last_event[township] <= shocks.lasts[shock] - 2:"),
    Mutation("an event does not restart", "kernels/risk/shocks.py", "    state.last_event[township] = month\n", "    state.last_event[township] = max(state.last_event[township], 0) or month\n"),
    Mutation("immediate defaults counted once", "kernels/risk/shocks.py", "state.immediate[month, row * risk.townships + township] += ", "state.immediate[month, row * risk.townships + township] = "),
    Mutation("a cycle begins a month late", "kernels/risk/price_cycles.py", "(month + phase) % period", "(month + phase + 1) % period"),
    Mutation("a regime keeps its first state", "kernels/risk/regimes.py", "law = regimes.transition[regime, current]", "law = regimes.start[regime]"),
    Mutation("regimes leave the loss as it is", "kernels/loans/recovered_shares.py", "share = 1.0 - min(1.0, (1.0 - share) * multiplier)", "share = share * 1.0"),
    Mutation("a regime's odds are probabilities", "portfolio/layout/regimes.py", "SCALE[regime.scale]", "SCALES_PROBABILITY"),
    Mutation("age counts from the shifted origin", "kernels/loans/distress_dates.py", "seasoning(model, slot, month - course.booked_in)", "seasoning(model, slot, month - course.made_in)"),
    Mutation("seasoning keeps no mean", "portfolio/layout/ageing.py", "np.asarray(curve / mean)", "np.asarray(curve)"),
    Mutation("what is due at maturity comes on top", "kernels/loans/distress_dates.py", "part *= (1.0 - ageing.at_maturity[slot]) * ", "part *= "),
    Mutation("contagion compounds", "kernels/loans/contagion.py", "state.contagion[row, month + 1, area] = multiplier", "state.contagion[row, month + 1, area] = multiplier * state.contagion[row, month, area]"),
    Mutation("contagion without a trigger", "kernels/loans/contagion.py", "max(0.0, share - trigger)", "max(0.0, share)"),
    Mutation("distress brought forward is counted twice", "kernels/loans/contagion.py", "        pull_event(state, slot)\n", "        pass\n"),
    Mutation("cover against everything", "kernels/risk/shocks.py", "if shocks.insured[kind, shock] else", "if shocks.insured[kind].any() else"),
    Mutation("the insured pay the subsidy", "portfolio/layout/cover.py", "kinds.insured @ (rate * (1.0 - subsidy))", "kinds.insured @ rate"),
    Mutation("shock defaults may be wilful", "kernels/loans/distress.py", "wilful = not by_shock and ", "wilful = "),
    Mutation("a cured loan counts as repaid", "kernels/loans/distress.py", "    add_state(model, state, PERFORMING, slot, owed, month, month)\n    resume", "    resume"),
    Mutation("arrears outlive their claim age", "kernels/loans/arrears.py", "    if age >= rules.wait:", "    if age > rules.wait:"),
    Mutation("arrears roll at once", "kernels/loans/arrears.py", "    if age < rules.first_roll:", "    if age < 0:"),
    Mutation("the last due is like any other", "kernels/loans/arrears.py", "rules.default_at_maturity if month == state.last[slot] else 0.0", "0.0"),
    Mutation("a missed last due is never cured", "kernels/loans/arrears.py", "if u < at_maturity + left * cure:", "if u < left * cure:"),
    Mutation("claims always wait from distress", "kernels/loans/distress.py", "extended or model.rules.claim_waits_from_default else", "extended else"),
    Mutation("loans in arrears are not overdue", "kernels/loans/arrears.py", "        add_state(model, state, OVERDUE, slot, owed, month, month)\n", ""),
    Mutation("loans in arrears pay no premium", "kernels/loans/arrears.py", "        add_troubled_exposure(model, state, course_of(state, slot), owed, month + 1, month + 1)\n", ""),
    Mutation("wilful loans in arrears are extended", "kernels/loans/distress.py", "if young and state.cause[slot] == HARDSHIP_CAUSE else", "if young else"),
    Mutation("extensions at claim age", "kernels/loans/distress.py", "month - state.distress_in[slot] < model.rules.wait", "month - state.distress_in[slot] <= model.rules.wait"),
    Mutation("defaulted loans of the opening stock are extended", "kernels/loans/distress.py", "model.rules.rolls and month - state", "month - state"),
    Mutation("overdue loans have missed one due", "kernels/loans/opening.py", "state.distress_in[slot], state.owed[slot] = -model.loans.overdue[slot], owed", "state.distress_in[slot], state.owed[slot] = -1, owed"),
    Mutation("overdue loans owe what they should in month 0", "kernels/loans/opening.py", "owed_before(model, course, -model.loans.overdue[course.slot])", "owed_before(model, course, 0)"),
    Mutation("no overdue loan is wilful", "kernels/loans/opening.py", "WILFUL_CAUSE if wilful else HARDSHIP_CAUSE", "HARDSHIP_CAUSE"),
    Mutation("overdue loans pay no premium in month 0", "kernels/loans/opening.py", "    add_troubled_exposure(model, state, course, owed, 0, 0)\n", ""),
    Mutation("single premiums count months after maturity", "kernels/loans/ledgers.py", "max(course.last + 1.0, 0.0)", "(course.last + 1.0)"),
    Mutation("cover of overdue loans lasts until month 0", "kernels/loans/defaults.py", "state.distress_in[slot] if rules.rolls == 0 and state.distress_in[slot] < 0 else month", "month"),
    Mutation("claims are filed before the start", "kernels/loans/defaults.py", "max(waits_from + rules.wait, month)", "waits_from + rules.wait"),
    Mutation("decisions are not drawn anew", "kernels/loans/extensions.py", "state.extension_draws[slot] = decisions + 1", "state.extension_draws[slot] = 1"),
    Mutation("extensions a month past the wall", "kernels/loans/extensions.py", "or month > rules.extension_until", "or month > rules.extension_until + 1"),
    Mutation("a monthly exit in the last month", "kernels/loans/extensions.py", "range(month + 1, min(end, model.clock.end))", "range(month + 1, min(end + 1, model.clock.end))"),
    Mutation("early ends change sides", "kernels/loans/extensions.py", "EXTENSION_CURE_EVENT if u < cure", "EXTENSION_CURE_EVENT if u >= cure"),
    Mutation("one place too many", "kernels/loans/distress.py", "< model.rules.extension_places:", "<= model.rules.extension_places:"),
    Mutation("a failure keeps its place", "kernels/loans/distress.py", "        state.in_extension[county] -= 1\n", ""),
    Mutation("an extension that ends well frees its place at once", "kernels/loans/distress.py", "    state.leaving_extension[county] += 1\n", "    state.in_extension[county] -= 1\n"),
    Mutation("places are never free again", "kernels/loans/distress.py", "in_extension[county] -= state.leaving_extension[county]  # forborne", "in_extension[county] -= 0  # forborne"),
    Mutation("a path remembers the last one's places", "kernels/resets.py", "    fill(state.in_extension, 0)\n", ""),
    Mutation("places of all counties together", "kernels/loans/extensions.py", "state.in_extension[model.loans.county[slot]] += 1", "state.in_extension[:] += 1"),
    Mutation("first come, first served", "kernels/loans/extensions.py", "    sort_by_keys(state.lot, state.candidates, 0, count)\n", ""),
    Mutation("extension a month short", "kernels/loans/extensions.py", "end, cure = month + rules.extension_months,", "end, cure = month + rules.extension_months - 1,"),
    Mutation("extensions fail without the factor", "kernels/loans/extensions.py", "    score += state.systematic[period, model.risk.cell[bucket]]\n", ""),
    Mutation("missed dues are forgiven", "kernels/loans/spells.py", "        state.last[slot] += missed\n", ""),
    Mutation("overdue a month longer", "kernels/loans/defaults.py", "add_state(model, state, OVERDUE, slot, owed, month, npl_from - 1)", "add_state(model, state, OVERDUE, slot, owed, month, npl_from)"),
    Mutation("write-off a month late", "kernels/loans/defaults.py", "written_off = npl_from + rules.write_off_after - 1", "written_off = npl_from + rules.write_off_after"),
    Mutation("refilled before the claim is paid", "kernels/loans/defaults.py", "settled + 1 if rules.refill_after_payment", "settled if rules.refill_after_payment"),
    Mutation("claim filed a month late", RULES, "wait=months_from_days(claim.filed_after_days)", "wait=months_from_days(claim.filed_after_days) + 1"),
    Mutation("processing time ignored", RULES, "processing=months_from_days(claim.paid_after_days)", "processing=0"),
    Mutation("net claims are gross", "kernels/loans/claims.py", "amount *= 1.0 - share", "amount *= 1.0"),
    Mutation("interest from the month after the due", "kernels/loans/claims.py", "float(filed - paid)", "float(filed - paid - 1)"),
    Mutation("yearly settlement at the year's start", "kernels/loans/claims.py", "model.clock.year_end[due] == 0", "model.clock.year_start[due] == 0"),
    Mutation("deductible after the share", "kernels/payers/waterfall.py", "share * min(max(base - deductible, 0.0), limit)", "min(max(share * base - deductible, 0.0), limit)"),
    Mutation("limit before the deductible", "kernels/payers/waterfall.py", "min(max(base - deductible, 0.0), limit)", "max(min(base, limit) - deductible, 0.0)"),
    Mutation("the claim instead of the remaining", "kernels/payers/waterfall.py", "base = remaining[size] if of_remaining else", "base = remaining[size] if False else"),
    Mutation("no pro rata under aggregate terms", "kernels/payers/aggregate_terms.py", "    return allowed / asks\n", "    return 1.0 if allowed > 0.0 else 0.0\n"),
    Mutation("aggregate terms never restart", "kernels/payers/premiums.py", "return 0 if model.layers.aggregate_term[layer] else year", "return 0"),
    Mutation("money is not shared pro rata", "kernels/payers/waterfall.py", "state.moved[size] / asked[size] if", "1.0 if"),
    Mutation("what remains of claims is the same for all fund sizes", "kernels/payers/waterfall.py", "                return sizes\n    return width\n", "                return width\n    return width\n"),
    Mutation("limits behind the fund remember asks of one size", "kernels/payers/waterfall.py", "    for i in range(n):\n        repeat_first(state.remaining[i], wider)\n    return wider\n", "    return width\n"),
    Mutation("queue not served", "kernels/payers/queues.py", "max(balance[size], 0.0)) * is_open[size]", "max(balance[size], 0.0)) * 0.0 * is_open[size]"),
    Mutation("two layers change places", LAYERS, "deductible=numbers(layer.deductible for layer in layers)", "deductible=numbers(layer.deductible for layer in layers[::-1])"),
    Mutation("a suspended layer pays", "kernels/payers/cuts.py", "0.0 if state.suspended[layer, county] else", "1.0 if state.suspended[layer, county] else"),
    Mutation("excess paid in full", "kernels/payers/breakers.py", "cut *= breakers.stop[number] / metric", "cut *= 1.0"),
    Mutation("marginal tiers are whole", "kernels/payers/cuts.py", "if layers.tier_marginal[layer] and npl > 0.0:", "if layers.tier_marginal[layer] and npl < 0.0:"),
    Mutation("forborne loans are performing", "kernels/loans/ratios.py", "(npl + forborne) / total", "npl / total"),
    Mutation("no hysteresis", "kernels/payers/breakers.py", "return metric * JUST_ABOVE >= resume if on and resume < stop else above", "return above"),
    Mutation("recoveries a month late", RULES, "np.concatenate([[0.0], np.repeat", "np.concatenate([[0.0, 0.0], np.repeat"),
    Mutation("court cost taken twice", "kernels/payers/recoveries.py", "(1.0 - model.rules.court_cost[state.claim_cause[claim]])", "(1.0 - model.rules.court_cost[state.claim_cause[claim]]) ** 2"),
    Mutation("the bank recovers nothing", "kernels/payers/recoveries.py", "add_first(out.recovery[row, layer], sizes, amounts)", "add_scaled(out.recovery[row, layer], sizes, amounts, layer < bank)"),
    Mutation("recovery follows no factor", "kernels/loans/recovered_shares.py", "- math.sqrt(load) * factor", "- 0.0 * factor"),
    Mutation("interest before the inflows", "kernels/paths.py", "    flows_at_start(model, state, out, row, month)\n    accrue_interest(model, state, out, row, month)\n", "    accrue_interest(model, state, out, row, month)\n    flows_at_start(model, state, out, row, month)\n"),
    Mutation("yearly interest compounds", "kernels/payers/accounts.py", "    if model.accounts.interest_yearly[layer]:\n", "    if False:\n"),
    Mutation("top-ups have no cap", "kernels/payers/top_ups.py", "part_of(accounts.top_up_cap[layer], accounts.weight[account])", "math.inf"),
    Mutation("top-ups come at once", "kernels/payers/top_ups.py", "due = month + accounts.top_up_lag[layer]", "due = month"),
    Mutation("no ceiling", "kernels/payers/accounts.py", "max(balance[size] - ceiling[size], 0.0)", "0.0 * max(balance[size], 0.0)"),
    Mutation("absorbing ruin is forgotten", "kernels/payers/fund.py", "state.is_open[model.accounts.fund, size] = 0.0", "state.is_open[model.accounts.fund, size] = 1.0"),
    Mutation("premium on the year's end", "kernels/payers/premiums.py", "if model.clock.year_start[month] else 0.0", "if model.clock.year_end[month] else 0.0"),
    Mutation("costs are not discounted", "kernels/payers/accounts.py", "return model.accounts.discount[time]", "return 1.0"),
    Mutation("loans not made under a stop", "kernels/loans/lending.py", "out.amount[row, LENDING_LOST] += amount", "pass"),
    Mutation("breaker thresholds swapped", LAYERS, "stop=numbers(breaker.stop_above for breaker in breakers)", "stop=numbers(resumption(breaker) for breaker in breakers)"),
    Mutation("queued claims are overdue in no township", "kernels/loans/ratios.py", "            late += queued_exposure(state, place)\n", "            late += 0.0\n"),
    Mutation("shocks are drawn by their place", "kernels/risk/shocks.py", "named_key(key, SHOCK_EVENTS, shocks.name[shock])", "named_key(key, SHOCK_EVENTS, shock)"),
    Mutation("regimes are drawn by their place", "kernels/risk/regimes.py", "named_key(key, REGIME, regimes.name[regime])", "named_key(key, REGIME, regime)"),
    Mutation("a half year too few is counted", "kernels/risk/hazards.py", "range(first + HALF_YEAR, last + 1, HALF_YEAR)", "range(first + HALF_YEAR, last + 1 - HALF_YEAR, HALF_YEAR)"),
    Mutation("forborne loans leave their township", "kernels/loans/ratios.py", "owed = late + standing[PERFORMING] + standing[FORBORNE] + ", "owed = late + standing[PERFORMING] + "),
    Mutation("NPL left out of the denominator", "kernels/loans/ratios.py", "total = sums[PERFORMING] + overdue + npl + forborne", "total = sums[PERFORMING] + overdue + forborne"),
    Mutation("lines held back in distress pay interest", "kernels/loans/credit_lines.py", "if not (state.event_month[slot] == month and state.event_code[slot] == DISTRESS_EVENT):", "if month >= 0:"),
    Mutation("no contagion at maturity out of season", "kernels/loans/contagion.py", " or (model.ageing.active > 0 and contagion_of(model, state, month, bucket) > 1.0)", ""),
    Mutation("queued claims are paid last come first", "kernels/payers/queues.py", "    if wave < month and paid > 0.0:\n", "    if wave < month and paid < 0.0:\n"),
    Mutation("what waits in a queue stays non-performing for good", "kernels/payers/queues.py", "        count_waiting(model, state, place, -number, month)\n", "        pass\n"),
    Mutation("rounding is a payment", "kernels/payers/breakers.py", "    if paid <= HALF_FEN:\n        return 0.0\n", "    if paid <= 0.0:\n        return 0.0\n"),
    Mutation("an empty book ruins a fund", "kernels/payers/fund.py", "return outstanding > HALF_FEN and balance", "return balance"),
    Mutation("a closed fund writes premiums", "kernels/payers/premiums.py", " and not is_frozen(state, layer, 0)", ""),
    Mutation("limits in premium count every year's", "kernels/payers/premiums.py", "aggregate_year(model, layer, model.clock.year[month])] += premium", "0] += premium"),
    Mutation("recoveries make room in the year in which they come", "kernels/payers/recoveries.py", "year if layers.aggregate_default_year[layer] else model.clock.year[month]", "model.clock.year[month]"),
    Mutation("claims count in the year of payment", "kernels/payers/aggregate_terms.py", "        if layers.aggregate_default_year[layer]:\n", "        if False:\n"),
    Mutation("recoveries in the opposite order", RULES, "[split.index(name) if name in split", "[-split.index(name) % len(split) if name in split"),
    Mutation("closing balances belong to nobody", "kernels/closing.py", "party, state.returned, -value)", "party, state.returned, 0.0)"),
    Mutation("open claims are not provided for", "kernels/closing.py", "    if n > 0:\n        serve_queue", "    if n < 0:\n        serve_queue"),
    Mutation("open claims cost nobody anything", "kernels/closing.py", "add_all(out.fund[row, party], state.provided.fund[0, party])", "fill(state.provided.fund[0, party], 0.0)"),
    Mutation("banks pay in for nothing", "kernels/payers/accounts.py", "add_scaled(out.fund[row, figure], model.accounts.sizes, amounts, value)", "add_scaled(out.fund[row, figure], model.accounts.sizes, amounts, value * (party == GOVERNMENT))"),
    Mutation("loss ratios are those of all counties", "kernels/payers/breakers.py", "    return 0 if together else county\n", "    return 0\n"),
    Mutation("a path remembers the last one's limits", "kernels/resets.py", "                fill_first(state.allowed[layer, area, column], asks_width(model, layer), 0.0)\n", ""),
    Mutation("a path remembers the last one's stops", "kernels/resets.py", "    fill(state.stopped, 0)\n", ""),
    Mutation("every block begins with path 0", "kernels/paths.py", "path_key(seed, first + row)", "path_key(seed, row)"),
    Mutation("purposes share their draws", "kernels/numerics/random.py", "mix64(key + np.uint64(purpose) * PURPOSE_STEP)", "mix64(key)"),
    Mutation("spells share their draws", "kernels/numerics/random.py", "+ (np.uint64(second) << S48)", ""),
    Mutation("the normal law has a light tail", "kernels/numerics/special.py", "if r <= 5.0 else", "if r <= 9.0 else"),
    Mutation("annuities pay interest late", "portfolio/schedules.py", "growth = 1.0 + rate / 12.0 *", "growth = 1.0 + rate / 13.0 *"),
    Mutation("stops come a month late", "kernels/loans/lending.py", "if state.stopped[model.loans.place[slot]] and is_new_lending", "if False and is_new_lending"),
    Mutation("claims in the order of years reversed", "portfolio/layout/aggregate.py", "else starts[1:]", "else starts[1:][::-1]"),
    Mutation("gamma law of half the scale", "kernels/aggregate.py", "0.5 * law.scale *", "0.25 * law.scale *"),
    Mutation("Weibull shape upside down", "kernels/aggregate.py", "** (1.0 / law.shape)", "** law.shape"),
    Mutation("one claim too many", "kernels/numerics/special.py", "            total += term\n        return number\n", "            total += term\n        return number + 1\n"),
    Mutation("claims of an interval share one draw", "kernels/aggregate.py", "uniform(claims_key, 1 + number, interval, 0)", "uniform(claims_key, 1, interval, 0)"),
    Mutation("the chain forgets its state", "kernels/aggregate.py", "else law.transition[now]", "else law.start"),
    Mutation("the factor raises the mean", "kernels/aggregate.py", " - 0.5 * law.volatility * law.volatility)", ")"),
    Mutation("insurers that left reach their limits", "kernels/payers/aggregate_terms.py", " and not is_suspended_at(model, state, layer, area):", ":"),
    Mutation("queues end with the last recovery", "kernels/paths.py", "    if can_pay_queued(model, state):\n        return True\n", ""),
    Mutation("closed funds keep a run going", "kernels/payers/queues.py", "state.balance[account, size]) * is_open[size]\n                    if payable", "state.balance[account, size])\n                    if payable"),
    Mutation("recoveries lost to court end the NPL", "kernels/loans/defaults.py", "recovered * (1.0 - rules.court_cost[cause]) <= 0.0", "recovered <= 0.0"),
    Mutation("a renewed loan keeps its extensions", "kernels/loans/lifecycle.py", "        state.extensions[slot] = 0\n", ""),
    Mutation("renewed loans pay no single premium", "kernels/loans/lifecycle.py", "            add_renewed(model, state, slot, principal, month + 1, month + 1)\n", "            pass\n"),
    Mutation("an account runs short with every claim", "kernels/payers/payments.py", " and state.exhausted_in[layer, size] != month + 1:", ":"),
    Mutation("cycles act on the wrong industry", "kernels/risk/conditions.py", "hit // townships % industries]", "hit % industries]"),
    Mutation("lots are not drawn in order", "kernels/numerics/sorting.py", "if child + 1 < past and keys[child + 1] > keys[child]:", "if child + 1 < past and keys[child + 1] < keys[child]:"),
    Mutation("the law of a chain is uniform", "portfolio/layout/chains.py", "        return stationary_law(transition_matrix(transition, states))\n", "        return np.full(len(states), 1.0 / len(states))\n"),
    Mutation("levers cost nothing", "kernels/payers/running_costs.py", "+ inspection + levers\n", "+ inspection\n"),
    Mutation("levers that are off cost too", RULES, "for lever in scenario.levers.values() if lever.on) / 12.0", "for lever in scenario.levers.values()) / 12.0"),
    Mutation("rises of a line are not lent", "kernels/loans/ledgers.py", "            if drawn > 0.0:\n", "            if drawn < 0.0:\n"),
    Mutation("the undrawn limit is safe", "kernels/loans/ledgers.py", "return owed + model.loans.conversion[course.slot] * undrawn", "return owed + 0.0 * undrawn"),
    Mutation("a shifted line keeps its old calendar", "kernels/loans/ledgers.py", "origin = course.made_in if calendar == LINE else course.booked_in", "origin = course.booked_in"),
    Mutation("a shifted season keeps to the calendar", "kernels/loans/ledgers.py", "origin = course.made_in if calendar == LINE else course.booked_in", "origin = course.made_in"),
    Mutation("a line that is caught up rises at once", "kernels/loans/ledgers.py", "        return min(owed_before(model, course, month), owed_before(model, course, month + 1))\n", "        return owed_before(model, course, month + 1)\n"),
    Mutation("a stop does not freeze lines", "kernels/loans/credit_lines.py", "balance = held if keeps else scheduled", "balance = scheduled"),
    Mutation("a released line is not lent to", "kernels/loans/credit_lines.py", "(balance - held) - (scheduled - ended)", "balance - scheduled"),
    Mutation("the limit holds for each loan", "kernels/loans/lending.py", "lent = state.lending[month] + disbursed(", "lent = 0.0 * state.lending[month] + disbursed("),
    Mutation("the last in the queue comes first", "kernels/loans/lending.py", "state.turn[count] = uniform(", "state.turn[count] = -uniform("),
    Mutation("loans that fit pass those that do not", "kernels/loans/lending.py", "            ended = lent > model.rules.most_lent + HALF_FEN\n            if not ended:\n", "            if lent <= model.rules.most_lent + HALF_FEN:\n"),
    Mutation("interest of seasonal loans is paid monthly", "kernels/loans/claims.py", "while place > 0 and profile[place] == profile[place - 1]:", "while False:"),
    Mutation("more is recovered than is claimed", "kernels/loans/recovered_shares.py", "share = min(1.0, share * loans.recovery_multiplier[slot])", "share = share * loans.recovery_multiplier[slot]"),
    Mutation("breakers see no credit villages", "kernels/payers/breakers.py", "if breakers.area[number, area] == 0:", "if False:"),
    Mutation("the minimum grade is not admitted", "portfolio/admission.py", "[:, : names.index(minimum) + 1].sum(1)", "[:, : names.index(minimum)].sum(1)"),
    Mutation("ratings err upwards and downwards alike", "portfolio/admission.py", "error * (1.0 - too_high))", "error * too_high)"),
    Mutation("new rules hold for the opening stock", "portfolio/admission.py", "np.searchsorted(book.epoch_starts, made_in, side", "np.searchsorted(book.epoch_starts, made_in + 12, side"),
    Mutation("steps end a month early", "kernels/loans/ledgers.py", "row[until + 1] -= amount", "row[until] -= amount"),
    Mutation("what stands at the end is forgotten", "kernels/loans/ledgers.py", "add_all(state.standing, state.steps[month])", "state.standing[...] = state.steps[month]"),
    Mutation("outstanding at the start is of the last month", "kernels/loans/ledgers.py", "+= state.exposure_steps[base, place, month]", "+= state.exposure_steps[base, place, max(month - 1, 0)]"),
    Mutation("every second loan in trouble is overlooked", "kernels/loans/distress_dates.py", "int(-math.expm1(-bound) / TWO_POW_MINUS_53)", "int(-math.expm1(-bound) / TWO_POW_MINUS_53) // 2"),
    Mutation("loans that have left are screened again", "kernels/loans/lending.py", "        if state.departed[slot] == 0 and meets_distress", "        if meets_distress"),
    Mutation("few places are shared out by loans that run ahead", RULES, "in_step=int(goes_in_step(scenario))", "in_step=0"),
    Mutation("contagion forgets the loans that it nearly reached", "kernels/loans/contagion.py", "            nearest = min(nearest, state.drawn[life])\n", "            pass\n"),
    Mutation("contagion reaches no loan that has left its course", "kernels/loans/contagion.py", "        expose_departed(model, state, month + 1)\n", ""),
    Mutation("contagion reaches no loan on its course", "kernels/loans/contagion.py", "            expose_run(model, state, distress_key, run)\n", "            pass\n"),
    Mutation("lines under a limit of lending lose their budget", "kernels/loans/courses.py", "    state.budget[course.slot] = exponential(distress_key, course.slot, model.lives.generation[life], 0)\n", ""),
    Mutation("vacant slots share one row", "kernels/arrays/allocating.py", "remembered = rules.in_step or rules.steady", "remembered = rules.in_step"),
    Mutation("renewed loans are screened as quiet ones", "portfolio/layout/loans.py", "~(renewable & ends) &", ""),
    Mutation("runs join loans of different risk", "portfolio/layout/loans.py", "np.array([quiet, risk, made_in,", "np.array([quiet, 0 * risk, made_in,"),
    Mutation("walls of maturities stand in the wrong years", "portfolio/maturities.py", "age[own] = len(weight) - 1 - category(points[own], weight)", "age[own] = category(points[own], weight)"),
)  # fmt: skip


def mutate(package: Path, mutation: Mutation) -> bool:
    """Write the mutation into a copy of the package; False when its text does not stand there exactly once."""
    source = package / mutation.file
    text = source.read_text(encoding="utf-8")
    if text.count(mutation.right) != 1:
        return False
    source.write_text(text.replace(mutation.right, mutation.wrong), encoding="utf-8")
    return True


def copy_of_the_package(folder: str) -> Path:
    """A copy of the sources that can be changed."""
    shutil.copytree(ROOT / "src", Path(folder) / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return Path(folder) / "src"


def tests_pass(sources: Path) -> bool:
    """Whether the tests pass on a copy of the package, in the time they may take; True also when they could not run."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(sources), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *TESTS]
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=AT_MOST)
    except subprocess.TimeoutExpired:  # a rule that breaks the calendar of events may run in circles
        return False
    return done.returncode != 1


def outcome(mutation: Mutation) -> str:
    """Caught, survived, or not found."""
    with tempfile.TemporaryDirectory() as folder:
        sources = copy_of_the_package(folder)
        if not mutate(sources / "fundsim", mutation):
            return "not found"
        return "survived" if tests_pass(sources) else "caught"


def is_sound() -> bool:
    """Whether the tests pass on a copy without any mutation."""
    with tempfile.TemporaryDirectory() as folder:
        return tests_pass(copy_of_the_package(folder))


def main() -> int:
    """Try all mutations, or those whose names contain the arguments; 1 when one is not caught, or none is meant."""
    wanted = [one for one in MUTATIONS if not sys.argv[1:] or any(word in one.name for word in sys.argv[1:])]
    if not wanted:
        print(f"no mutation has any of these words in its name: {' '.join(sys.argv[1:])}")
        return 1
    if not is_sound():
        print("the tests fail without any mutation")
        return 1
    failed = 0
    with ThreadPoolExecutor(PROCESSES) as pool:
        for mutation, result in zip(wanted, pool.map(outcome, wanted), strict=True):
            failed += result != "caught"
            print(f"{result:10} {mutation.name}", flush=True)
    print(f"{failed} of {len(wanted)} mutations were not caught" if failed else f"all {len(wanted)} were caught")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
