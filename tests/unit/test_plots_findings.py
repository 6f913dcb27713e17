"""What charts and captions say of results in which something special happens, worked out by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr
from tests.unit.example_dataset import example_dataset

from fundsim.plots import KINDS, draw_chart

FOUR_LAYERS = ("insurer", "village_pool", "county_fund", "bank")


def caption(kind: str, ds: xr.Dataset, lang: str = "en") -> str:
    return KINDS[kind].caption(ds, lang)  # type: ignore[arg-type]


def legend_of(kind: str, ds: xr.Dataset, lang: str = "en") -> list[str]:
    return draw_chart(kind, ds, lang).axes[0].get_legend_handles_labels()[1]  # type: ignore[arg-type]


def with_rules(ds: xr.Dataset, **rules: object) -> xr.Dataset:
    """Results whose scenario has these keys as well."""
    return ds.assign_attrs(scenario=json.dumps({**json.loads(ds.attrs["scenario"]), **rules}))


def quiet(ds: xr.Dataset) -> xr.Dataset:
    """No limit reached, nobody suspended, lending never stopped."""
    return ds.assign({name: 0.0 * ds[name] for name in ("stop_mean", "limit_reached_mean", "suspended_months")})


def test_a_suspended_insurer_is_shown_with_its_share_of_paths_and_its_months() -> None:
    ds = quiet(example_dataset(paths=10, months=60, layers=FOUR_LAYERS))
    ds["suspended_months"][:4, 0] = [12, 24, 36, 48]  # 4 of 10 paths, 30 months on average
    said = caption("breakers", ds)
    assert said.startswith("On 40 % (")
    assert "of the paths insurer is suspended at some time, there for 30 (" in said
    assert "保证保险在40%（" in caption("breakers", ds, "zh")
    [line] = draw_chart("breakers", ds).axes[0].get_lines()
    assert list(line.get_ydata()) == pytest.approx([40.0, 40.0])
    assert legend_of("breakers", ds) == ["suspended at some time: insurer"]
    assert "suspended" not in caption("breakers", example_dataset(paths=10, months=60, layers=FOUR_LAYERS))


def test_where_nothing_is_stopped_the_chart_says_so() -> None:
    ds = quiet(example_dataset(paths=10, months=30))
    assert caption("breakers", ds) == "On no path was a limit reached, a payer suspended or lending stopped."
    assert [text.get_text() for text in draw_chart("breakers", ds).axes[0].texts] == [caption("breakers", ds)]


@pytest.mark.parametrize(
    ("levels", "where"),
    [
        (("county",), ("in the county", "全县")),
        (("county", "township"), ("in at least one township", "至少有一个乡镇")),
        (("village", "township"), ("in at least one village", "至少有一个村")),
    ],
)
def test_stops_are_told_for_the_places_where_breakers_act(levels: tuple[str, ...], where: tuple[str, str]) -> None:
    rules = {f"at {level}": {"at": level, "action": "stop_new_lending"} for level in levels}
    leaves = {"of an insurer": {"at": "county", "action": "insurer_exit"}}
    ds = with_rules(example_dataset(paths=10, months=30), breakers=rules | leaves)
    assert f"Lending is stopped {where[0]} on at most" in caption("breakers", ds)
    assert f"{where[1]}停贷的路径占比在" in caption("breakers", ds, "zh")
    assert f"lending stopped {where[0]}" in legend_of("breakers", ds)


def test_stops_of_several_counties_are_told_for_one_of_them() -> None:
    ds = example_dataset(paths=10, months=30)
    counties = ds.assign_coords(township_county=("township", np.array(["a", "b", "b"])))
    assert "stopped in at least one county on at most" in caption("breakers", counties)
