"""Options that several commands share, and the settings with those options laid over them."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretStr

from armswire.errors import Misconfigured, Problem
from armswire.runtime.places import sqlite_url
from armswire.runtime.stores import Place
from armswire.settings import Settings, load

Data = Annotated[
    Path | None, typer.Option(help="Directory of log, store and poll state [ARMSWIRE_DATA, else armswire-data].")
]
Feeds = Annotated[
    Path | None, typer.Option(help="Feeds file [ARMSWIRE_FEEDS, else ./feeds.yaml, else the one that is shipped].")
]
Rules = Annotated[
    Path | None, typer.Option(help="Rules file [ARMSWIRE_RULES, else ./rules.yaml, else the one that is shipped].")
]
AllowPrivate = Annotated[
    bool | None,
    typer.Option("--allow-private-addresses", help="Let feeds and webhooks be on private and loopback addresses."),
]


def settings(**given: Any) -> Settings:
    """The settings of the environment, with the options that were given laid over them."""
    return load().model_copy(update={name: value for name, value in given.items() if value is not None})


def broker_url(settings: Settings) -> str:
    """Where messages flow: as set, else the log in the data directory."""
    return settings.broker or sqlite_url(settings.data / "log.db")


def store(settings: Settings) -> Place:
    """Where documents are: as set, else the store in the data directory."""
    return Place(
        url=settings.store or sqlite_url(settings.data / "store.db"),
        api_key=secret(settings.elastic_api_key),
        user=settings.elastic_username,
        password=secret(settings.elastic_password),
        ca=settings.elastic_ca,
        events_kept=_days(settings.events_kept_days),
        alerts_kept=_days(settings.alerts_kept_days),
    )


def lexicon(settings: Settings) -> Path | None:
    """The directory laid over the lexicon that is shipped, None where none is set."""
    if settings.lexicon is not None and not settings.lexicon.is_dir():
        raise Misconfigured(Problem("ARMSWIRE_LEXICON", None, f"{settings.lexicon} is no directory"))
    return settings.lexicon


def secret(value: SecretStr | None) -> str | None:
    """A secret's text, None where it is empty too."""
    return (value.get_secret_value() or None) if value else None


def _days(number: float | None) -> timedelta | None:
    return None if number is None else timedelta(days=number)
