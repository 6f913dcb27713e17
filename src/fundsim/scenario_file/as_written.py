"""Numbers, months and signs as people write them, and what scenario files write instead."""

from __future__ import annotations

import math
import re
import unicodedata

from fundsim.languages import MULTIPLES_ZH
from fundsim.scenario_file.allowed import FRACTIONS, Schema
from fundsim.scenario_file.chinese_words import number_of
from fundsim.scenario_file.scalars import scalar_of

TENS = {"": 1.0, "%": 0.01, "‰": 0.001, **MULTIPLES_ZH}
WRITTEN_MONTH = re.compile(
    r"((?:19|20)[0-9]{2})(?:[-/.年]([0-9]{1,2})(?:月|[-/.月][0-9]{1,2}日?)?|([0-9]{2})(?:[0-9]{2})?)"
)
WRITTEN_NUMBER = re.compile(
    r"([-+]?[0-9][0-9,，_ ]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)\s*(%|‰|千|万|亿)?(?:元|yuan|CNY|笔|户|个|家|次|倍)?"
)
SPAN = re.compile(r"([0-9]+(?:\.5)?|[零一二两三四五六七八九十半]+)\s*(个?月|月份|年|天|日|次|期|笔|户|个)?")
SPANS = {"months": {"": 1, "月": 1, "个月": 1, "年": 12}, "days": {"": 1, "天": 1, "日": 1, "个月": 30, "月": 30}}
"""Times as people write them, in the unit of the key."""
RATIO = re.compile(r"1\s*[:比/]\s*([0-9]+(?:\.[0-9]+)?)")
PARTS = re.compile(r"([0-9]+(?:\.[0-9]+)?)((?:\s*:\s*[0-9]+(?:\.[0-9]+)?)+)")
RETURN_PERIOD = re.compile(r"([0-9]+|[零一二两三四五六七八九十百]+)\s*年\s*(?:一遇|[一1]\s*次)")
LEVERAGE = "loans ÷ fund"
AMOUNT_UNITS = {"元": 1.0, "人民币元": 1.0, **{f"{sign}元": of for sign, of in MULTIPLES_ZH.items()}} | MULTIPLES_ZH
"""Units of a tape's amounts as people call them, in the currency."""
_PERIOD = r"((?:年|月)(?:利率|息|化)?)?"
RATE_UNIT = re.compile(rf"{_PERIOD}(%|百分[比号数之]|‰|千分[比号数之]|厘){_PERIOD}")
COMMAS = re.compile(r"\s*[0-9一二三四五六七八九十]+月?\s*(?:，\s*[0-9一二三四五六七八九十]+月?\s*)+")


def remedy_for_signs(text: str, kinds: set[str]) -> str:
    """What to do about full-width signs that YAML takes for letters."""
    if "＃" in text:
        return "`＃` is full-width: write ` # ` where a comment begins"
    if kinds & {"object", "array"} and "：" in text:
        return "`：` is full-width: write `:` and a space"
    meant = number_meant(text)
    if kinds & {"number", "integer"} and COMMAS.fullmatch(text) and (meant is None or not _fits(meant, kinds)):
        return "`，` is full-width: write `,` and a space"
    return ""


def remedy_for_unit(key: str | int, value: object) -> str:
    """The number that the name of a unit means at one of the keys that are units; empty where it means none.

    Examples
    --------
    >>> remedy_for_unit("amount_unit", "万元"), remedy_for_unit("pays", "%")
    ('write 10000', '')
    >>> [remedy_for_unit("rate_unit", text) for text in ("%", "百分比", "月利率（‰）", "千分之 月利率", "年利率‰")]
    ['write 0.01', 'write 0.01', 'write 0.012', 'write 0.012', 'write 0.001']
    """
    text = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", value)) if isinstance(value, str) else ""
    if key == "amount_unit" and text in AMOUNT_UNITS:
        return f"write {AMOUNT_UNITS[text]:g}"
    found = RATE_UNIT.fullmatch(text) if key == "rate_unit" else None
    return f"write {_rate_unit(found):g}" if found else ""


def _rate_unit(found: re.Match[str]) -> float:
    """Annual rate of one of the units: per cent are by the year, ‰ by the month where nothing else is said."""
    percent = found[2].startswith(("%", "百分"))
    period = (found[1] or found[3] or ("年" if percent else "月"))[0]
    return (0.01 if percent else 0.001) * (12 if period == "月" else 1)


def _fits(number: str, kinds: set[str]) -> bool:
    return "number" in kinds or "." not in number


def remedy_for_written_number(text: str, options: list[Schema]) -> str:
    """A leverage, a calendar month, or a time or number with a Chinese unit, as scenario files write it."""
    units = {option.get("unit") for option in options}
    plain = unicodedata.normalize("NFKC", text.strip())
    if LEVERAGE in units:
        return _remedy_for_leverage(plain)
    if plain.endswith("成") and units & {*FRACTIONS} and (tenths := _counted(plain[:-1])) is not None:
        return f"write {tenths / 10.0:g}"
    if "fraction" in units and (parts := PARTS.fullmatch(plain)):
        return _remedy_for_parts(parts)
    if units & {"events per year", "probability per year", "probability"} and (once := RETURN_PERIOD.fullmatch(plain)):
        years = 100.0 if once[1] in ("百", "一百") else _counted(once[1])
        return f"write {1.0 / years:g}" if years else ""
    span = SPAN.fullmatch(plain)
    count = _counted(span[1]) if span is not None else None
    if span is None or count is None:
        return ""
    unit = span[2] or ""
    if "calendar month" in units:
        return f"write {count:g}" if unit in ("", "月", "月份") and 1 <= count <= 12 else ""
    of_key = next((SPANS[name] for name in SPANS if name in units), {})
    factor = of_key.get(unit, 0 if of_key else int(unit in ("", "次", "笔", "户", "个", "期")))
    whole = (count * factor) % 1.0 == 0.0
    given = isinstance(scalar_of(plain), int | float)
    return f"write {count * factor:g}" if factor and whole and not given else ""


def _remedy_for_parts(parts: re.Match[str]) -> str:
    """Of 8:2 the first party bears 0.8."""
    whole = sum(float(part) for part in re.findall(r"[0-9.]+", parts[0]))
    return f"write {float(parts[1]) / whole:g} for the first of {parts[0].replace(' ', '')}" if whole else ""


def _counted(text: str) -> float | None:
    """A number in digits or in Chinese; None for other texts."""
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        return float(text)
    return 0.5 if text == "半" else number_of(text)


def _remedy_for_leverage(text: str) -> str:
    """A fund of a tenth of the loans is written 10."""
    if ratio := RATIO.fullmatch(text):
        return f"write {ratio[1]}"
    share = number_meant(text) if text.endswith("%") else None
    if share is None or not float(share) > 0.0:
        return ""
    return f"leverage is loans over fund: {text} of the loans is written {1.0 / float(share):g}"


def month_meant(text: str) -> str:
    """The month that a date in another form means, as scenarios write it; empty where it means none."""
    match = WRITTEN_MONTH.fullmatch(unicodedata.normalize("NFKC", text.strip()))
    month = int(match[2] or match[3]) if match else 0
    return f"{match[1]}-{month:02d}" if match and 1 <= month <= 12 else ""


def _signs_last(text: str) -> str:
    """百分之5 and 千分之5 as 5% and 5‰."""
    return re.sub("^(百|千)分之(.+)$", lambda found: found[2] + ("%" if found[1] == "百" else "‰"), text)


def number_meant(text: str) -> str | None:
    """The number that a text means, with a unit or with signs between its digits; None where it means none."""
    match = WRITTEN_NUMBER.fullmatch(_signs_last(unicodedata.normalize("NFKC", text.strip())))
    if match is None:
        return None
    digits = re.sub("[_ ]", "", match[1]).replace("，", ",")
    in_groups = re.fullmatch(r"[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+(\..*)?", digits)
    digits = digits.replace(",", "") if in_groups else digits.replace(",", ".")  # thousands, or decimals
    try:
        meant = float(digits) * TENS[match[2] or ""]
    except ValueError:  # several commas that part no thousands
        return None
    return f"{meant:.15g}" if math.isfinite(meant) else None
