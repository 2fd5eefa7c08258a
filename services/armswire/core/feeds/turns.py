"""Whose turn it is: feeds by due time, only so many at once, only so many asking one host. Pure: time is an argument.

A turn lasts until what a feed said is dealt with; its host is free for the next feed as soon as it has answered.
"""

import heapq
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Turns:
    """A queue of feeds. Put a feed again at any time: its last ``due`` counts."""

    at_once: int
    per_host: int
    _heap: list[tuple[datetime, str]] = field(default_factory=list)
    _due: dict[str, datetime] = field(default_factory=dict)
    _hosts: dict[str, str] = field(default_factory=dict)
    _running: set[str] = field(default_factory=set)
    _asking: dict[str, str] = field(default_factory=dict)
    _busy: Counter[str] = field(default_factory=Counter)
    _held: dict[str, deque[str]] = field(default_factory=dict)

    def put(self, feed: str, host: str, due: datetime) -> None:
        """Queue a feed, or move it. One that is running may be put at once for its next turn."""
        self._due[feed], self._hosts[feed] = due, host
        heapq.heappush(self._heap, (due, feed))

    def clear(self) -> None:
        """Forget all feeds that wait; those that run are left to end."""
        self._due.clear()
        self._heap.clear()
        self._held.clear()

    def next(self, now: datetime) -> str | None:
        """Return a feed to start now, or None: nothing is due, or everything that is must wait for others."""
        while len(self._running) < self.at_once and self._heap and self._heap[0][0] <= now:
            due, feed = heapq.heappop(self._heap)
            # A feed that was moved leaves its old entry behind.
            if self._due.get(feed) != due or feed in self._running:
                continue
            host = self._hosts[feed]
            if self._busy[host] >= self.per_host:
                self._held.setdefault(host, deque()).append(feed)
                continue
            del self._due[feed]
            self._running.add(feed)
            self._asking[feed] = host
            self._busy[host] += 1
            return feed
        return None

    def answered(self, feed: str) -> None:
        """Let the next feed of its host come. To be called once at most in a turn; ``done`` sees to it otherwise."""
        host = self._asking.pop(feed)
        self._busy[host] -= 1
        held = self._held.get(host)
        while held:
            waiting = held.popleft()
            if waiting in self._due:
                heapq.heappush(self._heap, (self._due[waiting], waiting))
                break
        if not held:
            self._held.pop(host, None)
        if not self._busy[host]:
            del self._busy[host]

    def done(self, feed: str) -> None:
        """End a feed's turn; it comes again if it was put meanwhile."""
        self._running.remove(feed)
        if feed in self._asking:
            self.answered(feed)
        if feed in self._due:
            heapq.heappush(self._heap, (self._due[feed], feed))

    def next_due(self) -> datetime | None:
        """Return when something may start next; None where nothing waits, or all that does waits for others."""
        while self._heap and self._due.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        if not self._heap or len(self._running) >= self.at_once:
            return None
        return self._heap[0][0]

    @property
    def running(self) -> int:
        """How many feeds have their turn now."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """How many feeds are queued."""
        return len(self._due)
