"""fundsim: Monte Carlo simulation of risk-sharing funds for small loans."""
