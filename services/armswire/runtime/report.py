"""What a run came to, as values: for the progress line, the summary and the metrics."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts since the start. ``now`` says in a few words what is being done or waited for."""

    feeds: int = 0
    items: int = 0
    events: int = 0
    alerts: int = 0
    failing: int = 0
    now: str = ""


@dataclass(frozen=True, slots=True)
class FeedError:
    """A feed that could not be read in this run, and why."""

    name: str
    url: str
    outcome: str
    told: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A finished run. ``items``: entries new in their feed; ``backlog``: of these, those too old to alert."""

    feeds: int
    items: int
    backlog: int
    events: int
    alerts: int
    errors: tuple[FeedError, ...] = ()

    def line(self) -> str:
        """The last line of ``armswire up --once``."""
        return (
            f"{self.feeds} feeds, {self.items} items, {self.events} events, {self.alerts} alerts, "
            f"{len(self.errors)} feeds with errors"
        )

    def plus(self, later: "Summary") -> "Summary":
        """Two runs over the same feeds as one; an error stands where the later run had it."""
        return Summary(
            later.feeds,
            self.items + later.items,
            self.backlog + later.backlog,
            self.events + later.events,
            self.alerts + later.alerts,
            later.errors,
        )
