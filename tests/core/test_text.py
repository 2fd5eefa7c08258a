"""The tokeniser: what finds what, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armswire.core.text import MAX_TOKEN, beginnings, cut, forms, is_run, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("F-16, F‑16, F16 and F-16s", ["f16", "f16", "f16", "and", "f16"], id="designations"),
        pytest.param("T-72B3 MiG-29 S-400", ["t72b3", "mig29", "s400"], id="up to three letters"),
        pytest.param("Shahed-136", ["shahed", "136"], id="more letters stay a word of their own"),
        pytest.param("155-mm, 155 mm, 155mm", ["155mm"] * 3, id="calibre"),
        pytest.param("the 1980s", ["the", "1980s"], id="a decade is no year"),
        pytest.param("tanks batteries caches torpedoes", ["tank", "battery", "cach", "torpedo"], id="plurals"),
        pytest.param("arms news US", ["arms", "news", "us"], id="not plurals"),
        pytest.param("Russia’s and Russia's", ["russia", "and", "russia"], id="possessive"),
        pytest.param("Łódź Erdoğan İstanbul Straße", ["lodz", "erdogan", "istanbul", "strass"], id="accents"),
        pytest.param("ﬁre ＦＧＭ－１４８", ["fire", "fgm148"], id="NFKC"),
        pytest.param("武器輸出", ["武器", "器輸", "輸出", "出"], id="Chinese pairs"),
        pytest.param("K9자주포", ["k9", "자주", "주포", "포"], id="Korean beside Latin"),
        pytest.param("各国はF-16を", ["各国", "国は", "は", "f16", "を"], id="designation within Japanese"),
        pytest.param("танки танков танками", ["танк"] * 3, id="Russian"),
        pytest.param("الدبابات دبابات", ["دبابات"] * 2, id="Arabic article"),
        pytest.param("हथियार", ["हथियार"], id="vowel signs stay in the word"),
        pytest.param("— … !", [], id="no word"),
        pytest.param("", [], id="empty"),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("lang", "one", "many"),
    [
        ("en", "missile", "missiles"), ("en-GB", "battery", "batteries"), ("es", "avión", "aviones"),
        ("es", "misil", "misiles"), ("fr", "arsenal", "arsenaux"), ("fr", "char", "chars"),
        ("de", "Haubitze", "Haubitzen"), ("de", "Panzer", "Panzern"), ("sv", "stridsvagn", "stridsvagnar"),
        ("pl", "czołg", "czołgów"),
        ("pl", "rakieta", "rakiety"), ("ru", "ракета", "ракеты"), ("uk", "танк", "танків"), ("ar", "دبابة", "الدبابة"),
        ("it", "caccia", "caccia"), (None, "drone", "drones"),
    ],
)  # fmt: skip
def test_forms_of_a_word_meet(lang: str | None, one: str, many: str) -> None:
    assert tokens(one, lang) == tokens(many, lang)


@pytest.mark.parametrize("word", ["Haubitzen", "czołgami", "aviones", "tanks", "stridsvagnar"])
def test_a_searched_word_has_the_form_of_every_language(word: str) -> None:
    found = forms(word)
    for lang in ("en", "es", "fr", "de", "sv", "pl"):
        fitting = [form for form in found if not form.rules or lang in form.rules]
        assert tuple(tokens(word, lang)) in {form.tokens for form in fitting}


@pytest.mark.parametrize(
    ("text", "expected", "open_ended"),
    [
        pytest.param("武器", ("武器",), False, id="a pair"),
        pytest.param("核", ("核",), True, id="one character begins a pair or ends a run"),
        pytest.param("武器輸出", ("武器", "器輸", "輸出"), False, id="the run may go on"),
        pytest.param("輸出 F-16", ("輸出", "出", "f16"), False, id="the run ends where another word follows"),
    ],
)
def test_searching_pairs(text: str, expected: tuple[str, ...], open_ended: bool) -> None:
    (form,) = forms(text)
    assert (form.tokens, form.open_ended) == (expected, open_ended)


def test_the_last_word_of_a_beginning_is_not_folded() -> None:
    assert beginnings("air defences")[0].tokens == ("air", "defences")


@given(st.text(max_size=200), st.sampled_from([None, "en", "de", "pl", "ru", "xx", "en_US"]))
def test_tokens_are_words_that_every_engine_takes(text: str, lang: str | None) -> None:
    for token in tokens(text, lang):
        assert token
        assert len(token) <= MAX_TOKEN
        assert not any(letter.isspace() or (letter.isascii() and not letter.isalnum()) for letter in token)
        assert token == token.lower()


@given(st.text(max_size=60))
def test_a_text_is_found_by_itself(text: str) -> None:
    """The searched form stands in the tokens of the same text in each language that the form is for."""
    for form in forms(text):
        for lang in form.rules or ("en",):
            found = tuple(tokens(text, lang))
            assert found[: len(form.tokens)] == form.tokens


@given(st.text("武器輸出核K9 ", min_size=1, max_size=12), st.text("武器輸出核", min_size=1, max_size=3))
def test_any_part_of_a_run_finds_it(around: str, wanted: str) -> None:
    (form,) = forms(wanted)
    sequence = tokens(around + wanted + around)
    rows = [sequence[at : at + len(form.tokens)] for at in range(len(sequence))]
    assert any(
        row[:-1] == list(form.tokens[:-1])
        and (
            row[-1:] == list(form.tokens[-1:]) or (form.open_ended and row[-1:] and row[-1].startswith(form.tokens[-1]))
        )
        for row in rows
    )


@given(st.text("abc123-武 '’é", max_size=40))
def test_cut_words_do_not_depend_on_the_fast_path(text: str) -> None:
    """A word beyond ASCII at the end changes nothing before it."""
    assert cut(text + " ж") == [*cut(text + " "), "ж"]


def test_is_run() -> None:
    assert [is_run(token) for token in ("武", "k9", "жук", "한국")] == [True, False, False, True]
