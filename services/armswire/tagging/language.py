"""Which language a text is read as: what the feed says, else script and the commonest words. Pure."""

import re

from armswire.tagging.lexicon import LANGUAGES

_WORD = re.compile(r"[^\W\d_]+")
_COMMON = {
    "en": "the of and to in is that for with on was by said from has are will at it as",
    "de": "der die das und ist von mit den nicht ein eine im auf für sich des dem hat auch wird",
    "fr": "le la les des et est une du dans pour que qui sur par au avec pas son ses aux",
    "es": "el la los las de que y en un una por con para del se su al como más fue",
    "pl": "i w na z się do nie jest że to o od po dla przez jak za ze są ma",
    "sv": "och att det i som en på är av för med den till inte har de ett om var från",
    "ru": "и в на не что с по как из за от для это о к до у он бы",
    "uk": "і в на не що з та до як від за для це про у його є було також",
}
_SETS = {lang: frozenset(words.split()) for lang, words in _COMMON.items()}
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ja", re.compile("[\u4e00-\u9fff]")),
)
_SAMPLE = 600


def detect(text: str, told: str | None) -> str:
    """Return the language to read ``text`` by: ``told`` where it is known and fits the script."""
    code = (told or "").lower().replace("_", "-").split("-")[0]
    if code in LANGUAGES:
        return code
    sample = text[:_SAMPLE]
    for lang, script in _SCRIPTS:
        if len(script.findall(sample)) * 4 > len(sample.replace(" ", "")):
            return lang
    words = [word.lower() for word in _WORD.findall(sample)]
    if sum(word[0] >= "\u0400" for word in words) * 2 > len(words):
        return "uk" if len(_UKRAINIAN.findall(sample)) > len(_RUSSIAN.findall(sample)) else "ru"
    scores = {lang: sum(map(common.__contains__, words)) for lang, common in _SETS.items()}
    best = max(scores, key=lambda lang: (scores[lang], lang == "en"))
    return best if scores[best] else "en"
