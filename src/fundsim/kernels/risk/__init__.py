"""When loans fall into distress: factors, regimes, shocks, price cycles, hazards."""
