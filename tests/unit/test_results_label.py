"""Labelling: every variable of the table, with its dimensions, units and names; nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.example_dataset import example_dataset

from fundsim.results import (
    COORDINATES,
    LINES,
    MONTHLY,
    MONTHS,
    OF_SAMPLING,
    PARTIES,
    QUANTILES,
    VARIABLES,
    Provenance,
    ResultAxes,
    at_fund_size,
    label,
    monthly_mean,
    quantile_over_paths,
)  # fmt: skip
from fundsim.results.coordinates import ADDING_LINES, TAKING_LINES
from fundsim.results.label import dimensions

AXES = ResultAxes(
    paths=[0, 1], layers=["基金", "bank"], layer_kinds=["fund", "bank"], townships=["A"],
    township_outstanding=[1e6], industries=["crop"], dates=["2024-01", "2024-02", "2024-03"], year_starts=["2024-01"],
    cohorts=2, age_quarters=1,
)  # fmt: skip
PROVENANCE = Provenance("t", "USD", "2024-01", 7, "基金", "name: t\n", "abc", "0.1.0", 0.015, 1e6, 1e5)


def test_example_has_exactly_the_variables_of_the_table() -> None:
    assert set(example_dataset(paths=3, months=14).data_vars) == set(VARIABLES) - {*OF_SAMPLING, *MONTHS}


def test_every_variable_and_coordinate_is_described() -> None:
    ds = example_dataset(paths=3, months=14, fund_sizes=(1e6, 2e6), currency="EUR")
    for name, array in ds.variables.items():
        assert {"units", "long_name", "long_name_zh"} <= set(array.attrs), name
        assert array.attrs["units"] in {"EUR", "EUR²", "1", "month", "loans"}
    assert set(ds.coords) == set(COORDINATES) - set(OF_SAMPLING) - {
        "township_zh", "township_county", "township_overdue_reported",
    }  # fmt: skip


def test_townships_have_chinese_names_where_they_are_known() -> None:
    ds = label({}, AXES._replace(townships_zh=["东乡"]), PROVENANCE)
    assert ds.township_zh.values.tolist() == ["东乡"]
    assert ds.township_zh.dims == ("township",)
    assert {"units", "long_name", "long_name_zh"} <= set(ds.township_zh.attrs)


def test_currency_of_the_scenario_stands_for_currency() -> None:
    ds = label({"claims": np.zeros(2)}, AXES, PROVENANCE)
    assert ds.claims.attrs["units"] == "USD"
    assert ds.month.attrs["units"] == "month"


def test_attributes_are_texts_and_numbers_only() -> None:
    attributes = label({}, AXES, PROVENANCE).attrs
    assert {type(value) for value in attributes.values()} <= {str, int, float}
    assert attributes["title"] == "t"
    assert (attributes["months"], attributes["n_paths"], attributes["seed"]) == (3, 2, 7)
    assert attributes["ruin"] == "unpaid_claim"


def test_unknown_array_is_refused() -> None:
    with pytest.raises(ValueError, match="'claim' is not in the table"):
        label({"claim": np.zeros(2)}, AXES, PROVENANCE)


@pytest.mark.parametrize(
    ("name", "shape"), [("claims", (3,)), ("payment", (2, 1)), ("balance", (2, 3)), ("payment", (1, 2, 2))]
)
def test_wrong_shape_is_refused(name: str, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=f"{name} has shape"):
        label({name: np.zeros(shape)}, AXES, PROVENANCE)


def test_fund_size_leads_where_the_fund_matters() -> None:
    several = AXES._replace(fund_sizes=(1e5, 2e5, 3e5))
    arrays = {
        "claims": np.zeros(2),
        "payment": np.zeros((3, 2, 2)),
        "balance": np.zeros((3, len(QUANTILES), 3)),
    }
    ds = label(arrays, several, PROVENANCE)
    assert ds.claims.dims == ("path",)
    assert ds.payment.dims == ("fund_size", "path", "layer")
    assert ds.balance.dims == ("fund_size", "quantile", "month")
    assert ds.fund_size.attrs["units"] == "USD"


def test_kept_months_are_per_path() -> None:
    ds = label({"balance": np.zeros((2, 3)), "balance_mean": np.zeros(3)}, AXES, PROVENANCE, keep_months=True)
    assert ds.balance.dims == ("path", "month")
    assert ds.balance_mean.dims == ("month",)


def test_tables_are_consistent() -> None:
    assert set(LINES) == {"opening", "closing", *ADDING_LINES, *TAKING_LINES}
    assert PARTIES == ("government", "bank", "borrower")
    for name, variable in VARIABLES.items():
        assert variable.monthly == (name in MONTHLY)
        assert set(dimensions(variable, several_sizes=True, keep_months=True)) <= set(COORDINATES)
    assert {f"{name}_mean" for name in MONTHLY} <= set(VARIABLES)
    assert len({variable.long_name for variable in VARIABLES.values()}) == len(VARIABLES)
    assert len({variable.long_name_zh for variable in VARIABLES.values()}) == len(VARIABLES)


def test_one_size_is_selected_by_value_or_first() -> None:
    ds = example_dataset(paths=5, months=14, fund_sizes=(1e6, 2e6))
    first, second = at_fund_size(ds), at_fund_size(ds, 2e6)
    assert (first.attrs["fund_initial"], second.attrs["fund_initial"]) == (1e6, 2e6)
    assert "fund_size" not in second.dims
    np.testing.assert_array_equal(second.payment, ds.payment.isel(fund_size=1))
    np.testing.assert_array_equal(first.payment, ds.payment.isel(fund_size=0))
    assert second.attrs["sizes_compared"] == 2
    with pytest.raises(ValueError, match=r"3,000,000\.00 is not one of the sizes of this run: 1,000,000\.00, 2"):
        at_fund_size(ds, 3e6)


def test_single_size_is_left_as_it_is() -> None:
    ds = example_dataset(paths=3, months=14)
    assert at_fund_size(ds) is ds
    assert at_fund_size(ds, 5.4e6) is ds
    assert at_fund_size(ds.assign_attrs(fund_initial=5_400_000.003), 5.4e6).attrs["fund_initial"] == 5_400_000.003
    with pytest.raises(ValueError, match="the only size of this run is"):
        at_fund_size(ds, 1.0)


def test_bands_and_kept_months_answer_alike() -> None:
    bands, kept = (example_dataset(paths=40, months=14, keep_months=keep) for keep in (False, True))
    for level in QUANTILES:
        expected = np.sort(kept.balance.values, axis=0)[int(np.ceil(level * 40 - 1e-9)) - 1]
        np.testing.assert_array_equal(quantile_over_paths(bands, "balance", level), expected)
        np.testing.assert_array_equal(quantile_over_paths(kept, "balance", level), expected)
    np.testing.assert_allclose(monthly_mean(bands, "balance"), kept.balance.mean("path"))
    np.testing.assert_allclose(monthly_mean(kept.drop_vars("balance_mean"), "balance"), kept.balance.mean("path"))


def test_a_band_that_was_not_kept_is_an_error() -> None:
    with pytest.raises(KeyError):
        quantile_over_paths(example_dataset(paths=4, months=14), "balance", 0.4)
