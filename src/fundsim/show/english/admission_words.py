"""Admission and credit villages in plain words: who really gets the loans."""

from __future__ import annotations

from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.admission import AdmissionRules, admission_epochs
from fundsim.programme.loans import SyntheticLoans
from fundsim.show.english.wording import calendar_month, count_of, percent, sentences, shares
from fundsim.show.numbers import plain_number
from fundsim.show.opening_book import loans_in_credit_villages, true_grades

OF_A_TAPE = "The loans of the tape are taken as they are, whatever their grades."


def admission_words(scenario: Scenario, book: LoanBook) -> str:
    """Who may borrow, of which true grades those are who do, and how many loans are misused."""
    loans, first_month = scenario.loans, scenario.horizon.first_month
    epochs = admission_epochs(scenario.admission, first_month)
    texts = []
    for rules in epochs:
        month = "" if rules.from_month is None else calendar_month(first_month, rules.from_month)
        since = f"For loans made from {month} on: " if month else ""
        said = _rules(scenario, rules, loans) if isinstance(loans, SyntheticLoans) else OF_A_TAPE
        texts.append(f"{since}{said}")
    return sentences(*texts, _credit_villages(scenario, book))


def _minimum(rules: AdmissionRules) -> str:
    if rules.minimum_grade is None:
        return "Applicants of every grade get loans."
    return f"Applicants below grade {rules.minimum_grade} get no loan."


def _rules(scenario: Scenario, rules: AdmissionRules, loans: SyntheticLoans) -> str:
    texts = [_minimum(rules)]
    if true := true_grades(scenario, rules, loans):
        too_high = percent(scenario.admission.rated_too_high)
        texts.append(
            f"{percent(rules.rating_error)} of ratings are one notch off, {too_high} of these too high, so "
            f"that the true grades of those admitted are {shares(true)}."
        )
    if rules.misuse > 0.0:
        odds = plain_number(scenario.admission.misuse_odds)
        share = percent(rules.misuse)
        texts.append(f"{share} of loans are misused, which multiplies their odds of distress by {odds}.")
    return " ".join(texts)


def _credit_villages(scenario: Scenario, book: LoanBook) -> str:
    terms = scenario.credit_villages
    if terms.share == 0.0 and not terms.villages:
        return ""
    effects = [f"odds of distress × {plain_number(terms.odds)}"] if terms.odds != 1.0 else []
    if terms.recovery_multiplier != 1.0:
        effects.append(f"what is recovered × {plain_number(terms.recovery_multiplier)}")
    return (
        f"Credit villages: {len(book.credit_villages):,} of {count_of(len(book.villages), 'village')}, with "
        f"{count_of(loans_in_credit_villages(book), 'opening loan')}{': ' if effects else ''}{' and '.join(effects)}."
    )
