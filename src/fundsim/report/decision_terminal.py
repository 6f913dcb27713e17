"""What decisions print: plain text in aligned columns, one unit a figure, noise marked as such."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fundsim.decisions.sizing import CLAIMS
from fundsim.languages import Language
from fundsim.metrics import Estimate
from fundsim.metrics.quantiles import paths_for_bounds
from fundsim.plots.differences import figure_label
from fundsim.plots.sweeps import level_text
from fundsim.text_tables import aligned
from fundsim.texts import case_text, horizon_text, text
from fundsim.texts.formats import Scale, estimate_parts, estimate_text, money_scale, number_text, percent_scale
from fundsim.texts.names import one_line, shorten

NAME_COLUMNS = 36


def comparison_text(ds: xr.Dataset, lang: Language = "en") -> str:
    """Key figures of the designs and their differences to the first one, for reading on a terminal.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``compare``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        A block for each figure: one line for each design, or a single one where all designs agree exactly.
    """
    horizon = horizon_text(int(ds.attrs["months"]), lang)
    paths, seed = f"{int(ds.attrs['n_paths']):,}", int(ds.attrs["seed"])
    head = text("run", lang, paths=paths, horizon=horizon, start=ds.attrs["first_month"], seed=seed)
    rows = comparison_rows(ds, lang)
    note = text("unbounded", lang, paths=paths)
    unbounded = ["", note] if any(sign in cell for row in rows for cell in row[1:] for sign in "?∞") else []
    return "\n".join([one_line(str(ds.attrs["title"])), head, "", aligned(rows, left=(0, 5)), *unbounded])


def comparison_rows(ds: xr.Dataset, lang: Language = "en") -> list[list[str]]:
    """Key figures of the designs and their differences to the first one, as they are printed.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``compare``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of list of str
        A head, then a block for each figure: name, value, interval, difference, its interval, a remark.
    """
    interval = text("interval_95", lang)
    rows = [["", text("estimate", lang), interval, text("difference", lang), interval, ""]]
    for figure in ds.figure.values:
        rows += _block(ds.sel(figure=figure), figure_label(ds, str(figure), lang), lang)
    return rows


def scale_of(unit: str, largest: float, currency: str, lang: Language) -> Scale:
    """Unit in which a figure is shown, by its size where it is money."""
    if unit == currency:
        return money_scale(largest, currency, lang)
    return (
        percent_scale(lang)
        if unit == "1"
        else Scale(1.0, text("unit_months" if unit == "month" else "unit_years", lang))
    )


def _block(ds: xr.Dataset, label: str, lang: Language) -> list[list[str]]:
    """Lines of one figure: its name, then the designs; nothing where no design has it."""
    values = ds.estimate.sel(statistic="value").values
    if np.isnan(values).all():
        return []
    unit = str(ds.unit.values)
    scale = scale_of(unit, float(np.nanmax(np.abs(values))), ds.attrs["currency"], lang)
    title = f"{label} [{scale.unit}]"
    if not np.isnan(values).any() and not ds.difference.values.any():
        value, low, high = estimate_parts(_estimate(ds.estimate.isel(design=0)), scale)
        return [[title, value, f"{low} – {high}", "", "", text("alike", lang)]]
    return [[title, "", "", "", "", ""], *(_row(ds.isel(design=n), n, scale, lang) for n in range(ds.sizes["design"]))]


def _row(ds: xr.Dataset, number: int, scale: Scale, lang: Language) -> list[str]:
    name = "  " + shorten(one_line(str(ds.design.values)), NAME_COLUMNS)
    value, low, high = estimate_parts(_estimate(ds.estimate), scale, lang)
    interval = f"{low} – {high}" if low else ""
    change = _estimate(ds.difference)
    if number == 0 or np.isnan(change.value):
        return [name, value, interval, "", "", ""]
    if change.value == 0.0 and change.standard_error == 0.0:
        return [name, value, interval, "0", "", text("same", lang)]
    shown, lowest, highest = estimate_parts(change, scale, lang)
    sign = "+" if change.value > 0.0 else ""
    mark = text("within_noise", lang) if int(ds.within_noise) and np.isfinite(change.standard_error) else ""
    return [name, value, interval, f"{sign}{shown}", f"{lowest} – {highest}", mark]


def _estimate(values: xr.DataArray) -> Estimate:
    return Estimate(*(float(number) for number in values.values))


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
        A table, the sensitivity where it was asked for, and how the answer was found.
    """
    currency = ds.attrs["currency"]
    known = ds.fund_size.values[np.isfinite(ds.fund_size.values)]
    scale = money_scale(float(known.max()) if known.size else 0.0, currency, lang)
    budgets = ds.yearly_budget.sel(statistic="value").values
    money = money_scale(float(np.nanmax(np.abs(budgets))) if np.isfinite(budgets).any() else 0.0, currency, lang)
    subsidised = "yearly_subsidy" in ds
    budget_heads = ["budget_mean", "budget_quantile_95"] + ["budget_subsidy"] * subsidised
    heads = [f"{text('smallest_fund', lang)} [{scale.unit}]", text("interval_95", lang), text("leverage", lang)]
    for key in budget_heads:
        heads += [f"{text(key, lang)} [{money.unit}]", text("interval_95", lang)]
    rows = [[text("horizon", lang), text("solvency", lang), *heads]]
    for months in ds.horizon.values:
        for target in ds.solvency.values:
            own = ds.sel(horizon=months, solvency=target)
            leverage = f"1 : {float(own.leverage):.1f}" if 0.0 < float(own.leverage) < np.inf else "–"
            cells = [*_with_interval(own.fund_size, scale, lang), leverage]
            for name in ds.budget.values:
                cells += _with_interval(own.yearly_budget.sel(budget=name), money, lang)
            cells += _with_interval(own.yearly_subsidy, money, lang) if subsidised else []
            rows.append([horizon_text(int(months), lang), f"{100.0 * float(target):.10g} %", *cells])
    blocks = [_head(ds, lang), "", aligned(rows), *([text("budget_note", lang)] if subsidised else [])]
    if "case" in ds.dims:
        of_claims = [text("sensitivity_of_claims", lang)] if ds.attrs["changed"] == CLAIMS else []
        blocks += ["", text("sensitivity_head", lang), *of_claims, _sensitivity_rows(ds, scale, lang)]
        note = unbounded_changes(ds, lang)
        blocks += ["", note] if note else []
    blocks += ["", *how_found(ds, lang)]
    return "\n".join(blocks)


def _head(ds: xr.Dataset, lang: Language) -> str:
    horizon, paths = horizon_text(int(ds.attrs["months"]), lang), f"{int(ds.attrs['n_paths']):,}"
    start, seed = ds.attrs["first_month"], int(ds.attrs["seed"])
    run = text("run", lang, paths=paths, horizon=horizon, start=start, seed=seed)
    return f"{one_line(str(ds.attrs['title']))}\n{run}"


def _with_interval(values: xr.DataArray, scale: Scale, lang: Language) -> list[str]:
    value, low, high = estimate_parts(_estimate(values), scale, lang)
    return [value, f"{low} – {high}" if low else ""]


def _sensitivity_rows(ds: xr.Dataset, scale: Scale, lang: Language) -> str:
    rows = []
    for case in ds.case.values:
        for months in ds.horizon.values:
            for target in ds.solvency.values:
                own = ds.sel(case=case, horizon=months, solvency=target)
                name = [case_text(str(case), lang), horizon_text(int(months), lang), f"{100.0 * float(target):.10g} %"]
                value, low, high = estimate_parts(_estimate(own.change), scale, lang)
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


def solve_text(ds: xr.Dataset, lang: Language = "en") -> str:
    """Value of a key that meets the target, for reading on a terminal.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``solve``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        The answer with its interval, and how it was found.
    """
    answer, *how = solve_sentences(ds, lang)
    return "\n".join([_head(ds, lang), "", answer, "", *how])


def solve_sentences(ds: xr.Dataset, lang: Language) -> list[str]:
    """The answer with its interval, how it was found, and what makes it doubtful; parameters as for `solve_text`."""
    attributes, (value, _, lower, upper) = ds.attrs, ds.answer.values
    low, high = (
        _four_digits(bound, lang) if np.isfinite(bound) else ("−∞", "∞")[int(bound > 0.0)] for bound in (lower, upper)
    )
    shown = f"{_four_digits(value, lang)} ({low} – {high})"
    target = f"{100.0 * float(attributes['target']):.10g} %"
    bounds = {end: level_text(float(attributes[end]), lang) for end in ("low", "high")}
    lever = attributes["key"]
    answer = text(f"solve_{attributes['meets']}", lang, target=target, lever=lever, value=shown, **bounds)
    doubt = [] if attributes["consistent"] else [text("solve_inconsistent", lang, lever=lever)]
    return [answer, text("solve_method", lang, n=ds.sizes["tried"]), *doubt]


def _four_digits(value: float, lang: Language) -> str:
    return level_text(float(f"{value:.4g}"), lang)


def equal_cost_text(ds: xr.Dataset, lang: Language = "en") -> str:
    """What each design was scaled to, and how they compare; parameters as for `comparison_text`."""
    budget = float(ds.attrs["budget"])
    lines = [text("common_budget", lang, amount=number_text(budget, money_scale(budget, ds.attrs["currency"], lang)))]
    for design in ds.design.values:
        own = ds.sel(design=design)
        name, value = one_line(str(design)), float(own.scaled_to)
        key = str(own.key.values)
        as_it_is = text("taken_as_it_is", lang, design=name)
        lines.append(
            text("scaled", lang, design=name, lever=key, value=level_text(float(f"{value:.6g}"), lang))
            if key
            else as_it_is
        )
    return "\n".join([comparison_text(ds, lang), "", *lines])


def frontier_text(ds: xr.Dataset, lang: Language = "en") -> str:
    """Designs of the frontier, the cheapest first, for reading on a terminal.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``frontier``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        One line for each design that no other one beats.
    """
    own = ds.isel(design=np.flatnonzero(ds.efficient.values == 1))
    own = own.isel(design=np.argsort(own.cost.sel(statistic="value").values))
    scale = money_scale(float(own.cost.sel(statistic="value").max()), ds.attrs["currency"], lang)
    rows = [["", text("cost", lang), text("ruin", lang)]]
    for design in own.design.values:
        one = own.sel(design=design)
        cost = estimate_text(_estimate(one.cost), scale, lang)
        rows.append([str(design), cost, estimate_text(_estimate(one.ruin_probability), percent_scale(lang), lang)])
    count = text("beaten_count", lang, n=own.sizes["design"], all=ds.sizes["design"])
    return "\n".join([_head(ds, lang), "", aligned(rows), "", count])
