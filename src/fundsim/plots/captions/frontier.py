"""What captions say of designs that differ in cost and safety, or cannot be told apart in it."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import paired_difference, ratio_of_totals
from fundsim.plots.captions.sentences import amount_text, first_in_turn, horizon_of, joined, percent, with_companions
from fundsim.plots.frontier import Choice, choices_of, frontiers
from fundsim.plots.sweeps import prepared
from fundsim.texts import text
from fundsim.texts.formats import estimate_text, money_scale
from fundsim.texts.names import one_line

_MOST_NAMED = 4


def frontier(ds: xr.Dataset, lang: Language) -> str:
    """The cheapest and the safest of the designs that no other beats, under each of the first sets of assumptions."""
    choices = choices_of(ds, lang)
    best = frontiers(choices)
    if not best:
        return text("nothing_chosen", lang)
    known = [choice for choice in choices if np.isfinite([choice.cost.value, choice.ruin.value]).all()]
    parts = []
    for assumed, own in list(best.items())[:_MOST_NAMED]:
        said = _best_choices(ds, own, [choice for choice in known if choice.assumed == assumed], lang)
        parts.append(text("frontier_under", lang, assumed=assumed, said=said) if assumed else said)
    if len(best) > _MOST_NAMED:
        parts.append(text("frontier_further", lang, number=len(best) - _MOST_NAMED))
    parts += [*_less_lent(ds, known, lang), text("frontier_of_government", lang)]
    without = [choice.name for choice in choices if choice not in known]
    if without:
        named = first_in_turn(without, _MOST_NAMED, lang)
        parts.append(text("frontier_left_out", lang, list=named, number=len(without)))
    return with_companions(joined(parts, lang), prepared(ds), lang)


def _best_choices(ds: xr.Dataset, best: list[Choice], rivals: list[Choice], lang: Language) -> str:
    """The ends of the line, and which neighbours on it are within noise; one end where all rivals are equally safe."""
    scale = money_scale(max(abs(choice.cost.value) for choice in best), str(ds.attrs["currency"]), lang)
    cheapest, safest = (
        text(
            "choice", lang, name=choice.name, cost=estimate_text(choice.cost, scale, lang),
            ruin=percent(choice.ruin, lang),
        )
        for choice in (best[0], best[-1])
    )  # fmt: skip
    if len(rivals) == 1:
        return text("frontier_caption_alone", lang, only=cheapest)
    if all(_alike(ds, *pair) for pair in combinations(rivals, 2)):
        return text("frontier_caption_alike", lang, cheapest=cheapest)
    if len(best) == 1:
        return text("frontier_caption_one", lang, cheapest=cheapest)
    said = [text("frontier_caption", lang, cheapest=cheapest, safest=safest)]
    alike = [f"{one.name} / {other.name}" for one, other in pairwise(best) if _alike(ds, one, other)]
    if alike:
        named = first_in_turn(alike, _MOST_NAMED, lang)
        said.append(text("neighbours_alike", lang, list=named, number=len(alike)))
    return joined(said, lang)


def _alike(ds: xr.Dataset, one: Choice, other: Choice) -> bool:
    """Whether the paths do not tell which of two designs is safer: by the paired difference where there is one."""
    if "within_noise" in ds:
        first, *others = (one_line(str(name)) for name in ds["design"].values)
        compared = {one.name, other.name} - {first}
        if len(compared) == 1:
            flags = ds["within_noise"].sel(figure="ruin_probability").values[1:]
            return bool(flags[others.index(compared.pop())])
    return one.ruin.lower <= other.ruin.upper and other.ruin.lower <= one.ruin.upper


def _less_lent(ds: xr.Dataset, known: list[Choice], lang: Language) -> list[str]:
    """That the cheapest design of a comparison lends less than another, where it does: that alone is cheaper."""
    if "lending" not in ds or "design" not in ds["lending"].dims:
        return []
    names = [one_line(str(name)) for name in ds["design"].values]
    lent = {choice.name: ds["lending"].values[names.index(choice.name)].astype(np.float64) for choice in known}
    cheapest = min(known, key=lambda choice: choice.cost.value).name
    most = max(lent, key=lambda name: float(lent[name].mean()))
    less = paired_difference(lent[most], lent[cheapest])
    if not less.lower > 0.0:
        return []
    share = ratio_of_totals(lent[most] - lent[cheapest], lent[most])
    amounts = {"amount": amount_text(less, str(ds.attrs["currency"]), lang), "share": percent(share, lang)}
    return [text("frontier_lends_less", lang, name=cheapest, most=most, horizon=horizon_of(ds, lang), **amounts)]
