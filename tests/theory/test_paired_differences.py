"""Standard errors of differences against brute force: many seeds, and how far the differences really scatter."""

import numpy as np
import pytest
from tests.theory.agreement import SIGMAS

import fundsim as fs
from fundsim.decisions.comparison import differences_to
from fundsim.decisions.designs import Design, sized_designs
from fundsim.decisions.figures import KEY_FIGURES, quantities_of
from fundsim.decisions.running import run_designs

pytestmark = pytest.mark.compiled
SAMPLES, PATHS = 100, 300
FIGURES = ["expected_loss", "ruin_probability", "mean_shortfall", "years_to_depletion", "mean_government_cost"]


def test_errors_of_differences_are_what_repetition_shows():
    scenario = fs.load_scenario("theory/yearly_fund")
    riskier = fs.load_scenario("theory/yearly_fund", ["default_probability.annual=0.27"])
    designs = [*sized_designs(scenario, [30_000.0, 40_000.0]), Design("riskier", riskier)]
    quantities = [quantities_of(ds) for ds in run_designs(designs, SAMPLES * PATHS, 11, 2)]
    shown = [list(KEY_FIGURES).index(name) for name in FIGURES]
    found = np.zeros((SAMPLES, 2, len(FIGURES), 4))
    for sample in range(SAMPLES):
        part = slice(sample * PATHS, (sample + 1) * PATHS)
        first, *others = [{name: values[part] for name, values in own.items()} for own in quantities]
        found[sample] = [np.array(differences_to(first, own))[shown] for own in others]
    value, error = found[..., 0], found[..., 1]
    scatter, stated = value.std(axis=0, ddof=1), error.mean(axis=0)
    differs = scatter > 0.0
    assert (stated[~differs] == 0.0).all()
    assert differs.sum() == 9  # claims do not depend on the size of the fund
    ratio = stated[differs] / scatter[differs]
    assert (np.abs(ratio - 1.0) < SIGMAS / np.sqrt(2.0 * SAMPLES)).all(), ratio
    covered = (found[..., 2] <= value.mean(axis=0)) & (value.mean(axis=0) <= found[..., 3])
    assert covered[:, differs].mean() > 0.92
