"""``armswire config`` and ``armswire version``."""

import platform
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from armswire import __version__, settings
from armswire.cli import console


def config(as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """Show every setting: what is in force, whether it was set, and what it means. Secrets are hidden."""
    rows = list(settings.in_force(settings.load()))
    if as_json:
        console.print_json({row.variable: row.value for row in rows})
    else:
        table = Table(box=None, pad_edge=False, show_edge=False)
        table.add_column("Setting", style="bold", no_wrap=True)
        table.add_column("In force")
        table.add_column("Meaning", style="dim")
        for row in rows:
            value = Text(row.value or "-", style="green" if row.source == "environment" else "")
            table.add_row(row.variable, value, Text(row.description))
        console.out.print(table)
    for name in settings.unknown():
        console.say(f"{name} is set but no setting has that name", style="yellow")


def version() -> None:
    """Show the version of Armswire and of the Python it runs on."""
    console.out.print(f"armswire {__version__} (Python {platform.python_version()})", markup=False)
