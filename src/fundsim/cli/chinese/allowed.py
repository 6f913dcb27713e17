"""What may stand at a key, in Chinese."""

from __future__ import annotations

from fundsim.cli.chinese.wording import listed
from fundsim.languages import Phrases, translated

ITEMS = "a list, each item "
ELSE = ", or "
RANGES: Phrases = (
    (r" from (\S+) to below (\S+)", r"不小于\1且小于\2"),
    (r" from (\S+) to (\S+)", r"\1至\2"),
    (r" from (\S+) up", r"不小于\1"),
    (r" above (\S+), at most (\S+)", r"大于\1且不超过\2"),
    (r" above (\S+) to below (\S+)", r"大于\1且小于\2"),
    (r" above (\S+)", r"大于\1"),
    (r" to below (\S+)", r"小于\1"),
    (r" to (\S+)", r"不超过\1"),
)
NOUNS = {
    "a fraction": ("小数", ""),
    "a probability": ("概率", ""),
    "a probability per year": ("年概率", ""),
    "a correlation": ("相关系数", ""),
    "a rate per year": ("年利率", ""),
    "an amount": ("金额", ""),
    "a whole number of months": ("月数", "整数"),
    "a whole number of days": ("天数", "整数"),
    "a number of events per year": ("每年次数", ""),
    "a calendar month": ("月份", ""),
    "a whole number": ("整数", ""),
    "a number": ("数字", ""),
}
"""Nouns of numbers, and what is said of them within the brackets of their range."""
OTHERS: Phrases = (
    (r"its name such as (`\w+`)", r"其英文名，如\1"),
    (r"a month written YYYY-MM", "年月，写作YYYY-MM"),
    (r"the path of a file", "文件路径"),
    (r"any value that the key can have", "该项可取的任意值"),
    (r"a block of keys", "一组子项"),
    (r"true or false", "true或false"),
    (r"three capital letters such as CNY", "三个大写字母，如CNY"),
    (r"a text", "文本"),
    (r"a text of (\d+) to (\d+) characters", r"\1至\2个字符的文本"),
    (r"(\d+) to (\d+) characters", r"\1至\2个字符"),
    (r"(\d+) to (\d+)", r"\1至\2"),
    (r"at most 1 million bytes", "不超过1 MB"),
    (r"at most (\S+) loans", r"不超过\1笔贷款"),
    (r"at most (\S+)", r"不超过\1"),
)


def allowed_in_chinese(allowed: str) -> str:
    """Allowed values in Chinese; names and what is not known stay.

    Examples
    --------
    >>> allowed_in_chinese("a fraction from 0 to 1, or `guaranteed_share`")
    '小数（0至1），或`guaranteed_share`'
    >>> allowed_in_chinese("a list, each item a calendar month from 1 to 12, or its name such as `january`")
    '列表，每项为月份（1至12），或其英文名，如`january`'
    """
    if allowed.startswith(ITEMS):
        return f"列表，每项为{allowed_in_chinese(allowed.removeprefix(ITEMS))}"
    first, other, rest = allowed.partition(ELSE)
    return f"{_one(first)}，或{allowed_in_chinese(rest)}" if other else _one(first)


def _one(option: str) -> str:
    """One of several alternatives."""
    for noun, (chinese, what) in NOUNS.items():
        bounds = option.removeprefix(noun)
        known = translated(bounds, RANGES) if option.startswith(noun) and bounds else ""
        if option == noun or known not in ("", bounds):
            inside = "，".join(part for part in (what, known) if part)
            return f"{chinese}（{inside}）" if inside else chinese
    known = translated(option, OTHERS)
    return known if known != option else listed(option)
