"""What captions say about the money of the government."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import (
    Estimate,
    Estimates,
    government_cash_estimates,
    outlay_span_estimates,
    outlay_span_quantiles,
)
from fundsim.plots.captions.sentences import amount_text, entry, horizon_of, joined
from fundsim.plots.yearly_outlay import HIGH, YEARLY, has_parts_of_years
from fundsim.results import CASH_LINES, OUTLAY_SPANS, at_fund_size
from fundsim.texts import text
from fundsim.texts.formats import money_scale, number_text


def yearly_outlay(ds: xr.Dataset, lang: Language) -> str:
    """What the government pays in an average and in the highest year, for what most of it is, and opening amounts."""
    ds = at_fund_size(ds)
    currency, cash = str(ds.attrs["currency"]), government_cash_estimates(ds)
    if not float(cash.value[:, CASH_LINES.index("outlay")].max()) > 0.0:
        return text("no_outlay", lang)
    spans, high = outlay_span_estimates(ds), outlay_span_quantiles(ds, HIGH)
    shown = {name: amount_text(entry(spans, place), currency, lang) for place, name in enumerate(OUTLAY_SPANS)}
    shown |= {f"{name}_95": amount_text(entry(high, place), currency, lang) for place, name in enumerate(OUTLAY_SPANS)}
    said = [text("outlay_caption", lang, horizon=horizon_of(ds, lang), purpose=_largest_purpose(cash, lang), **shown)]
    said += [text("outlay_parts", lang)] if has_parts_of_years(ds) else []
    opening = entry(cash, 0, CASH_LINES.index("opening"))
    if opening.value > 0.0:
        said.append(text("outlay_opening", lang, amount=_opening_text(opening, currency, lang)))
    return joined(said, lang)


def _opening_text(opening: Estimate, currency: str, lang: Language) -> str:
    """Opening amounts, with an interval where each path has loans, and amounts, of its own."""
    if opening.standard_error > 0.0:
        return amount_text(opening, currency, lang)
    return number_text(opening.value, money_scale(opening.value, currency, lang))


def _largest_purpose(cash: Estimates, lang: Language) -> str:
    totals = [float(cash.value[:, CASH_LINES.index(line)].sum()) for line in YEARLY]
    return text(f"cash_{YEARLY[int(np.argmax(totals))]}", lang)
