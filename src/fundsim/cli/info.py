"""``fundsim info``: what a report of a defect should contain."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import click

from fundsim.cli.options import lang_option
from fundsim.languages import Language
from fundsim.machine import available_threads, cache_root
from fundsim.text_tables import aligned

PACKAGES = ("fundsim", "numpy", "numba", "scipy", "xarray", "pydantic", "ruamel.yaml", "matplotlib")


WORDS = {
    "version": ("{version} on {system}", "{version}（{system}）"),
    "threads": ("threads", "线程数"),
    "cache": ("compile cache", "编译缓存"),
    "shipped": ("shipped scenarios", "附带情景"),
    "none": ("none", "无"),
    "missing": ("not installed", "未安装"),
}
"""English, Chinese."""


@click.command()
@lang_option
def info(lang: Language) -> None:
    """Print versions, threads and folders."""
    from fundsim.scenario_file.shipped import shipped_folder

    words = {key: both[lang == "zh"] for key, both in WORDS.items()}
    python = words["version"].format(version=platform.python_version(), system=platform.platform(terse=True))
    lines = {"Python": python}
    lines |= {package: version_of(package, words["missing"]) for package in PACKAGES}
    lines[words["threads"]] = str(available_threads())
    lines[words["cache"]] = str(cache_root())
    lines[words["shipped"]] = str(shipped_folder() or words["none"])
    click.echo(aligned(list(lines.items()), left=(0, 1)))


def version_of(package: str, missing: str = WORDS["missing"][0]) -> str:
    """Version of an installed package, or what is said of one that is not."""
    try:
        return version(package)
    except PackageNotFoundError:
        return missing
