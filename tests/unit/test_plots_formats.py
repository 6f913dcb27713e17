"""Numbers as readers write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from fundsim.metrics import Estimate
from fundsim.plots.panels import panels
from fundsim.plots.printable import printable
from fundsim.plots.style import chart_style, new_figure
from fundsim.text_tables import display_width
from fundsim.texts import TEXTS, horizon_text, text
from fundsim.texts.formats import Scale, estimate_parts, estimate_text, money_scale, number_text, percent_scale
from fundsim.texts.names import one_line, shorten


@pytest.mark.parametrize(
    ("amount", "currency", "lang", "shown"),
    [
        (0.0, "CNY", "en", "0 CNY"),
        (950.0, "CNY", "en", "950 CNY"),
        (84_500.0, "CNY", "en", "84,500 CNY"),
        (5_394_000.0, "CNY", "en", "5.39 million CNY"),
        (-539_400_000.0, "EUR", "en", "-539 million EUR"),
        (12.5e9, "CNY", "en", "12.5 billion CNY"),
        (950.0, "CNY", "zh", "950元"),
        (84_500.0, "CNY", "zh", "8.45万元"),
        (5_394_000.0, "CNY", "zh", "539万元"),
        (1.2345e8, "CNY", "zh", "1.23亿元"),
        (5_394_000.0, "USD", "zh", "539万美元"),
        (5_394_000.0, "VND", "zh", "539万 VND"),
        (5.0, "VND", "zh", "5.00VND"),
    ],
)
def test_money_in_the_unit_of_the_country(amount: float, currency: str, lang: str, shown: str) -> None:
    assert number_text(amount, money_scale(amount, currency, lang)) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((0.992, 0.0012, 0.989, 0.9943), "99.2 % (98.9–99.4)"),
        ((0.0, 0.0005, 0.0, 0.0019), "0.00 % (0.00–0.19)"),
        ((0.1, 0.02, 0.06, 0.14), "10 % (6–14)"),
        ((0.225, 0.0, 0.225, 0.225), "22.5 % (22.5–22.5)"),
        ((1.068, 0.01, 1.05, math.inf), "106.8 % (105.0–∞)"),
        ((0.5, 0.01, -math.inf, 0.52), "50.0 % (−∞–52.0)"),
        ((0.5, math.inf, -math.inf, math.inf), "50.0 % (?–?)"),
        ((math.inf, math.inf, 0.52, math.inf), "∞ % (52.0–∞)"),
        ((math.inf, math.nan, math.nan, math.nan), "∞ % (?–?)"),
        ((math.nan, math.nan, math.nan, math.nan), "n/a"),
        ((0.2241, 0.00000001, 0.22409, 0.22411), "22.410 % (22.409–22.411)"),
    ],
)
def test_digits_that_the_interval_justifies(numbers: tuple[float, ...], shown: str) -> None:
    assert estimate_text(Estimate(*numbers), percent_scale("en")) == shown


def test_chinese_brackets_and_no_gap() -> None:
    estimate = Estimate(0.992, 0.0012, 0.989, 0.9943)
    assert estimate_text(estimate, percent_scale("zh"), "zh") == "99.2%（98.9–99.4）"


def test_unit_may_be_empty() -> None:
    assert estimate_text(Estimate(2.0, 0.1, 1.8, 2.2), Scale(1.0, "")) == "2.00 (1.80–2.20)"


@given(
    value=st.floats(-1e12, 1e12), width=st.floats(1e-3, 1e9), currency=st.sampled_from(["CNY", "USD", "VND"]),
    lang=st.sampled_from(["en", "zh"]),
)  # fmt: skip
def test_shown_interval_is_the_interval(value: float, width: float, currency: str, lang: str) -> None:
    scale = money_scale(abs(value) + width, currency, lang)  # type: ignore[arg-type]
    parts = estimate_parts(Estimate(value, width / 2, value - width, value + width), scale)
    shown = [float(part.replace(",", "")) * scale.divisor for part in parts]
    decimals = len(parts[0].partition(".")[2])
    step = scale.divisor * 10.0**-decimals
    for number, exact in zip(shown, (value, value - width, value + width), strict=True):
        assert abs(number - exact) <= 0.51 * step + 1e-9 * abs(exact)
    assert step <= max(width / 3.0, abs(value) / 100.0, scale.divisor) * 1.0001


@pytest.mark.parametrize(
    ("name", "width", "shown"),
    [
        ("county fund", 40, "county fund"),
        ("a\n\tb", 40, "a b"),
        ("$x^2$", 40, r"\$x^2\$"),
        ("基金\U0001fae0", 40, "基金□"),
        ("县风险补偿基金", 8, "县风险…"),
        ("县风险补偿基金", 14, "县风险补偿基金"),
        ("x" * 50, 10, "x" * 9 + "…"),
    ],
)
def test_names_are_made_safe_for_charts(name: str, width: int, shown: str) -> None:
    assert printable(name, width) == shown


@settings(deadline=None)  # the first name waits for the fonts
@given(name=st.text(max_size=60), width=st.integers(3, 60))
def test_any_name_fits(name: str, width: int) -> None:
    assert display_width(printable(name, width).replace(r"\$", "$")) <= width
    assert display_width(shorten(name, width)) <= width
    assert all(sign.isprintable() for sign in one_line(name))


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="lang: 'fr' is not a language of fundsim"):
        text("mean", "fr")  # type: ignore[arg-type]


def test_texts_have_the_same_blanks_in_both_languages() -> None:
    for english, chinese in TEXTS.values():
        assert sorted(part.split("}")[0] for part in english.split("{")[1:]) == sorted(
            part.split("}")[0] for part in chinese.split("{")[1:]
        )


def test_horizon_in_years_where_it_is_whole_years() -> None:
    assert [horizon_text(months, "en") for months in (1, 12, 18, 24)] == [
        "1 month",
        "12 months",
        "18 months",
        "2 years",
    ]


def test_what_rounds_to_zero_has_no_sign() -> None:
    assert estimate_text(Estimate(-7.0, 3.3, -13.4, -0.4), Scale(1.0, "")) == "−7 (−13 to 0)"
    assert number_text(-0.001, Scale(1.0, "CNY"), 2) == "0.00 CNY"


@pytest.mark.parametrize("count", [5, 12, 20])
def test_titles_of_panels_lie_between_the_rows(count: int) -> None:
    with chart_style():
        figure = new_figure()
        ax = figure.add_subplot()
        shown = panels(ax, [f"Fund {size}.00 million CNY\n95 % (92–97)" for size in range(count)])
        ax.set_title("All", pad=27.0)
        figure.draw_without_rendering()
    for above, below in zip(shown, shown[4:], strict=False):
        (title,) = below.findobj(lambda artist: isinstance(artist, Text) and artist.get_text().startswith("Fund"))
        assert title.get_window_extent().y1 < above.get_window_extent().y0
