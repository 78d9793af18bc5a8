"""`/sources`: the reports, and the web pages that facts rest on, each with how much rests on it."""

import asyncio
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pyoxigraph import NamedNode

from ramp.graph.namespaces import DCTERMS
from ramp.web import page, service
from ramp.web.asking import Row, Term, ask
from ramp.web.language import language, words
from ramp.web.listed import fold, gather, named
from ramp.web.lists import asked
from ramp.web.node_page import View
from ramp.web.page import Cited

router = APIRouter(tags=["Pages"], include_in_schema=False)

PAGE = 100
_ELI = "http://data.europa.eu/eli/ontology#"


@router.get("/sources")
@router.head("/sources")
async def sources(request: Request) -> Response:
    """The list; `q` is a part of the address or of the title."""
    given, number = asked(request, ())
    if (same := page.unchanged(request)) is not None:
        return same
    known, lang = service.of(request), language(request)
    pages, reports, names = await asyncio.gather(
        ask(request, "list-sources"), ask(request, "list-reports"), ask(request, "list-reports-names")
    )
    view = View(named(reports, names), lang, known.settings.base_iri)
    wanted = fold(given["q"])
    found = sorted((row for row in pages if wanted in fold(row["node"].value)), key=lambda row: _bare(row))
    last = max(1, -(-len(found) // PAGE))
    number = min(number, last)
    told = [
        (view.named(entry.node), *(_first(entry.values.get(iri, [])) for iri in (_ELI + "id_local", _DATE)))
        for entry in gather(reports)
        if wanted in fold(view.named(entry.node).text)
    ]
    t = words(lang)
    return await page.respond(
        request,
        "sources.html",
        title=t["list_sources"],
        cite=Cited(t["list_sources"], f"{known.url(request)}/sources"),
        given=given,
        reports=sorted(told, key=lambda row: (row[2], fold(row[0].text))) if number == 1 else [],
        shown=[_shown(row, view) for row in found[(number - 1) * PAGE : number * PAGE]],
        total=len(found),
        whole=len(pages),
        number=number,
        pages=last,
        turn=lambda to: "?" + urlencode([*((key, value) for key, value in given.items() if value), ("page", str(to))]),
    )


_DATE = DCTERMS["date"].value


def _shown(row: Row, view: View) -> tuple[str, str, str, str]:
    """A page: its address in few letters, the page here about it, how much rests on it, what it is a copy of."""
    node = row["node"]
    about = f"/about?{urlencode({'iri': node.value})}"
    mirrored = row.get("mirrored")
    original = view.named(mirrored).text if isinstance(mirrored, NamedNode) else ""
    return (_bare(row), about, row["resting"].value, original)


def _bare(row: Row) -> str:
    return row["node"].value.partition("://")[2].removeprefix("www.").rstrip("/") or row["node"].value


def _first(terms: list[Term]) -> str:
    return min((term.value for term in terms), default="")
