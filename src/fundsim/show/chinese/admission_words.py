"""Admission and credit villages in plain words: who really gets the loans."""

from __future__ import annotations

from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.admission import AdmissionRules, admission_epochs
from fundsim.programme.loans import SyntheticLoans
from fundsim.show.chinese.wording import calendar_month, count_of, percent, sentences, shares
from fundsim.show.numbers import plain_number
from fundsim.show.opening_book import loans_in_credit_villages, true_grades

OF_A_TAPE = "台账中的贷款不论等级，均按原样采用。"


def admission_words(scenario: Scenario, book: LoanBook) -> str:
    """Who may borrow, of which true grades those are who do, and how many loans are misused."""
    loans, first_month = scenario.loans, scenario.horizon.first_month
    texts = []
    for rules in admission_epochs(scenario.admission, first_month):
        since = "" if rules.from_month is None else f"自{calendar_month(first_month, rules.from_month)}起发放的贷款："
        said = _rules(scenario, rules, loans) if isinstance(loans, SyntheticLoans) else OF_A_TAPE
        texts.append(f"{since}{said}")
    return sentences(*texts, _credit_villages(scenario, book))


def _minimum(rules: AdmissionRules) -> str:
    if rules.minimum_grade is None:
        return "各等级的申请人均可获贷。"
    return f"评级低于{rules.minimum_grade}的申请人不予放贷。"


def _rules(scenario: Scenario, rules: AdmissionRules, loans: SyntheticLoans) -> str:
    texts = [_minimum(rules)]
    if true := true_grades(scenario, rules, loans):
        too_high = percent(scenario.admission.rated_too_high)
        texts.append(
            f"{percent(rules.rating_error)}的评级有一级偏差，其中{too_high}偏高，"
            f"因此获贷者的真实等级为：{shares(true)}。"
        )
    if rules.misuse > 0.0:
        odds = plain_number(scenario.admission.misuse_odds)
        texts.append(f"{percent(rules.misuse)}的贷款被挪用，其违约比率（odds）乘以{odds}。")
    return sentences(*texts)


def _credit_villages(scenario: Scenario, book: LoanBook) -> str:
    terms = scenario.credit_villages
    if terms.share == 0.0 and not terms.villages:
        return ""
    effects = [f"违约比率（odds）乘以{plain_number(terms.odds)}"] if terms.odds != 1.0 else []
    if terms.recovery_multiplier != 1.0:
        effects.append(f"追偿收回额乘以{plain_number(terms.recovery_multiplier)}")
    return (
        f"信用村：{count_of(len(book.villages), '个村')}中有{count_of(len(book.credit_villages), '个')}，"
        f"含期初贷款{count_of(loans_in_credit_villages(book), '笔')}{'；其' if effects else ''}{'，'.join(effects)}。"
    )
