"""Circuit breakers and reporting conventions in plain words."""

from __future__ import annotations

from fundsim.programme import Scenario
from fundsim.programme.breakers import Breaker
from fundsim.programme.roles import discount_rate, fund_layer, is_watched_together, target_layer, watched_layer
from fundsim.show.chinese.payer_words import PERIODS, RATIO_WORDS
from fundsim.show.chinese.wording import and_list, count_of, money, percent, sentences

PLACES = {"county": "全县", "township": "某乡镇", "village": "某村"}


def breaker_words(scenario: Scenario, name: str, breaker: Breaker) -> str:
    """A circuit breaker."""
    period = PERIODS[breaker.over] if breaker.watch == "loss_ratio" else "的"
    of = ""
    if breaker.watch in ("loss_ratio", "fund_usage"):
        of = scenario.layers[watched_layer(scenario, breaker)].name
    ends = (
        f"直至低于{percent(breaker.resume_below)}"
        if breaker.resume_below is not None
        else "不再恢复"
        if breaker.action == "insurer_exit"
        else "直至不再超过"
    )
    kinds = {"all": PLACES[breaker.at], "credit": "某信用村", "other": "某非信用村"}
    where = "" if is_watched_together(scenario, breaker) else kinds[breaker.villages]
    return (
        f"熔断{name}：月末{where}{of}{period}{RATIO_WORDS[breaker.watch]}"
        f"超过{percent(breaker.stop_above)}时，自下月起{_action(scenario, breaker)}，{ends}。"
    )


def no_breaker_words() -> str:
    """Said where there is no breaker."""
    return "没有熔断机制。"


def _action(scenario: Scenario, breaker: Breaker) -> str:
    if breaker.action == "stop_new_lending":
        return "停止发放新贷款" if is_watched_together(scenario, breaker) else "当地停止发放新贷款"
    target = scenario.layers[target_layer(scenario, breaker)].name
    if breaker.action == "insurer_exit":
        return f"{target}停止赔付"
    return f"{target}只赔付比率恰为该阈值时应付的金额"


def report_words(scenario: Scenario) -> str:
    """What is reported, and by which conventions."""
    report, fund = scenario.report, fund_layer(scenario)
    ruin = {
        "unpaid_claim": "首个未能全额支付代偿申请的月份",
        "empty": "首个当月代偿后或月末账户耗尽的月份",
        "below_ratio": f"首个月末余额低于全部贷款{percent(report.ruin_ratio or 0.0)}的月份",
    }[report.ruin]
    after = {
        "reflecting": "此后基金以后续流入的资金继续运作。",
        "absorbing": "此后基金关闭，不再收支。",
    }[report.after_ruin]
    npl = (
        f"计为不良{count_of(report.write_off_after_months, '个月')}，之后核销（追偿提前结束的，提前核销）"
        if report.npl_until == "written_off"
        else "计为不良，直至代偿申请结算"
    )
    sizes = and_list(money(size, scenario.currency) for size in report.fund_sizes)
    return sentences(
        f"报告的基金为{scenario.layers[fund].name}，以{ruin}为基金首次不足。{after}"
        if fund >= 0
        else "没有可报告的基金。",
        f"比较以下初始规模：{sizes}。" if sizes else "",
        f"违约贷款{npl}。" if scenario.loans.source != "aggregate" else "",
        f"不同年份的资金按{percent(discount_rate(scenario))}的年贴现率折算。",
    )
