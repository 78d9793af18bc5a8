"""Everything that rests on a page or a document: records, evidence, copies. Shared by the pages of both."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from pyoxigraph import NamedNode

from ramp.web.asking import Row, ask
from ramp.web.kinds.parts import behind, by_text, reader, text, value
from ramp.web.node_page import Value, View

_GENERAL = ("Mechanism", "Consultation", "LegalResource", "Work", "OrganizationalUnit")
_MOST = 300


@dataclass(frozen=True, slots=True)
class Resting:
    """The nodes of one class that rest on the page; `parts` of each are the places of the document that it names."""

    kind: Value
    nodes: list[tuple[Value, list[Value]]] = field(default_factory=list)
    total: int = 0


async def resting(request: Request, node: NamedNode) -> dict[str, Any]:
    """What rests on the page or document `node`. Raises RampError as `ask`."""
    use, evidence, mirrors = await asyncio.gather(
        ask(request, "kind-source-use", page=node),
        ask(request, "kind-source-subjects", page=node),
        ask(request, "kind-source-mirrors", page=node),
    )
    view = reader(request, use, evidence)
    return {
        "resting": _by_class(view, use),
        "supported": _subjects(view, evidence),
        "official": [view.value(row["official"].value) for row in mirrors if "official" in row],
        "copies": sorted((view.value(row["copy"].value) for row in mirrors if "copy" in row), key=by_text),
        "accessed": sorted({row["accessed"].value for row in (*use, *evidence) if "accessed" in row}),
        "questions": {
            "facts": behind(request, "source-facts", page=node.value),
            "mirrors": behind(request, "mirrors"),
        },
    }


def _by_class(view: View, rows: list[Row]) -> list[Resting]:
    classes: defaultdict[str, set[str]] = defaultdict(set)
    parts: defaultdict[str, dict[str, Value]] = defaultdict(dict)
    for row in rows:
        classes[row["node"].value].add(row["class"].value)
        if "part" in row:
            parts[row["node"].value][row["part"].value] = view.value(row["part"].value)
    found: defaultdict[str, list[tuple[Value, list[Value]]]] = defaultdict(list)
    for iri, kinds in classes.items():
        telling = sorted(kinds, key=lambda kind: (kind.endswith(_GENERAL), kind))[0]
        places = sorted(parts[iri].values(), key=by_text)
        found[telling].append((view.value(iri), places))
    return sorted(
        (
            Resting(view.term(kind), sorted(nodes, key=lambda pair: by_text(pair[0]))[:_MOST], len(nodes))
            for kind, nodes in found.items()
        ),
        key=lambda one: by_text(one.kind),
    )


def _subjects(view: View, rows: list[Row]) -> list[dict[str, Any]]:
    """What the evidence is about: one line a practice or instrument and direction, with the paragraphs."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            (row["subject"].value, row["direction"].value),
            {
                "subject": view.value(row["subject"].value),
                "direction": view.value(row["direction"].value),
                "claims": {},
            },
        )
        one["claims"][row["number"].value] = (text(row, "number"), value(view, row, "claim"))
    for one in found.values():
        one["claims"] = [one["claims"][number] for number in sorted(one["claims"])]
    return sorted(found.values(), key=lambda one: by_text(one["subject"]))
