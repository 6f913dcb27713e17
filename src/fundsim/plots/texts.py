"""Words on charts and in tables, English and Chinese side by side."""

from __future__ import annotations

from fundsim.languages import Language
from fundsim.plots.caption_texts import CAPTIONS
from fundsim.plots.need_texts import NEEDS
from fundsim.plots.printed_texts import PRINTED

__all__ = ["CASES_ZH", "TEXTS", "Language", "case_text", "horizon_text", "text"]
CASES_ZH = {
    "PD": "违约概率",
    "claim amounts": "索赔金额",
    "number of claims": "索赔笔数",
    "ρ county": "相关系数ρ（县）",
    "ρ township": "相关系数ρ（乡镇）",
    "ρ industry": "相关系数ρ（产业）",
    "ρ province": "相关系数ρ（省）",
    "ρ village": "相关系数ρ（村）",
}
"""What a case of the sensitivity changes, in Chinese."""

TEXTS: dict[str, tuple[str, str]] = {
    # frame
    "footer": (
        "{title} · paths {paths} · seed {seed} · fundsim {version}",
        "{title} · 路径数 {paths} · 随机种子 {seed} · fundsim {version}",
    ),
    "calendar": ("Calendar month", "年月"),
    "year": ("Year (ticks: January)", "年份（刻度为1月）"),
    "no_fund": ("This programme has no fund of its own.", "本方案未设基金。"),
    "no_claims": ("No claim was settled on any path.", "所有路径均无已结算索赔。"),
    "interval": ("Estimate (95 % interval)", "估计值（95%置信区间）"),
    "of_size": ("{title}, opening fund {size}", "{title}（初始规模{size}）"),
    "one_month": ("{n} month", "{n}个月"),
    "months": ("{n} months", "{n}个月"),
    "years": ("{n} years", "{n}年"),
    # loss distribution
    "loss": ("Claims over the horizon", "索赔总额分布"),
    "loss_title": ("Claims over {horizon}", "{horizon}索赔总额分布"),
    "loss_x": ("Claims settled [% of opening loans]", "已结算索赔额 [占期初贷款余额的%]"),
    "loss_x_money": ("Claims settled [{unit}]", "已结算索赔额 [{unit}]"),
    "loss_y": ("Paths [%]", "路径占比 [%]"),
    "mean": ("Mean", "均值"),
    "var": ("Value at risk {level} %", "{level}%风险价值（VaR）"),
    "es": ("Expected shortfall {level} %", "{level}%预期短缺（ES）"),
    "tail": ("Tail: P(claims > x) [%]", "尾部：P(索赔额>x) [%]"),
    # balance fan
    "balance_title": ("Balance of the fund", "基金余额"),
    "balance_y": ("Balance at month end [{unit}]", "月末余额 [{unit}]"),
    "balance_share": ("of the opening amount [%]", "占初始规模 [%]"),
    "band": ("{low}–{high} % of paths", "{low}–{high}%分位区间"),
    "median": ("Median", "中位数"),
    "ruin_unpaid_claim": (
        "Paths with an unpaid claim on the fund within {horizon}: {share}",
        "{horizon}内基金不足以赔付的路径占比：{share}",
    ),
    "ruin_empty": (
        "Paths with an empty fund within {horizon}: {share}",
        "{horizon}内基金耗尽的路径占比：{share}",
    ),
    "ruin_below_ratio": (
        "Paths with the fund below its floor within {horizon}: {share}",
        "{horizon}内基金低于下限的路径占比：{share}",
    ),
    # survival
    "survival_title": ("Survival of the fund", "基金存续概率"),
    "survival_y_unpaid_claim": (
        "P(every claim on the fund paid so far) [%]",
        "截至当月索赔全部赔付的概率 [%]",
    ),
    "survival_y_empty": ("P(fund never empty so far) [%]", "截至当月基金从未耗尽的概率 [%]"),
    "survival_y_below_ratio": (
        "P(fund never below its floor so far) [%]",
        "截至当月基金从未低于下限的概率 [%]",
    ),
    "survival_line": ("after {horizon}: {share}", "{horizon}后：{share}"),
    "survival_size": ("{name}: {share}", "{name}：{share}"),
    "wilson": ("95 % interval (Wilson)", "95%置信区间（Wilson）"),
    # who pays
    "pays_title": ("Who pays in the end", "损失最终由谁承担"),
    "pays_y": ("Share of claims [%], with 95 % interval", "占索赔额的比重 [%]（附95%置信区间）"),
    "pays_mean": ("Mean year", "平均年份"),
    "pays_worst": ("Worst 1 % of paths", "最差1%路径"),
    "a_year": ("{amount}\na year", "每年{amount}"),
    "recovered": ("recovered from borrowers", "已向借款人追回"),
    "recovery_due": ("recoveries still due", "尚待追回"),
    # exceedance
    "exceedance_title_claims": (
        "How likely claims over {horizon} exceed an amount",
        "{horizon}索赔总额超过某一金额的概率",
    ),
    "exceedance_title_government_cost": (
        "How likely the cost to government over {horizon} exceeds an amount",
        "{horizon}政府成本超过某一金额的概率",
    ),
    "exceedance_title_bank_loss": (
        "How likely the bank's loss over {horizon} exceeds an amount",
        "{horizon}银行净损失超过某一金额的概率",
    ),
    "exceedance_x_government_cost": ("Cost to government, present value [{unit}]", "政府成本现值 [{unit}]"),
    "exceedance_x_bank_loss": ("Bank loss after recovery [{unit}]", "银行净损失 [{unit}]"),
    "exceedance_y": ("P(more than x) [%], log scale", "超过x的概率 [%]，对数刻度"),
    "fund_of_size": ("Fund {size}", "基金{size}"),
    # overdue
    "overdue_title": ("Overdue and non-performing loans", "逾期贷款与不良贷款"),
    "ratio_y": ("Share of the balance [%]", "占贷款余额 [%]"),
    "overdue_range": ("overdue, 5–95 % of paths", "逾期率5–95%分位区间"),
    "overdue_ratio_line": ("overdue, NPL included", "逾期率（含不良）"),
    "npl_ratio_line": ("non-performing (NPL)", "不良率"),
    "npl_forborne_ratio_line": ("NPL and forborne", "不良及展期率"),
    "forborne_gap": ("forborne: the gap", "展期贷款（差额）"),
    "mean_interval": ("Mean (95 % interval)", "均值（95%置信区间）"),
    # vintages
    "vintages_title": ("Vintage curves", "放款年度累计违约曲线"),
    "vintages_x": ("Months since disbursement (opening stock: since the start)", "放款后月数（期初存量自起始月计）"),
    "vintages_y": ("Loans in default so far [% of loans made]", "累计违约率 [占放款笔数的%]"),
    "vintages_legend": ("Account year of disbursement (95 % interval)", "放款年度（95%置信区间）"),
    "opening_stock": ("opening stock", "期初存量"),
    "no_vintages": ("No cohort of loans can be followed for half a year.", "没有可观察半年以上的放款年度。"),
    # townships
    "townships_title": ("Claims by township", "各乡镇索赔水平"),
    "townships_x": ("Claims a year [% of the township's opening loans]", "年均索赔额 [占该乡镇期初贷款余额的%]"),
    "townships_x_money": ("Claims a year [{unit}]", "年均索赔额 [{unit}]"),
    "path_range": ("{low}–{high} % of paths", "{low}–{high}%分位区间"),
    "dot_size": ("area: opening loans (largest {amount})", "圆点面积：期初贷款余额（最大{amount}）"),
    "townships_of": (
        "the {shown} of {all} townships with the largest claims",
        "索赔水平最高的{shown}个乡镇（共{all}个）",
    ),
    # breakers
    "breakers_title": ("Limits reached and lending stopped", "限额触顶与停贷"),
    "breakers_y": ("Paths [%]", "路径占比 [%]"),
    "lending_stopped": ("lending stopped somewhere", "有停贷的路径"),
    "limit_of": ("limit reached in the year: {layer}", "当年限额触顶：{layer}"),
    "lending_lost": (
        "Lending refused by breakers: {share} of what was asked for; 95 % intervals (Wilson)",
        "熔断减少的放款占申请额的{share}；95%置信区间（Wilson）",
    ),
    "no_breakers": (
        "No limit was reached and lending was never stopped on any path.",
        "所有路径均未触及限额，也未停贷。",
    ),
    # one bad year
    "bad_year_title": ("One bad year: mean of the worst 1 % of years", "一个坏年份：最差1%年份的均值"),
    "bad_part_title": (
        "One bad account year (none has all twelve months): mean of the worst 1 %",
        "一个坏年份（各会计年度均不足12个月）：最差1%的均值",
    ),
    "bad_year_y": ("Amount of the year [{unit}], with 95 % interval", "当年金额 [{unit}]（附95%置信区间）"),
    "claims_of_year": ("Claims paid", "当年赔付的索赔"),
    "public_payers": ("fund and budget", "基金和财政预算"),
    "public_pays": ("Paid by {payers}", "{payers}赔付"),
    "recovered_by_fund": ("Recovered by the fund", "基金追回"),
    "public_net": ("Less what is recovered", "扣除追回后"),
    # convergence
    "convergence_title": ("How the tail estimate settles", "尾部估计的收敛"),
    "paths_x": ("Number of paths, log scale", "路径数（对数刻度）"),
    "convergence_last": ("{level} % value at risk of claims: {amount}", "索赔总额的{level}%风险价值：{amount}"),
    "few_paths": ("20 paths or fewer: nothing to show.", "路径不超过20条，无法绘制。"),
    # reconciliation
    "reconciliation_title": ("Account of the fund, means over paths", "基金年度账户（路径均值）"),
    "reconciliation_unit": ("[{unit}]\n± 95 % interval", "[{unit}]\n±95%置信区间"),
    "total": ("total", "合计"),
    "line_opening": ("opening balance", "期初余额"),
    "line_appropriation": ("+ appropriation", "+ 财政拨款"),
    "line_provision": ("+ contributions", "+ 银行等计提"),
    "line_premium": ("+ premiums and fees", "+ 保费收入"),
    "line_top_up": ("+ top-up", "+ 补充资金"),
    "line_interest": ("+ interest", "+ 利息收入"),
    "line_payments": ("− payments", "− 代偿支出"),
    "line_recoveries": ("+ recoveries", "+ 追偿收入"),
    "line_returned": ("− returned", "− 退还出资人"),
    "line_closing": ("closing balance", "期末余额"),
    # stress
    "stress_title": ("Mean and bad outcomes", "平均结果与不利结果"),
    "design": ("Design", "方案"),
    "paths_of": ("Paths\n(by claims)", "路径\n（按索赔额）"),
    "stress_mean": ("all", "全部"),
    "stress_worst_10": ("worst 10 %", "最差10%"),
    "stress_worst_1": ("worst 1 %", "最差1%"),
    "stress_default_rate": ("Loans that default\n[{unit}]", "违约率\n[{unit}]"),
    "stress_claims_a_year": ("Claims a year\n[{unit}]", "年均索赔额\n[{unit}]"),
    "stress_fund_left": ("Fund left at the end\n[{unit} of opening]", "期末基金\n[占初始的{unit}]"),
    "stress_years_below": ("Years that end below opening\n[{unit}]", "年末低于初始\n[{unit}]"),
    "stress_bank_loss": ("Bank loss,\nall years\n[{unit}]", "银行净损失\n（模拟期）\n[{unit}]"),
    "stress_loss_ratio": ("Insurers' loss ratio\n[{unit}]", "保险赔付率\n[{unit}]"),
    # frontier
    "frontier_title": ("What safety costs", "成本与安全的取舍"),
    "other_assumptions": ("{n} more sets of assumptions", "另有{n}组假设"),
    "beaten": ("beaten by another design", "劣于其他方案"),
    "nothing_chosen": (
        "Nothing to choose: each scenario has assumptions of its own.",
        "各情景的假设均不相同，没有可比较的方案。",
    ),
    "frontier_line": ("no other design is better in both", "有效前沿"),
    "cost_x": ("Government cost a year [% of opening loans]", "政府年均成本现值 [占期初贷款余额的%]"),
    "cost_x_money": ("Government cost a year [{unit}]", "政府年均成本现值 [{unit}]"),
    "ruin_y": ("P(fund ruined within {horizon}) [%]", "{horizon}内基金不足概率 [%]"),
    # sizing
    "sizing_title": ("How large the fund must be", "基金规模与不足概率"),
    "sizing_y": ("P(fund ruined) [%], log scale", "基金不足概率 [%]，对数刻度"),
    "size_x": ("Opening fund [% of opening loans]", "基金初始规模 [占期初贷款余额的%]"),
    "size_x_money": ("Opening fund [{unit}]", "基金初始规模 [{unit}]"),
    "leverage_x": ("Fund : loans", "基金：贷款"),
    "within": ("within {horizon}", "{horizon}内"),
    "upper_bound": ("no path ruined: upper bound", "无路径不足：区间上限"),
    "needed": ("for {solvency} %: {size}", "{solvency}%安全度：{size}"),
    "over_draws_90": ("nine in ten draws of the parameters", "参数抽样中间90%的范围"),
    # tornado
    "tornado_title": ("Which of the assumptions varied matters most", "所试假设中哪项影响最大"),
    "tornado_x": (
        "Fund needed to survive {horizon} with {solvency} % [{unit}]",
        "以{solvency}%概率存续{horizon}所需基金 [{unit}]",
    ),
    "varied_pd": ("default probability", "违约概率"),
    "varied_correlation": ("correlation, {level}", "相关系数（{level}）"),
    "level_province": ("province", "省"),
    "level_county": ("county", "县"),
    "level_industry": ("industry", "行业"),
    "level_township": ("township", "乡镇"),
    "level_village": ("village", "村"),
    "tornado_base": ("As assumed: {amount}", "基准：{amount}"),
    "tornado_mean": ("Mean of all scenarios: {amount}", "所有情景均值：{amount}"),
    "low_value": ("low value", "取低值"),
    "high_value": ("high value", "取高值"),
    # heat map and panels of a sweep
    "of_variant": ("Scenario: {name}", "情景：{name}"),
    "mean_over": ("Mean over: {names}", "对以下参数取均值：{names}"),
    "contour": ("1 % contour", "1%等值线"),
    "sweep_title": ("What each parameter does", "各参数的影响"),
    "one_scenario": ("one scenario, 95 % interval", "单个情景（95%置信区间）"),
    "mean_of_scenarios": ("mean over the other parameters", "对其他参数取均值"),
    "no_size_found": ("No size is enough.", "没有足够的规模。"),
    "nothing_swept": ("No parameter differs between the scenarios.", "各情景的参数相同。"),
    # differences
    "no_difference_title": ("Differences between designs", "方案之间的差异"),
    "no_difference": ("The designs do not differ on any path.", "各方案在所有路径上均无差异。"),
    "paired_title": ("Difference to: {design}", "与“{design}”之差"),
    # payers
    "insurance": ("insurance", "贷款保证保险"),
    "guarantee": ("guarantor", "融资担保"),
    "pool": ("reserve pool", "风险准备金池"),
    "fund": ("risk compensation fund", "风险补偿基金"),
    "budget": ("government budget", "财政预算"),
    "bank": ("bank", "银行"),
    **CAPTIONS,
    **NEEDS,
    **PRINTED,
}


def text(key: str, lang: Language, **values: object) -> str:
    """A text in a language, with its blanks filled in.

    Parameters
    ----------
    key : str
        Name in ``TEXTS``.
    lang : {"en", "zh"}
        English or Chinese.
    **values : object
        What goes into the blanks.

    Returns
    -------
    str
        The text.

    Raises
    ------
    ValueError
        The language is not known.

    Examples
    --------
    >>> text("pays_mean", "en"), text("years", "zh", n=10)
    ('Mean year', '10年')
    """
    if lang not in ("en", "zh"):
        raise ValueError(f"lang: {lang!r} is not a language of fundsim; allowed: 'en', 'zh'")
    return TEXTS[key][lang == "zh"].format(**values)


def case_text(case: str, lang: Language) -> str:
    """A case of the sensitivity in words; its numbers stay.

    Examples
    --------
    >>> case_text("claim amounts +20 %", "zh"), case_text("PD +20 %", "en")
    ('索赔金额 +20 %', 'PD +20 %')
    """
    for name, chinese in CASES_ZH.items():
        if lang == "zh" and case.startswith(name):
            return chinese + case.removeprefix(name)
    return case


def horizon_text(months: int, lang: Language) -> str:
    """A number of months in words.

    Examples
    --------
    >>> horizon_text(120, "en"), horizon_text(18, "zh")
    ('10 years', '18个月')
    """
    if months % 12 == 0 and months > 12:
        return text("years", lang, n=months // 12)
    return text("months" if months > 1 else "one_month", lang, n=months)
