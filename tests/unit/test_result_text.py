"""Results in words: the text of the command that makes them, and captions that say what is missing."""

import pytest
import xarray as xr
from tests.unit.example_dataset import example_dataset

import fundsim as fs
from fundsim.metrics.measures import MEASURES
from fundsim.report.terminal import LABEL_COLUMNS, SHOWN, terminal_summary
from fundsim.texts.names import shorten


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_run_is_told_as_its_command_tells_it(lang):
    ds = example_dataset()
    assert fs.summary_text(ds, lang) == terminal_summary(ds, lang)


def test_paths_of_a_part_of_a_run_are_counted():
    ds = example_dataset()
    part = ds.isel(path=slice(0, 10))
    assert ds.sizes["path"] > 10
    assert "Paths: 10;" in fs.summary_text(part)


def test_a_sweep_and_a_stranger_have_no_text():
    sweep = xr.Dataset({"estimate": (("scenario", "measure"), [[0.0]])})
    with pytest.raises(fs.DataError, match="read its `estimate`"):
        fs.summary_text(sweep)
    with pytest.raises(fs.DataError, match="not the results of a run"):
        fs.summary_text(xr.Dataset())


def test_a_caption_says_what_the_chart_shows_or_what_it_lacks():
    ds = example_dataset()
    assert "%" in fs.caption("survival", ds)
    assert fs.caption("survival", ds) != fs.caption("survival", ds, "zh")
    with pytest.raises(fs.DataError, match="made from a sweep"):
        fs.caption("heat_map", ds)


@pytest.mark.parametrize("label", ["label_en", "label_zh"])
def test_headline_figures_are_named_in_full(label):
    names = {key: getattr(measure, label).format(layer="fund") for key, measure in MEASURES.items() if key in SHOWN}
    assert set(names) == set(SHOWN)
    assert [name for name in names.values() if shorten(name, LABEL_COLUMNS) != name] == []
