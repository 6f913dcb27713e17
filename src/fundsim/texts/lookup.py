"""Texts by their names, in the language asked for."""

from __future__ import annotations

from fundsim.languages import Language
from fundsim.texts.captions import CAPTIONS
from fundsim.texts.charts import CHARTS
from fundsim.texts.needs import NEEDS
from fundsim.texts.printed import PRINTED

TEXTS: dict[str, tuple[str, str]] = {**CHARTS, **CAPTIONS, **NEEDS, **PRINTED}
"""All texts: English, Chinese."""

CASES_ZH = {
    "PD": "违约概率",
    "claim amounts": "应代偿金额",
    "number of claims": "代偿申请笔数",
    "ρ county": "相关系数ρ（县）",
    "ρ township": "相关系数ρ（乡镇）",
    "ρ industry": "相关系数ρ（产业）",
    "ρ province": "相关系数ρ（省）",
    "ρ village": "相关系数ρ（村）",
}
"""What a case of the sensitivity changes, in Chinese."""


def text(key: str, lang: Language, **values: object) -> str:
    """A text in a language, with its blanks filled in.

    Parameters
    ----------
    key : str
        Name in ``TEXTS``.
    lang : {"en", "zh"}
        English or Chinese.
    **values : object
        What goes into the blanks.

    Returns
    -------
    str
        The text.

    Raises
    ------
    ValueError
        The language is not known.

    Examples
    --------
    >>> text("pays_mean", "en"), text("years", "zh", n=10)
    ('Mean year', '10年')
    """
    if lang not in ("en", "zh"):
        raise ValueError(f"lang: {lang!r} is not a language of fundsim; allowed: 'en', 'zh'")
    return TEXTS[key][lang == "zh"].format(**values)


def case_text(case: str, lang: Language) -> str:
    """A case of the sensitivity in words; its numbers stay.

    Examples
    --------
    >>> case_text("claim amounts +20 %", "zh"), case_text("PD +20 %", "en")
    ('应代偿金额 +20 %', 'PD +20 %')
    """
    for name, chinese in CASES_ZH.items():
        if lang == "zh" and case.startswith(name):
            return chinese + case.removeprefix(name)
    return case


def horizon_text(months: int, lang: Language) -> str:
    """A number of months in words.

    Examples
    --------
    >>> horizon_text(120, "en"), horizon_text(18, "zh")
    ('10 years', '18个月')
    >>> horizon_text(12, "en"), horizon_text(12, "zh")
    ('12 months', '1年')
    """
    if months % 12 == 0 and (months > 12 or lang == "zh"):
        return text("years", lang, n=months // 12)
    return text("months" if months > 1 else "one_month", lang, n=months)
