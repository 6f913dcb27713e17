"""Write ``results.md`` and ``results.png`` from the report of pytest-benchmark: ``write_results.py REPORT.json``."""

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

FOLDER = Path(__file__).parent
PACKAGES = ("fundsim", "numpy", "numba", "scipy", "xarray", "aggregate")
LOANS_GROUP = "Paths a second against loans, two threads"
INTRODUCTION = """# Results of the benchmarks

<!-- Written by `make bench`; changes made here are lost. -->

{machine}, {cores} processors, load {load:.1f} at the end. Python {python}; {versions}. {date}.

Every ratio is from one run: the contenders took turns, three rounds, and the quickest round of each counts. Ratios
therefore carry over to other machines far better than times do; a load above the benchmark's own two threads makes
both less certain. What is simulated: [`w1.yaml`](w1.yaml) and, for the static portfolio,
[`one_year.yaml`](one_year.yaml). How to read it: [docs/performance.md](../docs/performance.md).

![Paths a second against loans](results.png)
"""


def installed(package: str) -> str:
    """Version of a package, in words."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} not installed"


def cell(value: object) -> str:
    """A number with three digits, anything else as it is."""
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    if value == 0.0 or abs(value) >= 100.0:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(rows: list[dict[str, Any]]) -> str:
    """Rows with the same names as a table in Markdown."""
    head = list(rows[0])
    aligned = ["---:" if isinstance(value, int | float) else "---" for value in rows[0].values()]
    lines = [head, aligned, *([cell(row[name]) for name in head] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def sampling_row(benchmark: dict[str, Any]) -> dict[str, Any]:
    """Row of the table on sampling methods."""
    info = benchmark["extra_info"]
    return {
        "method": benchmark["param"],
        "variance ratio, mean": info["variance_ratio_mean"],
        "variance ratio, loss of 1 year in 1,000": info["variance_ratio_tail"],
    }


def sections(benchmarks: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows by group, in the order in which they were measured."""
    found: dict[str, list[dict[str, Any]]] = {}
    for benchmark in benchmarks:
        info = benchmark["extra_info"]
        if "variance_ratio_mean" in info:
            group = "Sampling methods: variance of plain paths ÷ theirs"
            found.setdefault(group, []).append(sampling_row(benchmark))
        elif "rows" in info:
            found.setdefault(benchmark["group"], []).extend(info["rows"])
        elif benchmark["group"] is None:
            row = {"benchmark": benchmark["name"], "time [s]": benchmark["stats"]["min"]}
            found.setdefault("Times", []).append(row)
    return found


def remarks(benchmarks: list[dict[str, Any]]) -> dict[str, str]:
    """What is to be said below a group's table."""
    return {one["group"]: one["extra_info"]["remark"] for one in benchmarks if "remark" in one["extra_info"]}


def draw(rows: list[dict[str, Any]], file: Path) -> None:
    """Chart of paths a second against loans."""
    with mpl.rc_context({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(6.4, 4.0), layout="constrained")
        axes = figure.subplots()
        loans = [row["loans"] for row in rows]
        for column, style in zip(list(rows[0])[1:], ("o-", "s-", "^-", "k:"), strict=True):
            axes.loglog(loans, [row[column] for row in rows], style, label=column.removesuffix(" [paths/s]"))
        axes.set_xlabel("loans")
        axes.set_ylabel("paths a second, two threads")
        axes.grid(alpha=0.3)
        axes.legend(frameon=False)
        figure.savefig(file, dpi=150, metadata={"Software": None})


def write(report: dict[str, Any]) -> None:
    """Write both files."""
    machine, groups = report["machine_info"], sections(report["benchmarks"])
    text = INTRODUCTION.format(
        machine=machine["cpu"].get("brand_raw", machine["processor"]),
        cores=machine["cpu"].get("count", os.cpu_count()),
        load=os.getloadavg()[0],
        python=machine["python_version"],
        versions=", ".join(map(installed, PACKAGES)),
        date=report["datetime"][:10],
    )
    below = remarks(report["benchmarks"])
    for group, rows in groups.items():
        text += f"\n## {group}\n\n{table(rows)}\n"
        if group in below:
            text += f"\n{below[group]}\n"
    (FOLDER / "results.md").write_text(text, encoding="utf-8")
    draw(groups[LOANS_GROUP], FOLDER / "results.png")


if __name__ == "__main__":
    write(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
