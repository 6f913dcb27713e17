"""What ends a command, or stands at the head of what it says: decisions, sweeps, memory, what cannot be written."""

from __future__ import annotations

from fundsim.languages import Phrases

HEADS: Phrases = (
    (r"(\d+) faults? in the scenario:", r"情景文件有\1处错误："),
    (r"(\d+) faults? in the sweep:", r"扫描文件有\1处错误："),
    (r"(\d+) faults? in (.+):", r"\2有\1处错误："),
)
RUNS: Phrases = (
    *HEADS,
    (r"interrupted", "已中断"),
    (r"ok", "无误"),
    (r"ok, with (\d+) warnings?:", r"无误，但有\1条警告："),
    (r"compiling the simulation", "正在编译模拟程序"),
    (r"this takes about a minute, and only the first time \.\.\.", "约需一分钟，仅首次需要……"),
    (r"(\S+) of (\S+) points are in (.+)", r"\2个点中已有\1个，存于\3"),
    (r"cannot read or write: (?P<reason>.+)", r"无法读写：\g<reason>"),
    (r"cannot read or write (.+): (?P<reason>.+)", r"无法读写\1：\g<reason>"),
    # outputs
    (r"cannot be written: (?P<reason>.+)", r"无法写入：\g<reason>"),
    (r"is the disk full\?", "磁盘是否已满？"),
    (r"choose another folder with --out", "请用--out指定其他文件夹"),
    (r"choose another --out", "请用--out指定其他文件夹"),
    (r"(Excel) files need (\w+): (.+)", r"生成\1文件需要\2：\3"),
    (r"(Excel|Word|HTML) reports need ([\w-]+): (.+)", r"生成\1报告需要\2：\3"),
    (r"there is no such folder", "没有这个文件夹"),
    # memory
    (r"there is not enough memory", "内存不足"),
    (r"there is not enough memory for (\S+) paths", r"内存不足以模拟\1条路径"),
    (r"there is not enough memory for (\S+) paths of this point", r"内存不足以模拟该点的\1条路径"),
    (r"ask for fewer --paths", "请减少--paths"),
    (r"ask for fewer --paths or leave out (?P<list>.+)", r"请减少--paths，或不用\g<list>"),
    (r"ask for fewer --paths or fewer designs", "请减少--paths或方案"),
    (
        r"(?P<list>--.+) takes? about (\S+ \S+) for (\S+) paths, and (\S+ \S+) are free",
        r"\g<list>在\3条路径下约需\2内存，可用内存为\4",
    ),
    (r"ask for --paths (\d+) or fewer, or leave out (?P<list>.+)", r"请将--paths减至\1以下，或不用\g<list>"),
    (r"(--[\w-]+) takes about (.+) of memory", r"\1约需\2内存"),
    # comparisons, grids, searches
    (r"a scenario is named twice", "有情景重复"),
    (r"name each design once", "每个方案只写一次"),
    (r"one design alone compares with nothing", "只有一个方案，无从比较"),
    (r"name a second one, or sizes or values to compare", "请再给出一个方案，或给出要比较的规模或取值"),
    (r"two designs are called ('.*')", r"有两个方案同名：\1"),
    (r"([\w.]+): (.+) in (.+) and (.+) in (.+) cannot be compared", r"\1：\3为\2，\5为\4，无法比较"),
    (r"make them equal, for example with --set", "应改为相同，例如用--set"),
    (
        r"there is no fund with an account whose size could be asked for",
        "没有可测算规模的、有账户的基金",
    ),
    (
        r"add a layer of `kind: fund` with an `account`, or name one with `report\.fund`",
        "添加一个`kind: fund`且有`account`的分担层，或用`report.fund`指明",
    ),
    (r"there are neither loans nor claims, so there is no fund to size", "既没有贷款也没有索赔，无需测算基金规模"),
    (r"the grid has (\S+) designs", r"网格有\1个方案"),
    (r"give keys and values for 2 to (\S+) of them", r"各项及其取值的组合应为2至\1个"),
    (r"(\S+) is varied twice, under its whole name and a short one", r"\1以全名和简称各改动一次"),
    (r"name it once", "只写一次"),
    (r"a value is given twice", "取值重复"),
    (r"give each once", "每个只写一次"),
    (r"is 0, so there is nothing to vary", "为0，无从变动"),
    (r"is no number of this scenario, so there is nothing to vary", "不是本情景中的数字，无从变动"),
    (r"give its values, KEY=VALUE,VALUE", "请给出其取值，写作KEY=VALUE,VALUE（项名=值,值）"),
    (r"is a whole number, which a search cannot halve", "是整数，不能用二分法搜索"),
    (r"compare values with --vary", "请用--vary比较各取值"),
    (
        r"('.*') is not of the form KEY=LOW\.\.HIGH with LOW below HIGH",
        r"\1不是KEY=LOW..HIGH（项名=下限..上限）的形式，且下限应小于上限",
    ),
    (r"there is no number of that name in (.+)", r"\1中没有该名称的数字"),
    (r"a key is written with its blocks, as in (\S+)", r"项名要写全上级各项，例如\1"),
    (r"no range is given and its own is too wide to search", "未给出范围，而其自身的范围太宽，无法搜索"),
    (
        r"with (\S+) from (\S+) to (\S+) the mean cost is (\S+) to (\S+), which does not reach the budget (\S+)",
        r"\1在\2至\3之间时，平均成本为\4至\5，达不到预算\6",
    ),
    (r"give another range or --budget", "请改用其他范围或--budget"),
    (r"no parameter is uncertain", "没有不确定参数"),
    (r"write one as a distribution, for example (\{.+\})", r"请将某个参数写成分布，例如\1"),
    (r"(\d+) draws of the parameters show no variance", r"只抽取\1次参数，无法看出方差"),
    (r"two are needed at least", "至少需要两次"),
    (r"draw (\d+) of the uncertain parameters is not allowed", r"不确定参数的第\1次抽取（从0数起）不能采用"),
    (r"bound the distribution with `lower` and `upper`", "请用`lower`和`upper`限定分布的范围"),
    (
        r"note: sampling\.method: searches count every path the same, so importance gives way to plain paths here",
        "注意：sampling.method：搜索时各路径权重相同，此处以普通抽样代替importance（重要性抽样）",
    ),
    # calibration
    (r"there is nothing between (\S+) and (\S+)", r"\1与\2之间没有取值"),
    (r"write the lower end first: (\S+) (\S+)", r"请先写下限：\1 \2"),
    (r"(\S+) is no target for (\w+), which is a share from 0 to 1", r"\1不能作为\2的目标值，应为0至1的比例"),
    (r"(\S+) is no target for (\w+), which is an amount from 0 up", r"\1不能作为\2的目标值，应为不小于0的金额"),
    (r"there is no measure (`.*`)", r"没有指标\1"),
    (
        r"(\w+) is (\S+) with (\S+) (\S+) and (\S+) with (\S+): the target (\S+) does not lie between",
        r"\3为\4时\1为\2，为\6时为\5，目标值\7不在两者之间",
    ),
    (
        r"search a wider range \(--between LOWEST HIGHEST\), or change another term first",
        "请扩大搜索范围（--between 下限 上限），或先改动其他条款",
    ),
    (r"failed_villages: this scenario does not follow single villages", "failed_villages：本情景不按村统计"),
    (r"give `contagion`, or a rule at village level", "给出`contagion`，或村一级的规则"),
    # sweeps
    (r"sweeps need (?P<names>.+)", r"参数扫描需要\g<names>"),
    (r"install with: (.+)", r"安装：\1"),
    (r"another sweep is writing there", "另有扫描正在写入该处"),
    (r"wait until it has ended, or choose another --out", "请等它结束，或用--out指定其他文件夹"),
    (r"no Dask cluster with workers answers at (\S+) \((.+)\)", r"\1没有可用的Dask集群应答（\2）"),
    (r"start a scheduler and at least one worker \((?P<list>.+)\)", r"请启动调度器和至少一个工作进程（\g<list>）"),
    (r"some points of this sweep compare fund sizes and others do not", "扫描中有的点比较基金规模，有的点不比较"),
    (r"give `report\.fund_sizes` to all named scenarios or to none", "各情景应全部给出或全部不给出`report.fund_sizes`"),
    (r"the points of this sweep count in different currencies", "扫描中各点的币种不同"),
    (r"sweep them apart", "请分开扫描"),
    (r"(\w+) ('.*') was not expected at this point", r"该点不应出现\1 \2"),
    (r"no point is a valid scenario", "各点的情景均有错误"),
    (r"no point of this sweep can be run", "扫描中没有可运行的点"),
    (r"failed", "失败"),
    (
        r"points that were finished are kept; --keep-going would record this one and go on",
        "已完成的点予以保留；加--keep-going则记录该点的失败并继续",
    ),
    (
        r"points that were finished are kept; the same command goes on with the others",
        "已完成的点予以保留，用同一命令继续其余的点",
    ),
    (r"no point was finished; the same command begins anew", "没有已完成的点，用同一命令重新开始"),
    (
        r"the workers that ran this point died, one after the other",
        "运行该点的工作进程相继中止",
    ),
    (r"it may need more memory than they have", "所需内存可能超过其可用内存"),
    (
        r"a worker has another version of fundsim \((\w+): (\S+) here, (\S+) where the sweep was started\)",
        r"有工作进程的fundsim版本不同（\1：此处为\2，扫描启动处为\3）",
    ),
    (r"install the same everywhere", "各处应安装同一版本"),
    (
        r"choose another folder with --out, or throw the old results away with --force",
        "请用--out指定其他文件夹，或用--force丢弃旧结果",
    ),
    (
        r"the store was begun with another version of the rules of the simulation \((.+), now (.+)\)",
        r"该存储由另一版本的模拟规则开始（当时为\1，现在为\2）",
    ),
    (
        r"the store was begun with another version of (\w+) \((.+), now (.+)\)",
        r"该存储由另一版本的\1开始（当时为\2，现在为\3）",
    ),
    (
        r"the base scenario has changed since this store was begun \(the contents of its data file\)",
        "该存储开始后，基准情景已有改动（数据文件的内容）",
    ),
    (
        r"the base scenario has changed since this store was begun \((?P<changes>.+)\)",
        r"该存储开始后，基准情景已有改动（\g<changes>）",
    ),
    (r"the store was begun with (\S+) paths a point, not (\S+)", r"该存储开始时每点\1条路径，而不是\2条"),
    (r"the store was begun with seed (\S+), not (\S+)", r"该存储开始时的随机种子为\1，而不是\2"),
    (r"the store was begun with other variables to `keep`", "该存储开始时`keep`的变量不同"),
    (r"the store holds another sweep, ('.*'), or other points of this one", r"该存储中是另一扫描\1，或本扫描的其他点"),
    # defects
    (r"the books of this run do not balance:", "本次运行的账目不平（程序缺陷）："),
    (
        r"an amount of (\S+) is above (\S+), the most that this run was thought to reach: a defect of the program",
        r"金额\1超过本次运行预计的最大值\2，属程序缺陷",
    ),
    (r"please report it with the scenario", "请连同情景文件一并反馈"),
)
