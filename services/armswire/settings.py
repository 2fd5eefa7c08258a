"""Every setting: ``ARMSWIRE_<NAME>`` in the environment, read once where the program starts.

Units stand in the names (``_s`` seconds, ``_h`` hours, ``_bytes``). Options of a command override these.
Services never see this module: they are given values.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from armswire.errors import Misconfigured, Problem

PREFIX = "ARMSWIRE_"
OUTSIDE = frozenset(
    {"ARMSWIRE_SECRETS", "ARMSWIRE_VENV", "ARMSWIRE_UV", "ARMSWIRE_ENGINES", "ARMSWIRE_DEBUG", "ARMSWIRE_CALLED_AS"}
)
"""Variables with our prefix that are not settings: run.sh and the command line read them."""

Home = Annotated[Path, AfterValidator(lambda path: path.expanduser())]


class Settings(BaseSettings):
    """What is in force. Defaults are for one process on one machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    data: Home = Field(default=Path("armswire-data"), description="Directory of the log, the store and the poll state.")
    feeds: Home | None = Field(default=None, description="Feeds file. Unset: ./feeds.yaml, else the one shipped.")
    rules: Home | None = Field(default=None, description="Rules file. Unset: ./rules.yaml, else the one shipped.")
    lexicon: Home | None = Field(
        default=None, description="Directory of lexicon files of your own, laid over those that are shipped."
    )
    broker: str | None = Field(
        default=None, description="Where messages flow: sqlite:///PATH or kafka://HOST:PORT,… Unset: log.db in `data`."
    )
    store: str | None = Field(
        default=None,
        description="What search reads: sqlite:///PATH or http(s)://HOST:PORT. Unset: store.db in `data`.",
    )
    allow_private_addresses: bool = Field(
        default=False, description="Let feeds and webhooks be on private and loopback addresses."
    )
    first_poll: Literal["recent", "all", "none"] = Field(
        default="recent", description="What of a feed's first poll may alert: what is younger than 48 h, all, or none."
    )
    contact: str | None = Field(
        default=None, description="Address or page of whoever runs this, told to the servers of feeds."
    )
    poll_at_once: int = Field(default=64, ge=1, description="Feeds polled at the same time.")
    poll_interval_s: float = Field(
        default=900, ge=60, description="Seconds between two polls of a feed that names no interval of its own."
    )
    parsers: int = Field(default=2, ge=1, description="Processes that read what feeds send.")
    news_kept_days: float = Field(
        default=30, gt=0, description="Days that news without events are kept; items with events are kept on."
    )
    events_kept_days: float | None = Field(
        default=None, gt=0, description="Days that Elasticsearch keeps a month of news and events. Unset: for ever."
    )
    alerts_kept_days: float | None = Field(
        default=None, gt=0, description="Days that Elasticsearch keeps a month of alerts. Unset: for ever."
    )
    kafka_username: str | None = Field(default=None, description="User of Kafka; set, it turns SASL on.")
    kafka_password: SecretStr | None = Field(default=None, description="Password of that user.")
    kafka_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        default="PLAIN", description="SASL mechanism of Kafka."
    )
    kafka_tls: bool = Field(default=False, description="Speak TLS with Kafka.")
    kafka_ca: Home | None = Field(default=None, description="File of the authorities that sign Kafka's certificate.")
    kafka_certificate: Home | None = Field(default=None, description="File of our own certificate for Kafka.")
    kafka_key: Home | None = Field(default=None, description="File of that certificate's key.")
    kafka_replication: int = Field(default=1, ge=1, description="Copies of each topic that is made.")
    kafka_poll_interval_s: float = Field(
        default=86400, ge=5, description="Seconds that a worker may hang before Kafka gives its share to others."
    )
    elastic_username: str | None = Field(default=None, description="User of Elasticsearch.")
    elastic_password: SecretStr | None = Field(default=None, description="Password of that user.")
    elastic_api_key: SecretStr | None = Field(default=None, description="API key of Elasticsearch, instead of a user.")
    elastic_ca: Home | None = Field(
        default=None, description="File of the authorities that sign Elasticsearch's certificate."
    )
    retry_at_most_s: float = Field(
        default=15,
        ge=1,
        description="Seconds at most between two tries while Kafka, Elasticsearch or the disk refuses: how late work"
        " goes on after they are back.",
    )
    log_level: Literal["debug", "info", "warning", "error"] | None = Field(
        default=None, description="Least level logged. Unset: info, on a terminal warning."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="Form of log lines on standard error.")
    http: str | None = Field(
        default=None, description="HOST:PORT where /livez, /readyz and /metrics are served. Unset: nowhere."
    )


@dataclass(frozen=True, slots=True)
class InForce:
    """One setting as ``armswire config`` shows it. ``source`` is `environment` or `default`."""

    variable: str
    value: str
    default: str
    source: str
    description: str


def load() -> Settings:
    """Return the settings of this process. ``Misconfigured`` names the variable and what it has to be.

    ``ARMSWIRE_SECRETS`` names a directory with a file a secret, ``armswire_elastic_password`` for instance; the
    environment comes first.
    """
    secrets = os.environ.get("ARMSWIRE_SECRETS")
    if secrets and not Path(secrets).is_dir():
        raise Misconfigured(Problem("environment", None, f"ARMSWIRE_SECRETS: {secrets} is no directory"))
    try:
        return Settings(_secrets_dir=secrets)
    except ValidationError as error:
        raise Misconfigured(*map(_problem, error.errors())) from None


def in_force(settings: Settings) -> Iterator[InForce]:
    """Yield every setting, secrets hidden."""
    for name, info in type(settings).model_fields.items():
        variable = PREFIX + name.upper()
        yield InForce(
            variable=variable,
            value=_shown(getattr(settings, name)),
            default=_shown(info.default),
            source="environment" if name in settings.model_fields_set else "default",
            description=info.description or "",
        )


def unknown() -> list[str]:
    """Return variables with our prefix that no setting reads: most often a misspelling."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | OUTSIDE
    given = {name for name in os.environ if name.startswith(PREFIX) and not name.startswith("ARMSWIRE_TEST_")}
    return sorted(given - known)


def _problem(error: Any) -> Problem:
    name = str(error["loc"][0])
    choices = get_args(Settings.model_fields[name].annotation) if name in Settings.model_fields else ()
    words = [str(choice) for choice in choices if isinstance(choice, str)]
    fix = f"one of {', '.join(words)}" if words else None
    return Problem("environment", None, f"{PREFIX}{name.upper()}: {error['msg']}", fix)


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case SecretStr():
            return "••••••" if value.get_secret_value() else ""
        case bool():
            return "true" if value else "false"
        case str() if "@" in value and "://" in value:
            scheme, _, rest = value.partition("://")
            return f"{scheme}://••••••@{rest.rpartition('@')[2]}"
        case _:
            return str(value)
