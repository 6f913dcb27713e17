"""Words to numbers: a validated scenario and its loan book become the kernels' arrays."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Baseline, Model
from fundsim.kernels.arrays.allocating import new_state
from fundsim.kernels.arrays.columns import NUMBER, PERFORMING
from fundsim.kernels.compiling.references import pack
from fundsim.kernels.paths import build_baseline
from fundsim.portfolio.balances import opening_balances
from fundsim.portfolio.layout.accounts import lay_out_accounts
from fundsim.portfolio.layout.ageing import lay_out_ageing
from fundsim.portfolio.layout.aggregate import constant_stock, lay_out_aggregate, no_lives
from fundsim.portfolio.layout.clock import lay_out_clock
from fundsim.portfolio.layout.contagion import lay_out_contagion
from fundsim.portfolio.layout.cover import kinds_of_cover, lay_out_cover
from fundsim.portfolio.layout.layers import lay_out_breakers, lay_out_layers
from fundsim.portfolio.layout.loans import lay_out_lives, lay_out_loans
from fundsim.portfolio.layout.price_cycles import lay_out_price_cycles
from fundsim.portfolio.layout.regimes import lay_out_regimes
from fundsim.portfolio.layout.risk import lay_out_risk
from fundsim.portfolio.layout.rules import lay_out_rules
from fundsim.portfolio.layout.shocks import lay_out_shocks
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.aggregate import AggregateLoans

__all__ = ["lay_out"]


def empty_baseline(bases: int, places: int, months: int, cohorts: int) -> Baseline:
    """A baseline of zeros with the right shapes."""
    return Baseline(
        performing=np.zeros((places, months)),
        number_steps=np.zeros((months + 1, places)),
        lending=np.zeros(months),
        made=np.zeros(cohorts),
        subsidy=np.zeros(months),
        cover_premium=np.zeros((3, months)),
        exposure=np.zeros((bases, places, months)),
        covered_lending=np.zeros((bases, places, months)),
        renewed=np.zeros((bases, places, months)),
        opening_cover=np.zeros((bases, places)),
        opening=0.0,
    )


def covered_opening(model: Model, book: LoanBook, balances: np.ndarray) -> np.ndarray:
    """Opening stock that each base covers, by place. [currency]"""
    layers = model.layers
    cover = np.zeros_like(model.baseline.opening_cover)
    for layer, row in enumerate(layers.base):
        if row >= 0:
            in_window = (book.made_in >= layers.made_from[layer]) & (book.made_in <= layers.made_until[layer])
            in_window &= -book.made_in < layers.cover_months[layer]
            served = layers.covered[layer] * in_window * balances
            cover[row] = np.bincount(model.loans.place, served, minlength=cover.shape[1])
    return cover


def summed(steps: np.ndarray) -> np.ndarray:
    """Amounts of each month from their changes, [.., month + 1]."""
    return np.cumsum(steps, axis=-1)[..., :-1]


def fill_baseline(model: Model, book: LoanBook) -> Model:
    """Replace a model's empty baseline by what its ledgers show when nothing happens."""
    state, balances = new_state(model), opening_balances(book)
    build_baseline(pack(model), pack(state))
    baseline = Baseline(
        performing=state.scheduled + summed(state.steps[:, :, PERFORMING].T),
        number_steps=state.steps[:, :, NUMBER + PERFORMING].copy(),
        lending=state.lending.copy(),
        made=state.made.copy(),
        subsidy=state.subsidy + summed(state.subsidy_steps),
        cover_premium=state.cover_premium.copy(),
        exposure=state.exposure + summed(state.exposure_steps),
        covered_lending=state.covered_lending.copy(),
        renewed=state.renewed.copy(),
        opening_cover=covered_opening(model, book, balances),
        opening=float(balances.sum()),
    )
    return model._replace(baseline=baseline)


def lay_out(scenario: Scenario, book: LoanBook) -> Model:
    """Lay a scenario and its loans out as arrays.

    Parameters
    ----------
    scenario : Scenario
        Validated programme.
    book : LoanBook
        Its loans.

    Returns
    -------
    Model
        Everything the kernels read.
    """
    clock = lay_out_clock(scenario)
    kinds = kinds_of_cover(scenario, book)
    risk, bucket = lay_out_risk(scenario, book, clock, kinds)
    layers = lay_out_layers(scenario, book)
    ageing = lay_out_ageing(scenario, book)
    bases = int(layers.base.max(initial=-1)) + 1
    without_loans = isinstance(scenario.loans, AggregateLoans)
    model = Model(
        clock=clock,
        loans=lay_out_loans(scenario, book, bucket),
        lives=no_lives(clock.months) if without_loans else lay_out_lives(scenario, book, bucket, ageing),
        risk=risk,
        shocks=lay_out_shocks(scenario, book, kinds),
        regimes=lay_out_regimes(scenario, book),
        price_cycles=lay_out_price_cycles(scenario, book),
        ageing=ageing,
        contagion=lay_out_contagion(scenario),
        cover=lay_out_cover(scenario, kinds),
        rules=lay_out_rules(scenario),
        layers=layers,
        accounts=lay_out_accounts(scenario, book, clock),
        breakers=lay_out_breakers(scenario, book),
        aggregate=lay_out_aggregate(scenario),
        baseline=empty_baseline(bases, layers.place_area.shape[1], clock.months, int(clock.year[clock.months - 1]) + 2),
    )
    model = fill_baseline(model, book)
    if without_loans:
        return model._replace(baseline=constant_stock(model.baseline, model.baseline.opening))
    return model
