"""Which dues of a product are told."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from fundsim.programme.products import Product


class DuesTold(NamedTuple):
    """Months between dues of interest alone and between instalments; 0 where no loan has such dues."""

    interest: int
    instalments: int


def dues_told(product: Product, repaid: Collection[str]) -> DuesTold:
    """Dues of a product whose loans are repaid in these ways; those of seasonal loans are told with their months."""
    in_parts = "equal_principal" in repaid or "annuity" in repaid
    of_lines = 1 if "credit_line" in repaid else 0
    interest = product.interest_every_months if "bullet" in repaid else of_lines
    return DuesTold(interest, product.instalment_every_months if in_parts else 0)
