"""``python -m armswire.cli`` is the same as ``armswire``."""

from armswire.cli.app import main

main()
