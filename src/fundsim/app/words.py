"""What the page says, English and Chinese side by side."""

from __future__ import annotations

from fundsim.languages import Language

WORDS: dict[str, tuple[str, str]] = {
    "title": ("fundsim: who pays when small loans fail", "fundsim：小额信贷风险补偿基金模拟"),
    "programme": ("Programme", "方案"),
    "money": ("The fund", "基金"),
    "payers": ("Who pays", "各方分担"),
    "risk": ("Risk", "风险"),
    "rules": ("Rules", "规则"),
    "further": ("Further changes, one KEY=VALUE a line", "其他改动，每行一项：项名=值"),
    "paths": ("Simulated histories", "模拟路径数"),
    "seed": ("Seed", "随机种子"),
    "simulate": ("Simulate", "模拟"),
    "stop": ("Stop", "停止"),
    "reset": ("As in the file", "恢复原值"),
    "percent": ("%", "%"),
    "months": ("months", "月"),
    "days": ("days", "天"),
    "times": ("", ""),
    "figures": ("Key figures", "主要指标"),
    "charts": ("Charts", "图表"),
    "chart": ("Chart", "图表"),
    "words": ("In words", "文字说明"),
    "size": ("Fund size", "基金规模"),
    "size_note": (
        "How large must the fund be to pay every valid claim over the time simulated, with the terms on the left as "
        "they stand now? What they say of its opening amount or leverage does not count here.",
        "在左侧当前条款下，基金初始规模至少要多大，才能以给定概率在模拟期内付清全部应代偿额？条款中的初始规模或放大倍数不参与测算。",
    ),
    "solvency": ("Probability of paying every claim [%]", "足额支付的概率[%]"),
    "off_a_little": (
        "Also if the assumptions are a little off; takes several times as long",
        "同时给出假设略有偏差时的结果，用时为数倍",
    ),
    "find_size": ("Find the size", "测算规模"),
    "sizing": ("Searching …", "正在测算……"),
    "compare": ("Compare", "比较"),
    "take": ("Export", "导出"),
    "welcome": (
        "Move terms on the left, then press **Simulate**. Nothing leaves this computer.",
        "在左侧改动条款，再按**模拟**。所有数据只留在本机。",
    ),
    "changed": ("Changed: {changes}", "改动：{changes}"),
    "unchanged": ("As in the file.", "与文件一致。"),
    "moved_since": ("Terms were moved since; press **Simulate**.", "条款已改动，请再按**模拟**。"),
    "before": ("Below is what was simulated last.", "以下仍为上次模拟的结果。"),
    "compiling": ("Compiling; about a minute, the first time only …", "首次使用，正在编译，约需一分钟……"),
    "working": ("Simulating …", "正在模拟……"),
    "stopped": ("Stopped.", "已停止。"),
    "defect": (
        "This is a defect of fundsim, not of the scenario: {error}. The window of the command says more.",
        "这是fundsim的缺陷，与情景文件无关：{error}。详见启动本页面的命令窗口。",
    ),
    "nothing_yet": ("Press **Simulate** first.", "请先按**模拟**。"),
    "switched_on": (": on", "：采取"),
    "switched_off": (": off", "：不采取"),
    "figure": ("Figure", "指标"),
    "value": ("Estimate", "估计值"),
    "interval": ("95 % interval", "95%置信区间"),
    "unit": ("Unit", "单位"),
    "difference": ("Difference", "差异"),
    "remark": ("Remark", "备注"),
    "keep_name": ("Name of this design", "本方案名称"),
    "keep": ("Keep this design", "保留本方案"),
    "design": ("Design {n}", "方案{n}"),
    "in_file": ("as in the file", "文件原方案"),
    "kept": ("Kept: {designs}", "已保留：{designs}"),
    "none_kept": (
        "Keep the design that was just simulated under a name, move terms, keep the next one, and compare them with "
        "the programme of the file: on the same random numbers, so that only the terms tell them apart.",
        "给刚模拟的方案起名保留，再改动条款、保留下一个，然后与文件原方案比较。各方案使用相同的随机数，差异只来自条款。",
    ),
    "forget": ("Forget all", "全部清除"),
    "compare_now": ("Compare with the file", "与文件原方案比较"),
    "file_note": (
        "The design as a scenario file: save it{beside}, then run `fundsim run {file}` or go on writing.",
        "本方案的情景文件：保存{beside}后，可用`fundsim run {file}`运行，或继续编写。",
    ),
    "beside": (" beside {source}", "在{source}旁边"),
    "download_file": ("Download the scenario file", "下载情景文件"),
    "download_results": ("Download the results (netCDF)", "下载结果（netCDF）"),
    "download_report": ("Download a report (HTML)", "下载报告（HTML）"),
    "same_command": ("The same on the command line:", "命令行中的等价命令："),
    "design_of": ("{title}, changed", "{title}（改动）"),
    "basis": ("moved on the page, without a source", "在页面上改动，无出处"),
    "other_language": ("中文", "English"),
}
"""By name: English, Chinese."""


def word(name: str, lang: Language, **values: object) -> str:
    """Words of the page in a language, with their blanks filled in.

    Parameters
    ----------
    name : str
        A key of ``WORDS``.
    lang : {"en", "zh"}
        Language.
    **values : object
        What goes into the blanks.

    Returns
    -------
    str
        Text; some of it Markdown.

    Examples
    --------
    >>> word("design", "en", n=2), word("design", "zh", n=2)
    ('Design 2', '方案2')
    """
    return WORDS[name][lang == "zh"].format(**values)
