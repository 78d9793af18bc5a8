"""`/mechanisms`, `/recommendations`, `/practices`, `/instruments`, `/states`: everything of a kind, to look through.

A list is narrowed by a text in the name and by the values of some columns; what an address asks for is in its query.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pyoxigraph import Literal, NamedNode

from ramp.errors import ParameterError
from ramp.graph.namespaces import DCTERMS, ORG, RAMP, SCHEMA, SCHEME, SKOS
from ramp.sparql.protocol import parse_pairs
from ramp.web import page, service
from ramp.web.asking import Term, ask
from ramp.web.language import language, words
from ramp.web.listed import Entry, Whole, fold, gather, key_of, named, options_of
from ramp.web.node_page import Value, View
from ramp.web.page import Cited
from ramp.web.wording import day

router = APIRouter(tags=["Pages"], include_in_schema=False)

PAGE = 50
_ELI = "http://data.europa.eu/eli/ontology#"
_TYPE, _DAY, _BINDING = _ELI + "work_type", _ELI + "date_document", RAMP["legallyBinding"].value
_OF, _START, _END = RAMP["ofMechanism"].value, SCHEMA["startDate"].value, SCHEMA["endDate"].value
_UNVERIFIED = NamedNode(f"{SCHEME.iri}verification-status/unverified")
_ISO3 = NamedNode(RAMP.iri + "iso3166Alpha3")


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: its columns and its filters, each a property by the word that names it; `size` of a page."""

    columns: Mapping[str, str]
    filters: Mapping[str, str]
    size: int = PAGE
    by_number: bool = False


LISTS: Mapping[str, Listing] = MappingProxyType(
    {
        "mechanisms": Listing(
            {
                "acronym": RAMP["acronym"].value,
                "classification": ORG["classification"].value,
                "founded": SCHEMA["foundingDate"].value,
                "seat": SCHEMA["location"].value,
            },
            {"classification": ORG["classification"].value},
        ),
        "recommendations": Listing(
            {"part": DCTERMS["isPartOf"].value, "audience": DCTERMS["audience"].value},
            {"audience": DCTERMS["audience"].value, "theme": DCTERMS["subject"].value},
            by_number=True,
        ),
        "practices": Listing(
            {
                "mechanism": _OF,
                "type": RAMP["practiceType"].value,
                "period": _START,
                "recommendation": RAMP["respondsTo"].value,
            },
            {
                "mechanism": _OF,
                "type": RAMP["practiceType"].value,
                "recommendation": RAMP["respondsTo"].value,
                "country": DCTERMS["spatial"].value,
            },
        ),
        "instruments": Listing(
            {"type": _TYPE, "adopted": _DAY, "adopter": RAMP["adoptedBy"].value, "binding": _BINDING},
            {"mechanism": _OF, "type": _TYPE, "binding": _BINDING},
        ),
        "states": Listing(
            {
                "code": SKOS["notation"].value,
                "region": SCHEMA["containedInPlace"].value,
                "status": RAMP["unStatus"].value,
            },
            {"region": SCHEMA["containedInPlace"].value, "status": RAMP["unStatus"].value},
            size=250,
        ),
    }
)


def _route(name: str) -> Callable[[Request], object]:
    async def listed(request: Request) -> Response:
        return await _list(request, name)

    return listed


for _name in LISTS:
    router.add_api_route(f"/{_name}", _route(_name), methods=["GET", "HEAD"])


async def _list(request: Request, name: str) -> Response:
    given, number = asked(request, LISTS[name].filters)
    if (same := page.unchanged(request)) is not None:
        return same
    lang, listing = language(request), LISTS[name]
    t = words(lang)
    known = service.of(request)
    whole = await known.derived.get(known.engine.snapshot, ("list", name), lambda: _read(request, name))
    entries, view = whole.entries, View(whole.names, lang, known.settings.base_iri)
    kept = [entry for entry in entries if _fits(entry, given, listing, view)]
    kept.sort(key=lambda entry: _order(entry, listing, view))
    pages = max(1, -(-len(kept) // listing.size))
    number = min(number, pages)
    shown = kept[(number - 1) * listing.size : number * listing.size]
    return await page.respond(
        request,
        "list.html",
        title=t[f"list_{name}"],
        cite=Cited(t[f"list_{name}"], f"{known.url(request)}/{name}"),
        list=name,
        columns=list(listing.columns),
        entries=[
            (_titled(entry, view, listing), [_cell(entry, key, iri, view) for key, iri in listing.columns.items()])
            for entry in shown
        ],
        filters={key: options_of(whole, key, iri, view, t) for key, iri in listing.filters.items()},
        given=given,
        total=len(kept),
        whole=len(entries),
        number=number,
        pages=pages,
        turn=lambda to: "?" + urlencode([*((key, value) for key, value in given.items() if value), ("page", str(to))]),
    )


async def _read(request: Request, name: str) -> Whole:
    facts, names = await asyncio.gather(ask(request, f"list-{name}"), ask(request, f"list-{name}-names"))
    return Whole(gather(facts), named(facts, names))


def asked(request: Request, filters: Iterable[str]) -> tuple[dict[str, str], int]:
    """What the address asks for: the values of `q` and of the filters, and the page. Raises ParameterError."""
    known = ("q", *filters)
    given = dict.fromkeys(known, "")
    number = 1
    for key, value in parse_pairs(request.scope["query_string"]):
        if key == "page" and value.isascii() and value.isdigit() and 0 < int(value[:9]) < 1_000_000:
            number = int(value[:9])
        elif key in known:
            given[key] = value.strip()[:200]
        elif key not in ("lang", "format"):
            raise ParameterError(
                f"{key[:80]}: there is no such parameter here, or its value is wrong",
                remedy=f"Use {', '.join((*known, 'page'))}",
                extra={
                    "parameter": key[:80],
                    "detail_fr": f"{key[:80]} : ce paramètre n’existe pas ici, ou sa valeur est incorrecte",
                    "remedy_fr": f"Utilisez {', '.join((*known, 'page'))}",
                },
            )
    return given, number


def _fits(entry: Entry, given: Mapping[str, str], listing: Listing, view: View) -> bool:
    for key, property in listing.filters.items():
        if given[key] and given[key] not in (key_of(term) for term in entry.values.get(property, ())):
            return False
    wanted = fold(given["q"])
    texts = [*entry.values.get(SKOS["prefLabel"].value, ()), *entry.values.get(RAMP["acronym"].value, ())]
    return not wanted or any(wanted in fold(term.value) for term in texts)


def _order(entry: Entry, listing: Listing, view: View) -> tuple[int, str]:
    notation = entry.values.get(SKOS["notation"].value, [])
    number = notation[0].value if listing.by_number and notation else ""
    return (int(number) if number.isdigit() else 0, fold(view.named(entry.node).text))


@dataclass(frozen=True, slots=True)
class Title:
    """The first cell of a row: the name, with its number where people know the node by that."""

    value: Value
    number: str
    translated: bool
    unverified: bool


def _titled(entry: Entry, view: View, listing: Listing) -> Title:
    notation = entry.values.get(SKOS["notation"].value, [])
    translated = any(term.value == view.lang for term in entry.values.get(RAMP["titleTranslatedIn"].value, ()))
    unverified = _UNVERIFIED in entry.values.get(RAMP["verificationStatus"].value, ())
    number = notation[0].value if listing.by_number and notation else ""
    return Title(view.named(entry.node), number, translated, unverified)


def _cell(entry: Entry, key: str, property: str, view: View) -> list[Value]:
    terms = entry.values.get(property, [])
    if key == "period":
        start, end = (entry.values.get(iri, []) for iri in (_START, _END))
        ends = [terms[0].value if terms else "" for terms in (start, end)]
        told = dict.fromkeys(day(text, view.lang) for text in ends if text)
        return [Value(" – ".join(told), kind="period")] if told else []
    if key == "code":
        terms = [term for term in terms if isinstance(term, Literal) and term.datatype == _ISO3]
    if key == "acronym":
        own: list[Term] = [term for term in terms if isinstance(term, Literal) and term.language == view.lang]
        terms = own or terms
    if key == "recommendation":
        numbered = sorted(terms, key=lambda term: fold(_tail(term).zfill(5)))
        return [Value(_tail(term), view.value(term.value).href, kind="number") for term in numbered]
    values = [
        view.named(term) if isinstance(term, NamedNode) else Value(term.value, kind=_kind(term)) for term in terms
    ]
    return sorted(values, key=lambda value: fold(value.text))


def _tail(term: Term) -> str:
    return term.value.rpartition("/")[2]


def _kind(term: Term) -> str:
    datatype = term.datatype.value.rpartition("#")[2] if isinstance(term, Literal) else ""
    return {"boolean": "boolean", "date": "day", "gYear": "day", "gYearMonth": "day"}.get(datatype, "")
