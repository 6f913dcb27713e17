"""What users import is documented in full: parameters with their units, and what comes back."""

from __future__ import annotations

import importlib
import inspect

import pytest

PACKAGES = (
    "fundsim", "fundsim.decisions", "fundsim.metrics", "fundsim.plots", "fundsim.portfolio", "fundsim.programme",
    "fundsim.report", "fundsim.results", "fundsim.scenario_file", "fundsim.show", "fundsim.simulation", "fundsim.sweep",
    "fundsim.trace",
)  # fmt: skip


@pytest.mark.parametrize("package", PACKAGES)
def test_exported_functions_have_numpydoc_docstrings(package: str) -> None:
    module = importlib.import_module(package)
    bare = []
    for name in getattr(module, "__all__", ()):
        item = getattr(module, name)
        if inspect.isfunction(item):
            text, signature = inspect.getdoc(item) or "", inspect.signature(item)
            answers = "Returns" in text or str(signature.return_annotation) in ("None", "Iterator[None]")
            told = "parameters as for" in text or ("Parameters" in text and answers)
            if signature.parameters and not told:
                bare.append(name)
    assert bare == []
