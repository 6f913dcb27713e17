"""What captions say about the loans: overdue, vintages, townships."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import (
    cohort_default_rates,
    monthly_estimates,
    ratio_of_totals,
    township_estimates,
)
from fundsim.metrics.tails import worst_paths
from fundsim.plots.captions.sentences import amount_text, entry, horizon_of, joined, percent
from fundsim.plots.ranked_townships import Township, township_names
from fundsim.plots.township_overdue import overdue_of_all, ranked_by_overdue
from fundsim.plots.townships import ranked_townships
from fundsim.plots.vintages import SHORTEST, cohort_name, drawn_cohorts
from fundsim.results import at_fund_size, quantile_over_paths
from fundsim.scenario_file import resolved_tree
from fundsim.texts import text
from fundsim.texts.formats import estimate_text, money_scale, number_text, percent_scale
from fundsim.texts.names import one_line

_WORST = 0.01  # share of paths
_FAR_ABOVE = 1.5  # times the ratio of the middle path


def overdue(ds: xr.Dataset, lang: Language) -> str:
    """Mean ratios at the end of the horizon."""
    ds = at_fund_size(ds)
    ends = {
        name: entry(monthly_estimates(ds, name), -1) for name in ("overdue_ratio", "npl_ratio", "npl_forborne_ratio")
    }
    shares = {name: percent(estimate, lang) for name, estimate in ends.items()}
    said = [text("overdue_caption", lang, horizon=horizon_of(ds, lang), **shares)]
    middle = float(quantile_over_paths(ds, "overdue_ratio", 0.5)[-1])
    if ends["overdue_ratio"].value > _FAR_ABOVE * max(middle, 0.01):
        said.append(text("overdue_uneven", lang, middle=number_text(middle, percent_scale(lang))))
    return joined(said, lang)


def vintages(ds: xr.Dataset, lang: Language) -> str:
    """Default rate of the cohort of new loans that was followed longest."""
    ds = at_fund_size(ds)
    rates = cohort_default_rates(ds)
    drawn, step = drawn_cohorts(rates)
    if not drawn:
        return text("no_vintages", lang)
    lengths = np.isfinite(rates.value).sum(axis=1)
    cohort = max(drawn, key=lambda own: (own > 0, lengths[own], -own))
    last = int(lengths[cohort]) - 1
    share = percent(entry(rates, cohort, last), lang)
    age, name = int(ds["age"].values[last]), cohort_name(ds, cohort, lang)
    key = "vintages_caption" if cohort else "vintages_caption_stock"
    said = [text(key, lang, name=name, age=age, share=share)]
    if step > 1:
        said.append(text("vintages_caption_some", lang, all=int((lengths >= SHORTEST).sum()), step=step))
    return joined(said, lang)


def townships(ds: xr.Dataset, lang: Language) -> str:
    """Townships with the highest and the lowest claims, and the one that weighs most in bad paths."""
    ds = at_fund_size(ds)
    if not float(ds["claims"].max()) > 0.0:
        return text("no_claims", lang)
    ranked, as_share = ranked_townships(ds, lang)
    scale = percent_scale(lang) if as_share else money_scale(ranked[0].mean.value, ds.attrs["currency"], lang)
    high, low = ranked[0], ranked[-1]
    shown = {"high": one_line(high.name), "high_rate": estimate_text(high.mean, scale, lang)}
    of = text("of_township_loans", lang) if as_share else ""
    if len(ranked) == 1:
        return text("townships_caption_one", lang, of=of, **shown)
    ends = {"low": one_line(low.name), "low_rate": estimate_text(low.mean, scale, lang)}
    said = [text("townships_caption", lang, of=of, **shown, **ends)]
    if "path" in ds["township_claims"].dims:
        said.append(_weighs_most(ds, lang))
    if made_up_once(ds):
        said.append(text("townships_made_up", lang))
    return joined(said, lang)


def township_overdue(ds: xr.Dataset, lang: Language) -> str:
    """Townships with the highest and the lowest overdue ratio, all together, and where most is overdue."""
    ds = at_fund_size(ds)
    if not float(ds["overdue_average"].max()) > 0.0:
        return text("never_overdue", lang)
    ranked, together = ranked_by_overdue(ds, lang), percent(overdue_of_all(ds), lang)
    high, low = ranked[0], ranked[-1]
    shown = {"horizon": horizon_of(ds, lang), "high": one_line(high.name), "high_ratio": percent(high.mean, lang)}
    if len(ranked) == 1:
        return joined([text("township_overdue_caption_one", lang, **shown), *_reported(ranked, lang)], lang)
    ends = {"low": one_line(low.name), "low_ratio": percent(low.mean, lang), "together": together}
    said = [text("township_overdue_caption", lang, **shown, **ends)]
    amounts = township_estimates(ds, "township_overdue_average")
    most = int(amounts.value.argmax())
    amount = amount_text(entry(amounts, most), str(ds.attrs["currency"]), lang)
    said.append(text("township_overdue_most", lang, name=one_line(township_names(ds, lang)[most]), amount=amount))
    said += _reported(ranked, lang)
    if made_up_once(ds):
        said.append(text("townships_made_up", lang))
    return joined(said, lang)


def _reported(ranked: list[Township], lang: Language) -> list[str]:
    """Where reported ratios lie in the range of paths; nothing where none is reported."""
    known = [own for own in ranked if np.isfinite(own.reported)]
    below, above = (sum(own.reported < own.low for own in known), sum(own.reported > own.high for own in known))
    if len(known) > 1:
        return [text("township_overdue_reported", lang, known=len(known), below=below, above=above)]
    place = text("reported_below" if below else "reported_above" if above else "reported_inside", lang)
    return [
        text(
            "township_overdue_reported_one", lang, name=one_line(own.name), place=place,
            reported=number_text(own.reported, percent_scale(lang)),
        )
        for own in known
    ]  # fmt: skip


def made_up_once(ds: xr.Dataset) -> bool:
    """Whether loans were drawn once, for all paths."""
    loans = resolved_tree(str(ds.attrs["scenario"])).get("loans") or {}
    return loans.get("source") == "synthetic" and not loans.get("redraw_portfolio", False)


def _weighs_most(ds: xr.Dataset, lang: Language) -> str:
    """The township with the largest part of the claims of the worst 1 % of paths."""
    by_township = np.asarray(ds["township_claims"].transpose("path", "township").values, np.float64)
    claims = by_township.sum(axis=1)
    worst = worst_paths(claims, _WORST)
    most = int((by_township * worst[:, None]).sum(axis=0).argmax())
    share = percent(ratio_of_totals(by_township[:, most] * worst, claims * worst), lang)
    return text("townships_tail", lang, name=one_line(township_names(ds, lang)[most]), share=share)
