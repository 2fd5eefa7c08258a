"""Articles made by number: the same number gives the same article, on every machine."""

from dataclasses import dataclass

SUPPLIERS = ("France", "Germany", "Sweden", "Italy", "Spain", "Turkey", "Israel", "Norway", "Poland", "Canada")
RECIPIENTS = ("Egypt", "Kenya", "Peru", "Vietnam", "Morocco", "Brazil", "Chile", "Ghana", "Iraq", "Oman", "Nepal")
SYSTEMS = ("howitzers", "battle tanks", "attack helicopters", "fighter jets", "anti-tank missiles", "frigates")
TOWNS = ("Ardale", "Brockmoor", "Castlewick", "Dunhaven", "Eastmere", "Fernley", "Greywater", "Holt")
NEWS = (
    "The town council of {town} voted on budget line {i} for the library roof.",
    "Rain is expected in {town} until the weekend, forecaster {i} said.",
    "{town} beat the visitors in match {i} of the season after a late goal.",
    "The bakery on street {i} in {town} won a regional prize for its bread.",
)


@dataclass(frozen=True, slots=True)
class Article:
    """``arms`` tells whether it was written as an arms delivery."""

    number: int
    title: str
    text: str
    arms: bool


def article(number: int, arms_every: int = 10) -> Article:
    """Return article ``number``; each ``arms_every``-th one reports a delivery of arms."""
    town = TOWNS[number % len(TOWNS)]
    if number % arms_every:
        text = NEWS[number % len(NEWS)].format(town=town, i=number)
        return Article(number, f"{town} notebook {number}", text, arms=False)
    turn = number // arms_every
    supplier, recipient = SUPPLIERS[turn % len(SUPPLIERS)], RECIPIENTS[turn % len(RECIPIENTS)]
    system, count = SYSTEMS[turn % len(SYSTEMS)], 2 + turn % 40
    return Article(
        number,
        f"{supplier} delivers {count} {system} to {recipient}, report {number}",
        f"{supplier} has delivered {count} {system} to {recipient}, the defence ministry said in note {number}.",
        arms=True,
    )
