"""Tables of a report on uncertain parameters: what they contribute to the variance, and every draw of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import Estimate
from fundsim.metrics.estimate import normal_score
from fundsim.report.document import Cell, Column, Measured, Quantity, Table
from fundsim.report.report_texts import words
from fundsim.report.run_tables import columns_of
from fundsim.report.uncertainty import mean_over_draws, quantity_name
from fundsim.scenario_file.uncertain import BOUNDS, LAWS
from fundsim.texts import text
from fundsim.texts.formats import Scale, percent_scale, unit_scale
from fundsim.texts.names import one_line


def study_tables(study: xr.Dataset, lang: Language) -> list[Table]:
    """Both tables on a study of uncertain parameters; documents leave the draws to workbooks.

    Parameters
    ----------
    study : xarray.Dataset
        Result of ``parameter_study``.
    lang : {"en", "zh"}
        Language.
    """
    return [_shares_table(study, lang), _draws_table(study, lang)]


def laws_table(laws: Mapping[str, Mapping[str, Any]], lang: Language) -> Table:
    """Distributions of uncertain parameters, which results take at their means.

    Parameters
    ----------
    laws : mapping
        Dotted key → distribution, as a scenario file has it.
    lang : {"en", "zh"}
        Language.
    """
    rows = tuple((one_line(key), _law_words(law, lang)) for key, law in laws.items())
    return Table(words("laws_table", lang), columns_of(("key", "law"), lang), rows, "laws")


def _law_words(law: Mapping[str, Any], lang: Language) -> str:
    [name] = [word for word in law if word in LAWS]
    first, second = (f"{law[name][word]:.6g}" for word in LAWS[name])
    bounds = [words(f"law_{word}", lang, bound=f"{law[word]:.6g}") for word in BOUNDS if word in law]
    return "".join([words(f"law_{name}", lang, first=first, second=second), *bounds])


def share_of_parameters(study: xr.Dataset, quantity: str) -> Estimate:
    """Share of the variance that not knowing the parameters contributes, with the interval of the jackknife. [1]"""
    own = study.sel(quantity=quantity)
    share, error = float(own["parameter_share"]), float(own["share_standard_error"])
    half = normal_score(0.95) * error
    return Estimate(share, error, max(0.0, share - half), min(1.0, share + half))


def _shares_table(study: xr.Dataset, lang: Language) -> Table:
    names = [str(name) for name in study["quantity"].values]
    rows = tuple((quantity_name(name, lang), *_shared(study, name, lang)) for name in names)
    columns = columns_of(("measure", "mean", "deviation", "of_parameters", "of_chance"), lang)
    return Table(words("study_table", lang, **size_of(study)), columns, rows, "study")


def size_of(study: xr.Dataset) -> dict[str, str]:
    """Draws, parameters and paths of each draw, for texts."""
    return {
        "draws": f"{study.sizes['draw']:,}",
        "keys": f"{study.sizes['key']:,}",
        "paths": f"{int(study.attrs['n_paths']):,}",
    }


def _shared(study: xr.Dataset, name: str, lang: Language) -> tuple[Cell, ...]:
    """Mean, deviation, and who contributes which share of the variance."""
    own = study.sel(quantity=name)
    deviation = float(np.sqrt(own["parameter_variance"] + own["chance_variance"]))
    mean, currency = mean_over_draws(study, name), str(study.attrs["currency"])
    unit = _unit_of(name, currency)
    amounts = (
        Measured(mean, unit_scale(unit, mean.value, currency, lang), unit),
        _amount(deviation, name, study, lang),
    )
    share, scale = share_of_parameters(study, name), percent_scale(lang)
    if np.isnan(share.value):
        return *amounts, text("nothing_varies", lang), "–"
    return *amounts, Measured(share, scale, "1"), Quantity(1.0 - share.value, scale, "1")


def _amount(value: float, quantity: str, study: xr.Dataset, lang: Language) -> Quantity:
    currency = str(study.attrs["currency"])
    unit = _unit_of(quantity, currency)
    return Quantity(value, unit_scale(unit, value, currency, lang), unit)


def _unit_of(quantity: str, currency: str) -> str:
    return "1" if quantity == "ruined" else currency


def _draws_table(study: xr.Dataset, lang: Language) -> Table:
    """The values that every draw gave the parameters, and the means that followed."""
    keys, names = ([str(name) for name in study[dim].values] for dim in ("key", "quantity"))
    plain = Scale(1.0, "")
    rows = tuple(
        (
            Quantity(float(draw), plain, "number"),
            *(Quantity(float(value), plain, "number") for value in study["parameter"].sel(draw=draw).values),
            *(_amount(float(study["mean"].sel(draw=draw, quantity=name)), name, study, lang) for name in names),
        )
        for draw in study["draw"].values
    )
    columns = (
        Column(words("draw", lang)),
        *(Column(one_line(key)) for key in keys),
        *(Column(words("mean_of", lang, quantity=quantity_name(name, lang))) for name in names),
    )
    return Table(words("draws_table", lang), columns, rows, "draws", most_rows=0)
