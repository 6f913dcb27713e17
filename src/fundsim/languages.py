"""Languages of what is said, what the Chinese call currencies, and phrases put into Chinese by their patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Literal

Language = Literal["en", "zh"]
Phrases = tuple[tuple[str, str], ...]
"""Patterns of English phrases and their Chinese. The first pattern that fits the whole phrase counts."""

CURRENCIES_ZH = {
    "CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元", "GBP": "英镑", "KRW": "韩元",
}  # fmt: skip
"""Chinese names of currencies; others go by their code."""

MULTIPLES_ZH = {"千": 1e3, "万": 1e4, "亿": 1e8}
"""What the signs after a Chinese number multiply it by."""

UNITS_ZH = {"1": "比例", "loans": "笔", "month": "月", "months": "月", "year": "年", "years": "年", "days": "天"}
"""What the Chinese call units of results; those of money are currencies."""

OWN_NAMES_ZH = {"all": "全部", "bank": "银行"}
"""Chinese of names that fundsim gives by itself; those of the scenario stay."""

USUAL_NAMES_ZH = {
    "crop": "种植", "pig": "生猪", "ruminant": "牛羊", "off farm": "非农",
    "drought": "干旱", "epidemic": "动物疫病", "flood": "洪涝",
    "fund": "风险补偿基金", "county fund": "风险补偿基金", "guarantor": "担保机构", "insurer": "保险公司",
    "insurance": "贷款保证保险", "guarantee insurance": "贷款保证保险", "pool": "风险准备金池",
    "township pool": "乡镇准备金池", "township pools": "乡镇准备金池", "village pools": "村级准备金池",
    "county npl": "全县不良率", "township npl": "乡镇不良率", "village npl": "村不良率",
    "training": "培训", "publicity": "宣传", "accountability": "激励问责",
    "data platform": "数字化平台", "closer monitoring": "加强贷后管理", "early judicial recovery": "提前司法追偿",
}  # fmt: skip
"""Chinese of names that scenarios usually have."""

BLANK = re.compile(r"\\(?:(\d)|g<(\w+)>)")
_pattern = cache(re.compile)  # the cache of `re` itself is too small for all phrases


def unit_word(unit: str, lang: Language) -> str:
    """A unit as readers of a language know it.

    Parameters
    ----------
    unit : str
        As results have it; a unit per another has a stroke between them.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        Units that are not known stay.

    Examples
    --------
    >>> unit_word("CNY", "zh"), unit_word("loans", "zh"), unit_word("CNY/year", "zh"), unit_word("1", "en")
    ('元', '笔', '元/年', '1')
    """
    if lang == "en":
        return unit
    return "/".join(UNITS_ZH.get(part) or CURRENCIES_ZH.get(part, part) for part in unit.split("/"))


def usual_name(name: str, lang: Language) -> str:
    """A name of a scenario as readers of a language know it.

    Parameters
    ----------
    name : str
        With blanks for underscores.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        Names that are not usual stay.

    Examples
    --------
    >>> usual_name("drought", "zh"), usual_name("my pool", "zh"), usual_name("drought", "en")
    ('干旱', 'my pool', 'drought')
    """
    return USUAL_NAMES_ZH.get(name, name) if lang == "zh" else name


def translated(
    phrase: str, phrases: Sequence[tuple[str, str]], blanks: Mapping[str, Callable[[str], str]] | None = None
) -> str:
    r"""A phrase by the first pattern that fits; unchanged where none does.

    Parameters
    ----------
    phrase : str
        English.
    phrases : sequence of tuple of str
        Patterns and what stands for them, with ``\1`` or ``\g<name>`` for groups of the pattern.
    blanks : mapping of str to callable, optional
        What puts a named group into Chinese, by the name of the group without digits; other groups stay as they are.

    Returns
    -------
    str
        Chinese, or the phrase.

    Examples
    --------
    >>> translated("2 is above 1", ((r"(\S+) is above (\S+)", r"\1超过\2"),))
    '2超过1'
    """
    for pattern, chinese in phrases:
        if found := _pattern(pattern).fullmatch(phrase):
            return BLANK.sub(lambda blank: _filled(found, blank[1] or blank[2], blanks or {}), chinese)
    return phrase


def _filled(found: re.Match[str], group: str, blanks: Mapping[str, Callable[[str], str]]) -> str:
    text = found[int(group) if group.isdigit() else group] or ""
    speak = blanks.get(group.rstrip("0123456789"))
    return speak(text) if speak else text
