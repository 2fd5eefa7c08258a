"""What the network expects of an item: is it about arms, which types of event, who gives and who gets in each."""

from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from armswire.tagging.network import HEADS, Params, forward
from armswire.tagging.tokens import Tokens
from armswire_schemas.events import TYPES

Floats = NDArray[np.float32]

UNKNOWN = 1
"""Row of a word that was not learnt; row 0 of both tables is nothing at all."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Probabilities. ``parts[code]`` holds supplier and recipient in turn for each of ``TYPES``."""

    relevance: float
    types: dict[str, float]
    parts: dict[str, list[float]]

    def part(self, kind: str, code: str) -> dict[str, float] | None:
        """Chances of an actor's sides in events of ``kind``; None of an actor that was not looked at."""
        row = self.parts.get(code)
        if row is None:
            return None
        at = 2 * TYPES.index(kind)
        given, got = row[at], row[at + 1]
        return {"S": given, "R": got, "none": max(0.0, 1.0 - given - got)}

    def sure_of(self, least: float) -> set[str]:
        """The types that are at least so likely."""
        return {kind for kind, chance in self.types.items() if chance >= least}


@dataclass(frozen=True, slots=True)
class Network:
    """The learnt tables, and which row of them a word or a note has."""

    params: Params
    words: dict[str, int]
    notes: dict[str, int]

    def read(self, tokens: Tokens) -> Outlook:
        """Look at one item. Its ``words`` are never none: a sentence ends in a mark."""
        told = forward(np, self.params, self.units(tokens), None, averages(tokens.actors, len(tokens.words)))
        relevance, types, parts = (1.0 / (1.0 + np.exp(-told[head])) for head in HEADS)
        return Outlook(
            float(relevance),
            dict(zip(TYPES, types.tolist(), strict=True)),
            dict(zip(tokens.actors, parts.tolist(), strict=True)),
        )

    def units(self, tokens: Tokens) -> Floats:
        """The row of each word with the rows of its notes, as [words, width]."""
        length = len(tokens.words)
        rows = np.fromiter(map(self.notes.get, chain.from_iterable(tokens.notes), repeat(0)), np.int32)
        places = np.repeat(np.arange(length), list(map(len, tokens.notes)))
        # Few notes are told of many words: their rows are summed by one product of small matrices.
        known, column = np.unique(rows, return_inverse=True)
        told = np.bincount(places * len(known) + column, minlength=length * len(known)).reshape(length, len(known))
        words = list(map(self.words.get, tokens.words, repeat(UNKNOWN)))
        units: Floats = told.astype(np.float32) @ self.params["notes"][known] + self.params["words"][words]
        return units


def averages(named: dict[str, list[int]], length: int) -> Floats:
    """For each of ``named`` a row that averages over its words."""
    rows = np.zeros((len(named), length), np.float32)
    for row, places in zip(rows, named.values(), strict=True):
        row[places] = 1.0 / len(places)
    return rows


def network_of(file: Path) -> Network:
    """Read a network as ``distil`` writes it: half-precision tables, and the words of their rows from 1 and 2 on."""
    with np.load(file) as stored:
        params = {name: stored[name].astype(np.float32) for name in stored.files if not name.startswith("row_")}
        words = bytes(stored["row_words"]).decode().split("\n")
        notes = bytes(stored["row_notes"]).decode().split("\n")
    return Network(
        params,
        {word: row for row, word in enumerate(words, UNKNOWN + 1)},
        {note: row for row, note in enumerate(notes, 1)},
    )
