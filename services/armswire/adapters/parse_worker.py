"""A process that reads feeds: bodies in on standard input, what they hold out on standard output, till its input ends.

Each message is four bytes of length, then a pickle; both ends are this program. Run as ``python -m``, not forked, so
that it imports nothing but what reads feeds and dies with its parent's pipe.
"""

import pickle
import resource
import signal
import sys
from typing import BinaryIO

from armswire.core.feeds.entry import Body, ParsedFeed, Unreadable
from armswire.core.feeds.parsing import parse_feed
from armswire.core.feeds.reading import Assignment, ReadFeed, read_feed

MAX_MEMORY_BYTES = 1_500 << 20
"""Address space. A body that makes the parser want more ends this process, and only its feed fails."""


def work(job: Body | Assignment) -> ParsedFeed | ReadFeed | Unreadable:
    """Parse a body; read it to its end where it is known what for."""
    return read_feed(job) if isinstance(job, Assignment) else parse_feed(job)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Do one job after the other."""
    while head := source.read(4):
        job = pickle.loads(source.read(int.from_bytes(head, "big")))
        answer = pickle.dumps(work(job), pickle.HIGHEST_PROTOCOL)
        sink.write(len(answer).to_bytes(4, "big"))
        sink.write(answer)
        sink.flush()


def main() -> None:
    """Serve the parent. Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MAX_MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(hard, MAX_MEMORY_BYTES)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
