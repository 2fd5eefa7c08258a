"""Turn lexicon rows into forms. Pure; each file name has one reader."""

import re
from collections.abc import Callable, Iterator

from armswire.errors import Misconfigured, Problem
from armswire.tagging.fold import fold_form
from armswire.tagging.inflect import verb_forms
from armswire.tagging.rows import Row
from armswire.tagging.terms import Actor, ActorKind, Form, Marker, Negative, Term, Trigger, Weapon

_LATIN = re.compile(r"^[a-z0-9 ]+$")


def split(cell: str, by: str = ";") -> list[str]:
    """The parts of a cell, stripped, without empty ones."""
    return [part.strip() for part in cell.split(by) if part.strip()]


def forms_of(written: str, term: Term, lang: str, need: str, plural: bool = False) -> Iterator[Form]:
    """Yield the folded forms of one written form: itself, and for Latin script its plural where asked."""
    star = written.endswith("*")
    text = fold_form(written.rstrip("*"))
    if not text:
        return
    context = "context" in need
    exact = written.rstrip("*").strip() if "case" in need else ""
    yield Form(text, term, lang, star, exact, context)
    if plural and not star and not exact and _LATIN.match(text) and not text.endswith("s"):
        tail = "es" if text.endswith(("x", "ch", "sh")) else "s"
        yield Form(text[:-1] + "ies" if _consonant_y(text) else text + tail, term, lang, False, "", context)


def _consonant_y(text: str) -> bool:
    return text.endswith("y") and len(text) > 2 and text[-2] not in "aeiou "


def weapons(row: Row) -> Iterator[Form]:
    term = Weapon(row["category"], row["name"], tuple(split(row["makers"], ",")))
    for written in dict.fromkeys([row["name"], *split(row["aliases"])]):
        yield from forms_of(written, term, "", row["need"], plural=True)


def weapon_words(row: Row) -> Iterator[Form]:
    term = Weapon(row["category"], None, (), row["goods"] or "system", row["unit"])
    plural = row["lang"] in ("en", "fr", "es", "")
    for written in split(row["form"]):
        yield from forms_of(written, term, row["lang"], row["need"], plural)


def countries(row: Row) -> Iterator[Form]:
    try:
        kind = ActorKind(row["kind"])
    except ValueError:
        known = ", ".join(ActorKind)
        raise Misconfigured(Problem(row.file, row.line, f"unknown kind {row['kind']!r}", f"one of {known}")) from None
    term = Actor(row["code"], kind)
    for written in split(row["forms"]):
        yield from forms_of(written, term, row["lang"], row["need"])


def _named(kind: ActorKind, code: str) -> Callable[[Row], Iterator[Form]]:
    def read(row: Row) -> Iterator[Form]:
        term = Actor(row[code], kind, row["name"])
        for written in dict.fromkeys([row["name"], *split(row["aliases"])]):
            yield from forms_of(written, term, "", row["need"])

    return read


def triggers(row: Row) -> Iterator[Form]:
    written = split(row["form"])
    lang = row["lang"]
    needs = frozenset(split(row["need"], ","))
    tagged = (
        verb_forms(written[0]) if row["pos"] == "verb" and lang == "en" else [(form, row["pos"]) for form in written]
    )
    for form, pos in tagged:
        term = Trigger(
            row["type"], row["frame"], pos, row["status"], row["detail"], row["mode"], needs, written[0].rstrip("*")
        )
        yield from forms_of(form, term, lang, row["need"])


def markers(row: Row) -> Iterator[Form]:
    lang = row["lang"]
    if row["pos"] == "verb" and lang == "en":
        for form, pos in verb_forms(split(row["form"])[0]):
            yield from forms_of(form, Marker(row["kind"], row["value"], pos), lang, row["need"])
        return
    for written in split(row["form"]):
        yield from forms_of(written, Marker(row["kind"], row["value"], row["pos"]), lang, row["need"])


def negatives(row: Row) -> Iterator[Form]:
    for written in split(row["form"]):
        yield from forms_of(written, Negative(row["reason"], row["scope"] or "mention"), row["lang"], row["need"])


READERS: dict[str, Callable[[Row], Iterator[Form]]] = {
    "weapons": weapons,
    "weapon_words": weapon_words,
    "countries": countries,
    "groups": _named(ActorKind.GROUP, "name"),
    "companies": _named(ActorKind.COMPANY, "country"),
    "organisations": _named(ActorKind.ORGANISATION, "code"),
    "triggers": triggers,
    "markers": markers,
    "negatives": negatives,
}
"""By the file's name up to its first dot."""
