"""What tells that two items say the same: a 64-bit simhash, and the agency a text is credited to. Pure."""

import re
from hashlib import blake2b

from armswire.tagging.fold import fold

_SHINGLE = 3
_LONGEST_WORDS = 2000
"""Words of an item that count; more change nothing about what it reports."""

_AGENCIES = {
    "reuters": "Reuters", "associated press": "AP", "ap": "AP", "afp": "AFP", "agence france-presse": "AFP",
    "bloomberg": "Bloomberg", "tass": "TASS", "interfax": "Interfax", "ria novosti": "RIA Novosti", "dpa": "dpa",
    "xinhua": "Xinhua", "yonhap": "Yonhap", "연합뉴스": "Yonhap",
    "kyodo": "Kyodo", "pap": "PAP", "ukrinform": "Ukrinform",
    "tt": "TT", "efe": "EFE", "ansa": "ANSA", "anadolu": "Anadolu", "irna": "IRNA", "kcna": "KCNA", "upi": "UPI",
}  # fmt: skip
_CREDIT = re.compile(
    rf"\((?:[^()]{{0,40}}[=/,] ?)?({'|'.join(map(re.escape, _AGENCIES))})(?: via [^()]{{1,30}}| / [^()]{{1,30}})?\)"
    rf"|(?:^|\n)[^\n]{{0,60}}?\(?\b({'|'.join(map(re.escape, _AGENCIES))})\)? [-–—]{{1,2}} ",
    re.IGNORECASE,
)


def simhash(text: str) -> int:
    """Return the 64-bit simhash of ``text`` by word shingles: few bits differ where few words do. 0 for no words."""
    words = fold(text).split(maxsplit=_LONGEST_WORDS)[:_LONGEST_WORDS]
    if not words:
        return 0
    counts = [0] * 64
    shingles = {" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))}
    for shingle in shingles:
        digest = int.from_bytes(blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        for bit in range(64):
            counts[bit] += 1 if digest >> bit & 1 else -1
    return sum(1 << bit for bit, count in enumerate(counts) if count > 0)


def credited_agency(text: str) -> str | None:
    """Return the news agency that ``text`` credits ("(Reuters)", "AP - "), or None."""
    match = _CREDIT.search(text[:1500]) or _CREDIT.search(text[-300:])
    return _AGENCIES[(match[1] or match[2]).lower()] if match else None
