"""What safety costs: yearly cost to government against the probability that the fund runs dry."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from fundsim.languages import Language
from fundsim.metrics import Estimate, mean, probability, ruined_within
from fundsim.metrics.estimate import STATISTICS, statistics_of
from fundsim.plots.designs import designs_of
from fundsim.plots.needs import COST_AND_RUIN, required
from fundsim.plots.printable import printable
from fundsim.plots.style import (
    BLACK,
    BLUE,
    FAMILIES,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PURPLE,
    SKY,
    VERMILLION,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.plots.sweeps import (
    designs_and_assumptions,
    horizons,
    levels_at,
    moving_together,
    prepared,
    sweep_estimates,
)
from fundsim.text_tables import display_width
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import Scale, money_scale
from fundsim.texts.names import one_line

_MOST_NAMES, _MOST_LONG_NAMES = 12, 6
_GRID = ("cost", "ruin_probability")  # cost and ruin in a grid of designs
_LINES = (VERMILLION, BLUE, GREEN, PURPLE, ORANGE, SKY, BLACK)  # one for each set of assumptions
_SHORT_NAME = 48  # columns of text
_PARTS_OF_ASSUMPTIONS = 2  # of a key: "township" alone would not say of what
_SAME_PLACE = (0.03, 0.05)  # of the width and of the height
_CORNERS = ((1, 1), (-1, 1), (1, -1), (-1, -1))  # right or left of the dot, above or below it


class Choice(NamedTuple):
    """A design as a reader chooses it.

    Parameters
    ----------
    name : str
        Name of the design.
    cost : Estimate
        Present value of government cost, a year. [currency/year]
    ruin : Estimate
        Probability that the fund is ruined within the horizon. [probability]
    assumed : str
        Assumptions under which that holds; empty where all designs have the same.
    """

    name: str
    cost: Estimate
    ruin: Estimate
    assumed: str = ""


def choices_of(ds: xr.Dataset, lang: Language = "en") -> list[Choice]:
    """Cost and ruin of every design.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a comparison, of a grid of designs, of a run with several fund sizes, or of a sweep.
    lang : {"en", "zh"}
        Language of the names.

    Returns
    -------
    list of Choice
        In the order of the results.
    """
    ds = prepared(ds)
    years = float(ds.attrs["months"]) / 12.0
    if "scenario" in ds.dims:
        costs, ruins = (sweep_estimates(ds, key) for key in COST_AND_RUIN)
        chosen, assumed = designs_and_assumptions(ds)
        scenarios, years_of = [one_line(str(name)) for name in ds["scenario"].values], horizons(ds) / 12.0
        return [
            Choice(
                levels_at(chosen, place, lang) or scenario, _divided(costs[place], years_of[place]), ruins[place],
                levels_at(assumed, place, lang, _PARTS_OF_ASSUMPTIONS),
            )
            for place, scenario in enumerate(scenarios)
        ]  # fmt: skip
    if "efficient" in ds:
        grid = zip(ds["design"].values, *(ds[name].transpose("design", ...).values for name in _GRID), strict=True)
        return [
            Choice(one_line(str(name)), _divided(Estimate(*map(float, cost)), years), Estimate(*map(float, ruin)))
            for name, cost, ruin in grid
        ]
    if "figure" in ds.dims:
        table = ds["estimate"].sel(figure=list(COST_AND_RUIN), statistic=list(STATISTICS))
        rows = table.transpose("design", "figure", "statistic").values
        pairs = ((Estimate(*map(float, cost)), Estimate(*map(float, ruin))) for cost, ruin in rows)
        names = (one_line(str(name)) for name in ds["design"].values)
        return [Choice(name, _divided(cost, years), ruin) for name, (cost, ruin) in zip(names, pairs, strict=True)]
    found = []
    for name, own in designs_of(ds, lang):
        ruined = ruined_within(own["ruin_month"].values, int(own.attrs["months"]))
        found.append(Choice(name, mean(own["government_cost"].values / years), probability(ruined)))
    return found


def frontiers(choices: list[Choice]) -> dict[str, list[Choice]]:
    """Under each set of assumptions the designs that no other beats there; nothing where there is none to choose."""
    found: dict[str, list[Choice]] = {}
    for choice in choices:
        found.setdefault(choice.assumed, []).append(choice)
    if len(found) > 1:
        found = {assumed: own for assumed, own in found.items() if len(own) > 1}
    return {assumed: undominated(own) for assumed, own in found.items()}


def undominated(choices: list[Choice]) -> list[Choice]:
    """Designs that no other beats in both cost and ruin, the cheapest first."""
    best: list[Choice] = []
    for choice in sorted(choices, key=lambda choice: (choice.cost.value, choice.ruin.value)):
        if not best or choice.ruin.value < best[-1].ruin.value:
            best.append(choice)
    return best


def plot_frontier(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Ruin probability over yearly cost to government, a dot with 95 % intervals for each design.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a comparison, of a grid of designs, of a run with several fund sizes, or of a sweep.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        A line joins the designs that no other beats in both; in a sweep of assumptions there is one for each set of
        them. Up to twelve designs are named, of more the ones on the lines, first to last.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("frontier", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        ds = prepared(ds)
        choices = choices_of(ds, lang)
        if not any(np.isfinite(choice.cost.value) for choice in choices):
            return empty_chart(ax, ds, lang, "frontier_title", "no_claims")
        best = frontiers(choices)
        if not best:
            return empty_chart(ax, ds, lang, "frontier_title", "nothing_chosen")
        scale = money_scale(max(abs(choice.cost.value) for choice in choices), ds.attrs["currency"], lang)
        colours = dict(zip_longest(best, _LINES[: len(best)], fillvalue=GREY))
        _draw_lines(ax, best, scale, colours, lang)
        on_line = [choice for own in best.values() for choice in own]
        shown = [choice for choice in choices if choice.assumed in best]
        for choice in sorted(shown, key=on_line.__contains__):  # the best on top
            beaten = PALE if choice.assumed else BLUE
            _draw(ax, choice, scale, colours[choice.assumed] if choice in on_line else beaten)
        ax.margins(0.08, 0.1)
        ax.set_ylim(bottom=min(0.0, -0.02 * ax.get_ylim()[1]))
        if len(shown) > len(on_line):
            colour = BLUE if "" in best else PALE
            ax.plot([], [], "o", color=colour, markersize=points(5), label=text("beaten", lang))
        across = _name(ax, shown if len(shown) <= _MOST_NAMES else on_line, scale, colours)
        ax.set_xlabel(text("cost_x", lang, unit=scale.unit))
        months = np.unique(horizons(ds)) if "scenario" in ds.dims else np.array([ds.attrs["months"]])
        horizon = horizon_text(int(months[0]), lang) if months.size == 1 else text("own_horizon", lang)
        ax.set_ylabel(text("ruin_y", lang, horizon=horizon))
        ax.set_title(text("frontier_title", lang))
        notes = [] if "" in best else [text("frontier_line", lang)]
        notes += [printable(said, 110) for said in moving_together(ds, lang)]
        legend_below(ax, "\n".join(notes), across)
        footer(ax, ds, lang)
    return ax


def _draw_lines(ax: Axes, best: dict[str, list[Choice]], scale: Scale, colours: dict[str, str], lang: Language) -> None:
    for assumed, own in best.items():
        line = np.array([(choice.cost.value / scale.divisor, 100.0 * choice.ruin.value) for choice in own])
        look: dict[str, Any] = {"color": colours[assumed], "linewidth": thickness(1.2)}
        label = printable(assumed, _SHORT_NAME) if assumed else text("frontier_line", lang)
        ax.step(*line.T, where="post", label=label if colours[assumed] != GREY else "", **look)
    if GREY in colours.values():
        ax.plot([], [], color=GREY, label=text("other_assumptions", lang, n=len(best) - len(_LINES)))


def _draw(ax: Axes, choice: Choice, scale: Scale, colour: str) -> None:
    x, y = choice.cost.value / scale.divisor, 100.0 * choice.ruin.value
    across = np.array([choice.cost.lower, choice.cost.upper]) / scale.divisor
    along = 100.0 * np.array([choice.ruin.lower, choice.ruin.upper])
    thin: dict[str, Any] = {"color": colour, "linewidth": thickness(0.9), "markersize": points(4)}
    if np.isfinite(across).all():
        ax.plot(across, [y, y], "|-", **thin)
    ax.plot([x, x], along, "_-", **thin)
    ax.plot(x, y, "o", color=colour, markersize=points(5))


def _at_both_ends(names: list[str], most: int) -> list[str]:
    """The cheapest designs, and the safest, which stands last."""
    return names if len(names) <= most else [*names[: most - 1], names[-1]]


def _name(ax: Axes, named: list[Choice], scale: Scale, colours: dict[str, str]) -> int:
    """Numbers beside the dots, names in the legend: names never overlap; gives the columns of the legend."""
    names = list(dict.fromkeys(choice.name for choice in named))
    short = all(display_width(name) <= _SHORT_NAME for name in names)
    shown = _at_both_ends(names, _MOST_NAMES if short else _MOST_LONG_NAMES)
    several = len({choice.assumed for choice in named}) > 1
    dots = [
        Numbered(
            choice.cost.value / scale.divisor, 100.0 * choice.ruin.value, colours[choice.assumed] if several else GREY,
            [shown.index(choice.name) + 1],
        )
        for choice in named
        if choice.name in shown
    ]  # fmt: skip
    for dot, corner in _corners(ax, dots):
        look: dict[str, Any] = {"fontsize": points(8), "family": FAMILIES, "color": dot.colour}
        look |= {"ha": "left" if corner[0] > 0 else "right", "va": "bottom" if corner[1] > 0 else "top"}
        shift = (points(4.0 * corner[0]), points(2.0 * corner[1]))
        written = ", ".join(map(str, dot.numbers))
        outline = [withStroke(linewidth=points(2.5), foreground="white")]  # whiskers may run through the numbers
        ax.annotate(written, (dot.x, dot.y), shift, textcoords="offset points", path_effects=outline, **look)
    entries = len(ax.get_legend_handles_labels()[1])
    if short and several:  # lines in one column of the legend, names in the other
        for _ in range(max(0, len(shown) - entries)):
            ax.plot([], [], " ", label=" ")
    for number, name in enumerate(shown, start=1):
        ax.plot([], [], " ", label=f"{number}  {printable(name, _SHORT_NAME if short else 110)}")
    return 2 if short else 1


class Numbered(NamedTuple):
    """Numbers of designs that lie at the same place under the same assumptions.

    Parameters
    ----------
    x, y : float
        Where. [units of the axes]
    colour : str
        Of their line.
    numbers : list of int
        As in the legend.
    """

    x: float
    y: float
    colour: str
    numbers: list[int]


def _corners(ax: Axes, dots: list[Numbered]) -> list[tuple[Numbered, tuple[int, int]]]:
    """Dots with the corner in which their numbers stand.

    Of dots that lie almost on one another, those of one line share their numbers, those of others take another corner.
    """
    low, high = np.array([ax.get_xlim(), ax.get_ylim()]).T
    found: list[tuple[Numbered, tuple[int, int]]] = []
    for dot in dots:
        beside = [
            (known, corner)
            for known, corner in found
            if (np.abs(np.subtract((known.x, known.y), (dot.x, dot.y))) < _SAME_PLACE * (high - low)).all()
        ]
        same = next((known for known, _ in beside if known.colour == dot.colour), None)
        if same is not None:
            same.numbers.extend(number for number in dot.numbers if number not in same.numbers)
            continue
        taken = [corner for _, corner in beside]
        found.append((dot, next((corner for corner in _CORNERS if corner not in taken), _CORNERS[0])))
    return found


def _divided(estimate: Estimate, divisor: float) -> Estimate:
    return Estimate(*(part / divisor for part in statistics_of(estimate)))
