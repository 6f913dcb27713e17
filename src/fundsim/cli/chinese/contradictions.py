"""Terms of a programme that contradict each other, and terms that are possible but seldom meant."""

from __future__ import annotations

from fundsim.languages import Phrases

CONTRADICTIONS: Phrases = (
    # amounts whose unit is probably wrong
    (r"([\d,.]+) is (\S+) % of the loans at the start, ([\d,.]+)", r"\1仅为期初贷款余额\3的\2%"),
    (
        r"loans rescaled to the reported amounts reach ([\d,.]+), above ([\d,.]+)",
        r"按上报余额调整后，单笔贷款最高达\1，超过\2",
    ),
    (r"([\d,.]+) is (\S+) times the loans at the start, ([\d,.]+)", r"\1为期初贷款余额\3的\2倍"),
    (r"(\S+) opens the account with (\S+) times the loans", r"\1使账户的初始规模为贷款余额的\2倍"),
    (r"(.+) has loans of (\S+) (?P<currency>\S+) on average", r"\1平均每笔\2\g<currency>"),
    (
        r"(\S+) townships have loans of (\S+) to (\S+) (?P<currency>\S+) on average",
        r"共\1个乡镇的贷款平均每笔仅\2至\3\g<currency>",
    ),
    (r"([\d,.]+) is below what the account opens with, ([\d,.]+)", r"\1低于账户的初始规模\2"),
    (r"(`.+`) looks like 10,000 yuan", r"\1似以万元为单位"),
    (r"are of ([\d,.]+) on average", r"平均每笔\1"),
    (r"one of ([\d,.]+) is (\S+) % of all loans at the start", r"其中一笔为\1，占期初贷款余额的\2%"),
    (r"([\d,]+) of ([\d,]+) rows of the tape could not be used", r"台账的\2行中有\1行无法使用"),
    (r"counts all loans, of which the layer covers (\S+) %", r"按全部贷款计算，而该层只覆盖其中的\1%"),
    # without effect
    (
        r"has no effect: `by_industry` names every industry that has loans",
        "不起作用：`by_industry`已列出所有有贷款的产业",
    ),
    (r"the event hits no loan: none is of (?P<list>.+)", r"该冲击不波及任何贷款：没有\g<list>的贷款"),
    (
        r"(`[\w.]+`) of (\S+) does not go over to a tape: the government pays no interest on its loans",
        r"\2中的\1不适用于台账：目前台账贷款没有财政贴息",
    ),
    (
        r"is paid whole in (\S+) and again (\d+) months later: the first account year is short",
        r"首个会计年度不足一年：\1全额缴入，\2个月后再次缴入",
    ),
    (r"changes nothing", "没有任何改动"),
    (r"an empty block changes nothing", "空的块不作任何改动"),
    (r"has no effect while (`[\w.]+`) is (\d)", r"\1为\2时不起作用"),
    (r"has no effect while (`\w+`) is principal", r"\1只含本金时不起作用"),
    (
        r"([\d.]+) is above the share of other times, ([\d.]+): more is recovered in bad periods",
        r"\1高于平时的\2，即坏年景反而收回更多",
    ),
    (r"has no effect without (`[\w.: ]+`)", r"没有\1时不起作用"),
    (r"has no effect without aggregate terms", "没有合计条款时不起作用"),
    (r"gives no term without (`[\w.]+`)", r"没有\1时无法得出期限"),
    (r"has no effect with (`[\w.: ]+`) and (`[\w.: ]+`)", r"与\1和\2同用时不起作用"),
    (
        r"has no effect with `months` 1: exits come before the last month",
        "`months`为1时不起作用：只在最后一个月之前才会恢复还款或违约",
    ),
    (r"has no effect with `months` null: there is no end", "`months`为null时不起作用：展期没有到期日"),
    (r"has no effect with (`[\w.: ]+`)", r"与\1同用时不起作用"),
    (r"has no effect while all correlations are 0", "各相关系数均为0时不起作用"),
    (r"has no effect: nothing is recovered later", "不起作用：赔付之后没有任何追回"),
    (r"has no effect where every grade is admitted", "各等级均准入时不起作用"),
    (r"has no effect on the loans of a tape, which are taken as they are", "对台账中的贷款不起作用：台账按原样采用"),
    (r"has no effect with one factor draw for the whole horizon", "共同因素在整个模拟期只抽取一次，此项不起作用"),
    (r"has no effect: loans are not counted by village", "不起作用：未按村统计贷款"),
    (r"the lever (`.+`), which is on, sets this key", r"已采取的措施\1会改写此项"),
    (r"has no effect: no breaker stops new lending", "不起作用：没有停止发放新贷款的熔断"),
    (r"has no effect: no extension is granted", "不起作用：不办理展期"),
    (r"has no effect: no loan is a credit_line", "不起作用：没有授信额度（credit_line）贷款"),
    (r"has no effect: there are no bullet loans", "不起作用：没有到期一次还本的贷款"),
    (
        r"has no effect: (`.+`) is not among the `townships` that can be hit",
        r"不起作用：\1不在可能受影响的`townships`之列",
    ),
    (
        r"has no effect: the multiplier is 1, no loan defaults at once, and no loss is added",
        "不起作用：倍数为1，没有贷款立即违约，也不增加损失",
    ),
    (
        r"has no effect: nothing is ever recovered, so that all is lost already",
        "不起作用：没有任何追回，损失率已为100%",
    ),
    (r"has no effect: there are no credit villages", "不起作用：没有信用村"),
    (
        r"when, and at which cost, recoveries come has no effect with `claim\.method: net`",
        "采用`claim.method: net`时，追偿的时间和费用不起作用",
    ),
    # time
    (r"(\d+) months are less than a year", r"\1个月不足一年"),
    (r"(\S+) is outside the horizon of (\d+) months from (\S+)", r"\1不在自\3起\2个月的模拟期内"),
    (r"(\S+) is not within the (\d+) months of the horizon", r"\1不在\2个月的模拟期内"),
    (r"(\S+) is before the first month (\S+), so no loan is ever extended", r"\1早于首月\2，任何贷款都不会展期"),
    (
        r"no interval of (\d+) months ends within the horizon of (\d+): there are no claims",
        r"\2个月的模拟期内没有完整的\1个月区间：不会有代偿申请",
    ),
    (r"is no calendar year", "不是公历年份"),
    (r"no loan of the opening stock can mature in this year", "期初贷款不可能在该年到期"),
    (r"names a month twice", "有月份重复列出"),
    (r"names a village twice", "有村重复列出"),
    (r"names (`.+`) twice", r"\1重复列出"),
    (r"names an amount twice", "有金额重复列出"),
    (
        r"(\S+) amounts are given for (\S+) months; the last (\S+) are not used",
        r"给出了\1个金额，而模拟期为\2个月，最后\3个不会用到",
    ),
    # loans and lending
    (r"there is no loan in any township", "各乡镇均没有贷款"),
    (r"there are no loans, and none are made later", "没有贷款，以后也不发放"),
    (r"there is no township", "没有乡镇"),
    (r"([\d,]+) townships", r"有\1个乡镇"),
    (r"([\d,]+) loans", r"有\1笔贷款"),
    (r"([\d,]+) villages", r"有\1个村"),
    (r"reports (\S+) outstanding, but no loans", r"填报余额\1，却没有贷款笔数"),
    (
        r"reports (\S+) outstanding for (\S+) loans, a mean of (\S+), above `loans\.add_on_cap` (\S+)",
        r"填报余额\1、贷款\2笔，户均\3，超过`loans.add_on_cap`的\4",
    ),
    (r"has no `outstanding` to rescale to", "没有可据以调整的`outstanding`（贷款余额）"),
    (
        r"has no `outstanding` amount to rescale its loans to \(`loans\.size\.rescale_to`\)",
        "没有可据以调整贷款的`outstanding`（贷款余额），而`loans.size.rescale_to`要求调整",
    ),
    (r"no township has an amount outstanding to rescale to", "各乡镇均没有可据以调整的贷款余额"),
    (
        r"the `outstanding` amounts are not used: what loans owe follows from `loans\.size` alone",
        "`outstanding`（贷款余额）未被采用：贷款金额只由`loans.size`决定",
    ),
    (r"(\S+), but there is no other product", r"填写了\1，但没有其他产品"),
    (
        r"is missing, but seasonal loans are among the `repayment` schedules",
        "缺少此项，而`repayment`中有按季节还款（seasonal）的贷款",
    ),
    (
        r"(\S+) is less than the largest loan, (\S+), which would never be made",
        r"\1小于最大一笔贷款\2，该笔贷款将永远无法发放",
    ),
    (r"needs about (\S+) loans of (\S+)", r"约需\1笔金额为\2的贷款"),
    (r"needs more than (\S+) loans in month (\d+)", r"第\2个月（首月为第0个月）需要超过\1笔贷款"),
    (r"needs `outstanding`", "需要`outstanding`（贷款余额）"),
    (
        r"works on portfolios that all paths share, and `loans\.redraw_portfolio` draws one a path",
        "要求各路径共用同一贷款组合，而`loans.redraw_portfolio`为每条路径各抽取一个",
    ),
    (r"begins in the same month as (`.*`)", r"与\1在同一个月开始"),
    (r"no applicant has grade (`.*`) or better, so nobody gets a loan", r"没有申请人达到\1级，因此无人获贷"),
    (r"no applicant has grade (`.*`) or better", r"没有申请人达到\1级"),
    (r"nothing sets credit villages apart", "信用村与其他村没有区别"),
    (r"is (credit|other), but there are no credit villages", r"填写了`\1`，但没有信用村"),
    (
        r"is about loans, and with `loans\.source: aggregate` there are none",
        "此项针对贷款，而`loans.source: aggregate`没有逐笔贷款",
    ),
    (
        r"counts on the outstanding amount, and `loans\.outstanding` is not given",
        "按贷款余额计算，而未给出`loans.outstanding`",
    ),
    # loan tape
    (r"(`\w+`) is a column of a loan tape, and there is none", r"\1是台账的列，而本情景没有台账"),
    (r"there is no tape: `loans\.source` is synthetic", "没有台账：`loans.source`为synthetic"),
    (r"the tape has no column for it: `loans\.columns\.pd` is missing", "台账中没有对应的列：缺少`loans.columns.pd`"),
    (
        r"`tape` means 1 minus the tape's column `lgd`, and `loans\.columns\.lgd` is missing",
        "`tape`是指1减去台账的`lgd`列，而缺少`loans.columns.lgd`",
    ),
    (r"asks for a column of a tape, but `loans\.source` is synthetic", "要求采用台账的列，而`loans.source`为synthetic"),
    (r"is not given, but loans are taken by their date", "未给出，而贷款需按发放日期采用"),
    (r"is not given, but every loan needs a term", "未给出，而每笔贷款都需要期限"),
    (r"is not given, but a layer pays by it", "未给出，而有分担方按此列承担"),
    (r"is not given, but (`[\w.]+`) asks for it", r"未给出，而\1需要它"),
    (r"is of Excel files, and `file` is read as (?P<word>.+)", r"只用于Excel文件，而`file`按\g<word>读取"),
    (r"is of CSV files, and `file` is read as (?P<word>.+)", r"只用于CSV文件，而`file`按\g<word>读取"),
    # risk
    (r"no default probability is given", "未给出违约概率"),
    (r"is missing: loans need one", "缺少此项：贷款需要违约概率"),
    (r"industry (`.*`) has loans and no default probability", r"产业\1有贷款，却没有违约概率"),
    (
        r"(\S+) loans have no default probability: their industry is blank, or (`.*`)",
        r"有\1笔贷款没有违约概率：其产业为空，或为\2",
    ),
    (
        r"line (\S+) has (\S+), more than (\S+) times the median of the others, (\S+) "
        r"\(such loans: (\S+)\)",
        r"第\1行的本金为\2，超过其余贷款中位数\4的\3倍（此类贷款共\5笔）",
    ),
    (
        r"line (\S+) has (\S+), more than (\S+) times its own balance \(such loans: (\S+)\)",
        r"第\1行的本金为\2，超过其自身余额的\3倍（此类贷款共\4笔）",
    ),
    (r"the median interest rate is (\S+) % a year", r"年利率的中位数仅为\1%"),
    (r"(\S+) loans of industry (`.*`) have no default probability", r"产业\2有\1笔贷款没有违约概率"),
    (r"is 0 at every age", "在各账龄均为0"),
    (
        r"is 0 over the whole life of loans of (\d+) months \((`.+`)\)",
        r"对期限为\1个月的贷款（\2），在整个存续期内均为0",
    ),
    (r"is 0 over the whole life of loans of (\d+) months", r"对期限为\1个月的贷款，在整个存续期内均为0"),
    (r"an industry's correlation with itself is 1", "产业与自身的相关系数为1，不必填写"),
    (r"(`.*`) with (`.*`) is given twice, as (\S+) and (\S+)", r"\1与\2重复给出，分别为\3和\4"),
    (
        r"these correlations cannot hold together \(the matrix is not positive definite\)",
        "这些相关系数不能同时成立（矩阵不是正定的）",
    ),
    (r"is not positive definite", "不是正定矩阵"),
    (r"neither `village` nor `township` is given", "`village`和`township`均未给出"),
    (r"the shape of the cycle is not given", "未给出周期的形态"),
    (r"needs `insured_multiplier`", "需要`insured_multiplier`"),
    (r"there is no row for state (`.*`)", r"缺少状态\1的一行"),
    (r"(`.*`) is not one of the `states`", r"\1不在`states`之列"),
    (r"`stationary` cannot be the name of a state", "`stationary`不能用作状态的名称"),
    (r"`stationary` has no probability of its own", "`stationary`（长期分布）不能另给概率"),
    (
        r"the chain has several stationary laws: where it ends depends on where it starts",
        "该状态转换有多个长期分布：最终状态取决于初始状态",
    ),
    # distress
    (
        r"no overdue loan can be cured before its claim is filed \(`claim\.filed_after_days` (\d+)\)",
        r"逾期贷款在提出代偿申请之前来不及恢复还款（`claim.filed_after_days`为\1）",
    ),
    (
        r"is null and there are no monthly exits: an extension would never end",
        "为null，又没有按月恢复还款或违约的概率：展期将永不结束",
    ),
    (r"(\S+) is impossible for shares with `mean` (\S+)", r"`mean`（均值）为\2的份额，标准差不可能为\1"),
    (
        r"(?P<list>.+) are given, and each is a law of the recovered share",
        r"同时给出了\g<list>，而每一项都已规定追回比例",
    ),
    # layers
    (
        r"a (?P<payer>\w+) without an account pays whatever its terms say, and at nobody's cost",
        r"\g<payer>没有账户：将按条款一概赔付，却无人出资",
    ),
    (r"a layer of `kind: budget` has no account", "`kind: budget`（财政预算）的分担方没有账户"),
    (r"a queue needs an `account` that can run short", "排队等候以有可能不足的`account`（账户）为前提"),
    (r"a loss ratio needs premium, but the layer has no `price`", "赔付率需要保费，而该分担方没有`price`"),
    (r"counts in premium, but the layer has no `price`", "按保费计算，而该分担方没有`price`"),
    (
        r"upper ends `npl_to` must rise, and only the last may be open",
        "上限`npl_to`应由小到大，只有最后一档可以不设上限",
    ),
    (r"upper ends `to` must rise, and only the last may be open", "上限`to`应由小到大，只有最后一段可以不设上限"),
    (r"layer (`.*`) has no `account` that could run dry", r"分担方\1没有可能耗尽的`account`（账户）"),
    (
        r"layer (`.*`) has no `account`, without which there is no usage",
        r"分担方\1没有`account`（账户），也就没有使用率",
    ),
    (r"layer (`.*`) has no `price`, without which there is no loss ratio", r"分担方\1没有`price`，也就没有赔付率"),
    (
        r"layer (`.*`) is of kind (?P<payer>\w+); only an insurer or guarantor can exit",
        r"分担方\1属于\g<payer>，只有保险或担保可以退出",
    ),
    (r"goes with a fund that has an account, and there is none", "只适用于有账户的基金，而本方案没有"),
    (r"the layer must be named: no layers have (?P<having>.+)", r"必须指明分担方：没有\g<having>的分担方"),
    (r"the layer must be named: (\d+) layers have (?P<having>.+)", r"必须指明分担方：有\1个\g<having>的分担方"),
    (r"(`watch: .+`) with (`action: .+`) works at county level only", r"\1与\2同用时只适用于全县"),
    (
        r"([\d.,e+]+) hands back what is topped up towards the target of ([\d.,e+]+)",
        r"\1会立即退回朝目标\2补充的资金",
    ),
    (
        r"([\d.,e+]+) has no effect: there is no gap above the target, ([\d.,e+]+)",
        r"\1不起作用：余额高于目标\2时没有缺口",
    ),
    (
        r"a budget has no account that its premium could go to: what is paid is nobody's income",
        "财政预算没有可以收取保费的账户：所缴费用无人入账",
    ),
    (
        r"is never asked: the layers before it pay the whole of every claim",
        "永远不会被要求承担：排在前面的分担方已承担全部应代偿额",
    ),
    (
        r"is asked only where the layers before it fall short: they pay (\S+(?: \+ \S+)*) of a claim, all of it",
        r"只有前面的分担方不足时才需承担：它们已承担应代偿额的\1，即全部",
    ),
    (
        r"is another fund with an account: what is reported of the fund is that of (`.+`), the first",
        r"是另一个带账户的基金：报告的基金指标取自排在最前的\1",
    ),
    (r"(\S+) is (\S+) % a year", r"\1为每年\2%"),
    (r"(\S+) times the premium is hardly ever reached", r"保费的\1倍几乎不可能达到"),
    (r"(\S+) opens the account with (\S+) % of the loans", r"\1使账户的初始规模为贷款余额的\2%"),
    (r"(\S+) is hardly ever passed: it means (\S+) %", r"几乎不可能超过\1：这表示\2%"),
    (r"(.+) is less than 0\.1 % of the loans at the start, (\S+)", r"\1不到期初贷款余额\2的0.1%"),
    (
        r"other than in (.+) \((?P<list>`.+`)\): differences are not of the fund's terms alone",
        r"\g<list>与\1不同：差异不只来自基金条款",
    ),
    (
        r"(\S+) is never passed: (`.+`) is a share of the loans, at most 1",
        r"不可能超过\1：\2是占贷款的比例，最大为1",
    ),
    (
        r"no rate is given and there is no fund whose yield could be taken: money is not discounted",
        "未给出贴现率，也没有可取其收益率的基金：资金不作贴现",
    ),
    # tracing
    (r"a path of a run with `(\w+)` cannot be followed alone", r"采用`\1`抽样时，不能单独追踪一条路径"),
)
HAVING: Phrases = (
    (r"a `price`", "有`price`"),
    (r"kind (?P<payer>\w+) and (?:a|an) (`\w+`)", r"种类为\g<payer>且有\2"),
    (r"kind (?P<payer>\w+)", r"种类为\g<payer>"),
)
