"""What every description of an IRI has in common over HTTP: its formats, its headers, how it is read.

A thing (an organisation, a concept) is not a document: its address answers 303 with the document that describes it,
which has one address for each format (`/id/x.ttl`). Documents (the ontology, a graph) answer at their own address.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from ramp.engine.worker import RDF as SERIALIZED
from ramp.errors import GoneError, NotFoundError, ParameterError, in_french
from ramp.graph.namespaces import PREFIXES
from ramp.linking import nearby
from ramp.linking.addresses import href
from ramp.linking.catalog import LICENCE
from ramp.linking.description import Absent, Withdrawn
from ramp.sparql import negotiation, protocol
from ramp.sparql.negotiation import HTML, RDF, Choice, Format
from ramp.web import answers, service
from ramp.web.access import identify
from ramp.web.language import language
from ramp.web.parameters import check_language, unusable

P = ParamSpec("P")
T = TypeVar("T")

_TRIPLES = {form.name: form for form in RDF if form.name not in ("nquads", "trig")}
FORMATS: tuple[Format, ...] = (
    _TRIPLES["turtle"], HTML, _TRIPLES["jsonld"], _TRIPLES["ntriples"], _TRIPLES["rdfxml"],
)  # fmt: skip
"""The representations of a description; without a wish, the first."""
SUFFIXES: Mapping[str, Format] = {
    "ttl": FORMATS[0], "html": HTML, "jsonld": FORMATS[2], "nt": FORMATS[3], "rdf": FORMATS[4]
}  # fmt: skip
_OWN = ("lang", "page", "format")
_PAGES_MOST = 1_000_000
_WEB = ("http:", "https:")


@dataclass(frozen=True, slots=True)
class Target:
    """What a request asks for: the path as it came, without its suffix; the format, if the suffix says it."""

    path: str
    format: Format | None
    values: Mapping[str, str]

    def address(self, form: Format) -> str:
        """The address of the description in this format."""
        return f"/{self.path}.{suffix(form)}"

    @property
    def page(self) -> int:
        """The page of the description. Raises ParameterError."""
        text = self.values.get("page", "1")
        if text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= _PAGES_MOST:
            return int(text)
        raise ParameterError(
            f"page: {text[:80]!r} is not a whole number from 1",
            remedy="Leave it out for the first page",
            extra={
                "parameter": "page",
                **in_french(
                    f"page : « {text[:80]} » n’est pas un nombre entier à partir de 1",
                    "Omettez-le pour la première page",
                ),
            },
        )

    def query(self, **others: str) -> str:
        """The query string with what was given, `format` apart, and `others`."""
        kept = {name: value for name, value in self.values.items() if name not in ("format", "lang")} | others
        return f"?{urlencode(kept)}" if kept else ""


def target(request: Request, *more: str) -> Target:
    """What the request asks for; `more` are parameters besides `lang`, `page` and `format`. Raises ParameterError."""
    values: dict[str, str] = {}
    own = (*_OWN, *more)
    for name, value in protocol.parse_pairs(request.scope["query_string"]):
        if name not in own or name in values:
            raise unusable(name, own, twice=name in own)
        values[name] = value
    check_language(values.get("lang"))
    path = request.scope["raw_path"].decode("ascii", "replace").partition("?")[0].lstrip("/")
    stem, _, suffix = path.rpartition(".")
    form = SUFFIXES.get(suffix) if stem and not stem.endswith("/") else None
    return Target(stem if form else path, form, values)


def choose(request: Request, wanted: Target) -> Choice:
    """The format: by suffix, else by `format`, else by Accept. Raises NotAcceptableError, with the list."""
    if wanted.format is not None:
        return Choice(wanted.format, wanted.format.media_types[0])
    return negotiation.choose(request.headers.get("accept"), FORMATS, wanted.values.get("format") or None)


def suffix(form: Format) -> str:
    """The suffix of a format's address."""
    return next(word for word, known in SUFFIXES.items() if known is form)


async def read(request: Request, function: Callable[Concatenate[Path, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`function` on the store of the current version, in a worker, within the client's budget."""
    known = service.of(request)
    with _charged(request):
        return await answers.while_connected(
            request, known.engine.work(known.settings.deadline, function, *args, **kwargs)
        )


@contextmanager
def _charged(request: Request) -> Iterator[None]:
    """What is done meanwhile is within the client's budget. Raises BudgetError where that is used up."""
    known, client, token = service.of(request), answers.client_of(request), identify(request)
    if token is None:
        known.budget.check(client)
    begun = time.perf_counter()
    try:
        yield
    finally:
        if token is None:
            known.budget.charge(client, time.perf_counter() - begun)


async def read_once(
    request: Request, function: Callable[Concatenate[Path, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """As `read`, of what is the same for every reader of a version of the graph: read once, then kept."""
    known, key = service.of(request), (function, args, tuple(kwargs.items()))
    return await known.derived.get(known.engine.snapshot, key, lambda: read(request, function, *args, **kwargs))


async def refuse(request: Request, found: Withdrawn | Absent, path: str, base: str | None = None) -> Exception:
    """The error for an IRI, `path` below `base`, that was withdrawn, or that never was."""
    base = service.of(request).settings.base_iri if base is None else base
    if isinstance(found, Withdrawn):
        tongue = language(request)
        reasons = sorted(found.reasons, key=lambda reason: reason.language != tongue)
        said = f": {reasons[0].value}" if reasons else ""
        day = f" on {found.at[:10]}" if found.at else ""
        return GoneError(
            f"{found.node.value} was withdrawn{day}{said}",
            remedy=f"See {found.successors[0]}" if found.successors else "Its identifier will not be used again",
            extra={
                "id": found.node.value,
                "reason": {reason.language or "": reason.value for reason in reasons},
                "withdrawn": found.at,
                "near": _links(found.successors, base),
                "detail_fr": _withdrawn_fr(found),
                "remedy_fr": "Son identifiant ne sera pas réutilisé",
            },
        )
    near = await _near(request, found.iri, base)
    return NotFoundError(
        f"The graph knows no {base}{path[:200]}",
        remedy=f"Did you mean {near[0]}" if near else "Find it by name with the question find-by-label",
        extra={
            "near": _links(near, base),
            "detail_fr": f"Le graphe ne connaît pas {base}{path[:200]}",
            "remedy_fr": f"Vouliez-vous dire {near[0]} ?"
            if near
            else "Cherchez le nœud par son nom avec la question find-by-label",
        },
    )


async def _near(request: Request, iri: str, base: str) -> tuple[str, ...]:
    """The IRIs that resemble `iri`: below `base`, or without one those of the web."""
    beginning = base or iri.partition("/")[0]
    if not base and beginning not in _WEB:
        return ()
    known = await read_once(request, nearby.known, beginning)
    with _charged(request):
        return await asyncio.to_thread(known.near, iri)


def _withdrawn_fr(found: Withdrawn) -> str:
    reasons = sorted(found.reasons, key=lambda reason: reason.language != "fr")
    day = f" le {found.at[:10]}" if found.at else ""
    return f"{found.node.value} a été retiré{day}{f' : {reasons[0].value}' if reasons else ''}"


def no_page(wanted: Target, pages: int) -> NotFoundError:
    """The error for a page after the last."""
    return NotFoundError(
        f"/{wanted.path} has {pages} page{'s' if pages > 1 else ''}, and no page {wanted.page}",
        remedy="Follow the links rel=next from the first page",
        extra={
            "pages": pages,
            **in_french(
                f"/{wanted.path} compte {pages} page{'s' if pages > 1 else ''}, et n’a pas de page {wanted.page}",
                "Suivez les liens rel=next depuis la première page",
            ),
        },
    )


def _links(iris: Iterable[str], base: str) -> list[dict[str, str]]:
    return [{"id": iri, "href": href(iri, base)} for iri in iris]


def see_other(request: Request, wanted: Target, choice: Choice, location: str) -> Response:
    """303: the document that describes the thing (https://www.w3.org/TR/cooluris/, section 4.2)."""
    known = service.of(request)
    headers = {
        "Location": known.url(request) + location + (wanted.query() if choice.format is HTML else ""),
        "Vary": "Accept, Accept-Language" if choice.format is HTML else "Accept",
        "Cache-Control": answers.REVALIDATE,
        "Link": link(request, wanted.path, choice),
    }
    return Response(status_code=303, headers=headers)


def link(
    request: Request, path: str, choice: Choice, others: Iterable[tuple[str, str]] = (), *, things: bool = True
) -> str:
    """The header Link (https://signposting.org): the other formats, the licence, the IRI to cite, the dataset."""
    known = service.of(request)
    url = known.url(request)
    parts = [
        f'<{known.settings.base_iri}{path}>; rel="cite-as"',
        f'<{LICENCE}>; rel="license"',
        f'<{url}/dataset>; rel="collection"',
    ]
    for form in FORMATS:
        if form is not choice.format:
            relations = "alternate describedby" if choice.format is HTML and form is FORMATS[0] else "alternate"
            parts.append(f'<{url}/{path}.{suffix(form)}>; rel="{relations}"; type="{form.media_types[0]}"')
    if things and choice.format is not HTML:
        parts.append(f'<{url}/{path}>; rel="describes"')
    parts += [f'<{url}{address}>; rel="{relation}"' for relation, address in others]
    return ", ".join(parts)


def fresh(request: Request, tag: str) -> bool:
    """Whether the client has this already, by If-None-Match, else by If-Modified-Since (RFC 9110, section 13.2.2)."""
    if "if-none-match" in request.headers:
        return answers.matches(request, tag)
    since = request.headers.get("if-modified-since")
    if since is None or request.method not in ("GET", "HEAD"):
        return False
    try:
        return service.of(request).engine.modified <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def not_modified(request: Request, tag: str, vary: str) -> Response:
    """304, with the headers that the whole response would have to keep a cache right (RFC 9110, section 15.4.5)."""
    return Response(status_code=304, headers=validators(request, tag) | ({"Vary": vary} if vary else {}))


def validators(request: Request, tag: str) -> dict[str, str]:
    """ETag, Last-Modified, Cache-Control."""
    modified = format_datetime(service.of(request).engine.modified, usegmt=True)
    return {"ETag": tag, "Last-Modified": modified, "Cache-Control": answers.REVALIDATE}


def write(triples: Iterable[Triple], choice: Choice) -> bytes:
    """The triples in the chosen format, with the prefixes that they use."""
    told = sorted(triples, key=lambda triple: (str(triple.subject), str(triple.predicate), str(triple.object)))
    form = SERIALIZED[choice.name]
    prefixes = None if form == RdfFormat.N_TRIPLES else _used(told)
    return serialize(told, format=form, prefixes=prefixes) or b""


def _used(triples: Iterable[Triple]) -> dict[str, str]:
    iris = {
        term.value for triple in triples for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, NamedNode)
    }  # fmt: skip
    return {prefix: base for prefix, base in PREFIXES.items() if any(iri.startswith(base) for iri in iris)}


def page_links(path: str, query: Callable[[int], str], page: int, pages: int) -> list[tuple[str, str]]:
    """The relations `prev` and `next` of one page of several."""
    found = []
    if page > 1:
        found.append(("prev", f"/{path}{query(page - 1)}"))
    if page < pages:
        found.append(("next", f"/{path}{query(page + 1)}"))
    return found
