"""Tables of a report on a choice: designs compared, sizes found, scenarios swept."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import MEASURES
from fundsim.metrics.estimate import statistics_of
from fundsim.metrics.labelled import estimate_in
from fundsim.plots.differences import figure_label, is_of_payer
from fundsim.plots.sweeps import (
    level_text,
    measure_label,
    parameter_name,
    parameters_of,
    prepared,
    repetitions,
    sweep_estimates,
)
from fundsim.report.document import Cell, Column, Measured, Quantity, Table
from fundsim.report.report_texts import words
from fundsim.report.run_tables import columns_of
from fundsim.report.size_terminal import unbounded_changes
from fundsim.texts import case_text, horizon_text, text
from fundsim.texts.formats import Scale, common_scale, percent_scale, unit_scale
from fundsim.texts.names import one_line

_MOST_SCENARIOS = 60
_COMPARED = ("design_name", "estimate", "difference", "verdict")
KEY_FIGURES = ("expected_loss", "ruin_probability", "mean_government_cost", "mean_bank_loss")
"""Figures of a comparison that stand in the summary."""
_OVER_DRAWS = {
    "band_low": "parameter_band", "band_middle": "parameter_band", "band_high": "parameter_band",
    "pooled": "pooled_size",
}  # fmt: skip
"""Column → variable of an answer whose uncertain parameters were drawn."""
_SWEPT_FIGURES = ("ruin_probability", "mean_claims", "mean_government_cost", "mean_bank_loss")


def designs_table(ds: xr.Dataset, lang: Language, figures: tuple[str, ...] | None = None) -> Table:
    """Key figures of every design with the difference to the first.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of a comparison.
    lang : {"en", "zh"}
        Language.
    figures : tuple of str or None
        Figures to show; None takes all but what the payers pay.
    """
    names = [str(name) for name in ds["figure"].values]
    shown = [name for name in names if (name in figures if figures is not None else not is_of_payer(name))]
    columns = columns_of(("measure", *_COMPARED), lang)
    return Table(words("compare_table", lang), columns, tuple(_design_rows(ds, shown, lang)), "designs")


def design_payers_table(ds: xr.Dataset, lang: Language) -> Table:
    """What each payer pays in the designs that have it, with the difference to the first.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of a comparison.
    lang : {"en", "zh"}
        Language.
    """
    payers = [str(name) for name in ds["figure"].values if is_of_payer(str(name))]
    rows = [row for row in _design_rows(ds, payers, lang) if row[2] != "–"]
    columns = columns_of(("measure", *_COMPARED), lang)
    return Table(words("design_payers", lang), columns, tuple(rows), "payers of designs")


def _design_rows(ds: xr.Dataset, figures: list[str], lang: Language) -> list[tuple[Cell, ...]]:
    return [
        (figure_label(ds, name, lang), one_line(str(design)), *_compared(own, place, lang))
        for name in figures
        for place, design in enumerate(ds["design"].values)
        for own in [ds.sel(figure=name, design=design)]
    ]


def _compared(own: xr.Dataset, place: int, lang: Language) -> tuple[Cell, Cell, Cell]:
    """Estimate, difference to the first design, and whether chance alone explains it."""
    unit, currency = str(own["unit"].item()), str(own.attrs["currency"])
    value, change = (estimate_in(own[name]) for name in ("estimate", "difference"))
    scale = unit_scale(unit, max(abs(value.value), abs(change.value)), currency, lang)
    points = Scale(0.01, text("percentage_points", lang), "" if lang == "zh" else " ") if unit == "1" else scale
    if np.isnan(value.value):
        return "–", "–", "–"
    if place == 0 or np.isnan(change.value):
        return Measured(value, scale, unit), "–", "–"
    if not any(statistics_of(change)):
        return Measured(value, scale, unit), "–", text("same", lang)
    if not np.isfinite(change.standard_error):
        return Measured(value, scale, unit), Measured(change, points, unit), words("unknown", lang)
    beyond = change.lower > 0.0 or change.upper < 0.0
    return Measured(value, scale, unit), Measured(change, points, unit), words("beyond" if beyond else "within", lang)


def sizes_table(ds: xr.Dataset, lang: Language) -> Table:
    """Smallest fund for each horizon and target, its leverage, and the budget that goes with it."""
    currency, rows = str(ds.attrs["currency"]), []
    sizes, yearly = (
        common_scale(ds[name].sel(statistic="value"), currency, lang) for name in ("fund_size", "yearly_budget")
    )
    budgets = [str(name) for name in ds["budget"].values] if "budget" in ds.coords else []
    for horizon in ds["horizon"].values:
        for target in ds["solvency"].values:
            own = ds.sel(horizon=horizon, solvency=target)
            cells = [
                *_target(int(horizon), float(target), lang),
                Measured(estimate_in(own["fund_size"]), sizes, currency),
            ]
            if "leverage" in ds:
                cells.append(Quantity(float(own["leverage"]), Scale(1.0, ""), "ratio", 1))
            paid = [own["yearly_budget"].sel(budget=name) for name in budgets]
            paid += [own["yearly_subsidy"]] if "yearly_subsidy" in ds else []
            cells += [Measured(estimate_in(values), yearly, currency) for values in paid]
            cells += [Quantity(size, sizes, currency) if np.isfinite(size) else "∞" for size in _over_draws(own)]
            rows.append(tuple(cells))
    headings = {"mean": "budget", "quantile_95": "budget_bad"}
    names = ["horizon", "target", "smallest"] + ["leverage"] * ("leverage" in ds)
    drawn = [name for name, known in _OVER_DRAWS.items() if known in ds]
    names += [headings[name] for name in budgets] + ["budget_subsidy"] * ("yearly_subsidy" in ds)
    columns = columns_of([*names, *drawn], lang)
    return Table(words("size_table", lang), columns, tuple(rows), "sizes")


def _over_draws(own: xr.Dataset) -> list[float]:
    """Answers over draws of uncertain parameters, where there are any: their band, and what is enough on average."""
    band = own["parameter_band"].values.tolist() if "parameter_band" in own else []
    return [*band, float(own["pooled_size"])] if "pooled_size" in own else band


def answer_table(ds: xr.Dataset, lang: Language) -> Table:
    """Value of a key that meets the target, with its interval; a dash where no value of the range does."""
    answer = Measured(estimate_in(ds["answer"]), Scale(1.0, ""), "number")
    row: tuple[Cell, ...] = (
        one_line(str(ds.attrs["key"])),
        Quantity(float(ds.attrs["target"]), percent_scale(lang), "1"),
        " – ".join(level_text(float(ds.attrs[end]), lang) for end in ("low", "high")),
        answer if np.isfinite(answer.estimate.value) else "–",
    )
    columns = columns_of(("key", "target", "searched", "answer"), lang)
    return Table(words("answer_table", lang), columns, (row,), "answer")


def tried_table(ds: xr.Dataset, lang: Language) -> Table:
    """Values of a key that were tried, with the solvency that each gives; of equal neighbours only the ends."""
    solvency = ds["solvency"].transpose("tried", "statistic")
    steps = np.diff(solvency.sel(statistic="value").values) != 0.0
    kept = np.flatnonzero(np.r_[True, steps] | np.r_[steps, True])
    rows = tuple(
        (
            Quantity(float(ds["tried"][k]), Scale(1.0, ""), "number"),
            Measured(estimate_in(solvency[k]), percent_scale(lang), "1"),
        )
        for k in kept
    )
    caption = words("tried_table", lang, moved=one_line(str(ds.attrs["key"])))
    return Table(caption, columns_of(("value", "probability"), lang), rows, "tried")


def cases_table(ds: xr.Dataset, lang: Language) -> Table:
    """What the smallest fund becomes when assumptions are a little off."""
    currency, changes = str(ds.attrs["currency"]), "change" in ds
    scale, rows = common_scale(ds["changed_size"].sel(statistic="value"), currency, lang), []
    for case in ds["case"].values:
        for horizon in ds["horizon"].values:
            for target in ds["solvency"].values:
                own = ds.sel(case=case, horizon=horizon, solvency=target)
                cells: list[Cell] = [one_line(case_text(str(case), lang)), *_target(int(horizon), float(target), lang)]
                shown = [own["changed_size"], own["change"]] if changes else [own["changed_size"]]
                rows.append((*cells, *(Measured(estimate_in(values), scale, currency) for values in shown)))
    names = ["case", "horizon", "target", "smallest"] + ["change"] * changes
    caption = words("sensitivity_table", lang)
    if note := unbounded_changes(ds, lang):
        caption = words("titled", lang, title=caption, caption=note)
    return Table(caption, columns_of(names, lang), tuple(rows), "sensitivity")


def _target(horizon: int, target: float, lang: Language) -> list[Cell]:
    return [horizon_text(horizon, lang), Quantity(target, percent_scale(lang), "1")]


def swept_table(ds: xr.Dataset, lang: Language) -> Table:
    """Every finished scenario of a sweep with its parameters and main figures."""
    ds = prepared(ds)
    swept = parameters_of(ds)
    measures = [name for name in _SWEPT_FIGURES if name in ds["measure"].values]
    named = [parameter_name(own.key, lang) for own in swept]
    repeated = repetitions(ds)
    named += [words("replication", lang)] if repeated else []
    columns = [Column(name) for name in named] + [Column(measure_label(m, lang)) for m in measures]
    estimates = [sweep_estimates(ds, measure) for measure in measures]
    currency, rows = str(ds.attrs["currency"]), []
    for place in range(ds.sizes["scenario"]):
        cells: list[Cell] = [level_text(own.values[place], lang) for own in swept]
        cells += [str(repeated[place])] if repeated else []
        for measure, found in zip(measures, estimates, strict=True):
            unit = currency if MEASURES[measure].unit == "currency" else MEASURES[measure].unit
            cells.append(Measured(found[place], unit_scale(unit, found[place].value, currency, lang), unit))
        rows.append(tuple(cells))
    return Table(words("sweep_table", lang), tuple(columns), tuple(rows), "scenarios", _MOST_SCENARIOS)
