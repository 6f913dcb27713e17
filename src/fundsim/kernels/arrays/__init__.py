"""The arrays that kernels read and write: named tuples, which cost nothing in compiled code.

Axes: ``slot`` a loan and its successors, ``variant`` generations of a slot, ``bucket`` loans with the same hazard,
``cell`` industry × township × village with the same factors, ``site`` industry × township, ``hit`` kind of cover ×
site: what shocks can hit and, whatever else multiplies risk by time and place, the borrowers whom it multiplies alike,
``place`` the finest area whose ratios are needed (township or village), ``account`` all accounts of all layers one
after another with the bank's book last, ``size`` fund sizes evaluated side by side.
"""

from __future__ import annotations

from fundsim.kernels.arrays.loans import Ageing, Baseline, Clock, Cover, Lives, Loans
from fundsim.kernels.arrays.model import Model
from fundsim.kernels.arrays.outputs import Log, Outputs
from fundsim.kernels.arrays.payers import Accounts, Layers
from fundsim.kernels.arrays.risk import Contagion, PriceCycles, Regimes, Risk, Shocks
from fundsim.kernels.arrays.rules import Aggregate, Breakers, Rules
from fundsim.kernels.arrays.state import State
from fundsim.kernels.arrays.types import B1, B2, B3, B4, F1, F2, F3, F4, FC, FD, I1, I2, I3, I4, JC, JD, U1

__all__ = [
    "B1",
    "B2",
    "B3",
    "B4",
    "F1",
    "F2",
    "F3",
    "F4",
    "FC",
    "FD",
    "I1",
    "I2",
    "I3",
    "I4",
    "JC",
    "JD",
    "U1",
    "Accounts",
    "Ageing",
    "Aggregate",
    "Baseline",
    "Breakers",
    "Clock",
    "Contagion",
    "Cover",
    "Layers",
    "Lives",
    "Loans",
    "Log",
    "Model",
    "Outputs",
    "PriceCycles",
    "Regimes",
    "Risk",
    "Rules",
    "Shocks",
    "State",
]
