"""Words of reports, English and Chinese side by side."""

from __future__ import annotations

from fundsim.languages import Language
from fundsim.report.table_texts import TABLE_TEXTS

REPORT_TEXTS: dict[str, tuple[str, str]] = {
    **TABLE_TEXTS,
    "report": ("Report", "报告"),
    "contents": ("Contents", "目录"),
    "figure": ("Figure", "图"),
    "table": ("Table", "表"),
    "titled": ("{title}. {caption}", "{title}。{caption}"),
    "more_rows": (
        "The first {shown} of {all} rows; the workbook has all of them.",
        "此处为前{shown}行，共{all}行；全部内容见工作簿。",
    ),
    "empty_columns": (
        "Not shown, as nothing in every year: {names}; the workbook has them.",
        "各年均为0的项目未列出：{names}（见工作簿）。",
    ),
    "scroll": ("{name}, can be scrolled", "{name}（可滚动）"),
    "subtitle": (
        "What a simulation of the programme says, with what it assumes. All intervals are 95 % intervals.",
        "对该方案的模拟结果及其假设。所有区间均为95%置信区间。",
    ),
    # kinds of results
    "kind_run": ("run", "模拟"),
    "kind_sizes": ("run with several fund sizes", "多种基金规模的模拟"),
    "kind_compare": ("comparison", "方案比较"),
    "kind_size": ("search for the fund's size", "基金规模测算"),
    "kind_solve": ("value that meets a target", "反向测算"),
    "kind_sweep": ("sweep", "参数扫描"),
    "labelled": ("{label}: {words}", "{label}：{words}"),
    # headings
    "summary": ("Summary", "摘要"),
    "design": ("Design and assumptions", "方案设计与假设"),
    "losses": ("Losses", "损失"),
    "who_pays": ("Who pays", "由谁承担"),
    "solvency": ("Solvency of the fund", "基金偿付能力"),
    "stress": ("Bad outcomes", "不利结果"),
    "townships": ("Townships", "乡镇"),
    "sensitivity": ("Sensitivity and alternatives", "敏感性与备选方案"),
    "method": ("Method and errors", "方法与误差"),
    "glossary": ("Glossary", "术语表"),
    "provenance": ("Provenance", "结果来源"),
    # summary
    "key_figures": ("Key figures", "主要指标"),
    "caution_model": (
        "This is a simulation and no forecast: it says what follows if the assumptions hold.",
        "这是模拟，不是预测：只说明在假设成立时会出现的结果。",
    ),
    "caution_assumed": (
        "Of {all} numbers that went in, {weak} are assumed, quoted from memory or set by hand, and {none} are defaults "
        "of fundsim or have no source; they are marked in the table of assumptions.",
        "输入的{all}个数字中，{weak}个为假设、凭记忆引用或人工设定，{none}个为程序默认值或无来源；均在假设表中标出。",
    ),
    "caution_dropped": (
        "{dropped} of {all} loans of the tape could not be used and are not in these results{others}; the chapter on "
        "design says why.",
        "贷款台账中{all}笔贷款有{dropped}笔无法使用，未计入结果{others}；原因见“方案设计与假设”一章。",
    ),
    "caution_others": (
        ", nor are {others} others whose term was over, that belong to another time or that stand twice",
        "；另有{others}笔期限已满、不属于模拟期间或重复登记，也未计入",
    ),
    "data_quality": ("What reading the loans showed", "贷款数据的读取情况"),
    "note": ("Note", "说明"),
    "caution_interval": (
        "Intervals say how far chance in a simulation of {paths} paths can mislead. They do not cover errors in the "
        "assumptions, which can be much larger.",
        "区间只反映{paths}条模拟路径的抽样误差，不包括假设本身的误差，后者可能大得多。",
    ),
    "caution_portfolio": (
        "The loans are made up once, from the seed, and are the same on all paths. Another seed makes up other loans, "
        "and moves the figures by more than their intervals say, those of single townships most of all; with "
        "`loans.redraw_portfolio: true` the intervals count that, too.",
        "贷款组合由随机种子虚拟生成一次，各路径相同。换一个种子会生成另一组贷款，结果的变动可能大于所示区间，单个乡镇的数字尤其如此；"
        "设`loans.redraw_portfolio: true`可将这一因素计入区间。",
    ),
    "caution_few": (
        "With {paths} paths the figures on rare events are rough; simulate more before money depends on them.",
        "只有{paths}条路径，罕见事件的指标较为粗略；用于资金决策之前应增加路径数。",
    ),
    "caution_importance": (
        "The paths were drawn by importance sampling. Tables of headline figures weigh all of them; sentences, charts "
        "and other tables count only the {usual} that were drawn as usual, so they may differ within their intervals.",
        "路径采用重要性抽样。主要指标表对全部路径加权；文字、图表和其他表格只计其中按常规抽取的{usual}条，"
        "因此各处数值可能在置信区间内有所不同。",
    ),
    "caution_repeated": (
        "The paths were drawn by {method} sampling in several independent repetitions, from whose scatter errors are "
        "taken.",
        "路径采用{method}抽样，分若干次独立重复，误差取自各次之间的差异。",
    ),
    "caution_study": (
        "Charts and tables take the {keys} uncertain parameters at their means. Drawn {draws} times, they contribute "
        "{share} of the variance of the claims; chance does the rest.",
        "图表中{keys}个不确定参数均取其均值。抽取{draws}次的结果表明，应代偿总额的方差有{share}来自参数不确定性，其余来自随机性。",
    ),
    "caution_scenarios": (
        "The scenarios of this {kind} are not kept with its results in full, so some of their assumptions are "
        "missing here.",
        "该{kind}结果未完整保存其情景文件，此处缺少部分假设。",
    ),
    # design
    "terms": ("Terms of the programme", "方案要点"),
    "term": ("Term", "项目"),
    "value": ("Value", "取值"),
    "horizon": ("Time simulated", "模拟期"),
    "horizon_from": ("{horizon} from {start}", "自{start}起{horizon}"),
    "opening_loans": ("Loans at the start", "期初贷款余额"),
    "accounts_table": (
        "Accounts of all payers with money of their own, means over paths",
        "各分担方账户收支（路径均值）",
    ),
    "total_paid_in": ("Paid in, opening amount included", "缴入（含期初）"),
    "total_interest": ("Interest", "利息"),
    "total_recoveries": ("Recoveries", "追偿收入"),
    "total_payments": ("Payments on claims", "代偿支出"),
    "total_returned": ("Returned to those who paid in", "退还出资人"),
    "total_closing": ("Left at the end", "期末余额"),
    "troubled": ("What became of loans in trouble", "还款困难贷款处置情况"),
    "what_happened": ("What happened", "事项"),
    "mean_number": ("Mean number", "平均笔数"),
    "share_of": ("Share", "占比"),
    "of_what": ("of", "占比的基数"),
    "ruin_by_year": ("Probability that the fund is ruined, year by year", "基金不足概率（逐年）"),
    "ruin_of": ("Probability that {fund} is ruined within the horizon", "期内{fund}不足概率"),
    "ruin_within": ("Within", "期限"),
    "probability": ("Probability", "概率"),
    "opening_fund": ("Fund at the start", "基金初始规模"),
    "discount_rate": ("Discount rate a year", "年贴现率"),
    "ruin": ("The fund counts as ruined when", "基金不足的认定"),
    "ruin_unpaid_claim": ("it cannot pay a claim in full", "未能全额支付某笔代偿申请"),
    "ruin_empty": ("it is empty", "基金耗尽"),
    "ruin_below_ratio": ("it falls below its floor", "低于规定下限"),
    "payers": ("Payers in the order in which they pay", "各分担方（按赔付顺序）"),
    "payer": ("Payer", "分担方"),
    "kind": ("Kind", "类别"),
    "layer_terms": ("Terms", "条款"),
    "breaker_rules": (
        "Circuit breakers: what stops lending or a payer, and when",
        "熔断规则：何时停止放款或停止某一分担方的赔付",
    ),
    "the_rest": ("bears whatever is left.", "承担剩余的全部损失。"),
    "cost_note": (
        "Cost to government is the present value of public money put in over the time simulated (opening fund, "
        "top-ups, appropriations, subsidies of interest and premiums, inspections), less what comes back and "
        "government's share of what is left at the end, once claims that are still open are provided for.",
        "政府成本为模拟期内财政投入（基金初始资金、补充资金、拨款、贴息与保费补贴、贷后检查费用等）的现值，"
        "减去返还部分以及期末余额（已为未决代偿申请计提准备）中的政府份额。",
    ),
    "designs": ("Designs compared", "所比较的方案"),
    "swept": ("Parameters swept", "扫描的参数"),
    "values": ("Values", "取值"),
    "assumptions": ("Assumptions and their sources", "假设及其来源"),
    "assumptions_note": (
        "Every number of the scenario, by its key in the scenario file. Marked numbers rest on no published source.",
        "情景文件中的每个数字及其键名。标出的数字没有公开来源支持。",
    ),
    "differing_terms": (
        "In what the designs differ, by the keys of their scenario files; – is not given, or as usual",
        "各方案的不同之处（按情景文件的键名；–为未填写或取默认值）",
    ),
    "key": ("Key", "参数"),
    "standing": ("Standing", "依据"),
    "source": ("Source", "来源"),
    "sourced": ("sourced", "有来源"),
    "assumed": ("assumed", "假设"),
    "from_memory": ("from memory", "凭记忆，待核"),
    "by_hand": ("set by hand", "人工设定"),
    "by_hand_note": ("given with --set", "由--set给定"),
    "no_source": ("no source", "无来源"),
    "default": ("default", "默认值"),
    "default_note": ("default of fundsim", "程序默认值"),
    "no_source_note": ("no source given", "未注明来源"),
    "no_chapter": (
        "These results do not say anything on this. {remedy}",
        "这些结果不包含此项内容。{remedy}",
    ),
    "remedy_run": ("A run does: fundsim run SCENARIO.", "可运行：fundsim run SCENARIO。"),
    "remedy_sensitivity": (
        "A search for the size with --sensitivity, a comparison or a sweep does, and can be given to this report "
        "beside the run.",
        "可用 fundsim size --sensitivity、fundsim compare 或 fundsim sweep 得到，并与模拟结果一并写入报告。",
    ),
    # method
    "method_paths": (
        "Each path is one possible course of the programme, month by month and loan by loan: loans fail by chance, by "
        "common good and bad years and by shocks; claims are filed, paid by the payers in their order, and partly "
        "recovered. A mean is taken over all paths, a probability is the share of paths.",
        "每条路径是方案的一种可能进程，逐月、逐笔模拟：贷款因偶然因素、共同的好坏年景和灾害而违约；随后提出代偿申请，由各分担方"
        "按顺序赔付，部分追回。均值为全部路径的平均，概率为路径所占比例。",
    ),
    "method_error": (
        "Every estimate carries a 95 % interval: if the same loans were simulated again with other random numbers, "
        "about 95 of 100 such intervals would hold the value that infinitely many paths give. Intervals of "
        "probabilities are Wilson's, those of quantiles come from order statistics.",
        "每个估计值均附95%置信区间：若对同一贷款组合换用其他随机数重复模拟，100个区间中约有95个包含无限多路径所得的值。概率用"
        "Wilson区间，分位数用次序统计量。",
    ),
    "method_paired": (
        "Designs are compared on the same random numbers, so a difference is much surer than the two figures that it "
        "is taken from.",
        "各方案使用相同的随机数比较，因此差异比两个指标本身精确得多。",
    ),
    "method_books": (
        "The books are checked on every path: what the payers pay adds up to the claims, and every account adds up "
        "from opening to closing balance.",
        "每条路径均核对账目：各方赔付之和等于应代偿额，每个账户自期初至期末收支相符。",
    ),
    "glossary_note": ("Terms of this report in Chinese and English.", "本报告所用术语的中英文对照。"),
    "chinese": ("Chinese", "中文"),
    "english": ("English", "英文"),
    "meaning": ("Meaning", "含义"),
    "provenance_note": (
        "The same scenario, seed and version give the same numbers again.",
        "相同的情景、随机种子和版本可得到相同的结果。",
    ),
    "result": ("Result", "结果"),
    "result_kind": ("Kind of result", "结果类型"),
    "number_of_paths": ("Paths", "路径数"),
    "seed": ("Seed", "随机种子"),
    "version": ("Version of fundsim", "fundsim版本"),
    "hash": ("Digest of the scenario", "情景校验码"),
    # sheets and columns of workbooks
    "standard_error": ("standard error", "标准误"),
    "lower": ("95 % lower", "95%下限"),
    "upper": ("95 % upper", "95%上限"),
    "unit": ("unit", "单位"),
    "sheet_overview": ("Overview", "概览"),
    "sheet_note": (
        "Amounts stand in full in the unit beside them; what stands in documents in millions stands here unrounded.",
        "金额以所列单位完整列示，未作舍入。",
    ),
}

CHART_TITLES: dict[str, tuple[str, str]] = {
    "loss_distribution": ("Distribution of claims over the horizon", "模拟期应代偿总额分布"),
    "exceedance": ("Probability that an amount is exceeded", "超过各金额的概率"),
    "balance_fan": ("Balance of the fund over time", "基金余额变化"),
    "survival": ("Probability that the fund has not failed so far", "基金存续概率"),
    "sizing_curve": ("Probability of ruin by the size of the fund", "基金规模与不足概率"),
    "heat_map": ("Probability of ruin over two parameters", "两个参数与基金不足概率"),
    "who_pays": ("Shares of the claims by payer", "各方承担份额"),
    "bad_year": ("One bad year, from claims to what fund and budget pay", "一个坏年份：从应代偿额到基金和财政的支出"),
    "yearly_outlay": ("What the government pays in cash, by year", "财政年度现金支出"),
    "overdue": ("Overdue and non-performing loans over time", "逾期与不良贷款变化"),
    "vintages": ("Cumulative default rate by year of disbursement", "各放款年度累计违约率"),
    "townships": ("Claims a year by township", "各乡镇年均应代偿额"),
    "township_overdue": ("Overdue ratio by township", "各乡镇逾期率"),
    "tornado": ("How far each assumption moves the answer", "各假设对结果的影响"),
    "frontier": ("Government cost against the probability of ruin", "政府成本与基金不足概率"),
    "breakers": ("Limits reached and lending stopped", "限额触顶与停贷"),
    "stress": ("Mean and bad outcomes", "平均结果与不利结果"),
    "convergence": ("The tail estimate as paths are added", "尾部估计随路径数的变化"),
    "reconciliation": ("Account of the fund by year", "基金年度账户"),
    "differences": ("Differences between designs", "方案之间的差异"),
    "sweep_panels": ("What each swept parameter does", "各扫描参数的影响"),
}


def words(key: str, lang: Language, **values: object) -> str:
    """A text of a report, with its blanks filled in.

    Examples
    --------
    >>> words("summary", "en"), words("labelled", "zh", label="甲", words="乙")
    ('Summary', '甲：乙')
    """
    return REPORT_TEXTS[key][lang == "zh"].format(**values)


def chart_title(kind: str, lang: Language) -> str:
    """What a kind of chart shows."""
    return CHART_TITLES[kind][lang == "zh"]
