"""Purposes of keyed draws, and the numbers by which keys are mixed; ``random`` draws by them.

The table of purposes is the contract of what each draw is keyed by:

======================  =============================  ===================  ===========
purpose                 entity                         first                second
======================  =============================  ===================  ===========
PROVINCE_FACTOR         0                              factor period        0
COUNTY_FACTOR           county                         factor period        0
INDUSTRY_FACTOR         industry                       factor period        0
TOWNSHIP_FACTOR         township                       factor period        0
VILLAGE_FACTOR          village                        factor period        0
CHI_SQUARE              0                              factor period        0
SHOCK_EVENTS            0 (named)                      month                0
SHOCK_SET               0 (named)                      month                event of the month
SHOCK_TOWNSHIP          township (named)               month                event of the month
DISTRESS                loan slot                      generation           spell
CAUSE                   loan slot                      generation           spell
DETECTION               loan slot                      generation           spell
CURE                    loan slot                      generation           spell
EXTENSION               loan slot                      generation           decisions before
EXTENSION_END           loan slot                      generation           decisions, this one included
RENEWAL                 loan slot                      generation           renewals before
RECOVERY                loan slot                      generation           0
REGIME                  unit (named)                   step of the chain    0
CYCLE_PHASE             0 (named)                      0                    0
ARREARS                 loan slot                      generation           spell · 2^8 + months since distress
EXTENSION_ORDER         loan slot                      generation           decisions, this one included
EXTENSION_EXIT          loan slot                      generation           decisions · 2^10 + months since the grant
AGGREGATE_CLAIMS        0: how many; 1 + n: the n-th   interval             0
AGGREGATE_FACTOR        0                              interval             0
AGGREGATE_REGIME        0                              interval             0
RECOVERY without loans  number within the interval     interval             0
REFILL_ORDER            loan slot                      generation           0
PORTFOLIO               see ``portfolio.draws``
======================  =============================  ===================  ===========

Named: the key of the purpose is mixed with the number of the name that a shock, regime or price cycle has in the
scenario file, so that one more or less of them, or another order, leaves the draws of the others as they are.

Decisions on an extension are counted since disbursement, granted or not: a refused loan in arrears is decided again
each month. What leads to the same second number again (a 65th decision's exits) is as good as impossible.
"""

from __future__ import annotations

import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
PURPOSE_STEP = np.uint64(0xD1B54A32D192ED03)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
S11, S27, S30, S31, S32, S48 = (np.uint64(n) for n in (11, 27, 30, 31, 32, 48))
TWO_POW_MINUS_53 = 1.0 / 9007199254740992.0
LARGEST_UNIFORM = 1.0 - TWO_POW_MINUS_53  # the last of 2^53 draws would be rounded to 1

(
    PROVINCE_FACTOR, COUNTY_FACTOR, INDUSTRY_FACTOR, TOWNSHIP_FACTOR, VILLAGE_FACTOR, CHI_SQUARE,
    SHOCK_EVENTS, SHOCK_SET, SHOCK_TOWNSHIP, DISTRESS, CAUSE, DETECTION, CURE, EXTENSION, EXTENSION_END,
    RENEWAL, RECOVERY, PORTFOLIO,
) = range(1, 19)  # fmt: skip
REGIME = 19
CYCLE_PHASE = 20
ARREARS = 21
EXTENSION_ORDER = 22
EXTENSION_EXIT = 23
REFILL_ORDER = 24
AGGREGATE_CLAIMS = 25
AGGREGATE_FACTOR = 26
AGGREGATE_REGIME = 27
