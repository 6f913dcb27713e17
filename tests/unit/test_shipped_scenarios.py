"""The scenarios that come with fundsim: in order, every number cited, each shows what it is named for."""

import json
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

import fundsim as fs
from fundsim.metrics import probability
from fundsim.plots.townships import ranked_townships
from fundsim.scenario_file import check_scenario, shipped_folder, shipped_scenarios, sources_of

SHIPPED = {scenario.name: scenario for scenario in shipped_scenarios()}
PROGRAMMES = [name for name in SHIPPED if "/" not in name]  # the others are textbook cases, proven elsewhere
PUBLISHED_OVERDUE = (0.0026, 0.0436)  # Chongqing, June 2019; Luoping, October 2023
PATHS = 250


@cache
def run(name, *overrides, paths=PATHS):
    return fs.simulate(fs.load_scenario(name, overrides), n_paths=paths, seed=1)


def mean(variable):
    return float(variable.mean())


def surely_positive(difference):
    """Mean of a difference on paired paths is more than four standard errors above 0."""
    return mean(difference) > 4 * float(difference.std()) / np.sqrt(difference.size)


def as_written(name):
    return YAML(typ="safe", pure=True).load(SHIPPED[name].path.read_text(encoding="utf-8"))


def keys_of(value, above=""):
    """Dotted keys of a file and of every block in it; list items by name, else by position from 1."""
    if isinstance(value, list):
        named = {
            item.get("name", place) if isinstance(item, dict) else place: item for place, item in enumerate(value, 1)
        }
        return keys_of(named, above)
    if not isinstance(value, dict):
        return set()
    found = set()
    for key, child in value.items():
        dotted = f"{above}.{key}" if above else str(key)
        found |= {dotted} | keys_of(child, dotted)
    return found


def test_the_programmes_are_there():
    assert set(PROGRAMMES) == {
        "luoping", "drought_prone", "livestock_disease", "thin_fund", "extension_heavy", "extension_none",
        "insurance_heavy", "insurance_yunnan", "insurance_ningbo", "insurance_guangzhou",
        "village_reserve_pools", "capped_guarantee", "tiered_npl", "lax_screening", "credit_village_township",
        "sba_7a", "levers", "mutual_fund", "mutual_fund_gamma", "mutual_fund_lognormal",
        "province_stack", "province_stop_loss", "province_pool",
    }  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
class TestFile:
    def test_is_in_order(self, name):
        checked = check_scenario(name)
        assert checked.scenario == fs.load_scenario(SHIPPED[name].path)

    def test_every_number_has_a_source(self, name):
        checked = check_scenario(name)
        numbers = sources_of(checked.document, checked.scenario.sources)
        assert numbers
        assert [number.key for number in numbers if not number.source] == []

    def test_sources_name_documents_and_no_hosts(self, name):
        for source in as_written(name)["sources"].values():
            assert not re.search(r"https?:|www\.|\.(com|cn|org)\b|\[\d+\]", source), source

    def test_no_source_is_left_from_a_number_that_is_gone(self, name):
        written = as_written(name)
        sources = set(written.pop("sources")) - {"*"}
        assert sources <= keys_of(written)

    def test_editors_find_the_schema_and_accept_the_file(self, name):
        path = SHIPPED[name].path
        modeline = path.read_text(encoding="utf-8").splitlines()[0]
        assert modeline.startswith("# yaml-language-server: $schema=")
        schema = path.parent / modeline.partition("=")[2]
        if shipped_folder().name == "scenarios":  # an installed package has the schema elsewhere
            assert schema.is_file()
            validator = Draft7Validator(json.loads(schema.read_text(encoding="utf-8")))
            assert [fault.message for fault in validator.iter_errors(as_written(name))] == []


def test_titles_and_descriptions_are_unique():
    scenarios = [fs.load_scenario(name) for name in SHIPPED]
    for texts in ([s.name for s in scenarios], [s.description for s in scenarios]):
        assert all(texts)
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_description_is_a_paragraph_under_one_line(name):
    """``fundsim scenarios`` lists the first line."""
    first, *others = fs.load_scenario(name).description.splitlines()
    assert SHIPPED[name].description == first
    assert len(first) <= 120
    assert len(others) >= 2
    assert all(others)


compiled = pytest.mark.compiled  # thousands of paths, too many for plain Python


@compiled
class TestLuoping:
    def test_overdue_stock_is_within_the_published_range(self):
        low, high = PUBLISHED_OVERDUE
        settled = run("luoping").overdue_ratio_mean[36:]
        assert low < float(settled.min())
        assert float(settled.max()) < high

    def test_breaker_trips_now_and_then(self):
        assert 0.01 < mean(run("luoping").breaker_months > 0) < 0.5

    def test_shares_are_seven_to_three(self):
        payment = run("luoping").payment.mean("path")
        assert float(payment.sel(layer="county_fund") / payment.sum()) == pytest.approx(0.7, abs=0.005)

    def test_opening_stock_is_the_reported_one(self):
        assert run("luoping").attrs["opening_outstanding"] == pytest.approx(53_900_400, rel=1e-9)

    def test_charts_name_townships_in_their_language(self):
        ds = run("luoping")
        names = {lang: {own.name for own in ranked_townships(ds, lang)[0]} for lang in ("en", "zh")}
        assert "Agang" in names["en"]
        assert "阿岗镇" in names["zh"]
        assert len(names["zh"]) == len(names["en"]) == 13
        assert ranked_townships(ds, "zh")[0][0].name in fs.caption("townships", ds, "zh")


@compiled
class TestLevers:
    @pytest.mark.parametrize("lever", ["training", "publicity", "accountability", "data_platform", "closer_monitoring"])
    def test_each_lever_prevents_claims_and_costs_money(self, lever):
        off, on = run("levers", paths=300), run("levers", f"levers.{lever}.on=true", paths=300)
        assert surely_positive(off.claims - on.claims)
        assert not off.lever_cost.any()
        yearly = fs.load_scenario("levers").levers[lever].cost_per_year
        np.testing.assert_allclose(on.lever_cost, 10 * yearly)

    def test_going_to_court_early_brings_more_back(self):
        off, on = run("levers", paths=100), run("levers", "levers.early_judicial_recovery.on=true", paths=100)
        assert surely_positive((on.recovery - off.recovery).sum("layer"))
        np.testing.assert_array_equal(off.claims, on.claims)

    def test_every_lever_is_off_as_shipped(self):
        assert not any(lever.on for lever in fs.load_scenario("levers").levers.values())


@compiled
class TestShocks:
    def test_drought_costs_claims_and_ruins_funds(self):
        dry, wet = run("drought_prone"), run("drought_prone", "shocks.drought.probability_per_year=0")
        assert surely_positive(dry.claims - wet.claims)
        assert dry.claims.quantile(0.99) > wet.claims.quantile(0.99)
        assert mean(dry.ruin_month >= 0) > mean(wet.ruin_month >= 0)

    def test_droughts_come_in_spells(self):
        spells = run("drought_prone")
        single = run("drought_prone", "shocks.drought.persistence=0")
        assert surely_positive(spells.claims - single.claims)

    def test_epidemic_hits_pigs_only(self):
        ill = run("livestock_disease")
        well = run("livestock_disease", "shocks.epidemic.probability_per_year=0")
        more = ill.industry_claims - well.industry_claims
        assert surely_positive(more.sel(industry="pig"))
        for industry in ("crop", "ruminant", "off_farm"):  # less is lent after an epidemic
            assert mean(more.sel(industry=industry)) <= 0

    def test_specialisation_costs_more_than_the_mixed_county(self):
        assert surely_positive(run("livestock_disease").claims - run("luoping").claims)


@compiled
class TestThinFund:
    def test_runs_dry_where_luoping_does_not(self):
        assert mean(run("thin_fund").ruin_month >= 0) > 0.75
        assert mean(run("luoping").ruin_month >= 0) < 0.05

    def test_a_thick_fund_would_last(self):
        thick = run("thin_fund", "layers.county_fund.account.leverage=5")
        assert mean(thick.ruin_month >= 0) < mean(run("thin_fund").ruin_month >= 0) - 0.3


@compiled
class TestExtensionTwins:
    def test_only_extension_differs(self):
        with_it, without = fs.load_scenario("extension_heavy"), fs.load_scenario("extension_none")
        keys = type(with_it).model_fields
        changed = {key for key in keys if getattr(with_it, key) != getattr(without, key)}
        assert changed == {"name", "description", "extension", "sources"}

    def test_extension_hides_arrears_until_the_wave_ends(self):
        with_it, without = run("extension_heavy"), run("extension_none")
        hidden = with_it.npl_forborne_ratio_mean - with_it.npl_ratio_mean
        assert float(hidden.max()) > 0.01
        assert np.allclose(without.npl_forborne_ratio_mean, without.npl_ratio_mean)
        assert float(with_it.npl_ratio_mean.max()) < 0.7 * float(without.npl_ratio_mean.max())
        assert float(with_it.npl_forborne_ratio_mean.max()) > float(with_it.npl_ratio_mean.max()) * 1.3

    def test_extension_saves_claims_and_postpones_them(self):
        with_it, without = run("extension_heavy"), run("extension_none")
        assert surely_positive(without.claims - with_it.claims)
        peaks = [int(ds.npl_ratio_mean.argmax("month")) for ds in (without, with_it)]
        assert peaks[0] < peaks[1]


@compiled
class TestInsurance:
    @pytest.mark.parametrize(("name", "limit"), [
        ("insurance_heavy", 1.2), ("insurance_yunnan", 1.2), ("insurance_ningbo", 1.5),
        ("insurance_guangzhou", 0.85),
    ])  # fmt: skip
    def test_insurer_pays_at_most_its_limit_of_the_premium(self, name, limit):
        ds = run(name)
        paid = ds.payment.sel(layer="guarantee_insurance")
        premium = ds.premium.sel(layer="guarantee_insurance")
        assert (paid <= limit * premium + 0.01).all()
        stopped = (ds.limit_reached + ds.suspended_months).sel(
            layer="guarantee_insurance"
        ) > 0  # Ningbo's insurer leaves
        assert mean(stopped) > 0

    @pytest.mark.parametrize("name", [name for name in PROGRAMMES if name.startswith("insurance")])
    def test_government_pays_only_where_the_insurer_is_at_its_limit(self, name):
        ds = run(name, paths=1000)  # Ningbo's insurer reaches its limit on one path in eighty
        government = ds.payment.sel(layer="government_excess")
        at_limit = ds.limit_reached.sel(layer="guarantee_insurance") > 0
        away = ds.suspended_months.sel(layer="guarantee_insurance") > 0
        assert mean(government) > 0
        assert (government.where(~at_limit & ~away, 0.0) == 0.0).all()

    @pytest.mark.parametrize("name", [name for name in PROGRAMMES if name.startswith("insurance")])
    def test_half_of_the_premium_is_subsidised(self, name):
        paid = run(name).premium_paid.mean("path")
        assert float(paid.sel(party="government")) == pytest.approx(0.5 * float(paid.sum()))
        assert float(paid.sum()) > 0

    def test_without_its_limit_the_insurer_pays_what_is_the_governments(self):
        free = run("insurance_heavy", "layers.guarantee_insurance.aggregate_limit=100")
        more = free.payment - run("insurance_heavy").payment
        assert mean(more.sel(layer="guarantee_insurance")) > 0

    def test_yunnan_stops_lending_at_a_full_loss_ratio(self):
        later = run("insurance_yunnan", "breakers.full_loss_ratio.stop_above=2")
        lost = run("insurance_yunnan").lending_lost - later.lending_lost
        assert mean(lost) > 0

    def test_ningbo_insurers_leave_and_the_bank_pays(self):
        ds = run("insurance_ningbo")
        stay = run(
            "insurance_ningbo", "layers.guarantee_insurance.suspend_when.above=1",
            "breakers.insurers_leave.stop_above=10",
        )  # fmt: skip
        away = (ds.suspended_months - stay.suspended_months).sel(layer="guarantee_insurance")
        assert mean(away) > 0
        assert away.min() >= 0
        assert mean((ds.payment - stay.payment).sel(layer="bank")) > 0

    def test_guangzhou_city_fund_pays_less_above_five_percent(self):
        always = run("insurance_guangzhou", "breakers.npl_limit.stop_above=1")
        less = always.payment - run("insurance_guangzhou").payment
        assert mean(less.sel(layer="government_excess")) > 0


@compiled
class TestProvince:
    def test_shares_are_four_three_two_one(self):
        ds = run("province_stack")
        shares = ds.payment.mean("path") / mean(ds.claims)
        assert np.allclose(shares, [0.4, 0.3, 0.1, 0.2], atol=1e-9)

    def test_ten_counties_have_funds_of_their_own_and_the_pool_has_one(self):
        scenario = fs.load_scenario("province_stack")
        assert len({town.county for town in scenario.loans.townships.values()}) == 10
        assert sum(town.loans for town in scenario.loans.townships.values()) == 2000
        claims = run("province_stack").township_claims_mean.groupby("township_county").sum()
        assert list(claims.township_county.values[:2]) == ["county_01", "county_02"]
        assert float(claims.sel(township_county="county_01")) > 3.0 * float(claims.sel(township_county="county_10"))

    def test_a_common_pool_runs_dry_less_often_than_funds_apart(self):
        apart = run("province_pool", "layers.county_fund.account.level=county")
        assert mean(run("province_pool").ruin_month >= 0) < 0.2 * mean(apart.ruin_month >= 0)

    def test_the_stop_loss_pays_in_bad_years_only(self):
        ds = run("province_stop_loss")
        share = ds.payment.sel(layer="reguarantor") / ds.claims
        bad = ds.claims > ds.claims.quantile(0.9)
        assert 0.0 < mean(share) < 0.1
        assert mean(share[bad]) > 1.5 * mean(share)


@compiled
class TestReservePools:
    def test_pools_pay_first_and_village_pools_run_dry_more_often(self):
        ds = run("village_reserve_pools")
        assert list(ds.layer.to_numpy()) == ["village_pool", "township_pool", "county_fund", "bank"]
        for pool in ("village_pool", "township_pool"):
            assert 0.02 < mean(ds.payment.sel(layer=pool)) / mean(ds.claims) < 0.05
        exhausted = ds.exhausted.mean("path")
        assert float(exhausted.sel(layer="village_pool")) > float(exhausted.sel(layer="township_pool")) > 0

    def test_neighbours_failing_together_empty_the_village_pools(self):
        apart = run("village_reserve_pools", "correlation.village=0")
        together = run("village_reserve_pools")
        unpaid = [ds.layer_shortfall.sel(layer="village_pool").sum() / ds.claims.sum() for ds in (together, apart)]
        assert unpaid[0] > unpaid[1] > 0

    def test_village_breaker_costs_lending(self):
        free = run("village_reserve_pools", "breakers.village_overdue.stop_above=1")
        assert mean(run("village_reserve_pools").lending_lost - free.lending_lost) > 0.03 * mean(free.lending)


@compiled
class TestLoanTape:
    PATHS = 100

    def loans(self):
        """Charged-off or paid loans of the tape that the scenario simulates."""
        tape = pd.read_csv(shipped_folder() / "data/sba-7a-loans.csv")
        return tape[(tape["disbursement_date"] >= "2004-01") & (tape["principal"] > 0)]

    def test_what_happened_is_within_the_simulated_range(self):
        charged_off = int((self.loans()["status"] == "charged_off").sum())
        assert f"{charged_off:,}" in fs.load_scenario("sba_7a").description
        defaults = run("sba_7a", paths=self.PATHS).defaults
        low, middle, high = defaults.quantile([0.01, 0.5, 0.99]).to_numpy()
        assert low < middle < charged_off < high
        as_many = probability(defaults.to_numpy() >= charged_off)
        assert abs(as_many.value - 0.2) < 4 * as_many.standard_error  # one history in five, says the description

    def test_losses_are_about_half_of_those_that_happened(self):
        loans = self.loans()
        happened = loans.loc[loans["status"] == "charged_off", "charged_off"].sum()
        assert round(happened / 1e6) == 98  # million, as the file says
        ds = run("sba_7a", paths=self.PATHS)
        simulated = mean(ds.claims - (ds.recovery + ds.recovery_due).sum("layer"))
        assert simulated == pytest.approx(0.5 * happened, rel=0.15)

    def test_each_loan_has_its_own_guarantee(self):
        ds = run("sba_7a", paths=self.PATHS)
        guaranteed = mean(ds.payment.sel(layer="sba_guarantee")) / mean(ds.claims)
        loans = self.loans()
        expected = np.minimum(loans["guaranteed"], loans["principal"]).sum() / loans["principal"].sum()
        assert guaranteed == pytest.approx(expected, abs=0.05)
        flat = run("sba_7a", "layers.sba_guarantee.pays=0.85", paths=self.PATHS)
        assert (flat.claims == ds.claims).all()
        assert (flat.payment > ds.payment).sel(layer="sba_guarantee").all()
