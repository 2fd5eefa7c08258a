"""How a Kafka cluster is reached: one value, turned into aiokafka's and into Faust's settings."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faust

from armswire.errors import Misconfigured, Problem

MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")


@dataclass(frozen=True, slots=True)
class Connection:
    """``broker`` is ``kafka://host:port[,host:port…]``. ``username`` switches SASL on, ``tls`` or ``ca`` switch TLS on.

    ``ca``: file of the authorities to trust (None: the system's). ``certificate`` and ``key``: the client's own.
    """

    broker: str
    username: str | None = None
    password: str | None = None
    mechanism: str = "PLAIN"
    tls: bool = False
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    verify_hostname: bool = True

    @property
    def bootstrap(self) -> list[str]:
        """``host:port`` of each broker named. Raises ``Misconfigured``."""
        scheme, _, rest = self.broker.partition("://")
        if scheme != "kafka" or not rest:
            raise Misconfigured(
                Problem("ARMSWIRE_BROKER", None, f"{self.broker!r} is no Kafka", "write kafka://host:9092")
            )
        return [place if ":" in place else f"{place}:9092" for place in rest.split(",")]

    def ssl_context(self) -> ssl.SSLContext | None:
        """Return what TLS needs; None where TLS is off. Raises ``Misconfigured`` with the file that is wrong."""
        if not (self.tls or self.ca or self.certificate):
            return None
        try:
            context = ssl.create_default_context(cafile=str(self.ca) if self.ca else None)
            if self.certificate:
                context.load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as error:
            wrong = self.ca if self.certificate is None else self.certificate
            raise Misconfigured(Problem(wrong or "TLS", None, f"cannot be used for TLS: {error}")) from error
        context.check_hostname = self.verify_hostname
        return context

    def _checked_mechanism(self) -> str:
        if self.mechanism not in MECHANISMS:
            raise Misconfigured(
                Problem("ARMSWIRE_KAFKA_MECHANISM", None, f"{self.mechanism!r} is unknown", f"one of {MECHANISMS}")
            )
        return self.mechanism

    def client(self) -> dict[str, Any]:
        """Settings of every aiokafka client."""
        context = self.ssl_context()
        sasl = self.username is not None
        settings: dict[str, Any] = {
            "bootstrap_servers": self.bootstrap,
            "security_protocol": ("SASL_" if sasl else "") + ("SSL" if context else "PLAINTEXT"),
        }
        if settings["security_protocol"] == "SASL_PLAINTEXT" or sasl:
            settings |= {
                "sasl_mechanism": self._checked_mechanism(),
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        return settings | ({"ssl_context": context} if context else {})

    def faust(self) -> Mapping[str, Any]:
        """The same for a Faust app, to be given to ``build_flow`` (``Tuning.kafka``)."""
        context = self.ssl_context()
        if self.username is not None:
            credentials = faust.SASLCredentials(
                username=self.username,
                password=self.password,
                ssl_context=context,
                mechanism=self._checked_mechanism(),
            )
            return {"broker_credentials": credentials}
        return {"broker_credentials": faust.SSLCredentials(context)} if context else {}
