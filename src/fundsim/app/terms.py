"""The terms of a programme that the page lets its readers move: those that the scenario file states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from fundsim.languages import Language, usual_name
from fundsim.plots.who_pays import names_of_payers
from fundsim.programme.layers import Layer
from fundsim.scenario_file import CheckedScenario
from fundsim.scenario_file.nodes import dotted, leaves
from fundsim.scenario_file.overrides import steps_of
from fundsim.texts.names import one_line

Unit = Literal["percent", "months", "days", "times", "currency", "switch"]
Chapter = Literal["money", "payers", "risk", "rules"]
ANY = "*"


class KnownTerm(NamedTuple):
    """What the page knows of a key.

    Parameters
    ----------
    chapter : str
        Where it stands on the page.
    unit : str
        In which it is shown; ``percent`` for what the file writes as a fraction.
    english, chinese : str
        Label; ``{name}`` is the name that stands for ``*`` in the key.
    """

    chapter: Chapter
    unit: Unit
    english: str
    chinese: str


PAYS, AGGREGATE_LIMIT = "layers.*.pays", "layers.*.aggregate_limit"
OF_REMAINING = (" of what is left", "（余额部分）")
MULTIPLES = {
    "premium": (", times the year's premium", "（保费的倍数）"),
    "lending": (", times lending to date", "（累计放款的倍数）"),
    "outstanding": (", times loans at the year's start", "（年初贷款余额的倍数）"),
}
"""What an aggregate limit is a multiple of, where it is no amount: by ``aggregate_in``."""
KNOWN: dict[str, KnownTerm] = {
    "layers.*.account.initial": KnownTerm("money", "currency", "{name}: opening amount", "{name}：初始规模"),
    "layers.*.account.leverage": KnownTerm(
        "money", "times", "{name}: leverage, opening loans ÷ fund", "{name}：放大倍数（期初贷款÷基金）"
    ),
    "layers.*.account.share_of_loans": KnownTerm(
        "money", "percent", "{name}: opening amount as a share of the loans", "{name}：初始规模占贷款的比例"
    ),
    "layers.*.account.top_up.share_of_gap": KnownTerm(
        "money", "percent", "{name}: share of the gap topped up each year", "{name}：每年补足缺口的比例"
    ),
    "layers.*.account.yield": KnownTerm("money", "percent", "{name}: yield a year", "{name}：年收益率"),
    PAYS: KnownTerm("payers", "percent", "{name}: share paid", "{name}：分担比例"),
    "layers.*.deductible": KnownTerm("payers", "currency", "{name}: deductible per claim", "{name}：每笔免赔额"),
    "layers.*.limit": KnownTerm("payers", "currency", "{name}: limit per claim", "{name}：每笔赔付限额"),
    AGGREGATE_LIMIT: KnownTerm(
        "payers", "times", "{name}: aggregate limit", "{name}：累计赔付限额"
    ),
    "layers.*.price.rate": KnownTerm("payers", "percent", "{name}: premium or fee rate", "{name}：保费率或担保费率"),
    "default_probability.annual": KnownTerm("risk", "percent", "Default probability a year", "年违约概率"),
    "default_probability.by_industry.*": KnownTerm(
        "risk", "percent", "Default probability a year: {name}", "年违约概率：{name}"
    ),
    "correlation.province": KnownTerm("risk", "percent", "Asset correlation: province", "资产相关系数：全省"),
    "correlation.county": KnownTerm("risk", "percent", "Asset correlation: county", "资产相关系数：全县"),
    "correlation.industry": KnownTerm("risk", "percent", "Asset correlation: industry", "资产相关系数：产业"),
    "correlation.township": KnownTerm("risk", "percent", "Asset correlation: township", "资产相关系数：乡镇"),
    "correlation.village": KnownTerm("risk", "percent", "Asset correlation: village", "资产相关系数：村"),
    "shocks.*.probability_per_year": KnownTerm(
        "risk", "percent", "{name}: probability a year", "{name}：年发生概率"
    ),
    "shocks.*.rate": KnownTerm("risk", "times", "{name}: events a year", "{name}：每年次数"),
    "shocks.*.hazard_multiplier": KnownTerm(
        "risk", "times", "{name}: multiplies the default hazard by", "{name}：违约风险放大倍数"
    ),
    "wilful_default.share": KnownTerm("risk", "percent", "Wilful default: share of cases", "恶意拖欠占比"),
    "extension.granted": KnownTerm("rules", "percent", "Extension: share of hardship cases", "展期：困难户获准比例"),
    "extension.default_at_end": KnownTerm(
        "rules", "percent", "Extension: default at its end", "展期：到期仍违约的概率"
    ),
    "renewal.probability": KnownTerm("rules", "percent", "Renewal: share of maturing loans", "续贷：到期贷款续贷比例"),
    "monitoring.detects": KnownTerm("rules", "percent", "Monitoring: a visit detects trouble", "贷后管理：检查发现率"),
    "breakers.*.stop_above": KnownTerm("rules", "percent", "Breaker {name}: stops above", "熔断{name}：启动阈值"),
    "breakers.*.resume_below": KnownTerm("rules", "percent", "Breaker {name}: resumes below", "熔断{name}：恢复阈值"),
    "claim.filed_after_days": KnownTerm("rules", "days", "Claim: filed after", "代偿申请：逾期多久后提出"),
    "claim.paid_after_days": KnownTerm("rules", "days", "Claim: paid after", "代偿申请：受理多久后支付"),
    "recovery.hardship.share": KnownTerm("rules", "percent", "Recovered of a claim: hardship", "追偿比例：困难户"),
    "recovery.wilful.share": KnownTerm("rules", "percent", "Recovered of a claim: wilful", "追偿比例：恶意拖欠"),
    "levers.*.on": KnownTerm("rules", "switch", "Lever: {name}", "措施：{name}"),
    "horizon.months": KnownTerm("rules", "months", "Horizon", "模拟期"),
}  # fmt: skip
"""Keys of a scenario file, ``*`` for a name, in the order in which the page shows them."""


class Term(NamedTuple):
    """A term with its value in the file.

    Parameters
    ----------
    key : str
        Dotted key.
    chapter, unit : str
        As in ``KNOWN``.
    label : str
        In the language of the page.
    value : float, int or bool
        As the file states it: shares as fractions.
    """

    key: str
    chapter: Chapter
    unit: Unit
    label: str
    value: float | int | bool


class _Found(NamedTuple):
    """A term with the pattern that it fits, and the name in it."""

    pattern: str
    name: str
    term: Term


def terms_of(checked: CheckedScenario, lang: Language = "en") -> list[Term]:
    """Terms that a scenario states and the page can move.

    Parameters
    ----------
    checked : CheckedScenario
        Scenario with its file; what the file leaves to its default is not listed.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    list of Term
        Blocks in the order of ``KNOWN``; in each the names in the order of the file.
    """
    layers = checked.scenario.layers
    payers = names_of_payers([layer.name for layer in layers], [layer.kind for layer in layers], lang)
    known = dict(zip((layer.name for layer in layers), payers, strict=True))
    by_name = {layer.name: layer for layer in layers}
    document = checked.before_levers
    written = [(dotted(document, path), node.value) for path, node in leaves(document)]
    stated = [(key, value) for key, value in written if not key.startswith("levers.")]
    stated += [(f"levers.{name}.on", lever.on) for name, lever in checked.scenario.levers.items()]
    found = []
    for key, value in stated:
        words = steps_of(document, key)
        for pattern, term in KNOWN.items():
            name = _name_in(words, pattern.split("."))
            if name is not None and isinstance(value, bool | int | float) and _is_moved_by(term.unit, value):
                shown = known.get(name) or usual_name(_readable(name), lang)
                unit, basis = _counted_in(pattern, term.unit, by_name.get(name), lang)
                label = f"{(term.chinese if lang == 'zh' else term.english).format(name=shown)}{basis}"
                label = label[:1].upper() + label[1:]
                found.append(_Found(pattern, name, Term(key, term.chapter, unit, label, value)))
    return [own.term for own in sorted(found, key=_order(found))]


def _counted_in(pattern: str, unit: Unit, layer: Layer | None, lang: Language) -> tuple[Unit, str]:
    """Unit of a term, and what its label adds: of what a layer's share is one, and its aggregate limit a multiple."""
    if layer is not None and pattern == PAYS and layer.of == "remaining":
        return unit, OF_REMAINING[lang == "zh"]
    if layer is None or pattern != AGGREGATE_LIMIT:
        return unit, ""
    return ("currency", "") if layer.aggregate_in == "currency" else (unit, MULTIPLES[layer.aggregate_in][lang == "zh"])


def _order(found: Sequence[_Found]) -> Callable[[_Found], tuple[int, int, int]]:
    """Blocks as in the table, in each the names as in the file, of each name the terms as in the table."""
    patterns = list(KNOWN)
    blocks = list(dict.fromkeys(pattern.partition(".")[0] for pattern in patterns))
    names = list(dict.fromkeys((own.pattern.partition(".")[0], own.name) for own in found))
    return lambda own: (
        blocks.index(own.pattern.partition(".")[0]),
        names.index((own.pattern.partition(".")[0], own.name)),
        patterns.index(own.pattern),
    )


def _name_in(words: list[str], pattern: list[str]) -> str | None:
    """Name that stands for the star, empty where the pattern has none; None where the words do not fit."""
    if len(words) != len(pattern) or any(one not in (ANY, word) for word, one in zip(words, pattern, strict=True)):
        return None
    return words[pattern.index(ANY)] if ANY in pattern else ""


def _is_moved_by(unit: Unit, value: object) -> bool:
    """Whether a value is of the kind that its field moves: a switch where the table has one, else a number."""
    return isinstance(value, bool) == (unit == "switch")


def _readable(name: str) -> str:
    return one_line(name.replace("_", " "))
