"""What charts and tables need, and what to do where results do not hold it; English and Chinese side by side."""

from __future__ import annotations

NEEDS: dict[str, tuple[str, str]] = {
    "made_by_run": ("a run (fundsim run SCENARIO)", "模拟运行（fundsim run SCENARIO）"),
    "made_by_sizes": ("a run with several report.fund_sizes", "设有多个report.fund_sizes的模拟运行"),
    "made_by_compare": ("a comparison (fundsim compare)", "方案比较（fundsim compare）"),
    "made_by_grid": ("a grid of designs (fundsim frontier)", "方案网格（fundsim frontier）"),
    "made_by_size": ("a search for the fund's size (fundsim size)", "基金规模测算（fundsim size）"),
    "made_by_sweep": ("a sweep (fundsim sweep)", "参数扫描（fundsim sweep）"),
    "or": (" or ", "或"),
    "needs_other_results": (
        "{name} is made from {wanted}, not from {found}",
        "{name}需由{wanted}的结果生成，而非{found}",
    ),
    "needs_run_of_design": (
        "{name} is made from the results of a run, of which a comparison keeps only sums; run each design by itself "
        "(fundsim run SCENARIO)",
        "{name}需要模拟运行的完整结果，而方案比较只保留汇总数；请对每个方案单独运行（fundsim run SCENARIO）",
    ),
    "needs_variables": (
        "{name} needs {missing}, which these results do not hold; {remedy}",
        "{name}需要{missing}，但这些结果中没有；{remedy}",
    ),
    "remedy_run": ("simulate the scenario again", "请重新模拟该情景"),
    "remedy_compare": ("compare the designs again", "请重新比较各方案"),
    "remedy_grid": ("compute the grid again", "请重新计算方案网格"),
    "remedy_size": ("search again with --sensitivity", "请加上 --sensitivity 重新测算"),
    "needs_measures": (
        "{name} needs the measures {missing}, which this sweep does not hold",
        "{name}需要指标{missing}，但该扫描中没有",
    ),
    "needs_parameters": (
        "{name} needs {wanted} swept parameters, this sweep has {found}; sweep another one",
        "{name}需要{wanted}个被扫描的参数，该扫描只有{found}个；请再扫描一个参数",
    ),
    "needs_listed": (
        "{name} needs {wanted} swept parameters with listed values (those of a `zip` count as one), this sweep has "
        "{found}; sweep another one",
        "{name}需要{wanted}个逐一列出取值的参数（`zip`中的参数算一个），该扫描只有{found}个；请再扫描一个参数",
    ),
    "needs_scenario": (
        "{name} needs a finished scenario, this sweep has none yet",
        "{name}需要已完成的情景，该扫描中尚无",
    ),
    "needs_fund": (
        "{name} needs a fund, and this programme has none of its own",
        "{name}需要基金，而本方案未设基金",
    ),
    "needs_loans": (
        "{name} needs loans, and this fund is known by its claims alone (loans.source: aggregate)",
        "{name}需要贷款，而该基金只给出应代偿额（loans.source: aggregate），没有贷款",
    ),
    "needs_claims": (
        "{name} needs claims, and none was settled on any path",
        "{name}需要应代偿数据，而所有路径均无已结算的代偿申请",
    ),
    "can_be_drawn": ("can be drawn", "可以绘制"),
    "charts_given": ("these results can be drawn as: {names}", "这些结果可绘制：{names}"),
    "tables_given": ("these results give: {names}", "这些结果可生成：{names}"),
    "no_tables": ("no tables", "无"),
}
