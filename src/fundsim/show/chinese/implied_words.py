"""What a scenario implies, in plain words and small tables."""

from __future__ import annotations

import math
from collections.abc import Mapping

from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.roles import fund_layer
from fundsim.show.chinese.wording import and_list, count_of, money, money_column, own_name, percent
from fundsim.show.implied import Implied
from fundsim.show.implied_told import (
    HIGHEST_PUBLISHED,
    LOWEST_PUBLISHED,
    AccountTold,
    Relation,
    accounts_told,
    beside_published,
    left_out,
    left_out_of_payers,
    moves_told,
    relations_told,
    stocks_told,
    varies_by_common_causes,
)
from fundsim.text_tables import aligned

PUBLISHED = (
    f"已公布的同类项目逾期率为{percent(LOWEST_PUBLISHED)}（重庆，2019年6月）"
    f"至{percent(HIGHEST_PUBLISHED)}（罗平，2023年10月）。"
)
VERDICTS = {"below": "低于这一范围", "above": "高于这一范围", "within": "在这一范围之内"}
AREAS = {"village": "同村", "township": "同乡镇不同村", "county": "同县不同乡镇", "province": "不同县"}
STOCKS = {
    "outstanding": "贷款余额",
    "overdue": "逾期（尚未计为不良）",
    "npl": "不良贷款",
    "overdue_and_npl": "逾期与不良合计（即逾期率）",
    "forborne": "展期贷款",
}
BLOCKS = {
    "shocks": "冲击",
    "regimes": "状态转换",
    "price_cycles": "价格周期",
    "stress": "压力测试",
    "contagion": "违约传染",
    "breakers": "熔断",
    "extension": "对展期的限制",
    "overdue": "期初已逾期的贷款",
    "windows": "各层覆盖的放款时段",
    "cover_months": "保费的覆盖月数",
}


ACCOUNTS = {"province": "省级专户", "county": "各县专户", "township": "各乡镇专户", "village": "各村专户"}


def probability_words(scenario: Scenario, book: LoanBook, implied: Implied) -> str:
    """Mean annual PD by industry and grade."""
    rows = [["", *map(own_name, book.grades)]]
    for name, line in zip(book.industries, implied.probability, strict=True):
        rows.append([own_name(name), *("-" if math.isnan(value) else f"{100.0 * value:.2f}%" for value in line)])
    moved_by = and_list(["贷后管理", "展期", *(BLOCKS[name] for name in moves_told(scenario))])
    return f"各产业、各等级一年内首次逾期的平均概率（{moved_by}发挥作用之前）：\n\n{aligned(rows, indent='  ')}"


def spread_words(scenario: Scenario, book: LoanBook, implied: Implied) -> str:
    """How much the yearly default rate varies, and how far two borrowers share their fate."""
    spread = implied.spread
    if spread is None:
        return (
            "各年首次逾期贷款占比的波动此处不作推算：其共同因素在年内变化，并与此前各月有关。可运行`fundsim run`得到。"
        )
    supposed = ["同时在册"] if book.new_lending.any() else []
    supposed += ["均未逾期"] if implied.overdue > 0.0 else []
    together = f"（假设{'且'.join(supposed)}）" if supposed else ""
    text = (
        f"全部{count_of(len(book.made_in), '笔')}贷款{together}平均每年有{percent(spread.mean)}首次逾期。"
        f"这一比例逐年波动，标准差为{100.0 * spread.sd:.2f}个百分点。"
        + (
            f"即使贷款笔数极多，标准差仍有{100.0 * spread.systematic_sd:.2f}个百分点，"
            "因为差的年景会同时影响许多借款人。"
            if varies_by_common_causes(spread)
            else "贷款笔数极多时，这一波动将消失，因为以上数字中没有共同因素。"
        )
    )
    if scenario.regimes or scenario.price_cycles or scenario.contagion is not None:
        text += "以上数字不含状态转换、价格周期和违约传染。"
    relations = relations_told(scenario, book, spread)
    if not relations:
        return text
    rows = [[_relation(relation), f"{relation.correlation:.4f}"] for relation in relations]
    head = "两笔普通贷款在一年内违约的相关系数（0为相互独立）："
    return f"{text}\n\n{head}\n\n{aligned(rows, indent='  ')}"


def _relation(relation: Relation) -> str:
    area = "同乡镇" if relation.area == "township" and not relation.by_village else AREAS[relation.area]
    if not relation.by_industry:
        return area
    if relation.industries:
        pairs = "、".join(f"{own_name(first)}与{own_name(second)}" for first, second in relation.industries)
        return f"{area}、产业{pairs}"
    return f"{area}、{'同产业' if relation.same_industry else '不同产业'}"


def stock_words(scenario: Scenario, implied: Implied) -> str:
    """Expected stocks and ratios beside what is published."""
    stocks = implied.stocks
    if stocks.outstanding <= 0.0:
        return ""
    parts = stocks_told(stocks)
    amounts = money_column(list(parts.values()), scenario.currency)
    ratios = ["", *(percent(amount / stocks.outstanding) for amount in list(parts.values())[1:])]
    rows = list(zip((STOCKS[key] for key in parts), amounts, ratios, strict=True))
    published = (
        f"\n\n{PUBLISHED}预期的{percent(stocks.overdue_ratio)}{VERDICTS[beside_published(stocks.overdue_ratio)]}。"
        if scenario.currency == "CNY"
        else ""
    )
    when = f"{count_of(scenario.horizon.months, '个月')}平均的预期"
    notes = [f"不计{and_list(names)}"] if (names := [BLOCKS[key] for key in left_out(scenario, implied)]) else []
    notes += [f"冲击使风险平均升至{implied.multiplier:.3f}倍"] if scenario.shocks else []
    note = f"（{'；'.join(notes)}）" if notes else ""
    return f"{when}{note}：\n\n{aligned(rows, indent='  ')}{published}"


def claims_words(scenario: Scenario, implied: Implied) -> str:
    """Expected claims of a year and who pays them."""
    currency, payers = scenario.currency, implied.payers
    columns = [[getattr(payer, name) for payer in payers] for name in ("payment", "recovery", "premium")]
    paid, recovered, premium = (money_column(column, currency) for column in columns)
    rows = [["", "每年赔付", "占比", "此后追回", "保费收入"]]
    for row, payer in enumerate(payers):
        share = percent(payer.payment / implied.claims) if implied.claims > 0.0 else "-"
        name = own_name(payer.name)
        rows.append([name, paid[row], share, recovered[row], premium[row] if payer.premium else "-"])
    distress, defaults = (count_of(round(number, 1), "笔") for number in (implied.distress, implied.defaults))
    names = [BLOCKS[key] for key in left_out_of_payers(scenario, implied)]
    also = f"；不计{and_list(names)}" if names else ""
    run_out = "及其后" if scenario.horizon.settle else ""
    return (
        f"按平均风险推算（与模拟结果可能相差百分之几{also}），{count_of(scenario.horizon.months, '个月')}平均，"
        f"预期每年有{distress}贷款首次逾期，{defaults}违约，期内{run_out}结算应代偿额"
        f"{money(implied.claims, currency)}。"
        f"如各账户资金充足，赔付情况如下：\n\n{aligned(rows, indent='  ')}{_overdue(scenario, implied)}"
    )


def _overdue(scenario: Scenario, implied: Implied) -> str:
    if implied.overdue == 0.0:
        return ""
    return f"\n\n期初已经逾期的{money(implied.overdue, scenario.currency)}，其代偿申请另计。"


def fund_words(scenario: Scenario, implied: Implied, openings: Mapping[int, float]) -> str:
    """Expected yearly claim on the fund beside its opening amount."""
    currency, told = scenario.currency, accounts_told(scenario, implied, openings).get(fund_layer(scenario))
    if told is None:
        return ""
    text = f"基金{told.name}预期每年赔付{money(told.payment, currency)}"
    if told.opening > 0.0 and told.payment > 0.0:
        text += f"，为其初始规模{money(told.opening, currency)}的{percent(told.payment / told.opening)}"
        text += (
            "，期初已逾期贷款的代偿申请尚未计入"
            if implied.overdue > 0.0
            else f"。{_comes_in(told, currency)}"
            if told.comes_in > 0.0
            else f"：不计利息、追偿和补充，可维持{told.years:.1f}年"
        )
    return f"{text.removesuffix('。')}。"


def account_words(scenario: Scenario, implied: Implied, openings: Mapping[int, float]) -> str:
    """What comes into the other accounts and is paid out of them in a year, and how long they last."""
    texts = []
    for place, told in accounts_told(scenario, implied, openings).items():
        if place != fund_layer(scenario) and told.payment > 0.0:
            texts.append(
                f"{own_name(told.name)}预期每年赔付{money(told.payment, scenario.currency)}，"
                f"{ACCOUNTS[told.level]}初始共{money(told.opening, scenario.currency)}。"
                f"{_comes_in(told, scenario.currency)}"
            )
    return "\n".join(texts)


def _comes_in(told: AccountTold, currency: str) -> str:
    """What comes in a year, and how long an account lasts with it."""
    come = f"每年拨款、计提和保费收入{money(told.comes_in, currency)}。" if told.comes_in > 0.0 else ""
    lasts = "收入不少于赔付。" if math.isinf(told.years) else f"如各地赔付占比均为平均水平，可维持{told.years:.1f}年。"
    return f"{come}不计利息、追偿和补充，{lasts}"
