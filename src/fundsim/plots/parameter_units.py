"""Units of keys of a scenario, for axes that keep the key itself as their name."""

from __future__ import annotations

from fundsim.languages import CURRENCIES_ZH, Language
from fundsim.scenario_file.allowed import options_at
from fundsim.texts import text

_WORDS = {
    "months": "unit_months", "days": "unit_days", "per year": "unit_per_year", "probability per year": "unit_per_year",
    "events per year": "unit_per_year", "loans ÷ fund": "unit_leverage",
}  # fmt: skip


def with_unit(name: str, key: str, currency: str, lang: Language) -> str:
    """A name with the unit of its key behind it in brackets, where the key is known to have one.

    Parameters
    ----------
    name : str
        As an axis shall show it.
    key : str
        Dotted key of a scenario file.
    currency : str
        ISO code.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        The name alone for shares, texts and keys that several units are possible for.

    Examples
    --------
    >>> with_unit("account.initial", "layers.county_fund.account.initial", "CNY", "en")
    'account.initial [CNY]'
    >>> with_unit("pays", "layers.county_fund.pays", "CNY", "en")
    'pays'
    """
    unit = _unit_of(key)
    if unit == "currency":
        shown = CURRENCIES_ZH.get(currency, currency) if lang == "zh" else currency
    elif unit in _WORDS:
        shown = text(_WORDS[unit], lang)
    else:
        return name
    return f"{name} [{shown}]"


def _unit_of(key: str) -> str:
    """Unit of a key in all kinds of blocks that may stand there; empty where they have none or several."""
    if key == "fund_size":
        return "currency"
    steps: list[str | int] = [*key.split(".")]
    if steps[0] == "layers" and len(steps) > 1:
        steps[1] = 0  # layers are a list, of which keys name the entry
    units = {str(option.get("unit", "")) for option in options_at({}, tuple(steps))}
    return units.pop() if len(units) == 1 else ""
