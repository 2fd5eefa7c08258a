"""Money told in a text: symbols, codes and words, with scale, range and bound. Pure."""

import re
from dataclasses import dataclass

from armswire.tagging.numbers import Number, find_numbers

_SYMBOLS = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NT$": "TWD", "HK$": "HKD", "S$": "SGD",
    "NZ$": "NZD", "R$": "BRL", "$": "USD", "£": "GBP", "€": "EUR", "₩": "KRW", "¥": "JPY", "￥": "JPY", "₽": "RUB",
    "₴": "UAH", "₪": "ILS", "₹": "INR", "₺": "TRY", "USD": "USD", "EUR": "EUR", "GBP": "GBP", "CHF": "CHF",
    "AUD": "AUD", "CAD": "CAD", "SEK": "SEK", "NOK": "NOK", "DKK": "DKK", "PLN": "PLN", "JPY": "JPY", "KRW": "KRW",
    "INR": "INR", "Rs": "INR", "Rs.": "INR", "NIS": "ILS", "RUB": "RUB", "UAH": "UAH", "CNY": "CNY", "RMB": "CNY",
}  # fmt: skip
_NATIONAL = {
    "australian": "AUD", "canadian": "CAD", "new zealand": "NZD", "hong kong": "HKD", "singapore": "SGD",
    "taiwan": "TWD", "new taiwan": "TWD", "namibian": "NAD", "swiss": "CHF", "norwegian": "NOK", "danish": "DKK",
    "swedish": "SEK", "czech": "CZK", "pakistani": "PKR", "indian": "INR", "egyptian": "EGP", "lebanese": "LBP",
    "philippine": "PHP", "turkish": "TRY", "syrian": "SYP", "sudanese": "SDG", "us": "USD", "u.s.": "USD",
    "american": "USD", "sri lankan": "LKR", "kuwaiti": "KWD", "jordanian": "JOD", "serbian": "RSD", "iraqi": "IQD",
}  # fmt: skip
_WORDS = (
    ("USD", r"(?:us-?)?dol+ar\w*|dólares|dólar|долл?ар\w*|долл|долар\w*|دولار\w*|달러|불|美?ドル|美元|\$|usd|us\$"),
    ("EUR", r"euros?|евро|євро|€|eur|유로|ユーロ|يورو|欧元"),
    (
        "GBP",
        r"pounds?(?: sterling)?|фунт\w*|funt\w*|libras?(?: esterlinas)?|livres? sterling|£|gbp|파운드|ポンド|pfund",
    ),
    ("RUB", r"rou?bles?|rubli?|рубл\w*|₽|rub"),
    ("UAH", r"hryvnias?|hryvnya|гривен\w*|гривень|гривн\w*|₴|uah"),
    ("PLN", r"zlotys?|złot\w+|zł|pln|злот\w+"),
    ("SEK", r"kronor|swedish kron\w+|sek"),
    ("NOK", r"norwegian kron\w+|nok|norska kronor"),
    ("DKK", r"danish kron\w+|dkk|danska kronor"),
    ("JPY", r"yen|円|엔|иен\w*|jpy"),
    ("KRW", r"(?:korean )?won|원|ウォン|krw|вон"),
    ("CNY", r"yuan|renminbi|人民元|元|юан\w*|위안|rmb"),
    ("INR", r"rupees?|рупи\w*|inr"),
    ("TRY", r"(?:turkish )?liras?|try"),
    ("ILS", r"shekels?|шекел\w*|nis|ils"),
    ("CHF", r"(?:swiss )?francs?|franken|franków|chf"),
    ("SAR", r"riyals?|sar"),
    ("AED", r"dirhams?|aed"),
    ("CZK", r"korun\w*|czk"),
    ("BRL", r"reais"),
    ("PHP", r"pesos?"),
    ("ZAR", r"rand"),
)
_BEFORE = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _SYMBOLS), key=len, reverse=True))})\s?$")
_AFTER = re.compile(
    r"[\s\u00a0-]{0,2}(?:de |d'|d’|of )?(?P<national>"
    + "|".join(map(re.escape, sorted(_NATIONAL, key=len, reverse=True)))
    + r")?\s?(?:"
    + "|".join(f"(?P<{code}>{words})" for code, words in _WORDS)
    + r")(?![a-zа-яęąłńśżźćóüöä])",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"[$£€₩¥￥₽₴₪₹₺円元원エ]|dol|дол|eur|евро|євро|pound|yen|won|ドル|달러|ユーロ|유로|zł|zlot|ruble|roub|рубл|гривн|гривень|"
    r"kron|rupee|yuan|shekel|franc|frank|دولار|يورو|lira|riyal|dirham|USD|GBP|AUD|CAD|SEK|NOK|DKK|PLN|JPY|Rs|crore|peso|funt|фунт",
    re.IGNORECASE,
)
_KINDS = (
    (re.compile(r"(?:each|apiece|per unit|a piece)\b", re.IGNORECASE), "unit_price"),
    (re.compile(r"(?:a year|per year|annually|yearly|annual)\b", re.IGNORECASE), "annual"),
    (re.compile(r"budget", re.IGNORECASE), "budget"),
)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money at ``start:end``; ``amount`` in units."""

    start: int
    end: int
    amount: float
    amount_max: float | None
    bound: str | None
    currency: str
    kind: str = "total"


def find_money(text: str, numbers: list[Number] | None = None) -> list[Amount]:
    """Every sum of money in ``text`` whose currency is told; ``numbers`` are the text's, where they are known."""
    found = []
    for number in find_numbers(text) if numbers is None else numbers:
        amount = _amount(text, number)
        if amount and amount.amount >= 1:
            found.append(amount)
    return found if found and _HINT.search(text) else []


def _amount(text: str, number: Number) -> Amount | None:
    before = _BEFORE.search(text, max(0, number.start - 6), number.start)
    after = _AFTER.match(text, number.end)
    if before:
        currency, start, end = _SYMBOLS[before.group().strip()], before.start(), number.end
    elif after and after.end() > number.end:
        code = next(code for code, _ in _WORDS if after[code])
        national = (after["national"] or "").lower()
        currency, start, end = _NATIONAL.get(national, code), number.start, after.end()
    else:
        return None
    tail = text[end : end + 12]
    kind = next((kind for pattern, kind in _KINDS if pattern.match(tail.lstrip())), "total")
    return Amount(start, end, number.low, number.high, number.bound, currency, kind)
