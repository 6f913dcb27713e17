"""Circuit breakers and reporting conventions in plain words."""

from __future__ import annotations

from fundsim.programme import Scenario
from fundsim.programme.breakers import Breaker
from fundsim.programme.roles import discount_rate, fund_layer, is_watched_together, target_layer, watched_layer
from fundsim.show.english.payer_words import PERIODS, RATIO_WORDS
from fundsim.show.english.wording import and_list, count_of, money, percent, sentences


def breaker_words(scenario: Scenario, name: str, breaker: Breaker) -> str:
    """A circuit breaker."""
    period = f" {PERIODS[breaker.over]}" if breaker.watch == "loss_ratio" else ""
    of = ""
    if breaker.watch in ("loss_ratio", "fund_usage"):
        of = f" of {scenario.layers[watched_layer(scenario, breaker)].name}"
    ends = (
        f"until it is below {percent(breaker.resume_below)}"
        if breaker.resume_below is not None
        else "for good"
        if breaker.action == "insurer_exit"
        else "as long as it is"
    )
    kinds = {"all": breaker.at, "credit": "credit village", "other": "village that is no credit village"}
    where = "" if is_watched_together(scenario, breaker) else f" in a {kinds[breaker.villages]}"
    ratio = f"{RATIO_WORDS[breaker.watch]}{of}{period}"
    return (
        f"Breaker {name}: once the {ratio}{where} is above {percent(breaker.stop_above)} at a month end, "
        f"{_action(scenario, breaker)} from the next month on, {ends}."
    )


def no_breaker_words() -> str:
    """Said where there is no breaker."""
    return "No circuit breaker stops anything."


def _action(scenario: Scenario, breaker: Breaker) -> str:
    if breaker.action == "stop_new_lending":
        return "nothing new is lent" if is_watched_together(scenario, breaker) else "nothing new is lent there"
    target = scenario.layers[target_layer(scenario, breaker)].name
    if breaker.action == "insurer_exit":
        return f"{target} pays nothing"
    return f"{target} pays only as if the ratio were at the threshold"


def report_words(scenario: Scenario) -> str:
    """What is reported, and by which conventions."""
    report, fund = scenario.report, fund_layer(scenario)
    ruin = {
        "unpaid_claim": "in the first month in which it cannot pay a claim in full",
        "empty": "in the first month whose claims leave its account empty, or that ends so",
        "below_ratio": f"in the first month that ends with less than {percent(report.ruin_ratio or 0.0)} of all loans",
    }[report.ruin]
    after = {
        "reflecting": "It then goes on with what comes in.",
        "absorbing": "It is then closed: it pays and receives nothing more.",
    }[report.after_ruin]
    npl = (
        f"for {count_of(report.write_off_after_months, 'month')}, then it is written off (sooner if recovery has ended)"
        if report.npl_until == "written_off"
        else "until its claim is paid"
    )
    sizes = and_list(money(size, scenario.currency) for size in report.fund_sizes)
    return sentences(
        f"Reported is {scenario.layers[fund].name}, which is ruined {ruin}. {after}"
        if fund >= 0
        else "There is no fund to report.",
        f"Compared are opening amounts of {sizes}." if sizes else "",
        f"A defaulted loan stays non-performing {npl}." if scenario.loans.source != "aggregate" else "",
        f"Money of different years is compared at {percent(discount_rate(scenario))} a year.",
    )
