"""Admission (准入): who gets a loan, how well applicants are rated, and whether loans are used as stated."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, contradiction
from fundsim.units import Name, Odds, Share, WholeNumber, YearMonth, months_after


class AdmissionChange(Instrument):
    """New rules for loans made from a month on; what is not given stays as before."""

    from_month: WholeNumber | YearMonth = Field(
        description="first month of the new rules, counted from month 0 or YYYY-MM; may lie before month 0"
    )
    minimum_grade: Name | None = Field(None, description="lowest rated grade that is admitted from then on")
    rating_error: Share | None = Field(None, description="probability of a wrong rating from then on")
    misuse: Share | None = Field(None, description="share of misused loans from then on")

    @model_validator(mode="after")
    def _changes_something(self) -> AdmissionChange:
        if self.minimum_grade is None and self.rating_error is None and self.misuse is None:
            remedy = "give `minimum_grade`, `rating_error` or `misuse`"
            raise contradiction("", "changes nothing", remedy)
        return self


class Admission(Instrument):
    """Admission (准入) by rated grade; the default probability follows the true grade.

    The rated grade is the true one with probability ``1 - rating_error``, else one notch better or worse.
    """

    minimum_grade: Name | None = Field(None, description="lowest rated grade that is admitted; none admits every grade")
    rating_error: Share = Field(0.0, description="probability that an applicant is rated one notch off the true grade")
    rated_too_high: Share = Field(0.5, description="share of rating errors that are one notch too high")
    misuse: Share = Field(0.0, description="share of admitted loans that are misused (贷款挪用)")
    misuse_odds: Odds = Field(1.0, description="odds multiplier of misused loans")
    changes: dict[Name, AdmissionChange] = Field(
        default_factory=dict, description="rules that change in a stated month, by name"
    )

    @model_validator(mode="after")
    def _terms_have_an_effect(self) -> Admission:
        changes = self.changes.values()
        errs = self.rating_error > 0.0 or any(change.rating_error for change in changes)
        misused = self.misuse > 0.0 or any(change.misuse for change in changes)
        screened = self.minimum_grade is not None or any(change.minimum_grade for change in changes)
        if errs and not screened:
            remedy = "give `minimum_grade`, or drop it"
            raise contradiction("rating_error", "has no effect where every grade is admitted", remedy)
        if self.rated_too_high != 0.5 and not errs:
            raise contradiction("rated_too_high", "has no effect without `rating_error`", "give it, or drop this")
        if misused and self.misuse_odds == 1.0:
            raise contradiction("misuse", "has no effect while `misuse_odds` is 1", "give `misuse_odds`, or drop it")
        if self.misuse_odds != 1.0 and not misused:
            raise contradiction("misuse_odds", "has no effect without `misuse`", "give it, or drop this")
        return self


class AdmissionRules(NamedTuple):
    """Rules of one epoch: they hold for loans made from a month on, until the next epoch begins.

    Parameters
    ----------
    key : str
        Where the minimum grade is written.
    from_month : int or None
        First month [months after month 0]; None for the rules before all changes.
    minimum_grade : str or None
        Lowest rated grade that is admitted.
    rating_error, misuse : float
        Probability of a wrong rating, share of admitted loans that are misused.
    """

    key: str
    from_month: int | None
    minimum_grade: str | None
    rating_error: float
    misuse: float


def admission_epochs(admission: Admission, first_month: str) -> list[AdmissionRules]:
    """Rules of all epochs in the order of time; a change leaves as before what it does not mention.

    Parameters
    ----------
    admission : Admission
        The scenario's ``admission``.
    first_month : str
        Calendar month of month 0, YYYY-MM.
    """
    first = AdmissionRules("admission", None, admission.minimum_grade, admission.rating_error, admission.misuse)
    epochs = [first]
    dated = [(months_after(first_month, change.from_month), name) for name, change in admission.changes.items()]
    for month, name in sorted(dated):
        change, before = admission.changes[name], epochs[-1]
        given = change.model_dump(exclude={"from_month"}, exclude_none=True)
        key = before.key if change.minimum_grade is None else f"admission.changes.{name}"
        epochs.append(before._replace(key=key, from_month=month, **given))
    return epochs
