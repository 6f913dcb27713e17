"""Some theories again with ten times as many paths: what a fast suite cannot tell from noise."""

from collections.abc import Callable
from types import ModuleType

import pytest
from tests.theory import (
    test_absorbing_chains,
    test_copula_t,
    test_fund_sizes,
    test_one_factor,
    test_poisson_binomial,
    test_random_recovery,
    test_ruin,
    test_runoff_cohorts,
    test_shocks,
    test_two_level,
    test_waterfall,
)

pytestmark = [pytest.mark.compiled, pytest.mark.slow]

STUDIES: list[tuple[ModuleType, Callable[[], None]]] = [
    (test_poisson_binomial, test_poisson_binomial.test_loss_of_a_graded_tape_is_a_convolution_of_two_point_laws),
    (test_one_factor, test_one_factor.test_number_of_defaults_is_a_binomial_law_mixed_over_the_factor),
    (test_two_level, test_two_level.test_two_townships_default_together_through_the_county_factor),
    (test_copula_t, test_copula_t.test_number_of_defaults_under_a_factor_and_the_mixing_variable),
    (test_random_recovery, test_random_recovery.test_wrong_way_recovery),
    (test_random_recovery, test_random_recovery.test_downturn_recovery),
    (test_waterfall, test_waterfall.test_law_of_each_layers_payments),
    (test_ruin, test_ruin.test_fund_under_a_persistent_factor_by_recursion_over_balance_and_factor),
    (test_ruin, test_ruin.test_trigger_and_ceiling_by_enumeration),
    (test_fund_sizes, test_fund_sizes.test_a_hundred_thousand_survives_where_a_hundred_and_ten_thousand_fail),
    (test_shocks, test_shocks.test_sets_of_townships_are_hit_together),
    (test_shocks, test_shocks.test_an_event_of_an_active_type_begins_it_anew),
    (test_runoff_cohorts, test_runoff_cohorts.test_claims_that_are_open_at_the_end_are_settled_on_request),
    (test_absorbing_chains, lambda: test_absorbing_chains.test_extensions_fail_when_loans_default(4)),
]


@pytest.mark.parametrize(("module", "study"), STUDIES)
def test_again_with_ten_times_as_many_paths(module, study, monkeypatch):
    monkeypatch.setattr(module, "PATHS", 10 * module.PATHS)
    study()
