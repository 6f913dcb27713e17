"""What stands around the paragraphs: titles, the line on amounts, sources, conventions."""

from __future__ import annotations

from fundsim.scenario_file.sources import OVERRIDDEN
from fundsim.show.chinese.wording import currency_name
from fundsim.show.conventions import OtherConvention
from fundsim.show.sourcing import Sourcing, sources_told

TITLES = {
    "clock": "模拟期",
    "loans": "贷款",
    "claims": "代偿申请",
    "risk": "风险",
    "distress": "贷款出现困难之后",
    "payers": "各分担方（按赔付顺序）",
    "rules": "规则",
    "levers": "管理措施",
    "conventions": "与默认约定的不同之处",
    "implied": "由此推算的结果",
}
"""Titles of sections."""
SOURCE_WORDS = {None: "未注明来源", OVERRIDDEN: "由--set给定", "assumed": "假设"}


def amounts_words(currency: str) -> str:
    """What amounts are in."""
    return f"金额单位：{currency_name(currency).strip()}。"


def sources_text(sourcing: Sourcing, *keys: str) -> str:
    """Sources of some blocks in brackets.

    Parameters
    ----------
    sourcing : Sourcing
        Sources of the file.
    *keys : str
        Dotted keys of the blocks.

    Returns
    -------
    str
        Each source once, in the order of the file and as the author wrote it. Blocks that the file leaves out have
        fundsim's defaults.

    Examples
    --------
    >>> from fundsim.scenario_file import Sourced
    >>> sources_text(Sourcing((Sourced("recovery.share", 0.25, "[41]"),)), "recovery")
    '[来源：[41]]'
    >>> sources_text(Sourcing(), "recovery")
    '[fundsim默认值]'
    """
    told = sources_told(sourcing, *keys)
    if told is None:
        return "[fundsim默认值]"
    if not told.first:
        return ""
    found = "；".join(SOURCE_WORDS.get(source, source or "") for source in told.first)
    return f"[来源：{found}{f'；另有{told.more}项' if told.more else ''}]"


def convention_words(item: OtherConvention) -> str:
    """A convention that is not the default one; what its key chooses between is told in English only."""
    default = "未设定" if item.default is None else f"为{_shown(item.default)}"
    return f"`{item.key}`：{_shown(item.value)}，默认{default}。"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    return "、".join(f"`{item}`" for item in value) if isinstance(value, tuple) else f"`{value}`"


def no_convention_words() -> str:
    """Said where every convention is the default one."""
    return "无：所有约定均为默认值。"
