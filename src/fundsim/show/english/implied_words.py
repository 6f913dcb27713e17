"""What a scenario implies, in plain words and small tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.roles import fund_layer
from fundsim.show.english.wording import and_list, money, money_column, percent
from fundsim.show.implied import Implied
from fundsim.show.implied_told import (
    HIGHEST_PUBLISHED,
    LOWEST_PUBLISHED,
    AccountTold,
    Relation,
    accounts_told,
    beside_published,
    left_out,
    left_out_of_payers,
    moves_told,
    relations_told,
    stocks_told,
    varies_by_common_causes,
)
from fundsim.show.numbers import plain_number
from fundsim.text_tables import aligned

PUBLISHED = (
    f"Published overdue ratios of such programmes: {percent(LOWEST_PUBLISHED)} (Chongqing, June 2019) to "
    f"{percent(HIGHEST_PUBLISHED)} (Luoping, October 2023)."
)
RELATIONS = {
    ("village", True): "same village, same industry",
    ("village", False): "same village, other industry",
    ("township", True): "other village, same township and industry",
    ("township", False): "other village, same township, other industry",
    ("county", True): "other township, same county and industry",
    ("county", False): "other township, same county, other industry",
    ("province", True): "other county, same industry",
    ("province", False): "other county, other industry",
}
STOCKS = {
    "outstanding": "outstanding loans",
    "overdue": "overdue, not yet non-performing",
    "npl": "non-performing (NPL)",
    "overdue_and_npl": "overdue and non-performing: the overdue ratio",
    "forborne": "forborne (extended)",
}
ACCOUNTS = {
    "province": "account", "county": "county accounts", "township": "township accounts", "village": "village accounts",
}  # fmt: skip
LEFT_OUT = {
    "stress": "stress events",
    "contagion": "contagion",
    "breakers": "breakers",
    "extension": "limits on extensions",
    "overdue": "loans overdue at the start",
    "windows": "the windows of months that layers cover",
    "cover_months": "the months of cover in premiums",
}


def probability_words(scenario: Scenario, book: LoanBook, implied: Implied) -> str:
    """Mean annual PD by industry and grade."""
    rows = [["", *book.grades]]
    for name, line in zip(book.industries, implied.probability, strict=True):
        rows.append([name, *("-" if math.isnan(value) else f"{100.0 * value:.2f} %" for value in line)])
    head = "Mean probability of missing a due within a year, by industry and grade"
    return f"{head}, before monitoring, extension and {_moved_by(scenario)}:\n\n{aligned(rows, indent='  ')}"


def _moved_by(scenario: Scenario) -> str:
    """What moves the risk within time, on average and without counting contagion."""
    return and_list(name.replace("_", " ") for name in moves_told(scenario))


def spread_words(scenario: Scenario, book: LoanBook, implied: Implied) -> str:
    """How much the yearly default rate varies, and how far two borrowers share their fate."""
    spread = implied.spread
    if spread is None:
        return (
            "How much the yearly share of loans in distress varies is not worked out here: its factors change within "
            "the year and depend on those of the months before. `fundsim run` shows it."
        )
    supposed = ["they were on the book at once"] if book.new_lending.any() else []
    supposed += ["none were overdue already"] if implied.overdue > 0.0 else []
    together = f", if {' and '.join(supposed)}," if supposed else ""
    text = (
        f"Over all {len(book.made_in):,} loans{together} {percent(spread.mean)} miss a due in an average year. That "
        f"share varies from year to year with a standard deviation of {100.0 * spread.sd:.2f} percentage points. "
        + (
            f"With ever so many loans it would still be {100.0 * spread.systematic_sd:.2f} points, because bad years "
            "hit many borrowers at once."
            if varies_by_common_causes(spread)
            else "With ever so many loans it would vanish, as these numbers know no common causes."
        )
    )
    if scenario.regimes or scenario.price_cycles or scenario.contagion is not None:
        text += " Regimes, price cycles and contagion are not in these numbers."
    relations = relations_told(scenario, book, spread)
    if not relations:
        return text
    rows = [[_relation(relation), f"{relation.correlation:.4f}"] for relation in relations]
    head = "Default correlation within a year of two average loans (0 would be independence):"
    return f"{text}\n\n{head}\n\n{aligned(rows, indent='  ')}"


def _relation(relation: Relation) -> str:
    words = RELATIONS[relation.area, relation.same_industry]
    if not relation.by_industry:
        words = words.replace(" and industry", "").replace(", same industry", "")
    if relation.area == "township" and not relation.by_village:
        words = words.removeprefix("other village, ")
    if relation.industries:
        pairs = ", ".join(f"{first} and {second}" for first, second in relation.industries)
        words = words.replace("other industry", f"industries {pairs}")
    return words


def stock_words(scenario: Scenario, implied: Implied) -> str:
    """Expected stocks and ratios beside what is published."""
    stocks = implied.stocks
    if stocks.outstanding <= 0.0:
        return ""
    parts = stocks_told(stocks)
    amounts = money_column(list(parts.values()), scenario.currency)
    ratios = ["", *(percent(amount / stocks.outstanding) for amount in list(parts.values())[1:])]
    rows = list(zip((STOCKS[key] for key in parts), amounts, ratios, strict=True))
    published = f"\n\n{_beside_published(stocks.overdue_ratio)}" if scenario.currency == "CNY" else ""
    when = f"Expected on average over the {scenario.horizon.months} months"
    shocks = f"; shocks raise the risk by a factor {implied.multiplier:.3f} on average" if scenario.shocks else ""
    missing = _left_out(left_out(scenario, implied))
    note = f" ({missing}{shocks})" if missing else f" ({shocks.removeprefix('; ')})" if shocks else ""
    return f"{when}{note}:\n\n{aligned(rows, indent='  ')}{published}"


def _left_out(keys: Iterable[str]) -> str:
    names = [LEFT_OUT[key] for key in keys]
    verb = "is" if names == ["contagion"] else "are"
    return f"{and_list(names)} {verb} left out" if names else ""


def _beside_published(ratio: float) -> str:
    return f"{PUBLISHED} The expected {percent(ratio)} is {beside_published(ratio)} that range."


def claims_words(scenario: Scenario, implied: Implied) -> str:
    """Expected claims of a year and who pays them."""
    currency, payers = scenario.currency, implied.payers
    columns = [[getattr(payer, name) for payer in payers] for name in ("payment", "recovery", "premium")]
    paid, recovered, premium = (money_column(column, currency) for column in columns)
    rows = [["", "pays a year", "share", "recovers later", "earns as premium"]]
    for row, payer in enumerate(payers):
        share = percent(payer.payment / implied.claims) if implied.claims > 0.0 else "-"
        rows.append([payer.name, paid[row], share, recovered[row], premium[row] if payer.premium else "-"])
    distress, defaults = (plain_number(round(number, 1)) for number in (implied.distress, implied.defaults))
    missing = _left_out(left_out_of_payers(scenario, implied))
    also = f"; {missing}" if missing else ""
    run_out = ", or after them," if scenario.horizon.settle else ""
    return (
        f"Expected a year on average over the {scenario.horizon.months} months, from mean risks (a simulation may "
        f"differ by some per cent{also}): {distress} loans miss a due, {defaults} "
        f"default, and claims of {money(implied.claims, currency)} are settled within the months{run_out}. If every "
        f"account has the money for it, they are paid so:\n\n{aligned(rows, indent='  ')}{_overdue(scenario, implied)}"
    )


def _overdue(scenario: Scenario, implied: Implied) -> str:
    if implied.overdue == 0.0:
        return ""
    return f"\n\nClaims on the {money(implied.overdue, scenario.currency)} that are overdue at the start come on top."


def fund_words(scenario: Scenario, implied: Implied, openings: Mapping[int, float]) -> str:
    """Expected yearly claim on the fund beside its opening amount."""
    currency, told = scenario.currency, accounts_told(scenario, implied, openings).get(fund_layer(scenario))
    if told is None:
        return ""
    text = f"Expected yearly claim on the fund {told.name}: {money(told.payment, currency)}."
    if told.opening > 0.0 and told.payment > 0.0:
        text += f" That is {percent(told.payment / told.opening)} of its opening {money(told.opening, currency)}"
        text += (
            ", before the claims on what is overdue at the start."
            if implied.overdue > 0.0
            else f".{_comes_in(told, currency)}"
            if told.comes_in > 0.0
            else f": without interest, recoveries or top-ups it would last {told.years:.1f} years."
        )
    return text


def account_words(scenario: Scenario, implied: Implied, openings: Mapping[int, float]) -> str:
    """What comes into the other accounts and is paid out of them in a year, and how long they last."""
    texts = []
    for place, told in accounts_told(scenario, implied, openings).items():
        if place != fund_layer(scenario) and told.payment > 0.0:
            texts.append(
                f"Expected yearly claim on {told.name}: {money(told.payment, scenario.currency)}; its "
                f"{ACCOUNTS[told.level]} open with {money(told.opening, scenario.currency)}."
                f"{_comes_in(told, scenario.currency)}"
            )
    return "\n".join(texts)


def _comes_in(told: AccountTold, currency: str) -> str:
    """What comes in a year, and how long an account lasts with it."""
    come = f" {money(told.comes_in, currency)} a year come in by appropriations, provisions and premiums."
    lasts = (
        "no less comes in than is paid."
        if math.isinf(told.years)
        else f"this would last {told.years:.1f} years if every area had its average share of claims."
    )
    return f"{come if told.comes_in > 0.0 else ''} Without interest, recoveries or top-ups {lasts}"
