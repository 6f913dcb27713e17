"""Reports as the programs of their readers see them: a real browser, a real spreadsheet."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.unit.example_reports import every_result, example_run, hostile_run

import fundsim as fs
from fundsim.report.chapters import figure
from fundsim.report.material import materials_of

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OFFICE = next(filter(None, map(shutil.which, ("soffice", "libreoffice"))), None)
WIDTHS = (390, 800, 1280)  # a phone, a tablet, a desk [pixels]
POLICY = r'<meta http-equiv="Content-Security-Policy"[^>]*>'
ADDRESS = "http://127.0.0.1:9/picture.png"  # nobody listens there
BY_THE_BROWSER = "not an origin"
# Tells how wide the page is, and how wide what it is shown on; runs only in a copy without the policy.
MEASURE = "<script>document.title = document.documentElement.scrollWidth + ' of ' + window.innerWidth</script>"


def test_charts_are_real_pictures() -> None:
    [material] = materials_of([example_run(paths=20, months=13)], "en")
    made = figure("who_pays", material, "en")
    assert made.draw("svg").startswith(b"<?xml")
    assert made.draw("png").startswith(b"\x89PNG")


def test_twenty_paths_are_too_few_for_a_curve_and_give_a_picture_all_the_same() -> None:
    [material] = materials_of([example_run(paths=20, months=13)], "zh")
    assert figure("convergence", material, "zh").draw("svg").startswith(b"<?xml")


if CHROMIUM:

    def requests_of(log: Path, page: Path) -> list[str]:
        """Addresses that a page asked for beside itself; what the browser asks for on its own account is no matter."""
        found = json.loads(log.read_text("utf-8"))
        start = found["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
        started = (
            event["params"] for event in found["events"] if event["type"] == start and "url" in event.get("params", {})
        )
        asked = [own for own in started if own.get("initiator") != BY_THE_BROWSER]
        return [own["url"] for own in asked if own["url"] != page.as_uri()]

    def browse(page: Path, width: int, *options: str) -> subprocess.CompletedProcess[str]:
        """Open a page in a browser without a window."""
        command = [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--log-level=0",
            f"--user-data-dir={page.parent / 'profile'}", f"--window-size={width},900", *options, page.as_uri(),
        ]  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)

    @pytest.fixture(scope="module", params=["en", "zh"])
    def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
        folder = tmp_path_factory.mktemp("browser")
        return fs.write_report([*every_result(), hostile_run()], folder / "report", request.param, ["html"])[0]

    @pytest.mark.slow
    @pytest.mark.parametrize("width", WIDTHS)
    def test_a_browser_shows_the_page_without_complaint_or_request(page: Path, width: int) -> None:
        log = page.parent / f"net-{width}.json"
        shot = page.parent / f"shot-{width}.png"
        told = browse(page, width, f"--log-net-log={log}", f"--screenshot={shot}").stderr
        assert "CONSOLE" not in told
        assert shot.stat().st_size > 10_000
        assert requests_of(log, page) == []

    @pytest.mark.slow
    @pytest.mark.parametrize("policy", [True, False])
    def test_a_request_to_a_plain_address_would_be_seen(page: Path, policy: bool) -> None:
        log, copy = page.parent / f"net-{policy}.json", page.with_name(f"asking-{policy}.html")
        text = page.read_text("utf-8").replace("</body>", f'<img src="{ADDRESS}" alt=""></body>')
        copy.write_text(text if policy else re.sub(POLICY, "", text), encoding="utf-8")
        told = browse(copy, 800, f"--log-net-log={log}", f"--screenshot={page.parent / 'asking.png'}").stderr
        assert ("CONSOLE" in told) == policy
        assert requests_of(log, copy) == ([] if policy else [ADDRESS])

    @pytest.mark.slow
    @pytest.mark.parametrize("width", WIDTHS)
    def test_the_page_is_no_wider_than_the_screen(page: Path, width: int) -> None:
        text = page.read_text("utf-8")
        copy = page.with_name(f"copy-{width}.html")
        text = re.sub(POLICY, "", text)
        copy.write_text(text.replace("</body>", f"{MEASURE}</body>"), encoding="utf-8")
        shown = re.search(r"<title>(\d+) of (\d+)</title>", browse(copy, width, "--dump-dom").stdout)
        assert shown
        assert int(shown.group(1)) <= int(shown.group(2))


if OFFICE:

    @pytest.mark.slow
    def test_a_spreadsheet_computes_the_account(tmp_path: Path) -> None:
        [path] = fs.write_report(hostile_run(), tmp_path / "report", "en", ["xlsx"])
        command = [str(OFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
        convert = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "computed"), str(path)]
        subprocess.run([*command, *convert], capture_output=True, timeout=300, check=True)
        formulas = load_workbook(path)
        values = load_workbook(tmp_path / "computed" / "report.xlsx", data_only=True)
        rows = list(values["account"].iter_rows(min_row=4, values_only=True))
        for row in rows:
            inflows = sum(row[place] for place in (2, 3, 4, 5, 6, 8))
            assert row[10] == pytest.approx(row[1] + inflows - row[7] - row[9], abs=0.005)
            assert row[10] == pytest.approx(row[11], abs=0.005)
            assert row[12] == 0.0
        assert any(cell.data_type == "f" for cell in formulas["account"][5])
        errors = [cell.value for sheet in values for row in sheet.iter_rows() for cell in row if cell.data_type == "e"]
        assert errors == []
