"""The network that reads, taught by JAX: ``network.forward`` itself, with more heads beside it while it learns."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from armswire.tagging.distil.items import Lesson, Target
from armswire.tagging.network import Params, forward
from armswire.tagging.outlook import UNKNOWN, averages
from armswire.tagging.tokens import MOST_NAMED, MOST_WORDS
from armswire_schemas.events import STATUSES, TYPES

MOST_NOTES = 12
"""Notes of a word that are learnt from."""
BATCH = 32
RATE, DECAY, CLIP, WARM = 2e-3, 0.02, 2.0, 200
DROPPED, HIDDEN = 0.3, 0.1
"""Shares of units dropped, and of words hidden."""
_LENGTHS = (24, 40, 56, 72, 96, 128, MOST_WORDS)
_WHILE_LEARNING = ("good", "stage", "basis")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Row of each word (from 2 on) and of each note (from 1 on)."""

    words: dict[str, int]
    notes: dict[str, int]

    @classmethod
    def of(cls, seen: Iterable[Lesson], learnt: Iterable[Lesson]) -> "Vocabulary":
        """Words that three of the items ``seen`` have, notes that four of those ``learnt`` from have."""
        words = Counter(word for lesson in seen for word in set(lesson.tokens.words))
        notes = Counter(note for lesson in learnt for note in {n for said in lesson.tokens.notes for n in said})
        return cls(_rows(words, 3, UNKNOWN + 1), _rows(notes, 4, 1))


def _rows(counts: Counter[str], least: int, first: int) -> dict[str, int]:
    return {name: row for row, name in enumerate(sorted(n for n, c in counts.items() if c >= least), first)}


@dataclass(frozen=True, slots=True)
class _Example:
    words: Any
    notes: Any
    named: Any
    target: Target

    @classmethod
    def of(cls, lesson: Lesson, known: Vocabulary) -> "_Example":
        words = np.array([known.words.get(word, UNKNOWN) for word in lesson.tokens.words], np.int32)
        notes = np.zeros((len(words), MOST_NOTES), np.int32)
        for place, said in enumerate(lesson.tokens.notes):
            rows = [known.notes[note] for note in said if note in known.notes][:MOST_NOTES]
            notes[place, : len(rows)] = rows
        named = np.zeros((2 * MOST_NAMED, len(words)), np.float32)
        for first, names in ((0, lesson.tokens.actors), (MOST_NAMED, lesson.tokens.goods)):
            rows_of = averages(names, len(words))
            named[first : first + len(rows_of)] = rows_of
        assert lesson.target is not None
        return cls(words, notes, named, lesson.target)


def learnt(lessons: Sequence[Lesson], known: Vocabulary, width: int, epochs: int, seed: int, say: Say) -> Params:
    """Return the parameters of a network of ``width`` units that was taught ``lessons``."""
    examples = [_Example.of(lesson, known) for lesson in lessons]
    key, draw = jax.random.PRNGKey(seed), np.random.default_rng(seed)
    params = _beginning(key, max(known.words.values()) + 1, max(known.notes.values()) + 1, width)
    steps = epochs * sum(1 for _ in _batches(examples, np.random.default_rng(seed)))
    schedule = partial(_rate, steps=steps)
    optimiser = optax.chain(optax.clip_by_global_norm(CLIP), optax.adamw(schedule, weight_decay=DECAY))
    state = optimiser.init(params)

    @partial(jax.jit, donate_argnums=(0, 1))
    def stepped(params: Params, state: Any, batch: Any, key: Any) -> Any:
        loss, slope = jax.value_and_grad(_loss)(params, batch, key)
        slope = {name: s.at[0].set(0.0) if name in ("words", "notes") else s for name, s in slope.items()}
        change, state = optimiser.update(slope, state, params)
        return optax.apply_updates(params, change), state, loss

    step = 0
    for epoch in range(epochs):
        for batch in _batches(examples, draw):
            step += 1
            params, state, loss = stepped(params, state, batch, jax.random.fold_in(key, step))
            if step % 200 == 0:
                say(f"student {seed}: epoch {epoch + 1} of {epochs}, step {step} of {steps}, loss {float(loss):.2f}")
    return {name: np.asarray(value) for name, value in params.items() if not name.startswith(_WHILE_LEARNING)}


def _rate(step: Any, steps: int) -> Any:
    return RATE * jnp.minimum(1.0, step / WARM) * jnp.maximum(0.02, 1 - step / steps)


def _beginning(key: Any, words: int, notes: int, width: int) -> Params:
    keys = iter(jax.random.split(key, 32))
    kinds = len(TYPES)

    def normal(*shape: int, spread: float) -> Any:
        return jax.random.normal(next(keys), shape) * spread

    def even(inputs: int, outputs: int) -> Any:
        return jax.random.uniform(next(keys), (inputs, outputs), minval=-1, maxval=1) / np.sqrt(inputs)

    params = {
        "words": normal(words, width, spread=0.1).at[0].set(0.0),
        "notes": normal(notes, width, spread=0.1).at[0].set(0.0),
        "look": even(width, kinds),
        "type": normal(kinds, width, spread=0.05),
        "type_whole": normal(2 * width, kinds, spread=0.05),
        "type_bias": jnp.full(kinds, -2.0),
        "relevance": even(2 * width, 1)[:, 0],
        "relevance_bias": jnp.zeros(()),
        "part_in": even(3 * width, width),
        "part_in_bias": jnp.zeros(width),
        "part": even(width, 2 * kinds),
        "part_bias": jnp.zeros(2 * kinds),
        "good_in": even(3 * width, width),
        "good_out": even(width, kinds),
        "good_bias": jnp.zeros(kinds),
        "stage_kind": normal(kinds, width, spread=1.0),
        "stage": even(width, len(STATUSES)),
        "stage_bias": jnp.zeros(len(STATUSES)),
        "basis": even(width, 2),
        "basis_bias": jnp.zeros(2),
    }
    for layer in "12":
        params |= {
            f"conv{layer}": even(5 * width, width),
            f"bias{layer}": jnp.zeros(width),
            f"scale{layer}": jnp.ones(width),
            f"shift{layer}": jnp.zeros(width),
        }
    return params


def _batches(examples: Sequence[_Example], draw: np.random.Generator) -> Iterator[Any]:
    """Items of like length together, in random order; a batch that is not full ends in rows of weight 0."""
    waiting: dict[int, list[_Example]] = {}
    full = []
    for index in draw.permutation(len(examples)):
        example = examples[index]
        length = next(length for length in _LENGTHS if len(example.words) <= length)
        waiting.setdefault(length, []).append(example)
        if len(waiting[length]) == BATCH:
            full.append((length, waiting.pop(length)))
    full += list(waiting.items())
    for index in draw.permutation(len(full)):
        yield _packed(*full[index])


def _packed(length: int, examples: Sequence[_Example]) -> Any:
    words = np.zeros((BATCH, length), np.int32)
    notes = np.zeros((BATCH, length, MOST_NOTES), np.int32)
    named = np.zeros((BATCH, 2 * MOST_NAMED, length), np.float32)
    words[:, 0] = UNKNOWN
    for row, example in enumerate(examples):
        n = len(example.words)
        words[row, :n], notes[row, :n], named[row, :, :n] = example.words, example.notes, example.named
    padded = [example.target for example in (*examples, *[examples[0]] * (BATCH - len(examples)))]
    targets = {f: np.stack([getattr(target, f) for target in padded]) for f in Target.__slots__}
    return words, notes, named, targets, (np.arange(BATCH) < len(examples)).astype(np.float32)


def _loss(params: Params, batch: Any, key: Any) -> Any:
    words, notes, named, targets, counts = batch
    told = jax.vmap(partial(_told, params))(words, notes, named, jax.random.split(key, BATCH))
    types = jnp.concatenate([told["type"], told["relevance"][:, None]], 1)
    loss = _entropy(types, targets["types"]).sum(1)
    loss += (_entropy(told["part"], targets["part"]) * targets["part_on"]).sum((1, 2))
    loss += (_entropy(told["good"], targets["good"]) * targets["good_on"]).sum((1, 2))
    stages = -(jax.nn.log_softmax(told["stage"]) * targets["stage"]).sum(-1)
    basis = _entropy(told["basis"], targets["basis"]).sum(-1)
    loss += 0.7 * ((stages + basis) * targets["stage_on"]).sum(1)
    return (loss * counts).sum() / BATCH


def _entropy(odds: Any, chance: Any) -> Any:
    return jnp.maximum(odds, 0) - odds * chance + jnp.log1p(jnp.exp(-jnp.abs(odds)))


def _told(params: Params, words: Any, notes: Any, named: Any, key: Any) -> Any:
    used = iter(range(100))

    def drop(h: Any) -> Any:
        kept = jax.random.bernoulli(jax.random.fold_in(key, next(used)), 1 - DROPPED, h.shape)
        return jnp.where(kept, h / (1 - DROPPED), 0.0)

    hidden = jax.random.bernoulli(jax.random.fold_in(key, next(used)), HIDDEN, words.shape)
    here = (words > 0).astype(jnp.float32)[:, None]
    seen = jnp.where(hidden & (words > 0), UNKNOWN, words)
    units = (params["words"][seen] + params["notes"][notes].sum(1)) * here
    told = forward(jnp, params, units, here, named, drop)
    good = drop(jnp.maximum(told["about"][MOST_NAMED:] @ params["good_in"], 0.0))
    staged = drop(jnp.maximum(told["told"] + params["stage_kind"], 0.0))
    return {
        "relevance": told["relevance"],
        "type": told["type"],
        "part": told["part"][:MOST_NAMED],
        "good": good @ params["good_out"] + params["good_bias"],
        "stage": staged @ params["stage"] + params["stage_bias"],
        "basis": staged @ params["basis"] + params["basis_bias"],
    }
