"""The short names of IRIs that a report uses: those that a contributor would type."""

from ramp.graph.namespaces import ID, PREFIXES, SCHEME


def compact(iri: str) -> str:
    """`ramp:degree`, `instrument/palermo-protocol`, or the IRI in angle brackets."""
    if iri.startswith(SCHEME.iri):
        return iri.removeprefix(SCHEME.iri).replace("/", ":", 1)
    best = max((ns for ns in PREFIXES.items() if iri.startswith(ns[1])), key=lambda ns: len(ns[1]), default=None)
    if best is None or best[0] == ID.prefix:
        return f"<{iri}>"
    return f"{best[0]}:{iri.removeprefix(best[1])}"
