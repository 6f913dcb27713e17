"""All kinds of charts: they look as on record, say their units, overlap nowhere, and say what they lack."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text
from tests.unit.chart_pictures import LANGUAGES, figure_of, on_record, picture, results_for, with_townships
from tests.unit.example_dataset import example_dataset
from tests.unit.example_decisions import example_comparison, example_grid, example_size, example_sweep
from tests.unit.test_simulation import with_sizes

import fundsim as fs
from fundsim.errors import DataError
from fundsim.metrics import Estimate
from fundsim.plots import (
    KINDS,
    STYLES,
    available_kinds,
    caption,
    chart_style,
    draw_chart,
    result_kind,
    save_chart,
    why_not,
)
from fundsim.plots.loss_distribution import plot_loss_distribution
from fundsim.plots.style import BLUE
from fundsim.plots.swings import Swing
from fundsim.plots.tornado import bars_of
from fundsim.texts import TEXTS

TABLES = ("stress", "reconciliation")  # drawn as tables: no axes
HOSTILE = '=cmd() <script>alert("x")</script> $x^{2$ 😀 العربية ' + "长" * 20


# Every second Chinese chart is a slow test: what is drawn is the same, only words differ.
@pytest.mark.parametrize(
    ("kind", "lang"),
    [(kind, "en") for kind in KINDS]
    + [pytest.param(kind, "zh", marks=[pytest.mark.slow] * (place % 2)) for place, kind in enumerate(KINDS)],
)
def test_chart_looks_as_on_record(kind: str, lang: str) -> None:
    seen, recorded = picture(kind, lang), on_record()[f"{kind}-{lang}"]
    assert seen.shape == recorded.shape
    assert np.abs(seen - recorded).mean() < 1.5
    blurred = np.abs(seen - recorded)[1:-1, 1:-1]
    assert (blurred > 25).mean() < 0.02


def test_pictures_tell_charts_apart() -> None:
    recorded = on_record()
    for first, second in combinations([f"{kind}-en" for kind in KINDS], 2):
        assert np.abs(recorded[first] - recorded[second]).mean() > 1.5, (first, second)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_chart_has_title_units_and_footer(kind: str, lang: str) -> None:
    figure = figure_of(kind, lang)
    ax = figure.axes[0]
    words = [ax.get_title(loc="left"), ax.get_xlabel(), ax.get_ylabel()]
    words += [label.get_text() for label in ax.findobj(Text)]
    assert ax.get_title(loc="left")
    assert any("[" in text and "]" in text for text in words)
    footer = figure.get_supxlabel()
    seed = "7" if "scenario" in results_for(kind).dims else "1"
    for part in ("fundsim 0.1.0", f"{'随机种子' if lang == 'zh' else 'seed'} {seed}"):
        assert part in footer


def visible_texts(figure: Figure) -> list[Text]:
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    unseen = ticks_out_of_view(figure)
    return [text for text in texts if text.get_color() != "none" and text.get_alpha() != 0.0 and text not in unseen]


def ticks_out_of_view(figure: Figure) -> set[Text]:
    """Labels of ticks beyond the limits of their axis, which are made but not drawn."""
    unseen = set()
    for axis in figure.findobj(Axis):
        low, high = sorted(axis.get_view_interval())
        margin = 1e-9 * (high - low)
        for tick in axis.get_major_ticks() + axis.get_minor_ticks():
            if not low - margin <= tick.get_loc() <= high + margin:
                unseen |= {tick.label1, tick.label2}
    return unseen


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts that cover one another, but for ticks that are not drawn."""
    whole = figure.bbox
    boxes = []
    for text in visible_texts(figure):
        box = text.get_window_extent()
        if box.width > 1 and box.height > 1 and whole.contains(box.x0 + box.width / 2, box.y0 + box.height / 2):
            boxes.append((text.get_text(), box.padded(-1.5)))
    return [(a, b) for (a, first), (b, second) in combinations(boxes, 2) if first.overlaps(second)]


CROWDED = (
    "differences", "tornado", "sizing_curve", "frontier", "townships", "township_overdue", "bad_year", "stress",
    "reconciliation", "breakers", "overdue", "vintages", "who_pays",
)  # fmt: skip


@pytest.mark.parametrize(
    "style", [pytest.param(name, marks=pytest.mark.slow) if name != "report" else name for name in STYLES]
)
@pytest.mark.parametrize("kind", CROWDED)
def test_no_text_covers_another(kind: str, style: str) -> None:
    for lang in LANGUAGES:
        with chart_style(style):  # type: ignore[arg-type]
            assert overlaps(figure_of(kind, lang, style)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", [2, 3, 5])
def test_numbers_of_differences_stay_inside_their_panels(count: int, lang: str) -> None:
    ds = example_comparison(tuple(f"design {n}" for n in range(count)), paths=60)
    with chart_style():
        figure = draw_chart("differences", ds, lang)  # type: ignore[arg-type]
        figure.draw_without_rendering()
        assert overlaps(figure) == []
        for panel in figure.axes[0].child_axes:
            frame = panel.get_window_extent()
            boxes = [number.get_window_extent() for number in panel.texts]
            assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 + 3.0 for box in boxes)


def test_answers_without_an_upper_bound_keep_their_numbers_in_a_tornado() -> None:
    ds = example_size()
    open_above = ds["changed_size"].copy()
    open_above.loc[{"statistic": "upper"}] = np.inf
    with chart_style():
        figure = draw_chart("tornado", ds.assign(changed_size=open_above))
        figure.draw_without_rendering()
    ax = figure.axes[0]
    rows = len(ax.get_yticklabels())
    assert len(ax.texts) == sum(line.get_marker() == ">" for line in ax.get_lines()) == 2 * rows
    frame = ax.get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in (text.get_window_extent() for text in ax.texts))


def test_bars_of_a_tornado_that_go_the_same_way_lie_one_above_the_other() -> None:
    """Two values below the base would hide one of their bars, and their numbers stand to the left of both."""
    low, high, base = Estimate(3.0, 0.1, 2.8, 3.2), Estimate(3.5, 0.1, 3.3, 3.7), 4.0
    upper, lower = bars_of(Swing("pays", low, high), 1, base)
    assert upper.place + upper.height / 2.0 < lower.place - lower.height / 2.0
    assert (upper.to_left, lower.to_left) == (True, True)
    left, right = bars_of(Swing("pays", low, high), 1, 3.2)
    assert (left.place, right.place) == (1, 1)
    assert (left.to_left, right.to_left) == (True, False)
    assert bars_of(Swing("pays", high, low), 1, 3.2)[1].to_left


def test_dots_on_one_another_share_their_numbers() -> None:
    ds = example_grid()
    ds["cost"][:], ds["ruin_probability"][:] = ds["cost"][0], ds["ruin_probability"][0]
    assert [text.get_text() for text in draw_chart("frontier", ds).axes[0].texts] == ["1, 2, 3, 4"]


def test_dots_of_a_sweep_stand_around_their_value() -> None:
    figure = draw_chart("sweep_panels", example_sweep())
    panel = figure.axes[0].child_axes[0]
    dots = [line.get_xdata()[0] for line in panel.get_lines() if line.get_color() == BLUE]
    assert all(abs(np.mean(dots[place : place + 3]) - place // 3) < 1e-9 for place in range(0, len(dots), 3))


@pytest.mark.parametrize("kind", ["townships", "township_overdue"])
@pytest.mark.parametrize("count", [1, 3, 13, 60])
def test_any_number_of_townships_fits(count: int, kind: str) -> None:
    with chart_style():
        figure = draw_chart(kind, with_townships(example_dataset(paths=60, months=30), count))
        figure.draw_without_rendering()
        assert overlaps(figure) == []
    assert len(figure.axes[0].get_yticklabels()) == min(count, 30)


@pytest.mark.parametrize("count", [2, 6, 7, 12])
def test_many_designs_become_small_panels(count: int) -> None:
    ds = example_dataset(paths=60, months=30, fund_sizes=tuple(5e5 * n for n in range(1, count + 1)))
    figure = draw_chart("survival", ds)
    assert len(figure.axes[0].child_axes) == (count if count > 6 else 0)


@pytest.mark.parametrize("count", [2, 8])
def test_few_and_many_designs_are_drawn(count: int) -> None:
    comparison = example_comparison(tuple(f"design {n}" for n in range(count)), paths=40)
    for kind in available_kinds(comparison):
        with chart_style():
            figure = draw_chart(kind, comparison, "zh")
            figure.draw_without_rendering()


UNUSUAL: tuple[dict[str, object], ...] = (
    {"paths": 1}, {"claim_rate": 0.0}, {"months": 1}, {"layers": ("bank",)}, {"months": 600}, {"currency": "VND"},
)  # fmt: skip
OF_RUNS = available_kinds(example_dataset(paths=4, months=14))


def with_every_other_slow() -> list[Any]:
    """Kinds of charts with unusual runs; each kind is drawn from every other one in the fast suite, in turn."""
    pairs = [(kind, options, (i + j) % 2) for i, kind in enumerate(OF_RUNS) for j, options in enumerate(UNUSUAL)]
    return [pytest.param(*pair, marks=[pytest.mark.slow] if odd else []) for *pair, odd in pairs]


@pytest.mark.parametrize(("kind", "options"), with_every_other_slow())
def test_unusual_runs_are_drawn_and_captioned(kind: str, options: dict[str, object]) -> None:
    ds = example_dataset(**{"paths": 25, "months": 30, **options})  # type: ignore[arg-type]
    figure = draw_chart(kind, ds, "zh")
    figure.draw_without_rendering()
    assert figure.axes[0].get_title(loc="left")
    assert "fundsim 0.1.0" in figure.get_supxlabel()
    assert "nan" not in KINDS[kind].caption(ds, "en")


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_are_safe_and_whole(kind: str, tmp_path: Path) -> None:
    ds = results_for(kind).assign_attrs(title=HOSTILE)
    for dim in ("township", "design", "case"):
        if dim in ds.dims:
            names = [f"{HOSTILE} {number} %" for number in range(ds.sizes[dim])]
            ds = ds.assign_coords({dim: names})
    figure = draw_chart(kind, ds)
    caption = KINDS[kind].caption(ds, "en")
    (svg,) = save_chart(figure, tmp_path, "chart", ["svg"], caption=caption)
    assert b"<script>" not in svg.read_bytes()
    assert "长" * 20 in figure.get_supxlabel().replace("\n", "")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_equal_results_give_equal_bytes(kind: str, tmp_path: Path) -> None:
    written = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        figure = draw_chart(kind, results_for(kind), "zh")
        caption = KINDS[kind].caption(results_for(kind), "zh")
        written.append(save_chart(figure, tmp_path / name, kind, ["svg", "pdf"], caption=caption))
    for first, second in zip(*written, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_styles_differ_in_size_text_and_lines() -> None:
    found = {}
    for style in STYLES:
        with chart_style(style):
            figure = draw_chart("survival", results_for("survival"))
        ax = figure.axes[0]
        found[style] = (figure.get_figwidth(), ax.yaxis.label.get_fontsize(), ax.get_lines()[0].get_linewidth())
    assert all(a < b < c for a, b, c in zip(found["journal"], found["report"], found["slide"], strict=True))
    assert draw_chart("survival", results_for("survival"), style="slide").get_figwidth() == found["slide"][0]
    with pytest.raises(ValueError, match="'poster' is not a style"), chart_style("poster"):  # type: ignore[arg-type]
        pass


def test_kinds_of_results_are_told_apart() -> None:
    assert result_kind(example_dataset(paths=3, months=14)) == "run"
    assert result_kind(example_dataset(paths=3, months=14, fund_sizes=(1e6, 2e6))) == "sizes"
    assert result_kind(example_comparison(paths=20)) == "compare"
    assert result_kind(example_grid()) == "grid"
    assert result_kind(example_size()) == "size"
    assert result_kind(example_sweep()) == "sweep"
    with pytest.raises(DataError, match="not the results"):
        result_kind(xr.Dataset({"x": ("y", [1.0])}))


def test_what_cannot_be_drawn_says_what_is_missing() -> None:
    run = example_dataset(paths=20, months=14)
    assert "fundsim sweep" in why_not("heat_map", run)
    assert "report.fund_sizes" in why_not("sizing_curve", run)
    assert "cohort_default_rate" in why_not("vintages", run.drop_vars("cohort_default_rate"))
    assert "simulate the scenario again" in why_not("vintages", run.drop_vars("cohort_default_rate"))
    assert "run each design by itself" in why_not("survival", example_comparison(paths=20))
    assert "请对每个方案单独运行" in why_not("stress", example_comparison(paths=20), "zh")
    assert "--sensitivity" in why_not("tornado", example_size(sensitivity=False))
    assert "2 swept parameters" in why_not("heat_map", example_sweep(shares=(0.7,)))
    assert "ruin_probability" in why_not("heat_map", example_sweep().isel(measure=[1]))
    with pytest.raises(DataError, match="did you mean 'survival'"):
        why_not("survivl", run)
    with pytest.raises(DataError, match="fundsim compare"):
        draw_chart("differences", run)


RESULTS = {
    "run": example_dataset(paths=20, months=14),
    "sizes": example_dataset(paths=20, months=14, fund_sizes=(1e6, 2e6)),
    "compare": example_comparison(paths=20),
    "grid": example_grid(),
    "size": example_size(),
    "sweep": example_sweep(),
}


@pytest.mark.parametrize("result", RESULTS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_any_result_or_says_in_both_languages_what_it_needs(kind: str, result: str) -> None:
    ds = RESULTS[result]
    if not why_not(kind, ds):
        assert KINDS[kind].caption(ds, "en")
        draw_chart(kind, ds)
        return
    for lang, words in (("en", "fundsim"), ("zh", "需")):
        with pytest.raises(DataError, match=words):
            KINDS[kind].plot(ds, None, lang)
        assert words in why_not(kind, ds, lang)  # type: ignore[arg-type]


def test_missing_points_of_a_sweep_are_left_out() -> None:
    ds = example_sweep()
    ds["estimate"][{"scenario": 3}] = np.nan
    figure = draw_chart("heat_map", ds)
    figure.draw_without_rendering()
    assert len(figure.axes[0].texts) == ds.sizes["scenario"] - 1
    ds["estimate"][:] = np.nan
    assert "no" in why_not("frontier", ds)


def test_a_heat_map_does_not_mix_named_scenarios() -> None:
    ds = example_sweep(modes=("steady", "half the risk")).rename(mode="variant")
    both, alone = draw_chart("heat_map", ds), draw_chart("heat_map", example_sweep())
    shown, wanted = ([words.get_text() for words in figure.axes[0].texts] for figure in (both, alone))
    assert shown == wanted
    assert caption("heat_map", ds).startswith("Scenario: steady.")
    assert caption("heat_map", ds).endswith(caption("heat_map", example_sweep()))


def test_fund_sizes_of_a_sweep_are_a_parameter() -> None:
    sized = example_sweep(shares=(0.7,)).expand_dims(fund_size=[1e6, 2e6])
    assert why_not("heat_map", sized) == ""
    figure = draw_chart("heat_map", sized)
    assert "fund_size [CNY]" in (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel())


def test_every_chart_is_a_public_name() -> None:
    for kind in KINDS.values():
        assert getattr(fs, kind.plot.__name__) is kind.plot


def test_every_text_has_both_languages_with_the_same_blanks() -> None:
    from string import Formatter

    for key, pair in TEXTS.items():
        english, chinese = ({name for _, name, *_ in Formatter().parse(text) if name} for text in pair)
        assert english == chinese, key


def test_all_charts_of_a_run_can_be_drawn_where_its_claims_depend_on_the_size_of_the_fund() -> None:
    breakers = {"usage": {"watch": "fund_usage", "stop_above": 0.3}}
    ds = fs.simulate(with_sizes([20_000.0, 80_000.0], breakers=breakers), 40, seed=3, keep_townships=True)
    assert "fund_size" in ds["claims"].dims
    kinds = available_kinds(ds)
    assert {"loss_distribution", "exceedance", "who_pays", "townships", "township_overdue", "breakers"} <= set(kinds)
    for kind in kinds:
        assert KINDS[kind].caption(ds, "en").strip()
        title = draw_chart(kind, ds).axes[0].get_title(loc="left")
        assert title
    larger = plot_loss_distribution(ds, fund_size=80_000.0).get_title(loc="left")
    assert "80" in larger
