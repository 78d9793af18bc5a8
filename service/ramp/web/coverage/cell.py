"""`/matrix/{mechanism}/{paragraph}`: the claims and the searches behind one cell of the matrix."""

from fastapi import APIRouter, Request, Response
from pyoxigraph import NamedNode

from ramp.errors import NotFoundError
from ramp.web import page, service
from ramp.web.coverage import cells, filters, showing
from ramp.web.coverage.claims import behind
from ramp.web.coverage.filters import unknown
from ramp.web.coverage.marks import MARKS
from ramp.web.coverage.memory import facts_of
from ramp.web.coverage.table import choices, said
from ramp.web.language import language, words
from ramp.web.page import Cited

router = APIRouter(include_in_schema=False)


@router.get("/matrix/{mechanism}/{paragraph}")
@router.head("/matrix/{mechanism}/{paragraph}")
async def cell_page(request: Request, mechanism: str, paragraph: str) -> Response:
    """One mechanism and one recommendation: who claims what, on which evidence, and what was searched."""
    if (same := page.unchanged(request)) is not None:
        return same
    facts, lang = await facts_of(request), language(request)
    for name, value, known in (
        ("mechanism", mechanism, facts.mechanisms),
        ("paragraph", paragraph, facts.recommendations),
    ):
        if value not in known:
            error = unknown(name, value, list(known))
            raise NotFoundError(error.detail, remedy=error.remedy, extra=error.extra)
    wanted = filters.read(request, facts)
    column, row = facts.mechanisms[mechanism], facts.recommendations[paragraph]
    found = cells.at(facts, wanted, (mechanism, paragraph))
    told = await behind(request, facts, NamedNode(row.iri), wanted.as_of, NamedNode(column.iri))
    claims = [one for one in told.claims if wanted.basis is None or one.basis_iri == wanted.basis_iri]
    t = words(lang)
    title = t["coverage_cell_title"].format(mechanism=showing.short(column, lang), number=row.number)
    names, rows = showing.ordered(facts, lang), list(facts.recommendations)
    return await page.respond(
        request,
        "coverage/cell.html",
        title=title,
        cite=Cited(
            title, f"{service.of(request).url(request)}/matrix/{mechanism}/{paragraph}{wanted.query('basis', 'asOf')}"
        ),
        mechanism=column,
        mechanism_text=showing.text(column.texts, lang),
        recommendation=row,
        recommendation_text=showing.text(row.texts, lang),
        mark=MARKS[found.state],
        said=said(t, found, lang),
        counted=[one for one in claims if one.kind],
        others=[one for one in claims if not one.kind],
        searches=told.searches,
        filters=wanted,
        choices={"basis": choices(facts, lang)["basis"]},
        around={
            "coverage_previous_row": _beside(rows, paragraph, -1, f"/matrix/{mechanism}/{{}}"),
            "coverage_next_row": _beside(rows, paragraph, 1, f"/matrix/{mechanism}/{{}}"),
            "coverage_previous_column": _beside(names, mechanism, -1, f"/matrix/{{}}/{paragraph}"),
            "coverage_next_column": _beside(names, mechanism, 1, f"/matrix/{{}}/{paragraph}"),
        },
    )


def _beside(names: list[str], name: str, step: int, address: str) -> str | None:
    at = names.index(name) + step
    return address.format(names[at]) if 0 <= at < len(names) else None
