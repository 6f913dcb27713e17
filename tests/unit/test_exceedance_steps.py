"""Steps of the exceedance curve reach the largest loss, however few values the losses have."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.example_reports import example_run

from fundsim.plots import plot_exceedance, plot_loss_distribution
from fundsim.plots.exceedance import exceedance_steps


def test_two_values_make_one_step_from_the_lower_to_the_higher() -> None:
    thresholds, percent = exceedance_steps(np.array([0.0, 0.0, 0.0, 600.0]))
    np.testing.assert_array_equal(thresholds, [0.0, 600.0])
    np.testing.assert_array_equal(percent.value, [25.0, 25.0])


def test_equal_losses_exceed_nothing() -> None:
    thresholds, percent = exceedance_steps(np.full(5, 7.0))
    assert thresholds.size == percent.value.size == 0


def test_the_last_step_is_one_path_and_ends_at_the_largest_loss() -> None:
    losses = np.arange(1.0, 101.0)
    thresholds, percent = exceedance_steps(losses, 0.9)
    assert (thresholds[0], thresholds[-1]) == (90.0, 100.0)
    np.testing.assert_allclose(percent.value[-2:], 1.0)


@pytest.mark.parametrize("values", [2, 2000])
def test_charts_draw_the_curve_to_the_largest_claims(values: int) -> None:
    ds = example_run()
    if values == 2:
        ds = ds.assign(claims=ds["claims"] * 0.0 + np.where(np.arange(ds.sizes["path"]) % 10 == 0, 6e5, 0.0))
    curve = plot_exceedance(ds).lines[0]
    inset = plot_loss_distribution(ds).child_axes[0].lines[0]
    for line in (curve, inset):
        x, y = (np.asarray(part, float) for part in line.get_data())
        assert x[-1] == pytest.approx(curve.get_xdata()[-1])
        assert y[-1] == pytest.approx(10.0 if values == 2 else 100.0 / ds.sizes["path"])


def test_between_two_steps_a_probability_is_off_by_2_per_cent_at_most() -> None:
    losses = np.random.default_rng(2).lognormal(0.0, 1.0, 20_000)
    thresholds, percent = exceedance_steps(losses)
    for loss in np.quantile(losses, np.linspace(0.01, 0.9, 50)):
        drawn = percent.value[np.searchsorted(thresholds, loss, side="right") - 1]
        assert drawn == pytest.approx(100.0 * (losses > loss).mean(), rel=0.025)
