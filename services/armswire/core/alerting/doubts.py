"""What is allowed in a rules file and yet looks wrong: rules that can never fire, channels nobody uses. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from armswire.core.alerting.rules import Rule, RuleSet
from armswire.core.fields import Field
from armswire.core.query.tree import And, Equals, Node, Not, Or
from armswire.core.yamlfile import nearest
from armswire.errors import Problem
from armswire_schemas.events import BASES, CATEGORIES, MODES, STATUSES, TYPES

WORDS: Mapping[str, Sequence[str]] = {
    "arms.type": TYPES,
    "arms.mode": MODES,
    "arms.status": STATUSES,
    "arms.basis": BASES,
    "arms.weapon.category": CATEGORIES,
}
"""What this version's tagger writes into these fields."""


def doubts(rules: RuleSet) -> list[Problem]:
    """Return warnings in order of lines; [] where everything looks right."""
    found = [problem for rule in rules.rules for problem in _of_rule(rule, rules.file)]
    if not rules.active:
        found.append(Problem(rules.file, None, "no rule is enabled: nothing will ever alert"))
    used = {name for rule in rules.active for name in rule.channels}
    for name, channel in rules.channels.items():
        if name != "log" and name not in used:
            found.append(Problem(rules.file, channel.line, f"no enabled rule sends to channel {name!r}"))
    return sorted(found, key=lambda problem: problem.line or 0)


def _of_rule(rule: Rule, file: str) -> Iterator[Problem]:
    if rule.compiled is None:
        return
    for field, value in _asked(rule.compiled.tree):
        known = WORDS.get(field.name, (value,))
        if value not in known:
            guess = nearest(value, known)
            fix = f"did you mean {guess!r}?" if guess else f"known: {', '.join(known)}"
            yield Problem(file, rule.line, f"rule {rule.id!r}: {field.name} is never {value!r}", fix)
    if not possible(rule.compiled.tree):
        yield Problem(file, rule.line, f"rule {rule.id!r} can never fire", "its clauses exclude each other")
    if "arms.background" not in rule.query:
        fix = "add AND NOT arms.background:true"
        yield Problem(file, rule.line, f"rule {rule.id!r} alerts on history too", fix)


def _asked(node: Node) -> Iterator[tuple[Field, str]]:
    """Every field and word that something is asked to be, or not to be."""
    match node:
        case Equals(field, value) if isinstance(value, str):
            yield field, value.lower()
        case And(clauses) | Or(clauses):
            for clause in clauses:
                yield from _asked(clause)
        case Not(clause):
            yield from _asked(clause)


def possible(node: Node) -> bool:
    """False where no event can fit: one value is asked to be two things, or asked for and excluded."""
    return any(_consistent(facts) for facts in _ways(node))


_Fact = tuple[str, object, bool, bool]
"""Field, value, several values possible, wanted."""
_MANY = 256
"""Ways to fulfil a query that are looked at; one with more is taken to be possible."""


def _ways(node: Node, wanted: bool = True) -> list[frozenset[_Fact]]:
    """The combinations of facts that fulfil the node (or its opposite): its disjunctive normal form."""
    match node:
        case Equals(field, value):
            asked = value.lower() if isinstance(value, str) else value
            return [frozenset({(field.name, asked, field.multi, wanted)})]
        case Not(clause):
            return _ways(clause, not wanted)
        case And(clauses) if wanted:
            return _product([_ways(clause, wanted) for clause in clauses])
        case Or(clauses) if not wanted:
            return _product([_ways(clause, wanted) for clause in clauses])
        case And(clauses) | Or(clauses):
            ways = [way for clause in clauses for way in _ways(clause, wanted)]
            return ways if len(ways) <= _MANY else [frozenset()]
        case _:
            return [frozenset()]


def _product(parts: list[list[frozenset[_Fact]]]) -> list[frozenset[_Fact]]:
    ways: list[frozenset[_Fact]] = [frozenset()]
    for part in parts:
        if len(ways) * len(part) > _MANY:
            return [frozenset()]
        ways = [left | right for left in ways for right in part]
    return ways


def _consistent(facts: frozenset[_Fact]) -> bool:
    for name, value, multi, wanted in facts:
        if not wanted:
            continue
        for other, also, _, too in facts:
            if name == other and ((too and value != also and not multi) or (not too and value == also)):
                return False
    return True
