"""Numbers told of a thing named before: "gave M114 howitzers. It is about 60 units". Pure."""

import re
from collections.abc import Sequence

from armswire.tagging.fold import fold
from armswire.tagging.measures import measures
from armswire.tagging.numbers import find_numbers
from armswire.tagging.units import HEAD_FINAL, Parsed, WeaponUnit

_AIR = frozenset({"combat_aircraft", "support_aircraft", "helicopter", "drone"})
_LAND = frozenset({"tank", "armoured_vehicle", "artillery", "air_defence", "vehicle"})
_SEA = frozenset({"warship"})
_COUNTERS = (
    (
        _AIR | _LAND | _SEA | frozenset({"missile", "ammunition", "small_arms", "mine", "sensor", "arms"}),
        "units|pieces|copies|of them|einheiten|stück|exemplare|unités|exemplaires|unidades|ejemplares|sztuk|sztuki|"
        "egzemplarzy|egzemplarze|единиц|единицы|штук|штуки|экземпляров|одиниць|одиниці|одиницю|штуки|примірників|"
        "enheter|exemplar|stycken|وحدة|وحدات|قطعة|قطع",
    ),
    (
        _AIR,
        "planes|airframes|maschinen|flugzeuge|jets|appareils|avions|aparatos|aviones|maszyn|maszyny|samolotów|samoloty|"
        "машин|машины|машини|аппаратов|аппарата|апаратів|апарати|самолетов|самолета|літаків|літаки|бортов|бортів|plan|"
        "flygplan|maskiner|طائرة|طائرات",
    ),
    (
        _LAND,
        "vehicles|systems|launchers|fahrzeuge|systeme|véhicules|engins|vehículos|sistemas|pojazdów|pojazdy|wozów|wozy|"
        "maszyn|maszyny|zestawów|машин|машины|машини|систем|системы|системи|комплексов|комплексів|установок|fordon|"
        "system|مركبة|مركبات|منظومات|منظومة|batteries|batterien|baterías|baterii|батарей|batterier",
    ),
    (
        _SEA,
        "ships|boats|hulls|schiffe|navires|bâtiments|buques|barcos|okrętów|okręty|кораблей|корабля|кораблів|катеров|"
        "катерів|fartyg|سفن|سفينة",
    ),
)
_WORDS: dict[str, frozenset[str]] = {}
for _categories, _named in _COUNTERS:
    for _word in map(fold, _named.split("|")):
        _WORDS[_word] = _WORDS.get(_word, frozenset()) | _categories
_LASTS = frozenset(word.split()[-1] for word in _WORDS)
_AT = re.compile(
    r"\s(?:(?!und|and|і|и|y|et|i|och)\w+\s)?(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")(?!\w)"
)


def count_on(item: Sequence[Parsed]) -> None:
    """Give the weapon named last before "60 units", "fünf Maschinen" that number, where it has none."""
    named: list[WeaponUnit] = []
    for parsed in item:
        if parsed.lang in HEAD_FINAL:
            return
        if (named or parsed.weapons) and not _LASTS.isdisjoint(parsed.tokens):
            _count(parsed, named)
        named = parsed.weapons or named


def _count(parsed: Parsed, before: list[WeaponUnit]) -> None:
    taken = {unit.number.start for unit in parsed.weapons if unit.number}
    base = parsed.sentence.start
    for number in find_numbers(parsed.text, parsed.tokens):
        start = number.start + base
        told = _AT.match(parsed.folded, number.end)
        if told is None or start in taken or measures(number, parsed.text):
            continue
        if any(unit.start < told.end() + base and start < unit.end for unit in parsed.weapons):
            continue
        here = [unit for unit in parsed.weapons if unit.end <= start] or before
        meant = [unit for unit in here if unit.term.category in _WORDS[told[1]]]
        if len({unit.term.category for unit in meant}) == 1 and not any(unit.number for unit in meant):
            meant[-1].number = number
