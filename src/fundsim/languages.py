"""Languages of what is said, and what the Chinese call currencies."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "zh"]

CURRENCIES_ZH = {
    "CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元", "GBP": "英镑", "KRW": "韩元",
}  # fmt: skip
"""Chinese names of currencies; others go by their code."""
