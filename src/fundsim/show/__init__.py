"""A scenario read back in plain words, and what it implies without a simulation."""

from fundsim.show.describing import Section, breaker_terms, describe, layer_terms, scenario_text
from fundsim.show.implied import Implied, implied_figures
from fundsim.show.sourcing import Sourcing, sourcing_of

__all__ = [
    "Implied",
    "Section",
    "Sourcing",
    "breaker_terms",
    "describe",
    "implied_figures",
    "layer_terms",
    "scenario_text",
    "sourcing_of",
]
