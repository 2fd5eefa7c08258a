"""Words for numbers, scales and bounds in the languages that are read. Data only.

A word that means something else in another of them is left out ("elf", "once", "seize", "sex"), since nobody asks here
for the text's language.
"""

WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
    "dwa": 2, "dwie": 2, "dwóch": 2, "dwoma": 2, "trzy": 3, "trzech": 3, "trzema": 3, "cztery": 4, "czterech": 4,
    "pięć": 5, "pięciu": 5, "sześć": 6, "sześciu": 6, "siedem": 7, "siedmiu": 7, "osiem": 8, "ośmiu": 8,
    "dziewięć": 9, "dziewięciu": 9, "dziesięć": 10, "dziesięciu": 10, "jedenaście": 11, "dwanaście": 12,
    "dwunastu": 12, "trzynaście": 13, "czternaście": 14, "piętnaście": 15, "szesnaście": 16, "siedemnaście": 17,
    "osiemnaście": 18, "dziewiętnaście": 19, "dwadzieścia": 20, "trzydzieści": 30, "czterdzieści": 40,
    "pięćdziesiąt": 50, "sto": 100, "dwieście": 200, "trzysta": 300, "pięćset": 500,
    "два": 2, "две": 2, "двух": 2, "двумя": 2, "три": 3, "трех": 3, "трёх": 3, "тремя": 3, "четыре": 4, "четырех": 4,
    "четырёх": 4, "пять": 5, "пяти": 5, "шесть": 6, "шести": 6, "семь": 7, "семи": 7, "восемь": 8, "восьми": 8,
    "девять": 9, "девяти": 9, "десять": 10, "десяти": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13,
    "четырнадцать": 14, "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18,
    "девятнадцать": 19, "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "сто": 100, "сотню": 100,
    "двести": 200, "триста": 300, "пятьсот": 500,
    "дві": 2, "двох": 2, "двома": 2, "трьох": 3, "чотири": 4, "чотирьох": 4, "п'ять": 5, "п’ять": 5, "п'яти": 5,
    "п’яти": 5, "шість": 6, "сім": 7, "вісім": 8, "дев'ять": 9, "дев’ять": 9, "одинадцять": 11,
    "дванадцять": 12, "тринадцять": 13, "чотирнадцять": 14, "п'ятнадцять": 15, "п’ятнадцять": 15, "шістнадцять": 16,
    "двадцять": 20, "тридцять": 30, "п'ятдесят": 50, "п’ятдесят": 50, "сотня": 100,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11,
    "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "dix-sept": 17, "dix-huit": 18,
    "dix-neuf": 19, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciséis": 16, "veinte": 20, "treinta": 30,
    "cuarenta": 40, "cincuenta": 50, "cien": 100, "un centenar de": 100,
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "zwölf": 12,
    "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
    "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "hundert": 100,
    "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "elva": 11, "tolv": 12,
    "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19, "tjugo": 20,
    "trettio": 30, "fyrtio": 40, "femtio": 50, "hundra": 100,
    "ثلاث": 3, "ثلاثة": 3, "أربع": 4, "أربعة": 4, "خمس": 5, "خمسة": 5, "ست": 6, "ستة": 6, "سبع": 7, "سبعة": 7,
    "ثماني": 8, "ثمانية": 8, "ثمان": 8, "تسع": 9, "تسعة": 9, "عشر": 10, "عشرة": 10, "عشرون": 20, "عشرين": 20,
    "ثلاثون": 30, "ثلاثين": 30, "أربعون": 40, "أربعين": 40, "خمسون": 50, "خمسين": 50, "مئة": 100, "مائة": 100,
    "مئتي": 200, "أحد عشر": 11, "اثني عشر": 12, "اثنا عشر": 12, "ثلاثة عشر": 13, "أربعة عشر": 14, "خمسة عشر": 15,
    "ستة عشر": 16, "سبعة عشر": 17, "ثمانية عشر": 18, "تسعة عشر": 19, "إحدى عشرة": 11, "اثنتي عشرة": 12,
    "ثلاث عشرة": 13, "أربع عشرة": 14, "خمس عشرة": 15, "ست عشرة": 16, "سبع عشرة": 17, "ثماني عشرة": 18,
    "تسع عشرة": 19,
}  # fmt: skip
COMPOUNDS = (
    (
        "{ten} {unit}",
        "twenty thirty forty fifty sixty seventy eighty ninety",
        "one two three four five six seven eight nine",
    ),
    ("{ten} {unit}", "vingt trente quarante cinquante soixante", "deux trois quatre cinq six sept huit neuf"),
    ("{ten} {unit}", "двадцать тридцать сорок пятьдесят", "два две три четыре пять шесть семь восемь девять"),
    ("{ten} {unit}", "двадцять тридцять", "два дві три чотири шість сім вісім"),
    ("{ten} {unit}", "dwadzieścia trzydzieści czterdzieści", "dwa dwie trzy cztery pięć sześć siedem osiem dziewięć"),
    ("{ten} y {unit}", "treinta cuarenta cincuenta", "dos tres cuatro cinco seis siete ocho nueve"),
    ("{unit}und{ten}", "zwanzig dreißig vierzig fünfzig", "zwei drei vier fünf sechs sieben acht neun"),
    ("{ten}{unit}", "tjugo trettio fyrtio femtio", "två tre fyra fem sju åtta nio"),
)
"""How languages join their tens and units."""
ONE = ("a", "one")
"""What makes a number of an English scale word: "a million"."""
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6, "m": 1e6, "mio": 1e6,
    "dozen": 12, "billion": 1e9, "bn": 1e9, "b": 1e9, "mld": 1e9, "mrd": 1e9, "trillion": 1e12, "tn": 1e12,
    "lakh": 1e5, "crore": 1e7,
    "тыс": 1e3, "тысяч": 1e3, "тысячи": 1e3, "тисяч": 1e3, "тисячі": 1e3, "тис": 1e3, "млн": 1e6, "миллион": 1e6,
    "миллиона": 1e6, "миллионов": 1e6, "мільйон": 1e6, "мільйони": 1e6, "мільйонів": 1e6, "мільйона": 1e6,
    "млрд": 1e9, "миллиард": 1e9, "миллиарда": 1e9, "миллиардов": 1e9, "мільярд": 1e9, "мільярди": 1e9,
    "мільярдів": 1e9, "мільярда": 1e9, "трлн": 1e12, "сотни": 1e2, "сотні": 1e2,
    "tys": 1e3, "tysięcy": 1e3, "tysiące": 1e3, "tysiąc": 1e3, "milion": 1e6, "miliony": 1e6, "milionów": 1e6,
    "miliona": 1e6, "miliard": 1e9, "miliardy": 1e9, "miliardów": 1e9, "miliarda": 1e9,
    "tausend": 1e3, "millionen": 1e6, "milliarden": 1e9, "milliarde": 1e9, "dutzend": 12,
    "millions": 1e6, "milliard": 1e9, "milliards": 1e9, "mille": 1e3, "millón": 1e6, "millon": 1e6, "millones": 1e6,
    "mil": 1e3, "mil millones": 1e9, "billions": 1e9,
    "tusen": 1e3, "miljon": 1e6, "miljoner": 1e6, "miljard": 1e9, "miljarder": 1e9,
    "ألف": 1e3, "آلاف": 1e3, "مليون": 1e6, "ملايين": 1e6, "مليار": 1e9, "مليارات": 1e9, "بليون": 1e9,
}  # fmt: skip
ALONE = ("hundred", "thousand", "million", "billion", "trillion", "dozen")
"""The scale words that ``ONE`` may stand before."""
CJK = {
    "千": 1e3, "천": 1e3, "百": 1e2, "백": 1e2, "万": 1e4, "萬": 1e4, "만": 1e4, "億": 1e8, "亿": 1e8, "억": 1e8,
    "兆": 1e12, "조": 1e12,
}  # fmt: skip
BOUNDS = {
    "about": "about", "around": "about", "some": "about", "roughly": "about", "nearly": "about", "almost": "about",
    "approximately": "about", "estimated": "about", "about a": "about", "blisko": "about", "prawie": "about",
    "około": "about", "около": "about", "почти": "about", "близько": "about", "майже": "about", "environ": "about",
    "unos": "about", "cerca de": "about", "rund": "about", "etwa": "about", "cirka": "about",
    "約": "about", "약": "about",
    "more than": "at_least", "over": "at_least", "at least": "at_least", "ponad": "at_least", "более": "at_least",
    "больше": "at_least", "понад": "at_least", "más de": "at_least", "plus de": "at_least", "mehr als": "at_least",
    "över": "at_least", "co najmniej": "at_least", "up to": "up_to", "as many as": "up_to", "as much as": "up_to",
    "less than": "up_to", "fewer than": "up_to", "до": "up_to", "hasta": "up_to", "jusqu'à": "up_to", "bis zu": "up_to",
}  # fmt: skip
