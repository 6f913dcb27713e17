"""The books: every identity, broken on one path, is reported with path and amounts."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from tests.unit.example_dataset import ALL_KINDS, example_dataset

from fundsim.errors import AccountingError
from fundsim.results import check_block, check_books


@pytest.fixture
def ds() -> xr.Dataset:
    return example_dataset(paths=20, months=30, layers=("insurer", "county_fund", "bank"))


def change(ds: xr.Dataset, name: str, amount: float, **place: object) -> None:
    """Add an amount at one place, given by labels."""
    array = ds[name].astype(float)
    array.loc[place] = array.loc[place] + amount
    ds[name] = array


@pytest.mark.parametrize("layers", [("bank",), ("county_fund", "bank"), tuple(ALL_KINDS)])
@pytest.mark.parametrize("fund_sizes", [(), (1e6, 5e6)])
def test_sound_books_pass(layers: tuple[str, ...], fund_sizes: tuple[float, ...]) -> None:
    check_books(example_dataset(paths=20, months=30, layers=layers, fund_sizes=fund_sizes))


@pytest.mark.parametrize(
    ("name", "place", "text"),
    [
        ("claims", {}, "claims = payments of all layers"),
        ("township_claims", {"township": "九龙"}, "claims = claims of all townships"),
        ("industry_claims", {"industry": "pig"}, "claims = claims of all industries"),
        ("township_defaults", {"township": "九龙"}, "defaults = defaults of all townships"),
        ("township_overdue_average", {"township": "九龙"}, "overdue loans = those of all townships"),
        ("township_outstanding_average", {"township": "九龙"}, "outstanding loans = those of all townships"),
        ("cohort_defaults", {"cohort": 0}, "defaults = defaults of all cohorts"),
        ("premium", {"layer": "insurer"}, "premiums written = premiums paid"),
        ("account_line", {"year": 1, "line": "interest"}, "county_fund: opening .* = closing"),
        ("account_line", {"year": 1, "line": "returned"}, "county_fund: opening .* = closing"),
        ("account_line", {"year": 1, "line": "opening"}, "county_fund: closing = opening of the next year"),
        ("closing_balance", {}, "county_fund: closing of the last year = closing balance"),
        ("layer_year_payment", {"year": 1, "layer": "county_fund"}, "county_fund: payments .* by year"),
        ("payment", {"layer": "county_fund"}, "county_fund: payments of the account = of the layer:"),
    ],
)
def test_one_fen_on_one_path_is_found(ds: xr.Dataset, name: str, place: dict[str, object], text: str) -> None:
    change(ds, name, 0.01, path=7, **place)
    with pytest.raises(AccountingError, match=text) as error:
        check_books(ds)
    assert "path 7" in str(error.value)
    assert "wrong on 1 of 20 paths" in str(error.value)


def test_half_a_fen_is_rounding(ds: xr.Dataset) -> None:
    change(ds, "claims", 0.004, path=7)
    check_books(ds)


def test_amounts_and_all_faults_are_named(ds: xr.Dataset) -> None:
    ds["claims"] = ds.claims * 0.0 + 1000.0
    ds["defaults"] = ds.defaults + 1
    with pytest.raises(AccountingError) as error:
        check_books(ds)
    text = str(error.value)
    assert "1,000.0000 against" in text
    assert "claims = payments" in text
    assert "defaults = defaults of all cohorts" in text
    assert "wrong on 20 of 20 paths" in text


def test_negative_payment_is_found(ds: xr.Dataset) -> None:
    change(ds, "payment", -1e9, path=3, layer="insurer")
    change(ds, "payment", 1e9, path=3, layer="bank")
    with pytest.raises(AccountingError, match=r"0 <= every payment: .* at path 3, layer insurer"):
        check_books(ds)


def test_recoveries_above_claims_are_found(ds: xr.Dataset) -> None:
    change(ds, "recovery_due", 1e9, path=3, layer="bank")
    with pytest.raises(AccountingError, match="recoveries <= claims"):
        check_books(ds)


def test_account_may_keep_less_than_the_layer_recovers_but_not_more(ds: xr.Dataset) -> None:
    change(ds, "recovery", 100.0, path=3, layer="county_fund")
    check_books(ds)
    change(ds, "recovery", -200.0, path=3, layer="county_fund")
    with pytest.raises(AccountingError, match="county_fund: recoveries of the account <= of the layer"):
        check_books(ds)


def test_place_names_the_fund_size() -> None:
    ds = example_dataset(paths=5, months=30, fund_sizes=(1e6, 5e6))
    change(ds, "closing_balance", 5.0, path=2, fund_size=5e6)
    with pytest.raises(AccountingError, match=r"at fund_size 5000000\.0, path 2"):
        check_books(ds)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_found(ds: xr.Dataset, value: float) -> None:
    ds["government_cost"].values[4] = value
    with pytest.raises(AccountingError, match="government_cost is not a finite number at path 4"):
        check_books(ds)


def test_amounts_of_a_quadrillion_leave_room_for_rounding(ds: xr.Dataset) -> None:
    money = [name for name, array in ds.data_vars.items() if array.attrs.get("units") == "CNY"]
    check_books(ds.assign({name: ds[name] * 1e8 / 7.0 for name in money}))


def test_accounts_of_every_layer_are_checked_on_every_path() -> None:
    lines = {"claims": 100.0, "defaults": 1.0}
    arrays = {name: np.full((20, 1), value) for name, value in lines.items()}
    empty = {name: np.zeros((20, 1, 2)) for name in ("recovery", "recovery_due", "premium", "premium_paid")}
    arrays |= empty | {"payment": np.tile([70.0, 30.0], (20, 1, 1)), "industry_claims": np.full((20, 1, 1), 100.0)}
    arrays |= {"cohort_defaults": np.full((20, 1, 1), 1.0)}
    sound = np.tile([150.0, 3.0, 5.0, 70.0, 8.0, 80.0], (20, 1, 1, 1))  # of one layer; the other has no account
    check_block({**arrays, "account_total": sound}, -1, 0)
    wrong = sound.copy()
    wrong[7, 0, 0, 3] += 0.01
    with pytest.raises(AccountingError, match="payments - returned = held") as error:
        check_block({**arrays, "account_total": wrong}, -1, 0)
    assert "path 7" in str(error.value)
    assert "layer 0" in str(error.value)
