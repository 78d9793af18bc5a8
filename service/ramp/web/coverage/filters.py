"""What a reader wants to see of the matrix: read from the address, checked against what there is."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from ramp.errors import ParameterError
from ramp.graph.namespaces import SCHEME
from ramp.web.coverage.facts import Facts, Mechanism, Recommendation
from ramp.web.days import as_of, last_day


@dataclass(frozen=True, slots=True)
class Filters:
    """Names of a section, a theme, a basis of claims and a type of mechanism, and a day; None: all.

    `as_of` is as exact as the reader gave it.
    """

    section: str | None = None
    theme: str | None = None
    basis: str | None = None
    group: str | None = None
    as_of: str | None = None

    @property
    def day(self) -> str | None:
        """The last day that counts."""
        return last_day(self.as_of) if self.as_of else None

    @property
    def basis_iri(self) -> str | None:
        """The basis as an IRI."""
        return f"{SCHEME.iri}claim-basis/{self.basis}" if self.basis else None

    def query(self, *names: str) -> str:
        """The filters as a query of an address, with its question mark; `names`: these alone."""
        given = {
            "section": self.section,
            "theme": self.theme,
            "basis": self.basis,
            "group": self.group,
            "asOf": self.as_of,
        }
        kept = [(name, value) for name, value in given.items() if value and (not names or name in names)]
        return f"?{urlencode(kept)}" if kept else ""

    def takes(self, recommendation: Recommendation) -> bool:
        """Whether the recommendation is shown."""
        return (self.section is None or recommendation.section.name == self.section) and (
            self.theme is None or f"{SCHEME.iri}theme/{self.theme}" in recommendation.themes
        )

    def has(self, mechanism: Mechanism) -> bool:
        """Whether the mechanism is shown."""
        return self.group is None or f"{SCHEME.iri}organization-type/{self.group}" in mechanism.groups


def read(request: Request, facts: Facts) -> Filters:
    """The filters of a request. Raises ParameterError naming the parameter, what there is and what is near."""
    return Filters(
        section=chosen(request, "section", [section.name for section in facts.sections]),
        theme=chosen(request, "theme", themes(facts)),
        basis=chosen(request, "basis", facts.concepts("claim-basis")),
        group=chosen(request, "group", groups(facts)),
        as_of=as_of(request.query_params.get("asOf")),
    )


def themes(facts: Facts) -> list[str]:
    """The names of the themes that a recommendation has."""
    start = f"{SCHEME.iri}theme/"
    return sorted({iri.removeprefix(start) for one in facts.recommendations.values() for iri in one.themes})


def groups(facts: Facts) -> list[str]:
    """The names of the types that a mechanism has."""
    start = f"{SCHEME.iri}organization-type/"
    return sorted({iri.removeprefix(start) for one in facts.mechanisms.values() for iri in one.groups})


def chosen(request: Request, name: str, known: Collection[str]) -> str | None:
    """The value of a parameter that is one of `known`; None where none is given."""
    value = (request.query_params.get(name) or "").strip()
    if not value:
        return None
    if value not in known:
        raise unknown(name, value, known)
    return value


def unknown(name: str, value: str, known: Collection[str]) -> ParameterError:
    """The error for a value that there is not."""
    near = difflib.get_close_matches(value, known, n=3)
    shown = value if len(value) <= 80 else value[:79] + "…"
    listed = ", ".join(near or sorted(known))
    return ParameterError(
        f"{name}: there is no {shown!r}",
        remedy=f"Did you mean {listed}?" if near else f"Give one of {listed}",
        extra={
            "parameter": name,
            "suggestions": near,
            "detail_fr": f"{name} : {shown!r} n’existe pas",
            "remedy_fr": f"Vouliez-vous dire {listed} ?" if near else f"Indiquez l’une de ces valeurs : {listed}",
        },
    )
