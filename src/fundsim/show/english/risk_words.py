"""Default probabilities, correlation, shocks and stress events in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from fundsim.portfolio.layer_shares import odds_by_bank_share, share_left_to_bank
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.borrowers import CorrelationModel, DefaultProbability, PersistenceByLevel
from fundsim.programme.shocks import Effect, Shock, Stress
from fundsim.show.english.time_words import age_words
from fundsim.show.english.wording import (
    and_list,
    calendar_month,
    count_of,
    every,
    month_name,
    percent,
    sentences,
    shares,
    spread,
)
from fundsim.show.numbers import plain_number

LEVEL_WORDS = {
    "province": "the whole province",
    "county": "the county",
    "industry": "the industry",
    "township": "the township",
    "village": "the village",
}


def probability_words(scenario: Scenario, book: LoanBook) -> str:
    """Annual probability of distress."""
    terms = scenario.default_probability
    base = [f"{name} {percent(value)}" for name, value in terms.by_industry.items()]
    base += [f"{'others ' if base else ''}{percent(terms.annual)}"] if terms.annual is not None else []
    base += ["that of the loan tape, where it gives one"] if terms.from_tape else []
    odds = {
        "grade": terms.odds_by_grade, "township": terms.odds_by_township, "village": terms.odds_by_village,
    }  # fmt: skip
    return sentences(
        f"Probability that a loan misses a due within a year, before monitoring and extension act: {', '.join(base)}.",
        *(_odds(name, values) for name, values in odds.items() if values),
        _leading(terms),
        _bank_share(scenario, book),
        *_seasons(terms),
        *age_words(terms),
    )


def _odds(name: str, values: Mapping[str, float]) -> str:
    listed = ", ".join(f"{key} × {plain_number(value)}" for key, value in values.items())
    return f"The odds are multiplied by {name}: {listed}."


def _leading(terms: DefaultProbability) -> str:
    if not terms.leading_industries:
        return ""
    odds, names = plain_number(terms.odds_outside_leading), and_list(terms.leading_industries)
    return f"The odds of loans outside the leading industries ({names}) are multiplied by {odds}."


def _bank_share(scenario: Scenario, book: LoanBook) -> str:
    terms = scenario.default_probability.bank_share
    if terms is None:
        return ""
    share = share_left_to_bank(scenario.layers, book)
    odds = odds_by_bank_share(terms, share)
    return (
        f"They hold for a bank that bears {percent(terms.reference)} of a claim; one that bears less lends less "
        f"carefully (elasticity of the odds {plain_number(terms.elasticity)}). Here it bears {spread(share, percent)} "
        f"while losses are low, which multiplies the odds by {spread(odds, _times)}."
    )


def _times(odds: float) -> str:
    return f"{odds:.3g}"


def _seasons(terms: DefaultProbability) -> list[str]:
    seasons = {"": terms.season, **terms.season_by_industry}
    found = []
    for industry, season in seasons.items():
        if season is not None:
            listed = shares({month_name(number + 1): share for number, share in enumerate(season)})
            found.append(f"A year's risk{f' of {industry}' if industry else ''} falls by month: {listed}.")
    return found


def correlation_words(scenario: Scenario) -> str:
    """How far borrowers share their fate."""
    terms = scenario.correlation
    levels = {name: getattr(terms, name) for name in LEVEL_WORDS}
    parts = [f"{percent(value)} is common to {LEVEL_WORDS[name]}" for name, value in levels.items() if value > 0.0]
    shared = (
        f"Of what decides whether a borrower can pay, {and_list(parts)}; the rest is the borrower's own luck "
        f"(asset correlation {plain_number(sum(levels.values()))} in all)."
        if parts
        else "Borrowers share no common causes apart from shocks."
    )
    copula = (
        f"Very bad years strike all at once more often than a normal law says (t copula with "
        f"{plain_number(terms.degrees_of_freedom)} degrees of freedom)."
        if terms.degrees_of_freedom is not None
        else ""
    )
    return sentences(shared, _industry_matrix(terms), copula, _persistence(terms))


def _industry_matrix(terms: CorrelationModel) -> str:
    pairs = [
        f"{first} with {second} {plain_number(value)}"
        for first, row in (terms.industry_matrix or {}).items()
        for second, value in row.items()
        if first != second
    ]
    return f"The fortunes of industries are correlated: {', '.join(pairs)}." if pairs else ""


def _persistence(terms: CorrelationModel) -> str:
    period = "once for the whole horizon" if terms.factor_period == "horizon" else every(terms.factor_period)
    if terms.persistence == "frozen":
        return "Common causes are drawn once, and every period is like the first."
    how = "independently of the past"
    if terms.persistence == "ar1":
        how = f"each correlated with the last by {_autocorrelation(terms)}"
    return f"Common causes are drawn anew {period}, {how}."


def _autocorrelation(terms: CorrelationModel) -> str:
    given = terms.autocorrelation
    if isinstance(given, PersistenceByLevel):
        return ", ".join(
            f"{plain_number(getattr(given, name))} ({name})" for name in LEVEL_WORDS if getattr(given, name)
        )
    return plain_number(given or 0.0)


def shock_words(name: str, shock: Shock) -> str:
    """A random shock."""
    season = "" if len(shock.months) == 12 else f" in {and_list(map(month_name, shock.months))}"
    if shock.rate is not None:
        comes = f"{count_of(shock.rate, 'event')} a year on average{season}"
    else:
        begins = f", in {month_name(shock.months[0])}"
        comes = f"probability {percent(shock.probability_per_year or 0.0)} a year{begins}"
        if shock.persistence is not None:
            comes += f" ({percent(shock.persistence)} after a year that had one)"
    return sentences(f"Shock {name}: {comes}.", _effect_words(shock))


def stress_words(scenario: Scenario, name: str, stress: Stress) -> str:
    """A stress event."""
    when = calendar_month(scenario.horizon.first_month, stress.month)
    return sentences(f"Stress event {name}: comes for certain in {when}.", _effect_words(stress))


def _effect_words(effect: Effect) -> str:
    parts = []
    if effect.hazard_multiplier != 1.0:
        what = {
            "hazard": "the risk of default is",
            "probability": "the default probability is",
            "odds": "the odds of default are",
        }[effect.scale]
        kept = f", of whose excess {percent(effect.decay)} is left from month to month"
        fading = kept if effect.decay < 1.0 else ""
        parts.append(f"{what} multiplied by {plain_number(effect.hazard_multiplier)}{fading}")
    if effect.lgd_addition > 0.0:
        parts.append(f"{percent(effect.lgd_addition)} of a claim less is recovered")
    at_once = effect.immediate_default_probability
    return sentences(
        _footprint(effect),
        f"{percent(at_once)} of these loans miss a due at once." if at_once > 0.0 else "",
        f"For {count_of(effect.lasts_months, 'month')} {and_list(parts)}." if parts else "",
        "" if parts or at_once > 0.0 else f"It changes nothing in its {count_of(effect.lasts_months, 'month')}.",
        _cover_words(effect),
    )


def _cover_words(effect: Effect) -> str:
    """Crop or livestock cover of borrowers."""
    if effect.insured_share == 0.0:
        return ""
    premium = f"It costs {percent(effect.insured_premium)} of the balance a year"
    subsidy = f", of which the government pays {percent(effect.insured_premium_subsidy)}"
    return sentences(
        f"{percent(effect.insured_share)} of the borrowers in its industries are insured against it: their multiplier "
        f"is {plain_number(effect.insured_multiplier or 0.0)}.",
        f"{premium}{subsidy if effect.insured_premium_subsidy > 0.0 else ''}." if effect.insured_premium > 0.0 else "",
    )


def _footprint(effect: Effect) -> str:
    who = "all loans" if effect.industries == "all" else f"loans of {and_list(effect.industries)}"
    where = "in every township" if effect.townships == "all" else f"in {and_list(effect.townships)}"
    if effect.sets:
        groups = [f"{and_list(item.townships)} with {percent(item.probability)}" for item in effect.sets]
        where = f"in one group of townships: {'; '.join(groups)}"
    elif isinstance(effect.townships_hit, dict):
        where += f", each with its own probability: {shares(effect.townships_hit)}"
    elif effect.townships_hit is not None:
        where += f", each with probability {percent(effect.townships_hit)}"
    return f"It hits {who} {where}."
