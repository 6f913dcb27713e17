"""Help of commands and their options in Chinese, by the English paragraph, summary or help of an option."""

from __future__ import annotations

from fundsim.wrapping import together

SCENARIO = "“情景”是情景文件，或现成情景的名称"
RESULTS, STORE = together("results/情景名-"), "或其中的netCDF文件，或扫描的存储"
DECISION_FOLDER, FIRST_THREE = "存放表格、图表和数据集的文件夹；不写则存入", "，情景名取前三个。"

HELP_TEXTS = {
    # the program, and a line on each command
    "Who pays when small rural loans fail: simulate a risk compensation fund from a scenario file.": (
        "农村小额贷款违约时各方各赔多少：按情景文件模拟风险补偿基金。"
    ),
    "Simulate a scenario; write tables, charts and results.": "模拟一个情景，生成表格、图表和结果。",
    "Open a page in the browser: move terms, simulate, compare.": "在浏览器中打开页面：改动条款、模拟、比较。",
    "Compare designs on the same random numbers.": "用同一组随机数比较各方案。",
    "Find the smallest fund for a target solvency.": "求达到目标偿付概率所需的最小基金。",
    "Compare designs that cost the government the same.": "在政府成本相同的前提下比较各方案。",
    "Cost and solvency over a grid of designs.": "列出各种条款组合的成本和偿付概率。",
    "Run many scenarios into one store, and resume it.": "运行许多情景，存入同一个存储，中断后可继续。",
    "Read a scenario back in plain words, with what it implies.": "把情景读成通俗的文字，并推算出结果的大致数量。",
    "Follow one path, loan by loan and month by month.": "逐笔贷款、逐月追踪一条路径。",
    "Fit one term to a published figure.": "校准一项条款，使模拟结果与公布的数字一致。",
    "Draw charts from results, with captions.": "根据结果画图，每图附说明。",
    "Write tables from results: CSV, Excel, LaTeX, Markdown.": "根据结果制表：CSV、Excel、LaTeX、Markdown。",
    "Write a report on results: HTML, Word, Excel.": "根据结果生成报告：HTML、Word、Excel。",
    "Check scenario files and report all faults at once.": "核对情景文件，一次列出全部错误。",
    "List the scenarios that come with fundsim.": "列出程序附带的现成情景。",
    "Print the JSON schema of scenario or sweep files.": "输出情景文件或扫描文件的JSON Schema（格式定义）。",
    "Compile the simulation ahead of the first run.": "在首次运行之前编译模拟程序。",
    "Print versions, threads and folders.": "显示版本、线程数和文件夹。",
    # options of several commands
    "Print the version and exit.": "显示版本并退出。",
    "Show this message and exit.": "显示本说明并退出。",
    "Change one key, for example layers.county_fund.pays=0.5; can be given several times.": (
        "只在这一次改动一项，例如layers.county_fund.pays=0.5；可以多次使用。"
    ),
    "Language of the output.": "输出的语言：en为英文，zh为中文。",
    "Language of faults and warnings.": "错误和警告的语言：en为英文，zh为中文。",
    "Seed of all draws: the same seed gives the same numbers.": "随机种子：种子相同，结果相同。",
    "Histories simulated: more paths, smaller errors.": "模拟的路径数：路径越多，误差越小。",
    "Threads; all processors when absent.": "线程数；不写则使用全部处理器。",
    "Draw the scenario's uncertain parameters so many times, each time with --paths of its own.": (
        "抽取情景中不确定参数的次数，每次另模拟--paths条路径。"
    ),
    # run
    "SCENARIO is a scenario file or the name of a shipped scenario.": f"{SCENARIO}。",
    "Folder for tables, charts and results; results/NAME when absent.": (
        f"存放表格、图表和结果的文件夹；不写则存入{together('results/情景名')}。"
    ),
    "Keep monthly figures of every path instead of quantile bands.": "保存每条路径的逐月数字，而不只是各分位数。",
    "Keep figures by township of every path instead of quantile bands.": (
        "保存每条路径的分乡镇数字，而不只是各分位数。"
    ),
    "Keep account, payments, public cash by year of every path.": (
        "除均值外，另保存每条路径的逐年账户收支、各方赔付和财政现金收支。"
    ),
    # app
    "SCENARIO is a scenario file or the name of a shipped scenario; the shipped ones can be chosen on the page as "
    "well. The page is served on this computer alone; Ctrl-C ends it.": (
        f"{SCENARIO}；现成情景也可在页面上选择。页面只在本机提供；按Ctrl-C结束。"
    ),
    "Port of the page; any free one when absent.": "页面的端口；不写则任用一个空闲端口。",
    "Print the address only, and open no browser.": "只显示网址，不打开浏览器。",
    # compare, equal-cost, frontier
    "SCENARIO is a scenario file or the name of a shipped scenario; differences are to the first design. Give several "
    "scenarios, or one with --fund-size or --vary.": (
        f"{SCENARIO}；差异都是与第一个方案相比。可以写多个情景；只写一个时，用--fund-size或--vary给出各方案。"
    ),
    "Compare sizes of the one scenario's fund, for example 2e6,4e6; all of them in one pass where possible.": (
        "比较同一情景的各种基金规模，例如2e6,4e6；可行时一次算出全部规模。"
    ),
    "Compare values of one key of the one scenario, for example layers.insurance.pays=0.5,0.7,0.8.": (
        "比较同一情景中一项的各种取值，例如layers.insurance.pays=0.5,0.7,0.8。"
    ),
    "Folder for table, chart and Dataset; results/NAMES-compare, after the first three scenarios, when absent.": (
        f"{DECISION_FOLDER}{RESULTS}compare{FIRST_THREE}"
    ),
    "SCENARIO is a scenario file or the name of a shipped scenario; differences are to the first design.": (
        f"{SCENARIO}；差异都是与第一个方案相比。"
    ),
    "Number by which a design is scaled: one for all designs, or one for each in their order. The first design is "
    "taken as it is, and needs none, unless --budget is given.": (
        "调整哪一项数字，使方案达到相同成本：各方案共用一项，或按方案顺序各写一项。"
        "第一个方案不作调整，不用写；给出--budget时，第一个方案也要调整。"
    ),
    "Mean present value of government cost that every design is scaled to; that of the first design when absent.": (
        "各方案要达到的政府平均成本（现值）；不写则取第一个方案的成本。"
    ),
    "Folder for table, chart and Dataset; results/NAMES-equal-cost, after the first three scenarios, when absent.": (
        f"{DECISION_FOLDER}{RESULTS}equal-cost{FIRST_THREE}"
    ),
    "Marks the designs that no other one beats on both.": (
        "标出前沿上的方案：没有其他方案成本更低而偿付能力不低于它。"
    ),
    "Keys to vary from half to one and a half of their values.": "要变动的项，在情景所写数值的一半至1.5倍之间取值。",
    "Values of a key, for example topup=0.2,0.5,1; can be given several times.": (
        "一项的各种取值，例如topup=0.2,0.5,1；可以多次使用。"
    ),
    "Folder for table, chart and Dataset; results/NAME-frontier when absent.": f"{DECISION_FOLDER}{RESULTS}frontier。",
    # size
    "SCENARIO is a scenario file or the name of a shipped scenario. With --solve, find the value of a key instead.": (
        f"{SCENARIO}。用--solve时不求规模，而反推一项的取值。"
    ),
    "Probability of paying every valid claim over the horizon.": "期限内每笔有效的代偿申请都足额支付的概率。",
    "Months over which claims must be paid; the scenario's horizon when absent.": (
        "须足额代偿的月数；不写则为情景的模拟期。"
    ),
    "Find the value of a key instead of the size: topup, appropriation, share, or any number of the scenario, for "
    "example stress.drought.multiplier.": (
        "不求规模，而反推一项的取值：topup（补充比例）、appropriation（每次拨款额）、share（分担比例），"
        "或情景中的任何数字，例如stress.drought.multiplier。"
    ),
    "Also answer with PD ± 20 % and correlation ± 0.02; without loans, with claims ± 20 %.": (
        "同时给出违约概率±20%、相关系数±0.02时的结果；没有逐笔贷款的，给出应代偿额±20%时的结果。"
        "默认给出，--no-sensitivity则不给出。"
    ),
    "Folder for table, chart and Dataset; results/NAME-size, or results/NAME-solve, when absent.": (
        f"{DECISION_FOLDER}{RESULTS}size，反推时存入{RESULTS}solve。"
    ),
    # sweep
    "FILE is a sweep file or the name of a shipped sweep; `fundsim scenarios` lists them.": (
        "“文件”是扫描文件，或现成扫描的名称，用`fundsim scenarios`列出。"
    ),
    "Folder of the results, a Zarr store; results/NAME.zarr when absent.": (
        f"存放结果的文件夹（Zarr存储）；不写则存入{together('results/扫描名.zarr')}。"
    ),
    "Points that run at a time; all processors when absent.": "同时运行的点数；不写则使用全部处理器。",
    "Run on a Dask cluster: tcp://HOST:PORT of its scheduler, or `local` to start one here.": (
        "在Dask集群上运行：写调度器的地址tcp://HOST:PORT（主机和端口），或写`local`，在本机启动一个。"
    ),
    "Histories of each point, instead of the file's.": "每个点的路径数，代替文件中的数字。",
    "Seed of all draws, instead of the file's.": "随机种子，代替文件中的数字。",
    "Record points that fail and go on; the exit code is then 1.": "记下出错的点，继续运行；这时退出码为1。",
    "Throw away what another sweep, or an earlier base, left in the folder.": (
        "丢弃文件夹中由另一次扫描或旧的基准情景留下的结果。"
    ),
    "Count points and estimate time, memory and disk; run nothing.": (
        "只统计点数，估计所需的时间、内存和磁盘空间，不运行。"
    ),
    "Say what a store holds, and how far it is.": "说明一个存储中有什么，完成了多少。",
    # show
    "SCENARIO is a scenario file or the name of a shipped scenario. Nothing is simulated: expected stocks and claims "
    "are worked out from the loans and the terms.": (
        f"{SCENARIO}。不作模拟：预期的贷款余额和应代偿额由贷款和条款推算。"
    ),
    # trace
    "Any figure of a run can be traced to its causes.": "运行结果中的任何数字，都可以追踪到成因。",
    "SCENARIO is a scenario file or the name of a shipped scenario. Path and seed are those of `fundsim run`. Without "
    "--loan the loans that met trouble are listed. The books of all months follow, or with --month those of one "
    "month.": (
        f"{SCENARIO}。路径和随机种子与`fundsim run`相同。不写--loan时，列出发生过困难的贷款。"
        "其后是各月的账目；写明--month时，只有该月的账目。"
    ),
    "Path to follow, counted from 0.": "要追踪的路径，从0起编号。",
    "Show the life of this loan, counted from 0, and of those that replaced it (46.1, 46.2, ...).": (
        "显示这笔贷款（从0起编号）以及接替它的贷款（46.1、46.2等）的经过。"
    ),
    "Show one month's books with the causes of each figure.": "显示某一月的账目和每个数字的成因，例如2025-01。",
    # calibrate
    "SCENARIO is a scenario file or the name of a shipped scenario. Ratios are those of the last twelve months, "
    "balances of all paths together, claims the mean total over the horizon, loss_ratio all payments of the key's "
    "layer over its premiums: 1 is where it breaks even.": (
        f"{SCENARIO}。逾期率和不良贷款率取最后十二个月，余额由全部路径合计；claims是整个模拟期应代偿总额的均值；"
        "loss_ratio是该项所属分担方的赔付总额除以保费总额，等于1时收支相抵。"
    ),
    "Number that is fitted, for example arrears.cure_per_month.": "要校准的项，例如arrears.cure_per_month。",
    "Figure that it is fitted to.": (
        "以哪项指标为准：overdue_ratio（逾期率）、npl_ratio（不良贷款率）、default_rate（违约贷款占比）、"
        "failed_villages（整村违约的村占比）、claims（应代偿总额）、loss_ratio（赔付率）。"
    ),
    "What the figure shall be: a fraction, or an amount.": "指标的目标值：小数，或金额。",
    "Range in which the value is sought.": "求值的范围。",
    "Histories simulated in each run: more paths, smaller errors.": "每次模拟的路径数：路径越多，误差越小。",
    "The value is found to within this share of itself.": "求值精度：误差不超过所求数值的这一比例。",
    # plot, table, report
    "RESULTS is the folder of a run, of a comparison or of a search for the fund's size, the netCDF file in it, or "
    "the store of a sweep. Without --kind all charts are drawn that these results allow.": (
        f"“结果”是运行、方案比较或基金规模测算的结果文件夹，{STORE}。不写--kind时，画出这些结果能画的全部图。"
    ),
    "Chart to draw; several with commas.": "要画的图；多种用逗号分隔。",
    "List the kinds of charts, and what these results lack for them.": "列出图的种类；不能画的，说明缺少什么。",
    "png, svg, pdf; several with commas.": "png、svg、pdf；多种用逗号分隔。",
    "Where it will be read.": "用于何处：report为报告，slide为幻灯片，journal为期刊。",
    "Of a run with several fund sizes: the one to draw.": "结果有多个基金规模时，画哪一个规模。",
    "Folder; `charts` beside the results.": "存放的文件夹；不写则存入结果旁的`charts`。",
    "RESULTS is the folder of a run, of a comparison, of a frontier or of a search for the fund's size, the netCDF "
    "file in it, or the store of a sweep. Kinds of a run: summary, who_pays, yearly_outlay, reconciliation, "
    "time_to_ruin, monthly_report, townships, stress, assumptions; of decisions: compare, frontier, sizes, "
    "sensitivity, scenarios. Without --kind all that these results give.": (
        f"“结果”是运行、方案比较、前沿或基金规模测算的结果文件夹，{STORE}。\n"
        "运行的表有：summary（主要指标）、who_pays（损失最终由谁承担）、yearly_outlay（财政年度现金支出）、"
        "reconciliation（基金年度账户）、time_to_ruin（各比例路径发生基金不足所需月数）、"
        "monthly_report（月报）、townships（各乡镇应代偿水平与逾期贷款）、stress（平均结果与不利结果）、"
        "assumptions（假设及其来源）。\n"
        "决策的表有：compare（方案比较）、frontier（各方案的成本与不足概率）、sizes（所需最小基金）、"
        "sensitivity（不同假设下所需最小基金）、scenarios（扫描的各情景）。\n"
        "不写--kind时，写出这些结果能给出的全部表。"
    ),
    "Table to write; several with commas.": "要写出的表；多种用逗号分隔。",
    "csv, xlsx, latex, md; several with commas.": "csv、xlsx、latex、md；多种用逗号分隔。",
    "Folder; `tables` beside the results.": "存放的文件夹；不写则存入结果旁的`tables`。",
    "RESULTS are folders of runs, comparisons, searches for the fund's size and values solved for, netCDF files in "
    "them, or stores of sweeps; what is given together stands in one report.": (
        f"“结果”是运行、方案比较、基金规模测算或反推的结果文件夹，{STORE}；一起给出的，并入一份报告。"
    ),
    "html, docx, xlsx; several with commas.": "html、docx、xlsx；多种用逗号分隔。",
    "Files without ending; `report` beside the first results.": (
        "报告的文件名，不带扩展名；不写则为第一份结果旁的`report`。"
    ),
    # check, scenarios, schema
    "FILE is a scenario file or the name of a shipped scenario. Its loans are made up, or its loan tape is read, as "
    "for a run, so that nothing is left that a run would refuse.": (
        "“文件”是情景文件，或现成情景的名称。与运行时一样生成虚拟贷款或读取台账，所以无误的文件都能运行。"
    ),
    "Each name can stand wherever a scenario file is asked for; those of sweeps are for `fundsim sweep`.": (
        "凡是要写情景文件的地方，都可以写这些名称；扫描的名称用于`fundsim sweep`。"
    ),
    "Saved beside your scenarios it lets an editor complete keys and mark faults while you write, when the first line "
    "of a scenario is: # yaml-language-server: $schema=scenario.schema.json": (
        "把输出存到情景文件旁边，并把情景文件的第一行写作\n"
        "`# yaml-language-server: $schema=scenario.schema.json`\n"
        "编辑器就会在书写时补全项名、标出错误。"
    ),
    "Print the schema of sweep files instead.": "改为输出扫描文件的格式定义。",
}
"""Chinese of paragraphs, on one line each, and of options; a line break begins a new line."""

METAVARS = {
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "SCENARIO": "情景",
    "SCENARIO...": "情景...",
    "[SCENARIO]...": "[情景]...",
    "FILE...": "文件...",
    "[FILE]": "[文件]",
    "RESULTS": "结果",
    "RESULTS...": "结果...",
    "INTEGER RANGE": "整数",
    "FLOAT": "数字",
    "FLOAT RANGE": "数字",
    "FLOAT RANGE...": "下限 上限",
    "TEXT": "文本",
    "DIRECTORY": "文件夹",
    "DIR": "文件夹",
    "PATH": "文件名",
    "ADDRESS": "地址",
    "KIND": "种类",
    "KEY": "项名",
    "KEY,...": "项名,...",
    "KEY=VALUE": "项名=值",
    "KEY=VALUE,...": "项名=值,...",
    "KEY[=LOW..HIGH]": "项名[=下限..上限]",
    "AMOUNT,...": "金额,...",
    "P,...": "概率,...",
    "MONTHS,...": "月数,...",
    "YYYY-MM": "年-月",
    "[overdue_ratio|npl_ratio|default_rate|failed_villages|claims|loss_ratio]": "指标",
}
"""What stands for values and arguments; the names of choices stay."""
