"""From a feed's bytes to XML text that a parser can be trusted with: encoding, stray characters, DOCTYPE.

What the bytes are beats what anybody says they are: text that is valid UTF-8 beyond ASCII is nothing else.
Then the order of RFC 7303, 3: byte order mark, the server's charset, the XML declaration.
"""

import codecs
import re
from collections import deque
from html.entities import html5

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# As browsers read these labels (WHATWG Encoding, 4.2): each is a superset of what it is called.
_SUPERSETS = {
    "us-ascii": "windows-1252", "ascii": "windows-1252", "iso-8859-1": "windows-1252", "latin1": "windows-1252",
    "latin-1": "windows-1252", "gb2312": "gb18030", "gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932", "big5": "big5hkscs", "iso-8859-9": "windows-1254", "tis-620": "cp874",
}  # fmt: skip
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_DECLARATION = re.compile(r"^[\s\ufeff]*(?:<\?xml\b[^>]*?\?>)?\s*")
_DOCTYPE = re.compile(r"<!DOCTYPE\s+[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_LATE_DECLARATION = re.compile(r"<\?xml\s[^>]*?\?>", re.IGNORECASE)
_HEAD_CHARS = 100_000
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]{1,3}(?![\x80-\xbf])")
"""Looks like UTF-8 with a few bytes gone wrong; in what is Latin-1 an accented letter stands beside plain ones."""
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_STRAY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)(?:(\w{2,31});)?")
_BAD_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bcBCe-fE-F]|1[0-9a-fA-F]));")

_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)(?=[\s>/]|$)", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:\w+:)?(?:item|entry|channel|rss|feed|rdf)\s*>", re.IGNORECASE)
"""An entry's end, or the end of what is around it: feeds that never close their entries close that."""


def decode(data: bytes, content_type: str) -> tuple[str, str | None]:
    """Return the text without its XML declaration, and what was wrong with its encoding where something was."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _undeclared(data[len(bom) :].decode(name, "replace")), None
    if not data.isascii():
        try:
            return _undeclared(data.decode("utf-8")), None
        except UnicodeDecodeError:
            pass
    wide = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}.get(data[:2])
    declared = _DECLARED.search(data[:1000])
    charset = _CHARSET.search(content_type)
    named = [name for name in (wide, charset and charset[1], declared and declared[1].decode("ascii")) if name]
    for name in named:
        try:
            return _undeclared(data.decode(_SUPERSETS.get(name.lower(), name))), None
        except (UnicodeDecodeError, LookupError):
            continue
    if data.isascii():
        return _undeclared(data.decode("ascii")), None
    fallback = "utf-8" if _MULTIBYTE.search(data) else "windows-1252"
    damage = f"not in the encoding it says ({', '.join(named) or 'utf-8'}): read as {fallback}, as far as it can be"
    return _undeclared(data.decode(fallback, "replace")), damage


def _undeclared(text: str) -> str:
    return text[_DECLARATION.match(text).end() :]  # type: ignore[union-attr] # every part is optional


def without_doctype(text: str) -> str:
    """Drop the DOCTYPE with the entities it defines, so that none can be expanded."""
    head = _DOCTYPE.sub("", text[:_HEAD_CHARS], count=1)
    return head + text[_HEAD_CHARS:]


def without_cut_entry(text: str) -> str | None:
    """Return a body that breaks off within an entry without that entry; None where it breaks off in none.

    What is there of it may be half a sentence, and an alert on that would be wrong; the next poll has it whole.
    """
    last = deque(_ENTRY.finditer(text), maxlen=1)
    if not last or _CLOSED.search(text, last[0].end()) or text.startswith("/>", text.find(">", last[0].end()) - 1):
        return None
    return text[: last[0].start()]


def mended(text: str) -> str:
    """Repair what most often keeps a feed from being XML: control characters, HTML entities, bare ampersands.

    Also a declaration that stands behind comments.
    """
    text = _LATE_DECLARATION.sub("", text[:_HEAD_CHARS]) + text[_HEAD_CHARS:]
    return _STRAY.sub(_entity, _BAD_REFERENCE.sub("", _NOT_XML.sub("", text)))


def _entity(found: re.Match[str]) -> str:
    known = html5.get(f"{found[1]};") if found[1] else None
    return known if known and known not in "<>&" else f"&amp;{found[0][1:]}"
