"""The published versions of a record that came by submission, with the steps of each (PROV)."""

from dataclasses import dataclass, field

from fastapi import Request
from pyoxigraph import NamedNode

from ramp.web.asking import ask
from ramp.web.kinds.parts import reader, text, value
from ramp.web.node_page import Value


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a version: when (xsd:dateTime), what, by whom, why."""

    at: str
    state: Value | None
    agent: Value | None
    reason: Value | None


@dataclass(frozen=True, slots=True)
class Version:
    """A version with its steps, in the order of time."""

    own: Value
    steps: list[Step] = field(default_factory=list)


async def history(request: Request, node: NamedNode) -> list[Version]:
    """The versions behind a node, the latest first; none for a record that did not come by submission."""
    rows = await ask(request, "kind-history", node=node)
    view = reader(request, rows)
    versions: dict[str, Version] = {}
    seen: set[str] = set()
    for row in rows:
        version = versions.setdefault(row["version"].value, Version(view.value(row["version"].value)))
        if row["step"].value not in seen:
            seen.add(row["step"].value)
            version.steps.append(
                Step(
                    text(row, "at") or "",
                    value(view, row, "state"),
                    value(view, row, "agent"),
                    value(view, row, "reason"),
                )
            )
    return sorted(versions.values(), key=lambda one: one.steps[-1].at, reverse=True)
