"""Attributes of the CF conventions for the results of decisions, as those of runs have them."""

from __future__ import annotations

from typing import NamedTuple

import xarray as xr

CONVENTIONS = "CF-1.11"
_CURRENCY = "currency"  # stands for that of the scenario


class Described(NamedTuple):
    """What a variable is: its unit (empty where it is a text, or differs by entry), its name in both languages."""

    unit: str
    long_name: str
    long_name_zh: str


OF_DECISIONS: dict[str, Described] = {
    # coordinates
    "design": Described("", "design", "方案"),
    "figure": Described("", "key figure; its unit stands in `unit`", "指标，单位见unit"),
    "statistic": Described("", "value, standard error, bounds of the 95 % interval", "估计值、标准误、95%置信区间"),
    "scenario": Described("", "resolved scenario of the design", "方案的完整情景"),
    "label_en": Described("", "key figure in English", "指标英文名"),
    "label_zh": Described("", "key figure in Chinese", "指标中文名"),
    "layer": Described("", "payer that the key figure is about", "指标所属的分担方"),
    "layer_kind": Described("", "kind of that payer", "分担方类别"),
    "unit": Described("", "unit of the key figure", "指标单位"),
    "path": Described("1", "path", "路径"),
    "key": Described("", "key of the scenario file", "情景文件中的键名"),
    "case": Described("", "what is varied", "变动的假设"),
    "budget": Described("", "statistic of the yearly budget", "年度预算的统计量"),
    "horizon": Described("month", "time over which claims must be paid", "期限"),
    "solvency": Described("1", "probability of paying every claim", "偿付概率"),
    "size": Described(_CURRENCY, "opening amount of the fund", "基金初始规模"),
    "draw": Described("1", "draw of the uncertain parameters", "参数抽取编号"),
    "band": Described("1", "quantile over draws", "分位数水平"),
    "quantity": Described("", "what varies from path to path", "随路径变化的量"),
    "tried": Described("", "value of the key that was tried", "试算的取值"),
    # variables
    "estimate": Described("", "key figure, in its own unit", "指标估计值"),
    "difference": Described("", "difference to the first design, in the unit of the key figure", "与首个方案之差"),
    "within_noise": Described("1", "1 where the difference may be chance", "差异是否在误差范围内"),
    "scaled_to": Described("", "value of the key that the design was scaled to", "调整后的取值"),
    "fund_size": Described(_CURRENCY, "smallest fund for the target", "所需最小基金"),
    "leverage": Described("1", "loans at the start per unit of the fund", "放大倍数"),
    "ruin_probability": Described("1", "probability that the fund is ruined", "基金不足概率"),
    "required_capital": Described(_CURRENCY, "fund with which the path pays every claim", "该路径所需资本"),
    "yearly_budget": Described(_CURRENCY, "government cost a year at that size", "年度预算"),
    "yearly_subsidy": Described(_CURRENCY, "interest subsidies a year, not discounted", "年均财政贴息（未贴现）"),
    "changed_size": Described(_CURRENCY, "smallest fund under the varied assumption", "变动假设下所需最小基金"),
    "change": Described(_CURRENCY, "change of the smallest fund", "所需最小基金的变化"),
    "cost": Described(_CURRENCY, "mean present value of government cost", "政府平均成本（现值）"),
    "efficient": Described("1", "1 where no other design beats this one", "是否位于前沿"),
    "value": Described("", "value of the key in the design", "该方案中键的取值"),
    "drawn_size": Described(_CURRENCY, "smallest fund of each draw of the parameters", "每组参数下所需最小基金"),
    "parameter_band": Described(_CURRENCY, "quantiles of the smallest fund over draws", "各组参数间的分位数"),
    "pooled_size": Described(_CURRENCY, "smallest fund on average over draws", "按各组参数平均达标的最小基金"),
    "parameter": Described("", "value of the key in the draw", "该组参数的取值"),
    "mean": Described("", "mean over paths of the draw, in the unit of the quantity", "该组参数下的均值"),
    "parameter_variance": Described("", "variance that parameters contribute", "参数不确定性的方差"),
    "chance_variance": Described("", "variance that chance contributes", "随机性的方差"),
    "parameter_share": Described("1", "share of the variance that parameters contribute", "参数不确定性占方差比重"),
    "share_standard_error": Described("1", "standard error of that share", "该比重的标准误"),
    "answer": Described("", "value of the key that meets the target", "达标的取值"),
}


def with_conventions(ds: xr.Dataset) -> xr.Dataset:
    """Results with the attributes that a netCDF file should have.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of any kind; those of a run have all of it.

    Returns
    -------
    xarray.Dataset
        The same numbers; what they say of themselves already stays.
    """
    origin = {"Conventions": CONVENTIONS, "source": f"fundsim {ds.attrs.get('fundsim_version', '')}".strip()}
    described = ds.copy().assign_attrs({**origin, **ds.attrs})
    currency = str(ds.attrs.get("currency", ""))
    for name, array in described.variables.items():
        if str(name) in OF_DECISIONS and "units" not in array.attrs:
            described[name].attrs = {**_attributes(OF_DECISIONS[str(name)], currency), **array.attrs}
    return described


def _attributes(entry: Described, currency: str) -> dict[str, str]:
    names = {"long_name": entry.long_name, "long_name_zh": entry.long_name_zh}
    unit = entry.unit.replace(_CURRENCY, currency)
    return {"units": unit, **names} if unit else names
