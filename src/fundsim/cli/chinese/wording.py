"""Lists, kinds of values and reasons of the operating system within Chinese phrases."""

from __future__ import annotations

import re
from collections.abc import Callable

from fundsim.cli.chinese.contradictions import HAVING
from fundsim.cli.chinese.help_texts import METAVARS
from fundsim.cli.chinese.value_messages import KINDS, NAME_KINDS
from fundsim.languages import CURRENCIES_ZH, Phrases, translated

PAYERS: Phrases = (
    (r"insurance", "`insurance`（贷款保证保险）"),
    (r"guarantee", "`guarantee`（融资担保）"),
    (r"pool", "`pool`（风险准备金池）"),
    (r"fund", "`fund`（风险补偿基金）"),
    (r"budget", "`budget`（财政预算）"),
)
REASONS: Phrases = (
    (r"Permission denied", "没有权限"),
    (r"File name too long", "文件名过长"),
    (r"No such file or directory", "没有该文件或文件夹"),
    (r"Is a directory", "是文件夹"),
    (r"Not a directory", "不是文件夹"),
    (r"No space left on device", "磁盘空间不足"),
    (r"Read-only file system", "只读的文件系统"),
    (r"File exists", "已有同名文件"),
    (r"Input/output error", "读写出错"),
    (r"embedded null byte", "路径中有空字节"),
    (r"there is a file of that name", "已有同名文件"),
)
WORDS: Phrases = (
    (r"an Excel workbook", "Excel工作簿"),
    (r"a Parquet file", "Parquet文件"),
    (r"excel|xlsx", "Excel"),
    (r"csv", "CSV"),
    (r"parquet", "Parquet"),
)


def listed(text: str) -> str:
    """A list with commas, and, or.

    Examples
    --------
    >>> listed("`a`, `b` or `c`"), listed("`a` and `b`, or `c`"), listed("a and b and c")
    ('`a`、`b`或`c`', '`a`和`b`，或`c`', 'a、b和c')
    """
    several, last, end = text.rpartition(" and ")
    joined = f"{several.replace(' and ', ', ')}{'和' if last else ''}{end}" if ", or " not in text else text
    return joined.replace(", or ", "，或").replace(", ", "、").replace(" and ", "和").replace(" or ", "或")


def names(text: str) -> str:
    """Names with commas.

    Examples
    --------
    >>> names("East, West")
    'East、West'
    """
    return text.replace(", ", "、")


def kinds(text: str) -> str:
    """Kinds of values.

    Examples
    --------
    >>> kinds("a block of keys or a text")
    '一组子项或文本'
    """
    parts = re.split(r" or (?=a |true)", text)
    return "或".join(translated(part, KINDS) for part in parts)


def changes(text: str) -> str:
    """Keys that differ, with their values before and now.

    Examples
    --------
    >>> changes("a.b: absent → 2; and 3 more")
    'a.b：无 → 2；另有3项'
    """
    counted = re.sub(r"\band (\d+) more$", r"另有\1项", text)
    return re.sub(r"\babsent\b", "无", counted).replace("; ", "；").replace(": ", "：")


def payer(text: str) -> str:
    """A kind of payer.

    Examples
    --------
    >>> payer("fund")
    '`fund`（风险补偿基金）'
    """
    return translated(text, PAYERS)


BLANKS: dict[str, Callable[[str], str]] = {
    "list": listed,
    "pair": listed,
    "names": names,
    "kinds": kinds,
    "name_kind": lambda text: translated(text, NAME_KINDS),
    "payer": payer,
    "having": lambda text: translated(text, HAVING, {"payer": payer}),
    "reason": lambda text: translated(text, REASONS),
    "metavar": lambda text: METAVARS.get(text, text),
    "word": lambda text: translated(text, WORDS),
    "changes": changes,
    "currency": lambda code: CURRENCIES_ZH.get(code, f" {code}"),
    "it": lambda text: "此项" if text == "it" else text,
}
"""What puts a named group of a phrase into Chinese."""
