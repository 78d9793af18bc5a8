"""The cells one after another, under the names of the columns of the question coverage-matrix."""

from collections.abc import Iterator

from ramp.web.coverage.cells import Matrix

FIELDS = (
    "mechanism", "mechanismEn", "mechanismFr", "section", "paragraph", "number", "recommendationEn", "recommendationFr",
    "state", "withEvidence", "withoutEvidence", "disputed", "unconfirmed", "searches", "lastSearch", "asOf",
)  # fmt: skip


def records(shown: Matrix) -> Iterator[dict[str, str | int | None]]:
    """One record a cell, by mechanism and then by number."""
    for mechanism in shown.mechanisms:
        for row in shown.recommendations:
            cell = shown.cells[mechanism.name, row.name]
            yield {
                "mechanism": mechanism.iri,
                "mechanismEn": mechanism.texts.get("en"),
                "mechanismFr": mechanism.texts.get("fr"),
                "section": row.section.iri,
                "paragraph": row.iri,
                "number": row.number,
                "recommendationEn": row.texts.get("en"),
                "recommendationFr": row.texts.get("fr"),
                "state": cell.state.value,
                "withEvidence": cell.with_evidence,
                "withoutEvidence": cell.without_evidence,
                "disputed": cell.disputed,
                "unconfirmed": cell.unconfirmed,
                "searches": cell.searches,
                "lastSearch": cell.last_search,
                "asOf": shown.filters.day,
            }
