"""Words on charts and in tables, English and Chinese side by side."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "zh"]

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
    "months": ("{n} months", "{n}个月"),
    "years": ("{n} years", "{n}年"),
    # decisions
    "difference": ("difference", "差异"),
    "within_noise": ("within noise", "在误差范围内"),
    "same": ("the same on every path", "各路径均相同"),
    "alike": ("all designs alike", "各方案相同"),
    "unit_years": ("years", "年"),
    "compare_claims": ("Claims over {horizon} [{unit}]", "{horizon}索赔总额 [{unit}]"),
    "compare_government_cost": ("Cost to government over {horizon} [{unit}]", "{horizon}政府成本（现值） [{unit}]"),
    "compare_bank_loss": ("Bank loss after recovery over {horizon} [{unit}]", "{horizon}银行净损失 [{unit}]"),
    "compare_y": ("P(more than x) [%]", "超过x的概率 [%]"),
    "compare_title": ("How the designs are distributed", "各方案的分布"),
    "differences_title": ("Difference to {first}", "与{first}之差"),
    "differences_x": ("Difference with 95 % interval [% of the first design]", "差异及95%置信区间 [占首个方案的%]"),
    "noise_legend": ("hollow: within noise", "空心：在误差范围内"),
    "size_title": ("Probability that the fund runs short, by its size", "基金规模与基金不足概率"),
    "size_x": ("Opening amount of the fund [{unit}]", "基金初始规模 [{unit}]"),
    "size_y": ("P(some claim is not paid) [%]", "索赔未能全额赔付的概率 [%]"),
    "size_line": ("within {horizon}", "{horizon}内"),
    "size_target": ("target {target}: {answer}", "目标{target}：{answer}"),
    "sensitivity_title": ("Fund for {target} within {horizon}", "{horizon}、{target}所需基金"),
    "sensitivity_x": ("Smallest fund with 95 % interval [{unit}]", "所需最小基金及95%置信区间 [{unit}]"),
    "as_it_is": ("as it is", "原方案"),
    "horizon": ("horizon", "期限"),
    "solvency": ("solvency", "偿付概率"),
    "smallest_fund": ("smallest fund", "所需最小基金"),
    "leverage": ("leverage", "放大倍数"),
    "budget_mean": ("budget a year, mean", "年度预算均值"),
    "budget_quantile_95": ("95 % quantile", "95%分位"),
    "sensitivity_head": ("If the assumptions are a little off:", "若假设略有偏差："),
    "method_capital": (
        "Found from the required capital of each path: exact but for the number of paths.",
        "方法：逐路径计算所需资本，除路径数造成的误差外是精确的。",
    ),
    "method_replay": (
        "Found by replaying sizes on the same random numbers, because {reasons}.",
        "方法：用相同随机数逐一模拟各规模，原因：{reasons}",
    ),
    "too_few": (
        "∞: no size is enough, or {paths} paths are too few to bound the answer; ask for more --paths.",
        "∞：任何规模都不够，或{paths}条路径不足以给出上限；请增加 --paths。",
    ),
    "solve_from": ("{target} solvency is met from {lever} = {value} on", "{lever}达到{value}后偿付概率达到{target}"),
    "solve_up to": ("{target} solvency is met up to {lever} = {value}", "{lever}不超过{value}时偿付概率达到{target}"),
    "solve_everywhere": (
        "{target} solvency is met wherever {lever} lies between {low} and {high}",
        "{lever}在{low}至{high}之间偿付概率均达到{target}",
    ),
    "solve_nowhere": (
        "{target} solvency is met nowhere for {lever} between {low} and {high}",
        "{lever}在{low}至{high}之间偿付概率均达不到{target}",
    ),
    "solve_method": (
        "Found by replaying {n} values on the same random numbers.",
        "方法：用相同随机数逐一模拟{n}个取值。",
    ),
    "solve_inconsistent": (
        "Solvency does not rise or fall steadily with {lever}: look at the values tried before relying on this.",
        "偿付概率并非随{lever}单调变化：使用此结果前请查看各取值的模拟结果。",
    ),
    "solve_x": ("{lever}", "{lever}"),
    "solve_y": ("Solvency [%]", "偿付概率 [%]"),
    "solve_title": ("Solvency by {lever}", "偿付概率与{lever}"),
    "common_budget": ("Budget (mean present value): {amount}", "预算（平均现值）：{amount}"),
    "scaled": ("{design}: {lever} = {value}", "{design}：{lever} = {value}"),
    "taken_as_it_is": ("{design}: as it is", "{design}：按原方案"),
    "frontier_title": ("Cost and solvency of the designs", "各方案的成本与偿付能力"),
    "frontier_x": ("Mean cost to government over {horizon} [{unit}]", "{horizon}政府平均成本（现值） [{unit}]"),
    "frontier_y": ("P(ruin) [%]", "基金不足概率 [%]"),
    "efficient": ("not beaten by another design", "有效前沿"),
    "beaten": ("beaten on cost and solvency", "被其他方案占优"),
    "cost": ("cost", "成本"),
    "ruin": ("ruin", "不足概率"),
    "beaten_count": (
        "{n} of {all} designs are on the frontier; the others cost more, or fail more often, than one of them.",
        "{all}个方案中有{n}个位于前沿；其余方案至少在成本或偿付能力上被占优。",
    ),
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
    "survival_size": ("Fund {size}: {share}", "基金{size}：{share}"),
    "wilson": ("95 % interval (Wilson)", "95%置信区间（Wilson）"),
    # who pays
    "pays_title": ("Who pays in the end", "损失最终由谁承担"),
    "pays_y": ("Share of claims [%], with 95 % interval", "占索赔额的比重 [%]（附95%置信区间）"),
    "pays_mean": ("Mean year", "平均年份"),
    "pays_worst": ("Worst 1 % of paths", "最差1%路径"),
    "a_year": ("{amount}\na year", "每年{amount}"),
    "recovered": ("recovered from borrowers", "已向借款人追回"),
    "recovery_due": ("recoveries still due", "尚待追回"),
    # printed summary
    "run": (
        "Paths: {paths}; horizon: {horizon} from {start}; seed: {seed}",
        "路径数：{paths}；期限：自{start}起{horizon}；随机种子：{seed}",
    ),
    "estimate": ("estimate", "估计值"),
    "interval_95": ("95 % interval", "95%置信区间"),
    "fund_of": ("Fund of {size}", "基金初始规模{size}"),
    "unit_months": ("months", "个月"),
    "unit_loans": ("loans", "笔"),
    # payers
    "insurance": ("insurance", "贷款保证保险"),
    "guarantee": ("guarantor", "融资担保"),
    "pool": ("reserve pool", "风险准备金池"),
    "fund": ("risk compensation fund", "风险补偿基金"),
    "budget": ("government budget", "财政预算"),
    "bank": ("bank", "银行"),
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


def horizon_text(months: int, lang: Language) -> str:
    """A number of months in words.

    Examples
    --------
    >>> horizon_text(120, "en"), horizon_text(18, "zh")
    ('10 years', '18个月')
    """
    if months % 12 == 0 and months > 12:
        return text("years", lang, n=months // 12)
    return text("months", lang, n=months)
