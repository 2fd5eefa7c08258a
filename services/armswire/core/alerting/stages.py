"""How far an event has come, in words that claim no more than the status does. Tables only.

Looked up by type, status and detail, the most special first. ``{noun}`` is what is transferred, as its mode says.
"""

from armswire_schemas.events import ArmsEvent

NOUNS = {"sale": "sale", "aid": "military aid", "loan": "loan or lease", "swap": "swap"}
ANY_NOUN = "transfer"

STAGES: dict[tuple[str, str, str | None], str] = {
    ("transfer", "requested", None): "{noun} requested",
    ("transfer", "considered", None): "{noun} under consideration, not decided",
    ("transfer", "pledged", None): "{noun} promised",
    ("transfer", "approved", None): "{noun} approved, not yet said to be agreed or delivered",
    ("transfer", "approved", "notification"): "possible {noun}, notified to parliament, not a contract",
    ("transfer", "approved", "licence"): "export licence for a {noun} granted",
    ("transfer", "approved", "parliament"): "{noun} approved by parliament",
    ("transfer", "approved", "re_export"): "re-export approved",
    ("transfer", "agreed", None): "{noun} agreed",
    ("transfer", "agreed", "framework"): "framework agreement on a {noun}",
    ("transfer", "agreed", "order"): "{noun} ordered",
    ("transfer", "agreed", "option"): "option for a {noun} agreed",
    ("transfer", "done", None): "{noun} delivered or in delivery",
    ("procurement", "requested", None): "purchase requested",
    ("procurement", "considered", None): "purchase under consideration, not decided",
    ("procurement", "pledged", None): "purchase announced",
    ("procurement", "approved", None): "purchase approved, not yet said to be agreed",
    ("procurement", "agreed", None): "purchase agreed",
    ("procurement", "agreed", "framework"): "framework agreement on a purchase",
    ("procurement", "agreed", "order"): "purchase ordered",
    ("procurement", "agreed", "option"): "option for a purchase agreed",
    ("procurement", "done", None): "purchase delivered or in delivery",
    ("production", "requested", None): "production requested",
    ("production", "considered", None): "production under consideration, not decided",
    ("production", "pledged", None): "production announced",
    ("production", "approved", None): "production approved",
    ("production", "agreed", None): "production agreed",
    ("production", "agreed", "licensed"): "licensed production agreed",
    ("production", "done", None): "in production or produced (delivery not said)",
    ("production", "done", "licensed"): "in licensed production or produced (delivery not said)",
    ("embargo", "requested", None): "arms embargo or sanctions called for",
    ("embargo", "requested", "lifted"): "lifting of arms embargo or sanctions called for",
    ("embargo", "considered", None): "arms embargo or sanctions under consideration, not decided",
    ("embargo", "considered", "lifted"): "lifting of arms embargo or sanctions under consideration, not decided",
    ("embargo", "considered", "extended"): "extension of arms embargo or sanctions under consideration, not decided",
    ("embargo", "considered", "eased"): "easing of arms embargo or sanctions under consideration, not decided",
    ("embargo", "pledged", None): "arms embargo or sanctions announced",
    ("embargo", "pledged", "lifted"): "lifting of arms embargo or sanctions announced",
    ("embargo", "approved", None): "arms embargo or sanctions approved",
    ("embargo", "agreed", None): "arms embargo or sanctions agreed",
    ("embargo", "agreed", "lifted"): "lifting of arms embargo or sanctions agreed",
    ("embargo", "agreed", "extended"): "extension of arms embargo or sanctions agreed",
    ("embargo", "done", None): "arms embargo or sanctions in force",
    ("embargo", "done", "imposed"): "arms embargo or sanctions imposed",
    ("embargo", "done", "extended"): "arms embargo or sanctions extended",
    ("embargo", "done", "eased"): "arms embargo or sanctions eased",
    ("embargo", "done", "lifted"): "arms embargo or sanctions lifted",
    ("embargo", "done", "violated"): "arms embargo broken",
    ("embargo", "stopped", None): "arms embargo or sanctions lifted, ended or refused (which is not said)",
    ("embargo", "stopped", "lifted"): "arms embargo or sanctions lifted",
    ("embargo", "stopped", "eased"): "arms embargo or sanctions eased",
    ("embargo", "stopped", "suspended"): "arms embargo or sanctions suspended",
    ("embargo", "stopped", "refused"): "arms embargo or sanctions refused",
    ("embargo", "stopped", "ruled_out"): "arms embargo or sanctions ruled out",
    ("export_control", "requested", None): "change in arms export control called for",
    ("export_control", "considered", None): "change in arms export control under consideration, not decided",
    ("export_control", "pledged", None): "change in arms export control announced",
    ("export_control", "approved", None): "arms export control measure approved",
    ("export_control", "approved", "licence"): "arms export licence granted",
    ("export_control", "agreed", None): "arms export control measure agreed",
    ("export_control", "done", None): "arms export control measure in force",
    ("export_control", "stopped", None): "arms export control measure stopped",
    ("test", "considered", None): "weapon test planned",
    ("test", "pledged", None): "weapon test announced",
    ("test", "done", None): "weapon tested",
    ("deployment", "requested", None): "deployment requested",
    ("deployment", "considered", None): "deployment under consideration, not decided",
    ("deployment", "pledged", None): "deployment announced",
    ("deployment", "done", None): "deployed or in service",
    ("use", "considered", None): "use threatened or under consideration",
    ("use", "pledged", None): "use announced",
    ("use", "done", None): "weapon used, shot down, captured or destroyed",
    ("trafficking", "considered", None): "illicit transfer planned",
    ("trafficking", "done", None): "illicit arms or illicit transfer",
    ("trafficking", "done", "seizure"): "arms seized",
    ("trafficking", "done", "smuggling"): "arms smuggled",
    ("trafficking", "done", "diversion"): "arms diverted",
    ("trafficking", "done", "theft"): "arms stolen",
    ("trafficking", "done", "conviction"): "conviction for illicit arms",
    ("trafficking", "stopped", None): "illicit transfer stopped",
    ("trafficking", "stopped", "seizure"): "illicit transfer stopped, arms seized",
    ("disarmament", "requested", None): "disarmament called for",
    ("disarmament", "considered", None): "disarmament under consideration, not decided",
    ("disarmament", "pledged", None): "disarmament promised",
    ("disarmament", "agreed", None): "disarmament agreed",
    ("disarmament", "done", None): "arms destroyed, surrendered or limited",
    ("disarmament", "stopped", None): "disarmament stopped or treaty left",
}
SUBJECTS = {
    "procurement": "purchase",
    "production": "production",
    "embargo": "arms embargo or sanctions",
    "export_control": "arms export control",
    "test": "weapon test",
    "deployment": "deployment",
    "use": "use of a weapon",
    "trafficking": "illicit transfer",
    "disarmament": "disarmament",
}
STATUS_WORDS = {
    "requested": "requested",
    "considered": "under consideration, not decided",
    "pledged": "announced",
    "approved": "approved",
    "agreed": "agreed",
    "done": "done",
}
STOPS = {
    "refused": "refused",
    "cancelled": "cancelled",
    "suspended": "suspended",
    "delayed": "delayed",
    "ruled_out": "ruled out",
}
INSTEAD = frozenset({"parts", "upgrade", "repair", "training"})
"""Details that say that not the system itself moves."""
STOPPED = "stopped (refused, ended or put off: which is not said)"


def stage(event: ArmsEvent) -> str:
    """Say how far the event has come. An unknown type, status or detail is shown as it was written."""
    noun = NOUNS.get(event.mode or "", ANY_NOUN)
    told = STAGES.get((event.type, event.status, event.detail)) or _stopped(event, noun)
    told = told or STAGES.get((event.type, event.status, None)) or _general(event, noun)
    told = told.replace("{noun}", noun)
    return f"{told} ({event.detail})" if event.detail in INSTEAD else told


def _stopped(event: ArmsEvent, noun: str) -> str | None:
    if event.status != "stopped":
        return None
    subject = noun if event.type == "transfer" else SUBJECTS.get(event.type, _plain(event.type))
    if event.detail in STOPS:
        return f"{subject} {STOPS[event.detail]}"
    return None if (event.type, "stopped", None) in STAGES else f"{subject} {STOPPED}"


def _general(event: ArmsEvent, noun: str) -> str:
    subject = noun if event.type == "transfer" else SUBJECTS.get(event.type, _plain(event.type))
    return f"{subject} {STATUS_WORDS.get(event.status, _plain(event.status))}"


def _plain(word: str) -> str:
    return word.replace("_", " ")
