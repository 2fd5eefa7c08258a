"""The query language: what is understood, what is refused and with which advice, and what a predicate answers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armswire.core.documents import event_document, news_document
from armswire.core.fields import FIELDS, Index, Kind
from armswire.core.query import QueryError, compile_query
from armswire.core.query.dates import parse_date
from armswire.errors import Misconfigured
from support.documents import NOW, event, news, tanks

ITEM = news("deal", "Poland to buy F-16s and K2 tanks, 武器輸出", tier=1, tags=("asia", "land"))
DOCUMENT = event_document(tanks(ITEM), ITEM)


def fits(query: str, document: dict[str, Any] = DOCUMENT, index: Index = Index.EVENTS, now: datetime = NOW) -> bool:
    return compile_query(query, index).matches(document, now)


@pytest.mark.parametrize("index", list(Index))
def test_a_star_finds_all_even_without_any_field(index: Index) -> None:
    assert all(fits(query, {}, index) for query in ("", "*", "*:*", "(*)"))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "  ",
        "*",
        "*:*",
        "arms.type:transfer",
        "arms.type:TRANSFER",
        "arms.type:(transfer OR use)",
        "arms.recipients:*",
        "arms.type:transfer AND arms.recipients:(UA OR PL) AND NOT arms.status:stopped",
        "arms.type:(transfer use)",
        "arms.value.usd:>=100000000",
        "arms.value.usd:[1e9 TO 5.8e9]",
        "arms.value.usd:{1 TO *}",
        "arms.value.usd:5800000000",
        "arms.quantity.tank:>100",
        "arms.weapon.quantity:212",
        "arms.weapon.name:K2",
        'arms.weapon.name:"black panther"',
        "arms.weapon.name:(Stinger OR K-9)",
        "arms.negated:false",
        "NOT arms.negated:true",
        "NOT arms.recipients:UA",
        'arms.deals:"KR>PL:tank"',
        "arms.deals:KR*",
        "news.source:Yon*",
        "news.source:*NEWS",
        'news.source:"yonhap news"',
        "tank",
        "tanks",
        "TANKS*",
        "ta?k",
        "*anks OR *ank",
        "F16",
        "F-16",
        "F-1*",
        "武器",
        "輸出",
        "出",
        "器*",
        "poland AND f16",
        "poland nothing",
        "+poland nothing",
        "poland -nothing",
        "poland NOT nothing",
        '"to buy f16"',
        "news.title:poland",
        "@timestamp:[now-7d TO now]",
        "@timestamp:2026-11-23",
        "@timestamp:[2026-11-23 TO 2026-11-23]",
        "@timestamp:>now-1d/d",
        "event.created:<=now",
        "@timestamp:[2026 TO 2026}  OR @timestamp:2026",
        '@timestamp:<"2026-11-23T23:00:00+09:00"',
        "_exists_:arms.value.usd",
        "NOT _exists_:arms.detail",
        "arms.value.usd:*",
        "news.tier:1",
        "NOT news.tier:2",
        "arms.unroca:I*",
        "arms.countries:(+PL +KR)",
        r"news.source:Yonhap\ News",
        "arms.confidence:[0 TO 1]",
        "NOT news.tier:-1",
        "arms.type:nope OR NOT arms.status:stopped",
        "news.tags:(asia AND land)",
        "arms.value.amount:>0",
    ],
)
def test_finds(query: str) -> None:
    assert fits(query)


@pytest.mark.parametrize(
    "query",
    [
        "arms.type:use",
        "NOT arms.type:transfer",
        "NOT arms.recipients:PL",
        "arms.recipients:P",
        "arms.detail:*",
        "arms.value.usd:>5800000000",
        "arms.value.usd:{5.8e9 TO *]",
        "arms.quantity.drone:>=0",
        "NOT arms.quantity.tank:*",
        'arms.weapon.name:"panther k9"',
        'arms.weapon.name:"panther black"',
        "poland AND nothing",
        "+nothing poland",
        "poland -tanks",
        "@timestamp:<now-7d",
        "@timestamp:2026-11-22",
        "@timestamp:>2026-11-23",
        "news.source:Yonhap",
        "arms.countries:(+PL +UA)",
        "器輸器",
        "F-15*",
        "f1",
        '"buy poland"',
        "-poland",
        "arms.deals:KR",
        "arms.unroca:IV*",
    ],
)
def test_does_not_find(query: str) -> None:
    assert not fits(query)


@pytest.mark.parametrize(
    ("query", "what", "fix"),
    [
        ("arms.recipient:UA", "unknown field 'arms.recipient'", "arms.recipients"),
        ("recipients:UA", "unknown field", "arms.recipients"),
        ("foo:bar", "unknown field 'foo' in events", "arms.type"),
        ("arms.raw:x", "unknown field", ""),
        ("arms.type:transfer and arms.status:done", "'and' is searched as a word", "AND"),
        ("poland && ukraine", "'&&'", "AND"),
        ("tank^2", "boosts", "leave it out"),
        ("tank~", "fuzzy", "wildcard"),
        ('"a tank"~3', "distance", "phrase"),
        ("/t.nk/", "regular expressions", "wildcards"),
        ("(poland", "unmatched parenthesis", "close"),
        ("arms.type:", "not understood", "close"),
        ('"poland', "not understood", "quotes"),
        ("arms.negated:maybe", "true or false", "arms.negated:true"),
        ("arms.value.usd:many", "'many' is no number", "arms.value.usd:>=5"),
        ("arms.value.usd:1e300", "beyond", "smaller"),
        ("@timestamp:yesterday", "is no date", "now"),
        ("@timestamp:2026-13-01", "is no date", "2026-11-01"),
        ("@timestamp:2026*", "wildcards do not work on a date", "now"),
        (">5", "a range needs a field", "ranges"),
        ("arms.type:[a TO b]", "a range does not work on a keyword", "ranges"),
        ("—", "no word", "leave it out"),
        ("?", "wildcards alone", "letter"),
        ("武*器", "wildcards have no meaning in Chinese", "leave them out"),
        ("anti-t?nk", "several words", "one word"),
        ("arms.type:(a AND news.lang:b)", "within the group", "close"),
        ("+a OR b", "+ has no meaning", "AND"),
        ("(" * 2000 + "a" + ")" * 2000, "", ""),
        ("a AND (b OR " * 30 + "c" + ")" * 30, "nested too deeply", "20"),
        ("arms.type:(" + " OR ".join(map(str, range(1001))) + ")", "more than 1000", "split"),
        ("a" * 50_001, "longer", "split"),
    ],
    ids=lambda value: value[:30],
)
def test_refuses_with_advice(query: str, what: str, fix: str) -> None:
    try:
        compile_query(query, Index.EVENTS)
    except Misconfigured as error:
        (problem,) = error.problems
        assert what in problem.message
        assert fix in (problem.fix or "")
    else:
        assert not what, "was not refused"


def test_the_terms_that_fired() -> None:
    query = compile_query(
        "arms.type:(transfer OR procurement) AND arms.recipients:UA OR arms.suppliers:KR AND NOT arms.status:stopped"
        ' AND arms.value.usd:>=100000000 AND (tanks OR "black panther" OR jets)',
        Index.EVENTS,
    )
    assert query.matched_terms(DOCUMENT) == (
        "arms.suppliers:KR", "arms.value.usd:>=100000000", "tanks", '"black panther"',
    )  # fmt: skip
    assert query.matched_terms({}) == ()


def test_date_math_counts_from_the_documents_arrival_where_nothing_is_said() -> None:
    query = compile_query("event.created:>=now-1m", Index.EVENTS)
    assert query.matched_terms(DOCUMENT) == ("event.created:>=now-1m",)
    assert query.matched_terms(DOCUMENT, NOW + timedelta(days=9)) == ()


def test_a_missing_field_fits_no_clause_but_every_exclusion() -> None:
    for name, field in FIELDS[Index.EVENTS].items():
        if field.kind is Kind.STORED:
            continue
        value = {"date": ">=2000", "integer": ">=0", "number": ">=0", "bool": "true"}.get(field.kind, "x")
        assert not fits(f"{name}:{value}", {})
        assert fits(f"NOT {name}:{value}", {})
        assert not fits(f"{name}:*", {})


def test_words_of_another_language_are_searched_by_its_rules() -> None:
    polish = news_document(news("pl", "Nowe czołgi dla wojska", lang="pl"))
    english = news_document(news("en", "German chin", lang="en"))
    assert fits("czołgów", polish, Index.NEWS)
    assert not fits("Germany", english, Index.NEWS)
    assert not fits("china", english, Index.NEWS)


def test_events_of_undirected_types_have_no_suppliers() -> None:
    document = event_document(event(ITEM, "use", suppliers=("RU",), recipients=("UA",)), ITEM)
    assert fits("arms.actors:RU AND arms.targets:UA AND arms.countries:(+RU +UA)", document)
    assert not fits("arms.suppliers:* OR arms.recipients:*", document)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01T00:00:00", "2026-12-31T23:59:59.999"),
        ("2024-02", "2024-02-01T00:00:00", "2024-02-29T23:59:59.999"),
        ("2026-11-23T10", "2026-11-23T10:00:00", "2026-11-23T10:59:59.999"),
        ("2026-11-23T10:00:00.5Z", "2026-11-23T10:00:00.500", "2026-11-23T10:00:00.500"),
        ("2026-11-23T10:00:00+09:00", "2026-11-23T01:00:00", "2026-11-23T01:00:00.999"),
        ("now", "2026-11-23T15:00:00", "2026-11-23T15:00:00"),
        ("now-7d", "2026-11-16T15:00:00", "2026-11-16T15:00:00"),
        ("now/d", "2026-11-23T00:00:00", "2026-11-23T23:59:59.999"),
        ("now/w", "2026-11-23T00:00:00", "2026-11-29T23:59:59.999"),
        ("now-1M/M", "2026-10-01T00:00:00", "2026-10-31T23:59:59.999"),
        ("2024-01-31||+1M", "2024-02-29T00:00:00", "2024-02-29T23:59:59.999"),
        ("9999-12-31||+9y", "9999-12-31T23:59:59.999", None),
        ("now-999999y", "0001-01-01T00:00:00", "0001-01-01T00:00:00"),
    ],
)
def test_dates(text: str, first: str, last: str | None) -> None:
    expression = parse_date(text)
    assert expression
    found = expression.resolve(NOW)
    assert found[0] == datetime.fromisoformat(first).replace(tzinfo=UTC)
    assert last is None or found[1] == datetime.fromisoformat(last).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-00", "2026-02-30", "now-", "now-d7", "now/q", "2026-11-23 10:00", "26"]
)
def test_no_dates(text: str) -> None:
    assert parse_date(text) is None


@given(st.text("ab:()[]{}\"'*?~^/\\+-<>=!&|. ANDORT2026now武", max_size=40))
def test_any_text_compiles_or_is_refused(text: str) -> None:
    try:
        query = compile_query(text, Index.EVENTS)
    except QueryError as error:
        assert error.problems
    else:
        query.matches(DOCUMENT, NOW)
        query.to_sql(NOW)
        query.to_elastic(NOW)


def test_threads_do_not_disturb_each_other() -> None:
    texts = [f"arms.type:(a{n} OR b) AND NOT (c{n} d)" if n % 3 else f"broken {n} (" for n in range(300)]

    def outcome(text: str) -> str:
        try:
            return repr(compile_query.__wrapped__(text, Index.EVENTS).tree)
        except QueryError as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(outcome, texts)) == [outcome(text) for text in texts]
