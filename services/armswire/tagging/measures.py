"""Numbers that measure or date, and so count no weapons. Pure."""

import re

from armswire.tagging.numbers import Number

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|"
    "januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|"
    "octobre|novembre|décembre|januari|februari|augusti|"
    "de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)|"
    "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
)
_TIMES = (
    "years?|days?|hours?|months?|weeks?|minutes?|seconds?|lat|lata|roku|rok|dni|dniach|godzin\\w*|miesi\\w+|tygodni\\w*|"
    "минут\\w*|час(?:а|ов)?|дн(?:я|ей|ів|і)|суток|лет|года?|годин\\w*|месяц\\w*|місяц\\w*|недел\\w+|тижн\\w+|"
    "jahren?|tagen?|stunden|monaten?|wochen|heures?|jours?|ans|mois|semaines?|horas?|días?|años?|meses|semanas?|"
    "timmar|dagar|år|veckor|månader|dygn|يوما?|أيام|ساعة|ساعات|شهرا?|أشهر|سنة|سنوات|عاما?|أعوام"
)
_AFTER = re.compile(
    r"[\s\u00a0-]?(?:mm|cm|km|kg|lbs?|pounds?|miles?|kilomet|met(?:er|re)|millimet|percent|%|per cent|foot\b|ft\b|feet|"
    r"tons?\b|tonnes?\b|tonn|мм|км|кг|people|soldiers|troops|civilians|children|dead|others|wounded|killed|г\b|год|тонн|"
    r"carat|calib|inch|times\b|razy\b|раз(?:а|и|ів)?\b|veces\b|fois\b|mal\b|"
    r"(?:\w+\s){0,1}(?:formations?|battalions?|squadrons?|brigades?|pilots?|shipments?|batches|types|kinds|waves)\b|"
    r"p\.m|a\.m|:\d|°|st\b|nd\b|rd\b|th\b|th-|年|月|日|년|월|일|개국|countries|nations|states|"
    rf"\.?\s?(?:(?:{_TIMES}|{_MONTHS})\b))",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(?<!\w)(?:{_MONTHS}|mk|mark|no|number|day|type)\.?[\s\u00a0]$", re.IGNORECASE)
_LONGEST_BEFORE = 12
_ONE_OF = re.compile(r"\sof\b", re.IGNORECASE)


def measures(number: Number, text: str) -> bool:
    """True for a measure, a time or date, an ordinal, a year, and the "one" of "one of the tanks"."""
    if _AFTER.match(text, number.end) or _is_year(number, text):
        return True
    if number.words:
        return number.low == 1 and bool(_ONE_OF.match(text, number.end))
    return bool(_BEFORE.search(text[max(0, number.start - _LONGEST_BEFORE) : number.start]))


def _is_year(number: Number, text: str) -> bool:
    if number.words or number.scaled or not 1900 <= number.low <= 2100:
        return False
    return "," not in text[number.start : number.end]
