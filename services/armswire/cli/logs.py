"""Log lines on standard error: text (coloured on a terminal) or JSON. Libraries speak only from a warning on."""

import logging
import sys
from typing import Any, Literal

import structlog

SAID_AGAIN_AFTER_S = 30.0
"""A library's line of the same kind is not said again sooner: a broker that is away gives 40 lines a second."""

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class _Stderr:
    """Standard error as it is at the moment of writing: a live line on the terminal takes its place for a while."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def setup(level: str | None, form: Literal["text", "json"]) -> None:
    """Send the program's own logs and those of libraries to standard error, all in one form.

    ``level`` None: warnings on a terminal, where a live line shows what goes well; else infos too.
    """
    level = level or ("warning" if sys.stderr.isatty() else "info")
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if form == "json" else "%H:%M:%S", utc=form == "json"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info if form == "json" else _as_is,
            _renderer(form),
        ],
    )
    handler = logging.StreamHandler(_Stderr())
    handler.setFormatter(formatter)
    handler.addFilter(_worth_saying)
    handler.addFilter(Repeats())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("armswire").setLevel(LEVELS[level])
    # "Timer commit is overlapping" on a busy machine: nobody can do anything about it, and health says what matters.
    logging.getLogger("mode.timers").setLevel(logging.ERROR)
    logging.captureWarnings(True)


def _worth_saying(record: logging.LogRecord) -> bool:
    """Libraries are held to warnings here, for mode sets levels of its own. Ours come as dicts, by structlog."""
    return record.levelno >= logging.WARNING or isinstance(record.msg, dict)


class Repeats(logging.Filter):
    """Holds back what a library says over and over, whatever it says it of; then tells how often that was."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to say it. Ours always is: it says a thing once, or each time says something new."""
        if record.name.partition(".")[0] == "armswire" or not isinstance(record.msg, str):
            return True
        kind = record.name, record.msg
        since, held = self._said.get(kind, (0.0, 0))
        if record.created - since < SAID_AGAIN_AFTER_S:
            self._said[kind] = since, held + 1
            return False
        self._said[kind] = record.created, 0
        if held:
            record.msg, record.args = f"{record.getMessage()} (and {held} times more like it)", ()
        return True


def _as_is(_logger: Any, _method: str, event: Any) -> Any:
    return event


def _renderer(form: str) -> Any:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), pad_event_to=0, pad_level=False, exception_formatter=structlog.dev.plain_traceback
    )
