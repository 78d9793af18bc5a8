"""What a check found, for a person and for a program: one result a broken rule and node, none left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How grave it is: a violation must be corrected, a warning should be, an info is worth knowing."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One node that breaks one rule.

    `rule`: short name of the rule (`rs:ResponseClaim-evidence`, `hygiene/date-order`); `node`: IRI of the record (for a
    blank node, that of the record that it belongs to); `path`: the property, as compact text; `value`: the term that is
    wrong, as text; `message`: what to do, by language ("en", "fr"); `graph`: IRI of the named graph in which the node
    is described; `file`: the path of that graph's file below the root of the knowledge folders.
    """

    rule: str
    severity: Severity
    node: str
    message: Mapping[str, str]
    path: str | None = None
    value: str | None = None
    graph: str | None = None
    file: str | None = None

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """Gravest first, then by rule and node: the same report for the same graph."""
        return self.severity.rank, self.rule, self.node, self.path or "", self.value or ""

    def to_json(self) -> dict[str, Any]:
        """The members of this result in `Report.to_json`."""
        return {
            "rule": self.rule, "severity": self.severity.value, "node": self.node, "path": self.path,
            "value": self.value, "message": dict(self.message), "graph": self.graph, "file": self.file,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a check, and how much was checked: nothing wrong among no nodes is not the same as all is well.

    `rules`: number of rules applied; `nodes`: number of nodes that some rule looked at; `unmatched`: names of the
    rules that found nothing to look at.
    """

    results: tuple[Result, ...]
    rules: int
    nodes: int
    unmatched: tuple[str, ...] = field(default=())

    @property
    def conforms(self) -> bool:
        """No violation; warnings do not count."""
        return not any(result.severity is Severity.VIOLATION for result in self.results)

    def count(self, severity: Severity) -> int:
        """How many results there are of that severity."""
        return sum(1 for result in self.results if result.severity is severity)

    def by_rule(self) -> dict[str, list[Result]]:
        """The results of each broken rule, the gravest rules first."""
        groups: dict[str, list[Result]] = {}
        for result in self.results:
            groups.setdefault(result.rule, []).append(result)
        return groups

    def to_json(self) -> dict[str, Any]:
        """The whole report as a JSON object, `version` 1."""
        return {
            "version": 1,
            "conforms": self.conforms,
            "checked": {"rules": self.rules, "nodes": self.nodes, "unmatched": list(self.unmatched)},
            "counts": {severity.value: self.count(severity) for severity in Severity},
            "results": [result.to_json() for result in self.results],
        }

    @classmethod
    def of(cls, results: Iterable[Result], *, rules: int, nodes: int, unmatched: Iterable[str] = ()) -> "Report":
        """A report with its results in order, each once."""
        unique = {result.order: result for result in results}
        return cls(tuple(unique[key] for key in sorted(unique)), rules, nodes, tuple(sorted(unmatched)))
