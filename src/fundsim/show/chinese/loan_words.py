"""The clock, the loans and new lending in plain words."""

from __future__ import annotations

from collections.abc import Collection

from fundsim.portfolio.loan_book import LoanBook
from fundsim.portfolio.quality_chinese import COLUMN_WORDS, note_in
from fundsim.programme import Scenario
from fundsim.programme.data_file import DataFile
from fundsim.programme.loans import (
    FixedSize,
    LognormalSize,
    MostlyAtCap,
    SyntheticLoans,
    TapeLoans,
    UniformSize,
)
from fundsim.programme.products import Product, RepaymentTerms
from fundsim.show.chinese.wording import (
    and_list,
    calendar_month,
    count_of,
    duration,
    every,
    money,
    month_name,
    own_name,
    percent,
    sentences,
    shares,
)
from fundsim.show.lending_told import dues_told
from fundsim.show.numbers import plain_number
from fundsim.show.opening_book import OpeningBook, opening_book, planned_lines

SCHEDULE_WORDS = {
    "bullet": "到期一次还本",
    "equal_principal": "等额本金还款",
    "annuity": "等额本息还款",
    "seasonal": "在产品规定的还款月月末等额还款",
    "credit_line": "一次核定、随用随贷",
}


def clock_words(scenario: Scenario) -> str:
    """The horizon."""
    horizon = scenario.horizon
    first, last = (calendar_month(horizon.first_month, month) for month in (0, horizon.months - 1))
    starts = horizon.year_starts
    begin = "以首月起每12个月为一年" if starts == "first_month" else f"自每年{month_name(starts)}起算"
    end = (
        "最后一个月之后不再放贷，直至在途的代偿申请和追偿处理完毕。"
        if horizon.settle
        else "最后一个月之后仍未了结的代偿申请和追偿列为未结。"
    )
    return sentences(
        f"模拟{duration(horizon.months)}，自{first}至{last}。", f"账户年度、预算年度和保单年度均{begin}。", end
    )


def book_words(scenario: Scenario, book: LoanBook) -> str:
    """What the opening book holds."""
    opening, currency = opening_book(book, book.townships_zh), scenario.currency
    if not opening.loans:
        return "期初没有贷款。"
    names = "、".join(f"{own_name(name)}占{percent(share)}" for name, share in opening.largest.items())
    counties = f"{count_of(len(book.counties), '个县')}的" if len(book.counties) > 1 else ""
    where = f"{counties}{count_of(len(book.townships), '个乡镇')}"
    largest = f"（{names}）" if opening.all_told else f"，余额最大的是：{names}"
    return (
        f"期初共有{count_of(opening.loans, '笔')}贷款，余额{money(opening.outstanding, currency)}，"
        f"笔均{money(opening.outstanding / opening.loans, currency)}，分布在{where}{largest}。"
        f"{_overdue(opening, currency)}"
    )


def _overdue(opening: OpeningBook, currency: str) -> str:
    if not opening.overdue_loans:
        return ""
    owed, share = money(opening.overdue, currency), percent(opening.overdue / opening.outstanding)
    return f"其中{count_of(opening.overdue_loans, '笔')}、{owed}（{share}）期初已经逾期。"


def synthetic_words(scenario: Scenario, loans: SyntheticLoans) -> str:
    """Loans made up from counts and shares."""
    products = loans.products or ({} if loans.product is None else {"": loans.product})
    repayment = [f"{percent(share)}{SCHEDULE_WORDS[name]}" for name, share in loans.repayment.items() if share > 0.0]
    repaid = [name for name, share in loans.repayment.items() if share > 0.0]
    by_year = "，".join(f"{percent(share)}于{year}年到期" for year, share in loans.maturities.items())
    rest = "，其余在期限允许的其他月份平均到期" if sum(loans.maturities.values()) < 1.0 else ""
    ages = {
        "spread": f"期初贷款中，{by_year}{rest}。" if by_year else "期初贷款的发放时间均匀分布在过去一个贷款期限内。",
        "new": "期初贷款均在首月发放。",
    }
    return sentences(
        _townships(loans, scenario.currency),
        _size(loans, scenario.currency),
        *(_product(name, product, repaid) for name, product in products.items()),
        f"还款方式：{'，'.join(repayment)}。",
        f"产业：{shares(loans.industries)}。" if len(loans.industries) > 1 else "",
        f"申请人等级（由高到低）：{shares(loans.grades)}。" if len(loans.grades) > 1 else "",
        ages[loans.opening_ages],
        "期初没有逾期贷款；如有期初逾期，可用逐笔贷款台账给出。",
        "每条路径各有一套贷款，此处的数字出自其中一套。" if loans.redraw_portfolio else "",
    )


def _townships(loans: SyntheticLoans, currency: str) -> str:
    scale = f"，均乘以{plain_number(loans.scale)}" if loans.scale != 1.0 else ""
    villages = f"每个乡镇按{count_of(loans.villages_per_township, '个村')}计"
    if isinstance(loans.townships, DataFile):
        return f"各乡镇的贷款笔数和余额取自{loans.townships.written}{scale}；其中未列村数的，{villages}。"
    parts = []
    for name, town in loans.townships.items():
        terms = [count_of(town.loans, "笔")]
        terms += [f"余额{money(town.outstanding, currency)}"] if town.outstanding is not None else []
        terms += [count_of(town.villages, "个村")] if town.villages is not None else []
        terms += [f"所属县为{town.county}"] if town.county is not None else []
        parts.append(f"{name}（{'，'.join(terms)}）")
    return f"各乡镇：{'、'.join(parts)}{scale}。未另行注明的，{villages}。"


def _size(loans: SyntheticLoans, currency: str) -> str:
    size = loans.size
    if isinstance(size, FixedSize):
        law = f"每笔贷款{money(size.amount, currency)}。"
    elif isinstance(size, MostlyAtCap):
        law = (
            f"{percent(size.share_at_cap)}的贷款达到最高限额{money(size.cap, currency)}，"
            f"其余在{money(size.smallest, currency)}与限额之间均匀分布。"
        )
    elif isinstance(size, UniformSize):
        law = f"单笔金额在{money(size.smallest, currency)}与{money(size.largest, currency)}之间均匀分布。"
    else:
        law = _lognormal(size, currency)
    if size.rescale_to is None:
        return law
    bound = f"，但单笔不超过{money(loans.add_on_cap, currency)}" if loans.add_on_cap is not None else ""
    return f"调整前：{law}再按乡镇将各笔金额乘以同一倍数，使余额合计与上报数一致{bound}。"


def _lognormal(size: LognormalSize, currency: str) -> str:
    cap = f"，最高{money(size.cap, currency)}" if size.cap is not None else ""
    spread = plain_number(size.coefficient_of_variation)
    return f"单笔金额服从对数正态分布，均值{money(size.mean, currency)}，标准差为均值的{spread}倍{cap}。"


def _product(name: str, product: Product, repaid: Collection[str]) -> str:
    subject = f"产品{name}（占贷款笔数的{percent(product.share)}）" if name else "贷款"
    subsidy = ""
    if product.interest_subsidy > 0.0:
        whole = "全额" if product.interest_subsidy == 1.0 else f"按利息的{percent(product.interest_subsidy)}"
        subsidy = f"；未逾期期间由政府{whole}贴息"
    due = dues_told(product, repaid)
    dues = f"，{every(due.interest)}付息一次" if due.interest else ""
    if due.instalments:
        dues += f"，{'分期还款的' if dues else ''}{every(due.instalments)}还款一次"
    return sentences(
        f"{subject}期限{count_of(product.term_months, '个月')}，年利率{percent(product.interest_rate)}"
        f"{dues}{subsidy}。",
        *calendar_words(product),
    )


def calendar_words(terms: RepaymentTerms) -> list[str]:
    """Seasonal instalments and credit lines of a product."""
    found = []
    if terms.instalment_months:
        months = and_list(month_name(month) for month in sorted(terms.instalment_months))
        found.append(f"按季节还款的，每年{months}的月末及到期时等额还款。")
    drawn = terms.drawn_share
    if drawn != 1.0 or terms.run_down_months > 1 or terms.credit_conversion_factor > 0.0:
        named = {month_name(month): share for month, share in enumerate(drawn, 1)} if isinstance(drawn, tuple) else {}
        share = percent(drawn) if isinstance(drawn, float) else shares(named, "")
        steps = f"，最后{count_of(terms.run_down_months, '个月')}等额压降" if terms.run_down_months > 1 else ""
        undrawn = (
            f"；违约前还会提用未用额度的{percent(terms.credit_conversion_factor)}"
            if terms.credit_conversion_factor > 0.0
            else ""
        )
        found.append(f"授信额度的使用比例：{share}{steps}{undrawn}。")
    return found


def tape_words(scenario: Scenario, loans: TapeLoans, book: LoanBook) -> str:
    """Loans read from a tape."""
    columns = "、".join(
        f"{COLUMN_WORDS[name]}取自`{column}`列" for name, column in loans.columns.model_dump(exclude_none=True).items()
    )
    blanks = "、".join(_blank(name, value) for name, value in loans.defaults.model_dump(exclude_none=True).items())
    ages = "贷款按各自日期起算。" if loans.opening_ages == "as_dated" else "所有贷款均自首月起算。"
    later = "首月之后发放的贷款计入当月新发放贷款。" if loans.rows == "all" else "只保留首月在册的贷款。"
    window = "".join(
        f"{word}{calendar_month(scenario.horizon.first_month, bound)}{end}"
        for word, bound, end in (("自", loans.made_from, "起"), ("至", loans.made_until, "止"))
        if bound is not None
    )
    unit = f"，金额乘以{plain_number(loans.amount_unit)}" if loans.amount_unit != 1.0 else ""
    unit += f"，利率乘以{plain_number(loans.rate_unit)}" if loans.rate_unit != 1.0 else ""
    encoding = "" if loans.encoding == "auto" else f"，编码为{loans.encoding}"
    return sentences(
        f"贷款取自台账{loans.file.written}{encoding}{unit}：{columns}。",
        f"台账未列的，取值为：{blanks}。",
        f"仅计入{window}发放的贷款。" if window else "",
        ages,
        later,
        f"读取台账时发现：{'；'.join(note_in(note, 'zh') for note in book.quality)}。" if book.quality else "",
    )


def _blank(name: str, value: object) -> str:
    """What stands in for a column."""
    words = SCHEDULE_WORDS if name == "repayment" else {}
    shown = "、".join(str(item) for item in value) if isinstance(value, tuple) else own_name(str(value))
    return f"{COLUMN_WORDS[name]}为{words.get(shown, shown)}"


def lending_words(scenario: Scenario, book: LoanBook) -> str:
    """New lending after the start."""
    lending = scenario.lending
    refill = "次月" if lending.refill_every_months == 1 else "在此后最近的第0、12、24……月"
    after = "代偿申请结算" if lending.refill_defaulted == "after_payment" else "违约"
    modes = {
        "run_off": "除这些贷款外不再放贷。" if book.new_lending.any() else "不再发放新贷款，现有贷款逐步收回。",
        "steady": f"还清的贷款{refill}由一笔同样的贷款接续，违约贷款在{after}之后接续。",
        "plan": f"按计划发放新贷款：{_plan(scenario)}。",
    }
    limit = lending.max_new_lending
    return sentences(
        modes[lending.mode],
        f"每月最多放贷{money(limit, scenario.currency)}，其余依次等候。" if limit is not None else "",
        _lines(scenario, book),
        "停贷期间，已核定的额度也不得再提用。" if lending.freeze_lines else "",
    )


def _lines(scenario: Scenario, book: LoanBook) -> str:
    """What a plan with credit lines approves, and what that lends."""
    lines, currency = planned_lines(scenario, book), scenario.currency
    if scenario.lending.mode != "plan" or lines.approved == 0.0:
        return ""
    return (
        f"计划对授信额度按核定额计：每月核定额度{money(lines.approved, currency)}，其中首次提用"
        f"{money(lines.drawn, currency)}（{percent(lines.drawn / lines.approved)}）；结果中只有已提用的部分计为放贷。"
    )


def _plan(scenario: Scenario) -> str:
    amounts, currency = scenario.lending.amount_per_month, scenario.currency
    if not isinstance(amounts, tuple):
        return f"每月{money(amounts or 0.0, currency)}"
    total, largest = money(sum(amounts), currency), money(max(amounts), currency)
    return f"{count_of(len(amounts), '个月')}共{total}，单月最多{largest}"
