"""Reads JSON-LD and plain JSON with RAMP's own context, and notes the JSON Pointer of every triple.

The text may name the bundled context by its IRI and no other, so nothing is ever fetched or opened. Every node without
an identifier is given one, so that the triples that pyoxigraph makes of the text can be led back to their places. Plain
JSON is the same without `@context`, and with the types of nested records understood.
"""

import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
from rapidfuzz import process

from ramp.errors import DataSyntaxError, LimitError, in_french
from ramp.intake import rules
from ramp.intake.knowledge import CONTEXT_IRI, Knowledge
from ramp.intake.limits import Limits
from ramp.intake.position import Position
from ramp.intake.readers import json_schema
from ramp.intake.readers.json_places import Places, escaped
from ramp.intake.readers.terms import Terms, decoded, named_graphs, not_valid, too_deep
from ramp.intake.submission import Submission

ALLOWED = {"@id", "@type", "@value", "@language", "@graph", "@set", "@context"}
IMPLIED = {"claims": "ResponseClaim", "evidence": "EvidenceLine", "participations": "Participation",
           "searches": "SearchRecord"}  # fmt: skip
"""Types that nested records of plain JSON have by the key under which they stand."""


def read_jsonld(data: bytes, base: str, knowledge: Knowledge, limits: Limits) -> Submission:
    """JSON-LD 1.1. Raises DataSyntaxError with line or pointer, LimitError."""
    document = _loaded(data, "JSON-LD", limits)
    return _read(document, "jsonld", _contexts(document), base, knowledge, limits)


def read_plain(data: bytes, base: str, knowledge: Knowledge, limits: Limits) -> Submission:
    """Plain JSON: one record, a list of records, or an object with `records`. Raises as `read_jsonld`."""
    document = _loaded(data, "JSON", limits)
    if isinstance(document, dict) and "@context" in document:
        return read_jsonld(data, base, knowledge, limits)
    prefix = ""
    if isinstance(document, dict) and isinstance(document.get("records"), list):
        document, prefix = document["records"], "/records"
    problems = json_schema.problems(document, prefix, knowledge.schema)
    for record in document if isinstance(document, list) else [document]:
        _imply(record, "Practice")
    submission = _read(document, "json", True, base, knowledge, limits, prefix)
    submission.findings.extend(problems)
    return submission


def _imply(record: Any, kind: str) -> None:
    if not isinstance(record, dict):
        return
    if "type" not in record and "@type" not in record:
        record["type"] = kind
    for key, inner in IMPLIED.items():
        children = record.get(key)
        for child in children if isinstance(children, list) else [children]:
            _imply(child, inner)


def _loaded(data: bytes, name: str, limits: Limits) -> Any:
    """The JSON value, not deeper than the limit, without a key twice in one object."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise DataSyntaxError(
                    f"The key {key[:60]!r} stands twice in one object",
                    remedy="Keep one, with a list of values",
                    extra=in_french(
                        f"La clé {key[:60]!r} figure deux fois dans un objet",
                        "Gardez-en une, avec une liste de valeurs",
                    ),
                )
            found[key] = value
        return found

    def constant(text: str) -> Any:
        raise DataSyntaxError(
            f"{text} is no JSON",
            remedy="Leave the value out",
            extra=in_french(f"{text} n'est pas du JSON", "Supprimez la valeur"),
        )

    try:
        document = json.loads(decoded(data, name), object_pairs_hook=once, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise not_valid("JSON", error.msg, error.lineno, error.colno) from None
    except RecursionError:
        raise too_deep(limits, name) from None
    except ValueError:
        raise DataSyntaxError(
            "A number in the text is too long to be read",
            remedy="Write it as a text",
            extra=in_french("Un nombre du texte est trop long pour être lu", "Écrivez-le comme un texte"),
        ) from None
    if not isinstance(document, dict | list):
        raise DataSyntaxError(
            "The text is a single value, not a record",
            remedy="Send an object or a list of objects",
            extra=in_french(
                "Le texte est une valeur seule, et non une fiche", "Envoyez un objet ou une liste d'objets"
            ),
        )
    _depth(document, limits, name)
    return document


def _depth(document: Any, limits: Limits, name: str) -> None:
    level: list[Any] = [document]
    for _ in range(limits.depth):
        level = [inner for value in level for inner in _inner(value)]
        if not level:
            return
    raise too_deep(limits, name)


def _inner(value: Any) -> Iterator[Any]:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (child for child in children if isinstance(child, dict | list))


def _contexts(document: Any) -> bool:
    """Whether the document uses the bundled context. Raises DataSyntaxError for any other."""
    tops = document if isinstance(document, list) else [document]
    uses = False
    for number, top in enumerate(tops):
        if not isinstance(top, dict) or "@context" not in top:
            continue
        pointer = f"/{number}/@context" if isinstance(document, list) else "/@context"
        given = top.pop("@context")
        for context in given if isinstance(given, list) else [given]:
            if context not in (CONTEXT_IRI, CONTEXT_IRI.removesuffix(".jsonld")):
                raise _context_refused(context, pointer)
            uses = True
    return uses


def _context_refused(context: Any, pointer: str) -> DataSyntaxError:
    what = f"The context {context[:100]!r}" if isinstance(context, str) else "A context inside the document"
    named_fr = f"Le contexte {context[:100]!r}" if isinstance(context, str) else "Un contexte à l'intérieur du document"
    return DataSyntaxError(
        f"{what} is not read here, at {pointer}: contexts are never fetched",
        remedy=f'Use "@context": "{CONTEXT_IRI}", or expand the document',
        extra={
            "pointer": pointer,
            **in_french(
                f"{named_fr} n'est pas lu ici, à {pointer} : les contextes ne sont jamais téléchargés",
                f'Utilisez "@context": "{CONTEXT_IRI}", ou développez le document',
            ),
        },
    )


def _read(
    document: Any, form: str, bundled: bool, base: str, knowledge: Knowledge, limits: Limits, prefix: str = ""
) -> Submission:
    submission = Submission(form, base)
    context = knowledge.context if bundled else {}
    places = Places(context, base)
    _walk(document, prefix, places, submission, context)
    whole: Any = {"@graph": document} if isinstance(document, list) else document
    if isinstance(document, dict) and "@graph" in document and set(document) - {"@graph"}:
        raise named_graphs(Position(pointer=f"{prefix}/@graph"))
    if bundled:
        whole = {"@context": context, **whole}
    terms = Terms(limits)
    try:
        for triple in ox.parse(json.dumps(whole), format=ox.RdfFormat.JSON_LD, base_iri=base):
            terms.add(submission, triple, places.of(triple))
    except SyntaxError as error:
        raise DataSyntaxError(
            f"The text is not valid JSON-LD: {error.msg}",
            remedy="Correct that value and check again",
            extra=in_french(
                f"Le texte n'est pas valide en JSON-LD : {error.msg}", "Corrigez cette valeur et vérifiez de nouveau"
            ),
        ) from None
    except (ValueError, RuntimeError) as error:
        raise LimitError(
            f"The text cannot be read as JSON-LD: {error}",
            remedy="Simplify it",
            extra=in_french(f"Le texte ne peut pas être lu comme JSON-LD : {error}", "Simplifiez-le"),
        ) from None
    for node, pointer in places.dropped({getattr(s, "toPython", str)() for s in submission.subjects}):
        submission.findings.append(rules.dropped_node(node, Position(pointer=pointer)))
    return submission


def _walk(value: Any, pointer: str, places: Places, submission: Submission, context: dict[str, Any]) -> None:
    """Notes the place of every node and value, names nodes that have no name, and complains of unknown keys."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            _walk(item, f"{pointer}/{number}", places, submission, context)
        return
    if not isinstance(value, dict):
        return
    if "@context" in value:
        raise _context_refused(value["@context"], f"{pointer}/@context")
    for key in value:
        if key.startswith("@") and key not in ALLOWED:
            raise DataSyntaxError(
                f"The keyword {key[:40]} is not read here, at {pointer}/{escaped(key)}",
                remedy="Write the facts without it",
                extra={
                    "pointer": f"{pointer}/{escaped(key)}",
                    **in_french(
                        f"Le mot-clé {key[:40]} n'est pas lu ici, à {pointer}/{escaped(key)}",
                        "Écrivez les faits sans lui",
                    ),
                },
            )
    if "@value" in value:
        return
    if "@graph" in value:
        if pointer and set(value) - {"@graph"}:
            raise named_graphs(Position(pointer=pointer))
        _walk(value["@graph"], f"{pointer}/@graph", places, submission, context)
        return
    subject = places.node(value, pointer)
    for key in list(value):
        inner = f"{pointer}/{escaped(key)}"
        if key in ("@id", "@type", "id", "type"):
            if key in ("@type", "type"):
                places.note(subject, rules.RDF_TYPE, inner, value[key])
            continue
        predicate = places.expand(key)
        if predicate is None:
            _unknown(key, inner, context, submission)
            continue
        if places.is_language_map(key):
            places.note_languages(subject, predicate, inner, value[key])
            continue
        _walk(value[key], inner, places, submission, context)
        places.note(subject, predicate, inner, value[key], reverse=places.is_reverse(key))


def _unknown(key: str, pointer: str, context: dict[str, Any], submission: Submission) -> None:
    words = [term for term in context if term not in ("@version", "id", "type") and not isinstance(context[term], str)]
    near = process.extractOne(key, words, score_cutoff=60)
    submission.findings.append(rules.unknown_key(key, near[0] if near else None, Position(pointer=pointer)))
