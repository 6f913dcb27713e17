"""A fund known only by its claims, in plain words: the law of an interval's claims and what it implies."""

from __future__ import annotations

from fundsim.portfolio.layout.aggregate import gamma_terms, lognormal_terms
from fundsim.programme import Scenario
from fundsim.programme.aggregate import (
    AggregateLoans,
    AmountLaw,
    CompoundClaims,
    EmpiricalClaims,
    GammaClaims,
    LognormalClaims,
    WeibullClaims,
)
from fundsim.show.chinese.wording import and_list, count_of, currency_name, money, money_column, percent, sentences
from fundsim.show.claims_law import LEVELS, amounts_of, chance_covered, interval_figures, is_scaled, moves_of
from fundsim.show.numbers import plain_number
from fundsim.text_tables import aligned

INTERVALS = {1: "月", 3: "季度", 6: "半年", 12: "年"}
INTERVALS_COUNTED = {1: "月份", 3: "季度", 6: "半年", 12: "年份"}


def claims_words(scenario: Scenario, loans: AggregateLoans) -> str:
    """What is claimed, how often, and what multiplies it."""
    interval = INTERVALS[loans.every_months]
    unit = currency_name(scenario.currency).strip() if loans.counted_in == "currency" else "贷款余额的倍数"
    what = _law(amounts_of(loans), unit)
    drawn = (
        f"每{interval}的代偿申请笔数服从均值为{plain_number(loans.claims.rate)}的泊松分布；每笔代偿申请的金额{what}。"
        if isinstance(loans.claims, CompoundClaims)
        else f"每{interval}的代偿申请合为一笔，金额{what}。"
    )
    month = "首月" if loans.at == "start" else "末月"
    when = f"代偿申请在该{interval}的{month}结算。" if loans.every_months > 1 else "代偿申请当月结算。"
    stock = f"各月贷款余额均为{money(loans.outstanding, scenario.currency)}。" if loans.outstanding is not None else ""
    return sentences("没有逐笔贷款，只知道对基金的代偿申请。", drawn, when, *_scales(loans), stock)


def _law(law: AmountLaw, unit: str) -> str:
    if isinstance(law, EmpiricalClaims):
        return f"从{count_of(len(law.values), '个')}历史金额中等可能地抽取"
    if isinstance(law, LognormalClaims):
        mu, sigma = lognormal_terms(law)
        return f"服从对数正态分布（对数的均值{mu:.4g}，对数的标准差{sigma:.4g}；单位：{unit}）"
    if isinstance(law, GammaClaims):
        shape, scale = gamma_terms(law)
        return f"服从伽马分布（形状参数{shape:.4g}，尺度参数{scale:.6g}；单位：{unit}）"
    if isinstance(law, WeibullClaims):
        return f"服从威布尔分布（形状参数{law.shape:.4g}，尺度参数{law.scale:.6g}；单位：{unit}）"
    rows = zip(law.amounts, law.probabilities, strict=True)
    return f"为{and_list((f'{amount:,.6g}（概率{percent(chance)}）' for amount, chance in rows), '或')}，单位：{unit}"


def _scales(loans: AggregateLoans) -> list[str]:
    interval, texts = INTERVALS[loans.every_months], []
    if loans.regime is not None:
        states = "、".join(f"{name}为{plain_number(value)}" for name, value in loans.regime.states.items())
        moves = "、".join(
            f"由{state}转为{other}的概率为{percent(chance)}" for state, other, chance in moves_of(loans.regime)
        )
        texts.append(f"金额乘以该{interval}所处状态的倍数：{states}。")
        texts.append(f"状态逐{interval}变化：{moves}。" if moves else "状态始终不变。")
    if loans.factor is not None:
        texts.append(
            f"金额乘以一个均值为1的因子，其对数的标准差为{plain_number(loans.factor.volatility)}，"
            f"与上一{interval}的相关系数为{plain_number(loans.factor.autocorrelation)}。"
        )
    return texts


def implied_words(scenario: Scenario, loans: AggregateLoans, opening: float) -> list[str]:
    """Expected claims of an interval, their spread, and how likely the opening fund covers them."""
    interval, currency = INTERVALS[loans.every_months], scenario.currency
    found = interval_figures(loans)
    if isinstance(loans.claims, CompoundClaims):
        return [f"每{interval}应代偿额的期望值为{money(found.mean, currency)}，标准差为{money(found.sd, currency)}。"]
    counted = INTERVALS_COUNTED[loans.every_months]
    names = ["均值", "标准差", *(f"{percent(level)}的{counted}不超过" for level in LEVELS)]
    amounts = money_column([found.mean, found.sd, *map(float, found.quantiles)], currency)
    rows = [list(row) for row in zip(names, amounts, strict=True)]
    before = "（尚未乘以状态和因子）" if is_scaled(loans) else ""
    texts = [f"每{interval}的应代偿额{before}：\n\n{aligned(rows, indent='  ')}"]
    covered = chance_covered(loans, opening)
    if covered is not None:
        texts.append(
            f"任一{interval}的应代偿额不超过基金初始规模{money(opening, currency)}的概率为{100.0 * covered:.4f}%。"
        )
    return texts
