"""Required capital of each path: how large the fund must open to pay every valid claim on that path."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fundsim.decisions.designs import fund_account
from fundsim.decisions.running import counted_alike
from fundsim.kernels.arrays import Model
from fundsim.kernels.arrays.model import accounts_of
from fundsim.kernels.arrays.outputs import Details
from fundsim.kernels.compiling.references import pack
from fundsim.kernels.required_capital import required_capital
from fundsim.machine import available_threads
from fundsim.portfolio import build_loan_book
from fundsim.portfolio.layout import lay_out
from fundsim.portfolio.layout.accounts import or_infinite
from fundsim.programme import Scenario
from fundsim.programme.roles import fund_layer, watched_layer, with_fund_sizes
from fundsim.simulation.blocks import Block, Progress, run_blocks
from fundsim.simulation.redrawing import own_portfolio_blocks, redraws_portfolio
from fundsim.simulation.sampling import drawn

Floats = NDArray[np.float64]
FLOWS = Details(flows=True)
PLENTY = 1e15  # [currency] an opening amount with which no fund runs short
FEN = 0.01


def why_not_exact(scenario: Scenario) -> tuple[str, ...]:
    """Rules that keep required capital from being found on the account alone.

    Parameters
    ----------
    scenario : Scenario
        Programme with a fund that has an account.

    Returns
    -------
    tuple of str
        The rules, in words; empty where the account alone gives the exact answer.

    Notes
    -----
    Two things are needed. What is asked of a fund that never runs short must not depend on its size: so nothing
    may watch the fund's usage. And a larger fund must never fail where a smaller one survives: a top-up that
    waits for a trigger breaks that ("below 60 fill to 100": 100 can survive where 110 fails), and so do top-ups
    that are still on their way when the next one is decided or the ceiling is applied.
    """
    account, fund = fund_account(scenario), fund_layer(scenario)
    reasons = []
    for name, breaker in scenario.breakers.items():
        if breaker.watch == "fund_usage" and watched_layer(scenario, breaker) == fund:
            reasons.append(f"breaker {name} watches the usage of the fund, which depends on its size")
    top_up = account.top_up
    if top_up is not None:
        capped = account.ceiling is not None or account.ceiling_share_of_initial is not None
        if top_up.trigger is not None or top_up.trigger_share_of_target is not None:
            reasons.append(
                "the top-up waits for a trigger, so that a larger fund can fail where a smaller one survives"
            )
        elif top_up.paid_after_months >= 12:
            reasons.append("a top-up is still on its way when the next one is decided")
        elif top_up.paid_after_months > 0 and capped:
            reasons.append("a top-up is on its way while the ceiling takes money out")
    if scenario.report.ruin != "unpaid_claim":
        reasons.append(f"ruin means `{scenario.report.ruin}`, not an unpaid claim")
    return tuple(reasons)


def capital_of_paths(
    scenario: Scenario,
    horizons: Sequence[int],
    n_paths: int,
    seed: int,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Floats:
    """Smallest opening amount with which each path has no shortfall within each horizon.

    Parameters
    ----------
    scenario : Scenario
        Programme for which `why_not_exact` has no reasons; as long as the longest horizon at least.
    horizons : sequence of int
        Months, rising.
    n_paths, seed, threads
        As for ``simulate``.
    progress : callable, optional
        Called with the number of paths just finished.

    Returns
    -------
    array (paths, horizons)
        Opening amount of all accounts of the fund together, rounded up to the fen; infinite where no amount is
        enough. [currency]

    Notes
    -----
    One simulation of a fund that never runs short gives the monthly flows of its accounts; bisection on the
    account alone then finds the amount. Several accounts share the opening amount by their weights: the fund
    needs what its neediest account needs, divided by that account's weight.
    """
    account = fund_account(scenario)
    ceiling, share = or_infinite(account.ceiling), or_infinite(account.ceiling_share_of_initial)
    found, months, tell = np.empty((n_paths, len(horizons))), np.array(horizons, np.int64), progress or (lambda _: None)
    for block, model in _blocks_with_plenty(scenario, n_paths, seed, threads or available_threads()):
        flows = block.outputs.flows
        rows = found[block.first : block.first + flows.shape[0]]
        required_capital(pack(model), flows, months, ceiling, share, rows)
        tell(flows.shape[0])
    finite = np.isfinite(found)
    found[finite] = np.ceil(np.maximum(found[finite] / FEN - 1e-6, 0.0)) * FEN
    return found


def _blocks_with_plenty(scenario: Scenario, n_paths: int, seed: int, threads: int) -> Iterator[tuple[Block, Model]]:
    """Blocks of a run in which the fund never runs short, with its flows by month, and the arrays behind them."""
    rich = with_fund_sizes(scenario, [PLENTY])
    if redraws_portfolio(scenario):
        yield from own_portfolio_blocks(rich, n_paths, seed, threads, changed=_never_short, details=FLOWS)
        return
    model = lay_out(rich, build_loan_book(scenario, seed=seed))
    leading = drawn(counted_alike(scenario), model.risk, n_paths, seed).leading
    model = _never_short(model)
    for block in run_blocks(model, n_paths, seed, threads, lambda _: None, details=FLOWS, leading=leading):
        yield block, model


def _never_short(model: Model) -> Model:
    """The same model with plenty in every account of the fund, no ceiling on it."""
    accounts, own = model.accounts, accounts_of(model, model.accounts.fund)
    initial, ceiling = accounts.initial.copy(), accounts.ceiling.copy()
    initial[own], ceiling[own] = PLENTY, math.inf
    return model._replace(accounts=accounts._replace(initial=initial, ceiling=ceiling))
