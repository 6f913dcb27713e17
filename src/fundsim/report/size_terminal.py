"""What a search for the fund's size prints: sizes with their budgets, what they rest on, how they were found."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fundsim.decisions.sizing import CLAIMS
from fundsim.languages import Language
from fundsim.metrics.labelled import estimate_in
from fundsim.metrics.quantiles import paths_for_bounds
from fundsim.report.decision_terminal import run_head
from fundsim.text_tables import aligned
from fundsim.texts import case_text, horizon_text, text
from fundsim.texts.formats import Scale, common_scale, estimate_parts, money_scale, number_text

UNIT = 3  # column of the units


def size_text(ds: xr.Dataset, lang: Language = "en") -> str:
    """Smallest funds with intervals, leverage, yearly budget and sensitivity, for reading on a terminal.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``size``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        A block for each horizon and target, the sensitivity where it was asked for, and how the answer was found.
    """
    scale = common_scale(ds.fund_size.sel(statistic="value"), str(ds.attrs["currency"]), lang)
    rows = [["", text("estimate", lang), text("interval_95", lang), ""]]
    for months in ds.horizon.values:
        for target in ds.solvency.values:
            rows += _answer(ds.sel(horizon=months, solvency=target), scale, lang)
    blocks = [run_head(ds, lang), "", aligned(rows, left=(0, UNIT))]
    blocks += ["", text("budget_note", lang)] if "yearly_subsidy" in ds else []
    if "case" in ds.dims:
        of_claims = [text("sensitivity_of_claims", lang)] if ds.attrs["changed"] == CLAIMS else []
        blocks += ["", text("sensitivity_head", lang), *of_claims, _sensitivity_rows(ds, scale, lang)]
        note = unbounded_changes(ds, lang)
        blocks += ["", note] if note else []
    blocks += ["", *how_found(ds, lang)]
    return "\n".join(blocks)


def _answer(own: xr.Dataset, scale: Scale, lang: Language) -> list[list[str]]:
    """Lines of one horizon and target: what it is, the fund, and the budget that goes with it."""
    target, leverage = f"{100.0 * float(own.solvency):.10g} %", float(own.leverage)
    rows = [
        [text("target", lang, horizon=horizon_text(int(own.horizon), lang), target=target), "", "", ""],
        [text("smallest_fund", lang), *_with_interval(own.fund_size, scale, lang), scale.unit],
        [text("leverage", lang), f"1 : {leverage:.1f}" if 0.0 < leverage < np.inf else "–", "", ""],
    ]
    budgets = {f"budget_{name}": own.yearly_budget.sel(budget=name) for name in own.budget.values}
    budgets |= {"budget_subsidy": own.yearly_subsidy} if "yearly_subsidy" in own else {}
    money = common_scale(own.yearly_budget.sel(statistic="value"), str(own.attrs["currency"]), lang)
    rows += [[text(key, lang), *_with_interval(values, money, lang), money.unit] for key, values in budgets.items()]
    return [rows[0], *([f"  {name}", *cells] for name, *cells in rows[1:])]


def _with_interval(values: xr.DataArray, scale: Scale, lang: Language) -> list[str]:
    value, low, high = estimate_parts(estimate_in(values), scale, lang)
    return [value, f"{low} – {high}" if low else ""]


def _sensitivity_rows(ds: xr.Dataset, scale: Scale, lang: Language) -> str:
    rows = []
    for case in ds.case.values:
        for months in ds.horizon.values:
            for target in ds.solvency.values:
                own = ds.sel(case=case, horizon=months, solvency=target)
                name = [case_text(str(case), lang), horizon_text(int(months), lang), f"{100.0 * float(target):.10g} %"]
                value, low, high = estimate_parts(estimate_in(own.change), scale, lang)
                sign = "+" if float(own.change.sel(statistic="value")) > 0.0 else ""
                change = [f"{sign}{value}", f"{low} – {high}" if low else ""]
                rows.append([*name, *_with_interval(own.changed_size, scale, lang), *change])
    unit = f"[{scale.unit}]"
    head = ["", text("horizon", lang), text("solvency", lang), f"{text('smallest_fund', lang)} {unit}"]
    return aligned([[*head, text("interval_95", lang), text("difference", lang), text("interval_95", lang)], *rows])


def unbounded_changes(ds: xr.Dataset, lang: Language) -> str:
    """What changes of the answer without an interval are due to, and how many paths would do; empty where all have one.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``size`` with sensitivity.
    lang : {"en", "zh"}
        Language.
    """
    if "change" not in ds:
        return ""
    bounds = ds["change"].sel(statistic=["value", "lower", "upper"]).transpose(..., "statistic").values
    if not (np.isfinite(bounds[..., 0]) & np.isinf(bounds[..., 1:]).any(axis=-1)).any():
        return ""
    paths, target = int(ds.attrs["n_paths"]), float(ds.solvency.values[-1])
    enough, shown = paths_for_bounds(target), f"{paths:,}"
    if paths >= enough:
        return text("unbounded", lang, paths=shown)
    return text("unbounded_change", lang, paths=shown, target=f"{100.0 * target:.10g} %", enough=f"{enough:,}")


def how_found(ds: xr.Dataset, lang: Language) -> list[str]:
    """How the smallest funds were found, and what keeps some of them from being known.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``size``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of str
        Sentences.
    """
    reasons = "; ".join(str(ds.attrs["reasons"]).splitlines())
    lines = [text("method_replay", lang, reasons=reasons) if reasons else text("method_capital", lang)]
    if np.isinf(ds.fund_size.sel(statistic=["value", "upper"])).any():
        largest, paths = float(ds["size"].max()), f"{int(ds.attrs['n_paths']):,}"
        tried = number_text(largest, money_scale(largest, ds.attrs["currency"], lang))
        lines.append(
            text("too_large", lang, tried=tried, paths=paths) if reasons else text("too_few", lang, paths=paths)
        )
    return lines
