"""`/ontology` and `/shapes`: the terms and the rules, as pages for people and in the RDF that they are made from.

`/ontology/1.0.0` is one version of the ontology, `/shapes/1.0.0` are the rules that went with it; versions that were
published stay. `/shapes/must` is one file, `/shapes/1.0.0/must` the same in that version.
"""

from typing import Any

from fastapi import APIRouter, Request, Response

from ramp.errors import NotFoundError, in_french
from ramp.graph.namespaces import RAMP, RDF, RDFS, SKOS
from ramp.linking import describing, rules, vocabulary
from ramp.linking.rules import Intent, Rules
from ramp.linking.vocabulary import SORTS, TermOf, Vocabulary
from ramp.sparql.negotiation import HTML, Choice
from ramp.web import answers, linked, page, service
from ramp.web.language import language, words
from ramp.web.linked import Target
from ramp.web.node_page import View
from ramp.web.page import Cited

router = APIRouter(tags=["Vocabulary"], include_in_schema=False)

_OF_PAGE = (RDFS["label"].value, SKOS["definition"].value)
_UNSAID = (*_OF_PAGE, RDF["type"].value, RDFS["isDefinedBy"].value)


@router.get("/ontology{rest:path}")
@router.head("/ontology{rest:path}")
async def ontology(request: Request, rest: str) -> Response:
    """The ontology, or one version of it."""
    known, wanted = service.of(request), _target(request, "ontology", rest)
    choice, version = linked.choose(request, wanted), wanted.path.removeprefix("ontology").strip("/") or None
    tag = _tag(request, wanted, choice)
    if linked.fresh(request, tag):
        return linked.not_modified(request, tag, _vary(wanted, choice))
    read = linked.read_once if version is None else linked.read  # of what is kept nobody outside chooses the name
    found = await read(request, vocabulary.vocabulary, known.folders.root, version)
    if found is None:
        raise NotFoundError(
            f"There is no version {version} of the ontology",
            remedy="See the versions at /ontology",
            extra=in_french(f"L’ontologie n’a pas de version {version}", "Voyez les versions à /ontology"),
        )
    if choice.format is not HTML:
        return _respond(request, wanted, choice, tag, linked.write(found.triples, choice))
    return _respond(request, wanted, choice, tag, _ontology_page(request, found))


@router.get("/shapes{rest:path}")
@router.head("/shapes{rest:path}")
async def shapes(request: Request, rest: str) -> Response:
    """The rules, or those of one file, in one version."""
    wanted = _target(request, "shapes", rest)
    choice = linked.choose(request, wanted)
    tag = _tag(request, wanted, choice)
    if linked.fresh(request, tag):
        return linked.not_modified(request, tag, _vary(wanted, choice))
    root, name = service.of(request).folders.root, wanted.path.removeprefix("shapes").strip("/")
    newest, *older = await linked.read_once(request, rules.versions, root)
    version, names = newest, name
    if name.partition("/")[0] in (newest, *older):
        version, _, names = name.partition("/")
    if choice.format is not HTML:
        asked = [names] if names else []
        if version == newest:
            found = await linked.read(request, rules.triples, asked)
        else:
            found = await linked.read(request, rules.earlier, root, version, asked)
        if not found:
            raise _no_file(name)
        return _respond(request, wanted, choice, tag, linked.write(found, choice))
    read = linked.read_once if version == newest else linked.read  # of what is kept nobody outside chooses the name
    book = await read(request, rules.rules, root, version)
    shown = [intent for intent in book.intents if not names or intent.name == names] if book else []
    if book is None or not shown:
        raise _no_file(name)
    return _respond(request, wanted, choice, tag, await _rules_page(request, book, shown, wanted.path))


async def _rules_page(request: Request, book: Rules, shown: list[Intent], path: str) -> bytes:
    known, tongue = service.of(request), language(request)
    targets = {target for intent in shown for item in intent.sets for target in item.targets}
    view = View(
        await linked.read_once(request, describing.names, tuple(sorted(targets))), tongue, known.settings.base_iri
    )
    current = book.version == book.versions[0]
    return page.render(
        request,
        "rules.html",
        title=words(tongue)["shapes_title"],
        cite=Cited(words(tongue)["shapes_title"], known.settings.base_iri + path),
        book=book,
        base="shapes" if current else f"shapes/{book.version}",
        intents=shown,
        view=view,
        path=path,
    ).encode()


def _ontology_page(request: Request, found: Vocabulary) -> bytes:
    known, tongue = service.of(request), language(request)
    view = View(found.names, tongue, known.settings.base_iri)
    parts = {sort: [_term(view, term) for term in found.terms if term.sort == sort] for sort in SORTS}
    header = [view.row(group) for group in found.header if group.property.value not in (*_UNSAID, *view.leads)]
    path = "ontology" if found.version == found.versions[0] else f"ontology/{found.version}"
    title = words(tongue)["ontology_title"]
    return page.render(
        request,
        "terms.html",
        title=title,
        cite=Cited(title, known.settings.base_iri + path),
        vocabulary=found,
        lead=view.lead(found.header),
        header=[row for row in header if row.values],
        parts=parts,
        reused=[(view.term(iri), count) for iri, count in found.reused],
        path=path,
    ).encode()


def _term(view: View, term: TermOf) -> dict[str, Any]:
    groups = {group.property.value: group for group in term.groups}
    label, definition = (view.texts(groups[iri]) if iri in groups else [] for iri in _OF_PAGE)
    kinds = groups[RDF["type"].value].terms
    return {
        "anchor": term.node.value.removeprefix(RAMP.iri),
        "iri": term.node.value,
        "kinds": [view.term(kind.value).text for kind in kinds],
        "label": label,
        "definition": definition,
        "rows": [view.row(group) for group in term.groups if group.property.value not in _UNSAID],
        "uses": term.uses,
        "examples": [view.value(iri) for iri in term.examples],
        "history": term.history,
    }


def _target(request: Request, head: str, rest: str) -> Target:
    """The request's target; `/ontology-x` and the like are nothing."""
    wanted = linked.target(request)
    path = wanted.path.rstrip("/")
    if path != head and not path.startswith(f"{head}/"):
        raise NotFoundError(
            f"There is nothing at /{head}{rest[:80]}",
            remedy=f"See /{head}",
            extra=in_french(f"Il n’y a rien à l’adresse /{head}{rest[:80]}", f"Voyez /{head}"),
        )
    return Target(path, wanted.format, wanted.values)


def _no_file(name: str) -> NotFoundError:
    return NotFoundError(
        f"There are no rules named {name[:80]!r}",
        remedy="See all of them at /shapes",
        extra=in_french(f"Il n’y a pas de règles nommées « {name[:80]} »", "Voyez-les toutes à /shapes"),
    )


def _tag(request: Request, wanted: Target, choice: Choice) -> str:
    tongue = language(request) if choice.format is HTML else ""
    return answers.etag(service.of(request).engine.snapshot, wanted.path, choice.content_type, tongue)


def _vary(wanted: Target, choice: Choice) -> str:
    parts = [] if wanted.format else ["Accept"]
    return ", ".join([*parts, "Accept-Language"] if choice.format is HTML or not wanted.format else parts)


def _respond(request: Request, wanted: Target, choice: Choice, tag: str, body: bytes) -> Response:
    headers = {
        **linked.validators(request, tag),
        "Link": linked.link(request, wanted.path, choice, things=False),
        "Content-Type": choice.content_type,
    }
    if vary := _vary(wanted, choice):
        headers["Vary"] = vary
    if choice.format is HTML:
        headers["Content-Language"] = language(request)
    if wanted.format is None:
        headers["Content-Location"] = f"/{wanted.path}.{linked.suffix(choice.format)}"
    return Response(body, headers=headers)
