"""URLs of brokers and stores: ``sqlite:///absolute/path``, ``kafka://host:port``, ``http(s)://host:port``."""

from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from armswire.errors import Misconfigured, Problem


def sqlite_url(path: Path) -> str:
    """Return the URL of a file; the path is made absolute."""
    return f"sqlite://{quote(str(path.absolute()))}"


def sqlite_path(url: str, variable: str) -> Path | None:
    """Return the file a ``sqlite:`` URL names, None for another scheme. ``variable`` is where the URL was set."""
    parts = urlsplit(url)
    if parts.scheme != "sqlite":
        return None
    if parts.netloc or len(parts.path) < 2:
        raise Misconfigured(Problem(variable, None, f"{url!r} names no file", "write sqlite:///absolute/path/file.db"))
    return Path(unquote(parts.path))


def host_and_port(text: str, variable: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``; an IPv6 address stands in brackets."""
    parts = urlsplit(f"//{text}")
    try:
        port = parts.port
    except ValueError:
        port = None
    if not parts.hostname or port is None or parts.path:
        raise Misconfigured(Problem(variable, None, f"{text!r} is not HOST:PORT", "write for instance 127.0.0.1:9464"))
    return parts.hostname, port
