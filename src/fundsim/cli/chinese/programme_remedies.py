"""What to do about terms of a programme that contradict each other."""

from __future__ import annotations

from fundsim.languages import Phrases

PROGRAMME_REMEDIES: Phrases = (
    # give or drop
    (r"give both or neither", "两者同时给出，或都不给出"),
    (r"give it, or drop this", "给出该项，或删除此项"),
    (r"give it, or drop (`[\w.]+`)", r"给出此项，或删除\1"),
    (r"give it, or use an amount", "给出该项，或改用金额"),
    (r"give it, or write amounts in money", "给出该项，或改以金额填写"),
    (r"give one of them, or drop the block", "给出其中一个，或删除整组"),
    (r"give exactly one of them", "只给出其中一个"),
    (r"give exactly one of (?P<list>.+)", r"在\g<list>中只给出一个"),
    (r"give (?P<list>`[\w.]+`(?:(?:, or | or |, | and )`[\w.]+`)*), or drop it", r"给出\g<list>，或删除此项"),
    (r"give (`\w+`) or drop the matrix", r"给出\1，或删除矩阵"),
    (r"give (`\w+`), or drop (`[\w.]+`)", r"给出\1，或删除\2"),
    (r"give the premium, or drop it", "给出保费，或删除此项"),
    (r"give `discount_rate`, if only 0", "给出`discount_rate`，哪怕是0"),
    (r"give `annual` or `by_industry` instead", "改为给出`annual`或`by_industry`"),
    (r"give the recovered share as a number, `beta` or `table`", "追回比例改用数字、`beta`或`table`"),
    (r"give `pays` as a number", "`pays`改用数字"),
    (r"give `annual`, `by_industry` or `from_tape: true`", "给出`annual`、`by_industry`或`from_tape: true`"),
    (
        r"give `multipliers`, or `period_months`, `highest` and `lowest`",
        "给出`multipliers`，或`period_months`、`highest`和`lowest`",
    ),
    (r"give (?P<pair>`\w+` and `\w+`), or (?P<pair2>`\w+` and `\w+`)", r"给出\g<pair>，或\g<pair2>"),
    (
        r"give `odds`, `recovery_multiplier`, or a breaker with `villages: credit` or `other`",
        "给出`odds`、`recovery_multiplier`，或`villages`为`credit`或`other`的熔断",
    ),
    (r"give (?P<list>`[\w.]+`(?:(?:, or | or |, )`[\w.]+`)*)", r"给出\g<list>"),
    (r"give some age a positive number", "至少给某一账龄填正数"),
    (r"give a lower age a positive number", "给更小的账龄填正数"),
    (r"give one for each (age|amount|value)", "逐个对应给出"),
    (r"give twelve, January to December", "给出十二个值，依次为1月至12月"),
    (r"give one, or twelve, January to December", "给出一个值，或十二个值（依次为1月至12月）"),
    (r"give at least one", "至少给出一个"),
    (r"give the pair once", "每对只给出一次"),
    (
        r"give numbers of loans, or plan lending with `lending\.mode: plan`",
        "给出贷款笔数，或用`lending.mode: plan`安排放款",
    ),
    (r"give `loans` in some township, or (`.+`)", r"至少给一个乡镇填`loans`，或采用\1"),
    (
        r"give `outstanding` \(in a file the column may be `outstanding_10k`\), or drop `size\.rescale_to`",
        "给出`outstanding`（文件中的列名也可为`outstanding_10k`，单位万元），或删除`size.rescale_to`",
    ),
    (r"drop it or give a multiplier", "删除此项，或给出倍数"),
    (r"drop it, or give `months`", "删除此项，或给出`months`"),
    (r"drop it, or lengthen `months`", "删除此项，或延长`months`"),
    (r"drop it, or lend steadily", "删除此项，或改为平稳放款"),
    (r"drop it, or change the term", "删除此项，或改变期限"),
    (r"drop it, or list several under `products`", "删除此项，或在`products`下列出多个产品"),
    (r"drop it, and give `annual` or `by_industry`", "删除此项，并给出`annual`或`by_industry`"),
    (r"say what the cover leaves of the shock", "说明投保后冲击的影响还剩多少"),
    # add
    (r"add (`[\w.]+`), or drop (?P<it>it|`[\w.]+`)", r"添加\1，或删除\g<it>"),
    (r"add one, or drop it", "添加一个，或删除此项"),
    (r"add such a layer, or drop the breaker", "添加这样的分担层，或删除该熔断"),
    (r"add `layer` \((?P<list>.+)\)", r"添加`layer`（\g<list>）"),
    (r"add `layer`", "添加`layer`"),
    (r"add `account` to it, or name another layer", "给它添加`account`，或改写其他分担层"),
    (
        r"add `account` to it, or name another layer \((?P<list>.+)\)",
        r"给它添加`account`，或改写其他分担层（\g<list>）",
    ),
    (r"add `rescale_to: outstanding` or drop it", "添加`rescale_to: outstanding`，或删除此项"),
    (
        r"add `rescale_to: outstanding` under `loans\.size`, or drop the amounts",
        "在`loans.size`下添加`rescale_to: outstanding`，或删除这些余额",
    ),
    (
        r"add `default_probability:` with (?P<list>.+)",
        r"添加`default_probability:`，并给出\g<list>",
    ),
    (r"add (`.+`), or give (`[\w.]+`) for all that are not listed", r"添加\1，或给出\2用于所有未列出的产业"),
    (
        r"add `aggregate_limit`, `aggregate_deductible` or `bands`, or drop it",
        "添加`aggregate_limit`、`aggregate_deductible`或`bands`，或删除此项",
    ),
    # time
    (r"rates and PDs are per year", "利率和违约概率均按年计"),
    (r"move it, or lengthen the horizon", "改动时间，或延长模拟期"),
    (r"lengthen the horizon", "延长模拟期"),
    (r"move it, or write (`.+`)", r"改动时间，或写作\1"),
    (r"merge the two, or move one", "两者合并，或改动其中一个的时间"),
    (r"list each (?:month|village|amount) once", "每个只列一次"),
    (r"list the ages from low to high, each once", "账龄由小到大排列，每个只列一次"),
    (r"name the months, for example (\[.+\])", r"写明月份，例如\1"),
    (r"use 1, 3, 6, 12, a multiple of 12, or `horizon`", "应为1、3、6、12、12的倍数或`horizon`"),
    # tape
    (r"map the column, or write a number", "指明对应的列，或填数字"),
    (r"map (`[\w.]+`)", r"指明对应的列\1"),
    (r"name the column, or drop it", "指明列名，或删除此项"),
    (r"name that column too", "同时指明该列"),
    (r"name the column, or that of `matures_on`, or give (`[\w.]+`)", r"指明列名，或指明`matures_on`的列名，或给出\1"),
    (r"name the column, or give (`[\w.]+`)", r"指明列名，或给出\1"),
    (r"name the column, or give the recovered share as a number", "指明列名，或以数字给出追回比例"),
    (r"name the column, or give `annual` or `by_industry` instead", "指明列名，或改为给出`annual`或`by_industry`"),
    (
        r"name the column, or set `loans\.opening_ages: new` without `made_from` and `made_until`",
        "指明列名，或设`loans.opening_ages: new`且不填`made_from`和`made_until`",
    ),
    # loans
    (r"lower `loans\.scale` or the numbers of loans", "调低`loans.scale`或贷款笔数"),
    (r"check the amounts and their unit", "核对金额及其单位"),
    (
        r"raise the cap, correct the count or the amount \(and its unit\), or drop `size\.rescale_to`",
        "调高上限，改正笔数或金额（及其单位），或删除`size.rescale_to`",
    ),
    (r"raise them to 1, or leave a year out", "调高至合计为1，或空出一个年份"),
    (r"name a lower grade", "改用更低的等级"),
    (
        r"lower it, or give `loans\.grades` at or above it a share",
        "降低要求，或给`loans.grades`中达到要求的等级分配份额",
    ),
    # risk
    (r"bring the largest ones nearer to 0", "将其中最大的调近0"),
    (r"use smaller correlations", "调低相关系数"),
    (r"name a state, or `stationary`", "写明一个状态，或写`stationary`（长期分布）"),
    (r"name a state, or give probabilities", "写明一个状态，或给出概率"),
    # distress and layers
    (r"make `filed_after_days` at least (\d+), or drop `arrears`", r"`filed_after_days`应不小于\1，或删除`arrears`"),
    (r"the scenario has no layers", "情景文件中没有分担层"),
    (r"name another layer", "改写其他分担层"),
    (r"name another layer \((?P<list>.+)\)", r"改写其他分担层（\g<list>）"),
    (
        r"name an insurance or guarantee layer, or use `action: stop_paying_excess`",
        "改写保险或担保的分担层，或采用`action: stop_paying_excess`",
    ),
    (
        r"name it in `report\.fund`, or add a layer of kind fund with an `account`",
        "在`report.fund`中指明，或添加一个有`account`的基金分担层",
    ),
    (
        r"name it in `report\.fund` \((?P<list>.+)\), or add a layer of kind fund with an `account`",
        r"在`report.fund`中指明（\g<list>），或添加一个有`account`的基金分担层",
    ),
    (
        r"give it an `account`, or make it `kind: budget`, whose payments the government bears",
        "给它添加`account`，或改为`kind: budget`，由财政承担赔付",
    ),
    (r"use `kind: fund`, or drop the account", "改用`kind: fund`，或删除账户"),
    (r"write all of it as bands", "全部改用`bands`分段填写"),
    (r"sort the bands", "将各段由小到大排列"),
    (r"sort the tiers", "将各档由小到大排列"),
)
