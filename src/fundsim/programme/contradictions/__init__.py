"""What cannot hold together in a programme, and what is possible but seldom meant."""

from fundsim.programme.contradictions.whole import cautions, contradictions

__all__ = ["cautions", "contradictions"]
