"""US dollars for an amount of another currency, by yearly average rates: to filter and to compare, never to show.

The rates and where they are from: ``rates.tsv``.
"""

from functools import cache
from importlib.resources import files

MOST_YEARS_OFF = 3
"""Where a year has no rate the nearest year's is taken, up to this far."""


def usd(amount: float, currency: str | None, year: int) -> float | None:
    """Return the amount in US dollars of that year, rounded to cents; None where no rate is known near it."""
    if currency == "USD":
        return amount
    rates = _rates().get(currency or "", {})
    nearest = min(rates, key=lambda known: abs(known - year), default=None)
    if nearest is None or abs(nearest - year) > MOST_YEARS_OFF:
        return None
    return round(amount * rates[nearest], 2)


@cache
def _rates() -> dict[str, dict[int, float]]:
    text = files("armswire.core").joinpath("rates.tsv").read_text(encoding="utf-8")
    head, *rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {
        currency: {int(row[0]): float(row[column]) for row in rows if row[column]}
        for column, currency in enumerate(head[1:], 1)
    }
