"""Default probabilities, correlation, shocks and stress events in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from fundsim.portfolio.layer_shares import odds_by_bank_share, share_left_to_bank
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.borrowers import CorrelationModel, DefaultProbability, PersistenceByLevel
from fundsim.programme.shocks import Effect, Shock, Stress
from fundsim.show.chinese.time_words import age_words
from fundsim.show.chinese.wording import (
    and_list,
    calendar_month,
    count_of,
    every,
    month_name,
    own_name,
    percent,
    sentences,
    shares,
    spread,
)
from fundsim.show.numbers import plain_number

LEVEL_WORDS = {"province": "省", "county": "县", "industry": "产业", "township": "乡镇", "village": "村"}
SCALE_WORDS = {"hazard": "违约风险", "probability": "违约概率", "odds": "违约比率（odds）"}


def probability_words(scenario: Scenario, book: LoanBook) -> str:
    """Annual probability of distress."""
    terms = scenario.default_probability
    base = [f"{own_name(name)}为{percent(value)}" for name, value in terms.by_industry.items()]
    base += [f"{'其他为' if base else ''}{percent(terms.annual)}"] if terms.annual is not None else []
    base = ["、".join(base)] if base else []
    base += ["台账列有概率的，以台账为准"] if terms.from_tape else []
    odds = {
        "等级": terms.odds_by_grade, "乡镇": terms.odds_by_township, "村": terms.odds_by_village,
    }  # fmt: skip
    changed = [_odds(name, values) for name, values in odds.items() if values]
    changed += [_leading(terms)] if terms.leading_industries else []
    return sentences(
        f"一年内首次逾期的概率（贷后管理和展期发挥作用之前）：{'；'.join(base)}。",
        f"违约比率（odds，即违约概率与不违约概率之比）另作调整：{'；'.join(changed)}。" if changed else "",
        _bank_share(scenario, book),
        *_seasons(terms),
        *age_words(terms),
    )


def _odds(name: str, values: Mapping[str, float]) -> str:
    listed = "、".join(f"{own_name(key)}乘以{plain_number(value)}" for key, value in values.items())
    return f"按{name}，{listed}"


def _leading(terms: DefaultProbability) -> str:
    odds, names = plain_number(terms.odds_outside_leading), and_list(terms.leading_industries)
    return f"主导产业（{names}）以外的贷款乘以{odds}"


def _bank_share(scenario: Scenario, book: LoanBook) -> str:
    terms = scenario.default_probability.bank_share
    if terms is None:
        return ""
    share = share_left_to_bank(scenario.layers, book)
    odds = odds_by_bank_share(terms, share)
    return (
        f"以上概率适用于银行自担每笔应代偿额{percent(terms.reference)}的情形；自担越少，放贷越不审慎"
        f"（违约比率的弹性为{plain_number(terms.elasticity)}）。本方案在损失较低时银行自担"
        f"{spread(share, percent)}，违约比率因此乘以{spread(odds, _times)}。"
    )


def _times(odds: float) -> str:
    return f"{odds:.3g}"


def _seasons(terms: DefaultProbability) -> list[str]:
    seasons = {"": terms.season, **terms.season_by_industry}
    found = []
    for industry, season in seasons.items():
        if season is not None:
            listed = shares({month_name(number + 1): share for number, share in enumerate(season)})
            found.append(f"{f'{industry}贷款' if industry else ''}全年风险的各月分布：{listed}。")
    return found


def correlation_words(scenario: Scenario) -> str:
    """How far borrowers share their fate."""
    terms = scenario.correlation
    levels = {name: getattr(terms, name) for name in LEVEL_WORDS}
    parts = [f"{percent(value)}为{_common_to(name)}所共有" for name, value in levels.items() if value > 0.0]
    shared = (
        f"决定借款人能否还款的因素中，{'，'.join(parts)}，其余属个人境遇"
        f"（资产相关系数合计{plain_number(sum(levels.values()))}）。"
        if parts
        else "除冲击之外，借款人之间没有共同的影响因素。"
    )
    copula = (
        "大面积同时违约的极差年景比正态分布所示的更常见"
        f"（采用t连接函数，自由度{plain_number(terms.degrees_of_freedom)}）。"
        if terms.degrees_of_freedom is not None
        else ""
    )
    return sentences(shared, _industry_matrix(terms), copula, _persistence(terms))


def _common_to(level: str) -> str:
    return f"{'全' if level in ('province', 'county') else '同一'}{LEVEL_WORDS[level]}"


def _industry_matrix(terms: CorrelationModel) -> str:
    pairs = [
        f"{first}与{second}为{plain_number(value)}"
        for first, row in (terms.industry_matrix or {}).items()
        for second, value in row.items()
        if first != second
    ]
    return f"产业之间景气的相关系数：{'、'.join(pairs)}。" if pairs else ""


def _persistence(terms: CorrelationModel) -> str:
    if terms.persistence == "frozen":
        return "共同因素只抽取一次，各期相同。"
    period = "在整个模拟期只抽取一次" if terms.factor_period == "horizon" else f"{every(terms.factor_period)}重新抽取"
    how = "与以往无关"
    if terms.persistence == "ar1":
        how = f"与上一期的相关系数为{_autocorrelation(terms)}"
    return f"共同因素{period}，{how}。"


def _autocorrelation(terms: CorrelationModel) -> str:
    given = terms.autocorrelation
    if isinstance(given, PersistenceByLevel):
        return "、".join(
            f"{plain_number(getattr(given, name))}（{word}）"
            for name, word in LEVEL_WORDS.items()
            if getattr(given, name)
        )
    return plain_number(given or 0.0)


def shock_words(name: str, shock: Shock) -> str:
    """A random shock."""
    season = "" if len(shock.months) == 12 else f"，发生在{and_list(map(month_name, shock.months))}"
    if shock.rate is not None:
        comes = f"平均每年{count_of(shock.rate, '次')}{season}"
    else:
        again = f"（上年发生过的为{percent(shock.persistence)}）" if shock.persistence is not None else ""
        chance = percent(shock.probability_per_year or 0.0)
        comes = f"每年发生的概率为{chance}{again}，于{month_name(shock.months[0])}开始"
    return sentences(f"冲击{name}：{comes}。", _effect_words(shock))


def stress_words(scenario: Scenario, name: str, stress: Stress) -> str:
    """A stress event."""
    when = calendar_month(scenario.horizon.first_month, stress.month)
    return sentences(f"压力测试{name}：{when}必然发生。", _effect_words(stress))


def _effect_words(effect: Effect) -> str:
    parts = []
    if effect.hazard_multiplier != 1.0:
        fading = f"，高出部分逐月递减，每月留存{percent(effect.decay)}" if effect.decay < 1.0 else ""
        parts.append(f"{SCALE_WORDS[effect.scale]}乘以{plain_number(effect.hazard_multiplier)}{fading}")
    if effect.lgd_addition > 0.0:
        parts.append(f"少追回应代偿额的{percent(effect.lgd_addition)}")
    at_once, lasts = effect.immediate_default_probability, count_of(effect.lasts_months, "个月")
    return sentences(
        _footprint(effect),
        f"其中{percent(at_once)}的贷款立即逾期。" if at_once > 0.0 else "",
        f"持续{lasts}，其间{'，并'.join(parts)}。" if parts else "",
        "" if parts or at_once > 0.0 else f"持续{lasts}，但没有任何影响。",
        _cover_words(effect),
    )


def _cover_words(effect: Effect) -> str:
    """Crop or livestock cover of borrowers."""
    if effect.insured_share == 0.0:
        return ""
    subsidy = (
        f"，其中{percent(effect.insured_premium_subsidy)}由政府补贴" if effect.insured_premium_subsidy > 0.0 else ""
    )
    return sentences(
        f"相关产业{percent(effect.insured_share)}的借款人投保了农业保险，"
        f"对投保者乘以{plain_number(effect.insured_multiplier or 0.0)}。",
        f"每年保费为贷款余额的{percent(effect.insured_premium)}{subsidy}。" if effect.insured_premium > 0.0 else "",
    )


def _footprint(effect: Effect) -> str:
    who = "全部贷款" if effect.industries == "all" else f"{and_list(effect.industries)}贷款"
    where = "所有乡镇" if effect.townships == "all" else and_list(effect.townships)
    if effect.sets:
        groups = [f"{and_list(item.townships)}的概率为{percent(item.probability)}" for item in effect.sets]
        return f"波及其中一组乡镇的{who}：{'；'.join(groups)}。"
    if isinstance(effect.townships_hit, dict):
        return f"波及{where}的{who}，各乡镇受影响的概率：{shares(effect.townships_hit, '为')}。"
    hit = f"，各乡镇受影响的概率为{percent(effect.townships_hit)}" if effect.townships_hit is not None else ""
    return f"波及{where}的{who}{hit}。"
