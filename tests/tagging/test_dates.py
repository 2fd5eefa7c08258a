"""An event's own date: what the sentence tells, anchored by the day of publication."""

from datetime import date

import pytest

from armswire.tagging.dates import find_date

PUBLISHED = date(2023, 1, 30)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("signed on March 5, 2022 in Seoul", date(2022, 3, 5), date(2022, 3, 5)),
        ("signed on 5 March 2022", date(2022, 3, 5), date(2022, 3, 5)),
        ("delivered in May 2021", date(2021, 5, 1), date(2021, 5, 31)),
        ("sold in 1980", date(1980, 1, 1), date(1980, 12, 31)),
        ("agreed last year to buy", date(2022, 1, 1), date(2022, 12, 31)),
        ("last month", date(2022, 12, 1), date(2022, 12, 31)),
        ("2022-02-30 is no day", None, None),
        ("tested yesterday", date(2023, 1, 29), date(2023, 1, 29)),
    ],
    ids=str,
)
def test_dates(text: str, start: date | None, end: date | None) -> None:
    told = find_date(text, PUBLISHED)
    assert told is not None
    when, at, to = told
    assert (when.start, when.end) == (start, end)
    assert when.text == text[at:to]


def test_no_date_is_none() -> None:
    assert find_date("Poland buys 2022 tanks", PUBLISHED) is None


def test_words_need_an_anchor() -> None:
    told = find_date("agreed last year", None)
    assert told is not None
    assert told[0].start is None
