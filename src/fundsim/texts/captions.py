"""Sentences of captions, English and Chinese side by side."""

from __future__ import annotations

CAPTIONS: dict[str, tuple[str, str]] = {
    "loss_caption": (
        "Claims over {horizon} are {mean} on average; on one path in a hundred they are {var} or more, and on these "
        "paths {es} on average.",
        "{horizon}应代偿总额平均为{mean}；每100条路径约有1条达到或超过{var}，这些路径的平均值（预期尾部损失）为{es}。",
    ),
    "loss_caption_share": (
        "Claims over {horizon} are on average {mean} of {of}, which is {money}; on one path in a hundred they are "
        "{var} or more, and on these paths {es} on average.",
        "{horizon}应代偿总额平均占{of}的{mean}，即{money}；每100条路径约有1条达到或超过{var}，"
        "这些路径的平均值（预期尾部损失）为{es}。",
    ),
    "opening_loans": ("the loans at the start", "期初贷款余额"),
    "stated_outstanding": ("the stated outstanding amount", "所报余额"),
    "exceedance_caption": (
        "Claims over {horizon} exceed {amount}, one and a half times their mean, with probability {share}.",
        "{horizon}应代偿总额超过其均值1.5倍（{amount}）的概率为{share}。",
    ),
    "exceedance_caption_claims": (
        "Claims over {horizon} exceed {amount}, the 95 % quantile of {first}, with probability: {list}.",
        "{horizon}应代偿总额超过{amount}（“{first}”的95%分位数）的概率：{list}。",
    ),
    "exceedance_caption_government_cost": (
        "The cost to government over {horizon} exceeds {amount}, the 95 % quantile of {first}, with probability: "
        "{list}.",
        "{horizon}政府成本超过{amount}（“{first}”的95%分位数）的概率：{list}。",
    ),
    "exceedance_caption_bank_loss": (
        "The bank's loss over {horizon} exceeds {amount}, the 95 % quantile of {first}, with probability: {list}.",
        "{horizon}银行净损失超过{amount}（“{first}”的95%分位数）的概率：{list}。",
    ),
    "balance_caption": (
        "The fund starts with {opening} and holds {closing} after {horizon} on average; on one path in twenty it is "
        "left with {low} or less. {event} on {ruined} of the paths.",
        "基金期初为{opening}，{horizon}后平均余额为{closing}；每20条路径约有1条不高于{low}。{event}的路径占{ruined}。",
    ),
    "with_fund": ("With an opening fund of {size}: {said}", "初始规模{size}时：{said}"),
    "outlay_caption": (
        "Over {horizon} the government pays {average} in an average year, most of it {purpose}; on one path in "
        "twenty {average_95} a year or more. The highest year of a path costs {highest} on average, and {highest_95} "
        "or more on one path in twenty.",
        "{horizon}内财政平均每年支出{average}，其中{purpose}最多；每20条路径约有1条年均达到或超过{average_95}。"
        "各路径支出最高的一年平均为{highest}，每20条路径约有1条达到或超过{highest_95}。",
    ),
    "outlay_parts": (
        "The average year counts as twelve months, the highest as it is: the horizon cuts an account year at its ends.",
        "年均数按12个月折算，最高年度按实际月数计：首个或末个会计年度不足12个月。",
    ),
    "outlay_opening": (
        "Opening amounts of {amount}, paid once, come on top.",
        "另有一次性拨付的期初资金{amount}。",
    ),
    "event_unpaid_claim": ("It cannot pay some claim", "基金不足以赔付"),
    "event_empty": ("It runs empty", "基金耗尽"),
    "event_below_ratio": ("It falls below its floor", "基金低于下限"),
    "survival_caption_unpaid_claim": (
        "With {name} the fund pays every claim for {horizon} with probability {share}.",
        "{name}时，基金在{horizon}内足额赔付全部代偿申请的概率为{share}。",
    ),
    "survival_caption_empty": (
        "With {name} the fund is never empty within {horizon} with probability {share}.",
        "{name}时，基金在{horizon}内从未耗尽的概率为{share}。",
    ),
    "survival_caption_below_ratio": (
        "With {name} the fund stays above its floor for {horizon} with probability {share}.",
        "{name}时，基金在{horizon}内始终不低于下限的概率为{share}。",
    ),
    "fund_ratio": ("{ratio} ({amount})", "基金与贷款为{ratio}（{amount}）"),
    "fund_amount": ("an opening fund of {amount}", "基金初始规模为{amount}"),
    "needed_caption": (
        "To survive {horizon} with {solvency} % probability the fund needs {size}.",
        "要以{solvency}%的概率存续{horizon}，基金需要{size}。",
    ),
    "sizing_caption": (
        "Of the sizes compared, {size} is the smallest with at most 1 % probability of ruin within {horizon}: {ruin}.",
        "在所比较的规模中，{horizon}内不足概率不高于1%的最小规模为{size}：{ruin}。",
    ),
    "sizing_caption_none": (
        "No size compared keeps the probability of ruin within {horizon} to 1 %; with the largest, {size}, it is "
        "{ruin}.",
        "所比较的规模均不能将{horizon}内不足概率控制在1%以内；最大规模{size}时为{ruin}。",
    ),
    "range_caption": (
        "{measure}: from {low} at {low_at} to {high} at {high_at}.",
        "{measure}：最低{low}（{low_at}），最高{high}（{high_at}）。",
    ),
    "alike_caption": ("{measure}: {value} in all of them.", "{measure}：各情景均为{value}。"),
    "nothing_moves": (
        "No parameter moves {answer}: it is {base} throughout.",
        "各参数均不改变{answer}，始终为{base}。",
    ),
    "party_share": ("{name} {share}", "{name}占{share}"),
    "rest_still_due": ("the remaining {share} is still to be recovered", "其余{share}尚待追回"),
    "still_due": ("{share} is still to be recovered", "{share}尚待追回"),
    "other_parties": ("the rest by {number} more", "其余由另外{number}方承担"),
    "pays_caption": (
        "Of all claims, in the end: {mean}. In the worst 1 % of paths: {worst}.",
        "应代偿额最终由各方承担：{mean}。在最差1%路径中：{worst}。",
    ),
    "bad_year_caption": (
        "In the worst 1 % of years, {claims} of claims are paid on average, {paid} of them by {payers}; {net} are left "
        "once what {fund} recovers in the year is taken off.",
        "在最差1%的年份，当年代偿申请平均为{claims}，其中{payers}赔付{paid}；扣除当年{fund}追回后为{net}。",
    ),
    "bad_year_caption_no_account": (
        "In the worst 1 % of years, {claims} of claims are paid on average, {paid} of them by {payers}.",
        "在最差1%的年份，当年代偿申请平均为{claims}，其中{payers}赔付{paid}。",
    ),
    "bad_year_caption_private": (
        "In the worst 1 % of years, {claims} of claims are paid on average, none of them by a fund or a budget.",
        "在最差1%的年份，当年代偿申请平均为{claims}，均非由基金或财政预算赔付。",
    ),
    "bad_year_parts": (
        "No account year of twelve months lies within the horizon: the worst of its parts of years are shown.",
        "模拟期内没有完整的12个月会计年度，所示为各年度所含月份中最差者。",
    ),
    "overdue_caption": (
        "After {horizon}, {overdue_ratio} of the balance is overdue on average and {npl_ratio} non-performing; with "
        "forborne loans the latter is {npl_forborne_ratio}.",
        "{horizon}后，平均逾期率为{overdue_ratio}，不良率为{npl_ratio}；计入展期贷款后为{npl_forborne_ratio}。",
    ),
    "overdue_uneven": (
        "On half of the paths at most {middle} is overdue: the mean is drawn up by paths on which the book has run "
        "off, or lending has long been stopped, and those in trouble are what is left.",
        "半数路径的逾期率不超过{middle}：均值被少数路径拉高，在这些路径上贷款大多已收回或长期停贷，剩下的多为逾期贷款。",
    ),
    "vintages_caption": (
        "Of the loans made in the account year from {name}, {share} are in default {age} months after disbursement.",
        "{name}年度发放的贷款，放款{age}个月后累计违约率为{share}。",
    ),
    "vintages_caption_some": (
        "Of the {all} cohorts one in {step} is drawn.",
        "共{all}组放款，每{step}组只画1组。",
    ),
    "vintages_caption_stock": (
        "Of the opening stock, {share} are in default after {age} months.",
        "期初存量贷款{age}个月后累计违约率为{share}。",
    ),
    "of_township_loans": (" of its loans at the start", "（占该乡镇期初贷款余额）"),
    "townships_caption": (
        "Claims are highest in {high}, {high_rate} a year{of}, and lowest in {low}, {low_rate}.",
        "年均应代偿额{of}最高的是{high}，为{high_rate}；最低的是{low}，为{low_rate}。",
    ),
    "townships_caption_one": ("Claims in {high} are {high_rate} a year{of}.", "{high}年均应代偿额{of}为{high_rate}。"),
    "townships_tail": (
        "On the worst 1 % of paths {name} weighs most, with {share} of all claims.",
        "在最差1%路径中，{name}所占比重最大，占全部应代偿额的{share}。",
    ),
    "township_overdue_caption": (
        "Over {horizon}, {together} of all loans is overdue or non-performing on average: most in {high}, "
        "{high_ratio}, and least in {low}, {low_ratio}.",
        "{horizon}内平均逾期率（逾期及不良贷款占贷款余额）为{together}；最高的是{high}，为{high_ratio}；"
        "最低的是{low}，为{low_ratio}。",
    ),
    "township_overdue_caption_one": (
        "Over {horizon}, {high_ratio} of the loans of {high} is overdue or non-performing on average.",
        "{horizon}内，{high}平均逾期率（逾期及不良贷款占贷款余额）为{high_ratio}。",
    ),
    "township_overdue_reported": (
        "Of {known} townships with a reported ratio, {below} lie below and {above} above the 5–95 % range of paths "
        "(reports are of one day, the range is of averages).",
        "有上报值的{known}个乡镇中，{below}个低于、{above}个高于5–95%分位区间（上报值为单日数，区间为期内平均）。",
    ),
    "township_overdue_reported_one": (
        "Of one township a ratio is reported, {name} with {reported}, which is {place} the 5–95 % range of paths "
        "(the report is of one day, the range is of averages).",
        "仅{name}有上报值{reported}，{place}5–95%分位区间（上报值为单日数，区间为期内平均）。",
    ),
    "reported_below": ("below", "低于"),
    "reported_above": ("above", "高于"),
    "reported_inside": ("inside", "位于"),
    "township_overdue_most": (
        "In money most is overdue in {name}, {amount} on average.",
        "按金额，{name}逾期最多，逾期及不良贷款月均余额为{amount}。",
    ),
    "townships_made_up": (
        "The loans are made up once for all paths, so the intervals hold for the loans at hand, and townships of "
        "equal risk differ by the loans that chance gave them.",
        "贷款组合只虚拟生成一次、各路径相同，因此区间只对这一组贷款成立；风险相同的乡镇之间的差异来自随机生成的贷款。",
    ),
    "fund_needed": (
        "the fund needed to survive {horizon} with {solvency} %",
        "以{solvency}%概率存续{horizon}所需基金",
    ),
    "mean_over_others": ("Each cell is a mean over {names}.", "每格为对{names}取的均值。"),
    "tornado_caption": (
        "What matters most is {name}{levels}: from its low to its high value it moves {answer} from {low} to {high}, "
        "around {base}.",
        "影响最大的是{name}{levels}：由低值到高值，{answer}由{low}变为{high}，基准为{base}。",
    ),
    "tornado_caption_mean": (
        "What matters most is {name}{levels}: from its low to its high value it moves {answer} from {low} to {high}; "
        "the mean of all scenarios is {base}.",
        "影响最大的是{name}{levels}：由低值到高值，{answer}由{low}变为{high}；所有情景的均值为{base}。",
    ),
    "swing_levels": (" ({levels})", "（{levels}）"),
    "swept_measure": ("the {measure}", "{measure}"),
    "choice": (
        "{name} costs government {cost} a year and ruins the fund with probability {ruin}",
        "{name}：政府年均成本现值{cost}，基金不足概率{ruin}",
    ),
    "frontier_caption": (
        "The cheapest design worth considering: {cheapest}. The safest: {safest}.",
        "有效方案中成本最低的是{cheapest}；最安全的是{safest}。",
    ),
    "frontier_under": ("Assuming {assumed}: {said}", "假设为{assumed}时，{said}"),
    "frontier_further": (
        "The chart shows further assumptions ({number}).",
        "图中另有{number}组假设。",
    ),
    "frontier_caption_one": (
        "The cheapest design is at least as safe as any other: {cheapest}.",
        "成本最低的方案，其安全性不低于任何其他方案：{cheapest}。",
    ),
    "frontier_caption_alone": (
        "There is one design to look at, and none to compare it with: {only}.",
        "只有一个方案可看，没有可比较的方案：{only}。",
    ),
    "frontier_caption_alike": (
        "The designs cannot be told apart in safety on these paths. The cheapest: {cheapest}.",
        "各方案的安全性在误差范围内，无法区分。成本最低的是{cheapest}。",
    ),
    "neighbours_alike": (
        "Neighbours whose safety is within noise of each other ({number}): {list}.",
        "安全性之差在误差范围内的相邻方案有{number}对：{list}。",
    ),
    "and_others": ("and {number} more", "另有{number}个"),
    "frontier_lends_less": (
        "But {name} lends {amount} less than {most} over {horizon}, which is {share} of its lending; lending less "
        "costs less by itself.",
        "但{name}在{horizon}内比{most}少放贷{amount}，即少{share}；少放贷本身就会降低成本。",
    ),
    "frontier_of_government": (
        "Costs are those of government alone: what a design leaves to the banks is not among them.",
        "成本只计政府成本，方案转由银行承担的损失不在其中。",
    ),
    "frontier_left_out": (
        "Without a fund that could be ruined, and so left out ({number}): {list}.",
        "没有可能发生不足的基金、因而未列入的方案有{number}个：{list}。",
    ),
    "stops_caption": (
        "Lending is stopped {where} on at most {share} of the paths, in {month}; breakers refuse {lost} of the "
        "lending asked for.",
        "{where}停贷的路径占比在{month}最高，为{share}；熔断减少的放款占申请额的{lost}。",
    ),
    "limits_caption": (
        "The limit of {name} is reached most often in the year from {year}, on {share} of the paths.",
        "{name}的限额在{year}起的年度最常触顶，占路径的{share}。",
    ),
    "suspension_caption": (
        "On {share} of the paths {name} is suspended at some time, there for {months} months on average.",
        "{name}在{share}的路径上曾暂停赔付，这些路径平均暂停{months}个月。",
    ),
    "stress_caption": (
        "Claims are {claims_a_year_mean} a year on average and {claims_a_year_worst} on the worst 1 % of paths, where "
        "the bank loses {bank_loss_worst} over the whole horizon against {bank_loss_mean}.",
        "年均应代偿额为{claims_a_year_mean}，最差1%路径为{claims_a_year_worst}；整个模拟期的银行净损失平均为"
        "{bank_loss_mean}，最差1%路径为{bank_loss_worst}。",
    ),
    "convergence_caption": (
        "After {paths} paths the {level} % value at risk of claims stands at {amount}.",
        "模拟{paths}条路径后，应代偿总额的{level}%风险价值为{amount}。",
    ),
    "convergence_needs": (
        "Knowing it to within {error} % takes about {needed} paths (95 % interval).",
        "若要误差不超过{error}%（95%置信区间），约需{needed}条路径。",
    ),
    "convergence_knows": (
        "It is known to within {error} % from about {needed} paths on (95 % interval).",
        "约从{needed}条路径起，误差不超过{error}%（95%置信区间）。",
    ),
    "reconciliation_caption": (
        "Over {horizon} the fund goes from {opening} to {closing}: {list} (means over paths).",
        "{horizon}内，基金由{opening}变为{closing}：{list}（路径均值）。",
    ),
    "no_flows": ("nothing comes in or goes out", "无收支"),
    "reconciliation_joined": (
        "Each column of the table holds {years} account years.",
        "表中每列合计{years}个会计年度。",
    ),
    "difference_part": ("{name} {amount}", "{name} {amount}"),
    "differences_caption": (
        "Against “{reference}”, on the same random numbers – {measure}: {list}.",
        "与“{reference}”相比（同一组随机数），{measure}之差：{list}。",
    ),
    "sweep_caption": (
        "{measure} over {count} scenarios that differ in {names}: from {low} to {high}.",
        "{count}个情景（参数：{names}）的{measure}：从{low}到{high}。",
    ),
}
