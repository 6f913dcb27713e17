"""One month's claims through random layers, against the terms written out a second time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.reference.books import crash, tiny_book, tiny_scenario
from tests.unit.kernel_runs import variables

Floats = NDArray[np.float64]
HALF_A_FEN = 0.005
amounts = st.floats(1.0, 50_000.0).map(lambda value: round(value, 2))
shares = st.floats(0.0, 1.0).map(lambda value: round(value, 3))


class Paid(NamedTuple):
    """What a layer was asked and paid, claim by claim."""

    ask: Floats
    payment: Floats


@st.composite
def layers(draw: Any) -> dict[str, Any]:
    """Terms of one layer, with or without money of its own."""
    limit = draw(st.none() | amounts)
    terms: dict[str, Any] = {
        "kind": "pool",
        "pays": draw(shares),
        "of": draw(st.sampled_from(["claim", "remaining"])),
        "deductible": draw(st.just(0.0) | amounts),
        "aggregate_deductible": draw(st.just(0.0) | amounts),
    }
    terms |= {} if limit is None else {"limit": limit}
    most = draw(st.none() | amounts)
    terms |= {} if most is None else {"aggregate_limit": most}
    return terms | draw(st.sampled_from([{}, {"account": {"initial": draw(amounts)}}]))


def pay(terms: dict[str, Any], claims: Floats, remaining: Floats) -> Paid:
    """Asks and payments of a layer: per-claim terms, aggregate terms, money."""
    base = claims if terms["of"] == "claim" else remaining
    above = np.maximum(base - terms["deductible"], 0.0)
    ask = np.minimum(remaining, terms["pays"] * np.minimum(above, terms.get("limit", np.inf)))
    most = terms.get("aggregate_limit", np.inf)
    allowed = min(max(ask.sum() - terms["aggregate_deductible"], 0.0), most)
    ask = ask * (allowed / ask.sum()) if ask.sum() > 0.0 else ask
    money = terms["account"]["initial"] if "account" in terms else np.inf
    return Paid(ask, ask * min(1.0, money / ask.sum()) if ask.sum() > 0.0 else ask)


def settle(principals: list[float], stack: list[dict[str, Any]]) -> dict[str, Any]:
    """Results of one path on which all loans of the book default and are settled in month 0."""
    named = [{"name": f"layer {number}", **terms} for number, terms in enumerate(stack)]
    book = tiny_book(len(principals), principal=principals)
    fields = variables(tiny_scenario(1, layers=named, stress=crash(0)), book, 1)
    return {name: fields[name][0, 0] for name in ("payment", "layer_shortfall")} | {"claims": fields["claims"][0]}


@given(st.lists(amounts, min_size=1, max_size=6), st.lists(layers(), max_size=4))
def test_layers_pay_what_their_terms_say_and_the_bank_the_rest(
    principals: list[float], stack: list[dict[str, Any]]
) -> None:
    found = settle(principals, stack)
    claims = np.array(principals)
    remaining = claims.copy()
    for number, terms in enumerate(stack):
        paid = pay(terms, claims, remaining)
        remaining = remaining - paid.payment
        assert abs(found["payment"][number] - paid.payment.sum()) < HALF_A_FEN
        assert abs(found["layer_shortfall"][number] - (paid.ask - paid.payment).sum()) < HALF_A_FEN
    assert abs(found["payment"][-1] - remaining.sum()) < HALF_A_FEN
    assert abs(found["claims"] - claims.sum()) < HALF_A_FEN


@given(st.lists(amounts, min_size=1, max_size=6), st.lists(layers(), max_size=4))
def test_payments_are_never_negative_nor_above_asks_balances_and_limits(
    principals: list[float], stack: list[dict[str, Any]]
) -> None:
    found = settle(principals, stack)
    assert (found["payment"] >= 0.0).all()
    for number, terms in enumerate(stack):
        payment = found["payment"][number]
        assert payment <= terms["pays"] * sum(principals) + HALF_A_FEN
        assert payment <= terms.get("aggregate_limit", np.inf) + HALF_A_FEN
        assert payment <= terms.get("account", {}).get("initial", np.inf) + HALF_A_FEN
        assert payment <= terms.get("limit", np.inf) * len(principals) + HALF_A_FEN


@given(st.lists(amounts, min_size=2, max_size=6), st.lists(layers(), min_size=1, max_size=4), st.randoms())
def test_order_of_loans_does_not_matter(principals: list[float], stack: list[dict[str, Any]], random: Any) -> None:
    shuffled = principals.copy()
    random.shuffle(shuffled)
    np.testing.assert_allclose(settle(shuffled, stack)["payment"], settle(principals, stack)["payment"], atol=1e-6)
