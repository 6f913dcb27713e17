"""Claims and recoveries: what a default costs, when it is settled, what comes back."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy.special import ndtr, ndtri
from scipy.stats import beta
from tests.reference.twin_clock import last_month_of_account_year
from tests.reference.twin_draws import draw
from tests.reference.twin_factors import factor, factor_period
from tests.reference.twin_regimes import regime_multiplier
from tests.reference.twin_schedules import credit_conversion_factor, last_interest_due
from tests.reference.twin_shocks import lgd_addition
from tests.reference.twin_state import HALF_A_FEN, Claim, Loan, World

from fundsim.kernels.numerics import purposes
from fundsim.programme.recovery import BetaLaw, RecoveryTerms
from fundsim.units import months_from_days


def open_claim(world: World, loan: Loan, t: int, waits_from: int) -> Claim:
    """Claim of a loan that defaults in month t, with all its dates and amounts; it waits from a month on."""
    terms = world.scenario.claim
    filed = max(t, waits_from + months_from_days(terms.filed_after_days))
    settled = settlement_month(world, filed)
    share = recovered_share(world, loan, t, loan.wilful)
    exposure = exposure_at_default(world, loan)
    gross = exposure * (1.0 + claimed_interest(world, loan, filed))
    amount = gross if terms.method == "gross" else gross * (1.0 - share)
    schedule = recovery_schedule(world, gross * share, settled, loan.wilful)
    layers, court_cost = len(world.layers) + 1, recovery_terms(world, loan.wilful).court_cost
    rolls = world.scenario.arrears is not None
    default_month = t if rolls or loan.distress_month >= 0 else loan.distress_month
    return Claim(
        loan, default_month, filed, settled, loan.wilful, exposure, share, gross, amount,
        court_cost, schedule, last_npl_month(world, filed, schedule if court_cost < 1.0 else []),
        paid=[0.0] * layers, queued=[0.0] * layers, repaid=[0.0] * layers,
    )  # fmt: skip


def aggregate_claim(world: World, stock: Loan, amount: float, t: int) -> Claim:
    """Claim of a fund without loans, settled in the month in which it is made; it never was an overdue loan."""
    share = drawn_share(world, stock, world.scenario.recovery.hardship)
    schedule = recovery_schedule(world, amount * share, t, wilful=False)
    layers = len(world.layers) + 1
    return Claim(
        stock, t, t, t, False, amount, share, amount, amount,
        world.scenario.recovery.hardship.court_cost, schedule, last_npl_month=t - 1,
        paid=[0.0] * layers, queued=[0.0] * layers, repaid=[0.0] * layers,
    )  # fmt: skip


def settlement_month(world: World, filed: int) -> int:
    """Filing plus processing; the account year's last month if settled yearly."""
    due = filed + months_from_days(world.scenario.claim.paid_after_days)
    return due if world.scenario.claim.settled == "monthly" else last_month_of_account_year(world.clock, due)


def exposure_at_default(world: World, loan: Loan) -> float:
    """Balance before the missed due; of a credit line also part of what is not drawn."""
    return loan.balance + credit_conversion_factor(world, loan) * (loan.principal - loan.balance)


def last_interest_month(world: World, loan: Loan) -> int:
    """Month at whose end the last interest due before the distress was paid."""
    return max(
        loan.origin - 1 + last_interest_due(world, loan, loan.distress_month - loan.origin), loan.interest_paid_to
    )


def claimed_interest(world: World, loan: Loan, filed: int) -> float:
    """Interest accrued to filing, up to the limit in days, as a share of the exposure."""
    terms = world.scenario.claim
    if terms.covers == "principal":
        return 0.0
    months = min(filed - last_interest_month(world, loan), terms.interest_days / 30.0)
    return loan.rate / 12.0 * months


# ---------------------------------------------------------------- recovered share


def recovery_terms(world: World, wilful: bool) -> RecoveryTerms:
    """Terms of the cause; wilful defaults without their own recover like hardship."""
    terms = world.scenario.recovery
    return terms.wilful if wilful and terms.wilful is not None else terms.hardship


def recovered_share(world: World, loan: Loan, t: int, wilful: bool) -> float:
    """R: drawn; replaced in a downturn, else loaded on the county factor; then regimes and shocks on LGD."""
    terms = world.scenario.recovery
    share = drawn_share(world, loan, recovery_terms(world, wilful))
    county = factor(world, "county", loan.place.county, factor_period(world, t))
    if terms.downturn is not None and county > terms.downturn.county_factor_above:
        share = terms.downturn.share
    elif terms.systematic_loading > 0.0 and 0.0 < share < 1.0:
        loading = terms.systematic_loading
        score = (float(ndtri(share)) - math.sqrt(loading) * county) / math.sqrt(1.0 - loading)
        share = float(ndtr(score))
    if loan.place.village in world.book.credit_villages:
        share = min(1.0, share * world.scenario.credit_villages.recovery_multiplier)
    if world.scenario.regimes:
        multiplier = regime_multiplier(world, loan.place, t, "loss_given_default")
        share = 1.0 - min(1.0, (1.0 - share) * multiplier)
    return max(0.0, share - lgd_addition(world, loan.place, t))


def drawn_share(world: World, loan: Loan, terms: RecoveryTerms) -> float:
    """R by its law: fixed, tape, Beta, table; 0 without one."""
    u = draw(world, purposes.RECOVERY, loan.slot, loan.generation, 0)
    if terms.share == "tape":
        return 1.0 - float(world.book.lgd[loan.slot])
    if terms.share is not None:
        return terms.share
    if terms.beta is not None:
        return beta_quantile(terms.beta, u)
    if terms.table is not None:
        return table_quantile(terms.table.values, terms.table.probabilities, u)
    return 0.0


def beta_quantile(law: BetaLaw, u: float) -> float:
    """Beta law given by mean and standard deviation."""
    size = law.mean * (1.0 - law.mean) / law.standard_deviation**2 - 1.0
    return float(beta.ppf(u, law.mean * size, (1.0 - law.mean) * size))


def table_quantile(values: Sequence[float], probabilities: Sequence[float], u: float) -> float:
    """First value whose cumulative probability exceeds u."""
    cumulative = 0.0
    for value, probability in zip(values, probabilities, strict=True):
        cumulative += probability
        if cumulative > u:
            return value
    return values[-1]


# ---------------------------------------------------------------- recoveries in time


def recovery_schedule(world: World, recovered: float, settled: int, wilful: bool) -> list[tuple[int, float]]:
    """Months and amounts of recoveries before court cost; nothing under the net method."""
    terms = recovery_terms(world, wilful)
    if world.scenario.claim.method == "net" or recovered == 0.0:
        return []
    if not terms.by_year:
        return [(settled + (terms.after_months or 1), recovered)]
    return [
        (settled + 1 + 12 * year + month, recovered * part / 12.0)
        for year, part in enumerate(terms.by_year)
        for month in range(12)
        if part > 0.0
    ]


def last_npl_month(world: World, filed: int, schedule: list[tuple[int, float]]) -> int:
    """Last month end at which the loan counts as non-performing if it is written off."""
    written_off = filed + world.scenario.report.write_off_after_months - 1
    return min(written_off, schedule[-1][0]) if schedule else written_off


def npl_share(world: World, claim: Claim, t: int) -> float:
    """Share of the exposure that is non-performing at the end of month t."""
    if t < claim.filed_month:
        return 0.0
    if world.scenario.report.npl_until == "written_off":
        return 1.0 if t <= claim.last_npl_month else 0.0
    if t < claim.settlement_month:
        return 1.0
    waiting = sum(part for part in claim.queued if part > HALF_A_FEN)
    return waiting / claim.amount if claim.amount > 0.0 else 0.0


def counts_as_npl(world: World, claim: Claim, t: int) -> bool:
    """The same by number: a claim counts while a part of it waits in the first queue that it came to."""
    if world.scenario.report.npl_until == "paid" and t >= claim.settlement_month:
        return claim.first_queue is not None and claim.queued[claim.first_queue] > HALF_A_FEN
    return npl_share(world, claim, t) > 0.0
