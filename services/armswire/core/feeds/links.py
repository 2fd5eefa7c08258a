"""Links as people mean them: resolved for showing, made canonical for comparing. Pure; nothing is fetched."""

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

_BREAKS = re.compile(r"[\t\r\n]")
_TRACKING = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign|link\w*|custom\d|format)|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|"
    r"cmpid|ocid|ns_\w+|_hs\w+|mkt_tok|rss|ref|ref_src|smid|taid|feed_id|xtor)",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_GENERIC_LABELS = frozenset({"www", "www2", "feeds", "feed", "rss", "en", "m", "amp", "news"})


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname:
            return None
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return None
    return parts


def resolve(link: str | None, base: str | None) -> str | None:
    """Return an absolute http(s) address, or None where the link is none (``mailto:``, ``javascript:``, empty)."""
    link = _BREAKS.sub("", (link or "").strip())
    if not link:
        return None
    try:
        whole = urljoin(base, link) if base and not link.startswith(("http://", "https://")) else link
    except ValueError:
        return None
    return whole.replace(" ", "%20") if _split(whole) else None


def canonical(url: str) -> str | None:
    """Return what two addresses of one page share, for hashing only; None where the address leads to no page.

    Scheme, default port, fragment, tracking parameters and a closing slash are dropped. A site's front page
    identifies no article.
    """
    parts = _split(url)
    if parts is None:
        return None
    host = (parts.hostname or "").rstrip(".")
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme.lower()]) else f":{parts.port}"
    query = "&".join(q for q in parts.query.split("&") if q and not _TRACKING.fullmatch(q.partition("=")[0]))
    path = parts.path.rstrip("/")
    return urlunsplit(("", host + port, path, query, "")) if path or query else None


def site(url: str | None) -> str | None:
    """Return the host that stands for an outlet: ``www.`` and its like are dropped. None where there is no host."""
    parts = _split(url or "")
    if parts is None:
        return None
    labels = (parts.hostname or "").rstrip(".").split(".")
    while len(labels) > 2 and labels[0] in _GENERIC_LABELS:
        labels = labels[1:]
    return ".".join(labels)
