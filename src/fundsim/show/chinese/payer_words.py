"""The payers in plain words: what each pays, from which money, at which price, and when it stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fundsim.programme import Scenario
from fundsim.programme.layers import Account, Band, Cover, Layer, Price, Suspension, TargetRatio, TopUp
from fundsim.programme.roles import has_compared_sizes, is_reguarantor
from fundsim.show.chinese.wording import (
    and_list,
    calendar_month,
    count_of,
    every,
    money,
    month_name,
    own_name,
    percent,
    sentences,
    shares,
)
from fundsim.show.numbers import plain_number

KINDS = {
    "insurance": "贷款保证保险",
    "guarantee": "融资担保",
    "pool": "贷款风险准备金池",
    "fund": "风险补偿基金",
    "budget": "财政预算",
}
RATIO_WORDS = {
    "npl_ratio": "不良贷款率",
    "overdue_ratio": "逾期率",
    "loss_ratio": "赔付率（赔付额与保费之比）",
    "fund_usage": "基金使用率（当年支付额与期初余额及当年流入之和的比）",
}
PERIODS = {"year_to_date": "本年度以来的", "12_months": "近12个月的", "since_start": "自模拟开始以来的"}
PAYERS = {"government": "政府", "bank": "银行", "borrower": "借款人"}
LEVELS = {"province": "省", "county": "县", "township": "乡镇", "village": "村"}


def layer_words(scenario: Scenario, layer: Layer, opened: float | None) -> str:
    """One payer by name; parameters as for `terms_words`."""
    kind = "再担保" if is_reguarantor(layer.name, layer.kind) else KINDS[layer.kind]
    return sentences(f"{layer.name}（{kind}）：", terms_words(scenario, layer, opened))


def terms_words(scenario: Scenario, layer: Layer, opened: float | None) -> str:
    """What a payer pays of claims, when it stops, what it charges, from which money, and what happens without any.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    layer : Layer
        The payer.
    opened : float or None
        What its accounts are opened with, together; None where that is not known. [currency]
    """
    parts = [_claim_terms(scenario, layer)]
    if layer.account is not None:
        parts += [_account(scenario, layer.account, opened), _unpaid(layer)]
    elif layer.kind != "budget":
        parts.append("资金不会短缺。")
    return sentences(*parts)


def _claim_terms(scenario: Scenario, layer: Layer) -> str:
    """What a payer pays of claims, when it stops, and what it charges."""
    parts = [
        _pays(layer, scenario.currency),
        _aggregate(layer, scenario.currency),
        _tiers(layer),
        _cover(scenario, layer.covers),
    ]
    parts += [_suspension(layer.suspend_when)] if layer.suspend_when is not None else []
    parts += [_price(layer.price)] if layer.price is not None else []
    return sentences(*parts)


def _pays(layer: Layer, currency: str) -> str:
    base = "每笔代偿申请" if layer.of == "claim" else "每笔代偿申请尚未赔付的部分"
    above = f"超过{money(layer.deductible, currency)}的部分" if layer.deductible else ""
    limit = f"，每笔最多按{money(layer.limit, currency)}计算" if layer.limit is not None else ""
    if isinstance(layer.pays, str):
        return f"按台账所列比例承担{base}{above}{limit}。"
    return f"承担{base}{above}的{percent(layer.pays)}{limit}。"


def _aggregate(layer: Layer, currency: str) -> str:
    unit = {"premium": "保费", "lending": "累计放贷额", "outstanding": "年初贷款余额"}

    def amount(value: float) -> str:
        if layer.aggregate_in == "currency":
            return money(value, currency)
        return f"{unit[layer.aggregate_in]}的{plain_number(value)}倍"

    if layer.bands:
        terms = f"上述金额合计后分段赔付：{_bands(layer.bands, amount)}"
    elif layer.aggregate_limit is not None:
        above = f"超过{amount(layer.aggregate_deductible)}的部分，" if layer.aggregate_deductible else ""
        terms = f"合计{above}最多赔付{amount(layer.aggregate_limit)}"
    elif layer.aggregate_deductible:
        terms = f"只赔付合计超过{amount(layer.aggregate_deductible)}的部分"
    else:
        return ""
    over = "分账户年度" if layer.aggregate_over == "year" else "按整个期限"
    counted = "" if layer.aggregate_year_of == "payment" else "；代偿申请计入违约当年"
    net = "；追偿收回后额度相应恢复" if layer.aggregate_net_of_recoveries else ""
    return f"{terms}（{over}、分{LEVELS[layer.aggregate_level]}合计{counted}{net}）。"


def _bands(bands: Sequence[Band], amount: Callable[[float], str]) -> str:
    """Bands one above the other, each with the share that is paid of it."""
    lower, parts = "", []
    for band in bands:
        if band.to is None:
            part = f"超过{lower}的部分" if lower else "全部"
        else:
            part = f"{lower}至{amount(band.to)}的部分" if lower else f"{amount(band.to)}以内的部分"
            lower = amount(band.to)
        parts.append(f"{part}赔付{percent(band.pays)}")
    return "，".join(parts)


def _tiers(layer: Layer) -> str:
    if not layer.tiers:
        return ""
    bands = "，".join(
        f"{'更高的' if tier.npl_to is None else f'不超过{percent(tier.npl_to)}的'}承担{percent(tier.pays)}"
        for tier in layer.tiers
    )
    how = "按所在档次对整笔代偿申请适用" if layer.tiers_apply == "whole" else "各档分段计算"
    return f"再按上月末不良贷款率分档承担：{bands}（{how}）。"


def _cover(scenario: Scenario, covers: Cover) -> str:
    terms = [
        f"{word}为{and_list(map(own_name, names))}"
        for word, names in (("产品", covers.products), ("产业", covers.industries), ("乡镇", covers.townships))
        if names is not None
    ]
    first_month = scenario.horizon.first_month
    terms += [f"{calendar_month(first_month, covers.made_from)}及以后发放"] if covers.made_from is not None else []
    terms += [f"{calendar_month(first_month, covers.made_until)}及以前发放"] if covers.made_until is not None else []
    terms += [f"发放后{count_of(covers.months, '个月')}内违约"] if covers.months is not None else []
    return f"仅适用于符合以下条件的贷款：{'，'.join(terms)}。" if terms else ""


def _suspension(rule: Suspension) -> str:
    period = PERIODS[rule.over] if rule.watch == "loss_ratio" else "的"
    end = (
        "不再恢复"
        if rule.for_good
        else "直至不再超过"
        if rule.resume_below is None
        else (f"直至低于{percent(rule.resume_below)}")
    )
    return f"全县{period}{RATIO_WORDS[rule.watch]}超过{percent(rule.above)}时，停止赔付和承保，{end}。"


def _price(price: Price) -> str:
    rate = percent(price.rate)
    on = {
        "outstanding": f"每个账户年度按年初贷款余额的{rate}收费",
        "new_lending": f"按每笔新发放贷款的{rate}一次性收费（期初贷款按剩余期限折算）",
        "monthly_balance": f"按余额的{rate}收取年费，每月收取十二分之一",
    }[price.on]
    payers = shares({PAYERS[payer]: share for payer, share in price.paid_by.items()}, "付")
    return f"{on}：{payers}。"


def _opened(scenario: Scenario, account: Account, opened: float | None) -> str:
    """What an account is opened with; that of the reported fund, with the sizes that are compared."""
    in_all = "" if account.level in ("county", "province") else "合计"
    stated = "" if opened is None else f"{in_all}{money(opened, scenario.currency)}"
    if account.leverage is not None:
        stated += f"（放大倍数{plain_number(account.leverage)}）"
    elif account.share_of_loans is not None:
        stated += f"（期初贷款余额的{percent(account.share_of_loans)}）"
    if not has_compared_sizes(scenario, account):
        return f"，初始资金{stated}" if opened is not None else stated
    sizes = and_list(money(size, scenario.currency) for size in scenario.report.fund_sizes)
    return f"，初始资金为所比较的规模之一（{sizes}），不采用文件中的{stated}"


def _account(scenario: Scenario, account: Account, opened: float | None) -> str:
    currency, alone = scenario.currency, account.level in ("county", "province")
    where = f"设{LEVELS[account.level]}级专户" if alone else f"每个{LEVELS[account.level]}各设一个专户"
    inflows = "；".join(
        f"{name}，{PAYERS[flow.paid_by]}{every(flow.every_months)}拨入{money(flow.amount, currency)}"
        f"（{'期初' if flow.at == 'start' else '期末'}拨付）"
        for name, flow in account.inflows.items()
    )
    return sentences(
        f"以自有资金赔付：{where}{_opened(scenario, account, opened)}，由{PAYERS[account.initial_paid_by]}出资。",
        f"余额年收益率{percent(account.yield_)}，按{'月' if account.interest == 'monthly' else '年'}计息。"
        if account.yield_
        else "余额不计息。",
        f"追偿所得的{percent(account.recoveries)}回到账户。" if account.recoveries < 1.0 else "",
        f"定期拨入：{inflows}。" if inflows else "",
        _provision(account),
        _top_up(account.top_up, currency) if account.top_up is not None else "不补充资金。",
        _ceiling(account, currency),
    )


def _provision(account: Account) -> str:
    if account.provision is None:
        return ""
    return f"{PAYERS[account.provision.paid_by]}按每月新发放贷款的{percent(account.provision.rate)}计提。"


def _top_up(top_up: TopUp, currency: str) -> str:
    when = f"每年{month_name(top_up.decided_in)}赔付之前" if top_up.at == "opening" else "每个账户年度末赔付之后"
    target = top_up.target
    if isinstance(target, TargetRatio):
        goal = f"贷款余额除以{plain_number(target.outstanding_divided_by)}之数"
    else:
        goal = "初始规模" if target == "initial" else money(float(target), currency)
    lag = f"{count_of(top_up.paid_after_months, '个月')}后" if top_up.paid_after_months else "当即"
    cap = f"，最多{money(top_up.cap, currency)}" if top_up.cap is not None else ""
    trigger = ""
    if top_up.trigger is not None:
        trigger = f"余额低于{money(top_up.trigger, currency)}的，"
    elif top_up.trigger_share_of_target is not None:
        trigger = f"余额低于目标的{percent(top_up.trigger_share_of_target)}的，"
    return (
        f"补充：{when}，{trigger}以{goal}为目标，按差额的{percent(top_up.share_of_gap)}核定补充资金{cap}，"
        f"{lag}由{PAYERS[top_up.paid_by]}拨付。"
    )


def _ceiling(account: Account, currency: str) -> str:
    if account.ceiling is not None:
        above = money(account.ceiling, currency)
    elif account.ceiling_share_of_initial is not None:
        above = f"初始规模{plain_number(account.ceiling_share_of_initial)}倍"
    else:
        return ""
    return f"月末余额超过{above}的部分退还出资方。"


def _unpaid(layer: Layer) -> str:
    if layer.unpaid == "queue":
        return "资金不足的部分排队等候，有资金时再付。"
    return "资金不足的部分转由下一分担方承担。"


def bank_words() -> str:
    """The last payer."""
    return "银行：承担剩余的全部损失。"
