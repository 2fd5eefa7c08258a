"""English verb forms, each with what it is: base, s, past, part (participle), ing.

A row writes ``supply`` for a regular verb, or ``sell|sold`` / ``give|gave|given`` (base, past, participle),
with particles after the verb: ``hand|handed over``, ``shoot|shot down``.
"""

import re

_DOUBLE = re.compile(r"^(?:[^aeiou]*[aeiou][bdgmnprt]|.*(?:mit|fer|quip|rrel|ban|stop))$")


def verb_forms(row: str) -> list[tuple[str, str]]:
    """Return (form, pos) pairs; a form that is both past and participle comes as ``past`` only once, as ``ed``."""
    head, _, particle = row.partition(" ")
    parts = head.split("|")
    base = parts[0]
    past = parts[1] if len(parts) > 1 else _past(base)
    participle = parts[2] if len(parts) > 2 else past
    forms = [(base, "base"), (_third(base), "s"), (_ing(base), "ing")]
    forms += [(past, "ed")] if past == participle else [(past, "past"), (participle, "part")]
    if past == base:
        forms = [(base, "any"), *forms[1:3]]
    if participle == base and past != base:
        forms = [(base, "any"), *forms[1:4]]
    return [(f"{form} {particle}".strip(), pos) for form, pos in forms]


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    return base[:-1] + "ies" if re.search(r"[^aeiou]y$", base) else base + "s"


def _stem(base: str) -> str:
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1]
    return base + base[-1] if _DOUBLE.match(base) else base


def _past(base: str) -> str:
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return base + "d" if base.endswith("e") else _stem(base) + "ed"


def _ing(base: str) -> str:
    return base[:-2] + "ying" if base.endswith("ie") else _stem(base) + "ing"
