"""All that was learnt from labelled items and is shipped with the program."""

from dataclasses import dataclass, field
from pathlib import Path

import orjson

from armswire.tagging.model import Models, models_of
from armswire.tagging.outlook import Network, network_of

WEIGHTS = Path(__file__).parent / "weights.json"
"""Of the linear models; written by ``python -m armswire.tagging.training``."""
NETWORK = Path(__file__).parent / "network.npz"
"""Of the network; written by ``python -m armswire.tagging.distil``."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What is absent says nothing: the rules decide, or the linear models alone."""

    linear: Models = field(default_factory=dict)
    network: Network | None = None


def load_trained(weights: Path = WEIGHTS, network: Path = NETWORK) -> Trained:
    """Read what is shipped; files that are absent are left out."""
    linear = models_of(orjson.loads(weights.read_bytes())) if weights.exists() else {}
    return Trained(linear, network_of(network) if network.exists() else None)
