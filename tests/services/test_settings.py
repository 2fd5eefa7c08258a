"""Settings: from the environment, from files of secrets, and never shown where they are secret."""

import pytest

from armswire import settings
from armswire.errors import Misconfigured


def test_every_setting_says_what_it_means():
    for name, field in settings.Settings.model_fields.items():
        assert field.description and field.description.endswith("."), name


def test_secrets_come_from_files(tmp_path, monkeypatch):
    (tmp_path / "armswire_elastic_password").write_text("geheim\n")
    monkeypatch.setenv("ARMSWIRE_SECRETS", str(tmp_path))
    loaded = settings.load()
    assert loaded.elastic_password.get_secret_value() == "geheim"
    shown = {row.variable: row.value for row in settings.in_force(loaded)}
    assert shown["ARMSWIRE_ELASTIC_PASSWORD"] == "••••••"
    assert "geheim" not in repr(loaded)


def test_the_environment_comes_first(tmp_path, monkeypatch):
    (tmp_path / "armswire_kafka_password").write_text("file")
    monkeypatch.setenv("ARMSWIRE_SECRETS", str(tmp_path))
    monkeypatch.setenv("ARMSWIRE_KAFKA_PASSWORD", "environment")
    assert settings.load().kafka_password.get_secret_value() == "environment"


def test_a_directory_of_secrets_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ARMSWIRE_SECRETS", str(tmp_path / "nowhere"))
    with pytest.raises(Misconfigured, match="ARMSWIRE_SECRETS"):
        settings.load()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("POLL_AT_ONCE", "many", "ARMSWIRE_POLL_AT_ONCE"),
        ("POLL_INTERVAL_S", "3", "ARMSWIRE_POLL_INTERVAL_S"),
        ("FIRST_POLL", "some", "one of recent, all, none"),
        ("LOG_FORMAT", "xml", "one of text, json"),
    ],
)
def test_what_cannot_be_is_named_with_the_remedy(monkeypatch, name, value, told):
    monkeypatch.setenv(f"ARMSWIRE_{name}", value)
    with pytest.raises(Misconfigured, match=told):
        settings.load()


def test_what_no_setting_reads_is_told(monkeypatch):
    monkeypatch.setenv("ARMSWIRE_FEEEDS", "x")
    monkeypatch.setenv("ARMSWIRE_SECRETS", "/")
    assert settings.unknown() == ["ARMSWIRE_FEEEDS"]
