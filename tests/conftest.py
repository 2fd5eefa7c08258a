"""A clean place to test in: no setting of ours, no proxy, no colour, and a zone that shows mistakes with time."""

import os
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from support.engines import own_engines as own_engines

SHARED = Path(__file__).parents[2] / "shared"

for name in list(os.environ):
    ours = name.startswith("ARMSWIRE_") and not name.startswith("ARMSWIRE_TEST_")
    if ours or name.lower().endswith("_proxy") or name in {"NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "LINES"}:
        del os.environ[name]
os.environ["TZ"] = "Asia/Kathmandu"
time.tzset()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """CI has the engines and the shared material, so a test that skips there is a test nobody ran."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and SHARED.is_dir():
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped in CI: {report.longrepr}"
    return report
