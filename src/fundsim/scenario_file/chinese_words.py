"""Keys, choices and numbers as county files write them, with what scenario files write instead: for remedies only."""

from __future__ import annotations

GOVERNMENT = (
    "政府", "财政", "县财政", "县政府", "县级财政", "财政局", "县财政局", "地方财政", "财政资金", "county",
    "county_budget", "county_government", "county_finance", "local_government", "state", "public", "treasury",
)  # fmt: skip
"""Payers that are the government, whichever part of it."""
BORROWERS = (
    "农户", "农民", "借款人", "贷户", "贷款户", "贷款农户", "借款农户", "养殖户", "种植户", "farmer", "farmers",
    "client",
)  # fmt: skip
"""Payers that are the borrower."""
KEYS: dict[str, str] = {
    "名称": "name", "标题": "name", "说明": "description", "备注": "description", "币种": "currency",
    "货币": "currency", "期限": "horizon term_months", "时间": "horizon", "模拟期": "horizon", "首月": "first_month",
    "开始月份": "first_month", "月数": "months", "月份": "months month", "贷款": "loans", "贷款期限": "term_months",
    "乡镇": "townships", "来源": "source sources", "数据来源": "source sources", "文件": "file", "列": "columns",
    "笔数": "loans", "贷款笔数": "loans", "户数": "loans", "贷款户数": "loans", "余额": "outstanding balance",
    "贷款余额": "outstanding balance", "村数": "villages", "行政村数": "villages", "县": "county", "规模": "size",
    "金额": "amount principal", "单笔金额": "amount", "上限": "cap limit", "限额": "limit cap", "分布": "law",
    "产品": "product products", "利率": "interest_rate rate", "年利率": "interest_rate", "贴息": "interest_subsidy",
    "财政贴息": "interest_subsidy", "还款方式": "repayment", "产业": "industries industry",
    "行业": "industries industry", "等级": "grades grade", "信用等级": "grades grade", "放款": "lending",
    "新增贷款": "lending", "方式": "mode", "准入": "admission", "最低等级": "minimum_grade",
    "信用村": "credit_villages", "违约概率": "default_probability", "违约率": "default_probability annual",
    "年违约率": "annual", "相关系数": "correlation", "资产相关系数": "correlation", "冲击": "shocks",
    "灾害": "shocks", "压力测试": "stress", "状态转换": "regimes", "价格周期": "price_cycles",
    "贷后管理": "monitoring", "恶意拖欠": "wilful_default", "逃废债": "wilful_default", "逾期": "arrears",
    "展期": "extension", "续贷": "renewal", "代偿": "claim", "代偿申请": "claim", "追偿": "recovery",
    "清收": "recovery", "分担层": "layers", "分担方": "layers",
    "承担方": "layers", "分担": "layers", "风险分担": "layers", "种类": "kind", "类型": "kind",
    "赔付比例": "pays", "分担比例": "pays", "承担比例": "pays", "比例": "pays share", "份额": "share",
    "免赔额": "deductible", "账户": "account", "层级": "level", "初始规模": "initial", "初始金额": "initial",
    "放大倍数": "leverage", "收益率": "yield", "拨款": "inflows", "财政拨款": "inflows", "计提": "provision",
    "补充": "top_up", "保费": "price", "费率": "rate", "保险费率": "rate", "缴费人": "paid_by", "付款人": "paid_by",
    "熔断": "breakers", "熔断机制": "breakers", "管理措施": "levers", "报告": "report", "抽样": "sampling",
    "到期还本": "bullet", "到期一次还本": "bullet", "等额本金": "equal_principal", "等额本息": "annuity",
    "按季节还款": "seasonal", "授信额度": "credit_line", "循环授信": "credit_line",
    "银行": "bank", **dict.fromkeys(GOVERNMENT, "government"), **dict.fromkeys(BORROWERS, "borrower"),
}  # fmt: skip
"""Terms of the field with the last words of the keys that they can mean, parted by blanks."""

CHOICES: dict[str, str] = {
    "保险": "insurance", "保险公司": "insurance", "贷款保证保险": "insurance", "担保": "guarantee",
    "融资担保": "guarantee", "担保公司": "guarantee", "资金池": "pool", "风险准备金": "pool", "基金": "fund",
    "风险补偿基金": "fund", "风险补偿金": "fund", "预算": "budget", "财政预算": "budget", "银行": "bank",
    **dict.fromkeys(GOVERNMENT, "government budget"), **dict.fromkeys(BORROWERS, "borrower"),
    "人民币": "CNY", "元": "CNY", "人民币元": "CNY", "省": "province", "全省": "province", "县": "county",
    "全县": "county", "乡镇": "township", "乡": "township", "镇": "township", "村": "village", "产业": "industry",
    "索赔": "claim", "剩余": "remaining", "按月": "monthly", "按年": "yearly", "每月": "monthly", "每年": "yearly",
    "台账": "tape", "贷款台账": "tape", "固定": "fixed", "均匀": "uniform", "对数正态": "lognormal",
    "逾期率": "overdue_ratio", "不良率": "npl_ratio", "不良贷款率": "npl_ratio", "赔付率": "loss_ratio",
    "基金使用率": "fund_usage", "停止放贷": "stop_new_lending", "停止新增贷款": "stop_new_lending",
    "保险退出": "insurer_exit", "退出": "insurer_exit",
    "保险公司退出": "insurer_exit", "到期还本": "bullet", "到期一次还本": "bullet", "等额本金": "equal_principal",
    "等额本息": "annuity", "授信额度": "credit_line", "全部": "all", "本金": "principal",
    "本金和利息": "principal_and_interest", "本息": "principal_and_interest", "保费": "premium",
    "放款额": "lending", "贷款余额": "outstanding", "余额": "outstanding",
}  # fmt: skip
"""What choices are called in Chinese, with the words that scenario files know for them, parted by blanks."""

DIGITS = "零一二三四五六七八九"


def number_of(text: str) -> int | None:
    """A whole number below 100 that is written in Chinese; None for other texts.

    Examples
    --------
    >>> [number_of(text) for text in ("三", "两", "十", "十二", "二十", "三十六", "百")]
    [3, 2, 10, 12, 20, 36, None]
    """
    text = text.replace("两", "二")
    tens, ten, ones = text.rpartition("十")
    if not all(len(part) <= 1 and part in DIGITS for part in (tens, ones)) or not text:
        return None
    if not ten:
        return DIGITS.index(ones)
    return 10 * (DIGITS.index(tens) if tens else 1) + (DIGITS.index(ones) if ones else 0)


def key_meant(word: str, known: list[str]) -> str:
    """The known key that a Chinese term means; empty where it means none.

    Examples
    --------
    >>> key_meant("期限", ["term_months", "share"]), key_meant("期限", ["pays"])
    ('term_months', '')
    """
    return next((key for key in KEYS.get(word, "").split() if key in known), "")


def choice_meant(word: str, words: list[str]) -> str:
    """The word of a choice that a Chinese one means; empty where it means none.

    Examples
    --------
    >>> choice_meant("财政", ["government", "bank"]), choice_meant("财政", ["fund", "budget"])
    ('government', 'budget')
    """
    return next((choice for choice in CHOICES.get(word, "").split() if choice in words), "")
