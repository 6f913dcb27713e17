"""From distress to recovery in plain words: monitoring, wilful default, arrears, extension, claims, recovery."""

from __future__ import annotations

from fundsim.portfolio.layout.rules import detection_probability
from fundsim.programme import Scenario
from fundsim.programme.distress import Extension
from fundsim.programme.recovery import RecoveryTerms
from fundsim.show.chinese.wording import and_list, calendar_month, count_of, money, own_name, percent, sentences, times
from fundsim.show.numbers import plain_number
from fundsim.units import months_from_days


def monitoring_words(scenario: Scenario) -> str:
    """Inspections and what they prevent."""
    terms = scenario.monitoring
    prevented = detection_probability(scenario) * terms.cures_detected
    cost = f"，每次费用{money(terms.cost_per_inspection, scenario.currency)}" if terms.cost_per_inspection else ""
    inspections = f"每笔贷款每年走访检查{times(terms.inspections_per_year)}{cost}。"
    if prevented == 0.0:
        return sentences(inspections if cost else "", "贷后管理不能避免违约。")
    return sentences(
        inspections,
        f"逾期前{count_of(terms.lead_months, '个月')}内的走访检查，有{percent(terms.detects)}的概率发现困难；"
        f"及时发现的，有{percent(terms.cures_detected)}的概率得到化解。",
        f"两者合计，可避免{percent(prevented)}的困难逾期；恶意拖欠则不能避免。",
    )


def wilful_words(scenario: Scenario) -> str:
    """Wilful default."""
    share = scenario.wilful_default.share
    if share == 0.0:
        return "没有恶意拖欠。"
    return f"逾期中有{percent(share)}属恶意拖欠：贷后管理不起作用，也不予展期。冲击中的逾期不算恶意拖欠。"


def arrears_words(scenario: Scenario) -> str:
    """Overdue loans from month to month."""
    terms = scenario.arrears
    if terms is None:
        return "逾期后既未化解也未展期的贷款，立即违约。"
    wait = months_from_days(scenario.claim.filed_after_days)
    first = "当月" if terms.first_roll == "distress_month" else "次月"
    return sentences(
        f"自首次逾期的{first}起，逾期贷款每月有{percent(terms.cure_per_month)}的概率恢复还款，"
        f"有{percent(terms.default_per_month)}的概率违约；逾期满{count_of(wait, '个月')}仍未恢复的，一律违约。",
        f"在最后一期到期的当月，先有{percent(terms.default_at_maturity)}的概率违约。",
    )


def extension_words(scenario: Scenario) -> str:
    """Extension and renewal."""
    extension, renewal = scenario.extension, scenario.renewal
    if extension.granted == 0.0 or extension.at_most == 0:
        first = "不办理展期。"
    else:
        again = "" if scenario.arrears is None else "（逾期期间每月重新审批）"
        first = sentences(
            f"未能化解的困难贷款，有{percent(extension.granted)}的概率获准展期{again}，"
            f"{_length(extension)}，每笔最多展期{times(extension.at_most)}。",
            _early_ends(extension),
            f"平均年景下，{percent(extension.default_at_end)}的展期贷款到期仍无力偿还；差的年景更多。"
            if extension.months is not None
            else "",
            _limits(scenario),
        )
    second = "到期不续贷。"
    if renewal.probability > 0.0:
        second = (
            f"到期一次还本、直至到期均正常的贷款，有{percent(renewal.probability)}的概率按相同条件续贷，"
            f"最多续贷{times(renewal.at_most)}。"
        )
    dues = {
        "shift": "恢复还款的贷款，从中断处继续，还款计划顺延。",
        "catch_up": "恢复还款的贷款，先补齐全部欠款。",
    }
    return sentences(first, second, dues[scenario.missed_dues])


def _length(extension: Extension) -> str:
    if extension.months is None:
        return "直至恢复还款或违约"
    return f"期限{count_of(extension.months, '个月')}"


def _early_ends(extension: Extension) -> str:
    if extension.cure_per_month + extension.default_per_month == 0.0:
        return ""
    return (
        f"展期{'结束前' if extension.months is not None else '期间'}每月有{percent(extension.cure_per_month)}的概率"
        f"恢复还款，有{percent(extension.default_per_month)}的概率违约。"
    )


def _limits(scenario: Scenario) -> str:
    places, until = scenario.extension.at_most_at_once, scenario.extension.until
    few, last = "", ""
    if places is not None:
        few = f"每县同时展期的贷款不超过{count_of(places, '笔')}，名额由抽签决定。"
    if until is not None:
        last = f"最后一批展期于{calendar_month(scenario.horizon.first_month, until)}办理。"
    return sentences(few, last)


def claim_words(scenario: Scenario) -> str:
    """The lender's claim."""
    claim = scenario.claim
    wait, processing = (months_from_days(days) for days in (claim.filed_after_days, claim.paid_after_days))
    what = "本金" if claim.covers == "principal" else f"本金及最多{count_of(claim.interest_days, '天')}的利息"
    net = "，但先扣除预计可追偿的部分，此后不再追偿" if claim.method == "net" else ""
    paid_after = count_of(claim.paid_after_days, "天")
    when = (
        f"代偿申请在提出{paid_after}（{count_of(processing, '个月')}）后结算。"
        if claim.settled == "monthly"
        else f"代偿申请提出满{paid_after}后，在该账户年度的最后一个月结算。"
    )
    rolls = scenario.arrears is not None and scenario.arrears.claim_waits_from == "distress"
    days = f"{count_of(claim.filed_after_days, '天')}（{count_of(wait, '个月')}）"
    since = (
        f"首次逾期即计为逾期；自首次逾期或展期失败起满{days}后，违约贷款" if rolls else f"贷款违约即计为逾期；{days}后"
    )
    return sentences(f"{since}计为不良，银行提出代偿申请。", f"{when}代偿范围为{what}{net}。")


def recovery_words(scenario: Scenario) -> str:
    """What comes back of a claim, and to whom."""
    recovery = scenario.recovery
    wilful = "恶意拖欠的亦同" if recovery.wilful is None else f"恶意拖欠的，{_terms(recovery.wilful)}"
    split = (
        "追偿所得由各分担方（含银行）按赔付额的比例分配。"
        if isinstance(recovery.split, str)
        else f"追偿所得先依次归还{and_list(map(own_name, recovery.split))}，直至各自收回全部赔付，其余归其他分担方。"
    )
    loading = recovery.systematic_loading
    bad_years = f"差的年景追回较少：追偿波动的{percent(loading)}随全县景气变化。" if loading else ""
    downturn = ""
    if recovery.downturn is not None:
        threshold = plain_number(recovery.downturn.county_factor_above)
        downturn = f"全县景气差于{threshold}个标准差时，仅追回{percent(recovery.downturn.share)}。"
    return sentences(f"因困难违约的，{_terms(recovery.hardship)}；{wilful}。", split, bad_years, downturn)


def _terms(terms: RecoveryTerms) -> str:
    share = _recovered(terms)
    if not share:
        return "不能追回任何款项"
    court = f"（其中{percent(terms.court_cost)}为诉讼费用）" if terms.court_cost else ""
    if terms.by_year:
        years = "、".join(percent(part) for part in terms.by_year)
        when = f"赔付后分{count_of(len(terms.by_year), '年')}收回（各年{years}）"
    else:
        when = f"赔付后{count_of(terms.after_months or 1, '个月')}收回"
    return f"{share}{court}，{when}"


def _recovered(terms: RecoveryTerms) -> str:
    """What is recovered; empty for nothing."""
    if terms.beta is not None:
        spread = plain_number(100.0 * terms.beta.standard_deviation)
        return f"各笔追回比例不一，平均为应代偿额的{percent(terms.beta.mean)}（标准差{spread}个百分点）"
    if terms.table is not None:
        rows = zip(terms.table.values, terms.table.probabilities, strict=True)
        return f"追回应代偿额的{'或'.join(f'{percent(value)}（概率{percent(chance)}）' for value, chance in rows)}"
    if terms.share == "tape":
        return "按台账所列比例追回"
    return f"追回应代偿额的{percent(terms.share)}" if terms.share else ""
