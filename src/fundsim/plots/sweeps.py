"""What a sweep holds: scenarios, the parameters that were swept, estimates with their errors."""

from __future__ import annotations

import json
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import MEASURES, Estimate
from fundsim.metrics.estimate import STATISTICS
from fundsim.plots.parameter_units import with_unit
from fundsim.texts import text
from fundsim.texts.formats import Scale, money_scale, percent_scale
from fundsim.texts.key_names import key_name
from fundsim.texts.names import one_line

FloatArray = NDArray[np.float64]
_ASSUMED = (
    "arrears", "contagion", "correlation", "default_probability", "horizon", "loans.claims", "loans.factor",
    "loans.regime", "price_cycles", "recovery.downturn", "recovery.hardship", "recovery.wilful", "regimes", "shocks",
    "stress", "variant", "wilful_default",
)  # fmt: skip
_LARGE, _DIGITS = 1e4, 6  # from where on thousands are set apart, or counted in 万; significant digits below
_NOT_SWEPT = ("scenario", "point", "label", "replication", "seed", "scenario_hash")


class Parameter(NamedTuple):
    """A swept parameter.

    Parameters
    ----------
    key : str
        Dotted key of the scenario file.
    values : array (scenario,)
        Its value in every scenario: numbers or texts.
    beside : tuple of str
        Keys that were walked side by side with it.
    sampled : bool
        Its values are spread over a law: no two scenarios need share one.
    assumed : bool
        It is a matter of risk, or a variant of the whole, that a programme cannot choose.
    """

    key: str
    values: NDArray[np.generic]
    beside: tuple[str, ...] = ()
    sampled: bool = False
    assumed: bool = False

    def name(self, lang: Language) -> str:
        """Its key without the block it stands in, and how many keys move with it."""
        return parameter_name(self.key, lang) + self.companions

    @property
    def companions(self) -> str:
        """How many keys move with it, as written behind its name; empty for none."""
        return f" (+{len(self.beside)})" if self.beside else ""

    @property
    def levels(self) -> NDArray[np.generic]:
        """Different values in order."""
        return np.unique(self.values)

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers."""
        return bool(np.issubdtype(self.values.dtype, np.number))


def parameters_of(ds: xr.Dataset) -> list[Parameter]:
    """Parameters that differ between the scenarios of a sweep.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a sweep: ``estimate(scenario, measure, statistic)``, parameters as coordinates.

    Returns
    -------
    list of Parameter
        In the order of the results.
    """
    keys = json.loads(ds.attrs.get("swept", "{}"))
    sampled = json.loads(ds.attrs.get("sampled", "[]"))
    found = []
    for name, coordinate in ds.coords.items():
        if coordinate.dims != ("scenario",) or name in _NOT_SWEPT:
            continue
        numeric = coordinate.dtype.kind in "iuf"
        values = coordinate.values.astype(np.float64) if numeric else np.array([str(own) for own in coordinate.values])
        key = str(keys.get(name, name))
        assumed = any(f"{key}.".startswith(f"{block}.") for block in _ASSUMED)
        parameter = Parameter(key, values, sampled=key in sampled, assumed=assumed)
        if parameter.levels.size > 1:
            found.append(parameter)
    return found


def independent_parameters(ds: xr.Dataset) -> list[Parameter]:
    """Parameters that vary on their own: keys that were walked side by side count as one where one tells their rows."""
    swept, zipped = parameters_of(ds), json.loads(ds.attrs.get("zipped", "[]"))
    together = [own for own in swept if own.key in zipped]
    if not together:
        return swept
    rows = np.unique(np.array([np.unique(own.values, return_inverse=True)[1] for own in together]), axis=1).shape[1]
    leading = next((own.key for own in together if own.levels.size == rows), "")
    others = tuple(own.key for own in together if leading and own.key != leading)
    luck = any(own.assumed for own in together)
    return [
        own._replace(assumed=luck, beside=others if own.key == leading else ()) if own.key in zipped else own
        for own in swept
        if own.key not in others
    ]


def designs_and_assumptions(ds: xr.Dataset) -> tuple[list[Parameter], list[Parameter]]:
    """What a programme can choose in a sweep, and what it must assume; seeds of replications are luck, too.

    Named variants are designs where there is nothing else to choose.
    """
    swept = independent_parameters(ds)
    chosen = [own for own in swept if not own.assumed] or [own for own in swept if own.key == "variant"]
    keys = [own.key for own in chosen]
    assumed = [own for own in swept if own.key not in keys]
    seeds = ds["seed"].values if "seed" in ds.coords and ds["seed"].dims == ("scenario",) else np.zeros(1)
    return chosen, assumed + [Parameter("seed", seeds)] * (np.unique(seeds).size > 1)


def fifths(parameter: Parameter) -> list[NDArray[np.intp]]:
    """Scenarios in up to five groups of as many sampled values, from low to high ones."""
    groups = np.array_split(parameter.levels, min(5, parameter.levels.size))
    return [np.flatnonzero(np.isin(parameter.values, values)) for values in groups]


def prepared(ds: xr.Dataset) -> xr.Dataset:
    """The estimates of a sweep's finished scenarios, with the attributes that charts read; other results as they are.

    Parameters
    ----------
    ds : xarray.Dataset
        A sweep's store, in which scenarios may be missing or have failed, and may compare fund sizes.

    Returns
    -------
    xarray.Dataset
        ``estimate(scenario, measure, statistic)`` and ``horizon_months(scenario)`` without missing scenarios; fund
        sizes are a parameter like others. Loans at the start are an attribute where they are the same in all scenarios.
    """
    if "estimate" not in ds or "scenario" not in ds["estimate"].dims:
        return ds
    table = ds[
        ["estimate", *(["horizon_months"] if "horizon_months" in ds else [])]
    ]  # earlier versions had one horizon for all
    if "fund_size" in table.dims:
        table = table.rename(scenario="point").stack(scenario=("point", "fund_size"), create_index=False)
        table = table.assign_coords(fund_size=table["fund_size"])
    table = table.isel(scenario=table["estimate"].notnull().any(("measure", "statistic")).values)
    return table.assign_attrs(_attributes(ds))


def _attributes(ds: xr.Dataset) -> dict[str, object]:
    """Attributes of a run for a sweep, whose store names some of them otherwise."""
    found: dict[str, object] = {"n_paths": ds.attrs.get("paths", 0), "months": ds.sizes.get("month", 12)}
    if "versions" in ds.attrs:
        found["fundsim_version"] = json.loads(ds.attrs["versions"]).get("fundsim", "")
    if "seed" in ds.coords:
        found["seed"] = ", ".join(str(seed) for seed in np.unique(ds["seed"].values)[:3])
    if "opening_outstanding" in ds and np.unique(ds["opening_outstanding"].values).size == 1:
        found["opening_outstanding"] = float(ds["opening_outstanding"].values.flat[0])
    return {**found, **ds.attrs}


def horizons(ds: xr.Dataset) -> FloatArray:
    """Months of the horizon of each scenario of a sweep."""
    return np.asarray(
        ds["horizon_months"].values if "horizon_months" in ds else np.full(ds.sizes["scenario"], ds.attrs["months"]),
        float,
    )


def repetitions(ds: xr.Dataset) -> list[int]:
    """Number of the repetition of each scenario; empty where each stands once."""
    if "replication" not in ds.coords or not ds["replication"].values.any():
        return []
    return [int(number) for number in ds["replication"].values]


def levels_at(swept: list[Parameter], place: int, lang: Language, parts: int = 1) -> str:
    """Values of some parameters in a scenario, each key named by as many last parts as tell them apart, or more."""
    keys = [parameter.key for parameter in swept]
    named = [parameter_name(key, lang) for key in keys if lang == "zh" and key_name(key, lang)]
    names = named if len(named) == len(keys) else _shortest(keys, parts)
    return "; ".join(
        f"{_word(name, lang)}{own.companions} {level_text(own.values[place], lang)}"
        for name, own in zip(names, swept, strict=True)
    )


def moving_together(ds: xr.Dataset, lang: Language) -> list[str]:
    """For each parameter of a sweep with others walked beside it words that name them; none for other results."""
    if "scenario" not in ds.dims:
        return []
    return [
        text("moves_with", lang, name=own.name(lang), others=", ".join(parameter_name(key, lang) for key in own.beside))
        for own in independent_parameters(ds)
        if own.beside
    ]


def parameter_name(key: str, lang: Language = "en") -> str:
    """A dotted key without the block it stands in, enough to know it by; words for what is no key of a scenario.

    In Chinese, keys that `KEY_NAMES` knows are told in words, too.

    Examples
    --------
    >>> parameter_name("layers.county_fund.account.leverage"), parameter_name("lending.mode")
    ('county_fund.account.leverage', 'lending.mode')
    >>> parameter_name("variant", "zh"), parameter_name("layers.county_fund.account.leverage", "zh")
    ('情景', '风险补偿基金：放大倍数')
    """
    if lang == "zh" and (told := key_name(key, lang)):
        return told.partition("（")[0]
    parts = one_line(key).split(".")
    return ".".join(parts[1:]) if len(parts) > 2 else _word(".".join(parts), lang)


def axis_name(parameter: Parameter, ds: xr.Dataset, lang: Language) -> str:
    """Name of a parameter of a sweep with the unit of its key, as an axis shows it."""
    return with_unit(parameter.name(lang), parameter.key, str(ds.attrs.get("currency", "CNY")), lang)


def _word(name: str, lang: Language) -> str:
    return text(f"swept_{name}", lang) if name in ("variant", "seed") else name


def _shortest(keys: list[str], least: int) -> list[str]:
    """As many last parts of each key as tell all of them apart, and at least so many where it has them."""
    split = [one_line(key).split(".") for key in keys]
    for length in range(least, max(map(len, split), default=1)):
        names = [".".join(parts[-length:]) for parts in split]
        if len(set(names)) == len(names):
            return names
    return [".".join(parts) for parts in split]


def level_text(value: object, lang: Language = "en") -> str:
    """A value of a parameter as a reader writes it.

    Examples
    --------
    >>> level_text(5e6), level_text(5e6, "zh"), level_text(0.05), level_text(2025.0), level_text("steady")
    ('5,000,000', '500万', '0.05', '2025', 'steady')
    """
    if not isinstance(value, (int, float, np.number)):
        return one_line(str(value))
    number = float(value)
    if abs(number) < _LARGE or not np.isfinite(number):
        return np.format_float_positional(number, _DIGITS, fractional=False, trim="-")
    divisor, word = (1e8, "亿") if abs(number) >= 1e8 else (1e4, "万")
    if lang == "zh" and round(number / divisor, 3) * divisor == number:
        return f"{number / divisor:,.10g}{word}"
    return f"{number:,.0f}"


def sweep_estimates(ds: xr.Dataset, measure: str) -> list[Estimate]:
    """Estimates of a measure, one for each scenario.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a sweep.
    measure : str
        Name of the measure.

    Returns
    -------
    list of Estimate
        [unit of the measure]
    """
    table = ds["estimate"].sel(measure=measure, statistic=list(STATISTICS)).transpose("scenario", "statistic").values
    return [Estimate(*(float(part) for part in row)) for row in table]


def measure_label(measure: str, lang: Language) -> str:
    """A measure in words.

    Parameters
    ----------
    measure : str
        Name of the measure: a key of ``MEASURES``, with ``:`` and the payer's name where there is one for each.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        On one line.
    """
    key, _, layer = measure.partition(":")
    if key not in MEASURES:
        return one_line(measure)
    entry = MEASURES[key]
    words = entry.label_zh if lang == "zh" else entry.label_en
    return words.format(layer=one_line(layer.replace("_", " ")))


def measure_scale(ds: xr.Dataset, measure: str, largest: float, lang: Language) -> Scale:
    """Unit in which to show a measure.

    Parameters
    ----------
    ds : xarray.Dataset
        Results with the dimension ``measure``.
    measure : str
        Name of the measure.
    largest : float
        Largest number to show. [unit of the measure]
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    Scale
        Per cent, money, months or loans.
    """
    key = measure.partition(":")[0]
    unit = MEASURES[key].unit if key in MEASURES else "1"
    if unit == "currency":
        return money_scale(largest, ds.attrs.get("currency", "CNY"), lang)
    if unit == "1":
        return percent_scale(lang)
    return Scale(1.0, text("unit_months" if unit == "month" else "unit_loans", lang))
