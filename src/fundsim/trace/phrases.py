"""What a trace says, line by line: English and Chinese side by side."""

from __future__ import annotations

Words = tuple[str, str]
"""English, Chinese."""

EVENTS: dict[str, Words] = {
    "on_book": ("on the book at the start", "期初在册"),
    "made": ("made", "发放"),
    "refused": ("not made: lending was stopped", "因停贷未发放"),
    "distress": ("missed a due ({cause})", "逾期（{cause}）"),
    "distress_before": ("overdue for {n} month{s} ({cause})", "期初已逾期{n}个月（{cause}）"),
    "cured": ("put right at once by monitoring", "经贷后管理当即化解"),
    "arrears_cured": ("arrears put right, pays again", "逾期解除，恢复还款"),
    "extended": ("extended by {n} month{s}", "展期{n}个月"),
    "extended_up_to": ("extended by up to {n} month{s}", "展期，最长{n}个月"),
    "extended_open": ("extended until it can pay, or fails", "展期，直至恢复还款或违约"),
    "extension_ended": ("extension ended, pays again", "展期结束，恢复还款"),
    "extension_failed": ("extension ended, still cannot pay", "展期结束，仍无力偿还"),
    "default": ("default", "违约"),
    "claim_filed": ("claim filed, now non-performing", "提出代偿申请，计为不良"),
    "claim_filed_short": ("claim filed", "提出代偿申请"),
    "claim_settled": ("claim settled", "代偿申请结算"),
    "repaid": ("repaid", "还清"),
    "renewed": ("renewed for another term", "到期续贷"),
}
CAUSES: dict[str, Words] = {
    "hardship": ("hardship", "困难"),
    "wilful": ("wilful", "恶意拖欠"),
    "shock": ("hardship, in a shock", "困难，遇冲击"),
    "": ("cause not known", "原因不明"),
}
STATUSES: dict[str, Words] = {
    "performing": ("performing", "正常"),
    "missed": ("missed", "逾期后恢复"),
    "overdue": ("overdue", "逾期"),
    "non-performing": ("non-performing", "不良"),
    "forborne": ("forborne", "展期"),
    "outstanding": ("outstanding", "贷款余额"),
}
REPAYMENT: dict[str, Words] = {
    "bullet": ("repaid in one sum at the end", "到期一次还本"),
    "equal_principal": ("repaid in equal parts", "等额本金还款"),
    "annuity": ("repaid in equal instalments", "等额本息还款"),
    "seasonal": ("repaid in seasonal instalments", "按季节分期还款"),
    "credit_line": ("the limit of a credit line", "为授信额度，一次核定、随用随贷"),
}
LINES: dict[str, Words] = {
    "opening": ("opening balance", "期初余额"),
    "appropriation": ("appropriations", "财政拨款"),
    "provision": ("bank provisions", "银行计提"),
    "premium": ("premiums and fees", "保费收入"),
    "top_up": ("top-up", "补充资金"),
    "interest": ("interest", "利息收入"),
    "payments": ("payments on claims", "代偿支出"),
    "recoveries": ("recoveries", "追偿收入"),
    "returned": ("returned to those who paid in", "退还出资人"),
    "closing": ("closing balance", "期末余额"),
}
LINE_COLUMNS = {line: (line.replace("_", " "), chinese) for line, (_, chinese) in LINES.items()}
UNITS: dict[str, Words] = {
    "premium": ("premium", "保费"),
    "lending": ("lending to date", "累计放贷额"),
    "outstanding": ("the outstanding amount at the year's start", "年初贷款余额"),
}
COLUMNS: dict[str, Words] = {
    "month": ("month", "月序"),
    "date": ("date", "年月"),
    "amount": ("amount", "金额"),
    "loan": ("loan", "编号"),
    "who": ("who", "借款人"),
    "happened": ("what happened", "经过"),
    "cause": ("cause", "原因"),
    "default": ("default in", "违约年月"),
    "principal": ("principal", "本金"),
    "interest": ("interest", "利息"),
    "claim": ("claim", "应代偿额"),
    "months": ("months", "年月"),
    "status": ("status", "状态"),
    "principal_paid": ("principal paid", "偿还本金"),
    "interest_paid": ("interest paid", "支付利息"),
    "owed": ("owed at month end", "月末余额"),
    "claims": ("claims", "应代偿额"),
    "queue": ("waiting in queues", "排队待付"),
    "court_cost": ("court cost", "诉讼费用"),
    "lending": ("new lending", "新发放贷款"),
    "lending_refused": ("refused", "停贷未发放"),
    "outstanding": ("outstanding", "贷款余额"),
    "overdue": ("overdue", "逾期"),
    "npl": ("non-performing", "不良"),
    "forborne": ("forborne", "展期"),
    "overdue_ratio": ("overdue", "逾期率"),
    "npl_ratio": ("NPL", "不良率"),
    "npl_forborne_ratio": ("NPL+forborne", "不良及展期率"),
    "stop": ("lending", "放贷"),
}
PHRASES: dict[str, Words] = {
    # lists
    "comma": (", ", "、"),
    "semicolon": ("; ", "；"),
    "then": (" → ", "→"),
    "and_more": ("{shown} and {rest:,} more", "{shown}等{all:,}笔"),
    # head
    "title": (
        "{name}\nPath {path} of seed {seed}{size}: {months} months, {first} to {last}; amounts in {currency}",
        "{name}\n路径{path}（随机种子{seed}{size}）：{months}个月，自{first}至{last}；金额单位：{currency}",
    ),
    "title_size": (", opening fund {size}", "，基金初始规模{size}"),
    "month_title": ("Books of {given} (month {number})", "{date}账目（月序{number}）"),
    # loans
    "no_loans": ("There are no loans: the claims are drawn from a law.", "没有逐笔贷款：应代偿额由分布抽取。"),
    "no_trouble": (
        "Every loan of this path was repaid as agreed, or is being repaid.",
        "该路径上的贷款均已按约还清，或正在按约还款。",
    ),
    "troubled_one": (
        "1 loan missed a due, was renewed or was refused",
        "有1笔贷款曾逾期、续贷或因停贷未发放",
    ),
    "troubled": (
        "{n:,} loans missed a due, were renewed or were refused",
        "有{n:,}笔贷款曾逾期、续贷或因停贷未发放",
    ),
    "successor": (
        "; {name} is number {generation} of those that replaced loan {loan}",
        "；{name}是{loan}号的第{generation}笔接续贷款",
    ),
    "see_one": (". See one with --loan {loan}:", "。用--loan {loan}查看一笔："),
    "who": ("{township}, {industry}, {grade}", "{township}、{industry}、{grade}"),
    "story_date": ("{date} {words}", "{date}{words}"),
    "story_amount": ("{words} {amount}", "{words}{amount}"),
    "never_made": ("Loan {loan} was never made on this path.", "该路径上没有发放{loan}号贷款。"),
    "loan_head": (
        "Loan {name}: {amount} {currency}{restated}, {made} for {term} months at {rate} a year, {repayment};\n"
        "  village {village}, township {township}, industry {industry}, grade {grade}",
        "{name}贷款：{amount}{restated}，{made}，期限{term}个月，年利率{rate}，{repayment}；\n"
        "  乡镇：{township}，村：{village}，产业：{industry}，等级：{grade}",
    ),
    "restated": (
        " (as if {amount}, to fit the balance of the tape)",
        "（为与台账余额相符，按{amount}推算）",
    ),
    "made_in": ("made in {date}", "{date}发放"),
    "to_be_made_in": ("to be made in {date}", "拟于{date}发放"),
    "claim_sums": (
        "  The claim: {sums} = {amount}, settled in {date}.",
        "  应代偿额：{sums}={amount}，{date}结算。",
    ),
    "claim_parts": ("principal {principal} + interest {interest}", "本金{principal}+利息{interest}"),
    "claim_net": (" - expected recovery {amount}", "-预计追偿{amount}"),
    "claim_open": ("That is after the last month, so it counts as open.", "结算晚于模拟的最后一个月，列为未结。"),
    "recovered": (
        "  Recovered of it: {share}, {amount}{court}, {when}.",
        "  追偿比例{share}，{court}{amount}，{when}收回。",
    ),
    "after_court": (" after court cost", "扣除诉讼费用后为"),
    "without_court": ("", "计"),
    "when_in": ("in {first}", "于{first}"),
    "when_from": ("from {first} to {last}", "自{first}至{last}"),
    "payers_of_one": (
        "Of the only claim of that month, {claims}, paid: {parts}.",
        "该月只结算一笔代偿申请，应代偿额{claims}，各方赔付：{parts}。",
    ),
    "payers": (
        "Of the {n} claims of that month together, {claims}, paid: {parts}.",
        "该月共结算{n}笔代偿申请，应代偿额{claims}，各方赔付：{parts}。",
    ),
    "payer": ("{name} {amount}", "{name}付{amount}"),
    "dues": ("  What it paid each month, and what it owed:", "  逐月还款和月末余额："),
    "until": ("to {date}", "至{date}"),
    # books of all months
    "books": (
        "The books month by month, in whole {currency}; columns that are zero in every month are left out.\n"
        "See where the figures of one month come from with --month YYYY-MM.",
        "逐月账目，金额取整，单位：{currency}；各月均为零的列不列出。\n"
        "用--month加月份（如--month {last}）查看该月各项数字的由来。",
    ),
    "account": ("Account of {name}:", "{name}账户："),
    "payment": ("Claims settled, and what each payer paid:", "结算的应代偿额和各方赔付："),
    "recovery": ("Recovered by each payer, after court cost:", "各方收回的追偿款（已扣除诉讼费用）："),
    "premium": ("Premiums and fees of each layer:", "各分担方收取的保费和担保费："),
    "loans": (
        "Loans at month end (lending: whether it was stopped during the month):",
        "月末贷款（“放贷”一列：当月是否停贷）：",
    ),
    "stopped": ("stopped", "停贷"),
    "open": ("open", "正常"),
    # books of one month
    "no_claim": ("No claim was settled in this month.", "该月没有结算代偿申请。"),
    "waits": (" {amount} waits in queues at month end.", "月末尚有{amount}排队待付。"),
    "claim_amounts": (" Amounts: {amounts}.", "各笔金额：{amounts}。"),
    "aggregate": (
        "Aggregate terms: {since} {layer} is asked for {asked} and may pay {allowed} of it.",
        "累计赔付条款：{since}，{layer}应承担的金额累计{asked}，按条款可赔付{allowed}。",
    ),
    "since_start": ("so far", "自期初以来"),
    "since_year": ("so far in this account year", "本账户年度以来"),
    "aggregate_unit": (" Its terms count in {unit}, {amount}.", "其条款以{unit}计，为{amount}。"),
    "recoveries_of_one": (
        "Recoveries {amount} on 1 earlier claim{by_loan}.",
        "该月追偿收回{amount}，涉及此前1笔代偿申请{by_loan}。",
    ),
    "recoveries": (
        "Recoveries {amount} on {n} earlier claims{by_loan}.",
        "该月追偿收回{amount}，涉及此前{n}笔代偿申请{by_loan}。",
    ),
    "by_loan": (", by loan: {parts}", "，其中：{parts}"),
    "recovery_of": ("{loan} {amount}", "{loan}收回{amount}"),
    "month_loans": ("Loans at the end of the month:", "月末贷款："),
    "ratios": (
        "Overdue ratio (overdue and non-performing) {overdue}, NPL ratio {npl}, NPL and forborne {forborne}.",
        "逾期率（逾期和不良）{overdue}，不良贷款率{npl}，不良及展期贷款率{forborne}。",
    ),
    "which": ("{status}: loans {loans}.", "{status}贷款：{loans}。"),
    "new_lending": ("New lending {amount}{which}.", "新发放贷款{amount}{which}。"),
    "new_loans": (": loans {loans}", "：{loans}"),
    "was_stopped": (" Lending was stopped in this month.", "该月停贷。"),
    "in_force": (" In force for the next month: breaker {names}.", "下月起生效的熔断：{names}。"),
    "happenings": ("What happened to loans in this month:", "该月发生的情况："),
}  # fmt: skip
