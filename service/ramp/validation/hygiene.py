"""The hygiene rules of `shapes/hygiene/*.rq`: what holds between records, each rule a query that finds the defects.

    #+ title: {en: "...", fr: "..."}
    #+ description: {en: "...", fr: "..."}
    #+ severity: violation
    #+ message: {en: "{node} ends on {end}. Correct ...", fr: "..."}
    SELECT ?node ?end WHERE { ... }

The default graph of these queries is the stated part of the graph (see `ramp.validation.stated`); all else is there by
`GRAPH`. `?node` is the node to correct; `{variable}` in a message stands for the value that the query found.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Store, Triple

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.progress import Progress, silent
from ramp.graph.syntax import place
from ramp.questions.header import both_languages, header_error, read_header
from ramp.validation.report import Report, Result, Severity
from ramp.validation.shapes import compact
from ramp.validation.stated import Stated

_KEYS = {"title", "description", "severity", "message"}
_FIELD = re.compile(r"\{(\w+)\}")
_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class HygieneRule:
    """One rule: `name` (of its file), `severity`; by language `title`, `description`, `message`; `text`: the query."""

    name: str
    severity: Severity
    title: Mapping[str, str]
    description: Mapping[str, str]
    message: Mapping[str, str]
    text: str


def load_hygiene(folders: KnowledgeFolders) -> dict[str, HygieneRule]:
    """Every rule by name. Raises KnowledgeError naming the file, the rule and the remedy."""
    files = sorted((folders.shapes / "hygiene").glob("*.rq"))
    return {file.stem: parse_rule(folders.name(file), file, file.read_text(encoding="utf-8")) for file in files}


def parse_rule(name: str, path: Path, text: str) -> HygieneRule:
    """The rule that `text` describes; `name` is the file's name in messages. Raises KnowledgeError."""
    head = read_header(name, text)
    wrong = sorted(_KEYS ^ set(head))
    if wrong:
        known = f"the key {wrong[0]} is {'missing' if wrong[0] in _KEYS else 'unknown'}"
        raise header_error(name, known, f"Give {', '.join(sorted(_KEYS))}, and nothing else")
    severities = [severity.value for severity in Severity]
    if head["severity"] not in severities:
        raise header_error(name, f"the severity is {head['severity']!r}", f"Use one of {', '.join(severities)}")
    rule = HygieneRule(
        name=path.stem,
        severity=Severity(head["severity"]),
        title=both_languages(name, "title", head["title"]),
        description=both_languages(name, "description", head["description"]),
        message=both_languages(name, "message", head["message"]),
        text=text,
    )
    try:
        solutions = Store().query(text)
    except SyntaxError as error:
        raise header_error(name, f"no valid SPARQL {place(error)}", "Correct that place") from None
    variables = {v.value for v in solutions.variables} if isinstance(solutions, QuerySolutions) else set()
    fields = {field for message in rule.message.values() for field in _FIELD.findall(message)}
    missing = sorted((fields | {"node"}) - variables)
    if missing:
        raise header_error(name, f"the query does not select ?{missing[0]}", "Name it after SELECT")
    return rule


def check_hygiene(
    store: Store, folders: KnowledgeFolders, progress: Progress = silent, *, stated: Stated | None = None
) -> Report:
    """Every hygiene rule of `folders` over the graph in `store`."""
    part = stated or Stated(store, folders)
    rules = load_hygiene(folders)
    results: list[Result] = []
    for done, rule in enumerate(rules.values()):
        progress("Checking what holds between records", done, len(rules))
        results.extend(apply_rule(rule, part))
    progress("Checking what holds between records", len(rules), len(rules))
    return Report.of(results, rules=len(rules), nodes=len({quad.subject for quad in part.quads()}))


def apply_rule(rule: HygieneRule, stated: Stated) -> Iterator[Result]:
    """The nodes that break one rule."""
    solutions = stated.store.query(rule.text)
    assert isinstance(solutions, QuerySolutions)  # `parse_rule` has seen to it
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        found = {name: _text(solution[name]) for name in names}
        node = solution["node"]
        record = stated.record(node) if isinstance(node, NamedNode | BlankNode) else None
        graph = stated.graph_of(record) if record else None
        yield Result(
            rule=f"hygiene/{rule.name}",
            severity=rule.severity,
            node=record.value if record else found["node"],
            value=_values(solution, names),
            message={language: _fill(message, found) for language, message in rule.message.items()},
            graph=graph.value if graph else None,
            file=stated.file_of(graph),
        )


def _fill(message: str, found: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda match: found[match[1]], message)


def _values(solution: QuerySolution, names: list[str]) -> str | None:
    others = [_text(solution[name]) for name in names if name != "node" and solution[name] is not None]
    return ", ".join(others) or None


def _text(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    if term is None:
        return "-"
    text = compact(term.value) if isinstance(term, NamedNode) else getattr(term, "value", str(term))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
