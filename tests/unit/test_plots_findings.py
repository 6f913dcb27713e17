"""What charts and captions say of results in which something special happens, worked out by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr
from matplotlib.collections import LineCollection
from tests.unit.example_dataset import example_dataset
from tests.unit.example_decisions import example_comparison, example_grid, example_sweep

from fundsim.metrics import value_at_risk
from fundsim.plots import KINDS, draw_chart
from fundsim.plots.breakers import lending_refused
from fundsim.plots.reconciliation import account_by_period, adding_up
from fundsim.plots.style import BLUE
from fundsim.plots.swings import tornado_of
from fundsim.report.decision_terminal import comparison_text
from fundsim.results import LINES

FOUR_LAYERS = ("insurer", "village_pool", "county_fund", "bank")


def caption(kind: str, ds: xr.Dataset, lang: str = "en") -> str:
    return KINDS[kind].caption(ds, lang)  # type: ignore[arg-type]


def legend_of(kind: str, ds: xr.Dataset, lang: str = "en") -> list[str]:
    return draw_chart(kind, ds, lang).axes[0].get_legend_handles_labels()[1]  # type: ignore[arg-type]


def with_rules(ds: xr.Dataset, **rules: object) -> xr.Dataset:
    """Results whose scenario has these keys as well."""
    return ds.assign_attrs(scenario=json.dumps({**json.loads(ds.attrs["scenario"]), **rules}))


def around(value: float, half: float) -> np.ndarray:
    """An estimate with an interval of a half width."""
    return np.array([value, half / 2.0, value - half, value + half])


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
    assert cells_of("breakers", ds) == ["suspended at some time of the run: insurer, on 40 % (17–69) of the paths"]
    ds["stop_mean"][5] = 0.3
    chart = draw_chart("breakers", ds).axes[0]
    assert chart.get_title(loc="left") == "Lending stopped"
    assert (
        legend_of("breakers", ds)[1] == cells_of("breakers", quiet(ds).assign(suspended_months=ds.suspended_months))[0]
    )
    assert [line.get_xdata().size for line in chart.get_lines()] == [61, 0]  # no line over time for the suspended
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


def equally_safe(ds: xr.Dataset) -> xr.Dataset:
    """A comparison in which no design is ever ruined."""
    ds["estimate"].loc[{"figure": "ruin_probability"}] = np.array([0.0, 0.0, 0.0, 0.004])
    ds["within_noise"].loc[{"figure": "ruin_probability"}] = 1
    return ds


def test_designs_of_equal_safety_are_not_called_safest() -> None:
    ds = equally_safe(example_comparison(paths=40))
    ds["lending"][:] = 1e8
    said = caption("frontier", ds)
    assert said.startswith("The designs cannot be told apart in safety on these paths. The cheapest: ")
    assert "safest" not in said
    assert "lends" not in said
    assert caption("frontier", ds, "zh").startswith("各方案的安全性在误差范围内，无法区分。")


def test_a_design_that_is_cheap_because_it_lends_less_is_called_so() -> None:
    ds = equally_safe(example_comparison(("dear", "cheap", "middling"), paths=40))
    for place, cost in enumerate((30e6, 10e6, 20e6)):
        ds["estimate"].loc[{"figure": "mean_government_cost"}][place] = around(cost, 2e4)
        ds["lending"][place] = (100e6, 80e6, 90e6)[place]
    assert "But cheap lends 20.0 million CNY (20.0–20.0) less than dear over 5 years, which is 20.0 % (" in caption(
        "frontier", ds
    )
    assert "但cheap在5年内比dear少放贷2,000万元（2,000–2,000），即少20.0%（" in caption("frontier", ds, "zh")


def test_neighbours_within_noise_are_named() -> None:
    ds = example_grid().isel(design=[0, 1, 2])
    for place, (cost, ruin) in enumerate(((1e6, 0.2), (2e6, 0.02), (3e6, 0.015))):
        ds["cost"][place], ds["ruin_probability"][place] = around(cost, 2e4), around(ruin, 0.01)
    first, second, third = (str(name) for name in ds["design"].values)
    said = caption("frontier", ds)
    assert f"The cheapest design worth considering: {first} costs" in said
    assert f"Neighbours whose safety is within noise of each other (1): {second} / {third}." in said
    ds["ruin_probability"][2] = np.array([0.0, 0.0, 0.0, 0.004])
    assert "within noise" not in caption("frontier", ds)


def test_a_paired_difference_tells_neighbours_apart_whose_intervals_overlap() -> None:
    ds = example_comparison(("first", "second"), paths=40)
    for place, (cost, ruin) in enumerate(((1e6, 0.05), (2e6, 0.04))):
        ds["estimate"].loc[{"figure": "mean_government_cost"}][place] = around(cost, 2e4)
        ds["estimate"].loc[{"figure": "ruin_probability"}][place] = around(ruin, 0.02)
    ds["within_noise"].loc[{"figure": "ruin_probability", "design": "second"}] = 0
    assert "The safest: second" in caption("frontier", ds)
    ds["within_noise"].loc[{"figure": "ruin_probability", "design": "second"}] = 1
    assert caption("frontier", ds).startswith("The designs cannot be told apart in safety")


def test_a_single_design_with_a_fund_has_nothing_to_be_compared_with() -> None:
    ds = example_grid().isel(design=[0, 1])
    ds["ruin_probability"][1] = np.nan
    assert caption("frontier", ds).startswith("There is one design to look at, and none to compare it with: leverage=5")


def test_reported_ratios_stand_as_crosses_where_the_file_has_them() -> None:
    ds = example_dataset(paths=200, months=36)
    reported = [0.5, np.nan, 0.0]
    told = ds.assign_coords(township_overdue_reported=("township", reported))
    ax = draw_chart("township_overdue", told).axes[0]
    order = [label.get_text() for label in ax.get_yticklabels()]
    crosses = [line for line in ax.get_lines() if line.get_marker() == "x" and line.get_ydata().size]
    found = {order[int(line.get_ydata()[0])]: float(line.get_xdata()[0]) for line in crosses}
    expected = dict(zip((str(name) for name in ds.township.values), np.array(reported) * 100.0, strict=True))
    assert {name: value for name, value in found.items() if np.isfinite(value)} == {
        name: value for name, value in expected.items() if np.isfinite(value)
    }
    assert "reported at the start" in legend_of("township_overdue", told)
    assert "reported at the start" not in legend_of("township_overdue", ds)
    said = caption("township_overdue", told)
    assert "Of 2 townships with a reported ratio, 1 lie below and 1 above the 5–95 % range of paths" in said
    one = told.assign_coords(township_overdue_reported=("township", [np.nan, 0.3, np.nan]))
    assert "仅九龙有上报值30.0%，高于5–95%分位区间" in caption("township_overdue", one, "zh")
    assert "reported" not in caption("township_overdue", ds)


@pytest.mark.parametrize("kind", ["townships", "township_overdue"])
def test_differences_of_townships_with_loans_made_up_once_are_called_chance(kind: str) -> None:
    ds = example_dataset(paths=40, months=30)
    once = with_rules(ds, loans={"source": "synthetic", "redraw_portfolio": False})
    assert "the intervals hold for the loans at hand" in caption(kind, once)
    assert "因此区间只对这一组贷款成立" in caption(kind, once, "zh")
    for loans in ({"source": "synthetic", "redraw_portfolio": True}, {"source": "tape"}):
        assert "at hand" not in caption(kind, with_rules(ds, loans=loans))
    assert "at hand" not in caption(kind, once.isel(township=[0]))  # nothing to be told apart


def with_overdue(late: list[float], owed: list[float]) -> xr.Dataset:
    """Two paths that agree: overdue and outstanding loans on average, by township."""
    ds = example_dataset(paths=2, months=30)
    for name, amounts in {"overdue": late, "outstanding": owed}.items():
        ds[f"township_{name}_average"][:] = np.array(amounts)
        ds[f"{name}_average"][:] = sum(amounts)
    ds["township_overdue_ratio"][:] = np.divide(late, owed, out=np.zeros(3), where=np.array(owed) > 0.0)
    return ds


def test_overdue_ratios_of_townships_lie_beside_that_of_all() -> None:
    """Of 100 outstanding 10 are overdue in the first, of 900 30 in the second: 4 % of all, not 6.7 %."""
    ds = with_overdue([10.0, 30.0, 0.0], [100.0, 900.0, 0.0])
    ax = draw_chart("township_overdue", ds).axes[0]
    names = [str(name) for name in ds.township.values]
    assert [label.get_text() for label in ax.get_yticklabels()] == names[:2]
    line = next(own for own in ax.get_lines() if own.get_linestyle() == "--" and len(own.get_xdata()) == 2)
    assert list(line.get_xdata()) == pytest.approx([4.0, 4.0])
    dots = [own for own in ax.get_lines() if own.get_marker() == "o" and len(own.get_xdata()) == 1]
    assert [own.get_xdata()[0] for own in dots] == pytest.approx([10.0, 10 / 3])
    areas = np.square([own.get_markersize() for own in dots])
    assert areas[1] / areas[0] == pytest.approx(0.3 / 0.5)  # of the loans at the start
    assert {"all townships: 4.00 % (4.00–4.00)", "area: opening loans (largest 27.0 million CNY)"} <= set(
        legend_of("township_overdue", ds)
    )
    said = caption("township_overdue", ds)
    assert f"most in {names[0]}, 10.0 % (10.0–10.0), and least in {names[1]}, 3.33 % (3.33–3.33)." in said
    assert f"In money most is overdue in {names[1]}, " in said


def test_townships_without_overdue_loans_have_an_empty_chart_and_one_township_a_short_caption() -> None:
    never = with_overdue([0.0] * 3, [100.0, 900.0, 0.0])
    assert caption("township_overdue", never) == "On no path is a loan overdue at a month end."
    assert caption("township_overdue", never, "zh") == "所有路径的各月末均无逾期贷款。"
    assert not draw_chart("township_overdue", never).axes[0].get_lines()
    one = caption("township_overdue", with_overdue([5.0, 0.0, 0.0], [100.0, 0.0, 0.0]))
    of = f"of the loans of {never.township.values[0]} is overdue or non-performing on average."
    assert one == f"Over 30 months, 5.00 % (5.00–5.00) {of}"


def test_the_township_that_weighs_most_in_the_worst_paths_is_named() -> None:
    """The worst two of 200 paths: 60 + 50 of 100 + 100 there, while the first township weighs most elsewhere."""
    ds = example_dataset(paths=200, months=30)
    claims = np.full((200, 3), (9.0, 1.0, 0.0))
    claims[:2] = [[30.0, 60.0, 10.0], [40.0, 50.0, 10.0]]
    ds["township_claims"][:] = claims
    assert f"On the worst 1 % of paths {ds.township.values[1]} weighs most, with 55 % (" in caption("townships", ds)
    assert f"在最差1%路径中，{ds.township.values[1]}所占比重最大，占全部应代偿额的55%（" in caption(
        "townships", ds, "zh"
    )
    assert "worst" not in caption("townships", example_dataset(paths=200, months=30, keep_paths=False))


def cells_of(kind: str, ds: xr.Dataset, lang: str = "en") -> list[str]:
    return [text.get_text() for text in draw_chart(kind, ds, lang).axes[0].texts]  # type: ignore[arg-type]


def test_totals_of_the_account_are_those_of_captions_even_where_they_do_not_add_up() -> None:
    headings = set()
    for seed in range(1, 7):
        ds = example_dataset(paths=50, months=60, seed=seed)
        cells = cells_of("reconciliation", ds)
        columns = ds.sizes["year"] + 2
        headings.add(cells[columns - 1])
        totals = {row[0]: float(row[-1].split("\n")[0]) for row in zip(*[iter(cells[columns:])] * columns, strict=True)}
        true = dict(zip(LINES, account_by_period(ds).lines.value[-1] / 1e6, strict=True))
        for line, name in (("payments", "− payments"), ("recoveries", "+ recoveries"), ("top_up", "+ top-up")):
            assert totals[name] == round(float(true[line]), 3)
    assert headings == {"total", "total\n(rounded)"}  # rounding leaves something over, or not


def test_parts_of_account_years_are_marked() -> None:
    ds = example_dataset(paths=20, months=36)  # from November 2023
    assert cells_of("reconciliation", ds)[1:5] == ["2023-11\n(2 mo.)", "2024", "2025", "2026\n(10 mo.)"]
    assert cells_of("reconciliation", ds, "zh")[1] == "2023-11\n（2个月）"
    long = example_dataset(paths=4, months=180)  # spans of two years, 2023 and 2038 in part
    assert account_by_period(long).months == [14, *[24] * 6, 22]


LONG_KEY = "layers.county_fund.account.top_up.share_of_gap"


def test_of_designs_named_by_a_long_key_the_value_stays() -> None:
    ds = example_comparison((f"{LONG_KEY}=0.2", f"{LONG_KEY}=0"), paths=40)
    [row] = draw_chart("differences", ds).axes[0].child_axes[0].get_yticklabels()
    assert row.get_text().replace("\n", "").endswith("up.share_of_gap=0")
    assert "  …account.top_up.share_of_gap=0.2 " in comparison_text(ds.assign_attrs(first_month="2023-11"))
    many = example_comparison(tuple(f"{LONG_KEY}={n}" for n in range(8)), paths=40)
    titles = [panel.get_title(loc="left") for panel in draw_chart("exceedance", many).axes[0].child_axes]
    assert [title.replace("\n", "")[-5:] for title in titles] == [f"gap={n}" for n in range(8)]


def zipped_sweep() -> xr.Dataset:
    """Leverages with the correlation of townships, which that of the county follows."""
    ds = example_sweep(modes=("steady",))
    keys = {"pays": "correlation.township", "leverage": "layers.county_fund.account.leverage", "mode": "lending.mode"}
    both = ds.assign_coords(county=("scenario", ds["pays"].values / 2.0))
    zipped = json.dumps([keys["pays"], "correlation.county"])
    return both.assign_attrs(swept=json.dumps(keys | {"county": "correlation.county"}), zipped=zipped)


def test_keys_that_move_together_are_named_in_charts_and_captions_of_a_sweep() -> None:
    ds = zipped_sweep()
    words = "correlation.township (+1): correlation.county moves with it"
    for kind in ("frontier", "heat_map", "tornado", "sweep_panels"):
        assert caption(kind, ds).endswith(f" {words}.")
        assert caption(kind, ds, "zh").endswith("。资产相关系数：乡镇 (+1)：资产相关系数：全县随之变动。")
        assert "随之变动" not in caption(kind, example_sweep(), "zh")
    for kind in ("frontier", "heat_map", "tornado"):
        legend = draw_chart(kind, ds).axes[0].get_legend()
        assert legend is not None
        assert words in legend.get_title().get_text()
    assert "correlation.township (+1) 0.5" in legend_of("frontier", ds)


def test_costs_are_in_the_unit_of_the_caption_and_beaten_designs_in_the_legend() -> None:
    ds = example_grid().assign_attrs(opening_outstanding=54e6)
    ax = draw_chart("frontier", ds, "zh").axes[0]
    assert ax.get_xlabel() == "政府年均成本现值 [万元]"
    assert "万元" in caption("frontier", ds, "zh")
    handles, labels = ax.get_legend_handles_labels()
    assert handles[labels.index("劣于其他方案")].get_color() == BLUE
    ds["ruin_probability"][:] = np.array([around(0.1 / n, 0.01) for n in range(1, 5)])
    ds["cost"][:] = np.array([around(1e6 * n, 1e4) for n in range(1, 5)])
    assert "劣于其他方案" not in legend_of("frontier", ds, "zh")  # all are on the line


def test_the_line_of_a_heat_map_runs_between_cells_and_not_through_numbers() -> None:
    ds = example_sweep(leverages=(5.0, 10.0), shares=(0.5, 0.7))
    for place, ruin in enumerate((0.002, 0.003, 0.004, 0.05)):  # above 1 % in one corner alone
        ds["estimate"].loc[{"measure": "ruin_probability"}][place] = around(ruin, 0.001)
    ax = draw_chart("heat_map", ds).axes[0]
    [line] = [own for own in ax.collections if isinstance(own, LineCollection)]
    edges = {tuple(map(tuple, segment.tolist())) for segment in line.get_segments()}
    assert edges == {((0.5, 0.5), (0.5, 1.5)), ((0.5, 0.5), (1.5, 0.5))}
    assert len(ax.child_axes) == 1  # the colour bar
    ds["estimate"].loc[{"measure": "ruin_probability"}] *= 0.1
    assert not [own for own in draw_chart("heat_map", ds).axes[0].collections if isinstance(own, LineCollection)]


def test_numbers_of_a_tornado_have_the_digits_of_the_caption() -> None:
    ds = example_sweep(shares=(0.7,))
    for place in range(4):
        ds["estimate"].loc[{"measure": "ruin_probability"}][place] = (
            [2.22e-4, 0.003, 0.0, 0.008] if place == 0 else (around(0.2, 0.03))
        )
    written = {text.get_text() for text in draw_chart("tornado", ds).axes[0].texts}
    assert "0.0" in written
    assert "0.0 % (0.0–0.8)" in caption("tornado", ds)


def test_short_tables_fill_their_figure() -> None:
    """Of the height of the chart, above the lowest line of the table."""
    ax = draw_chart("stress", example_dataset(paths=30, months=60)).axes[0]
    bottom, top = ax.get_ylim()
    assert max(line.get_ydata()[0] for line in ax.get_lines()) / (bottom - top) > 0.7


def test_columns_of_bad_outcomes_say_what_they_count() -> None:
    ds = example_dataset(paths=30, months=60)
    assert {"累计违约率\n[放款笔数的%]", "年末余额低于\n初始规模的\n年数 [年]"} <= set(cells_of("stress", ds, "zh"))


def test_a_safe_fund_looks_safe() -> None:
    ds = example_dataset(paths=2000, months=24, claim_rate=0.001)
    ds["ruin_month"][:] = -1
    low, high = draw_chart("survival", ds).axes[0].get_ylim()
    assert low == 95.0
    assert 100.0 < high < 100.3
    ds["ruin_month"][:400] = 3
    assert draw_chart("survival", ds).axes[0].get_ylim()[0] < 78.0


def test_of_many_years_of_lending_the_first_and_the_last_are_named() -> None:
    ds = example_dataset(paths=30, months=120)
    assert legend_of("vintages", ds) == ["opening stock", "2023-11", "2032"]
    assert cells_of("vintages", ds) == ["opening stock", "2023-11", "2032"]
    lines = [line for line in draw_chart("vintages", ds).axes[0].get_lines() if line.get_marker() == "None"]
    assert len(lines) == 11
    assert {line.get_linestyle() for line in lines} == {"-"}


def test_intervals_of_overdue_lines_stand_in_months_of_their_own() -> None:
    ax = draw_chart("overdue", example_dataset(paths=40, months=36)).axes[0]
    months = [line.get_xdata()[0] for line in ax.get_lines() if line.get_marker() == "_"]
    assert months == [36, 24, 12, 32, 20, 8, 28, 16, 4]


def test_chinese_words_of_a_bad_year_are_not_broken() -> None:
    layers = ("insurer", "guarantor", "village_pool", "township_pool", "county_fund", "bank")
    ds = example_dataset(paths=60, months=36, layers=layers)
    labels = [label.get_text() for label in draw_chart("bad_year", ds, "zh").axes[0].get_xticklabels()]
    assert labels[0] == "当年\n应代偿额"
    assert labels[-3].endswith("\n赔付")


def test_caption_of_convergence_says_how_many_paths_are_needed() -> None:
    """The farther bound counts: it falls with the square root of the number of paths."""
    ds = example_dataset(paths=400, months=60)
    at_risk = value_at_risk(ds.claims.values, 0.99)
    farther = max(at_risk.upper - at_risk.value, at_risk.value - at_risk.lower) / at_risk.value
    for error, shown in ((0.05, "5 %"), (0.01, "1 %")):
        needed = float(f"{400 * (farther / error) ** 2:.2g}")
        assert f"Knowing it to within {shown} takes about {needed:,.0f} paths" in caption("convergence", ds)
    assert caption("convergence", ds, "zh").count("条路径。") == 2


@pytest.mark.parametrize(("paths", "level"), [(69, ""), (70, "90 %"), (150, "95 %")])
def test_few_paths_have_no_tail_to_converge(paths: int, level: str) -> None:
    ds = example_dataset(paths=paths, months=30)
    if level:
        assert f"the {level} value at risk" in caption("convergence", ds)
        assert cells_of("convergence", ds) == []
    else:
        assert caption("convergence", ds) == "Fewer than 70 paths: no tail can be estimated."
        assert cells_of("convergence", ds) == [caption("convergence", ds)]


def test_a_fixed_appropriation_is_printed_as_it_is_paid() -> None:
    """Rounded to one digit 10.0 + 30.0 − 5.0 is not 35.1: payments take the difference, though they are smaller."""
    flows = {"opening": 10.04, "appropriation": 30.0, "payments": 4.96, "closing": 35.08}
    period = adding_up(np.array([[flows.get(line, 0.0) for line in LINES]]), 1)[0]
    printed = {line: float(value) for line, value in zip(LINES, period, strict=True) if value}
    assert printed == {"opening": 10.0, "appropriation": 30.0, "payments": 4.9, "closing": 35.1}


def test_words_that_were_swept_have_a_bar_of_the_tornado() -> None:
    ds = example_sweep(modes=("steady", "run_off"))  # run_off halves the probability of ruin
    ruin = ds["estimate"].sel(measure="ruin_probability", statistic="value")
    mean = {mode: float(ruin[ds["mode"] == mode].mean()) for mode in ("steady", "run_off")}
    [swing] = [own for own in tornado_of(ds).swings if own.parameter == "lending.mode"]
    assert (swing.low.value, swing.high.value) == pytest.approx((mean["run_off"], mean["steady"]))
    assert swing.levels == ("run_off", "steady")


def test_the_caption_of_a_heat_map_names_what_its_cells_are_means_over() -> None:
    assert "mean over" not in caption("heat_map", example_sweep(modes=("steady",)))
    assert caption("heat_map", example_sweep(modes=("steady", "run_off"))).endswith(
        "Each cell is a mean over lending.mode."
    )


def test_the_share_of_lending_refused_is_not_below_nothing() -> None:
    lost = np.zeros(50)
    lost[0] = 40.0
    found = lending_refused(xr.Dataset({"lending_lost": ("path", lost), "lending": ("path", np.full(50, 100.0))}))
    assert found.value == pytest.approx(40.0 / 5040.0)
    assert 0.0 <= found.lower < found.value < found.upper
