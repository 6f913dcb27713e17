"""Every leaf of a scenario has an effect: changing it changes some output.

The table names a change for every leaf key of the schema; a new leaf without a line here fails the test.
"""

from __future__ import annotations

import copy
import functools
import types
import typing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from fundsim.portfolio import build_loan_book
from fundsim.portfolio.layout import lay_out
from fundsim.programme import Scenario
from fundsim.simulation import run_arrays

Edits = dict[str, Any]
TEXTS_ONLY = {"name", "description", "currency", "sources", "layers.*.name"}
GONE = object()

BASE: dict[str, Any] = {
    "name": "base",
    "horizon": {"months": 30, "first_month": "2023-11"},
    "loans": {
        "source": "synthetic",
        "townships": {
            "A": {"loans": 30, "villages": 2, "outstanding": 9e5},
            "B": {"loans": 15, "villages": 2, "outstanding": 4e5},
        },
        "size": {"law": "uniform", "smallest": 1e4, "largest": 5e4},
        "products": {
            "short": {"share": 0.5, "term_months": 12, "interest_rate": 0.05, "interest_subsidy": 0.5},
            "long": {"share": 0.5, "term_months": 24, "interest_rate": 0.06, "instalment_every_months": 3},
        },
        "repayment": {"bullet": 0.4, "equal_principal": 0.3, "annuity": 0.3},
        "industries": {"crop": 0.6, "pig": 0.4},
        "grades": {"AAA": 0.3, "A": 0.5, "B": 0.2},
    },
    "lending": {"mode": "steady"},
    "default_probability": {"annual": 0.2},
    "correlation": {"county": 0.1, "industry": 0.05},
    "monitoring": {"detects": 0.3, "cures_detected": 0.5, "cost_per_inspection": 10.0},
    "wilful_default": {"share": 0.3},
    "extension": {"granted": 0.4, "months": 6, "at_most": 1, "default_at_end": 0.4},
    "renewal": {"probability": 0.3},
    "claim": {"filed_after_days": 30, "paid_after_days": 30, "covers": "principal_and_interest", "interest_days": 60},
    "recovery": {
        "hardship": {"share": 0.4, "by_year": [0.6, 0.4]},
        "wilful": {"share": 0.3, "by_year": [0.5, 0.5], "court_cost": 0.1},
    },
    "layers": [
        {"name": "insurer", "kind": "insurance", "pays": 0.4, "price": {"rate": 0.02}},
        {"name": "fund", "kind": "fund", "pays": 0.7, "of": "remaining", "account": {"initial": 6e4, "yield": 0.02}},
        {"name": "county", "kind": "budget", "pays": 0.5, "of": "remaining"},
    ],
}
HERE = Path(__file__).parent
TAPE_COLUMNS = (
    "id,principal,balance,rate,term,made,schedule,grade,industry,township,village,product,pd,lgd,share,amount,other"
)
ONE_PRODUCT: Edits = {"loans.products": GONE, "loans.product": {"term_months": 12, "interest_rate": 0.06}}
RESCALED: Edits = {"loans.size.rescale_to": "outstanding", "loans.add_on_cap": 60_000.0}
AT_CAP: Edits = {"loans.size": {"law": "mostly_at_cap", "cap": 5e4, "share_at_cap": 0.5, "smallest": 1e4}}
LOGNORMAL: Edits = {"loans.size": {"law": "lognormal", "mean": 3e4, "coefficient_of_variation": 0.5, "cap": 5e4}}
AR1: Edits = {
    "correlation": {
        "province": 0.1, "county": 0.1, "industry": 0.1, "township": 0.1, "village": 0.1, "persistence": "ar1",
        "autocorrelation": {"province": 0.5, "county": 0.5, "industry": 0.5, "township": 0.5, "village": 0.5},
    }
}  # fmt: skip
SHOCK: Edits = {
    "shocks": {"drought": {"probability_per_year": 0.6, "months": [4, 5], "hazard_multiplier": 4.0, "decay": 0.9}}
}
STRESS: Edits = {"stress": {"crisis": {"month": 8, "hazard_multiplier": 4.0, "decay": 0.9}}}
SETS = [{"townships": ["A"], "probability": 0.5}]
BETA: Edits = {"recovery.hardship": {"beta": {"mean": 0.4, "standard_deviation": 0.2}}}
TABLE: Edits = {"recovery.hardship": {"table": {"values": [0.1, 0.8], "probabilities": [0.5, 0.5]}}}
WILFUL_BETA: Edits = {"recovery.wilful": {"beta": {"mean": 0.4, "standard_deviation": 0.2}}}
WILFUL_TABLE: Edits = {"recovery.wilful": {"table": {"values": [0.1, 0.8], "probabilities": [0.5, 0.5]}}}
DOWNTURN: Edits = {"recovery.downturn": {"county_factor_above": 0.5, "share": 0.1}}
LIMITED: Edits = {"layers.0.aggregate_limit": 3e4}
BANDED: Edits = {"layers.0.bands": [{"to": 2e4, "pays": 1.0}, {"to": 6e4, "pays": 0.5}]}
TIERED: Edits = {"layers.1.tiers": [{"npl_to": 0.03, "pays": 0.2}, {"pays": 1.0}]}
TOPPED: Edits = {"layers.1.account.top_up": {"share_of_gap": 0.5, "decided_in": 3, "paid_after_months": 2}}
INFLOW: Edits = {"layers.1.account.inflows": {"budget": {"amount": 5e3, "every_months": 6}}}
PROVISION: Edits = {"layers.1.account.provision": {"rate": 0.02}}
SUSPENDED: Edits = {"layers.0.suspend_when": {"watch": "npl_ratio", "above": 0.05, "resume_below": 0.03}}
LOSS_EXIT: Edits = {"layers.0.suspend_when": {"watch": "loss_ratio", "above": 3.0}}
NPL_STOP: Edits = {"breakers": {"npl": {"watch": "npl_ratio", "stop_above": 0.05, "resume_below": 0.0}}}
TWO_INSURERS: Edits = {
    "layers.3": {"name": "second", "kind": "insurance", "pays": 0.4, "of": "remaining", "price": {"rate": 0.1}},
    "breakers": {"exit": {"watch": "loss_ratio", "layer": "insurer", "stop_above": 2.0, "action": "insurer_exit"}},
}

SYNTHETIC: dict[str, tuple[Edits, Edits]] = {
    "horizon.first_month": ({}, {"horizon.first_month": "2023-06"}),
    "horizon.months": ({}, {"horizon.months": 31}),
    "horizon.year_starts": ({}, {"horizon.year_starts": 6}),
    "horizon.settle": ({}, {"horizon.settle": True}),
    "loans.townships": ({}, {"loans.townships.C": {"loans": 4}}),
    "loans.townships.*.loans": ({}, {"loans.townships.A.loans": 31}),
    "loans.townships.*.outstanding": (RESCALED, {"loans.townships.A.outstanding": 8e5}),
    "loans.townships.*.villages": ({"correlation.village": 0.2}, {"loans.townships.A.villages": 3}),
    "loans.townships.*.county": ({}, {"loans.townships.B.county": "other", "loans.townships.A.county": "one"}),
    "loans.size.rescale_to": ({}, {"loans.size.rescale_to": "outstanding"}),
    "loans.size.law": ({}, {"loans.size": {"law": "fixed", "amount": 3e4}}),
    "loans.size.amount": ({"loans.size": {"law": "fixed", "amount": 3e4}}, {"loans.size.amount": 2e4}),
    "loans.size.cap": (AT_CAP, {"loans.size.cap": 4e4}),
    "loans.size.share_at_cap": (AT_CAP, {"loans.size.share_at_cap": 0.8}),
    "loans.size.smallest": ({}, {"loans.size.smallest": 2e4}),
    "loans.size.largest": ({}, {"loans.size.largest": 6e4}),
    "loans.size.mean": (LOGNORMAL, {"loans.size.mean": 2e4}),
    "loans.size.coefficient_of_variation": (LOGNORMAL, {"loans.size.coefficient_of_variation": 0.8}),
    "loans.add_on_cap": (RESCALED, {"loans.add_on_cap": 52_000.0}),
    "loans.product.share": (ONE_PRODUCT, {"loans.product": GONE, "loans.products": BASE["loans"]["products"]}),
    "loans.product.term_months": (ONE_PRODUCT, {"loans.product.term_months": 18}),
    "loans.product.interest_rate": (ONE_PRODUCT, {"loans.product.interest_rate": 0.04}),
    "loans.product.interest_subsidy": (ONE_PRODUCT, {"loans.product.interest_subsidy": 0.3}),
    "loans.product.interest_every_months": (ONE_PRODUCT | {"claim.interest_days": 180}, {"loans.product.interest_every_months": 3}),
    "loans.product.instalment_every_months": (ONE_PRODUCT, {"loans.product.instalment_every_months": 6}),
    "loans.products.*.share": ({}, {"loans.products.short.share": 0.3, "loans.products.long.share": 0.7}),
    "loans.products.*.term_months": ({}, {"loans.products.short.term_months": 10}),
    "loans.products.*.interest_rate": ({}, {"loans.products.short.interest_rate": 0.02}),
    "loans.products.*.interest_subsidy": ({}, {"loans.products.short.interest_subsidy": 0.6}),
    "loans.products.*.interest_every_months": ({"claim.interest_days": 180}, {"loans.products.short.interest_every_months": 3}),
    "loans.products.*.instalment_every_months": ({}, {"loans.products.long.instalment_every_months": 6}),
    "loans.repayment": ({}, {"loans.repayment": {"bullet": 1.0}}),
    "loans.industries": ({}, {"loans.industries": {"crop": 0.3, "pig": 0.7}}),
    "loans.grades": ({"default_probability.odds_by_grade": {"B": 3.0}}, {"loans.grades": {"AAA": 0.2, "A": 0.2, "B": 0.6}}),
    "loans.villages_per_township": (
        {"correlation.village": 0.2, "loans.townships.A.villages": GONE}, {"loans.villages_per_township": 3}
    ),
    "loans.opening_ages": ({}, {"loans.opening_ages": "new"}),
    "loans.scale": ({}, {"loans.scale": 1.5}),
    "lending.mode": ({}, {"lending.mode": "run_off"}),
    "lending.refill_every_months": ({}, {"lending.refill_every_months": 12}),
    "lending.refill_defaulted": ({}, {"lending.refill_defaulted": "after_default"}),
    "lending.amount_per_month": (
        {"lending": {"mode": "plan", "amount_per_month": 5e4}}, {"lending.amount_per_month": [5e4, 7e4]}
    ),
    "admission.minimum_grade": ({"default_probability.odds_by_grade": {"B": 3.0}}, {"admission": {"minimum_grade": "A"}}),
    "default_probability.annual": ({}, {"default_probability.annual": 0.1}),
    "default_probability.by_industry": ({}, {"default_probability.by_industry": {"pig": 0.4}}),
    "default_probability.odds_by_grade": ({}, {"default_probability.odds_by_grade": {"A": 0.5}}),
    "default_probability.odds_by_township": ({}, {"default_probability.odds_by_township": {"B": 3.0}}),
    "default_probability.odds_by_village": ({}, {"default_probability.odds_by_village": {"A/1": 3.0}}),
    "default_probability.season": ({}, {"default_probability.season": [0.2, 0.2, 0.2, 0.2, 0.2, *[0.0] * 7]}),
    "default_probability.season_by_industry": (
        {}, {"default_probability.season_by_industry": {"pig": [*[0.0] * 7, 0.2, 0.2, 0.2, 0.2, 0.2]}}
    ),
    "correlation.province": ({}, {"correlation.province": 0.1}),
    "correlation.county": ({}, {"correlation.county": 0.2}),
    "correlation.industry": ({}, {"correlation.industry": 0.2}),
    "correlation.township": ({}, {"correlation.township": 0.2}),
    "correlation.village": ({}, {"correlation.village": 0.2}),
    "correlation.industry_matrix": ({"correlation.industry": 0.3}, {"correlation.industry_matrix": {"crop": {"pig": 0.9}}}),
    "correlation.copula": ({}, {"correlation.copula": "t", "correlation.degrees_of_freedom": 4.0}),
    "correlation.degrees_of_freedom": (
        {"correlation.copula": "t", "correlation.degrees_of_freedom": 4.0}, {"correlation.degrees_of_freedom": 8.0}
    ),
    "correlation.factor_period": ({}, {"correlation.factor_period": 1}),
    "correlation.persistence": ({}, {"correlation.persistence": "frozen"}),
    "correlation.autocorrelation": (AR1, {"correlation.autocorrelation": 0.9}),
    **{
        f"correlation.autocorrelation.{level}": (AR1, {f"correlation.autocorrelation.{level}": 0.9})
        for level in ("province", "county", "industry", "township", "village")
    },
    **{
        f"{block}.*.{leaf}": (before | more, {f"{block}.{name}.{key}": value for key, value in change.items()})
        for block, name, before in (("shocks", "drought", SHOCK), ("stress", "crisis", STRESS))
        for leaf, more, change in (
            ("industries", {}, {"industries": ["crop"]}),
            ("townships", {}, {"townships": ["A"]}),
            ("townships_hit", {}, {"townships_hit": 0.5}),
            ("sets.*.townships", {f"{block}.{name}.sets": SETS}, {"sets.0.townships": ["B"]}),
            ("sets.*.probability", {f"{block}.{name}.sets": SETS}, {"sets.0.probability": 0.9}),
            ("hazard_multiplier", {}, {"hazard_multiplier": 2.0}),
            ("lasts_months", {}, {"lasts_months": 3}),
            ("decay", {}, {"decay": 0.5}),
            ("scale", {}, {"scale": "odds"}),
            ("immediate_default_probability", {}, {"immediate_default_probability": 0.3}),
            ("lgd_addition", {}, {"lgd_addition": 0.2}),
        )
    },
    "shocks.*.rate": (SHOCK, {"shocks.drought.probability_per_year": GONE, "shocks.drought.rate": 2.0}),
    "shocks.*.probability_per_year": (SHOCK, {"shocks.drought.probability_per_year": 0.2}),
    "shocks.*.months": (SHOCK, {"shocks.drought.months": [7]}),
    "shocks.*.persistence": (SHOCK, {"shocks.drought.persistence": 0.0}),
    "stress.*.month": (STRESS, {"stress.crisis.month": "2024-11"}),
    "monitoring.detects": ({}, {"monitoring.detects": 0.9}),
    "monitoring.cures_detected": ({}, {"monitoring.cures_detected": 0.9}),
    "monitoring.inspections_per_year": ({}, {"monitoring.inspections_per_year": 12}),
    "monitoring.lead_months": ({}, {"monitoring.lead_months": 9}),
    "monitoring.cost_per_inspection": ({}, {"monitoring.cost_per_inspection": 20.0}),
    "wilful_default.share": ({}, {"wilful_default.share": 0.6}),
    "extension.granted": ({}, {"extension.granted": 0.8}),
    "extension.months": ({}, {"extension.months": 4}),
    "extension.at_most": ({}, {"extension.at_most": 2}),
    "extension.default_at_end": ({}, {"extension.default_at_end": 0.8}),
    "renewal.probability": ({}, {"renewal.probability": 0.7}),
    "renewal.at_most": ({"horizon.months": 60, "renewal.probability": 0.9}, {"renewal.at_most": 3}),
    "missed_dues": ({}, {"missed_dues": "catch_up"}),
    "claim.filed_after_days": ({}, {"claim.filed_after_days": 90}),
    "claim.paid_after_days": ({}, {"claim.paid_after_days": 90}),
    "claim.covers": ({}, {"claim.covers": "principal"}),
    "claim.interest_days": ({}, {"claim.interest_days": 30}),
    "claim.method": ({}, {"claim.method": "net"}),
    "claim.settled": ({}, {"claim.settled": "yearly"}),
    "recovery.hardship.share": ({}, {"recovery.hardship.share": 0.6}),
    "recovery.hardship.beta.mean": (BETA, {"recovery.hardship.beta.mean": 0.6}),
    "recovery.hardship.beta.standard_deviation": (BETA, {"recovery.hardship.beta.standard_deviation": 0.1}),
    "recovery.hardship.table.values": (TABLE, {"recovery.hardship.table.values": [0.1, 0.9]}),
    "recovery.hardship.table.probabilities": (TABLE, {"recovery.hardship.table.probabilities": [0.2, 0.8]}),
    "recovery.hardship.by_year": ({}, {"recovery.hardship.by_year": [0.5, 0.5]}),
    "recovery.hardship.after_months": ({"recovery.hardship.by_year": GONE}, {"recovery.hardship.after_months": 5}),
    "recovery.hardship.court_cost": ({}, {"recovery.hardship.court_cost": 0.2}),
    "recovery.wilful.share": ({}, {"recovery.wilful.share": 0.6}),
    "recovery.wilful.beta.mean": (WILFUL_BETA, {"recovery.wilful.beta.mean": 0.6}),
    "recovery.wilful.beta.standard_deviation": (WILFUL_BETA, {"recovery.wilful.beta.standard_deviation": 0.1}),
    "recovery.wilful.table.values": (WILFUL_TABLE, {"recovery.wilful.table.values": [0.1, 0.9]}),
    "recovery.wilful.table.probabilities": (WILFUL_TABLE, {"recovery.wilful.table.probabilities": [0.2, 0.8]}),
    "recovery.wilful.by_year": ({}, {"recovery.wilful.by_year": [0.2, 0.8]}),
    "recovery.wilful.after_months": ({"recovery.wilful.by_year": GONE}, {"recovery.wilful.after_months": 5}),
    "recovery.wilful.court_cost": ({}, {"recovery.wilful.court_cost": 0.3}),
    "recovery.split": ({}, {"recovery.split": ["bank", "fund"]}),
    "recovery.systematic_loading": ({}, {"recovery.systematic_loading": 0.3}),
    "recovery.downturn.county_factor_above": (DOWNTURN, {"recovery.downturn.county_factor_above": 1.5}),
    "recovery.downturn.share": (DOWNTURN, {"recovery.downturn.share": 0.3}),
    "layers.*.kind": ({}, {"layers.2.kind": "guarantee"}),
    "layers.*.pays": ({}, {"layers.0.pays": 0.6}),
    "layers.*.of": ({}, {"layers.1.of": "claim"}),
    "layers.*.deductible": ({}, {"layers.0.deductible": 500.0}),
    "layers.*.limit": ({}, {"layers.0.limit": 2e4}),
    "layers.*.aggregate_deductible": ({}, {"layers.0.aggregate_deductible": 1e4}),
    "layers.*.aggregate_limit": ({}, LIMITED),
    "layers.*.bands.*.to": (BANDED, {"layers.0.bands.0.to": 3e4}),
    "layers.*.bands.*.pays": (BANDED, {"layers.0.bands.1.pays": 0.2}),
    "layers.*.aggregate_in": (
        {"layers.0.aggregate_limit": 0.05, "layers.0.aggregate_in": "lending"}, {"layers.0.aggregate_in": "outstanding"}
    ),
    "layers.*.aggregate_over": (LIMITED, {"layers.0.aggregate_over": "term"}),
    "layers.*.aggregate_level": (LIMITED, {"layers.0.aggregate_level": "township"}),
    "layers.*.aggregate_year_of": (LIMITED, {"layers.0.aggregate_year_of": "default"}),
    "layers.*.aggregate_net_of_recoveries": (LIMITED, {"layers.0.aggregate_net_of_recoveries": True}),
    "layers.*.tiers.*.npl_to": (TIERED, {"layers.1.tiers.0.npl_to": 0.06}),
    "layers.*.tiers.*.pays": (TIERED, {"layers.1.tiers.0.pays": 0.4}),
    "layers.*.tiers_apply": (TIERED, {"layers.1.tiers_apply": "marginal"}),
    "layers.*.account.level": ({}, {"layers.1.account.level": "township"}),
    "layers.*.account.initial": ({}, {"layers.1.account.initial": 9e4}),
    "layers.*.account.share_of_loans": (
        {"layers.1.account": {"share_of_loans": 0.05}}, {"layers.1.account.share_of_loans": 0.08}
    ),
    "layers.*.account.leverage": ({"layers.1.account": {"leverage": 20.0}}, {"layers.1.account.leverage": 10.0}),
    "layers.*.account.initial_paid_by": ({}, {"layers.1.account.initial_paid_by": "bank"}),
    "layers.*.account.inflows.*.amount": (INFLOW, {"layers.1.account.inflows.budget.amount": 6e3}),
    "layers.*.account.inflows.*.every_months": (INFLOW, {"layers.1.account.inflows.budget.every_months": 3}),
    "layers.*.account.inflows.*.at": (INFLOW, {"layers.1.account.inflows.budget.at": "end"}),
    "layers.*.account.inflows.*.paid_by": (INFLOW, {"layers.1.account.inflows.budget.paid_by": "bank"}),
    "layers.*.account.provision.rate": (PROVISION, {"layers.1.account.provision.rate": 0.01}),
    "layers.*.account.provision.paid_by": (PROVISION, {"layers.1.account.provision.paid_by": "government"}),
    "layers.*.account.yield": ({}, {"layers.1.account.yield": 0.05}),
    "layers.*.account.interest": ({}, {"layers.1.account.interest": "yearly"}),
    "layers.*.account.recoveries": ({}, {"layers.1.account.recoveries": 0.5}),
    "layers.*.account.top_up.share_of_gap": (TOPPED, {"layers.1.account.top_up.share_of_gap": 0.8}),
    "layers.*.account.top_up.decided_in": (TOPPED, {"layers.1.account.top_up.decided_in": "june"}),
    "layers.*.account.top_up.at": (
        TOPPED, {"layers.1.account.top_up.decided_in": GONE, "layers.1.account.top_up.at": "after_claims"}
    ),
    "layers.*.account.top_up.paid_after_months": (TOPPED, {"layers.1.account.top_up.paid_after_months": 4}),
    "layers.*.account.top_up.cap": (TOPPED, {"layers.1.account.top_up.cap": 2e3}),
    "layers.*.account.top_up.target": (TOPPED, {"layers.1.account.top_up.target": 9e4}),
    "layers.*.account.top_up.target.outstanding_divided_by": (
        TOPPED | {"layers.1.account.top_up.target": {"outstanding_divided_by": 20.0}},
        {"layers.1.account.top_up.target": {"outstanding_divided_by": 10.0}},
    ),
    "layers.*.account.top_up.trigger": (TOPPED, {"layers.1.account.top_up.trigger": 3e4}),
    "layers.*.account.top_up.trigger_share_of_target": (TOPPED, {"layers.1.account.top_up.trigger_share_of_target": 0.5}),
    "layers.*.account.top_up.paid_by": (TOPPED, {"layers.1.account.top_up.paid_by": "bank"}),
    "layers.*.account.ceiling": (TOPPED, {"layers.1.account.ceiling": 5e4}),
    "layers.*.account.ceiling_share_of_initial": (TOPPED, {"layers.1.account.ceiling_share_of_initial": 0.8}),
    "layers.*.unpaid": ({"layers.1.account.initial": 2e4}, {"layers.1.unpaid": "queue"}),
    "layers.*.covers.products": ({}, {"layers.0.covers": {"products": ["short"]}}),
    "layers.*.covers.industries": ({}, {"layers.0.covers": {"industries": ["crop"]}}),
    "layers.*.covers.townships": ({}, {"layers.0.covers": {"townships": ["B"]}}),
    "layers.*.covers.made_from": ({}, {"layers.0.covers": {"made_from": "2024-02"}}),
    "layers.*.covers.made_until": ({}, {"layers.0.covers": {"made_until": 3}}),
    "layers.*.covers.months": ({}, {"layers.0.covers": {"months": 6}}),
    "layers.*.suspend_when.watch": (SUSPENDED, {"layers.0.suspend_when.watch": "overdue_ratio"}),
    "layers.*.suspend_when.above": (SUSPENDED, {"layers.0.suspend_when.above": 0.1}),
    "layers.*.suspend_when.resume_below": (SUSPENDED, {"layers.0.suspend_when.resume_below": 0.04}),
    "layers.*.suspend_when.for_good": (
        {"layers.0.suspend_when": {"watch": "npl_ratio", "above": 0.05}}, {"layers.0.suspend_when.for_good": True}
    ),
    "layers.*.suspend_when.over": (LOSS_EXIT, {"layers.0.suspend_when.over": "since_start"}),
    "layers.*.price.rate": ({}, {"layers.0.price.rate": 0.04}),
    "layers.*.price.on": ({}, {"layers.0.price.on": "monthly_balance"}),
    "layers.*.price.paid_by": ({}, {"layers.0.price.paid_by": {"government": 1.0}}),
    "breakers.*.watch": (NPL_STOP, {"breakers.npl.watch": "overdue_ratio"}),
    "breakers.*.at": (NPL_STOP, {"breakers.npl.at": "township"}),
    "breakers.*.layer": (TWO_INSURERS, {"breakers.exit.layer": "second"}),
    "breakers.*.stop_above": (NPL_STOP, {"breakers.npl.stop_above": 0.1}),
    "breakers.*.resume_below": (NPL_STOP, {"breakers.npl.resume_below": 0.045}),
    "breakers.*.action": (TWO_INSURERS, {"breakers.exit.action": "stop_paying_excess"}),
    "breakers.*.over": (TWO_INSURERS, {"breakers.exit.over": "since_start"}),
    "report.fund": (
        {"layers.3": {"name": "other", "kind": "fund", "pays": 0.5, "of": "remaining", "account": {"initial": 1e4}}},
        {"report": {"fund": "other"}},
    ),
    "report.fund_sizes": ({}, {"report": {"fund_sizes": [1e4]}}),
    "report.ruin": ({}, {"report": {"ruin": "empty"}}),
    "report.ruin_ratio": (
        {"report": {"ruin": "below_ratio", "ruin_ratio": 0.02}}, {"report.ruin_ratio": 0.04}
    ),
    "report.after_ruin": ({"layers.1.account.initial": 2e4}, {"report": {"after_ruin": "absorbing"}}),
    "report.discount_rate": ({}, {"report": {"discount_rate": 0.05}}),
    "report.npl_until": ({}, {"report": {"npl_until": "paid"}}),
    "report.write_off_after_months": ({}, {"report": {"write_off_after_months": 3}}),
}  # fmt: skip

TAPE: dict[str, tuple[Edits, Edits]] = {
    "loans.source": ({}, {"loans": BASE["loans"]}),
    "loans.file": ({}, {"loans.file": "other.csv"}),
    "loans.encoding": ({"loans.file": "gbk.csv"}, {"loans.encoding": "utf-8"}),
    "loans.columns.loan_id": ({}, {"loans.columns.loan_id": "id"}),
    "loans.columns.principal": ({}, {"loans.columns.principal": "other"}),
    **{
        f"loans.columns.{key}": ({}, {f"loans.columns.{key}": column})
        for key, column in (
            ("balance", "balance"), ("interest_rate", "rate"), ("repayment", "schedule"),
            ("industry", "industry"), ("township", "township"),
        )
    },
    "loans.columns.made_on": ({}, {"loans.columns.made_on": GONE, "loans.opening_ages": "new"}),
    "loans.columns.term_months": ({}, {"loans.columns.term_months": "term"}),
    "loans.columns.grade": ({"default_probability.odds_by_grade": {"B": 4.0}}, {"loans.columns.grade": "grade"}),
    "loans.columns.village": ({"correlation.village": 0.3}, {"loans.columns.village": "village"}),
    "loans.columns.product": ({"layers.0.covers": {"products": ["short"]}}, {"loans.columns.product": "product"}),
    "loans.columns.pd": (
        {"default_probability.from_tape": True, "loans.columns.pd": "pd"}, {"loans.columns.pd": "lgd"}
    ),
    "default_probability.from_tape": ({"loans.columns.pd": "pd"}, {"default_probability.from_tape": True}),
    "loans.columns.lgd": (
        {"recovery.hardship": {"share": "tape"}, "loans.columns.lgd": "lgd"}, {"loans.columns.lgd": "pd"}
    ),
    "loans.columns.guaranteed_share": (
        {"layers.0.pays": "guaranteed_share", "loans.columns.guaranteed_share": "share"},
        {"loans.columns.guaranteed_share": "pd"},
    ),
    "loans.columns.guaranteed_amount": (
        {"layers.0.pays": "guaranteed_share", "loans.columns.guaranteed_share": "share"},
        {"loans.columns.guaranteed_share": GONE, "loans.columns.guaranteed_amount": "amount"},
    ),
    "loans.defaults.interest_rate": ({}, {"loans.defaults.interest_rate": 0.03}),
    "loans.defaults.term_months": ({}, {"loans.defaults.term_months": 20}),
    "loans.defaults.repayment": ({}, {"loans.defaults.repayment": "annuity"}),
    "loans.defaults.grade": ({"default_probability.odds_by_grade": {"B": 4.0}}, {"loans.defaults.grade": "B"}),
    "loans.defaults.industry": ({"default_probability.by_industry": {"pig": 0.5}}, {"loans.defaults.industry": "pig"}),
    "loans.defaults.township": ({"default_probability.odds_by_township": {"B": 4.0}}, {"loans.defaults.township": "B"}),
    "loans.defaults.guaranteed_share": (
        {"layers.0.pays": "guaranteed_share", "loans.columns.guaranteed_share": "share"},
        {"loans.defaults.guaranteed_share": 0.5},
    ),
    "loans.defaults.instalment_every_months": (
        {"loans.defaults.repayment": "annuity"}, {"loans.defaults.instalment_every_months": 6}
    ),
    "loans.defaults.interest_every_months": ({"claim.interest_days": 180}, {"loans.defaults.interest_every_months": 3}),
    "loans.defaults.interest_subsidy": ({}, {"loans.defaults.interest_subsidy": 0.5}),
    "loans.amount_unit": ({}, {"loans.amount_unit": 2.0}),
    "loans.made_from": ({}, {"loans.made_from": "2023-06"}),
    "loans.made_until": ({}, {"loans.made_until": "2023-09"}),
    "loans.rows": ({}, {"loans.rows": "on_book"}),
}  # fmt: skip


def tape_text(seed: int) -> str:
    """A loan tape of forty rows, two of them with the same number, some without a guaranteed share."""
    random = np.random.default_rng(seed)
    rows = [TAPE_COLUMNS]
    for i in range(40):
        made = f"2023-{random.integers(3, 13):02d}-15"
        principal = int(random.integers(10, 50)) * 1000
        kind, grade, industry = (
            random.choice(["bullet", "annuity"]),
            random.choice(["A", "B"]),
            random.choice(["crop", "pig"]),
        )
        share = "" if i % 5 == 0 else f"{random.uniform(0.3, 0.9):.2f}"
        rows.append(
            f"{max(i, 1)},{principal},{principal // 2},0.08,{random.integers(12, 30)},{made},{kind},{grade},{industry},"
            f"{random.choice(['A', 'B'])},v{i % 3},{random.choice(['short', 'long'])},{random.uniform(0.05, 0.5):.2f},"
            f"{random.uniform(0.2, 0.9):.2f},{share},{principal // 3},{principal + 500}"
        )
    return "\n".join(rows)


@functools.cache
def tape_folder(folder: Path) -> Path:
    """Three tapes: UTF-8, other loans, and one in GBK."""
    (folder / "loans.csv").write_text(tape_text(1), encoding="utf-8")
    (folder / "other.csv").write_text(tape_text(2), encoding="utf-8")
    (folder / "gbk.csv").write_bytes(tape_text(1).replace(",A,v", ",阿岗镇,v").encode("gbk"))
    return folder


def tape_base(folder: Path) -> dict[str, Any]:
    """The base with loans from a tape."""
    loans = {
        "source": "tape",
        "file": str(folder / "loans.csv"),
        "columns": {"principal": "principal", "made_on": "made"},
        "defaults": {"term_months": 18, "interest_rate": 0.05},
    }
    return BASE | {"loans": loans}


def edited(tree: dict[str, Any], edits: Edits, folder: Path) -> dict[str, Any]:
    """A copy of a tree with dotted keys set or removed; items of lists are numbered."""
    tree = copy.deepcopy(tree)
    for key, value in edits.items():
        *path, last = key.split(".")
        place: Any = tree
        for part in path:
            place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
        if key == "loans.file":
            value = str(folder / value)  # noqa: PLW2901
        if value is GONE:
            del place[last]
        elif isinstance(place, list):
            place[int(last) : int(last) + 1] = [copy.deepcopy(value)]
        else:
            place[last] = copy.deepcopy(value)
    return tree


def outputs(tree: dict[str, Any]) -> dict[str, Any]:
    """All outputs of a scenario on a few paths; the words of an error count as an output."""
    try:
        scenario = Scenario.model_validate(tree)
        return run_arrays(lay_out(scenario, build_loan_book(scenario, seed=3)), 24, 3, 1, False, lambda _: None)
    except Exception as error:  # noqa: BLE001 (a leaf may matter by making the scenario impossible)
        return {"error": np.array(f"{type(error).__name__}: {error}")}


def differ(left: dict[str, Any], right: dict[str, Any]) -> bool:
    """Whether some output differs."""
    same_names = left.keys() == right.keys()
    return not same_names or any(
        left[name].shape != right[name].shape or not np.array_equal(left[name], right[name]) for name in left
    )


def nested(annotation: Any) -> list[tuple[str, type[BaseModel]]]:
    """Models inside an annotation, each with ``*`` for every level of names or numbers above it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [("", annotation)]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return nested(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return [found for argument in arguments for found in nested(argument)]
    if origin in (dict, tuple):
        return [(f".*{path}", model) for argument in arguments for path, model in nested(argument)]
    return []


def leaves(model: type[BaseModel], above: str = "") -> list[str]:
    """Dotted leaf keys of a model."""
    found = []
    for name, field in model.model_fields.items():
        key, below = above + (field.alias or name), nested(field.annotation)
        union = typing.get_origin(field.annotation) in (typing.Union, types.UnionType)
        others = [part for part in typing.get_args(field.annotation) if part is not type(None) and not nested(part)]
        if not below or (union and others):
            found.append(key)
        for path, inner in below:
            found += leaves(inner, f"{key}{path}.")
    return list(dict.fromkeys(found))


def test_the_table_names_every_leaf() -> None:
    assert set(leaves(Scenario)) - TEXTS_ONLY == set(SYNTHETIC) | set(TAPE)


@pytest.mark.parametrize("leaf", SYNTHETIC)
def test_a_leaf_of_a_made_up_programme_has_an_effect(leaf: str) -> None:
    before, change = SYNTHETIC[leaf]
    first = edited(BASE, before, HERE)
    base, changed = outputs(first), outputs(edited(first, change, HERE))
    assert "error" not in base, base
    assert "error" not in changed, changed
    assert differ(base, changed)


@pytest.mark.parametrize("leaf", TAPE)
def test_a_leaf_of_a_programme_on_a_tape_has_an_effect(leaf: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tape_folder(tmp_path_factory.getbasetemp())
    before, change = TAPE[leaf]
    first = edited(tape_base(folder), before, folder)
    base = outputs(first)
    assert "error" not in base, base
    assert differ(base, outputs(edited(first, change, folder)))
