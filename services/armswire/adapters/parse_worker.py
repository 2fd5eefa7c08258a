"""A process that parses feeds: bodies in on standard input, entries out on standard output, until its input ends.

Each message is four bytes of length, then a pickle; both ends are this program. Run as ``python -m``, not forked, so
that it imports nothing but the parser (about 30 MB) and dies with its parent's pipe.
"""

import pickle
import resource
import signal
import sys
from typing import BinaryIO

from armswire.core.feeds.parsing import parse_feed

MAX_MEMORY_BYTES = 1_500 << 20
"""Address space. A body that makes the parser want more ends this process, and only its feed fails."""


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer one body after the other."""
    while head := source.read(4):
        body = pickle.loads(source.read(int.from_bytes(head, "big")))
        answer = pickle.dumps(parse_feed(body), pickle.HIGHEST_PROTOCOL)
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
