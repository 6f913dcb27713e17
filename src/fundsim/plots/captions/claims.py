"""What captions say about claims and who bears them."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import (
    Estimate,
    expected_shortfall,
    mean,
    probability,
    quantile,
    value_at_risk,
)
from fundsim.plots.bad_year import bad_year_steps, has_whole_year, public_payers, recovering_fund
from fundsim.plots.captions.sentences import extremes, horizon_of, in_turn, joined, listed, named, percent
from fundsim.plots.claims import claims_scale
from fundsim.plots.convergence import convergence_level, paths_for
from fundsim.plots.designs import designs_of
from fundsim.plots.exceedance import exceeded_quantity
from fundsim.plots.needs import has_loans
from fundsim.plots.stress import stress_rows
from fundsim.plots.who_pays import shares_of_parties
from fundsim.results import at_fund_size
from fundsim.texts import text
from fundsim.texts.formats import estimate_text, money_scale, number_text

_MOST_NAMED = 6
_PRECISE = (0.05, 0.01)  # relative errors of a tail estimate that may be wanted
_BAD = 1.5  # times the mean: an amount that is seldom exceeded, but not never
_SELDOM = 0.95  # quantile of the first design's loss: an amount for all of them


def loss_distribution(ds: xr.Dataset, lang: Language) -> str:
    """Mean, value at risk and expected shortfall of the claims."""
    ds = at_fund_size(ds)
    claims = np.asarray(ds["claims"].values, np.float64)
    if not claims.max() > 0.0:
        return text("no_claims", lang)
    scale, _ = claims_scale(ds, lang)
    money = money_scale(float(claims.mean()), ds.attrs["currency"], lang)
    at_risk, beyond = value_at_risk(claims, 0.99), expected_shortfall(claims, 0.99)
    shown = {
        "mean": estimate_text(mean(claims), scale, lang),
        "money": estimate_text(mean(claims), money, lang),
        "var": estimate_text(at_risk, scale, lang),
        "es": estimate_text(beyond, scale, lang),
    }
    key = "loss_caption_share" if scale.unit == "%" else "loss_caption"
    of = text("opening_loans" if has_loans(ds) else "stated_outstanding", lang)
    return text(key, lang, horizon=horizon_of(ds, lang), of=of, **shown)


def exceedance(ds: xr.Dataset, lang: Language) -> str:
    """How likely claims exceed one and a half times their mean; of designs, a high quantile of the first."""
    if not float(ds["claims"].max()) > 0.0:
        return text("no_claims", lang)
    if "design" in ds.dims:
        return _exceedance_of_designs(ds, lang)
    claims = np.asarray(at_fund_size(ds)["claims"].values, np.float64)
    bad = _BAD * float(claims.mean())
    amount = number_text(bad, money_scale(bad, ds.attrs["currency"], lang))
    share = percent(probability(claims > bad), lang)
    return text("exceedance_caption", lang, amount=amount, share=share, horizon=horizon_of(ds, lang))


def _exceedance_of_designs(ds: xr.Dataset, lang: Language) -> str:
    """One amount for all designs, that the first seldom exceeds, so that their probabilities can be compared."""
    quantity = exceeded_quantity(ds)
    losses = {own.name: np.asarray(own.ds[quantity].values, np.float64) for own in designs_of(ds, lang)}
    first, reference = next(iter(losses.items()))
    bad = quantile(reference, _SELDOM).value
    amount = number_text(bad, money_scale(bad, ds.attrs["currency"], lang))
    found = [(float((loss > bad).mean()), (name, probability(loss > bad))) for name, loss in losses.items()]
    shares = [text("difference_part", lang, name=name, amount=percent(p, lang)) for _, (name, p) in extremes(found)]
    key = f"exceedance_caption_{quantity}"
    shown = {"amount": amount, "first": first, "list": in_turn(shares, lang)}
    return text(key, lang, horizon=horizon_of(ds, lang), **shown)


def who_pays(ds: xr.Dataset, lang: Language) -> str:
    """Shares of the largest bearers in the mean and in the worst 1 % of paths, and what borrowers pay back."""
    ds = at_fund_size(ds)
    if not float(ds["claims"].max()) > 0.0:
        return text("no_claims", lang)
    average, worst = shares_of_parties(ds, lang)
    of_borrowers = (text("recovered", lang), text("recovery_due", lang))
    payers = sorted((name for name in average if name not in of_borrowers), key=lambda name: -average[name].value)
    said = {"mean": _shares_text(average, payers, lang), "worst": _shares_text(worst, payers, lang)}
    return text("pays_caption", lang, **said)


def _shares_text(shares: dict[str, Estimate], payers: list[str], lang: Language) -> str:
    """The largest payers and what came back; what is still due is a remainder, as nobody bears it yet."""
    recovered, due = text("recovered", lang), text("recovery_due", lang)
    named = [*payers[:_MOST_NAMED], *([recovered] if recovered in shares else [])]
    parts = [text("party_share", lang, name=name, share=percent(shares[name], lang)) for name in named]
    others = len(payers) - _MOST_NAMED
    if due in shares:
        parts.append(text("still_due" if others > 0 else "rest_still_due", lang, share=percent(shares[due], lang)))
    if others > 0:
        parts.append(text("other_parties", lang, number=others))
    return listed(parts, lang)


def bad_year(ds: xr.Dataset, lang: Language) -> str:
    """Mean claims of the worst 1 % of years, and what fund and budget have to find."""
    ds = at_fund_size(ds)
    if not float(ds["layer_year_payment_mean"].max()) > 0.0:
        return text("no_claims", lang)
    said = [_worst_years(ds, lang)]
    if not has_whole_year(ds):
        said.append(text("bad_year_parts", lang))
    return joined(said, lang)


def _worst_years(ds: xr.Dataset, lang: Language) -> str:
    """Claims, what public payers bear of them if there are any, and what is left of that where it is known."""
    claims, *others = bad_year_steps(ds, lang)
    scale = money_scale(claims.amount.value, ds.attrs["currency"], lang)
    shown = {"claims": estimate_text(claims.amount, scale, lang)}
    found = {step.kind: estimate_text(step.amount, scale, lang) for step in others}
    if "total" not in found:
        return text("bad_year_caption_private", lang, **shown)
    shown |= {"paid": found["total"], "payers": public_payers(ds, lang)}
    if "net" not in found:
        return text("bad_year_caption_no_account", lang, **shown)
    return text("bad_year_caption", lang, net=found["net"], fund=recovering_fund(ds, lang), **shown)


def stress(ds: xr.Dataset, lang: Language) -> str:
    """Claims and the bank's loss in the mean and in the worst 1 % of paths, by design."""
    rows = stress_rows(ds, lang)
    found = []
    for name in dict.fromkeys(row.design for row in rows):
        average, *_, worst = (row.figures for row in rows if row.design == name)
        scale = money_scale(worst["claims_a_year"].value, ds.attrs["currency"], lang)
        shown = {
            f"{key}_{which}": estimate_text(figures[key], scale, lang)
            for which, figures in (("mean", average), ("worst", worst))
            for key in ("claims_a_year", "bank_loss")
        }
        found.append((worst["bank_loss"].value, (name, text("stress_caption", lang, **shown))))
    return named([sentence for _, sentence in extremes(found)], lang)


def convergence(ds: xr.Dataset, lang: Language) -> str:
    """The tail estimate and its interval after all paths, and how many would make it precise."""
    ds = at_fund_size(ds)
    claims = np.asarray(ds["claims"].values, np.float64)
    level = convergence_level(claims.size)
    if not level:
        return text("few_paths", lang)
    at_risk = value_at_risk(claims, level)
    amount = estimate_text(at_risk, claims_scale(ds, lang)[0], lang)
    said = [text("convergence_caption", lang, paths=f"{claims.size:,}", level=f"{100 * level:g}", amount=amount)]
    said += [_paths_for(claims, level, error, lang) for error in _PRECISE]
    return joined([sentence for sentence in said if sentence], lang)


def _paths_for(claims: NDArray[np.float64], level: float, error: float, lang: Language) -> str:
    """How many paths make the estimate so precise; empty where nothing scatters, or is not known to."""
    needed = paths_for(claims, level, error)
    if not 0.0 < needed < np.inf:
        return ""
    key = "convergence_needs" if needed > claims.size else "convergence_knows"
    return text(key, lang, error=f"{100 * error:g}", needed=f"{float(f'{needed:.2g}'):,.0f}")
