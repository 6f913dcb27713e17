"""What readers take from charts: where marks stand, what is drawn of what is not known, what captions promise."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from tests.unit.example_dataset import OPENING, example_dataset
from tests.unit.example_decisions import example_comparison, example_size, example_sweep

from fundsim.metrics import value_at_risk
from fundsim.plots import KINDS, chart_style, draw_chart, new_figure, why_not
from fundsim.plots.needs import has_loans
from fundsim.plots.parameter_units import with_unit
from fundsim.plots.solvency import plot_solvency
from fundsim.plots.sweeps import level_text
from fundsim.report.decision_terminal import solve_sentences


def caption(kind: str, ds: xr.Dataset, lang: str = "en") -> str:
    return KINDS[kind].caption(ds, lang)  # type: ignore[arg-type]


def laid_out_chart(kind: str, ds: xr.Dataset, lang: str = "en") -> Figure:
    with chart_style():
        figure = draw_chart(kind, ds, lang)  # type: ignore[arg-type]
        figure.draw_without_rendering()
    return figure


def labels_below(kind: str, ds: xr.Dataset, lang: str = "en") -> list[str]:
    return [label.get_text() for label in laid_out_chart(kind, ds, lang).axes[0].get_xticklabels()]


def test_ratios_of_fund_and_loans_stand_over_their_share() -> None:
    """1:10 is 10 % of the loans, and stands there."""
    ax = laid_out_chart("sizing_curve", example_size()).axes[0]
    [top] = ax.child_axes
    ratios = {label.get_text(): label.get_position()[0] for label in top.get_xticklabels()}
    assert ratios["1:10"] == pytest.approx(10.0)
    assert ratios["1:20"] == pytest.approx(5.0)
    assert top.get_xlim() == pytest.approx(ax.get_xlim())  # type: ignore[attr-defined]


def test_funds_far_below_all_usual_ratios_have_no_axis_of_ratios() -> None:
    tiny = example_size().assign_attrs(opening_outstanding=1e4 * OPENING)
    assert not laid_out_chart("sizing_curve", tiny).axes[0].child_axes


def test_the_band_of_a_size_on_which_no_path_is_ruined_ends_at_its_upper_bound() -> None:
    """60 % and 20 % of the paths of two sizes are ruined, none of the third: the floor lies below all bounds."""
    ds = example_dataset(paths=1000, months=24, fund_sizes=(1e6, 2e6, 5e6))
    ruined = np.arange(1000) < np.array([600, 200, 0])[:, None]
    ds["ruin_month"] = (("fund_size", "path"), np.where(ruined, 3, -1))
    ax = laid_out_chart("sizing_curve", ds).axes[0]
    [band] = [own for own in ax.collections if isinstance(own, PolyCollection)]
    vertices = np.asarray(band.get_paths()[0].vertices)
    last = vertices[np.isclose(vertices[:, 0], 100.0 * 5e6 / OPENING), 1]
    assert last.max() == pytest.approx(0.383, rel=0.01)  # Wilson, 0 of 1,000 [%]
    assert last.min() < last.max() / 2.0


def solved() -> xr.Dataset:
    table = np.array([[0.999, 0.001, 0.99, 1.0], [0.95, 0.01, 0.93, 0.97], [0.5, 0.02, 0.46, 0.54]])
    statistics = ["value", "standard_error", "lower", "upper"]
    return xr.Dataset(
        {"solvency": (("tried", "statistic"), table), "answer": ("statistic", [0.6, np.nan, 0.5, 0.7])},
        {"tried": [0.0, 0.5, 1.0], "statistic": statistics},
        {**example_size().attrs, "key": "layers.county_fund.pays", "target": 0.95},
    )


def test_between_values_that_were_tried_no_interval_is_drawn() -> None:
    with chart_style():
        ax = plot_solvency(solved(), new_figure().add_subplot())
    assert not [own for own in ax.collections if isinstance(own, PolyCollection)]
    [bars] = ax.containers
    [whiskers] = bars[2]  # type: ignore[index]
    ends = [(float(low[1]), float(high[1])) for low, high in whiskers.get_segments()]
    assert np.allclose(ends, [(99.0, 100.0), (93.0, 97.0), (46.0, 54.0)])


def test_a_fund_that_fails_in_the_last_month_is_seen_to() -> None:
    ds = example_dataset(paths=100, months=12)
    ds["ruin_month"] = ("path", np.where(np.arange(100) < 40, 11, -1))
    ax = laid_out_chart("survival", ds).axes[0]
    x, y = (np.asarray(part, np.float64) for part in ax.get_lines()[0].get_data())
    end = x[np.isclose(y, 60.0)]
    assert (end.min(), end.max()) == (12.0, ax.get_xlim()[1])
    assert end.max() > 12.0


def test_a_bad_year_without_a_fund_tells_nothing_of_one() -> None:
    kinds = ("insurance", "budget", "bank")
    with_budget = example_dataset(paths=60, months=36, layers=("insurer", "province", "bank"), kinds=kinds)
    assert labels_below("bad_year", with_budget)[-1] == "Paid by\nprovince"
    assert caption("bad_year", with_budget).endswith(" of them by province.")
    assert "追回" not in caption("bad_year", with_budget, "zh")
    bank_alone = example_dataset(paths=60, months=36, layers=("bank",))
    assert labels_below("bad_year", bank_alone) == ["Claims paid", "Bank"]
    assert caption("bad_year", bank_alone).endswith(", none of them by a fund or a budget.")


def test_of_two_funds_the_one_whose_recoveries_are_known_is_named() -> None:
    layers, kinds = ("county_fund", "township_pool", "bank"), ("fund", "fund", "bank")
    ds = example_dataset(paths=60, months=36, layers=layers, kinds=kinds)
    assert labels_below("bad_year", ds)[2:4] == ["Paid by\ncounty fund,\ntownship pool", "Recovered by\ncounty fund"]
    assert "once what county fund recovers in the year" in caption("bad_year", ds)
    assert "once what the fund recovers in the year" in caption("bad_year", example_dataset(paths=60, months=36))


def test_paths_that_a_caption_calls_enough_have_such_a_band() -> None:
    """From the number of paths named on, every band of the chart lies within 5 % of the estimate."""
    claims = 100.0 + np.random.default_rng(4).normal(0.0, 5.0, 1000)
    ds = example_dataset(paths=1000, months=24).assign(claims=("path", claims))
    assert "It is known to within 5 % from about " in caption("convergence", ds)
    said = caption("convergence", ds).split("within 5 % from about ")[1].split(" paths")[0]
    assert 400 <= float(said.replace(",", "")) < 1000
    for count in range(int(float(said.replace(",", ""))) + 20, 1001, 60):
        at_risk = value_at_risk(claims[:count], 0.99)
        assert max(at_risk.upper - at_risk.value, at_risk.value - at_risk.lower) <= 0.06 * at_risk.value


def test_where_nothing_scatters_no_number_of_paths_is_named() -> None:
    ds = example_dataset(paths=200, months=24)
    alike = ds.assign(claims=("path", np.full(200, 7e6)))
    assert caption("convergence", alike).count(".") == caption("convergence", alike).count("13.") + 1
    assert "within" not in caption("convergence", alike)
    assert "误差" not in caption("convergence", alike, "zh")


def table_headings(ds: xr.Dataset, lang: str = "en") -> list[str]:
    cells = [own.get_text() for own in laid_out_chart("reconciliation", ds, lang).axes[0].texts]
    return cells[1 : next(place for place, cell in enumerate(cells) if "opening" in cell or "期初" in cell)]


def test_joined_account_years_are_said_to_be_and_a_single_one_at_the_end_is_none() -> None:
    ds = example_dataset(paths=4, months=182)  # from November 2023 to December 2038
    headings = table_headings(ds)
    assert headings[:2] == ["2023-11–\n2024\n(14 mo.)", "2025–26"]
    assert "2 account years a column" in laid_out_chart("reconciliation", ds).axes[0].get_title(loc="left")
    assert caption("reconciliation", ds).endswith("Each column of the table holds 2 account years.")
    assert table_headings(example_dataset(paths=4, months=193))[-2] == "2039\n(11 mo.)"
    few = example_dataset(paths=4, months=36)
    assert "column" not in caption("reconciliation", few)
    assert (
        laid_out_chart("reconciliation", few).axes[0].get_title(loc="left") == "Account of the fund, means over paths"
    )


def test_account_years_that_run_from_another_month_are_called_by_it_as_cohorts_are() -> None:
    ds = example_dataset(paths=20, months=36)
    assert table_headings(ds)[:4] == ["2023-11\n(2 mo.)", "2024", "2025", "2026\n(10 mo.)"]


def test_of_cohorts_left_out_the_caption_does_not_speak() -> None:
    ds = example_dataset(paths=20, months=240)
    assert "one in 2 is drawn" in caption("vintages", ds)
    assert "Of the loans made in the account year from 2024," in caption("vintages", ds)  # 2023-11 is not drawn
    legend = laid_out_chart("vintages", ds).axes[0].get_legend()
    assert legend is not None
    assert "one in 2 cohorts is drawn" in legend.get_title().get_text()
    assert "drawn" not in caption("vintages", example_dataset(paths=20, months=60))


@pytest.mark.parametrize(
    "kind", ["townships", "township_overdue", "vintages", "overdue", "convergence", "loss_distribution"]
)
def test_charts_of_loans_name_no_size_of_the_fund(kind: str) -> None:
    ds = example_dataset(paths=80, months=24, fund_sizes=(1e6, 2e6))
    assert "opening fund" not in laid_out_chart(kind, ds).axes[0].get_title(loc="left")


def test_charts_of_claims_that_depend_on_the_fund_name_its_size() -> None:
    ds = example_dataset(paths=80, months=24, fund_sizes=(1e6, 2e6))
    ds["claims"] = ds["claims"] * xr.DataArray([1.0, 0.9], dims="fund_size")
    assert laid_out_chart("convergence", ds).axes[0].get_title(loc="left").endswith("opening fund 1.00 million CNY")


def test_large_values_of_parameters_are_written_out() -> None:
    amounts = {2e6: ("2,000,000", "200万"), 1.5e8: ("150,000,000", "1.5亿"), 12_345.0: ("12,345", "12,345")}
    for value, shown in amounts.items():
        assert (level_text(value), level_text(value, "zh")) == shown
    assert [level_text(value) for value in (0.05, 2025.0, 1e-5, 1 / 3)] == ["0.05", "2025", "0.00001", "0.333333"]


def sweep_of_amounts() -> xr.Dataset:
    """A sweep over the fund's opening amount and named variants."""
    ds = example_sweep(leverages=(2e6, 5e6), shares=(0.5, 0.9), modes=("usual", "hard"))
    ds = ds.isel(scenario=np.flatnonzero(ds["pays"].values == 0.5)).drop_vars("pays")
    keys = {"leverage": "layers.county_fund.account.initial", "variant": "variant"}
    return ds.rename(mode="variant").assign_attrs(swept=json.dumps(keys))


def all_texts(figure: Figure) -> str:
    return "\n".join(own.get_text() for own in figure.findobj(Text))  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["heat_map", "sweep_panels", "tornado", "frontier"])
def test_charts_of_a_sweep_write_amounts_out_with_their_unit(kind: str) -> None:
    ds = sweep_of_amounts()
    english, chinese = all_texts(laid_out_chart(kind, ds)), all_texts(laid_out_chart(kind, ds, "zh"))
    assert "2,000,000" in english
    assert "200万" in chinese
    assert "e+0" not in english + chinese + caption(kind, ds) + caption(kind, ds, "zh")
    assert "variant" not in chinese + caption(kind, ds, "zh")
    if kind in ("heat_map", "sweep_panels"):
        assert "initial [CNY]" in english.replace("\n", " ")
        assert "初始规模 [元]" in chinese.replace("\n", " ")
        assert "情景" in chinese


def test_keys_have_their_unit_where_one_alone_is_possible() -> None:
    units = {"extension.months": "x [months]", "correlation.county": "x", "lending.mode": "x", "fund_size": "x [CNY]"}
    units["layers.county_fund.account.leverage"] = "x [loans ÷ fund]"
    assert {key: with_unit("x", key, "CNY", "en") for key in units} == units


def test_numbers_of_a_tornado_stand_outside_all_whiskers_of_their_row() -> None:
    """The interval of the high value reaches further down than that of the low value, and the other way round."""
    ds = example_size()
    table = ds["changed_size"].copy()
    table[0, -1, -1] = OPENING * np.array([0.07, 0.01, 0.06, 0.2])
    table[1, -1, -1] = OPENING * np.array([0.12, 0.01, 0.04, 0.14])
    ax = laid_out_chart("tornado", ds.assign(changed_size=table)).axes[0]
    row = [own for own in ax.texts if own.get_position() and own.xy[1] == 0.0]  # type: ignore[attr-defined]
    places = sorted(own.xy[0] for own in row)  # type: ignore[attr-defined]
    assert places == pytest.approx([0.04 * OPENING / 1e6, 0.2 * OPENING / 1e6])


def test_names_of_figures_stand_whole_above_their_panels() -> None:
    label = "Probability that the fund is ruined within the horizon"
    ds = example_comparison()
    labels = [
        label if name == "ruin_probability" else str(own)
        for name, own in zip(ds.figure.values, ds.label_en.values, strict=True)
    ]
    figure = laid_out_chart("differences", ds.assign_coords(label_en=("figure", labels)))
    titles = [panel.get_title(loc="left") for panel in figure.axes[0].child_axes]  # type: ignore[attr-defined]
    assert titles[0].split("\n") == ["Probability that the fund is ruined", "within the horizon", "[percentage points]"]
    assert not any("…" in title for title in titles)


def test_suspensions_alone_are_told_in_words() -> None:
    ds = example_dataset(paths=10, months=24, layers=("insurer", "county_fund", "bank"))
    ds = ds.assign({name: 0.0 * ds[name] for name in ("stop_mean", "limit_reached_mean")})
    ds["suspended_months"][:4, 0] = 12
    for lang, title in (("en", "Payers suspended"), ("zh", "暂停赔付")):
        ax = laid_out_chart("breakers", ds, lang).axes[0]
        assert ax.get_title(loc="left") == title
        assert not ax.get_lines()


def without_loans(ds: xr.Dataset) -> xr.Dataset:
    scenario = {"name": "claims alone", "loans": {"source": "aggregate"}}
    return ds.assign_attrs(scenario=json.dumps(scenario))


@pytest.mark.parametrize("kind", ["overdue", "vintages", "townships", "township_overdue"])
def test_a_fund_known_by_its_claims_has_no_charts_of_loans(kind: str) -> None:
    ds = example_dataset(paths=80, months=24)
    assert why_not(kind, ds) == ""
    assert why_not(kind, without_loans(ds)).startswith(f"{kind} needs loans")
    assert "没有贷款" in why_not(kind, without_loans(ds), "zh")


def test_shares_of_a_fund_without_loans_are_those_of_the_amount_that_is_stated() -> None:
    ds = without_loans(example_dataset(paths=400, months=24))
    assert "of the stated outstanding amount" in caption("loss_distribution", ds)
    assert "平均占所报余额的" in caption("loss_distribution", ds, "zh")
    for kind in ("loss_distribution", "exceedance", "convergence"):
        assert "of the stated outstanding amount]" in all_texts(laid_out_chart(kind, ds))
        assert "loans" not in all_texts(laid_out_chart(kind, ds))
    assert caption("survival", ds).startswith("With an opening fund of 5.40 million CNY ")
    assert "贷款" not in caption("survival", ds, "zh")
    sizes = laid_out_chart("sizing_curve", without_loans(example_size())).axes[0]
    assert sizes.get_xlabel() == "Opening fund [% of the stated outstanding amount]"
    assert not sizes.child_axes
    assert not any("defaults" in own.get_text() for own in laid_out_chart("stress", ds).axes[0].texts)


def test_a_comparison_has_loans_if_one_design_has() -> None:
    designs = example_comparison(("a", "b"), paths=20)
    alone = designs.assign_coords(scenario=("design", ['{"loans": {"source": "aggregate"}}'] * 2))
    one = designs.assign_coords(
        scenario=("design", ['{"loans": {"source": "aggregate"}}', '{"loans": {"source": "tape"}}'])
    )
    assert [has_loans(own) for own in (designs, alone, one)] == [True, False, True]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_of_payers_and_curves_stand_below_the_axes(lang: str) -> None:
    layers = ("village_pool", "township_pool", "county_fund", "bank")
    for kind in ("who_pays", "survival"):
        figure = laid_out_chart(kind, example_dataset(paths=100, months=36, layers=layers, claim_rate=0.2), lang)
        legend = figure.axes[0].get_legend()
        assert legend is not None
        assert legend.get_window_extent().y1 < figure.axes[0].get_window_extent().y0


def test_names_of_lines_that_end_close_to_each_other_stand_on_both_sides() -> None:
    ds = example_dataset(paths=30, months=120)
    ds["cohort_default_rate"] = ds["cohort_default_rate"] * 0.0 + 0.0005 * ds["age"]
    ds["cohort_default_rate"][1] *= 1.02
    names = {own.get_text(): own.get_va() for own in laid_out_chart("vintages", ds).axes[0].texts}
    assert (names["2023-11"], names["opening stock"]) == ("top", "bottom")


def test_the_label_of_panels_stays_clear_of_their_ticks() -> None:
    figure = laid_out_chart("exceedance", example_comparison(tuple("abcdefgh"), paths=100))
    host = figure.axes[0]
    ticks = [label.get_window_extent() for label in host.child_axes[0].get_yticklabels()]  # type: ignore[attr-defined]
    assert host.yaxis.label.get_window_extent().x1 < min(box.x0 for box in ticks)


@pytest.mark.parametrize(
    ("lang", "shown"), [("en", "4,386,000 (4,201,000 – 4,602,000)"), ("zh", "438.6万 (420.1万 – 460.2万)")]
)
def test_a_solved_amount_is_written_out(lang: str, shown: str) -> None:
    key = "layers.county_fund.account.initial"
    answer = ("statistic", [4.38612e6, np.nan, 4.2009e6, 4.6018e6])
    ds = solved().assign(answer=answer).assign_coords(tried=[2e6, 4e6, 8e6])
    ds = ds.assign_attrs(key=key, low=0.0, high=1e7, meets="from", consistent=1)
    assert shown in solve_sentences(ds, lang)[0]  # type: ignore[arg-type]
    with chart_style():
        ax = plot_solvency(ds, new_figure().add_subplot(), lang)  # type: ignore[arg-type]
    assert ax.get_xlabel() == f"{key} [{'CNY' if lang == 'en' else '元'}]"
    assert any(shown.partition(" ")[0] in own for own in ax.get_legend_handles_labels()[1])
