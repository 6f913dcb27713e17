"""Words in the cells of tables in the language asked for; tables hold the English ones, which programs read."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from fundsim.languages import Language, unit_word
from fundsim.report.report_texts import words
from fundsim.results import OUTLAY_SPANS
from fundsim.scenario_file.sources import OVERRIDDEN
from fundsim.texts import case_text, text

_GROUPS_ZH = {"all": "全部", "worst_1_percent": "最差1%", "mean": "平均", "worst_10": "最差10%", "worst_1": "最差1%"}
_YES_NO_ZH = {"yes": "是", "no": "否"}
_MEETS_ZH = {"from": "不低于", "up to": "不超过", "everywhere": "均达标", "nowhere": "均不达标"}


def with_words(table: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """A table with the words of its cells in a language; names that users gave, and codes of figures, stay.

    Parameters
    ----------
    table : pandas.DataFrame
        One of the tables of this package.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    pandas.DataFrame
        A copy in Chinese; the same table in English.
    """
    if lang == "en":
        return table
    table = table.copy()
    for column, meanings in _meanings().items():
        if column in table:
            table[column] = [meanings.get(cell, cell) for cell in table[column]]
    if "unit" in table:
        table["unit"] = [unit_word(str(unit), lang) for unit in table["unit"]]
    if "case" in table:
        table["case"] = [case_text(str(case), lang) for case in table["case"]]
    return table


def with_names(table: pd.DataFrame, ds: xr.Dataset, lang: Language) -> pd.DataFrame:
    """A table with the names of townships in a language, where the results know them.

    Parameters
    ----------
    table : pandas.DataFrame
        One of the tables of this package.
    ds : xarray.Dataset
        Results that it was made of.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    pandas.DataFrame
        A copy in Chinese; the same table in English.
    """
    if lang == "en" or "township" not in table or "township_zh" not in ds:
        return table
    names = dict(zip(ds["township"].values, ds["township_zh"].values, strict=True))
    return table.assign(township=[names.get(name, name) for name in table["township"]])


def _meanings() -> dict[str, dict[str, str]]:
    """Column → word in English → word in Chinese."""
    parties = {text(key, "en"): text(key, "zh") for key in ("bank", "recovered", "recovery_due")}
    sources = {words(key, "en"): words(key, "zh") for key in ("no_source_note", "default_note", "by_hand_note")}
    return {
        "group": _GROUPS_ZH,
        "payer": parties,
        "source": sources | {OVERRIDDEN: words("by_hand_note", "zh")},
        "year_start": {"total": words("total", "zh")}
        | {span: words(f"outlay_{span}_year", "zh") for span in OUTLAY_SPANS},
        "within_noise": _YES_NO_ZH,
        "efficient": _YES_NO_ZH,
        "meets": _MEETS_ZH,
    }
