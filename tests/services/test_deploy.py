"""What is deployed fits what is there: commands, settings, metrics, files. Schemas are not all that can be wrong."""

import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from armswire.cli.app import COMMANDS
from armswire.runtime.metrics import Metrics, _Counted
from armswire.settings import OUTSIDE, PREFIX, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = {"poller", "tagger", "indexer", "alerter"}
VARIABLES = {PREFIX + name.upper() for name in Settings.model_fields} | OUTSIDE
MANIFESTS = sorted(path for path in (DEPLOY / "k8s").glob("*.yaml") if path.name != "kustomization.yaml")


def documents(path: Path) -> list[dict]:
    return list(YAML(typ="safe").load_all(path.read_text()))


def known_metrics() -> set[str]:
    metrics = Metrics()
    metrics.registry.register(_Counted(dict))
    families = list(metrics.registry.collect())
    parts = ("", "_total", "_bucket", "_count", "_sum")
    return {family.name + part for family in families for part in parts} | {"up", "process_resident_memory_bytes"}


def test_compose_runs_commands_that_exist_with_settings_that_exist():
    compose = documents(ROOT / "docker-compose.yml")[0]
    names = {command.name for command in COMMANDS}
    ours = {name: one for name, one in compose["services"].items() if str(one.get("image", "")).startswith("armswire:")}
    assert SERVICES | {"topics"} == set(ours)
    for one in ours.values():
        assert " ".join(one["command"]) in names
        assert set(one["environment"]) <= VARIABLES


def test_compose_leaves_nothing_open():
    compose = documents(ROOT / "docker-compose.yml")[0]
    for name, one in compose["services"].items():
        for port in one.get("ports", []):
            assert port.startswith("127.0.0.1:"), f"{name} listens on every address"
        for variable, value in dict(one.get("environment", {})).items():
            secret = re.search(r"PASSWORD|KEY|SECRET|TOKEN", variable) and "FILE" not in variable
            assert not secret or str(value).startswith("/"), f"{name}: {variable} is written out"
        assert one.get("mem_limit") or "restart" not in one or one["restart"] == "no", f"{name} has no limit"


def test_compose_mounts_files_that_exist():
    compose = documents(ROOT / "docker-compose.yml")[0]
    for one in compose["services"].values():
        for volume in one.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (ROOT / source).exists(), source


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_manifests_run_commands_that_exist_and_probe_what_is_served(path):
    names = {command.name for command in COMMANDS}
    for document in documents(path):
        for container in document.get("spec", {}).get("template", {}).get("spec", {}).get("containers", []):
            assert " ".join(container["args"]) in names
            probes = [container[probe]["httpGet"]["path"] for probe in container if probe.endswith("Probe")]
            assert set(probes) <= {"/livez", "/readyz"}
            assert container["securityContext"]["readOnlyRootFilesystem"] is True


def test_manifests_are_all_listed_and_set_what_exists():
    kustomization = documents(DEPLOY / "k8s" / "kustomization.yaml")[0]
    assert sorted(kustomization["resources"]) == [path.name for path in MANIFESTS]
    for name in ("settings.env", "secret.env.example"):
        lines = (DEPLOY / "k8s" / name).read_text().split()
        assert {line.split("=")[0] for line in lines} <= VARIABLES


def test_boards_and_alerts_use_metrics_that_are_served():
    board = json.loads((DEPLOY / "grafana" / "boards" / "armswire.json").read_text())
    rules = documents(DEPLOY / "prometheus" / "alerts.yml")[0]
    expressions = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    expressions += [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    used = set(re.findall(r"\b(?:armswire_\w+|process_\w+)", " ".join(expressions)))
    assert used
    assert used <= known_metrics()


def test_the_image_is_built_of_files_that_exist():
    ignored = (ROOT / ".dockerignore").read_text()
    for line in (DEPLOY / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists(), source
                assert f"!{source}" in ignored, f"{source} is kept from the image by .dockerignore"
