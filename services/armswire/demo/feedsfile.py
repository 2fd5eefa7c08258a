"""The demo's feeds.yaml: the sample feeds at the server's address, and one that fails on purpose."""

from armswire.demo.articles import SampleFeed
from armswire.demo.server import BROKEN, DemoServer


def feeds_file(server: DemoServer) -> str:
    """Return the file's text. Ids are given, since the port, and with it each address, is another every time."""
    parts = ["# Written by `armswire demo`; a feeds.yaml of your own looks the same.", "feeds:"]
    parts += [_feed(server, feed) for feed in server.feeds.values()]
    parts.append(f"  - url: {server.url(BROKEN)}\n    name: Silent Post (broken on purpose)\n    id: {BROKEN}")
    return "\n".join(parts) + "\n"


def _feed(server: DemoServer, feed: SampleFeed) -> str:
    lines = [f"  - url: {server.url(feed.slug)}", f"    name: {feed.name}", f"    id: {feed.slug}"]
    lines += [f"    kind: {feed.kind}", f"    tier: {feed.tier}", f"    language: {feed.lang}"]
    if feed.country:
        lines.append(f"    country: {feed.country}")
    return "\n".join(lines)
