"""Regimes, price cycles, contagion and the age of loans in plain words."""

from __future__ import annotations

from fundsim.programme import Scenario
from fundsim.programme.borrowers import DefaultProbability
from fundsim.programme.chains import STATIONARY
from fundsim.programme.contagion import Neighbours
from fundsim.programme.price_cycles import PriceCycle
from fundsim.programme.regimes import Regime, RegimeState
from fundsim.show.chinese.wording import and_list, count_of, every, percent, sentences, shares
from fundsim.show.numbers import plain_number

WHOLE = {"county": "全县", "township": "各乡镇各自", "industry": "各产业各自"}


def age_words(terms: DefaultProbability) -> list[str]:
    """How the risk of a loan changes with its age, and what falls due at maturity."""
    found = []
    if terms.seasoning is not None:
        curve = "、".join(
            f"第{age}个月为{plain_number(value)}"
            for age, value in zip(terms.seasoning.ages, terms.seasoning.relative, strict=True)
        )
        found.append(f"贷款风险随账龄变化，平均水平不变，相对大小：{curve}。")
    if terms.due_at_maturity > 0.0:
        found.append(f"到期一次还本的贷款，风险的{percent(terms.due_at_maturity)}集中在到期当月。")
    return found


def regime_words(name: str, regime: Regime) -> str:
    """A chain of good and bad times."""
    moves = (
        f"{state}之后{'、'.join(_move(state, other, chance) for other, chance in row.items() if chance > 0.0)}"
        for state, row in regime.transition.items()
    )
    return sentences(
        f"状态转换{name}：{WHOLE[regime.level]}处于{and_list(regime.states, '或')}状态。",
        f"{every(regime.every_months)}转换一次：{'；'.join(moves)}。",
        _start(regime),
        *(_state(label, state, regime.scale) for label, state in regime.states.items()),
    )


def _move(state: str, other: str, chance: float) -> str:
    return f"有{percent(chance)}的概率{'仍为' if other == state else '转为'}{other}"


def _start(regime: Regime) -> str:
    if isinstance(regime.start, dict):
        return f"初始状态的概率：{shares(regime.start, '为')}。"
    return "初始状态按长期分布抽取。" if regime.start == STATIONARY else f"初始状态为{regime.start}。"


def _state(label: str, state: RegimeState, scale: str) -> str:
    of = "比率（odds）" if scale == "odds" else "概率"
    parts = {
        f"违约{of}": state.default_probability, f"展期失败的{of}": state.extension_failure,
        "违约损失率": state.loss_given_default,
    }  # fmt: skip
    said = [f"{what}乘以{plain_number(value)}" for what, value in parts.items() if value != 1.0]
    return f"{label}状态下，{'，'.join(said)}。" if said else f"{label}状态下一切如常。"


def cycle_words(name: str, cycle: PriceCycle) -> str:
    """A periodic multiplier of the risk."""
    who = "全部贷款" if cycle.industries == "all" else f"{and_list(cycle.industries)}贷款"
    if cycle.multipliers is not None:
        shape = f"逐月依次乘以{'、'.join(map(plain_number, cycle.multipliers))}，循环往复"
    else:
        shape = (
            f"以{count_of(cycle.period_months or 0, '个月')}为一个周期，"
            f"在{plain_number(cycle.highest or 0.0)}倍与{plain_number(cycle.lowest or 0.0)}倍之间平滑起落"
        )
    phase = (
        "首月处于周期何处，每条路径随机抽取"
        if cycle.phase_months == "random"
        else f"首月为周期的第{cycle.phase_months}月（自第0月数起）"
    )
    return f"价格周期{name}：{who}的违约风险{shape}；{phase}。"


def contagion_words(scenario: Scenario) -> str:
    """How overdue neighbours act, and what counts as a failed village."""
    terms = scenario.contagion
    if terms is None:
        return ""
    places = {"村": terms.village, "乡镇": terms.township}
    return sentences(
        *(_neighbours(place, own) for place, own in places.items() if own is not None),
        f"月末逾期贷款占比达到{percent(scenario.report.village_failed_at)}的村，即为整村违约。",
    )


def _neighbours(place: str, terms: Neighbours) -> str:
    above = f"超过{percent(terms.trigger)}后，" if terms.trigger > 0.0 else ""
    return (
        f"违约传染：同一{place}的贷款逾期比例{above}每高1个百分点，"
        f"其余贷款次月的风险乘以exp({plain_number(terms.strength / 100.0)})。"
    )
