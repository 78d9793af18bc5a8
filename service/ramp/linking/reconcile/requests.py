"""Reads what reconciliation clients send (API 0.2, sections 4 and 7), and refuses what breaks its rules."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from ramp.errors import BadRequestError, DataSyntaxError, ParameterError, TooLargeError
from ramp.linking.reconcile.kinds import find_kind
from ramp.linking.reconcile.properties import Property, find_property

BATCH_MOST: Final = 100
"""Queries in one batch."""
IDS_MOST: Final = 500
"""Nodes in one extension."""
_PROPERTIES_MOST: Final = 25
_CANDIDATES: Final = 10
_CANDIDATES_MOST: Final = 50
_VALUES_MOST: Final = 10
_QUERY: Final = '{"query": "ECOWAS"}'
_EXAMPLE: Final = f'{{"q0": {_QUERY}}}'
_EXTENSION: Final = '{"ids": ["id/organization/ecowas"], "properties": [{"id": "founded"}]}'
_QUERY_KEYS: Final = {"query", "type", "limit", "properties", "type_strict"}

_HALF: Final = re.compile(r"[\ud800-\udfff]")

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A property with the values that a candidate should have, ids of nodes apart from texts."""

    property: Property
    texts: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One spelling to look up: `kinds` by their ids, `strict` whether others are left out."""

    text: str
    kinds: tuple[str, ...] = ()
    strict: bool = True
    limit: int = _CANDIDATES
    wanted: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """Which values of which nodes: properties with the most values of each (0: all) and the language of texts."""

    ids: tuple[str, ...]
    properties: tuple[tuple[Property, int, str | None], ...]


def read_batch(text: str) -> dict[str, Query]:
    """The queries of a batch by their keys. Raises BadRequestError, or TooLargeError over the size of a batch."""
    batch = _object(text, "queries")
    _not_over(len(batch), BATCH_MOST, "queries", "queries")
    return {key: _query(key, value) for key, value in batch.items()}


def read_extension(text: str) -> Extension:
    """The values that a client asks for. Raises as `read_batch` does."""
    given = _object(text, "extend")
    ids, properties = given.get("ids"), given.get("properties")
    if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
        raise _wrong(
            ("extend: ids is no list of texts", f"Send {_EXTENSION}"),
            ("extend : ids n’est pas une liste de textes", f"Envoyez {_EXTENSION}"),
        )
    if not isinstance(properties, list):
        raise _wrong(
            ("extend: properties is no list", f"Send {_EXTENSION}"),
            ("extend : properties n’est pas une liste", f"Envoyez {_EXTENSION}"),
        )
    _not_over(len(ids), IDS_MOST, "ids", "extend")
    _not_over(len(properties), _PROPERTIES_MOST, "properties", "extend")
    return Extension(tuple(ids), tuple(_chosen(item) for item in properties))


def _chosen(item: Any) -> tuple[Property, int, str | None]:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        raise _wrong(
            ("extend: a property has no id", 'Write each as {"id": "founded"}'),
            ("extend : une propriété n’a pas d’id", 'Écrivez chacune ainsi : {"id": "founded"}'),
        )
    name, settings = item["id"][:80], item.get("settings") or {}
    if not isinstance(settings, dict):
        raise _wrong(
            (f"extend: the settings of {name} are no object", 'Write {"limit": 1}'),
            (f"extend : settings, pour {name}, n’est pas un objet", 'Écrivez {"limit": 1}'),
        )
    try:
        most = max(int(settings.get("limit") or 0), 0)
    except (TypeError, ValueError, OverflowError):
        raise _wrong(
            (f"extend: the limit of {name} is no whole number", "Write 0 for all values"),
            (f"extend : limit, pour {name}, n’est pas un nombre entier", "Écrivez 0 pour toutes les valeurs"),
        ) from None
    language = settings.get("language") or None
    if language not in (None, "en", "fr", "any"):
        raise _wrong(
            (f"extend: the language of {name} is unknown", "Use en, fr or any"),
            (f"extend : language, pour {name}, est inconnu", "Employez en, fr ou any"),
        )
    return find_property(item["id"]), most, language


def _query(key: str, value: Any) -> Query:
    where = f"queries, {key[:80]}"
    if not isinstance(value, dict):
        raise _wrong(
            (f"{where}: it is no object", f"Write {_EXAMPLE}"),
            (f"{where} : ce n’est pas un objet", f"Écrivez {_EXAMPLE}"),
        )
    if unknown := value.keys() - _QUERY_KEYS:
        key, known = min(unknown)[:80], ", ".join(sorted(_QUERY_KEYS))
        raise _wrong(
            (f"{where}: there is no key {key!r}", f"Use {known}"),
            (f"{where} : la clé « {key} » n’existe pas", f"Employez {known}"),
        )
    text = value.get("query", "")
    properties = value.get("properties") or []
    if not isinstance(text, str):
        raise _wrong(
            (f"{where}: query is no text", f"Write {_QUERY}"),
            (f"{where} : query n’est pas un texte", f"Écrivez {_QUERY}"),
        )
    if "query" not in value and not properties:
        raise _wrong(
            (f"{where}: it has neither query nor properties", f"Write {_QUERY}"),
            (f"{where} : il n’y a ni query ni properties", f"Écrivez {_QUERY}"),
        )
    if not isinstance(properties, list) or len(properties) > _PROPERTIES_MOST:
        most, example = _PROPERTIES_MOST, '[{"pid": ..., "v": ...}]'
        raise _wrong(
            (f"{where}: properties is no list of at most {most}", f"Write {example}"),
            (f"{where} : properties n’est pas une liste de {most} éléments au plus", f"Écrivez {example}"),
        )
    types = value.get("type") or []
    types = [types] if isinstance(types, str) else types
    if not isinstance(types, list) or not all(isinstance(type, str) for type in types):
        raise _wrong(
            (f"{where}: type is neither a text nor a list of texts", 'Write "Organization"'),
            (f"{where} : type n’est ni un texte ni une liste de textes", 'Écrivez "Organization"'),
        )
    strict = value.get("type_strict", "any")
    if strict not in ("any", "should", "all"):
        raise _wrong(
            (f"{where}: type_strict is neither any nor should nor all", "Leave it out for any"),
            (f"{where} : type_strict n’est ni any, ni should, ni all", "Omettez-le : il vaut alors any"),
        )
    limit = value.get("limit", _CANDIDATES)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 1 <= limit < 1e9:
        raise _wrong(
            (f"{where}: limit is no number from 1", f"Leave it out for {_CANDIDATES}"),
            (f"{where} : limit n’est pas un nombre à partir de 1", f"Omettez-le : il vaut alors {_CANDIDATES}"),
        )
    return Query(
        text,
        tuple(find_kind(type).id for type in types if type),
        strict != "should",
        min(int(limit), _CANDIDATES_MOST),
        tuple(_wanted(where, item) for item in properties),
    )


def _wanted(where: str, item: Any) -> Wanted:
    if not isinstance(item, dict) or not isinstance(item.get("pid"), str) or "v" not in item:
        raise _wrong(
            (f"{where}: a property lacks pid or v", 'Write {"pid": "iso2", "v": "SN"}'),
            (f"{where} : il manque pid ou v à une propriété", 'Écrivez {"pid": "iso2", "v": "SN"}'),
        )
    values = item["v"] if isinstance(item["v"], list) else [item["v"]]
    texts, ids = [], []
    for value in values[:_VALUES_MOST]:
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            ids.append(value["id"])
        elif isinstance(value, bool):
            texts.append(str(value).lower())
        elif isinstance(value, str | int | float):
            texts.append(str(value))
        else:
            name = item["pid"][:80]
            raise _wrong(
                (f"{where}: a value of {name} is neither text nor number nor {{id}}", 'Write "v": "SN"'),
                (f"{where} : une valeur de {name} n’est ni un texte, ni un nombre, ni {{id}}", 'Écrivez "v": "SN"'),
            )
    return Wanted(find_property(item["pid"]), tuple(texts), tuple(ids))


def _object(text: str, parameter: str) -> Mapping[str, Any]:
    example = _EXTENSION if parameter == "extend" else _EXAMPLE
    try:
        value = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        raise DataSyntaxError(
            f"{parameter} is no JSON: line {line}, column {column}",
            remedy=f"Write {example}, percent-encoded",
            extra={
                "line": line,
                "column": column,
                "detail_fr": f"{parameter} n’est pas du JSON : ligne {line}, colonne {column}",
                "remedy_fr": f"Écrivez {example}, avec l’encodage-pourcent",
            },
        ) from None
    if not isinstance(value, dict):
        raise _wrong(
            (f"{parameter} is no JSON object", f"Write {example}"),
            (f"{parameter} n’est pas un objet JSON", f"Écrivez {example}"),
        )
    if _HALF.search(json.dumps(value, ensure_ascii=False)):
        raise _wrong(
            (f"{parameter} holds half a character (a lone surrogate)", "Send the text in UTF-8"),
            (f"{parameter} contient un demi-caractère (substitut isolé)", "Envoyez le texte en UTF-8"),
        )
    return value


def _no_number(name: str) -> NoReturn:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(name)


def _not_over(count: int, most: int, what: str, parameter: str) -> None:
    if count > most:
        raise TooLargeError(
            f"{count:,} {what} at once; at most {most} are taken",
            remedy="Send them in smaller batches (batchSize in the manifest)",
            extra={
                "limit": most,
                "parameter": parameter,
                "detail_fr": f"{what} : {count} éléments à la fois ; {most} sont acceptés au plus",
                "remedy_fr": "Envoyez-les par lots plus petits (batchSize dans le manifeste)",
            },
        )


def _wrong(english: tuple[str, str], french: tuple[str, str]) -> BadRequestError:
    """What is wrong and what to do, in each language; the parameter is the first word of what is wrong."""
    (detail, remedy), (detail_fr, remedy_fr) = english, french
    parameter = detail.partition(" ")[0].rstrip(":,")
    extra = {"parameter": parameter, "detail_fr": detail_fr, "remedy_fr": remedy_fr}
    return ParameterError(detail, remedy=remedy, extra=extra)
