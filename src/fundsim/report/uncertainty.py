"""What parameter uncertainty and chance contribute: printed text and files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import MEASURES, Estimate, influence_estimate, mean_influence, probability
from fundsim.metrics.estimate import normal_score, within
from fundsim.metrics.measures import possible_range
from fundsim.report.csv_files import write_plain
from fundsim.results import VARIABLES, save
from fundsim.text_tables import aligned
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import Scale, estimate_text, money_scale, number_text, percent_scale

SHARES, STUDY = "uncertainty.csv", "uncertainty.nc"
HEADINGS = {
    "quantity": "quantity 指标",
    "mean": "mean 均值",
    "mean_standard_error": "mean_standard_error 均值的标准误",
    "standard_deviation": "standard_deviation 标准差",
    "parameter_share": "parameter_share 参数不确定性占方差比重 [1]",
    "share_standard_error": "share_standard_error 标准误 [1]",
    "chance_share": "chance_share 随机性占方差比重 [1]",
}
NAMES = {
    "ruined": ("ruin of the fund", "基金不足"),
    "bank_loss": ("bank loss after recovery", "银行净损失"),
}
"""Quantities that are not in the table of variables, in English and Chinese."""


def shares_table(study: xr.Dataset) -> pd.DataFrame:
    """Mean, standard deviation and shares of the variance of each quantity.

    Parameters
    ----------
    study : xarray.Dataset
        Result of ``parameter_study``.

    Returns
    -------
    pandas.DataFrame
        One row for each quantity. [unit of the quantity, 1]
    """
    share = study.parameter_share.values
    means = [mean_over_draws(study, str(name)) for name in study.quantity.values]
    return pd.DataFrame(
        {
            "quantity": [quantity_name(str(name)) for name in study.quantity.values],
            "mean": [own.value for own in means],
            "mean_standard_error": [own.standard_error for own in means],
            "standard_deviation": np.sqrt((study.parameter_variance + study.chance_variance).values),
            "parameter_share": share,
            "share_standard_error": study.share_standard_error.values,
            "chance_share": 1.0 - share,
        }
    )


def mean_over_draws(study: xr.Dataset, quantity: str) -> Estimate:
    """Mean of a quantity over all draws, whose error holds what is not known of the parameters and chance.

    Parameters
    ----------
    study : xarray.Dataset
        Result of ``parameter_study``, whose draws are independent.
    quantity : str
        One of its quantities.

    Returns
    -------
    Estimate
        The interval is that of Student's law with as many degrees of freedom as there are draws, less one; of a ruin
        that no path of any draw shows, Wilson's; of a shortfall that none shows, without an upper bound. [unit of the
        quantity]
    """
    figure = next(measure for measure in MEASURES.values() if measure.quantities[0] == quantity)
    means = study["mean"].sel(quantity=quantity).values
    if quantity == "ruined" and not means.any():
        return probability(np.zeros(means.size * int(study.attrs["n_paths"])))
    if quantity == "shortfall" and not means.any():
        return Estimate(0.0, np.inf, 0.0, np.inf)
    found = influence_estimate(mean_influence(means), degrees=means.size - 1)
    return within(found, *possible_range(figure, study.attrs))


def quantity_name(name: str, lang: Language = "en") -> str:
    """A quantity in words."""
    english, chinese = NAMES[name] if name in NAMES else (VARIABLES[name].long_name, VARIABLES[name].long_name_zh)
    return chinese if lang == "zh" else english


def shares_text(study: xr.Dataset, lang: Language = "en") -> str:
    """Shares of the variance, for reading on a terminal.

    Parameters
    ----------
    study : xarray.Dataset
        Result of ``parameter_study``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        One line for each quantity.
    """
    heads = ("share_of_variance", "mean_over_draws", "of_parameters", "margin_95", "of_chance")
    rows = [[text(key, lang) for key in heads]]
    for name, (_, row) in zip(study.quantity.values, shares_table(study).iterrows(), strict=True):
        title, shown_mean = f"  {quantity_name(str(name), lang)}", _mean_text(study, str(name), lang)
        if np.isnan(row["parameter_share"]):
            rows.append([title, shown_mean, text("nothing_varies", lang), "", ""])
            continue
        error = normal_score(0.95) * row["share_standard_error"]
        shown = f"{100.0 * error:.0f}" if np.isfinite(error) else "?"
        share, chance = 100.0 * row["parameter_share"], 100.0 * row["chance_share"]
        rows.append([title, shown_mean, f"{share:.0f} %", shown, f"{chance:.0f} %"])
    paths = text("paths_each", lang, paths=f"{int(study.attrs['n_paths']):,}")
    return f"{_draws_text(study, lang)}{paths}\n{aligned(rows)}"


def _mean_text(study: xr.Dataset, name: str, lang: Language) -> str:
    found, currency = mean_over_draws(study, name), str(study.attrs["currency"])
    scale = percent_scale(lang) if name == "ruined" else money_scale(found.value, currency, lang)
    return estimate_text(found, scale, lang)


def _draws_text(ds: xr.Dataset, lang: Language) -> str:
    return text("draws", lang, draws=ds.sizes["draw"], keys=ds.sizes["key"])


def write_study(study: xr.Dataset, folder: Path) -> None:
    """Write ``uncertainty.csv`` and ``uncertainty.nc`` into a folder that exists.

    Raises
    ------
    OutputError
        They cannot be written.
    """
    write_plain(shares_table(study).rename(columns=HEADINGS), folder / SHARES)
    save(study, folder / STUDY)


def bands_text(ds: xr.Dataset, lang: Language = "en") -> str:
    """Smallest fund with both bands: that of chance and that of the parameters, for reading on a terminal.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``size``, merged with that of ``size_under_uncertainty``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        One line for each horizon and target.
    """
    heads = ("horizon", "solvency", "at_the_means", "chance_band", "parameter_band", "enough_on_average")
    rows = [[text(key, lang) for key in heads]]
    finite = ds.drawn_size.values[np.isfinite(ds.drawn_size.values)]
    scale = money_scale(float(finite.max()) if finite.size else 0.0, ds.attrs["currency"], lang)
    for months in ds.horizon.values:
        for target in ds.solvency.values:
            own = ds.sel(horizon=months, solvency=target)
            value, low, high = (float(own.fund_size.sel(statistic=name)) for name in ("value", "lower", "upper"))
            first, _, last = own.parameter_band.values
            cells = [value, low, high, first, last]
            shown = [_amount(cell, scale) for cell in cells]
            pooled = _amount(float(own.pooled_size), scale) if "pooled_size" in own else ""
            bands = [f"{shown[1]} – {shown[2]}", f"{shown[3]} – {shown[4]}"]
            rows.append([horizon_text(int(months), lang), f"{100.0 * float(target):.10g} %", shown[0], *bands, pooled])
    return f"{_draws_text(ds, lang)} [{scale.unit}]\n{aligned(rows)}"


def _amount(value: float, scale: Scale) -> str:
    return number_text(value, scale._replace(unit="")) if np.isfinite(value) else "∞"
