"""The commands about the tagger: eval, explain, lexicon check."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from armswire.cli import evaluate as commands

GOLD = {
    "id": "a", "lang": "en", "title": "Poland signs contract to buy 180 K2 tanks from South Korea", "text": "",
    "published": "2022-08-26", "arms_related": True,
    "events": [
        {"type": "transfer", "mode": "sale", "status": "agreed", "negated": False, "basis": "stated",
         "background": False,
         "detail": "order", "suppliers": ["KR"], "recipients": ["PL"], "value": None,
         "weapons": [{"category": "tank", "name": "K2", "quantity": 180}]}
    ],
}  # fmt: skip


def run(function: object, *arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(function)  # type: ignore[type-var]
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_eval_prints_the_table(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    code, out = run(commands.evaluate, str(file), "--misses", "3", "--by", "lang")
    told = out + capfd.readouterr().out
    assert code == 0, told
    assert "| relevance | 1.000 |" in told
    assert "too few to tell" in told


def test_eval_knows_its_parts(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    code, _ = run(commands.evaluate, str(file), "--by", "moon")
    assert code == 2


def test_explain_tells_mentions_frames_and_fates(capfd: pytest.CaptureFixture[str]) -> None:
    code, out = run(commands.explain, GOLD["title"], "--lang", "en")
    told = out + capfd.readouterr().out
    assert code == 0, told
    assert "actor   'Poland' → PL" in told
    assert "× 180" in told
    assert "kept" in told


def test_lexicon_check_counts_and_points_at_a_bad_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out = run(commands.lexicon_check)
    assert code == 0
    assert "weapons.tsv" in out + capfd.readouterr().out
    (tmp_path / "countries.tsv").write_text(
        "code\tlang\tkind\tforms\tneed\nPL\ten\tnickname\tPolska\t\n", encoding="utf-8"
    )
    app = typer.Typer()
    app.command()(commands.lexicon_check)
    result = CliRunner().invoke(app, [str(tmp_path)])
    assert "countries.tsv:2: unknown kind 'nickname'" in str(result.exception)
