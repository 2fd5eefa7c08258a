"""``armswire rules``: is the rules file right."""

import typer
from rich.table import Table
from rich.text import Text

from armswire.cli import console, options
from armswire.core.rulesfile import parse_rules
from armswire.errors import Misconfigured
from armswire.runtime.files import locate, read_text


def check(rules: options.Rules = None) -> None:
    """Check the rules file: every mistake with its line and what to write instead.

    A variable in a channel (`${TEAM_HOOK}`) need not be set here; `armswire up` needs it.
    """
    file = locate("rules.yaml", options.settings(rules=rules).rules)
    try:
        found = parse_rules(read_text(file.path), str(file.path), _Anything())
    except Misconfigured as error:
        for problem in error.problems:
            console.say(str(problem), style="red")
        console.say(f"{len(error.problems)} {'problem' if len(error.problems) == 1 else 'problems'} found")
        raise typer.Exit(console.PROBLEMS) from None
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim")
    for column in ("Rule", "Severity", "Channels", "Query"):
        table.add_column(column, overflow="fold")
    for rule in found.rules:
        on = rule in found.active
        query = Text(rule.query or f"kind {rule.kind.value}", style="" if on else "dim")
        table.add_row(
            Text(rule.id, style="bold" if on else "dim"),
            rule.severity if on else "off",
            Text(", ".join(rule.channels)),
            query,
        )
    console.out.print(table)
    console.say(f"{file.path}: {len(found.active)} of {len(found.rules)} rules on, nothing wrong")


class _Anything(dict[str, str]):
    """Has every variable, so that a check needs no secret."""

    def __missing__(self, name: str) -> str:
        return f"https://{name.lower()}.invalid"

    def __contains__(self, name: object) -> bool:
        return True
