"""What reading the loans showed, in Chinese (数据质量说明)."""

from __future__ import annotations

import re

from fundsim.languages import CURRENCIES_ZH, Language, Phrases, translated

NOTE = re.compile(r"(?P<rule>.+?): (?P<rows>[\d,]+)(?: \(first on line (?P<line>\d+)\))?(?:, (?P<action>.*))?")
COLUMN_WORDS = {
    "loan_id": "贷款编号",
    "principal": "本金",
    "balance": "余额",
    "interest_rate": "年利率",
    "term_months": "期限（月）",
    "made_on": "放款日期",
    "matures_on": "到期日期",
    "days_overdue": "逾期天数",
    "repayment": "还款方式",
    "grade": "等级",
    "industry": "产业",
    "township": "乡镇",
    "village": "村",
    "product": "产品",
    "pd": "违约概率",
    "lgd": "违约损失率",
    "guaranteed_share": "担保比例",
    "guaranteed_amount": "担保金额",
    "instalment_every_months": "还款间隔（月）",
    "instalment_months": "还款月份",
    "drawn_share": "额度使用比例",
    "run_down_months": "额度压降月数",
    "credit_conversion_factor": "信用转换系数",
    "interest_every_months": "付息间隔（月）",
    "interest_subsidy": "贴息比例",
}
"""Columns of a loan tape, and what stands in for them."""
# The first pattern that fits the whole phrase counts; keys of scenario files stay as they are written.
RULES: Phrases = (
    (r"(?P<column>\w+) is blank", r"\g<column>为空"),
    (r"(?P<column>\w+) is blank or 0", r"\g<column>为空或为0"),
    (r"(?P<column>\w+) is not in the tape", r"台账中没有\g<column>"),
    (r"(?P<column>\w+) is not a number", r"\g<column>不是数字"),
    (r"(?P<column>\w+) is not a date", r"\g<column>不是日期"),
    (r"(?P<column>\w+) is not a whole number from (\S+) to (\S+)", r"\g<column>不是\2至\3的整数"),
    (r"(?P<column>\w+) is outside \[0, 1\]", r"\g<column>不在0至1之间"),
    (r"(?P<column>\w+) is 0 or negative", r"\g<column>为0或负数"),
    (r"(?P<column>\w+) is negative", r"\g<column>为负数"),
    (r"(?P<column>\w+) is 0", r"\g<column>为0"),
    (r"(?P<column>\w+) is above (\S+)", r"\g<column>超过\2"),
    (r"(?P<column>\w+) is more than the whole loan", r"\g<column>超过贷款全额"),
    (r"(?P<column>\w+) has no effect", r"\g<column>不起作用"),
    (r"repayment is none of (.*)", r"还款方式不属于\1"),
    (r"repayment is seasonal", r"还款方式为seasonal（按季节还款）"),
    (r"made before `made_from` (.*)", r"发放时间早于`made_from` \1"),
    (r"made after `made_until` (.*)", r"发放时间晚于`made_until` \1"),
    (r"made after the last month of the horizon", r"发放时间晚于模拟期最后一个月"),
    (r"made after (.*)", r"发放时间晚于\1"),
    (r"term over before (\S+), but a balance and not overdue", r"期限在\1之前已满，但仍有余额且未逾期"),
    (r"term over before (\S+), counted from the month made", r"自发放当月起算，期限在\1之前已满"),
    (r"term over just before (\S+), but a balance", r"期限在\1前刚满，但仍有余额"),
    (r"balance of a credit line", r"授信额度的余额"),
    (r"balance is above the principal", r"余额高于本金"),
    (r"balance is off its schedule by more than 0.5 %", r"余额与还款计划相差超过0.5%"),
    (r"matures_on is before made_on", r"到期日期早于放款日期"),
    (r"matures_on is more than (\S+) months after made_on", r"到期日期在放款日期之后超过\1个月"),
    (r"days_overdue of a loan made in month 0 or later", r"首月或以后发放的贷款的逾期天数"),
    (r"days_overdue are more than since made_on", r"逾期天数超过发放以来的天数"),
    (r"days_overdue are fewer than since maturity", r"逾期天数少于到期以来的天数"),
    (r"loans overdue at the start", r"期初已逾期的贷款"),
    (r"loan_id stands in an earlier row", r"贷款编号与前面的行重复"),
    (r"loan_id stands in an earlier row with another principal or date", r"贷款编号与前面的行重复，但本金或日期不同"),
    (r"rows of sums \(合计, 小计\)", r"合计、小计行"),
    (r"rows of (.*)", r"\1的行数"),
    (r"rows above the column names", r"列名以上的行"),
    (r"rows with more or fewer fields than the header", r"字段数与表头不符的行"),
    (r"loans kept", r"保留的贷款"),
    (r"unusable rows whose principal can be read", r"无法使用但本金可读的行"),
    (r"loans to which `admission.minimum_grade` was not applied", r"未适用`admission.minimum_grade`的贷款"),
    (r"loans of a grade without `odds_by_grade` \((?P<names>.*)\)", r"等级未列入`odds_by_grade`的贷款（\g<names>）"),
    (r"names in the scenario that no loan has", r"情景文件中没有贷款与之对应的名称"),
    (r"loans of (.*), all at the add-on cap of (\S+)", r"\1的贷款全部达到单笔上限\2"),
    (r"months of `lending.amount_per_month` after the horizon", r"`lending.amount_per_month`中超出模拟期的月份"),
    (r"principals above the add-on cap after rescaling", r"调整后超过单笔上限的本金"),
    (r"opening loans after scaling by (\S+)", r"按\1缩放后的期初贷款"),
    (r"opening loans", r"期初贷款笔数"),
    (r"`loans.opening_ages: new`", r"`loans.opening_ages: new`"),
)
ACTIONS: Phrases = (
    (r"(\S+) \(there is no industry (`.*`)", r"\1（没有产业\2"),
    (r"(\S+) \(there is no grade (`.*`)", r"\1（没有等级\2"),
    (r"(\S+) \(there is no township (`.*`)", r"\1（没有乡镇\2"),
    (r"(\S+) \(there is no village (`.*`)", r"\1（没有村\2"),
    (r"(\S+) \(there is no product (`.*`)", r"\1（没有产品\2"),
    (r"known: (.*)\)", r"已有：\1）"),
    (r"and (\d+) more", r"另有\1项"),
    (r"dropped", r"已剔除"),
    (r"left out", r"已略去"),
    (r"skipped", r"已跳过"),
    (r"bounded", r"以上限为准"),
    (r"bounded at the whole loan", r"以贷款全额为限"),
    (r"took (\d+) months", r"取\1个月"),
    (r"took odds of 1", r"不作调整"),
    (r"took all", r"取“全部”"),
    (r"(`[\w.]+`) names another", r"可用\1写明其产业"),
    (r"took not stated", r"取“未注明”"),
    (r"took bullet", r"取到期一次还本"),
    (r"took equal_principal", r"取等额本金"),
    (r"took annuity", r"取等额本息"),
    (r"took credit_line", r"取授信额度"),
    (r"took ([^;]*)", r"取\1"),
    (r"a fraction is needed, 3.45 % is written 0.0345", r"应填小数，3.45%写作0.0345"),
    (r"a fraction is needed, 3.45 % is written 0.0345, or give (`[\w.]+`)", r"应填小数，3.45%写作0.0345，或给出\1"),
    (r"(`[\w.]+`) gives (?:none|no other)", r"\1未给出替代值"),
    (r"(`[\w.]+`) names no months", r"\1未指定月份"),
    (r"`loans.rows` is on_book", r"`loans.rows`为on_book"),
    (r"`recovery` does not ask for `share: tape`", r"`recovery`未采用`share: tape`"),
    (r"check (`[\w.]+`)", r"请核对\1"),
    (r"made in month 0", r"视为首月发放"),
    (r"([\d.]+) % of the principal of these and the loans kept", r"占这些行与保留贷款本金之和的\1%"),
    *((rf"([\d,]+) {code}", rf"\1{name}") for code, name in CURRENCIES_ZH.items()),
    (r"write YYYY-MM-DD or YYYY-MM", r"请写作YYYY-MM-DD或YYYY-MM"),
    (r"new lending of their month", r"作为当月新发放的贷款"),
    (r"nothing is owed in month 0", r"首月没有欠款"),
    (r"follows from principal and schedule", r"由本金和还款计划推算"),
    (r"has no effect: limit and `drawn_share` give it", r"不起作用：由额度和`drawn_share`决定"),
    (r"write 0 or leave it blank where nothing is due", r"没有逾期的请填0或留空"),
    (r"write the number of days, 0 where none is missed", r"请填天数，没有逾期的填0"),
    (r"are the columns exchanged\?", r"两列是否颠倒？"),
    (r"give `days_overdue`, or the date to which it was extended", r"请给出`days_overdue`，或展期后的到期日"),
    (
        r"map no `loan_id` if they are loans of their own; of numbers Excel keeps 15 digits",
        r"如为不同的贷款，请不要指明`loan_id`；Excel中的数字只保留15位",
    ),
    (r"have no effect", r"不起作用"),
    (r"counted from the month made", r"自发放当月起算"),
    (r"taken for extended until then", r"视为此前已展期"),
    (r"go on in arrears", r"继续逾期滚动"),
    (r"in default at once, as there is no `arrears` block", r"没有`arrears`，首月即违约"),
    (r"due in month 0", r"视为首月到期"),
    (r"no layer pays by it", r"没有分担方按其赔付"),
    (r"it is (.+)", r"其值为\1"),
    (r"write 到期还本, 等额本金, 等额本息 or 授信额度", r"请写作到期还本、等额本金、等额本息或授信额度"),
    (r"kept it: check that both are of the same loan", r"予以保留，请核对两者是否属于同一笔贷款"),
    (r"kept it, and restated the principal", r"保留余额，并相应调整本金"),
    (r"the first usable row is kept", r"保留第一条可用的记录"),
    (r"kept; duplicates among them cannot be seen", r"予以保留，其中的重复无法识别"),
    (r"a tape is taken as it is", r"台账按原样采用"),
    (r"(\S+) of them new lending of later months", r"其中\1笔为以后月份的新发放贷款"),
    (
        r"read as (\S+) as asked, but they look like utf-8: check the names",
        r"按要求以\1读取，但似乎是utf-8，请核对名称",
    ),
    (r"read as (.*)", r"按\1读取"),
    (r"which leaves the township (\S+) short of its reported outstanding (\S+)", r"该乡镇比上报的余额\2少\1"),
    (r"rescaled to the reported outstanding amounts", r"各笔金额已按上报余额调整"),
    (
        r"rescaled to the reported outstanding amounts, by (\S+) to ([^\s;]+)",
        r"各笔金额已按上报余额调整为原来的\1至\2倍",
    ),
    (
        r"the law of `loans.size` is far from them: check the unit of both \(yuan or 10,000 yuan\)",
        r"`loans.size`的分布与之相差很大：请核对两者的单位（元或万元）",
    ),
)


def note_in(note: str, lang: Language) -> str:
    """A note on the quality of data in a language.

    Parameters
    ----------
    note : str
        A line of ``in_words``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        What has no translation stays as it is: names and messages on keys of the scenario file.

    Examples
    --------
    >>> note_in("principal is blank: 12 (first on line 40), dropped", "zh")
    '本金为空：12（首见于第40行），已剔除'
    """
    found = NOTE.fullmatch(note)
    if lang == "en" or found is None:
        return note
    line = f"（首见于第{found['line']}行）" if found["line"] else ""
    action = f"，{translated_action(found['action'])}" if found["action"] else ""
    blanks = {"column": column_in_chinese, "names": lambda names: names.replace(", ", "、")}
    return f"{translated(found['rule'], RULES, blanks)}：{found['rows']}{line}{action}"


def column_in_chinese(name: str) -> str:
    """A column of a loan tape by its Chinese name; others as they are written."""
    return COLUMN_WORDS.get(name, name)


def translated_action(action: str) -> str:
    """What was done, and why, part by part; the whole first, as some contain the sign between parts."""
    whole = translated(action, ACTIONS)
    return whole if whole != action else "；".join(translated(part, ACTIONS) for part in action.split("; "))
