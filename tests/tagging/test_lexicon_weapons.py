"""The two weapon files of the lexicon are well formed: headers, categories, order, one category a form."""

import unicodedata
from collections import defaultdict

import pytest
from babel import Locale

from armswire.tagging.fold import fold_form
from armswire.tagging.lexicon import LANGUAGES
from armswire.tagging.rows import LEXICON, Row, read_rows
from armswire_schemas.events import CATEGORIES

HEADERS = {
    "weapons": "name category makers aliases need note",
    "weapon_words": "form lang category need goods unit note",
}
NEEDS = frozenset({"", "case", "context", "case,context"})
GOODS = frozenset({"system", "parts", "upgrade", "repair", "training", "technology", "licence"})
UNITS = frozenset(
    {"", "battery", "squadron", "battalion", "regiment", "crate", "container", "tonne", "launcher", "load", "round"}
)
STATES = frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2) | {"SU", "YU", "CS"}
NUCLEAR_MISSILES = {"nuclear", "missile"}
"""The guide: a nuclear missile is both."""


def rows(name: str) -> list[Row]:
    return list(read_rows(LEXICON / f"{name}.tsv"))


def written(row: Row) -> list[str]:
    return row["aliases"].split(";")


@pytest.mark.parametrize("name", HEADERS)
def test_header_width_and_normal_form(name: str) -> None:
    text = (LEXICON / f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines()]
    assert lines[0] == HEADERS[name].split()
    assert unicodedata.is_normalized("NFC", text)
    assert [line for line in lines if len(line) != len(lines[0]) or any(cell != cell.strip() for cell in line)] == []


def test_rows_are_sorted() -> None:
    designations = [(row["name"].lower(), row["name"], row["category"]) for row in rows("weapons")]
    assert designations == sorted(designations)
    words = [(row["lang"], row["form"]) for row in rows("weapon_words")]
    assert words == sorted(words)


def test_cells_of_designations_are_of_the_closed_sets() -> None:
    for row in rows("weapons"):
        place = f"weapons.tsv:{row.line}"
        assert row["category"] in CATEGORIES, place
        assert row["need"] in NEEDS, place
        assert all(maker in STATES for maker in row["makers"].split(",")), place
        assert all(fold_form(form) for form in [row["name"], *written(row)]), place


def test_cells_of_words_are_of_the_closed_sets() -> None:
    for row in rows("weapon_words"):
        place = f"weapon_words.tsv:{row.line}"
        assert row["lang"] in LANGUAGES, place
        assert row["category"] in {*CATEGORIES, ""}, place
        assert row["need"] in NEEDS and row["goods"] in GOODS and row["unit"] in UNITS, place
        assert fold_form(row["form"]), place


@pytest.mark.parametrize("name", HEADERS)
def test_star_stands_at_the_end_only(name: str) -> None:
    cells = [form for row in rows(name) for form in (written(row) if name == "weapons" else [row["form"]])]
    assert [form for form in cells if "*" in form[:-1] or ";" in form] == []


def test_no_designation_has_two_categories() -> None:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows("weapons"):
        exact = "case" in row["need"]
        for form in {row["name"], *written(row)}:
            key = form.rstrip("*")
            found[("as written", key) if exact else ("folded", fold_form(key))].add(row["category"])
    assert {form: categories for form, categories in found.items() if len(categories) > 1} == {}


def test_no_word_has_two_categories_in_a_language() -> None:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows("weapon_words"):
        found[row["lang"], fold_form(row["form"].rstrip("*"))].add(row["category"])
    twice = {form: categories for form, categories in found.items() if len(categories) > 1}
    assert [form for form, categories in twice.items() if categories != NUCLEAR_MISSILES] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_names_every_category(lang: str) -> None:
    assert {row["category"] for row in rows("weapon_words") if row["lang"] == lang} >= set(CATEGORIES)


SETTLED = {
    "S-300": "air_defence",
    "Iron Dome": "air_defence",
    "HIMARS": "artillery",
    "Kornet": "missile",
    "ATACMS": "missile",
    "RPG-7": "small_arms",
    "Su-25": "combat_aircraft",
    "L-39": "support_aircraft",
    "Il-76": "support_aircraft",
    "Bradley": "armoured_vehicle",
    "M-ATV": "armoured_vehicle",
    "Shahed": "drone",
    "Lancet": "drone",
    "T-72": "tank",
    "Type 88 helmet": "protective",
    "JDAM": "ammunition",
    "Humvee": "vehicle",
}


@pytest.mark.parametrize("form", SETTLED)
def test_settled_category(form: str) -> None:
    found = {row["category"] for row in rows("weapons") if form in {alias.rstrip("*") for alias in written(row)}}
    assert found == {SETTLED[form]}
