"""A clean place to test in: no setting of ours, no proxy, no colour, and a zone that shows mistakes with time."""

import os
import time

for name in list(os.environ):
    ours = name.startswith("ARMSWIRE_") and not name.startswith("ARMSWIRE_TEST_")
    if ours or name.lower().endswith("_proxy") or name in {"NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "LINES"}:
        del os.environ[name]
os.environ["TZ"] = "Asia/Kathmandu"
time.tzset()
