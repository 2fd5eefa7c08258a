"""The sub-stage of an event: one word of the guide's list, by type, stage and the words of its sentences. Pure.

Each row of ``DETAILS`` is (type or "", stage or "", detail, stems). The first row that fits and has one of its stems
at the start of a word of the event's sentences gives the detail; "" as stems always fits.
"""

import re
from collections.abc import Iterable
from functools import cache

from armswire.tagging.frames import Frame

_VIOLATED = (
    "violat breach evad circumvent flout bypass busting naruszen złaman łaman нарушен порушен наруши обход "
    "contourn viol"
)
_EXTENDED = "extend renew prolong przedłuż продл продовж verlänger prorog prolonga förläng 延長 연장"
_IN_FORCE = "in force|remains in|still bans|remain in place|maintain|in place since|objęt|действу"
_PARLIAMENT = (
    "parliament|congress|senate|senator|house panel|house of representatives|lawmaker|bundestag|kongres|senat|sejm|"
    "конгресс|конгрес|парламент|"
    "сенат|parlement|congreso|parlamento|riksdag|의회|국회|議会"
)
_NOTIFICATION = (
    "state department|pentagon|notif|dsca|defense security cooperation|informs congress|informed congress|foreign "
    "military sale|"
    "departament stanu|госдеп|держдеп|국무부|国務省|議会に通知|통보|المفاوضات"
)
_LICENCE = "licence|license|licens|licenc|лиценз|ліценз|genehmig|lizenz|permit|tillstånd|허가|許可|ترخيص|تراخيص"
_ORDER = (
    "contract|order|kontrakt|umow|zamów|контракт|заказ|замов|auftrag|bestell|contrat|commande|contrato|beställ|계약|"
    "수주|契約|受注|عقد|"
    "purchase|buy|acqui|adquir"
)
_SEIZURE = (
    "seiz|seizure|confiscat|intercept|impound|discover|found|haul|przechwy|skonfisk|изъя|перехва|вилуч|"
    "saisi|incaut|decomis|beschlagnahm|압수|押収|ضبط"
)
_STOPS = (
    ("suspended",
    "suspend|halt|pause|paus|freez|froze|moratorium|zawiesz|wstrzym|приостан|призуп|зупин|ausgesetz|gestoppt|"
    "suspen|pausa|중단|보류|停止|تعليق|وقف"),
    ("delayed", "delay|postpone|put off|held up|backlog|opóźn|отлож|задерж|затрим|відклад|verzöger|verschob|retard|"
        "aplaz|försen|skjut upp|연기|지연|延期|تأجيل"),
    ("cancelled",
    "cancel|scrap|axed|withdr|pull out|pulls out|quit|renege|revoke|terminat|zerwa|anulow|отмен|выход|скасув|вийти|"
    "annul|cancela|kündig|취소|破棄|إلغاء"),
    ("ruled_out",
    "rule out|rules out|ruled out|will not|won t|would not|wouldn t|no plans|never|not going to|nie będzie|wyklucz|"
    "не будет|не буде|nicht liefern|exclut|descart|utesluter"),
    ("refused", "refus|reject|block|veto|den(?:y|ies|ied)|declin|oppos|withh|odmów|odmaw|nie zgodz|отказ|відмов|не "
        "согла|ablehn|abgelehnt|rechaz|neka|vägra|거부|拒否|رفض"),
)  # fmt: skip

Row = tuple[str, str, str, str]
DETAILS: tuple[Row, ...] = (
    ("embargo", "done", "violated", _VIOLATED.replace(" ", "|")),
    ("embargo", "done", "extended", _EXTENDED.replace(" ", "|")),
    ("embargo", "done", "in_force", _IN_FORCE),
    ("embargo", "stopped", "refused", "not ready|oppos|refus|reject|resist"),
    ("embargo", "stopped", "eased",
    "eas(?:e|ing)|relax|partial|loosen|złagodz|смягч|пом якш|locker|allège|완화|緩和|تخفيف"),
    ("embargo", "stopped", "lifted", ""),
    ("embargo", "done", "imposed", ""),
    ("embargo", "pledged", "imposed", ""),
    ("export_control", "", "eased", "eas(?:e|ing)|relax|loosen|złagodz|смягч|완화|緩和"),
    ("export_control", "approved", "parliament", _PARLIAMENT),
    ("export_control", "approved", "licence", _LICENCE),
    ("transfer", "approved", "re_export", "re export|reexport|re transfer"),
    ("transfer", "approved", "licence", _LICENCE),
    ("transfer", "approved", "notification", _NOTIFICATION),
    ("transfer", "approved", "parliament", _PARLIAMENT),
    ("transfer", "agreed", "framework", "framework|memorandum|рамоч|рамков|ramow"),
    ("transfer", "agreed", "option", "option for|option to|with options"),
    ("transfer", "agreed", "order", _ORDER),
    ("procurement", "agreed", "order", ""),
    ("trafficking", "", "conviction",
    "convict|sentenc|guilty|jailed|skazan|осужд|пригово|засуд|condamn|conden|verurteil|유죄|有罪|إدانة"),
    ("trafficking", "", "theft",
    "stol|steal|theft|thief|loot|skradz|похищ|украд|викрад|vol de|rob(?:o|ad)|gestohl|stul|절도|盗"),
    ("trafficking", "", "diversion", "divert|diversion"),
    ("trafficking", "done", "seizure", _SEIZURE),
    ("trafficking", "", "smuggling",
    "smuggl|traffick|illicit|illegal|przemyt|контрабанд|schmuggel|contreband|contraband|tráfico|smuggel|밀수|密輸|"
    "تهريب|gun running"),
    ("production", "", "licensed", "licen[cs]e|licencj|лиценз|ліценз|lizenz"),
    *(("", "stopped", detail, stems) for detail, stems in _STOPS),
)  # fmt: skip
_GOODS = ("parts", "upgrade", "repair", "training")


@cache
def _pattern(stems: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<= )|(?<=[\u3040-\ud7af]))(?:{stems})")


def detail_of(kind: str, status: str, frames: Iterable[Frame], categories_goods: set[str]) -> str | None:
    """Return the detail of an event of ``kind`` at ``status``, told by ``frames``; None where none applies."""
    frames = list(frames)
    if categories_goods and categories_goods <= set(_GOODS):
        return next(goods for goods in _GOODS if goods in categories_goods)
    text = " " + " ".join(dict.fromkeys(frame.parsed.folded for frame in frames))
    own = next((f.detail for f in frames if f.detail and _allowed(kind, status, f.detail)), None)
    for row_kind, row_status, detail, stems in DETAILS:
        if row_kind not in ("", kind) or row_status not in ("", status):
            continue
        if not stems and own:
            return own
        if not stems or _pattern(stems).search(text):
            return detail
    return own


def _allowed(kind: str, status: str, detail: str) -> bool:
    """A detail that the words themselves told counts only where the stage admits it."""
    rows = {name for row_kind, row_status, name, _ in DETAILS if row_kind in ("", kind) and row_status in ("", status)}
    return detail in rows or detail in _GOODS
