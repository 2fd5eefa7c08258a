"""The four actor files of the lexicon are well formed: headers, codes, order, no form with two owners."""

import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest
from babel import Locale

from armswire.tagging.lexicon import LANGUAGES
from armswire.tagging.rows import LEXICON, Row, read_rows

HEADERS = {
    "countries": "code lang kind forms need",
    "groups": "name country aliases need",
    "companies": "name country aliases need",
    "organisations": "name kind country aliases need code",
}
FORMS = {"countries": "forms", "groups": "aliases", "companies": "aliases", "organisations": "aliases"}
BEYOND_ISO = frozenset({"EU", "UN", "NATO", "SU", "YU", "CS", "DD", "XK"})
ALLIANCES = frozenset({"G7", "G8", "CSTO"})
KINDS = frozenset({"name", "demonym", "capital", "leader", "ministry", "forces", "city"})
ORGANISATION_KINDS = frozenset({"agency", "alliance", "authority", "ngo", "organisation", "think_tank"})
NEEDS = frozenset({"", "case", "context", "case,context"})
FREQUENT = """US RU UA CN GB FR DE IL IR KP KR JP TW TR PL SA AE IQ SY PS LB EG YE LY
IN PK AF BY CH AT SE NO FI DK NL BE IT ES CZ SK HU RO BG GR RS AU CA BR MX CO VE MM SD ET ZA""".split()  # noqa: SIM905
STATES = frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()) - {
    "ZZ",
    "EZ",
    "QO",
}


def path(name: str) -> Path:
    return LEXICON / f"{name}.tsv"


def rows(name: str) -> list[Row]:
    return list(read_rows(path(name)))


def forms(row: Row, name: str) -> list[str]:
    return row[FORMS[name]].split(";")


@pytest.mark.parametrize("name", HEADERS)
def test_header_order_and_normal_form(name: str) -> None:
    text = path(name).read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0].split("\t") == HEADERS[name].split()
    keys = [line.split("\t") for line in lines[1:]]
    assert keys == sorted(keys)
    assert unicodedata.is_normalized("NFC", text)
    assert all(len(key) == len(HEADERS[name].split()) for key in keys)


@pytest.mark.parametrize("name", HEADERS)
def test_every_row_has_sorted_forms_without_repeats(name: str) -> None:
    for row in rows(name):
        written = forms(row, name)
        assert written == sorted(set(written)), f"{row.file}:{row.line}"
        assert all(form == form.strip() and form.rstrip("*") for form in written), f"{row.file}:{row.line}"
        assert all("*" not in form[:-1] for form in written), f"{row.file}:{row.line}"
        assert row["need"] in NEEDS, f"{row.file}:{row.line}"


def test_country_codes_languages_and_kinds() -> None:
    for row in rows("countries"):
        where = f"{row.file}:{row.line}"
        assert row["code"] in STATES | BEYOND_ISO | {""}, where
        assert row["lang"] in LANGUAGES, where
        assert row["kind"] in KINDS, where


@pytest.mark.parametrize("name", ["groups", "companies", "organisations"])
def test_seats_and_codes_are_known(name: str) -> None:
    known = STATES | BEYOND_ISO | ALLIANCES | {""}
    for row in rows(name):
        assert row["country"] in known, f"{row.file}:{row.line}"
        assert row["code"] in known, f"{row.file}:{row.line}"
        assert name != "organisations" or row["kind"] in ORGANISATION_KINDS, f"{row.file}:{row.line}"


def test_a_form_has_one_country_unless_all_need_context() -> None:
    owners: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in rows("countries"):
        for form in forms(row, "countries"):
            owner = owners[row["lang"], form.casefold()]
            assert row["code"] not in owner, f"{row.file}:{row.line}: {form} stands twice"
            owner[row["code"]] = row["need"]
    shared = {key: owner for key, owner in owners.items() if len(owner) > 1}
    assert [key for key, owner in shared.items() if not all("context" in need for need in owner.values())] == []


@pytest.mark.parametrize("name", ["groups", "companies", "organisations"])
def test_an_alias_has_one_owner(name: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows(name):
        for form in forms(row, name):
            owners[form.casefold()].add(row["name"])
    assert {form: names for form, names in owners.items() if len(names) > 1} == {}


def test_short_capitals_are_case_sensitive() -> None:
    """ "US" and "UN" are words in some language when lower-cased."""
    for name in HEADERS:
        for row in rows(name):
            loud = [f for f in forms(row, name) if f.isascii() and f.isupper() and f.isalpha() and len(f) <= 4]
            assert not loud or "case" in row["need"], f"{row.file}:{row.line}: {loud}"


def test_every_language_names_the_countries_most_in_arms_news() -> None:
    named = {(row["code"], row["lang"]) for row in rows("countries") if row["kind"] == "name"}
    assert {(code, lang) for code in FREQUENT for lang in LANGUAGES} <= named
