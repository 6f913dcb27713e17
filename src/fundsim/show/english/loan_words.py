"""The clock, the loans and new lending in plain words."""

from __future__ import annotations

from collections.abc import Collection

from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.data_file import DataFile
from fundsim.programme.loans import (
    FixedSize,
    LognormalSize,
    MostlyAtCap,
    SyntheticLoans,
    TapeLoans,
    UniformSize,
)
from fundsim.programme.products import Product, RepaymentTerms
from fundsim.show.english.wording import (
    and_list,
    calendar_month,
    count_of,
    duration,
    every,
    money,
    month_name,
    percent,
    sentences,
    shares,
)
from fundsim.show.lending_told import dues_told
from fundsim.show.numbers import plain_number
from fundsim.show.opening_book import OpeningBook, opening_book, planned_lines

SCHEDULE_WORDS = {
    "bullet": "in one sum at the end of the term",
    "equal_principal": "in equal parts of principal",
    "annuity": "in equal instalments of principal and interest",
    "seasonal": "in equal parts at the end of the product's instalment months",
    "credit_line": "as a credit line, drawn and repaid by the calendar",
}


def clock_words(scenario: Scenario) -> str:
    """The horizon."""
    horizon = scenario.horizon
    first, last = (calendar_month(horizon.first_month, month) for month in (0, horizon.months - 1))
    starts = horizon.year_starts
    begin = "12 months after the start, and so on" if starts == "first_month" else f"in {month_name(starts)}"
    end = (
        "After the last month nothing more is lent, and claims and recoveries under way run out."
        if horizon.settle
        else "Claims and recoveries still under way after the last month are reported as open."
    )
    return sentences(
        f"{duration(horizon.months).capitalize()} are simulated, from {first} to {last}.",
        f"Account, budget and policy years begin {begin}.",
        end,
    )


def book_words(scenario: Scenario, book: LoanBook) -> str:
    """What the opening book holds."""
    opening, currency = opening_book(book), scenario.currency
    if not opening.loans:
        return "The book is empty at the start."
    names = ", ".join(f"{name} {percent(share)}" for name, share in opening.largest.items())
    counties = f" of {count_of(len(book.counties), 'county')}" if len(book.counties) > 1 else ""
    where = f"{count_of(len(book.townships), 'township')}{counties}"
    largest = f" ({names})" if opening.all_told else f"; the largest are {names}"
    return (
        f"At the start {count_of(opening.loans, 'loan')} {'is' if opening.loans == 1 else 'are'} on the book with "
        f"{money(opening.outstanding, currency)} outstanding, "
        f"{money(opening.outstanding / opening.loans, currency)} each on average, in {where}{largest}."
        f"{_overdue(opening, currency)}"
    )


def _overdue(opening: OpeningBook, currency: str) -> str:
    if not opening.overdue_loans:
        return ""
    owed, share = money(opening.overdue, currency), percent(opening.overdue / opening.outstanding)
    return (
        f" Of these {count_of(opening.overdue_loans, 'loan')} with {owed} ({share}) "
        f"{'is' if opening.overdue_loans == 1 else 'are'} overdue already."
    )


def synthetic_words(scenario: Scenario, loans: SyntheticLoans) -> str:
    """Loans made up from counts and shares."""
    products = loans.products or ({} if loans.product is None else {"": loans.product})
    repayment = [
        f"{percent(share)} are repaid {SCHEDULE_WORDS[name]}" for name, share in loans.repayment.items() if share > 0.0
    ]
    repaid = [name for name, share in loans.repayment.items() if share > 0.0]
    by_year = "; ".join(f"{percent(share)} in {year}" for year, share in loans.maturities.items())
    rest = (
        ", the rest evenly in the other months that their terms allow" if sum(loans.maturities.values()) < 1.0 else ""
    )
    walls = f"Of the opening loans mature {by_year}{rest}."
    ages = {
        "spread": walls if by_year else "The opening loans were made evenly over the past term.",
        "new": "All opening loans are made in month 0.",
    }
    return sentences(
        _townships(loans, scenario.currency),
        _size(loans, scenario.currency),
        *(_product(name, product, repaid) for name, product in products.items()),
        f"Of the loans, {and_list(repayment)}.",
        f"Industries: {shares(loans.industries)}." if len(loans.industries) > 1 else "",
        f"Grades of applicants, the best first: {shares(loans.grades)}." if len(loans.grades) > 1 else "",
        ages[loans.opening_ages],
        "No loan is overdue at the start; opening arrears can be given with a loan tape.",
        "Every path has a portfolio of its own; the figures here are those of one of them."
        if loans.redraw_portfolio
        else "",
    )


def _townships(loans: SyntheticLoans, currency: str) -> str:
    scale = f", all multiplied by {plain_number(loans.scale)}" if loans.scale != 1.0 else ""
    villages = f"{count_of(loans.villages_per_township, 'village')} in each township"
    if isinstance(loans.townships, DataFile):
        table = f"Counts and amounts by township come from {loans.townships.written}{scale}"
        return f"{table}; {villages} unless it says otherwise."
    parts = []
    for name, town in loans.townships.items():
        terms = [count_of(town.loans, "loan")]
        terms += [money(town.outstanding, currency)] if town.outstanding is not None else []
        terms += [count_of(town.villages, "village")] if town.villages is not None else []
        terms += [f"county {town.county}"] if town.county is not None else []
        parts.append(f"{name}: {', '.join(terms)}")
    return f"Townships: {'; '.join(parts)}{scale}; {villages} unless said otherwise."


def _size(loans: SyntheticLoans, currency: str) -> str:
    size = loans.size
    if isinstance(size, FixedSize):
        law = f"Every loan is {money(size.amount, currency)}."
    elif isinstance(size, MostlyAtCap):
        law = (
            f"{percent(size.share_at_cap)} of the loans are at the cap of {money(size.cap, currency)}, "
            f"the others anywhere from {money(size.smallest, currency)} up to it."
        )
    elif isinstance(size, UniformSize):
        law = f"Loans lie anywhere from {money(size.smallest, currency)} to {money(size.largest, currency)}."
    else:
        law = _lognormal(size, currency)
    if size.rescale_to is None:
        return law
    bound = f"; none may exceed {money(loans.add_on_cap, currency)}" if loans.add_on_cap is not None else ""
    return (
        f"Before rescaling: {law} In each township the sizes of all loans are then multiplied by the factor that makes "
        f"the total the reported one{bound}."
    )


def _lognormal(size: LognormalSize, currency: str) -> str:
    cap = f", and none is above {money(size.cap, currency)}" if size.cap is not None else ""
    spread = plain_number(size.coefficient_of_variation)
    return (
        f"Loans follow a lognormal law with a mean of {money(size.mean, currency)} and a standard deviation of "
        f"{spread} times the mean{cap}."
    )


def _product(name: str, product: Product, repaid: Collection[str]) -> str:
    subject = f"A loan of product {name} ({percent(product.share)} of loans)" if name else "A loan"
    subsidy = ""
    if product.interest_subsidy > 0.0:
        whole = "all" if product.interest_subsidy == 1.0 else percent(product.interest_subsidy)
        subsidy = f"; the government pays {whole} of the interest as long as the loan is not overdue"
    due = dues_told(product, repaid)
    dues = [f"interest {every(due.interest)}"] if due.interest else []
    dues += [f"instalments {every(due.instalments)}"] if due.instalments else []
    return sentences(
        f"{subject} runs {count_of(product.term_months, 'month')} at {percent(product.interest_rate)} a year"
        f"{', with ' if dues else ''}{' or '.join(dues)}{subsidy}.",
        *calendar_words(product),
    )


def calendar_words(terms: RepaymentTerms) -> list[str]:
    """Seasonal instalments and credit lines of a product."""
    found = []
    if terms.instalment_months:
        months = and_list(month_name(month) for month in sorted(terms.instalment_months))
        found.append(f"Seasonal instalments of equal size fall due at the end of {months}, and at maturity.")
    drawn = terms.drawn_share
    if drawn != 1.0 or terms.run_down_months > 1 or terms.credit_conversion_factor > 0.0:
        named = {month_name(month): share for month, share in enumerate(drawn, 1)} if isinstance(drawn, tuple) else {}
        share = percent(drawn) if isinstance(drawn, float) else shares(named)
        steps = f", run down in equal steps over the last {count_of(terms.run_down_months, 'month')}"
        undrawn = f"; {percent(terms.credit_conversion_factor)} of what is undrawn is drawn before a default"
        found.append(
            f"Of the limit of a credit line is drawn: {share}{steps if terms.run_down_months > 1 else ''}"
            f"{undrawn if terms.credit_conversion_factor > 0.0 else ''}."
        )
    return found


def tape_words(scenario: Scenario, loans: TapeLoans, book: LoanBook) -> str:
    """Loans read from a tape."""
    columns = ", ".join(
        f"{name} from `{column}`" for name, column in loans.columns.model_dump(exclude_none=True).items()
    )
    blanks = loans.defaults.model_dump(exclude_none=True)
    ages = "Loans start on their dates." if loans.opening_ages == "as_dated" else "All loans start in month 0."
    later = (
        "Loans made after month 0 are new lending of their month."
        if loans.rows == "all"
        else "Only loans on the book in month 0 are kept."
    )
    window = [
        f"made {word} {calendar_month(scenario.horizon.first_month, bound)}"
        for word, bound in (("from", loans.made_from), ("until", loans.made_until))
        if bound is not None
    ]
    unit = f", amounts times {plain_number(loans.amount_unit)}" if loans.amount_unit != 1.0 else ""
    unit += f", rates times {plain_number(loans.rate_unit)}" if loans.rate_unit != 1.0 else ""
    encoding = "" if loans.encoding == "auto" else f", encoding {loans.encoding}"
    return sentences(
        f"Loans are read from {loans.file.written}{encoding}{unit}: {columns}.",
        f"Where it says nothing: {', '.join(f'{name} {value}' for name, value in blanks.items())}.",
        f"Only loans {and_list(window)} count." if window else "",
        ages,
        later,
        f"What reading it showed: {'; '.join(book.quality)}." if book.quality else "",
    )


def lending_words(scenario: Scenario, book: LoanBook) -> str:
    """New lending after the start."""
    lending = scenario.lending
    refill = "in the next month" if lending.refill_every_months == 1 else "at the next of months 0, 12, 24 and so on"
    after = "its claim is settled" if lending.refill_defaulted == "after_payment" else "its default"
    modes = {
        "run_off": "Nothing is lent beyond these loans."
        if book.new_lending.any()
        else "Nothing is lent anew: the loans run off.",
        "steady": f"A repaid loan is replaced by a like one {refill}, a defaulted one after {after}.",
        "plan": f"New lending is planned: {_plan(scenario)}.",
    }
    limit = lending.max_new_lending
    return sentences(
        modes[lending.mode],
        f"At most {money(limit, scenario.currency)} is lent a month; others wait their turn."
        if limit is not None
        else "",
        _lines(scenario, book),
        "Where new lending is stopped, credit lines draw no more either." if lending.freeze_lines else "",
    )


def _lines(scenario: Scenario, book: LoanBook) -> str:
    """What a plan with credit lines approves, and what that lends."""
    lines, currency = planned_lines(scenario, book), scenario.currency
    if scenario.lending.mode != "plan" or lines.approved == 0.0:
        return ""
    return (
        f"The plan counts limits of credit lines: limits of {money(lines.approved, currency)} a month are approved, of "
        f"which {money(lines.drawn, currency)} ({percent(lines.drawn / lines.approved)}) is drawn at first. Only what "
        "is drawn counts as lending in results."
    )


def _plan(scenario: Scenario) -> str:
    amounts, currency = scenario.lending.amount_per_month, scenario.currency
    if not isinstance(amounts, tuple):
        return f"{money(amounts or 0.0, currency)} a month"
    total, largest = money(sum(amounts), currency), money(max(amounts), currency)
    return f"{total} over {count_of(len(amounts), 'month')}, at most {largest} in one"
