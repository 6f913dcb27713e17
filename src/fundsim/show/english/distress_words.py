"""From distress to recovery in plain words: monitoring, wilful default, arrears, extension, claims, recovery."""

from __future__ import annotations

from fundsim.portfolio.layout.rules import detection_probability
from fundsim.programme import Scenario
from fundsim.programme.distress import Extension
from fundsim.programme.recovery import RecoveryTerms
from fundsim.show.english.wording import and_list, calendar_month, count_of, money, percent, sentences, times
from fundsim.show.numbers import plain_number
from fundsim.units import months_from_days


def monitoring_words(scenario: Scenario) -> str:
    """Inspections and what they prevent."""
    terms = scenario.monitoring
    prevented = detection_probability(scenario) * terms.cures_detected
    cost = f" at {money(terms.cost_per_inspection, scenario.currency)} each" if terms.cost_per_inspection else ""
    inspections = f"Each loan is inspected {times(terms.inspections_per_year)} a year{cost}."
    if prevented == 0.0:
        return sentences(inspections if cost else "", "Monitoring prevents no default.")
    return sentences(
        inspections,
        f"An inspection in the {count_of(terms.lead_months, 'month')} before a missed due sees it coming with "
        f"probability {percent(terms.detects)}; a case seen in time is put right with probability "
        f"{percent(terms.cures_detected)}.",
        f"Together that prevents {percent(prevented)} of hardship cases; wilful ones are not prevented.",
    )


def wilful_words(scenario: Scenario) -> str:
    """Wilful default."""
    share = scenario.wilful_default.share
    if share == 0.0:
        return "Nobody defaults wilfully."
    return (
        f"{percent(share)} of missed dues are wilful: no cure by monitoring, no extension. Misses in a shock never "
        "count as wilful."
    )


def arrears_words(scenario: Scenario) -> str:
    """Overdue loans from month to month."""
    terms = scenario.arrears
    if terms is None:
        return "A loan that misses a due and is neither put right nor extended defaults at once."
    wait = months_from_days(scenario.claim.filed_after_days)
    first = "From the month of the missed due on" if terms.first_roll == "distress_month" else "From the next month on"
    at_maturity = percent(terms.default_at_maturity)
    return sentences(
        f"{first}, an overdue loan pays again with probability {percent(terms.cure_per_month)} a month and defaults "
        f"with probability {percent(terms.default_per_month)} a month; "
        f"{count_of(wait, 'month')} after the missed due all that are left default.",
        f"In the month of its last due it first defaults with probability {at_maturity}.",
    )


def extension_words(scenario: Scenario) -> str:
    """Extension and renewal."""
    extension, renewal = scenario.extension, scenario.renewal
    if extension.granted == 0.0 or extension.at_most == 0:
        first = "No loan is extended."
    else:
        first = sentences(
            f"A hardship case that is not put right is extended with probability {percent(extension.granted)}"
            f"{_asked_again(scenario)}{_length(extension)}, each loan at most {times(extension.at_most)}.",
            _early_ends(extension),
            f"In an average year {percent(extension.default_at_end)} of extended loans cannot pay at the end either; "
            "in bad years more."
            if extension.months is not None
            else "",
            _limits(scenario),
        )
    second = "No loan is renewed at maturity."
    if renewal.probability > 0.0:
        second = (
            f"A loan repaid in one sum that performs until its maturity is renewed on the same terms with probability "
            f"{percent(renewal.probability)}, at most {times(renewal.at_most)}."
        )
    dues = {
        "shift": "A loan that pays again goes on where its schedule stopped.",
        "catch_up": "A loan that pays again first pays all it has missed.",
    }
    return sentences(first, second, dues[scenario.missed_dues])


def _asked_again(scenario: Scenario) -> str:
    return "" if scenario.arrears is None else " (asked anew in each month overdue)"


def _length(extension: Extension) -> str:
    if extension.months is None:
        return " until it can pay or fails"
    return f" by {count_of(extension.months, 'month')}"


def _early_ends(extension: Extension) -> str:
    if extension.cure_per_month + extension.default_per_month == 0.0:
        return ""
    return (
        f"In each month{' before the end' if extension.months is not None else ''} an extended loan pays again with "
        f"probability {percent(extension.cure_per_month)} and fails with probability "
        f"{percent(extension.default_per_month)}."
    )


def _limits(scenario: Scenario) -> str:
    places, until = scenario.extension.at_most_at_once, scenario.extension.until
    few, last = "", ""
    if places is not None:
        few = f"A county has {count_of(places, 'place')} for loans in extension; who gets a free one is drawn by lot."
    if until is not None:
        last = f"The last extensions are granted in {calendar_month(scenario.horizon.first_month, until)}."
    return sentences(few, last)


def claim_words(scenario: Scenario) -> str:
    """The lender's claim."""
    claim = scenario.claim
    wait, processing = (months_from_days(days) for days in (claim.filed_after_days, claim.paid_after_days))
    what = (
        "the principal"
        if claim.covers == "principal"
        else (f"the principal and up to {count_of(claim.interest_days, 'day')} of interest")
    )
    net = (
        "; what is expected to be recovered is taken off, and nothing is recovered later"
        if claim.method == "net"
        else ""
    )
    when = (
        f"{count_of(claim.paid_after_days, 'day')} later ({count_of(processing, 'month')})"
        if claim.settled == "monthly"
        else f"in the last month of the account year in which {count_of(claim.paid_after_days, 'day')} have passed"
    )
    rolls = scenario.arrears is not None and scenario.arrears.claim_waits_from == "distress"
    since = (
        f"A loan counts as overdue at once; {count_of(claim.filed_after_days, 'day')} after the missed due, or after "
        f"its extension failed ({count_of(wait, 'month')}), a defaulted loan"
        if rolls
        else f"A defaulted loan counts as overdue at once; {count_of(claim.filed_after_days, 'day')} later "
        f"({count_of(wait, 'month')}) it"
    )
    return sentences(
        f"{since} counts as non-performing and the bank files a claim.",
        f"Claims are settled {when}. Claimed is {what}{net}.",
    )


def recovery_words(scenario: Scenario) -> str:
    """What comes back of a claim, and to whom."""
    recovery = scenario.recovery
    wilful = (
        "after wilful default the same holds"
        if recovery.wilful is None
        else (f"after wilful default {_terms(recovery.wilful)}")
    )
    split = (
        "shared by all who paid, the bank included, in proportion to what they paid"
        if isinstance(recovery.split, str)
        else f"given to {and_list(recovery.split)} in this order until each is repaid, then to the others"
    )
    loading = recovery.systematic_loading
    bad_years = (
        f"In bad years less is recovered: {percent(loading)} of its variance follows the county's fortune."
        if loading
        else ""
    )
    downturn = ""
    if recovery.downturn is not None:
        threshold = plain_number(recovery.downturn.county_factor_above)
        downturn = (
            f"When the county's fortune is more than {threshold} standard deviations bad, only "
            f"{percent(recovery.downturn.share)} is recovered."
        )
    return sentences(
        f"Of a claim after hardship {_terms(recovery.hardship)}; {wilful}.",
        f"What comes back is {split}.",
        bad_years,
        downturn,
    )


def _terms(terms: RecoveryTerms) -> str:
    share = _recovered(terms)
    if share == "nothing":
        return "nothing is recovered"
    if terms.by_year:
        years = ", ".join(percent(part) for part in terms.by_year)
        when = f", spread over {count_of(len(terms.by_year), 'year')} after payment ({years})"
    else:
        when = f", {count_of(terms.after_months or 1, 'month')} after payment"
    court = f", of which the court takes {percent(terms.court_cost)}" if terms.court_cost else ""
    return f"{share} is recovered{court}{when}"


def _recovered(terms: RecoveryTerms) -> str:
    if terms.beta is not None:
        spread = plain_number(100.0 * terms.beta.standard_deviation)
        return (
            f"a share that differs by loan, {percent(terms.beta.mean)} on average (standard deviation {spread} points),"
        )
    if terms.table is not None:
        rows = zip(terms.table.values, terms.table.probabilities, strict=True)
        return " or ".join(f"{percent(value)} (probability {percent(chance)})" for value, chance in rows)
    if terms.share == "tape":
        return "the share that the loan tape gives"
    return percent(terms.share) if terms.share else "nothing"
