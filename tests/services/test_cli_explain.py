"""What the command line says of an error, whatever it is wrapped in."""

import pytest

from armswire.cli.app import _explain
from armswire.errors import Transient


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_the_reason_is_said(depth, capsys):
    error: Exception = Transient("Kafka is away")
    for _ in range(depth):
        error = ExceptionGroup("unhandled errors in a TaskGroup", [error])
    assert _explain(error) == 1
    assert capsys.readouterr().err.strip().endswith("Kafka is away. It may work later.")
