"""Which rules fire on a tagged item, why one raises nothing, and the key that gathers reports."""

from datetime import timedelta

import pytest

from armswire.core.alerting.key import custom_key, default_key
from armswire.core.alerting.match import Outcome, matches, topic_key
from armswire.core.documents import event_document
from armswire.core.rulesfile import parse_rules
from armswire_schemas.events import ArmsEvent
from armswire_schemas.news import Cause
from support.alerting import T0, an_event, an_item, tagged

RULES = parse_rules(
    """
rules:
  - {id: tanks, title: Tanks, query: "arms.weapon.category:tank AND arms.type:transfer", severity: high, window: 1h}
  - {id: poland, query: "arms.recipients:PL", key: [arms.recipients, news.country]}
  - {id: "off", query: "*", enabled: off}
  - {id: recent, query: "arms.type:test AND news.published:>=now-2d"}
""",
    "f",
    {},
)


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [(Cause.NEW, "matched"), (Cause.UPDATED, "matched"), (Cause.BACKLOG, "backlog"), (Cause.RETAG, "retag"),
     (Cause.REPLAY, "replay")],
)  # fmt: skip
def test_only_new_and_updated_items_match(cause: Cause, outcome: str) -> None:
    found, why = matches(RULES, tagged(an_item(), an_event(), cause=cause))
    assert (why, bool(found)) == (outcome, outcome == "matched")


@pytest.mark.parametrize(
    ("item", "events", "outcome"),
    [
        pytest.param(an_item(), [], Outcome.NO_EVENTS, id="no events"),
        pytest.param(an_item(), [an_event(type="use", recipients=("UA",))], Outcome.NO_RULE, id="no rule"),
        pytest.param(an_item(alerts=False), [an_event()], Outcome.FEED_OFF, id="the feed may not alert"),
    ],
)
def test_nothing_is_raised_and_why(item: object, events: list[ArmsEvent], outcome: Outcome) -> None:
    assert matches(RULES, tagged(item, *events)) == ((), outcome)  # type: ignore[arg-type]


def test_a_match_says_which_rule_and_terms_fired() -> None:
    item = an_item(seen=timedelta(hours=1))
    (tanks, poland), _ = matches(RULES, tagged(item, an_event()))
    assert (tanks.rule, tanks.rule_title, tanks.severity, tanks.window_s) == ("tanks", "Tanks", "high", 3600)
    assert tanks.terms == ("arms.weapon.category:tank", "arms.type:transfer")
    assert (tanks.first_seen, tanks.item, tanks.event) == (item.first_seen, item, an_event())
    assert (tanks.key, topic_key(tanks)) == ("KR>PL agreed KR>PL:tank", "tanks|KR>PL agreed KR>PL:tank")
    assert (poland.key, poland.window_s, poland.terms) == (
        "arms.recipients=PL news.country=-", 72 * 3600, ("arms.recipients:PL",),
    )  # fmt: skip


def test_the_same_input_gives_the_same_matches() -> None:
    item = tagged(an_item(), an_event(), an_event(status="done"))
    assert matches(RULES, item) == matches(RULES, item)


def test_two_events_with_one_key_are_one_match() -> None:
    events = (an_event(deals=(), status="agreed"), an_event(deals=(), status="done"))
    found, _ = matches(RULES, tagged(an_item(), *events))
    assert [match.rule for match in found] == ["tanks", "poland"]


def test_date_math_counts_from_first_seen() -> None:
    event = an_event(type="test", recipients=(), deals=())
    fresh = matches(RULES, tagged(an_item(published=T0 - timedelta(days=1)), event))
    stale = matches(RULES, tagged(an_item(published=T0 - timedelta(days=3)), event))
    assert (fresh[1], stale[1]) == (Outcome.MATCHED, Outcome.NO_RULE)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        pytest.param({}, {"evidence": "other words", "basis": "alleged"}, True, id="other words, same deal"),
        pytest.param({}, {"status": "done"}, False, id="another stage"),
        pytest.param({}, {"recipients": ("EE",), "deals": ("KR>EE:tank",)}, False, id="another recipient"),
        pytest.param({}, {"deals": ("KR>PL:artillery",)}, False, id="another deal"),
        pytest.param({}, {"negated": True}, False, id="its denial"),
        pytest.param({"suppliers": ("KR", "US")}, {"suppliers": ("US", "KR")}, True, id="order of sides"),
        pytest.param({"deals": ()}, {"deals": ()}, False, id="no deal: each article its own"),
    ],
)
def test_default_key(left: dict[str, object], right: dict[str, object], same: bool) -> None:
    keys = [default_key(an_event(**fields), an_item(name)) for name, fields in (("a", left), ("b", right))]
    assert (keys[0] == keys[1]) is same


def test_without_a_deal_items_of_one_article_share_a_key() -> None:
    event = an_event(deals=())
    assert default_key(event, an_item("a", article="X")) == default_key(event, an_item("b", article="X"))


def test_custom_key() -> None:
    document = event_document(an_event(), an_item())
    fields = ("arms.type", "arms.negated", "arms.deals", "arms.value.usd")
    assert (
        custom_key(fields, document) == "arms.type=transfer arms.negated=False arms.deals=KR>PL:tank arms.value.usd=-"
    )
