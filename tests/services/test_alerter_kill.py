"""The alerter killed with -9 while it works: no alert lost, none opened twice, each seen once by key."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from support.processes import environment, kill
from support.servers import Receiver

ITEMS, MATTERS, KILLS = 240, 80, 3

CHILD = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path

from armswire.adapters.channels import build_channels
from armswire.adapters.sqlite_outbox import SqliteOutbox
from armswire.alerter import OutboxDrain, Rules, attach, policies
from armswire.core.rulesfile import parse_rules
from armswire.flow.app import Tuning, build_flow
from armswire_schemas.topics import ARMS_EVENTS
from support.alerting import an_event, an_item, tagged

path, url, items, matters = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
RULES = parse_rules(f'''
settings: {{channels: [single, digest], digest_after: 5, digest_within: 1s}}
channels:
  single: {{type: webhook, url: "{url}/single", digest: off}}
  digest: {{type: webhook, url: "{url}/digest"}}
rules:
  - {{id: r1, query: "arms.type:transfer"}}
''', "f", {})

def item(n):
    event = an_event(f"i{n}", deals=(f"KR>PL:{n % matters}",))
    return tagged(an_item(f"i{n}", timedelta(minutes=n)), event)

async def main():
    outbox = SqliteOutbox(path / "outbox.db")
    await outbox.open()
    drain = OutboxDrain(outbox, build_channels(RULES), policies(RULES))
    flow = build_flow(broker=f"sqlite://{path}/log.db", datadir=path, app_id="armswire",
                      tuning=Tuning(commit_every=timedelta(milliseconds=200)))
    tally = attach(flow, Rules(RULES), outbox, wake=drain.wake)
    await flow.start()
    await drain.start()
    for n in range(items):
        await flow.send(ARMS_EVENTS, f"i{n}", item(n))
        if n % 5 == 0:
            await flow.flush()
            await asyncio.sleep(0.002)
    await flow.drained()
    while tally.items.total() < items:  # a new life reads on from where the last one committed
        await asyncio.sleep(0.01)
    await flow.drained()
    left = await drain.flush()
    await drain.stop()
    await flow.stop()
    await outbox.close()
    sys.exit(1 if left else 0)

asyncio.run(main())
"""


def test_kill_9_loses_no_alert_and_opens_none_twice(tmp_path: Path) -> None:
    chance = random.Random(20260)
    search = os.pathsep.join(["services", "schemas", *sys.path])
    with Receiver() as receiver, (tmp_path / "child.log").open("wb") as log:

        def start() -> subprocess.Popen[bytes]:
            args = [str(tmp_path), receiver.url, str(ITEMS), str(MATTERS)]
            return subprocess.Popen(
                [sys.executable, "-c", CHILD, *args],
                stdout=log, stderr=log, env=environment({"PYTHONPATH": search}), start_new_session=True,
            )  # fmt: skip

        def came() -> int:
            return len(receiver.seen) + receiver.repeats.total()

        for _ in range(KILLS):
            child, enough = start(), came() + chance.randint(1, 25)
            until = time.monotonic() + 60
            while came() < enough and child.poll() is None and time.monotonic() < until:
                time.sleep(0.001)
            kill(child)
        last = start()
        assert last.wait(120) == 0, (tmp_path / "child.log").read_text()[-2000:]

        singles = [p["alert"] for p in receiver.seen.values() if p["kind"] == "alert" and p["alert"]["channels"]]
        told = Counter()
        for payload in receiver.seen.values():
            for member in payload.get("alerts", [payload]):
                told[member["id"]] += 1
        opened = {alert["key"]: alert["id"] for alert in singles}
        print(f"kills {KILLS}, matters {MATTERS}, messages {len(receiver.seen)}, repeats {receiver.repeats.total()}")
    assert len(opened) == MATTERS
    assert {alert["id"] for alert in singles} == set(opened.values()), "one alert a matter"
    assert len(told) == 2 * MATTERS and set(told.values()) == {1}, "each notification in one message only"
