"""Captions: every number is that of the results, with its interval, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr
from tests.unit.chart_pictures import LANGUAGES, results_for
from tests.unit.example_dataset import OPENING, example_dataset
from tests.unit.example_decisions import DESIGNS, example_comparison, example_size, example_sweep

from fundsim.metrics import (
    Estimate,
    conditional_mean,
    expected_shortfall,
    mean,
    probability,
    quantile,
    ratio_of_totals,
    value_at_risk,
)
from fundsim.plots import KINDS, draw_chart
from fundsim.plots.frontier import choices_of, frontiers
from fundsim.plots.kinds import available_kinds, why_not
from fundsim.plots.stress import stress_rows
from fundsim.plots.style import VERMILLION
from fundsim.plots.sweeps import independent_parameters, parameters_of
from fundsim.plots.swings import tornado_of
from fundsim.texts.formats import Scale, estimate_text, money_scale, number_text, percent_scale


def percent(estimate: Estimate, lang: str) -> str:
    return estimate_text(estimate, percent_scale(lang), lang)  # type: ignore[arg-type]


def share(estimate: Estimate, lang: str) -> str:
    return percent(Estimate(*(part / OPENING for part in estimate[:4])), lang)


def money(estimate: Estimate, lang: str, largest: float | None = None) -> str:
    scale = money_scale(estimate.value if largest is None else largest, "CNY", lang)  # type: ignore[arg-type]
    return estimate_text(estimate, scale, lang)  # type: ignore[arg-type]


def of_loss(ds: xr.Dataset, lang: str) -> list[str]:
    claims = ds.claims.values
    found = [mean(claims), value_at_risk(claims, 0.99), expected_shortfall(claims, 0.99)]
    return [*(share(estimate, lang) for estimate in found), money(found[0], lang)]


def of_exceedance(ds: xr.Dataset, lang: str) -> list[str]:
    bad = 1.5 * float(ds.claims.mean())
    amount = number_text(bad, money_scale(bad, "CNY", lang))  # type: ignore[arg-type]
    return [amount, percent(probability(ds.claims.values > bad), lang)]


def of_balance(ds: xr.Dataset, lang: str) -> list[str]:
    closing = ds.closing_balance.values
    found = [money(mean(closing), lang), money(quantile(closing, 0.05), lang)]
    return [*found, percent(probability(ds.ruin_month.values >= 0), lang)]


def of_survival(ds: xr.Dataset, lang: str) -> list[str]:
    ruined = probability(ds.ruin_month.values >= 0)
    lived = Estimate(1 - ruined.value, ruined.standard_error, 1 - ruined.upper, 1 - ruined.lower)
    return [percent(lived, lang), "1:10"]


def of_payers(ds: xr.Dataset, lang: str) -> list[str]:
    claims, net = ds.claims.values, (ds.payment - ds.recovery - ds.recovery_due).sel(layer="county_fund").values
    worst = np.isin(np.arange(claims.size), np.argsort(claims)[-3:])
    return [percent(ratio_of_totals(net * group, claims * group), lang) for group in (np.ones(claims.size), worst)]


def of_bad_year(ds: xr.Dataset, lang: str) -> list[str]:
    whole = ds.layer_year_payment.isel(year=slice(1, -1))  # the first and the last account year are short
    claims = whole.sum("layer").values
    bad = claims >= np.sort(claims, axis=None)[-max(1, round(0.01 * claims.size))]
    paid = whole.sel(layer="county_fund").values
    recovered = ds.account_line.sel(line="recoveries").isel(year=slice(1, -1)).values
    found = [ratio_of_totals((part * bad).sum(1), bad.sum(1)) for part in (claims, paid, paid - recovered)]
    return [money(estimate, lang, found[0].value) for estimate in found]


def of_overdue(ds: xr.Dataset, lang: str) -> list[str]:
    ends = {}
    for name in ("overdue_ratio", "npl_ratio", "npl_forborne_ratio"):
        value, deviation = float(ds[f"{name}_mean"][-1]), float(ds[f"{name}_deviation"][-1])
        error = deviation / np.sqrt(ds.sizes["path"] - 1)
        ends[name] = percent(Estimate(value, error, value - 1.959964 * error, value + 1.959964 * error), lang)
    return list(ends.values())


def of_vintages(ds: xr.Dataset, lang: str) -> list[str]:
    reached = 57  # the loans made up to month 1 of 60 are all seen for 58 months
    value = float(ds.cohort_default_rate.sel(cohort=1, age=reached))
    error = float(ds.cohort_default_rate_deviation.sel(cohort=1, age=reached)) / np.sqrt(ds.sizes["path"] - 1)
    return [str(reached), percent(Estimate(value, error, value - 1.959964 * error, value + 1.959964 * error), lang)]


def of_townships(ds: xr.Dataset, lang: str) -> list[str]:
    rates = ds.township_claims / ds.township_outstanding / 5
    order = rates.mean("path").values.argsort()
    names = ds.township.values
    ends = (order[-1], order[0])
    return [*(str(names[place]) for place in ends), *(percent(mean(rates.values[:, place]), lang) for place in ends)]


def of_township_overdue(ds: xr.Dataset, lang: str) -> list[str]:
    late, owed = ds.township_overdue_average.values, ds.township_outstanding_average.values
    value = late.sum(0) / owed.sum(0)
    added = ((late - value * owed) / owed.mean(0)).T
    errors = [normal_mean(one).standard_error for one in added]
    ends = (int(value.argmax()), int(value.argmin()))
    together = ratio_of_totals(ds.overdue_average.values, ds.outstanding_average.values)
    width = 1.959964 * np.array(errors)
    found = [Estimate(value[n], errors[n], value[n] - width[n], value[n] + width[n]) for n in ends]
    most = int(late.sum(0).argmax())
    names = [str(ds.township.values[place]) for place in (*ends, most)]
    return [*names, *(percent(own, lang) for own in (*found, together)), money(normal_mean(late[:, most]), lang)]


def of_breakers(ds: xr.Dataset, lang: str) -> list[str]:
    lost, lent = ds.lending_lost.values, ds.lending.values
    stopped = probability(np.arange(ds.sizes["path"]) < round(0.01 * ds.sizes["path"]))
    return [percent(ratio_of_totals(lost, lost + lent), lang), percent(stopped, lang), str(ds.year_start.values[-1])]


def of_stress(ds: xr.Dataset, lang: str) -> list[str]:
    claims = ds.claims.values / 5
    loss = (ds.payment - ds.recovery).sel(layer="bank").values
    worst = np.isin(np.arange(claims.size), np.argsort(claims)[-3:])
    largest = float(claims[worst].mean())
    found = [mean(claims), conditional_mean(claims, worst), mean(loss), conditional_mean(loss, worst)]
    return [money(estimate, lang, largest) for estimate in found]


def of_convergence(ds: xr.Dataset, lang: str) -> list[str]:
    return ["300", "95", share(value_at_risk(ds.claims.values, 0.95), lang)]


def normal_mean(values: np.ndarray) -> Estimate:
    """Mean with a normal interval, as sums over paths give it."""
    error = float(values.std(ddof=1)) / np.sqrt(values.size)
    return Estimate(float(values.mean()), error, values.mean() - 1.959964 * error, values.mean() + 1.959964 * error)


def of_reconciliation(ds: xr.Dataset, lang: str) -> list[str]:
    totals = ds.account_line.sum("year")
    lines = [normal_mean(totals.sel(line=line).values) for line in ("payments", "recoveries", "top_up", "interest")]
    return [money(estimate, lang) for estimate in [*lines, mean(ds.closing_balance.values)]]


def of_yearly_outlay(ds: xr.Dataset, lang: str) -> list[str]:
    outlay = ds.government_cash.sel(cash_line="outlay").values
    spans = (outlay.sum(1) / 5, outlay.max(1))
    scale = money_scale(float(ds.fund_initial), "CNY", lang)
    texts = [money(found(values), lang) for values in spans for found in (normal_mean, twentieth)]
    return [*texts, number_text(float(ds.fund_initial), scale), "财政贴息" if lang == "zh" else "interest subsidy"]


def twentieth(values: np.ndarray) -> Estimate:
    """What one path in twenty reaches, by order statistics."""
    return quantile(values, 0.95)


def of_size(ds: xr.Dataset, lang: str) -> list[str]:
    found = [Estimate(*ds.fund_size.sel(horizon=120, solvency=level).values) for level in (0.95, 0.99)]
    return ["95", "99", *(money(estimate, lang, found[1].value) for estimate in found)]


def of_tornado(ds: xr.Dataset, lang: str) -> list[str]:
    ends = [ds.changed_size.sel(case=case, horizon=120, solvency=0.99).values for case in ("PD −20 %", "PD +20 %")]
    base = ds.fund_size.sel(horizon=120, solvency=0.99).values
    return [
        "违约概率" if lang == "zh" else "default probability",
        *(money(Estimate(*values), lang, ends[1][0]) for values in (*ends, base)),
    ]


def of_frontier(ds: xr.Dataset, lang: str) -> list[str]:
    costs = ds.estimate.sel(figure="mean_government_cost").values / 5
    best = costs[:, 0].argmin()
    ruin = Estimate(*ds.estimate.sel(figure="ruin_probability").values[best])
    return [str(ds.design.values[best]), money(Estimate(*costs[best]), lang), percent(ruin, lang)]


def of_differences(ds: xr.Dataset, lang: str) -> list[str]:
    changes = ds.difference.sel(figure="ruin_probability").values[1:]
    scale = Scale(0.01, "个百分点", "") if lang == "zh" else Scale(0.01, "percentage points")
    return ["as it is", *(estimate_text(Estimate(*values), scale, lang) for values in changes)]  # type: ignore[arg-type]


def of_heat_map(ds: xr.Dataset, lang: str) -> list[str]:
    found = ds.estimate.sel(measure="ruin_probability").values
    return [percent(Estimate(*found[place]), lang) for place in (found[:, 0].argmin(), found[:, 0].argmax())]


def of_sweep(ds: xr.Dataset, lang: str) -> list[str]:
    found = ds.estimate.sel(measure="ruin_probability").values
    return ["12", *(percent(Estimate(*found[place]), lang) for place in (found[:, 0].argmin(), found[:, 0].argmax()))]


EXPECTED: dict[str, Callable[[xr.Dataset, str], list[str]]] = {
    "loss_distribution": of_loss, "exceedance": of_exceedance, "balance_fan": of_balance, "survival": of_survival,
    "sizing_curve": of_size, "heat_map": of_heat_map, "who_pays": of_payers, "bad_year": of_bad_year,
    "overdue": of_overdue, "vintages": of_vintages, "townships": of_townships,
    "township_overdue": of_township_overdue, "tornado": of_tornado,
    "frontier": of_frontier, "breakers": of_breakers, "stress": of_stress, "convergence": of_convergence,
    "reconciliation": of_reconciliation, "differences": of_differences, "sweep_panels": of_sweep,
    "yearly_outlay": of_yearly_outlay,
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_numbers_are_those_of_the_results(kind: str, lang: str) -> None:
    ds = results_for(kind)
    caption = KINDS[kind].caption(ds, lang)  # type: ignore[arg-type]
    for part in EXPECTED[kind](ds, lang):
        assert part in caption
    assert caption.endswith("。" if lang == "zh" else ".")
    assert "{" not in caption


def test_caption_of_survival_is_a_plain_sentence() -> None:
    ds = example_dataset(paths=400, months=120)
    assert KINDS["survival"].caption(ds, "en") == (
        "With 1:10 (5.40 million CNY) the fund pays every claim for 10 years with probability "
        f"{of_survival(ds, 'en')[0]}."
    )


def test_many_designs_are_summed_up_by_their_extremes() -> None:
    ds = example_dataset(paths=100, months=60, fund_sizes=tuple(2e5 * n for n in range(1, 9)), claim_rate=0.05)
    caption = KINDS["survival"].caption(ds, "en")
    assert caption.count("With ") == 2
    assert "0.200 million CNY" in caption
    assert "1.60 million CNY" in caption


def test_negative_intervals_read_as_words() -> None:
    estimate = Estimate(-0.07, 0.01, -0.098, -0.042)
    assert estimate_text(estimate, percent_scale("en")) == "−7.0 % (−9.8 to −4.2)"
    assert estimate_text(estimate, percent_scale("zh"), "zh") == "−7.0%（−9.8 至 −4.2）"
    assert estimate_text(Estimate(1.0, 1.0, -1.0, 3.0), Scale(1.0, "")) == "1.0 (−1.0 to 3.0)"


def test_safe_size_of_a_run_is_the_smallest_with_one_per_cent() -> None:
    sizes = (5e5, 3e6, 2e7)
    ds = example_dataset(paths=200, months=60, fund_sizes=sizes, claim_rate=0.03)
    ruin = (ds.ruin_month >= 0).mean("path").values
    safe = sizes[int(np.argmax(ruin <= 0.01))]
    assert number_text(safe, money_scale(safe, "CNY", "en")) in KINDS["sizing_curve"].caption(ds, "en")
    poor = example_dataset(paths=200, months=60, fund_sizes=(1e5, 2e5), claim_rate=0.1)
    assert "No size compared" in KINDS["sizing_curve"].caption(poor, "en")


def test_sweep_and_search_captions_of_odd_results() -> None:
    sweep = example_sweep(modes=("steady", "run_off"))
    assert "24 scenarios" in KINDS["sweep_panels"].caption(sweep, "en")
    assert "leverage" in KINDS["tornado"].caption(sweep, "en")
    same = example_comparison(("a", "b"), paths=20)
    same["difference"][:] = 0.0
    assert KINDS["differences"].caption(same, "en") == "The designs do not differ on any path."
    unknown = example_size()
    unknown["fund_size"].loc[{"solvency": 0.99}] = np.inf
    assert "99 %" not in KINDS["sizing_curve"].caption(unknown, "en")


def test_a_fund_that_exceeds_the_loans_has_no_leverage() -> None:
    ds = results_for("survival")
    assert "With 1:10 (" in KINDS["survival"].caption(ds, "en")
    for stock in (0.0, 1e-9, OPENING / 11):
        caption = KINDS["survival"].caption(ds.assign_attrs(opening_outstanding=stock), "en")
        assert caption.startswith("With an opening fund of ")
    assert "With 1:1,000 (" in KINDS["survival"].caption(ds.assign_attrs(opening_outstanding=100 * OPENING), "en")


def test_differences_carry_their_sign() -> None:
    ds = example_comparison(paths=100)
    assert "percentage points" in KINDS["differences"].caption(ds, "en")
    more = ds.assign(difference=abs(ds.difference) + 0.01)
    assert "insurer first +" in KINDS["differences"].caption(more, "en")
    assert "insurer first −" in KINDS["differences"].caption(more.assign(difference=-more.difference), "en")


def test_designs_with_equal_claims_are_told_apart_by_cost() -> None:
    ds = example_comparison(paths=100)
    assert "Claims" in KINDS["exceedance"].caption(ds, "en")
    same = ds.assign(claims=ds.claims.isel(design=0).broadcast_like(ds.claims))
    bad = float(np.sort(same.government_cost.values[0])[94])  # the 95 % quantile of 100 paths
    amount = number_text(bad, money_scale(bad, "CNY", "en"))
    shares = [
        f"{name} {percent(probability(own.values > bad), 'en')}"
        for name, own in zip(DESIGNS, same.government_cost, strict=True)
    ]
    assert KINDS["exceedance"].caption(same, "en") == (
        f"The cost to government over 5 years exceeds {amount}, the 95 % quantile of {DESIGNS[0]}, "
        f"with probability: {'; '.join(shares)}."
    )
    figure = draw_chart("exceedance", same)
    assert "Cost to government" in figure.axes[0].get_xlabel()
    assert len(figure.axes[0].get_lines()) == len(DESIGNS)


def assuming(keys: dict[str, str]) -> xr.Dataset:
    """The example's sweep with some of its parameters taken for others."""
    ds = example_sweep()
    return ds.assign_attrs(swept=json.dumps(json.loads(ds.attrs["swept"]) | keys))


def test_a_sweep_has_a_frontier_for_each_set_of_assumptions() -> None:
    ds = assuming({"pays": "correlation.county"})
    found = frontiers(choices_of(ds))
    assert list(found) == ["correlation.county 0.5", "correlation.county 0.7", "correlation.county 0.9"]
    table = ds["estimate"].sel(statistic="value")
    for assumed, best in found.items():
        own = table.isel(scenario=ds["pays"].values == float(assumed.removeprefix("correlation.county ")))
        costs = own.sel(measure="mean_government_cost").values / 10
        assert [choice.cost.value for choice in best] == pytest.approx(sorted(costs))  # dearer is safer here
        assert [choice.name for choice in best] == [f"leverage {level:g}" for level in (20, 15, 10, 5)]
    labels = [name for name in draw_chart("frontier", ds).axes[0].get_legend_handles_labels()[1] if name.strip()]
    assert labels == [*found, "1  leverage 5", "2  leverage 10", "3  leverage 15", "4  leverage 20"]
    caption = KINDS["frontier"].caption(ds, "en")
    assert caption.count("Assuming correlation.county") == 3
    assert caption.count("leverage 20 costs") == 3


def test_the_years_of_a_cost_are_those_of_its_own_horizon() -> None:
    ds = assuming({"pays": "horizon.months"})
    months = np.where(ds["pays"].values == 0.9, 60.0, 120.0)
    own = choices_of(ds.assign(horizon_months=("scenario", months)))
    for choice, decade, length in zip(own, choices_of(ds), months, strict=True):
        assert choice.cost.value == pytest.approx(decade.cost.value * 120.0 / length)
        assert choice.cost.standard_error == pytest.approx(decade.cost.standard_error * 120.0 / length)
    drawn = draw_chart("frontier", ds.assign(horizon_months=("scenario", months))).axes[0]
    assert drawn.get_ylabel() == "P(fund ruined within its horizon) [%]"
    assert list(frontiers(own)) == [f"horizon.months {level}" for level in (0.5, 0.7, 0.9)]


def test_sets_of_assumptions_that_a_caption_does_not_name_are_counted() -> None:
    ds = example_sweep(shares=(0.5, 0.6, 0.7, 0.8, 0.85, 0.9))
    keys = json.loads(ds.attrs["swept"]) | {"pays": "correlation.county"}
    ds = ds.assign_attrs(swept=json.dumps(keys))
    assert "The chart shows further assumptions (2)." in KINDS["frontier"].caption(ds, "en")
    assert "图中另有2组假设。" in KINDS["frontier"].caption(ds, "zh")


def test_a_sweep_of_assumptions_alone_has_nothing_to_choose() -> None:
    ds = assuming({"pays": "correlation.county", "leverage": "default_probability.annual"})
    words = "Nothing to choose: each scenario has assumptions of its own."
    assert why_not("frontier", ds) == words
    assert "frontier" not in available_kinds(ds)


def test_seeds_of_a_sweep_are_no_designs() -> None:
    ds = example_sweep(shares=(0.7,), modes=("steady",))
    both = xr.concat([ds, ds.assign_coords(seed=("scenario", np.full(4, 8)))], "scenario")
    assert list(frontiers(choices_of(both))) == ["seed 7", "seed 8"]


def sampled_sweep(points: int = 64) -> xr.Dataset:
    """Ruin follows the leverage alone; the share was sampled beside it and does nothing."""
    rng = np.random.default_rng(5)
    leverage, pays = rng.uniform(5.0, 20.0, points), rng.uniform(0.5, 0.9, points)
    ds = example_sweep(leverages=tuple(range(1, points + 1)), shares=(0.5,))
    level = 0.02 * leverage
    ruin = np.stack([level, np.full(points, 1e-4), level - 2e-4, level + 2e-4], axis=1)
    ds["estimate"].loc[{"measure": "ruin_probability"}] = ruin
    keys = ["layers.county_fund.account.leverage", "layers.county_fund.pays"]
    ds = ds.assign_coords(leverage=("scenario", leverage), pays=("scenario", pays))
    return ds.assign_attrs(sampled=json.dumps(keys))


def test_a_sampled_parameter_without_effect_has_no_swing_beyond_its_interval() -> None:
    leverage, pays = tornado_of(sampled_sweep()).swings
    assert (leverage.parameter, pays.parameter) == ("county_fund.account.leverage", "county_fund.pays")
    assert 0.19 < leverage.width < 0.30  # 0.02 a unit, from the lowest to the highest fifth of 5 to 20
    assert leverage.low.upper < leverage.high.lower
    error = np.hypot(pays.low.standard_error, pays.high.standard_error)
    assert error > 0.02  # the leverages of either fifth differ by chance
    assert pays.width < 3.0 * error
    assert all(level.startswith("≈ ") for level in leverage.levels)


def test_sampled_values_are_no_map_and_their_line_joins_fifths() -> None:
    ds = sampled_sweep()
    assert "with listed values" in why_not("heat_map", ds)
    panel = draw_chart("sweep_panels", ds).axes[0].child_axes[0]
    [line] = [own for own in panel.get_lines() if own.get_color() == VERMILLION]
    x, y = line.get_data()
    assert len(x) == 5
    np.testing.assert_allclose(y, 2.0 * np.asarray(x))  # 0.02 for each unit, in per cent


def test_fifths_hold_every_combination_of_a_sampled_value() -> None:
    ds = example_sweep(leverages=tuple(range(1, 9)), shares=(0.5, 0.7, 0.9))  # eight sampled points with three shares
    ds = ds.assign_attrs(sampled=json.dumps(["layers.county_fund.account.leverage"]))
    share = ds["pays"].values
    ds["estimate"].loc[{"measure": "ruin_probability"}] = np.stack([share, 0 * share, share, share], axis=1) / 10.0
    [swing, _] = sorted(tornado_of(ds).swings, key=lambda own: own.parameter)
    assert swing.parameter == "county_fund.account.leverage"
    assert swing.low.value == pytest.approx(swing.high.value)  # the shares are alike in both fifths
    assert swing.low.standard_error == pytest.approx(0.0, abs=1e-12)  # and no scatter of chance


def test_a_zip_with_a_key_of_risk_is_an_assumption_as_a_whole() -> None:
    ds = example_sweep(shares=(0.7,), modes=("steady",))
    both = ds.assign_coords(pays=("scenario", [0.5, 0.6, 0.7, 0.8]))
    keys = json.loads(ds.attrs["swept"]) | {"pays": "default_probability.annual"}
    zipped = both.assign_attrs(swept=json.dumps(keys), zipped=json.dumps([keys["leverage"], keys["pays"]]))
    assert "Nothing to choose" in why_not("frontier", zipped)


def test_rows_of_a_zip_that_no_key_tells_apart_are_a_grid() -> None:
    ds = example_sweep(leverages=(5.0, 10.0), shares=(0.5, 0.9), modes=("steady",))
    keys = json.loads(ds.attrs["swept"])
    zipped = ds.assign_attrs(zipped=json.dumps([keys["leverage"], keys["pays"]]))
    assert [own.name("en") for own in independent_parameters(zipped)] == [
        "county_fund.account.leverage",
        "county_fund.pays",
    ]
    assert len({choice.name for choice in choices_of(zipped)}) == 4


def test_named_variants_alone_are_designs() -> None:
    ds = example_sweep(leverages=(5.0,), shares=(0.7,), modes=("steady", "run_off"))
    keys = json.loads(ds.attrs["swept"]) | {"mode": "variant"}
    found = frontiers(choices_of(ds.assign_attrs(swept=json.dumps(keys))))
    assert list(found) == [""]
    assert {choice.name for choice in found[""]} <= {"variant steady", "variant run_off"}


def test_a_set_of_assumptions_with_one_design_is_not_drawn_against_others() -> None:
    ds = assuming({"pays": "correlation.county"})
    few = ds.isel(scenario=[0, 1, 3, 6, 9])  # of the second correlation a single design is left
    found = frontiers(choices_of(few))
    assert list(found) == ["correlation.county 0.5"]
    axes = draw_chart("frontier", few).axes[0]
    assert "correlation.county 0.5" in axes.get_legend_handles_labels()[1]
    assert sum(line.get_marker() == "o" for line in axes.get_lines()) == 4
    assert KINDS["frontier"].caption(few, "en").startswith("Assuming correlation.county 0.5")


def test_keys_walked_side_by_side_are_one_parameter() -> None:
    ds = example_sweep(shares=(0.7,), modes=("steady",))
    doubled = ds.assign_coords(pays=("scenario", 2.0 * ds["leverage"].values)).assign_attrs(
        zipped=json.dumps(["layers.county_fund.account.leverage", "layers.county_fund.pays"])
    )
    [own] = independent_parameters(doubled)
    assert own.name("en") == "county_fund.account.leverage (+1)"
    assert len(tornado_of(doubled).swings) == 1
    assert "this sweep has 1" in why_not("heat_map", doubled)
    assert {parameter.key for parameter in parameters_of(doubled)} >= {"layers.county_fund.pays"}  # tables have all


def test_the_only_other_value_of_an_assumption_stands_on_its_own_side() -> None:
    ds = example_size()
    known = [str(case) for case in ds["case"].values]
    place = next(number for number, case in enumerate(known) if case.startswith("ρ"))
    for case, levels in (("ρ county 0 → 0.02", ("0", "0.02")), ("ρ county 0.99 → 0.97", ("0.97", "0.99"))):
        one = ds.isel(case=[place]).assign_coords(case=[case])
        [swing] = tornado_of(one).swings
        changed = float(one["changed_size"].isel(case=0, horizon=-1, solvency=-1).sel(statistic="value"))
        assert swing.levels == levels
        assert (swing.high if levels[1] == "0.02" else swing.low).value == pytest.approx(changed)
        assert (swing.low if levels[1] == "0.02" else swing.high).value == pytest.approx(tornado_of(one).base.value)


def test_bearers_that_a_caption_does_not_name_are_counted() -> None:
    """What borrowers pay back is told beside them; what they still owe is borne by nobody."""
    layers = tuple(f"fund_{number}" for number in range(7))
    ds = example_dataset(paths=300, months=24, layers=(*layers, "bank"), kinds=("pool",) * 6 + ("fund", "bank"))
    nothing_due = ds.assign(recovery_due=0.0 * ds["recovery_due"])
    assert "the rest" not in KINDS["who_pays"].caption(nothing_due, "en")  # the fund, the bank, what is recovered
    due = ds.assign(recovery_due=0.04 * ds["payment"])
    remaining = ", the remaining 4.00 % (4.00–4.00) is still to be recovered."
    assert KINDS["who_pays"].caption(due, "en").count(remaining) == 2
    assert KINDS["who_pays"].caption(due, "zh").count("、其余4.00%（4.00–4.00）尚待追回。") == 2
    shared = due.assign(payment=0.0 * ds["payment"] + ds["claims"] / 8)
    ends = {"en": "is still to be recovered, the rest by 2 more.", "zh": "尚待追回、其余由另外2方承担。"}
    for lang, words in ends.items():
        assert KINDS["who_pays"].caption(shared, lang).count(words) == 2  # type: ignore[arg-type]


def test_every_cell_of_the_table_of_bad_outcomes() -> None:
    """Mean and worst paths, each figure from the variables that it stands for."""
    ds = example_dataset(paths=30, months=60)
    worst = np.isin(np.arange(30), np.argsort(ds.claims.values)[-3:])  # a tenth
    whole, tenth, _ = stress_rows(ds)
    opening = float(ds.attrs["fund_initial"])
    loans, loss = ds.cohort_loans.sum("cohort").values, (ds.payment - ds.recovery).sel(layer="bank").values
    for row, group in ((whole, np.ones(30, bool)), (tenth, worst)):
        found = {key: figure.value for key, figure in row.figures.items()}
        assert found.pop("default_rate") == pytest.approx(ds.defaults.values[group].sum() / loans[group].sum())
        assert found.pop("claims_a_year") == pytest.approx(ds.claims.values[group].mean() / 5.0)
        assert found.pop("bank_loss") == pytest.approx(loss[group].mean())
        assert found.pop("fund_left") == pytest.approx(ds.closing_balance.values[group].mean() / opening)
        assert found.pop("years_below") == pytest.approx(ds.years_below.values[group].mean())
        if "loss_ratio" in found:
            insured = ds.layer_kind.values == "insurance"
            paid, premium = (ds[name].values[group][:, insured].sum() for name in ("payment", "premium"))
            assert found.pop("loss_ratio") == pytest.approx(paid / premium)
        assert not found
