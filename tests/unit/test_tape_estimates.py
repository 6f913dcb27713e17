"""The script that estimates the parameters of the scenario on the real tape."""

import importlib.util
import math
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from ruamel.yaml import YAML

SCRIPT = Path(__file__).parents[2] / "scenarios" / "data" / "estimate_sba_7a.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    specification = importlib.util.spec_from_file_location("estimate_sba_7a", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def tape(*rows: tuple[object, ...]) -> pd.DataFrame:
    names = ["approval_year", "disbursement_date", "charge_off_date", "status", "principal", "term_months"]
    return pd.DataFrame(rows, columns=names)


def test_exposure_by_hand(script: ModuleType) -> None:
    loans, left_out = script.usable_loans(
        tape(
            (2000, "2000-01-01", None, "paid_in_full", 100.0, 24),
            (2000, "2012-08-31", None, "paid_in_full", 100.0, 240),  # the observation ends before the term
            (2000, "2000-01-01", "2003-01-01", "charged_off", 100.0, 12),  # the term is not used
            (1980, "2000-01-01", None, "paid_in_full", 100.0, 24),
            (2000, "2000-01-01", None, None, 100.0, 24),
            (2000, None, None, "paid_in_full", 100.0, 24),
            (2000, "2000-01-01", None, "paid_in_full", 0.0, 24),
            (2000, "2000-01-01", None, "paid_in_full", 100.0, 0),
            (2000, "2000-01-01", None, "charged_off", 100.0, 24),
            (2000, "2000-01-01", "1999-01-01", "charged_off", 100.0, 24),
        )
    )
    assert loans["years"].tolist() == pytest.approx([2.0, 2.0, 3.0], abs=0.005)
    assert loans["failed"].tolist() == [False, False, True]
    assert sum(left_out.values()) == 7
    assert script.annual_probability(loans["failed"], loans["years"]) == pytest.approx(
        1.0 - math.exp(-1.0 / 7.0), rel=1e-3
    )


def test_seasoning_by_hand(script: ModuleType) -> None:
    loans = pd.DataFrame({"failed": [True, False, True], "years": [0.5, 12.0, 12.0]})
    curve = script.seasoning_curve(loans)
    overall = 2.0 / 24.5
    assert curve[0] == pytest.approx(1.0 / 2.5 / overall)
    assert curve[1:9] == [0.0] * 8
    assert curve[9] == pytest.approx(1.0 / 6.0 / overall)  # two loans for three years each


def test_fragment_is_yaml_with_sensible_values(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    script.main()
    fragment = YAML(typ="safe").load(capsys.readouterr().out)
    probabilities = fragment["default_probability"]["by_industry"]
    assert set(probabilities) >= {"retail", "construction", "health", "all"}
    assert all(0.005 < value < 0.06 for value in probabilities.values())
    assert 0.3 < fragment["recovery"]["hardship"]["share"] < 0.45
