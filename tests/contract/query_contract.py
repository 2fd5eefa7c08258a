"""The readers of a query agree: what a store finds is what the predicate says of the same documents."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armswire.core.documents import Document
from armswire.core.fields import FIELDS, ID, Field, Index, Kind
from armswire.core.query import QueryError, compile_query
from armswire.ports import Store
from armswire_schemas.events import ArmsEvent, Money, Party, TaggedItem, Weapon, When
from armswire_schemas.feeds import PollState
from armswire_schemas.news import NewsItem
from support.documents import NOW, alert, event, failing, health, news, tagged, tanks

TEXTS = (
    "",
    "—",
    "Poland to buy F-16s",
    "F16 fighter; Leopard 2 tanks",
    "武器輸出を拡大",
    "核",
    "한국, K9 자주포 수출",
    "Czołgi dla wojska",
    "Russia's S-400",
    "The US sold 155-mm shells",
    "Haubitzen für die Ukraine",
    "танков нет",
    "الدبابات",
    "anti-tank missile",
    "tanks to Ukraine; black",
    "panther K2",
    "Straße ØRESUND",
)
WORDS = (
    "poland",
    "tank",
    "tanks",
    "F-16",
    "f16s",
    "ta*",
    "TANKS*",
    "*ank",
    "t?nk",
    "武器",
    "輸",
    "核",
    "核*",
    "拡大",
    "자주포",
    "K9",
    "czołg",
    '"to buy"',
    '"black panther"',
    '"leopard 2"',
    "S-400",
    "s*00",
    "155mm",
    "Haubitze",
    "танк",
    "دبابات",
    '"F-16s 武"',
    '"を拡"',
    "the",
    "Øresund",
    "strasse",
    "*",
    "anti-ta*",
    "buy*",
)
KEYWORDS = (
    "KR",
    "PL",
    "UA",
    "Hezbollah",
    "Østfold",
    "a b",
    'q"uo*te',
    "x?y[z]",
    "ÆON",
    "\\back",
    "it's",
    "line\nbreak",
    "k~^",
)
KNOWN = ("transfer", "STOPPED", "tank", '"KR>PL:tank"', "KR*", "*", "n*", "?r*", "en", "System")
DATES = ("now", "now-1d", "now-7d/d", "2022", "2022-12-31", "2026-11-23||-1M", "2026-11-22T15:00:00Z", "*")
NUMBERS = ("0", "1", "2.5", "-1.5", "180", "1e6", "0.5", "*")
CODES = st.sampled_from(KEYWORDS)


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


@st.composite
def items(draw: st.DrawFn, name: str) -> NewsItem:
    text = st.sampled_from(TEXTS) | st.text(max_size=20)
    return news(
        name, draw(text), draw(text), lang=draw(st.sampled_from([None, "en", "de", "pl", "ja", "en-GB"])),
        tier=draw(st.integers(1, 3)), tags=tuple(draw(st.lists(CODES, max_size=2))), source=draw(CODES | st.just("")),
        published=draw(st.none() | st.sampled_from([NOW - timedelta(days=n) for n in (0, 1, 7, 400)])),
        alerts=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def events(draw: st.DrawFn, item: NewsItem) -> ArmsEvent:
    weapon = st.builds(
        Weapon,
        category=st.sampled_from(["tank", "drone", "novel"]),
        name=st.none() | st.sampled_from(["K2 Black Panther", "Shahed-136", "F-16s", "武器"]),
        quantity=st.none() | st.sampled_from([0, 1, 180, 2**61]),
    )
    money = st.builds(Money, amount=st.just(1.0), usd=st.none() | st.sampled_from([0.0, -1.5, 1e6, 5.8e9]))
    party = st.builds(Party, role=st.sampled_from(["maker", "end_user"]), name=CODES, country=st.none() | CODES)
    sides = st.lists(CODES, max_size=3, unique=True).map(tuple)
    return event(
        item, draw(st.sampled_from(["transfer", "use", "embargo"])), draw(st.sampled_from(["agreed", "stopped"])),
        negated=draw(st.booleans()), suppliers=draw(sides), recipients=draw(sides), value=draw(st.none() | money),
        weapons=tuple(draw(st.lists(weapon, max_size=3))), parties=tuple(draw(st.lists(party, max_size=2))),
        evidence=draw(st.sampled_from(TEXTS)), confidence=draw(st.sampled_from([0.0, 0.5, 1.0])),
        when=draw(st.none() | st.just(When(text="2022", start="2022-01-01", end="2022-12-31"))),
        deals=tuple(draw(st.lists(st.sampled_from(["KR>PL:tank", "JP>UA:drone"]), max_size=2))),
    )  # fmt: skip


@st.composite
def batches(draw: st.DrawFn) -> list[tuple[NewsItem, TaggedItem]]:
    found = [draw(items(f"n{n}")) for n in range(draw(st.integers(1, 4)))]
    return [
        (item, tagged(item, *draw(st.lists(events(item), max_size=2, unique_by=lambda one: one.id)))) for item in found
    ]


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(value: str) -> str:
    return "".join(f"\\{letter}" if not letter.isalnum() else letter for letter in value)


def clauses(index: Index) -> st.SearchStrategy[str]:
    """One clause: a field with a value of its kind, or a bare word."""
    named = st.sampled_from([one for one in FIELDS[index].values() if one.kind is not Kind.STORED])
    return st.sampled_from(WORDS) | named.flatmap(_clause)


def _clause(field: Field) -> st.SearchStrategy[str]:
    match field.kind:
        case Kind.TEXT:
            values = st.sampled_from(WORDS)
        case Kind.KEYWORD:
            plain = CODES.filter(str.isprintable).map(_escaped)
            wild = plain.map("{}*".format) | plain.map("*{}".format) | plain.map("?{}?".format)
            values = CODES.map(_quoted) | wild | st.sampled_from(KNOWN)
        case Kind.BOOL:
            values = st.sampled_from(["true", "FALSE", "*"])
        case Kind.DATE:
            values = _ranges(DATES) | st.sampled_from(DATES)
        case _:
            values = _ranges(NUMBERS) | st.sampled_from(NUMBERS)
    return values.map(lambda value: f"{field.name}:{value}")


def _ranges(bounds: Sequence[str]) -> st.SearchStrategy[str]:
    bound = st.sampled_from(bounds)
    ends = st.tuples(st.sampled_from("[{"), bound, bound, st.sampled_from("]}"))
    closed = ends.map(lambda parts: "{}{} TO {}{}".format(*parts))
    plain = bound.filter(lambda value: value[0] not in "*-")
    return closed | st.tuples(st.sampled_from([">", ">=", "<", "<="]), plain).map("".join)


def queries(index: Index) -> st.SearchStrategy[str]:
    return st.recursive(
        clauses(index),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' AND '.join(parts)})"),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
            inner.map(lambda part: f"(NOT {part})"),
            st.lists(st.tuples(st.sampled_from(["", "", "+", "-"]), inner), min_size=2, max_size=3).map(
                lambda parts: f"({' '.join(map(''.join, parts))})"
            ),
        ),
        max_leaves=5,
    )


async def _stored(store: Store, index: Index, ids: list[str]) -> list[Document]:
    return list((await store.get(index, ids)).values())


async def disagreements(store: Store, index: Index, documents: list[Document], texts: list[str]) -> list[str]:
    """Queries for which the store finds other documents (of these) than the predicate does."""
    wrong = []
    for text in texts:
        try:
            query = compile_query(text, index)
        except QueryError as error:
            wrong.append(f"{text}: {error}")
            continue
        said = {one[ID[index]] for one in documents if query.matches(one, NOW)}
        for newest in (True, False):
            page = await store.search(index, text, now=NOW, size=5000, newest=newest)
            answered = {hit.id for hit in page.hits}
            if answered != said or page.total != len(said):
                wrong.append(
                    f"{text} ({newest=}): store {sorted(answered - said)}, predicate {sorted(said - answered)}"
                )
    return wrong


Example = tuple[list[tuple[NewsItem, TaggedItem]], dict[Index, list[str]]]


def _drawn(examples: int) -> list[Example]:
    """Draw all examples at once: a store is asked in the test's own event loop."""
    drawn: list[Example] = []
    asked = st.fixed_dictionaries({index: st.lists(queries(index), min_size=3, max_size=5) for index in Index})

    @settings(max_examples=examples, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(batches(), asked)
    def draw(batch: list[tuple[NewsItem, TaggedItem]], texts: dict[Index, list[str]]) -> None:
        drawn.append((batch, texts))

    draw()
    return drawn


class QueryContract:
    """A subclass gives ``store``, and in ``examples`` how many Hypothesis may try."""

    async def test_any_query_on_any_documents(self, store: Store, examples: int) -> None:
        """Each example adds its documents to those before it: ever more to be told apart."""
        documents: dict[Index, dict[str, Document]] = {index: {} for index in Index}
        for number, (batch, asked) in enumerate(_drawn(examples)):
            await _write(store, _renamed(batch, number), documents)
            await store.refresh()
            for index, texts in asked.items():
                wrong = await disagreements(store, index, list(documents[index].values()), texts)
                assert not wrong, "\n".join(wrong)

    @pytest.mark.parametrize("index", list(Index))
    async def test_every_word_and_every_field(self, store: Store, index: Index) -> None:
        documents: dict[Index, dict[str, Document]] = {one: {} for one in Index}
        told = [
            news(f"n{n}", text, text[::-1], lang=lang) for n, text in enumerate(TEXTS) for lang in ("en", "pl")[n % 2 :]
        ]
        await _write(store, [(item, tagged(item, tanks(item))) for item in told], documents)
        await store.refresh()
        asked = [*WORDS, *(f"NOT {word}" for word in WORDS)]
        for field in FIELDS[index].values():
            if field.kind is not Kind.STORED:
                asked += [f"{field.name}:*", f"NOT {field.name}:*", f"_exists_:{field.name}"]
        wrong = await disagreements(store, index, list(documents[index].values()), asked)
        assert not wrong, "\n".join(wrong)


def _renamed(batch: list[tuple[NewsItem, TaggedItem]], round: int) -> list[tuple[NewsItem, TaggedItem]]:
    """Give a round's items ids of their own."""
    renamed = []
    for item, tags in batch:
        own = item.model_copy(update={"id": f"r{round}-{item.id}"})
        told = tuple(one.model_copy(update={"id": f"r{round}-{one.id}"}) for one in tags.events)
        renamed.append((own, tags.model_copy(update={"item": own.ref(), "events": told})))
    return renamed


async def _write(
    store: Store, batch: list[tuple[NewsItem, TaggedItem]], documents: dict[Index, dict[str, Document]]
) -> None:
    alerts = [alert(one.id, item, one) for item, tags in batch for one in tags.events]
    assert not await store.put_news([item for item, _ in batch])
    assert not await store.put_tagged([tags for _, tags in batch])
    feeds = [_feed(item) for item, _ in batch]
    assert not await store.put_alerts(alerts)
    assert not await store.put_feeds(feeds)
    ids = {
        Index.NEWS: [item.id for item, _ in batch],
        Index.EVENTS: [one.id for _, tags in batch for one in tags.events],
        Index.ALERTS: [one.id for one in alerts],
        Index.FEEDS: [one.feed for one in feeds],
    }
    for index, wanted in ids.items():
        documents[index].update(await store.get(index, wanted))


def _feed(item: NewsItem) -> PollState:
    """A feed with an item's texts and times in it: half of them fail."""
    polled = item.published or item.first_seen
    make = failing if item.alerts else health
    error = {"error": f"{item.title} {item.text}"} if item.alerts else {}
    return make(item.id, name=item.source, polled=polled, items=item.tier, **error)
