"""What a map is of: the body or the treaty that `?of=` names, as `organization/asean` or `instrument/untoc`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ramp.errors import ParameterError
from ramp.graph.namespaces import ID
from ramp.web.asking import Row
from ramp.web.kinds.parts import by_text
from ramp.web.node_page import Value, View

KINDS = ("organization", "instrument")


@dataclass(frozen=True, slots=True)
class Choice:
    """A body or a treaty that a map can be made of; `of` as it stands in the address."""

    of: str
    kind: str
    name: Value


def choices(view: View, rows: Iterable[Row]) -> list[Choice]:
    """All that there are, from the rows of `map-choices`, bodies first, by name."""
    found = [
        Choice(iri.removeprefix(ID.iri), row["kind"].value, view.value(iri))
        for row in rows
        if (iri := row["node"].value).startswith(ID.iri)
    ]
    return sorted(found, key=lambda one: (KINDS.index(one.kind), by_text(one.name)))


def chosen(known: Sequence[Choice], of: str | None, preferred: str) -> Choice | None:
    """The one that is asked for; without a wish the preferred one, else the first; None where there is none at all.

    Raises ParameterError for one that the graph does not have.
    """
    wanted = (of or "").strip() or None
    found = next((one for one in known if one.of == (wanted or preferred)), None)
    if found is None and wanted is not None:
        raise ParameterError(
            f"of: {wanted[:80]!r} is no body with States as members and no treaty with acts of States",
            remedy="Choose one on the page /map; it stands in the address as organization/{name} or instrument/{name}",
            extra={
                "parameter": "of",
                "detail_fr": f"of : {wanted[:80]!r} n’est ni un organe dont des États sont membres, ni un traité ayant "
                "donné lieu à des actes d’États",
                "remedy_fr": "Choisissez-en un sur la page /map ; l’adresse le nomme organization/{nom} ou "
                "instrument/{nom}",
            },
        )
    return found or next(iter(known), None)
