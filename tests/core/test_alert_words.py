"""What alerts say: a golden table over type × status × detail × basis × background × negated, and its laws."""

import os
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armswire.core.alerting.render import alert_message, body, digest_message
from armswire.core.alerting.stages import STAGES
from armswire.core.alerting.words import ALLEGED, BACKGROUND, DENIED, DISPUTED, headline, money, name_of, weapon
from armswire_schemas.events import BASES, CATEGORIES, MODES, STATUSES, TYPES, ArmsEvent, Money, Weapon
from support.alerting import an_alert, an_event

GOLDEN = Path(__file__).parent.parent / "data" / "alerts" / "wording.txt"
DETAILS = sorted({detail for _, _, detail in STAGES if detail} | {"refused", "cancelled", "suspended", "delayed"})


def table() -> str:
    """Every stage of every type, then every marker on a few of them; one line each."""
    lines = []
    kept = {kind: sorted({d for t, _, d in STAGES if t == kind and d}) for kind in TYPES}
    for kind, status in product(TYPES, STATUSES):
        stops = ["cancelled", "delayed", "refused", "ruled_out", "suspended"] if status == "stopped" else []
        details = [None, *stops, *(d for d in kept[kind] if (kind, status, d) in STAGES and d not in stops)]
        for detail in details:
            event = an_event(type=kind, status=status, detail=detail, mode="sale" if kind == "transfer" else None)
            lines.append(f"{kind} {status} {detail or '-'}: {headline(event)}")
    for mode, basis, background, negated in product(MODES, BASES, (False, True), (False, True)):
        event = an_event(mode=mode, status="done", basis=basis, background=background, negated=negated)
        flags = f"{'background' if background else '-'} {'negated' if negated else '-'}"
        lines.append(f"transfer {mode} {basis} {flags}: {headline(event)}")
    return "\n".join(lines) + "\n"


def test_the_wording_is_the_golden_one() -> None:
    if os.environ.get("ARMSWIRE_TEST_UPDATE_GOLDEN"):
        GOLDEN.write_text(table(), encoding="utf-8")
    assert table() == GOLDEN.read_text(encoding="utf-8"), "run with ARMSWIRE_TEST_UPDATE_GOLDEN=1 and read the diff"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        pytest.param(
            {"status": "approved", "detail": "notification", "suppliers": ("US",), "recipients": ("TW",),
             "value": {"amount": 2e9, "currency": "USD"}},
            "United States → Taiwan: possible sale, notified to parliament, not a contract: K2 (tanks),"
            " ceiling USD 2 billion",
            id="a notification is a possible sale with a ceiling",
        ),
        pytest.param(
            {"type": "production", "status": "done", "mode": None, "recipients": ()},
            "South Korea: in production or produced (delivery not said): K2 (tanks)",
            id="produced is not delivered",
        ),
        pytest.param(
            {"type": "embargo", "status": "stopped", "detail": "lifted", "mode": None, "suppliers": ("EU",),
             "recipients": ("SY",), "weapons": ()},
            "EU, concerning Syria: arms embargo or sanctions lifted: weapons not said",
            id="an embargo that is stopped is lifted",
        ),
        pytest.param(
            {"suppliers": (), "recipients": ("Houthis",), "mode": "unknown", "status": "done", "weapons": ()},
            "supplier not said → Houthis: transfer delivered or in delivery: weapons not said",
            id="unknown is said as unknown",
        ),
        pytest.param(
            {"type": "procurement", "suppliers": (), "mode": None},
            "Poland (maker's country not said): purchase agreed: K2 (tanks)",
            id="a purchase names its buyer first",
        ),
        pytest.param(
            {"basis": "alleged", "type": "trafficking", "status": "done", "detail": "diversion", "mode": None},
            f"[{ALLEGED}] South Korea → Poland: arms diverted: K2 (tanks)",
            id="an allegation begins with its marker",
        ),
        pytest.param(
            {"mode": "aid", "status": "pledged", "detail": "training"},
            "South Korea → Poland: military aid promised (training): K2 (tanks)",
            id="training is not the system",
        ),
        pytest.param(
            {"type": "cyber", "status": "leaked", "mode": None, "weapons": ({"category": "laser_gun"},)},
            "South Korea, at or with Poland: cyber leaked: laser gun",
            id="an unknown vocabulary is shown as it is",
        ),
    ],
)  # fmt: skip
def test_headline(fields: dict[str, object], told: str) -> None:
    assert headline(an_event(**fields)) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Money(amount=5.8e9, currency="USD"), "USD 5.8 billion"),
        (Money(amount=650, currency="EUR"), "EUR 650"),
        (Money(amount=1234567.0, currency="PLN"), "PLN 1.235 million"),
        (Money(amount=999_600_000, currency="USD"), "USD 1 billion"),
        (Money(amount=1e9, amount_max=2e9, currency="USD"), "USD 1–2 billion"),
        (Money(amount=9e8, amount_max=1.2e9, currency="USD"), "USD 900 million–1.2 billion"),
        (Money(amount=3e6, currency="USD", kind="unit_price", bound="about"), "about USD 3 million each"),
        (Money(amount=3e9, currency="USD", kind="ceiling"), "ceiling USD 3 billion"),
        (Money(amount=3e9, currency="USD", kind="annual", bound="at_least"), "at least USD 3 billion a year"),
        (Money(amount=3e9, currency=None), "3 billion (currency not said)"),
        (Money(amount=1.5e13, currency="KRW", kind="budget"), "budget of KRW 15 trillion"),
    ],
)
def test_money(value: Money, told: str) -> None:
    assert money(value) == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (Weapon(category="combat_aircraft", name="F-35", quantity=32), "32 × F-35 (combat aircraft)"),
        (Weapon(category="ammunition", quantity=200_000, unit="round", bound="about"),
         "about 200,000 rounds of ammunition"),
        (Weapon(category="air_defence", name="Patriot", quantity=2, unit="battery"),
         "2 batteries of Patriot (air defence)"),
        (Weapon(category="air_defence", name="Patriot", quantity=1, unit="battery"),
         "1 battery of Patriot (air defence)"),
        (Weapon(category="tank", quantity=10, quantity_max=20), "10–20 × tanks"),
        (Weapon(category="tank", quantity_text="dozens of"), "dozens of tanks"),
        (Weapon(category="tank", name="T-72", goods="parts"), "parts for T-72 (tanks)"),
        (Weapon(category="arms"), "arms (kind not said)"),
        (Weapon(category="tank", name="Leopard 1", condition="used"), "Leopard 1 (tanks), used"),
    ],
)  # fmt: skip
def test_weapon(line: Weapon, told: str) -> None:
    assert weapon(line) == told


@pytest.mark.parametrize(
    ("party", "told"),
    [("KR", "South Korea"), ("TW", "Taiwan"), ("XK", "Kosovo"), ("SU", "Soviet Union"), ("EU", "EU"),
     ("NATO", "NATO"), ("Hezbollah", "Hezbollah"), ("QQ", "QQ"), ("PS", "Palestine"), ("TR", "Türkiye")],
)  # fmt: skip
def test_name(party: str, told: str) -> None:
    assert name_of(party) == told


def test_the_body_says_what_a_reader_needs() -> None:
    event = an_event(basis="disputed", parties=({"role": "maker", "name": "Hyundai Rotem", "country": "KR"},))
    text = body(an_alert(event=event))
    for part in (
        f"[{DISPUTED}]", "Supplier: South Korea", "Recipient: Poland", "K2 (tanks)", "Value: not said",
        "Event date: not said", "Source: Paper (news, tier 2", "publication date not said",
        "Evidence: “Poland buys K2 tanks”", "Link: https://paper.example/a1", "Rule: r1 (Rule one), severity high",
        "Fired on: arms.type:transfer", "Maker: South Korea (Hyundai Rotem)",
    ):  # fmt: skip
        assert part in text


def test_a_digest_lists_every_alert_and_keeps_each_ones_own_id() -> None:
    members = [(f"n{n}", an_alert(f"a{n}")) for n in range(3)]
    message = digest_message("d1", members, "team")
    assert message.title == "3 arms alerts in one digest"
    assert message.text.count("https://paper.example/a") == 3
    assert [member["id"] for member in message.payload["alerts"]] == ["n0", "n1", "n2"]
    assert (message.key, message.payload["kind"]) == ("d1", "digest")


def test_feed_text_cannot_break_the_title_or_reorder_it() -> None:
    event = an_event(recipients=("Some\nGroup\u202e",), weapons=({"category": "tank", "name": "K2\r\nBcc: x"},))
    title = alert_message("n1", an_alert(event=event)).title
    assert "\n" not in title and "\r" not in title and "\u202e" not in title


events = st.builds(
    ArmsEvent,
    type=st.sampled_from((*TYPES, "other")),
    mode=st.sampled_from((*MODES, None)),
    status=st.sampled_from((*STATUSES, "other")),
    negated=st.booleans(),
    basis=st.sampled_from((*BASES, "rumoured")),
    background=st.booleans(),
    detail=st.sampled_from((None, *DETAILS, "other")),
    suppliers=st.lists(st.sampled_from(("KR", "US", "EU", "Hamas")), max_size=2, unique=True).map(tuple),
    recipients=st.lists(st.sampled_from(("PL", "UA", "UN", "Houthis")), max_size=2, unique=True).map(tuple),
    weapons=st.lists(st.builds(Weapon, category=st.sampled_from(CATEGORIES)), max_size=2).map(tuple),
    value=st.none() | st.builds(Money, amount=st.floats(0, 1e14), currency=st.sampled_from((None, "USD"))),
)


@given(events)
def test_no_claim_without_its_marker(event: ArmsEvent) -> None:
    alert = an_alert(event=event)
    for text in (
        headline(event),
        alert_message("n", alert).title,
        body(alert),
        digest_message("d", [("n", alert)], "c").text,
    ):
        assert (event.basis == "alleged") == (ALLEGED in text)
        assert (event.basis == "disputed") == (DISPUTED in text)
        assert event.negated == (DENIED in text)
        assert event.background == (BACKGROUND in text)
        assert event.basis != "rumoured" or "RUMOURED" in text


@given(events)
def test_a_stage_that_is_not_reached_is_never_told_as_done(event: ArmsEvent) -> None:
    told = headline(event)
    if event.status != "done" and not event.detail:
        assert "delivered or in delivery" not in told
    if not event.suppliers or not event.recipients:
        assert "None" not in told
    if event.type == "transfer" and not event.suppliers:
        assert "supplier not said" in told
    if not event.weapons:
        assert "weapons not said" in told
    assert "\n" not in told
