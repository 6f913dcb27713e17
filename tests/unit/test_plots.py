"""The charts: what they show equals the results, in both languages, for all kinds of runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from tests.unit.example_dataset import ALL_KINDS, OPENING, example_dataset

from fundsim.metrics import MEASURES, expected_shortfall, mean, probability, survival_curve, value_at_risk
from fundsim.plots import (
    chart_style,
    new_figure,
    plot_balance_fan,
    plot_loss_distribution,
    plot_reconciliation,
    plot_survival,
    plot_who_pays,
    save_chart,
)  # fmt: skip
from fundsim.plots.printable import FONT_FILE
from fundsim.plots.who_pays import _spread, payer_names
from fundsim.report.headings import column_heading
from fundsim.report.tables import monthly_report, reconciliation, summary_table
from fundsim.results import COORDINATES, VARIABLES, quantile_over_paths
from fundsim.texts import TEXTS
from fundsim.texts.formats import estimate_text, money_scale, percent_scale

PLOTS = (plot_loss_distribution, plot_balance_fan, plot_survival, plot_who_pays)
LANGUAGES = ("en", "zh")


def test_a_notebook_that_loads_pyplot_inside_a_style_goes_on_showing_charts():
    before = mpl.is_interactive()
    try:
        mpl.interactive(False)
        with chart_style():
            mpl.interactive(True)  # as the backend of notebooks does when it is loaded
        assert mpl.is_interactive()
    finally:
        mpl.interactive(before)


def draw(plot: Callable[..., Axes], ds: xr.Dataset, lang: str = "en", **options: object) -> Axes:
    """The chart on a figure of its own, drawn, so that every warning of drawing is an error."""
    with chart_style():
        figure = new_figure()
        axes = figure.add_subplot()
    assert plot(ds, axes, lang, **options) is axes
    figure.draw_without_rendering()
    return axes


def legend_texts(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    assert legend is not None
    return [entry.get_text() for entry in legend.get_texts()]


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return example_dataset(paths=600, claim_rate=0.03, layers=("village_pool", "county_fund", "bank"))


@pytest.fixture(autouse=True)
def global_settings_stay() -> Iterator[None]:
    def settings() -> dict[str, object]:
        return {name: value for name, value in mpl.rcParams.items() if not name.startswith("backend")}

    before = settings()
    yield
    assert settings() == before


CASES: dict[str, dict[str, object]] = {
    "two layers": {},
    "eight layers": {"layers": tuple(ALL_KINDS)},
    "fund sizes": {"fund_sizes": (1e6, 2e6, 5e6)},
    "many fund sizes": {"fund_sizes": tuple(1e6 * n for n in range(1, 11))},
    "kept months": {"keep_months": True},
    "hostile title": {"title": "=cmd() <script>$x^{2$ \U0001f600 \u0627\u0644\u0639\u0631\u0628 " + "长" * 90},
}


# Each case and each chart in turn; the other half are slow tests.
@pytest.mark.parametrize(
    ("case", "plot", "lang"),
    [
        pytest.param(case, plot, LANGUAGES[k // 2 % 2], marks=[pytest.mark.slow] * ((k + n) % 2))
        for n, case in enumerate(CASES)
        for k, plot in enumerate(PLOTS)
    ],
)
def test_every_run_can_be_drawn(case: str, plot: Callable[..., Axes], lang: str) -> None:
    ax = draw(plot, example_dataset(**{"paths": 60, "months": 30, **CASES[case]}), lang)  # type: ignore[arg-type]
    assert ax.get_title(loc="left")
    footer = ax.get_figure().get_supxlabel()  # type: ignore[union-attr]
    assert "fundsim 0.1.0" in footer


@pytest.mark.parametrize("plot", PLOTS)
def test_axes_carry_units(plot: Callable[..., Axes], ds: xr.Dataset) -> None:
    for lang in LANGUAGES:
        ax = draw(plot, ds, lang)
        assert any(unit in ax.get_ylabel() for unit in ("[%]", "[million CNY]", "[万元]"))
    assert "4,000" not in ax.get_ylabel()


@pytest.mark.parametrize("plot", PLOTS)
def test_footer_names_scenario_paths_and_seed_once(plot: Callable[..., Axes], ds: xr.Dataset) -> None:
    figure = Figure(layout="constrained")
    axes = figure.subplots(1, 2)
    for ax in axes:
        plot(ds, ax)
    line = "罗平县 Luoping county, fund 1:10, shares 7:3 · paths 600 · seed 1 · fundsim 0.1.0"
    assert figure.get_supxlabel() == line
    plot(example_dataset(paths=60, months=30), axes[0])
    assert figure.get_supxlabel().split("\n")[0] == line
    assert "paths 60 " in figure.get_supxlabel().split("\n")[1]


def test_axes_made_elsewhere_show_chinese(ds: xr.Dataset) -> None:
    figure = Figure(figsize=(12, 8))
    for plot, ax in zip(PLOTS, figure.subplots(2, 2).flat, strict=True):
        plot(ds, ax, "zh")
    figure.draw_without_rendering()


def test_new_axes_are_shown_by_pyplot(ds: xr.Dataset) -> None:
    mpl.use("agg")
    import matplotlib.pyplot as plt

    ax = plot_survival(ds)
    assert plt.gcf() is ax.get_figure()
    plt.close("all")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_loss_lines_and_legend_equal_the_measures(ds: xr.Dataset, lang: str) -> None:
    ax = draw(plot_loss_distribution, ds, lang, level=0.95)
    claims = ds.claims.values
    estimates = (mean(claims), value_at_risk(claims, 0.95), expected_shortfall(claims, 0.95))
    labels = legend_texts(ax)
    lines = [line for line in ax.get_lines() if len(set(line.get_xdata())) == 1]  # type: ignore[arg-type]
    for estimate, label, line in zip(estimates, labels, lines, strict=True):
        share = type(estimate)(*(part / OPENING for part in estimate[:4]))
        assert estimate_text(share, percent_scale(lang), lang) in label  # type: ignore[arg-type]
        assert estimate_text(estimate, money_scale(estimates[-1].value, "CNY", lang), lang) in label  # type: ignore[arg-type]
        assert line.get_xdata()[0] == pytest.approx(100 * estimate.value / OPENING)  # type: ignore[index]


def test_loss_bars_add_up_to_all_paths_and_tail_is_drawn(ds: xr.Dataset) -> None:
    ax = draw(plot_loss_distribution, ds)
    assert sum(bar.get_height() for bar in ax.patches) == pytest.approx(100.0)  # type: ignore[attr-defined]
    (inset,) = ax.child_axes
    assert inset.get_yscale() == "log"
    step = inset.get_lines()[0]
    x, percent = np.asarray(step.get_xdata()), np.asarray(step.get_ydata())
    share = ds.claims.values / (OPENING * 0.01)
    np.testing.assert_allclose(percent[:-1], [100 * (share > place).mean() for place in x[:-1]])
    assert (x[-1], percent[-1]) == (pytest.approx(share.max()), percent[-2])  # where the last step ends


def test_bars_and_lines_leave_the_tail_free() -> None:
    for seed in range(4):
        ax = draw(plot_loss_distribution, example_dataset(paths=80, months=120, claim_rate=0.1, seed=seed))
        box = ax.child_axes[0].get_position()
        to_figure = ax.get_figure().transFigure.inverted()  # type: ignore[union-attr]
        for bar in ax.patches:
            corner = to_figure.transform(bar.get_window_extent().get_points()[1])
            assert corner[0] < box.x0 or corner[1] < box.y0


def test_loss_in_money_without_opening_loans() -> None:
    ds = example_dataset(paths=60, months=30).assign_attrs(opening_outstanding=0.0)
    ax = draw(plot_loss_distribution, ds)
    assert ax.get_xlabel() == "Claims settled [million CNY]"
    assert ax.get_lines()[0].get_xdata()[0] == pytest.approx(float(ds.claims.mean()) / 1e6)  # type: ignore[index]


def test_few_paths_have_no_tail() -> None:
    assert not draw(plot_loss_distribution, example_dataset(paths=20, months=30)).child_axes


@pytest.mark.parametrize("keep", [False, True])
def test_fan_equals_the_quantiles(keep: bool) -> None:
    ds = example_dataset(paths=60, months=30, keep_months=keep)
    ax = draw(plot_balance_fan, ds)
    lines = {line.get_label(): np.asarray(line.get_ydata()) for line in ax.get_lines()}
    np.testing.assert_allclose(lines["Median"][1:], quantile_over_paths(ds, "balance", 0.5) / 1e6)
    np.testing.assert_allclose(lines["Mean"][1:], ds.balance_mean / 1e6)
    assert lines["Median"][0] == 5.4
    outer = ax.collections[0].get_paths()[0].vertices
    for month, level in ((30, 0.01), (30, 0.99), (7, 0.01)):
        edge = float(quantile_over_paths(ds, "balance", level)[month - 1]) / 1e6
        assert np.isclose(outer[outer[:, 0] == month, 1], edge).any()  # type: ignore[index]


def test_legend_of_the_fan_shows_bands_as_they_look_on_one_another(ds: xr.Dataset) -> None:
    ax = draw(plot_balance_fan, ds)
    drawn, told = ax.collections[::2], ax.collections[1::2]
    assert [str(band.get_label()).split(" ")[0] for band in told] == ["1–99", "5–95", "25–75"]
    clear = np.cumprod([1.0 - band.get_alpha() for band in drawn])
    np.testing.assert_allclose([band.get_alpha() for band in told], 1.0 - clear)


def test_fan_states_the_share_of_ruin(ds: xr.Dataset) -> None:
    ax = draw(plot_balance_fan, ds)
    legend = ax.get_legend()
    share = estimate_text(probability(ds.ruin_month.values >= 0), percent_scale("en"))
    assert legend is not None
    assert legend.get_title().get_text() == f"Paths with an unpaid claim on the fund within 10 years: {share}"
    assert any(not np.any(line.get_ydata()) for line in ax.get_lines())


def test_fan_of_a_chosen_size() -> None:
    ds = example_dataset(paths=60, months=30, fund_sizes=(1e6, 5e6))
    assert draw(plot_balance_fan, ds).get_title(loc="left").endswith("opening fund 1.00 million CNY")
    ax = draw(plot_balance_fan, ds, "zh", fund_size=5e6)
    assert ax.get_title(loc="left") == "基金余额（初始规模500万元）"
    median = next(line for line in ax.get_lines() if line.get_label() == "中位数")
    np.testing.assert_allclose(np.asarray(median.get_ydata())[1:], ds.balance.sel(quantile=0.5).isel(fund_size=1) / 1e4)


@pytest.mark.parametrize(("lang", "label"), [("en", "8 sample paths"), ("zh", "8条样本路径")])
@pytest.mark.parametrize("keep", [False, True])
def test_fan_draws_sample_paths_under_the_median(lang: str, label: str, keep: bool) -> None:
    ds = example_dataset(paths=60, months=30, fund_sizes=(1e6, 5e6), keep_months=keep)
    ax = draw(plot_balance_fan, ds, lang, fund_size=5e6)
    *paths, median, mean, zero = ax.get_lines()  # what is drawn later lies on top
    assert {line.get_linewidth() for line in paths} == {paths[0].get_linewidth()}
    assert paths[0].get_linewidth() < min(line.get_linewidth() for line in (median, mean, zero))
    for line, path in zip(paths, ds.balance_sample.isel(fund_size=1), strict=True):
        np.testing.assert_allclose(np.asarray(line.get_ydata()), np.append(5e6, path) / (1e6 if lang == "en" else 1e4))
    assert [text.get_text() for text in legend_of(ax)].count(label) == 1
    assert len(paths) == 8


def test_fan_of_some_paths_draws_those_among_them() -> None:
    ds = example_dataset(paths=60, months=30)
    for paths, label in (([0, 3, 20, 30], "2 sample paths"), ([5, 59], "1 sample path"), ([20, 30], "")):
        ax = draw(plot_balance_fan, ds.sel(path=paths))
        labels = [text.get_text() for text in legend_of(ax)]
        assert [own for own in labels if "sample" in own] == [label][: len(label)]


def test_fan_of_an_earlier_version_has_no_sample_paths() -> None:
    ds = example_dataset(paths=60, months=30).drop_vars(["balance_sample", "sample_path"])
    ax = draw(plot_balance_fan, ds)
    assert [text.get_text() for text in legend_of(ax)][3:] == ["Median", "Mean"]
    assert len(ax.get_lines()) == 3  # and zero


def legend_of(ax: Axes) -> list[Text]:
    legend = ax.get_legend()
    assert legend is not None
    return legend.get_texts()


def test_fund_that_starts_empty_has_no_share_axis() -> None:
    ds = example_dataset(paths=60, months=30).assign_attrs(fund_initial=0.0)
    assert not draw(plot_balance_fan, ds).child_axes


@pytest.mark.parametrize("ruin", ["unpaid_claim", "empty", "below_ratio"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_survival_equals_the_curve_and_says_what_ruin_is(ds: xr.Dataset, ruin: str, lang: str) -> None:
    ax = draw(plot_survival, ds.assign_attrs(ruin=ruin), lang)
    curve = survival_curve(ds.ruin_month.values, 120)
    np.testing.assert_allclose(np.asarray(ax.get_lines()[0].get_ydata())[1:-1], 100 * curve.value)
    assert ax.get_ylabel() == TEXTS[f"survival_y_{ruin}"][lang == "zh"]
    band = ax.collections[0].get_paths()[0].vertices
    assert band[:, 1].min() == pytest.approx(100 * curve.lower.min())  # type: ignore[index]
    low, high = ax.get_ylim()
    assert low < 100 * curve.lower.min()
    assert high > 100


def test_survival_has_a_line_for_each_size() -> None:
    ds = example_dataset(paths=60, months=30, fund_sizes=(5e5, 1e6, 5e6))
    ax = draw(plot_survival, ds)
    assert len(ax.get_lines()) == 3
    assert len({to_hex(line.get_color()) for line in ax.get_lines()}) == 3  # type: ignore[arg-type]
    assert [label.split(":")[0] for label in legend_texts(ax)] == [
        "Fund 0.500 million CNY",
        "Fund 1.00 million CNY",
        "Fund 5.00 million CNY",
    ]
    survived = float((ds.ruin_month.isel(fund_size=0) < 0).mean())
    assert np.asarray(ax.get_lines()[0].get_ydata())[-1] == pytest.approx(100 * survived)


def test_who_pays_adds_up_and_equals_the_results(ds: xr.Dataset) -> None:
    ax = draw(plot_who_pays, ds)
    heights = np.array([bar.get_height() for bar in ax.patches]).reshape(2, -1)  # type: ignore[attr-defined]
    np.testing.assert_allclose(heights.sum(axis=1), 100.0)
    net = (ds.payment - ds.recovery - ds.recovery_due).sum("path") / ds.claims.sum() * 100
    np.testing.assert_allclose(heights[0, :3], net)
    worst = ds.isel(path=np.argsort(ds.claims.values)[-6:])
    net = (worst.payment - worst.recovery - worst.recovery_due).sum("path") / worst.claims.sum() * 100
    np.testing.assert_allclose(heights[1, :3], net)
    assert set(legend_texts(ax)) == {
        "village pool", "county fund", "bank", "recovered from borrowers", "recoveries still due",
    }  # fmt: skip
    shown = ax.get_xticklabels()[0].get_text()
    assert estimate_text(mean(ds.claims.values / 10), money_scale(1e6, "CNY", "en")) in shown


def test_parties_that_bear_nothing_are_left_out() -> None:
    ds = example_dataset(paths=60, months=30, layers=tuple(ALL_KINDS))
    ds["payment"].loc[{"layer": "bank"}] += ds["payment"].sel(layer="province")
    ds["recovery"].loc[{"layer": "province"}] = 0.0
    ds["recovery_due"].loc[{"layer": "province"}] = 0.0
    ds["payment"].loc[{"layer": "province"}] = 0.0
    assert "province" not in legend_texts(draw(plot_who_pays, ds))


def test_layers_of_one_kind_differ_by_hatch() -> None:
    ax = draw(plot_who_pays, example_dataset(paths=60, months=30, layers=tuple(ALL_KINDS)))
    looks = [(to_hex(bar.get_facecolor()), bar.get_hatch()) for bar in ax.patches[: len(ax.patches) // 2]]
    assert len(set(looks)) == len(looks)


def test_labels_do_not_overlap() -> None:
    for case in (
        {"layers": tuple(ALL_KINDS)},
        {"layers": ("village_pool", "township_pool", "county_fund", "bank")},
    ):
        ax = draw(plot_who_pays, example_dataset(paths=60, months=30, **case))  # type: ignore[arg-type]
        legend = ax.get_legend()
        assert legend is not None
        boxes = [label.get_window_extent() for label in ax.texts] + [legend.get_window_extent()]
        boxes += [bar.get_window_extent() for bar in ax.patches]
        labels = len(ax.texts)
        for n in range(labels):
            assert not any(boxes[n].overlaps(other) for m, other in enumerate(boxes) if m != n)


@pytest.mark.parametrize("middles", [[50.0], [1, 2, 3, 4], [96, 97, 98, 99.5], [0.1, 50, 50.2, 99.9], list(range(10))])
def test_spread_labels_keep_their_distance(middles: list[float]) -> None:
    placed = _spread(middles)
    assert np.all(np.diff(placed) >= 4.6 - 1e-9)
    assert max(placed) <= 100.0


def test_payers_are_named_for_readers() -> None:
    ds = example_dataset(paths=3, months=14, layers=tuple(ALL_KINDS))
    assert payer_names(ds, "en")[:4] == ["insurer", "guarantor", "village pool", "township pool"]
    assert payer_names(ds, "zh") == [
        "贷款保证保险", "融资担保", "风险准备金池 village pool", "风险准备金池 township pool",
        "风险补偿基金", "财政预算", "再担保", "银行",
    ]  # fmt: skip


def test_hostile_layer_names_are_drawn(ds: xr.Dataset) -> None:
    names = ["$a$ \U0001fae0\n_x", "=cmd()" + "长" * 40, "bank"]
    hostile = ds.assign_coords(layer=("layer", names)).assign_attrs(fund_layer=names[1])
    for lang in LANGUAGES:
        for plot in PLOTS:
            draw(plot, hostile, lang)
    assert r"\$a\$ □ x" in legend_texts(draw(plot_who_pays, hostile))


def test_a_chart_is_laid_out_once_for_all_formats(
    tmp_path: Path, ds: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure, layouts = draw(plot_survival, ds).get_figure(), []
    assert isinstance(figure, Figure)
    engine = figure.get_layout_engine()
    lay_out = ConstrainedLayoutEngine.execute
    monkeypatch.setattr(ConstrainedLayoutEngine, "execute", lambda own, fig: layouts.append(lay_out(own, fig)))
    save_chart(figure, tmp_path, "chart", ("svg", "png", "pdf"))
    assert len(layouts) == 1
    assert figure.get_layout_engine() is engine
    alone = save_chart(figure, tmp_path, "alone", ("png",))
    assert alone[0].read_bytes() == (tmp_path / "chart.png").read_bytes()


def test_files_are_the_same_bytes_each_time(tmp_path: Path, ds: xr.Dataset) -> None:
    written = []
    for name in ("first", "second"):
        figure = draw(plot_loss_distribution, ds).get_figure()
        (tmp_path / name).mkdir()
        written.append(save_chart(figure, tmp_path / name, "chart"))  # type: ignore[arg-type]
    assert [path.name for path in written[0]] == ["chart.png", "chart.svg"]
    for first, second in zip(*written, strict=True):
        assert first.read_bytes() == second.read_bytes()
    assert b"<dc:date>" not in written[0][1].read_bytes()
    assert written[0][0].read_bytes().startswith(b"\x89PNG")


def test_settings_of_the_user_do_not_change_the_files(tmp_path: Path, ds: xr.Dataset) -> None:
    plain = save_chart(draw(plot_survival, ds).get_figure(), tmp_path, "plain")  # type: ignore[arg-type]
    settings = {"font.size": 20, "svg.hashsalt": "mine", "axes.facecolor": "red", "savefig.dpi": 40}
    with mpl.rc_context(settings | {"figure.autolayout": True}):
        changed = save_chart(draw(plot_survival, ds).get_figure(), tmp_path, "changed")  # type: ignore[arg-type]
    for first, second in zip(plain, changed, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_every_chinese_label_has_its_glyphs() -> None:
    own = {chr(code) for code in FT2Font(str(FONT_FILE)).get_charmap()}
    latin = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    known = own | {chr(code) for code in FT2Font(str(latin)).get_charmap()} | {"\n"}
    ds = example_dataset(paths=3, months=14, fund_sizes=(1e6,))
    headings = [column for table in (summary_table, monthly_report, reconciliation) for column in table(ds)]
    labels = [
        *(chinese for _, chinese in TEXTS.values()),
        *(variable.long_name_zh for variable in VARIABLES.values()),
        *(coordinate.long_name_zh for coordinate in COORDINATES.values()),
        *(measure.label_zh for measure in MEASURES.values()),
        *(column_heading(column, "CNY") for column in headings),
        "元万亿美欧港日英镑韩",
    ]
    missing = {sign for label in labels for sign in label if sign not in known}
    assert not missing
    assert all(sign in own for label in labels for sign in label if "\u4e00" <= sign <= "\u9fff")


def test_font_comes_with_its_licence() -> None:
    folder = FONT_FILE.parent
    assert "Apache License" in (folder / "LICENSE-Apache-2.0.txt").read_text("utf-8")
    assert "Droid Sans Fallback" in (folder / "README.md").read_text("utf-8")


def test_texts_on_charts_use_the_shipped_font(ds: xr.Dataset) -> None:
    ax = draw(plot_who_pays, ds, "zh")
    families = {tuple(label.get_fontfamily()) for label in ax.findobj(Text) if label.get_text()}
    assert families == {("DejaVu Sans", "Droid Sans Fallback")}


def test_too_many_years_have_few_ticks_and_short_runs_show_months() -> None:
    long = draw(plot_survival, example_dataset(paths=20, months=600))
    assert 5 <= len(long.get_xticks()) <= 11
    assert all(len(label.get_text()) == 4 for label in long.get_xticklabels())
    short = draw(plot_survival, example_dataset(paths=20, months=9))
    assert short.get_xticklabels()[0].get_text() == "2023-11"
    years = draw(plot_survival, example_dataset(paths=20, months=30))
    assert [label.get_text() for label in years.get_xticklabels()] == ["2024", "2025", "2026"]
    assert list(years.get_xticks()) == [2, 14, 26]


def test_total_of_the_account_is_that_of_the_paths_and_not_of_rounded_years() -> None:
    ds = example_dataset(paths=50, seed=5)
    texts = [text.get_text().split("\n")[0] for text in plot_reconciliation(ds).texts]
    start = texts.index("+ interest") + 1
    *years, total = map(float, texts[start : start + ds.sizes["year"] + 1])
    interest = float(ds.account_line.sel(line="interest").sum("year").mean())
    assert total == round(interest / 1e6, 3)
    assert total != round(sum(years), 3)  # or the example shows nothing
