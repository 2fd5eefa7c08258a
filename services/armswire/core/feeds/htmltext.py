"""Plain text out of the HTML that feeds carry in titles, summaries and contents."""

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--|!\[CDATA\[)>?", re.DOTALL)
_BLOCK = re.compile(
    r"<(?=/?(?:p|div|br|li|ul|ol|dl|dt|dd|tr|table|h[1-6]|blockquote|section|article|header|footer|figure|figcaption|"
    r"pre|hr)\b)",
    re.IGNORECASE,
)
_CELL = re.compile(r"<(?=/?t[dh]\b)", re.IGNORECASE)
_UNSHOWN = ["script", "style", "template", "noscript", "iframe", "svg", "object"]
# A NUL ends text in C, the others are no characters of any text; a lone surrogate cannot be written as UTF-8.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
MAX_TEXT_CHARS = 200_000
"""Longer than any article; a feed whose entries carry books does not fill the log with them."""


def html_to_text(html: str) -> str:
    """Return what a reader sees, a line a block, spaces collapsed. Text without markup comes back as it is."""
    if _TAG.search(html):
        spaced = _CELL.sub(" <", _BLOCK.sub("\n<", html.replace("\n", " ")))
        tree = LexborHTMLParser(_UNPRINTABLE.sub("", spaced))
        tree.strip_tags(_UNSHOWN)
        return tidy(tree.body.text(separator="") if tree.body else "")
    if "&" not in html:
        return tidy(html)
    plain = unescape(html)
    # Markup that was escaped once too often.
    return html_to_text(plain) if _TAG.search(plain) else tidy(plain)


def title_text(title: str) -> str:
    """As ``html_to_text``, on one line. ``a < b`` is no markup and stays."""
    return html_to_text(title).replace("\n", " ")


def tidy(text: str) -> str:
    """Collapse spaces, drop empty lines and unprintable characters, cut at ``MAX_TEXT_CHARS``."""
    text = _UNPRINTABLE.sub(_windows, text)
    if "\n" in text:
        text = "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))
    else:
        text = " ".join(text.split())
    return text[:MAX_TEXT_CHARS].rstrip()


def _windows(found: re.Match[str]) -> str:
    """What is of no use in Unicode may be Windows punctuation that somebody took for Latin-1; else nothing."""
    if "\x80" <= found[0] <= "\x9f":
        return found[0].encode("latin-1").decode("windows-1252", "ignore")
    return ""
