"""Default probability by industry, loss given default and seasoning curve of the SBA 7(a) loan tape.

Run ``python scenarios/data/estimate_sba_7a.py``: it prints a YAML fragment for a scenario.

Method
------
A loan is exposed from its disbursement until it is charged off, or, if it was paid in full, until its
term or the observation ends (31 August 2014, the month of the last charge-off in the file). The yearly
intensity is the number of charge-offs over the years of exposure (maximum likelihood for a constant
intensity under censoring); the annual probability is ``1 - exp(-intensity)``. The seasoning curve is the
intensity by year of loan age over the intensity of all years. Loss given default is the mean of the
amount charged off over the amount disbursed, bounded at 1.

What biases it: the file does not say when a loan was paid, so prepaid loans count as exposed to the end
of their term (probability too low); charge-off comes a year or so after default, often after the agreed
term when paid loans of that term are no longer exposed (seasoning too late, and uneven after 5 and 7
years, the usual terms); the recorded terms of charged-off loans end with the loan, and are not used;
most loans were made just before the 2008 crisis (probability above that of ordinary years).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

TAPE = Path(__file__).parent / "sba-7a-loans.csv"
OBSERVED_UNTIL = pd.Timestamp("2014-08-31")
FIRST_APPROVAL = 1990  # earlier years hold almost only failed loans: a selection of the source
DAYS_OF_YEAR = 365.25
LAST_AGE = 10  # [years]; older loans are pooled
TERM = 7  # [years] that the scenario gives every loan
FEWEST = 20  # charge-offs that an industry needs for a probability of its own


def usable_loans(tape: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Loans of the tape that an estimate can use, and how many were left out for which reason."""
    made = pd.to_datetime(tape["disbursement_date"])
    ended = pd.to_datetime(tape["charge_off_date"])
    failed = tape["status"] == "charged_off"
    reasons = {
        f"approved before {FIRST_APPROVAL}": tape["approval_year"] < FIRST_APPROVAL,
        "status is blank": tape["status"].isna(),
        "disbursement_date is blank": made.isna(),
        "disbursed after the observation": made >= OBSERVED_UNTIL,
        "principal is 0": tape["principal"] <= 0,
        "term_months is 0 (paid loans)": ~failed & (tape["term_months"] <= 0),
        "charged off without a date": failed & ended.isna(),
        "charged off before disbursement": failed & (ended <= made),
    }
    usable = pd.Series(True, index=tape.index)
    left_out = {}
    for reason, applies in reasons.items():
        left_out[reason] = int((usable & applies).sum())
        usable &= ~applies
    term_ends = made + pd.to_timedelta(tape["term_months"] * DAYS_OF_YEAR / 12.0, unit="D")
    until = ended.where(failed, term_ends.clip(upper=OBSERVED_UNTIL))
    loans = tape.assign(failed=failed, years=(until - made).dt.days / DAYS_OF_YEAR)
    return loans[usable], left_out


def annual_probability(failed: pd.Series, years: pd.Series) -> float:
    """Probability of a year from charge-offs per exposure-year."""
    return float(-np.expm1(-failed.sum() / years.sum()))


def seasoning_curve(loans: pd.DataFrame) -> list[float]:
    """Intensity by year of loan age (the last value for all older years) over that of all years."""
    overall = loans["failed"].sum() / loans["years"].sum()
    curve = []
    for age in range(LAST_AGE):
        ends = np.inf if age == LAST_AGE - 1 else age + 1.0
        exposure = (loans["years"].clip(upper=ends) - age).clip(lower=0.0).sum()
        charge_offs = (loans["failed"] & (loans["years"] > age) & (loans["years"] <= ends)).sum()
        curve.append(float(charge_offs / exposure / overall))
    return curve


def fragment(loans: pd.DataFrame, left_out: dict[str, int]) -> list[str]:
    """Lines of the YAML fragment."""
    failed = loans[loans["failed"]]
    loss = (failed["charged_off"] / failed["principal"]).clip(0.0, 1.0)
    known = loans.dropna(subset="industry").groupby("industry")
    lines = [f"# {len(loans):,} loans, {len(failed):,} charged off, {loans['years'].sum():,.0f} years of exposure"]
    lines += [f"# left out: {reason}: {count}" for reason, count in left_out.items()]
    lines += ["default_probability:"]
    lines += [f"  annual: {annual_probability(loans['failed'], loans['years']):.4f}", "  by_industry:"]
    for industry, group in known:
        line = f"    {industry}: {annual_probability(group['failed'], group['years']):.4f}"
        few = f"too few charge-offs ({group['failed'].sum()}): `annual` instead"
        lines.append(line if group["failed"].sum() >= FEWEST else f"    # {industry}: {few}")
    blank = loans[loans["industry"].isna()]
    lines.append(f"    all: {annual_probability(blank['failed'], blank['years']):.4f}  # industry is blank")
    lines.append("recovery:")
    lines.append(f"  hardship: {{share: {1.0 - loss.mean():.3f}}}  # loss given default {loss.mean():.3f}")
    lines.append(f"  # standard deviation {loss.std():.3f}")
    curve = [f"{value:.2f}" for value in seasoning_curve(loans)[:TERM]]
    ages = [str(12 * age + 6) for age in range(TERM)]
    lines.append(f"# in default_probability, for loans of {TERM} years; ages are the middles of years")
    lines.append(f"seasoning: {{ages: [{', '.join(ages)}], relative: [{', '.join(curve)}]}}")
    return lines


def main() -> None:
    """Print the fragment."""
    loans, left_out = usable_loans(pd.read_csv(TAPE))
    print("\n".join(fragment(loans, left_out)))  # noqa: T201


if __name__ == "__main__":
    main()
