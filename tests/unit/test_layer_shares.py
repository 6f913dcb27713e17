"""What layers leave to the bank by their shares, and what that does to the odds of its loans."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.portfolio_scenarios import book_of, synthetic_scenario

from fundsim.portfolio.layer_shares import odds_by_bank_share, share_left_to_bank
from fundsim.programme.borrowers import BankShare
from fundsim.programme.layers import Layer

FOUR_PARTIES = (
    Layer(name="insurer", kind="insurance", pays=0.5),
    Layer(name="pool", kind="pool", pays=0.4, of="remaining"),
    Layer(name="fund", kind="fund", pays=0.2),
)


def test_shares_of_the_claim_and_of_what_remains_by_hand() -> None:
    # Half is left after the insurer, 0.3 after the pool's 40 % of it, 0.1 after the fund's 20 % of the claim.
    book = book_of(synthetic_scenario())
    assert share_left_to_bank(FOUR_PARTIES, book) == pytest.approx(np.full(len(book.made_in), 0.1))


def test_aggregate_terms_and_tiers_count_as_they_are_while_losses_are_low() -> None:
    book = book_of(synthetic_scenario())
    insurer = {"name": "insurer", "kind": "insurance", "pays": 0.7, "aggregate_limit": 5e4}
    excess = {"name": "excess", "kind": "budget", "pays": 0.7, "bands": [{"to": 5e4, "pays": 0}, {"pays": 1}]}
    tiered = {
        "name": "county",
        "kind": "budget",
        "pays": 1,
        "of": "remaining",
        "tiers": [{"npl_to": 0.02, "pays": 0.5}],
    }
    layers = [Layer.model_validate(terms) for terms in (excess, insurer, tiered)]
    # The excess pays nothing at first, the insurer 0.7, the county half of the other 0.3.
    assert share_left_to_bank(layers[:2], book) == pytest.approx(np.full(len(book.made_in), 0.3))
    assert share_left_to_bank(layers, book) == pytest.approx(np.full(len(book.made_in), 0.15))


def test_layers_that_together_promise_more_than_the_claim_leave_nothing() -> None:
    layers = [Layer(name=name, kind="budget", pays=0.8) for name in ("province", "county")]
    assert not share_left_to_bank(layers, book_of(synthetic_scenario())).any()


def test_loans_that_a_layer_does_not_serve_stay_with_the_bank() -> None:
    book = book_of(synthetic_scenario())
    town = book.townships[0]
    layer = Layer.model_validate({"name": "pool", "kind": "pool", "pays": 0.6, "covers": {"townships": [town]}})
    assert share_left_to_bank([layer], book) == pytest.approx(np.where(book.township == 0, 0.4, 1.0))


def test_shares_of_a_tape_are_those_of_its_loans() -> None:
    book = book_of(synthetic_scenario())
    guaranteed = np.linspace(0.0, 1.0, len(book.made_in))
    layer = Layer(name="guarantor", kind="guarantee", pays="guaranteed_share")
    left = share_left_to_bank([layer], replace(book, guaranteed_share=guaranteed))
    assert left == pytest.approx(1.0 - guaranteed)


def test_elasticity_is_that_of_the_odds_at_the_reference() -> None:
    terms, step = BankShare(reference=0.3, elasticity=0.7), 1e-6
    below, above = odds_by_bank_share(terms, np.array([0.3 * (1.0 - step), 0.3 * (1.0 + step)]))
    assert (math.log(below) - math.log(above)) / (2.0 * step) == pytest.approx(0.7)


def test_book_has_the_odds_of_each_loans_own_share() -> None:
    terms = {"annual": 0.2, "bank_share": {"reference": 0.5, "elasticity": math.log(4.0)}}
    plain = synthetic_scenario(default_probability={"annual": 0.2})
    town = book_of(plain).townships[0]
    layers = [{"name": "pool", "kind": "budget", "covers": {"townships": [town]}}]
    book = book_of(synthetic_scenario(default_probability=terms, layers=layers))
    # Odds of 1/4: fourfold where the bank bears nothing, a quarter where it bears all, twice its reference.
    expected = np.where(book.township == 0, 1 / 2, 1 / 17)
    assert book.pd_annual == pytest.approx(np.broadcast_to(expected[:, None], book.pd_annual.shape))
