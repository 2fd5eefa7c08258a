"""A team's own figure of speech may say that an item with it is about no arms at all."""

from pathlib import Path

from armswire.tagging.reading import ItemText
from armswire.tagging.tagger import Tagger, load_lexicon

ITEM = ItemText("x", "Poland buys tanks from South Korea", "The new season of Tank Diplomacy starts on Sunday.", "en")


def overlaid(folder: Path, scope: str) -> Tagger:
    folder.mkdir()
    row = f"tank diplomacy\ta television series\t{scope}\t\t\n"
    (folder / "negatives.en.tsv").write_text("form\treason\tscope\tneed\tnote\n" + row, encoding="utf-8")
    return Tagger(load_lexicon(folder))


def test_scope_item_makes_the_whole_item_none(tmp_path: Path) -> None:
    assert overlaid(tmp_path / "mention", "mention").read(ITEM).events
    reading = overlaid(tmp_path / "item", "item").read(ITEM)
    assert (reading.arms_related, reading.events) == (False, ())
