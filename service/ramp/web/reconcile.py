"""`/reconcile`: the Reconciliation Service API 0.2 (https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/).

Spreadsheets and their tools find here what their names stand for, and draw values of the graph into their tables. The
same under `/fr/reconcile` with French names. CORS is on every route; JSONP is left out.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from ramp.engine import Answer, QueryRequest
from ramp.errors import ParameterError
from ramp.graph.namespaces import BASE, PROV
from ramp.linking.indexes import Follower
from ramp.linking.naming import short
from ramp.linking.reconcile import extending, properties, reading
from ramp.linking.reconcile.entity import Candidate, Entity
from ramp.linking.reconcile.kinds import KINDS, find_kind
from ramp.linking.reconcile.manifest import candidate_object, kind_object, manifest, property_objects, suggestion
from ramp.linking.reconcile.requests import Extension, Query, read_batch, read_extension
from ramp.sparql.protocol import decode
from ramp.web import answers, service
from ramp.web import reconcile_parameters as parameters
from ramp.web.access import identify
from ramp.web.body import bounded_body
from ramp.web.language import Language, by_path, language
from ramp.web.sparql import run

P = ParamSpec("P")
T = TypeVar("T")

router = APIRouter(tags=["Reconciliation"])

BODY_BYTES = 2 * 1024 * 1024
"""Longest body of a batch; one that is longer has more queries than are taken at once anyhow."""
_AT_ONCE = 20
"""Queries of a batch that a reading process gets at once: each lot has the whole deadline, and others come between."""
_NAMELESS = "Record"
"""The kind of a node without a name."""


@router.get("/reconcile", summary="The manifest; with `queries` or `extend` what a POST of them answers")
@router.head("/reconcile", include_in_schema=False)
async def reconcile_get(request: Request) -> Response:
    """The manifest of the service, or the answer to a batch in the address."""
    return await _answer(request, parameters.pairs(request.scope["query_string"]))


@router.post("/reconcile", summary="Look names up (`queries`) or fetch values (`extend`)")
async def reconcile_post(request: Request) -> Response:
    """The answer to a batch, sent as a form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise ParameterError(
            f"A batch is sent as a form, not as {kind[:80]}",
            remedy="Send the parameter queries as application/x-www-form-urlencoded",
            extra={
                "parameter": "queries",
                "detail_fr": f"Un lot s’envoie comme un formulaire, et non comme {kind[:80]}",
                "remedy_fr": "Envoyez le paramètre queries en application/x-www-form-urlencoded",
            },
        )
    body = decode(await bounded_body(request, BODY_BYTES))
    given = parameters.pairs(body.encode("ascii", "xmlcharrefreplace"))
    if not given.keys() & {"queries", "extend"}:
        raise ParameterError(
            "The form has neither queries nor extend",
            remedy='Send queries={"q0": {"query": "ECOWAS"}}',
            extra={
                "parameter": "queries",
                "detail_fr": "Le formulaire ne contient ni queries ni extend",
                "remedy_fr": 'Envoyez queries={"q0": {"query": "ECOWAS"}}',
            },
        )
    return await _answer(request, given)


@router.get("/reconcile/suggest/entity", summary="Nodes whose names begin so")
@router.head("/reconcile/suggest/entity", include_in_schema=False)
async def suggest_entity(request: Request) -> Response:
    """Nodes for a field that completes names."""
    given, tongue = parameters.pairs(request.scope["query_string"]), language(request)
    kinds = tuple(find_kind(text).id for text in given.get("type", "").split(",") if text)
    found = await _read(
        request, reading.suggest, given.get("prefix", ""), kinds, parameters.limit(given), parameters.cursor(given)
    )
    return _json(request, {"result": [suggestion(entity, tongue) for entity in found]})


@router.get("/reconcile/suggest/type", summary="Types whose names begin so")
@router.head("/reconcile/suggest/type", include_in_schema=False)
async def suggest_type(request: Request) -> Response:
    """Types for a field that completes them."""
    given, tongue = parameters.pairs(request.scope["query_string"]), language(request)
    wanted = given.get("prefix", "").casefold().strip()
    found = [
        {"id": kind.id, "name": kind.name(tongue)}
        for kind in KINDS.values()
        if any(wanted in text.casefold() for text in (kind.id, kind.en, kind.fr))
    ]
    return _json(request, {"result": found[parameters.cursor(given) :][: parameters.limit(given)]})


@router.get("/reconcile/suggest/property", summary="Properties whose names begin so")
@router.head("/reconcile/suggest/property", include_in_schema=False)
async def suggest_property(request: Request) -> Response:
    """Properties for a field that completes them."""
    given, tongue = parameters.pairs(request.scope["query_string"]), language(request)
    found = property_objects(properties.beginning(given.get("prefix", ""), tongue), tongue)
    return _json(request, {"result": found[parameters.cursor(given) :][: parameters.limit(given)]})


@router.get("/reconcile/properties", summary="Properties of a type, for new columns")
@router.head("/reconcile/properties", include_in_schema=False)
async def propose(request: Request) -> Response:
    """The properties that nodes of a type have."""
    given, tongue = parameters.pairs(request.scope["query_string"]), language(request)
    kind = find_kind(given["type"]).id if given.get("type") else None
    found = properties.of_kind(kind)
    limit = parameters.number(given, "limit", len(found), 1, 1000)
    answer: dict[str, Any] = {"properties": property_objects(found[:limit], tongue)}
    if kind:
        answer["type"] = kind
    if "limit" in given:
        answer["limit"] = limit
    return _json(request, answer)


async def _answer(request: Request, given: Mapping[str, str]) -> Response:
    """What `/reconcile` says to these parameters."""
    if "callback" in given:
        raise ParameterError(
            "JSONP is not offered",
            remedy="Leave callback out: every address may be read from any page (CORS)",
            extra={
                "parameter": "callback",
                "detail_fr": "JSONP n’est pas proposé",
                "remedy_fr": "Omettez callback : toute page peut lire toutes les adresses (CORS)",
            },
        )
    if given.keys() >= {"queries", "extend"}:
        raise ParameterError(
            "queries and extend come together",
            remedy="Send each in a request of its own",
            extra={
                "parameter": "extend",
                "detail_fr": "queries et extend sont donnés ensemble",
                "remedy_fr": "Envoyez chacun dans une requête à part",
            },
        )
    known, tongue = service.of(request), language(request)
    if "queries" in given:
        batch = read_batch(given["queries"])
        return _json(request, await _match(request, batch, tongue))
    if "extend" in given:
        return _json(request, await _extend(request, read_extension(given["extend"]), tongue))
    prefix = f"/{lang}" if (lang := by_path(request.scope)) else ""
    return _json(request, manifest(known.url(request), tongue, prefix))


async def _match(request: Request, batch: Mapping[str, Query], tongue: Language) -> dict[str, Any]:
    """The result of each query, none depending on another."""
    found: dict[str, list[Candidate]] = {}
    queries = list(batch.items())
    for start in range(0, len(queries), _AT_ONCE):
        found |= await _read(request, reading.look_up, dict(queries[start : start + _AT_ONCE]))
    named = {
        key: id
        for key, query in batch.items()
        if not found[key]
        and (id := _own(query.text))
        and (not query.kinds or not query.strict or _NAMELESS in query.kinds)
    }
    nameless = await _nameless(request, named.values()) if named else {}
    for key, query in batch.items():
        if (entity := nameless.get(named.get(key, ""))) is not None:
            found[key] = [Candidate(entity, 100.0, {"identifier": 100.0}, match=not entity.gone)]
        if query.wanted and found[key]:
            nodes = [candidate.entity.key for candidate in found[key]]
            values = await values_of(request, nodes, [wanted.property for wanted in query.wanted])
            found[key] = extending.weigh(query, found[key], values)
    return {key: {"result": [candidate_object(one, tongue) for one in found[key]]} for key in batch}


def _own(text: str) -> str | None:
    """The id in a spelling that is one of ours."""
    text = text.strip().strip("<>")
    return reading.key_of(text) if text.startswith((BASE, "id/", "scheme/")) else None


async def _extend(request: Request, asked: Extension, tongue: Language) -> dict[str, Any]:
    """The cells of the new columns."""
    keys = {id: reading.key_of(id) for id in asked.ids}
    values = await values_of(request, list(keys.values()), [item for item, _, _ in asked.properties])
    rows = {
        id: {
            item.id: extending.cells(values.of(key, item.id), values.names, tongue, most, item.language or only)
            for item, most, only in asked.properties
        }
        for id, key in keys.items()
    }
    meta = []
    for item, _, _ in asked.properties:
        told: dict[str, Any] = {"id": item.id, "name": item.name(tongue)}
        if item.target:
            kind = kind_object(KINDS[item.target], tongue)
            told["type"] = {"id": kind["id"], "name": kind["name"]}
        meta.append(told)
    return {"meta": meta, "rows": rows}


async def values_of(request: Request, keys: Sequence[str], wanted: Iterable[properties.Property]) -> extending.Values:
    """The values of the nodes, and the names of the nodes among the values."""
    nodes, chosen = [BASE + key for key in dict.fromkeys(keys) if _is_iri(BASE + key)], list(dict.fromkeys(wanted))
    if not nodes or not chosen:
        return extending.Values({}, {})
    found = extending.gather(await rows(request, properties.values_query(nodes, chosen)))
    return extending.Values(found, await _read(request, reading.entities, extending.nodes_among(found)))


async def entity_of(request: Request, key: str) -> Entity | None:
    """The node with this IRI below the base, with a name or without; None where there is none."""
    known = await _read(request, reading.entities, [key])
    return known.get(key) or (await _nameless(request, [key])).get(key)


async def _nameless(request: Request, keys: Iterable[str]) -> dict[str, Entity]:
    """Those of the nodes that the graph speaks of and that have no name, by their IRIs below the base."""
    wanted = {key for key in keys if key and _is_iri(BASE + key)}
    named = await _read(request, reading.entities, sorted(wanted)) if wanted else {}
    nodes = [str(NamedNode(BASE + key)) for key in sorted(wanted - named.keys())]
    if not nodes:
        return {}
    asked = f"""SELECT DISTINCT ?node ?day {{
        VALUES ?node {{ {" ".join(nodes)} }} FILTER EXISTS {{ ?node ?said ?value }}
        OPTIONAL {{ ?node {PROV["invalidatedAtTime"]} ?day }} }}"""
    found = {}
    for row in await rows(request, asked):
        iri = row["node"].value
        key = iri.removeprefix(BASE)
        found[key] = Entity(key, _NAMELESS, short(iri), None, "", row["day"] is not None)
    return found


async def rows(request: Request, text: str) -> list[dict[str, Any]]:
    return read_rows(await run(request, service.of(request), QueryRequest(text)))


def read_rows(answer: Answer) -> list[dict[str, Any]]:
    """The rows of an answer to a SELECT."""
    solutions = cast(QuerySolutions, parse_query_results(answers.read_whole(answer), format=QueryResultsFormat.JSON))
    names = [variable.value for variable in solutions.variables]
    return [dict(zip(names, solution, strict=True)) for solution in solutions]


async def _read(request: Request, function: Callable[Concatenate[Path, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`function` on the index of names, within the client's budget."""
    known, client, token = service.of(request), answers.client_of(request), identify(request)
    if token is None:
        known.budget.check(client)
    follower = cast(Follower, request.app.state.names)
    begun = time.perf_counter()
    try:
        found, _ = await answers.while_connected(
            request, follower.ask(known.settings.deadline, function, *args, **kwargs)
        )
        return found
    finally:
        if token is None:
            known.budget.charge(client, time.perf_counter() - begun)


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _json(request: Request, content: Any) -> Response:
    headers = {"Vary": "Accept-Language", "Content-Language": language(request), "Cache-Control": answers.REVALIDATE}
    return JSONResponse(content, headers=headers)
