"""What the terminal says of runs and decisions; English and Chinese side by side."""

from __future__ import annotations

PRINTED: dict[str, tuple[str, str]] = {
    # printed summary
    "run": (
        "Paths: {paths}; horizon: {horizon} from {start}; seed: {seed}",
        "路径数：{paths}；期限：自{start}起{horizon}；随机种子：{seed}",
    ),
    # progress
    "doing_run": ("simulating", "模拟"),
    "doing_draws": ("drawing parameters", "抽取参数"),
    "doing_size": ("sizing", "测算规模"),
    "doing_frontier": ("simulating designs", "模拟各方案"),
    "doing_compare": ("comparing", "比较"),
    "doing_calibrate": ("calibrating", "校准"),
    "doing_equal_cost": ("scaling and comparing", "调整并比较"),
    "doing_sweep": ("sweeping", "扫描"),
    "paths_done": (" paths", "条路径"),
    "points_done": (" points", "个点"),
    # calibration
    "calibrated": (
        "{term} = {value}{error}\nWith it {measure} is {achieved}{achieved_error}; the target is {target}, missed by "
        "{miss}.\n"
        "{runs} runs of {paths} paths on the same random numbers; the value of {term} was found to within {tolerance} "
        "(--tolerance), which decides how close the figure comes to the target.\n"
        "Use it with --set {term}={value}",
        "{term} = {value}{error}\n此时{measure}为{achieved}{achieved_error}，目标为{target}，相差{miss}。\n"
        "用相同随机数模拟{runs}次，每次{paths}条路径；{term}的求值精度为{tolerance}（--tolerance），"
        "它决定指标与目标的接近程度。\n使用方法：--set {term}={value}",
    ),
    "calibrated_error": (
        " (standard error {error}, {level} % interval {lower} to {upper})",
        "（标准误{error}，{level}%区间{lower}至{upper}）",
    ),
    "estimate": ("estimate", "估计值"),
    "interval_95": ("95 % interval", "95%置信区间"),
    "fund_of": ("Fund of {size}", "基金初始规模{size}"),
    "unit_months": ("months", "个月"),
    "unit_loans": ("loans", "笔"),
    "run_files": ("Tables, charts and results are in {folder}", "表格、图表和结果已存入{folder}"),
    "loans_note": ("loans: {note}", "贷款：{note}"),
    "older_files": (
        "note: {names} in this folder were made from earlier results; make them anew, or remove them",
        "注意：该文件夹中的{names}由以前的结果生成，请重新生成或删除",
    ),
    # decisions
    "decision_files": ("Table, chart and Dataset are in {folder}", "表格、图表和数据集已存入{folder}"),
    "difference": ("difference", "差异"),
    "within_noise": ("within noise", "在误差范围内"),
    "same": ("the same on every path", "各路径均相同"),
    "alike": ("all designs alike", "各方案相同"),
    "unit_years": ("years", "年"),
    "percentage_points": ("percentage points", "个百分点"),
    "horizon": ("horizon", "期限"),
    "solvency": ("solvency", "偿付概率"),
    "smallest_fund": ("smallest fund", "所需最小基金"),
    "target": ("{horizon}, solvency {target}", "{horizon}，偿付概率{target}"),
    "leverage": ("leverage", "放大倍数"),
    "budget_mean": ("level budget a year, mean", "等额年度预算均值"),
    "budget_quantile_95": ("level budget a year, 95 % quantile", "等额年度预算95%分位数"),
    "budget_subsidy": ("of which interest subsidies, mean", "其中财政贴息均值"),
    "budget_note": (
        "The budget is all of the government's cost: the fund, its refills and premiums, and also interest subsidies, "
        "whose yearly mean is not discounted.",
        "预算为全部政府成本：除基金及其补充、保费补贴外，也包括财政贴息（年均值，未贴现）。",
    ),
    "sensitivity_head": ("If the assumptions are a little off:", "若假设略有偏差："),
    "sensitivity_of_claims": (
        "There are no loans here, so PD and correlation do not apply: the claims are changed instead.",
        "本方案没有贷款明细，不适用违约概率与相关性，改为变动应代偿额。",
    ),
    "method_capital": (
        "Found from the required capital of each path: exact but for the number of paths.",
        "方法：逐路径计算所需资本，除路径数造成的误差外是精确的。",
    ),
    "method_replay": (
        "Found by replaying sizes on the same random numbers, because {reasons}.",
        "方法：用相同随机数逐一模拟各规模，原因：{reasons}",
    ),
    "unbounded": (
        "? and ∞: too few paths ({paths}) to bound these figures; simulate more with --paths.",
        "?与∞：{paths}条路径不足以给出这些指标的界限；请用--paths增加路径数。",
    ),
    "unbounded_change": (
        "? and ∞: {paths} paths do not bound these changes; at a solvency of {target} at least {enough} are needed "
        "(--paths).",
        "?与∞：{paths}条路径不足以给出这些变化的界限；偿付概率为{target}时至少需要{enough}条（--paths）。",
    ),
    "too_large": (
        "∞: the largest size tried, {tried}, is not enough, or there are too few paths ({paths}) to bound the answer.",
        "∞：试过的最大规模{tried}仍不够，或{paths}条路径不足以给出上限。",
    ),
    "too_few": (
        "∞: no size is enough, or there are too few paths ({paths}) to bound the answer; ask for more --paths.",
        "∞：任何规模都不够，或{paths}条路径不足以给出上限；请增加 --paths。",
    ),
    "draws": ("{draws} draws of {keys} uncertain parameters", "{keys}个不确定参数，抽取{draws}次"),
    "paths_each": (", {paths} paths each", "，每次{paths}条路径"),
    "share_of_variance": ("means over all draws, and share of the variance that is", "各次抽取的均值与方差来源占比"),
    "mean_over_draws": ("mean (95 %)", "均值（95%）"),
    "of_parameters": ("parameters", "参数"),
    "margin_95": ("± 95 %", "±95%"),
    "of_chance": ("chance", "随机"),
    "nothing_varies": ("nothing varies", "无变化"),
    "at_the_means": ("at the means", "参数取均值"),
    "chance_band": ("chance, 95 %", "随机区间95%"),
    "parameter_band": ("parameters, 90 %", "参数区间90%"),
    "enough_on_average": ("enough on average", "平均意义上足够"),
    "solve_from": ("{target} solvency is met from {moved} = {value} on", "{moved}达到{value}后偿付概率达到{target}"),
    "solve_up to": ("{target} solvency is met up to {moved} = {value}", "{moved}不超过{value}时偿付概率达到{target}"),
    "solve_everywhere": (
        "{target} solvency is met wherever {moved} lies between {low} and {high}",
        "{moved}在{low}至{high}之间偿付概率均达到{target}",
    ),
    "solve_nowhere": (
        "{target} solvency is met nowhere for {moved} between {low} and {high}",
        "{moved}在{low}至{high}之间偿付概率均达不到{target}",
    ),
    "solve_method": (
        "Found by replaying {n} values on the same random numbers.",
        "方法：用相同随机数逐一模拟{n}个取值。",
    ),
    "solve_inconsistent": (
        "Solvency does not rise or fall steadily with {moved}: look at the values tried before relying on this.",
        "偿付概率并非随{moved}单调变化：使用此结果前请查看各取值的模拟结果。",
    ),
    "solve_y": ("Solvency [%]", "偿付概率 [%]"),
    "solve_tried": ("solvency at the values tried, with 95 % interval", "所试取值的偿付概率（附95%置信区间）"),
    "solve_target": ("target {target} %", "目标{target}%"),
    "solve_answer": ("answer {answer}, its 95 % interval shaded", "求得{answer}（阴影为95%置信区间）"),
    "solve_title": ("Solvency by {moved}", "偿付概率与{moved}"),
    "common_budget": ("Budget (mean present value): {amount}", "预算（平均现值）：{amount}"),
    "scaled": ("{design}: {moved} = {value}", "{design}：{moved} = {value}"),
    "taken_as_it_is": ("{design}: as it is", "{design}：按原方案"),
    "cost": ("cost", "成本"),
    "ruin": ("ruin", "不足概率"),
    "beaten_count": (
        "{n} of {all} designs are on the frontier; the others cost more, or fail more often, than one of them.",
        "{all}个方案中有{n}个位于前沿；其余方案均有成本更低而偿付能力不低的替代方案。",
    ),
}
