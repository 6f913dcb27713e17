"""Keys of scenario files in words, for those who do not write such files."""

from __future__ import annotations

from collections.abc import Sequence

from fundsim.languages import Language, usual_name
from fundsim.texts.names import one_line

ANY = "*"
KEY_NAMES: dict[str, tuple[str, str]] = {
    "layers.*.account.initial": ("{name}: opening amount", "{name}：初始规模"),
    "layers.*.account.leverage": ("{name}: leverage, opening loans ÷ fund", "{name}：放大倍数（期初贷款÷基金）"),
    "layers.*.account.share_of_loans": (
        "{name}: opening amount as a share of the loans",
        "{name}：初始规模占贷款的比例",
    ),
    "layers.*.account.top_up.share_of_gap": (
        "{name}: share of the gap topped up each year",
        "{name}：每年补足缺口的比例",
    ),
    "layers.*.account.yield": ("{name}: yield a year", "{name}：年收益率"),
    "layers.*.pays": ("{name}: share paid", "{name}：分担比例"),
    "layers.*.deductible": ("{name}: deductible per claim", "{name}：每笔免赔额"),
    "layers.*.limit": ("{name}: limit per claim", "{name}：每笔赔付限额"),
    "layers.*.aggregate_limit": ("{name}: aggregate limit", "{name}：累计赔付限额"),
    "layers.*.price.rate": ("{name}: premium or fee rate", "{name}：保费率或担保费率"),
    "default_probability.annual": ("Default probability a year", "年违约概率"),
    "default_probability.by_industry.*": ("Default probability a year: {name}", "年违约概率：{name}"),
    "correlation.province": ("Asset correlation: province", "资产相关系数：全省"),
    "correlation.county": ("Asset correlation: county", "资产相关系数：全县"),
    "correlation.industry": ("Asset correlation: industry", "资产相关系数：产业"),
    "correlation.township": ("Asset correlation: township", "资产相关系数：乡镇"),
    "correlation.village": ("Asset correlation: village", "资产相关系数：村"),
    "shocks.*.probability_per_year": ("{name}: probability a year", "{name}：年发生概率"),
    "shocks.*.rate": ("{name}: events a year", "{name}：每年次数"),
    "shocks.*.hazard_multiplier": ("{name}: multiplies the default hazard by", "{name}：违约风险放大倍数"),
    "wilful_default.share": ("Wilful default: share of cases", "恶意拖欠占比"),
    "extension.granted": ("Extension: share of hardship cases", "展期：困难户获准比例"),
    "extension.default_at_end": ("Extension: default at its end", "展期：到期仍违约的概率"),
    "renewal.probability": ("Renewal: share of maturing loans", "续贷：到期贷款续贷比例"),
    "monitoring.detects": ("Monitoring: a visit detects trouble", "贷后管理：检查发现率"),
    "breakers.*.stop_above": ("Breaker {name}: stops above", "熔断{name}：启动阈值"),
    "breakers.*.resume_below": ("Breaker {name}: resumes below", "熔断{name}：恢复阈值"),
    "claim.filed_after_days": ("Claim: filed after", "代偿申请：逾期多久后提出"),
    "claim.paid_after_days": ("Claim: paid after", "代偿申请：受理多久后支付"),
    "recovery.hardship.share": ("Recovered of a claim: hardship", "追偿比例：困难户"),
    "recovery.wilful.share": ("Recovered of a claim: wilful", "追偿比例：恶意拖欠"),
    "levers.*.on": ("Lever: {name}", "措施：{name}"),
    "horizon.months": ("Horizon", "模拟期"),
}
"""By key, ``*`` for a name in it: English, Chinese; ``{name}`` is that name."""


def key_name(key: str, lang: Language) -> str:
    """A key of a scenario file in words; empty for one that has none.

    Parameters
    ----------
    key : str
        Dotted key.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        Names in it as readers know them.

    Examples
    --------
    >>> key_name("layers.county_fund.pays", "en"), key_name("correlation.county", "zh")
    ('county fund: share paid', '资产相关系数：全县')
    """
    words = key.split(".")
    for pattern, told in KEY_NAMES.items():
        if (name := name_in(words, pattern.split("."))) is not None:
            return told[lang == "zh"].format(name=usual_name(readable(name), lang))
    return ""


def name_in(words: Sequence[str], pattern: Sequence[str]) -> str | None:
    """Name that stands for the star, empty where the pattern has none; None where the words do not fit."""
    if len(words) != len(pattern) or any(one not in (ANY, word) for word, one in zip(words, pattern, strict=True)):
        return None
    return words[pattern.index(ANY)] if ANY in pattern else ""


def readable(name: str) -> str:
    """A name of a scenario file as it is read aloud."""
    return one_line(name.replace("_", " "))
