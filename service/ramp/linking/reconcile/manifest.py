"""The manifest of the service and its answers, as the Reconciliation Service API 0.2 writes them."""

from collections.abc import Iterable
from typing import Any

from ramp import __version__
from ramp.graph.namespaces import BASE, RAMP
from ramp.linking.reconcile.entity import Candidate, Entity
from ramp.linking.reconcile.kinds import DEFAULT, KINDS, Kind
from ramp.linking.reconcile.properties import Property
from ramp.linking.reconcile.reading import kinds_of
from ramp.linking.reconcile.requests import BATCH_MOST

PREVIEW_WIDTH, PREVIEW_HEIGHT = 430, 300
_WORDS = {
    "en": {
        "name": "RAMP: regional mechanisms against trafficking in persons",
        "limit": "Most values of each node (0: all)",
        "language": "Language of texts",
        "choices": (("any", "all languages"), ("en", "English"), ("fr", "French")),
    },
    "fr": {
        "name": "RAMP : mécanismes régionaux de lutte contre la traite des personnes",
        "limit": "Nombre maximal de valeurs par nœud (0 : toutes)",
        "language": "Langue des textes",
        "choices": (("any", "toutes les langues"), ("en", "anglais"), ("fr", "français")),
    },
}


def manifest(url: str, language: str, prefix: str) -> dict[str, Any]:
    """The manifest; `url` is the service, `prefix` the language part of the addresses ("" or "/fr")."""
    words: dict[str, Any] = _WORDS[language]
    here = f"{url}{prefix}/reconcile"
    return {
        "versions": ["0.2"],
        "name": words["name"],
        "identifierSpace": BASE,
        "schemaSpace": RAMP.iri,
        "serviceVersion": __version__,
        "documentation": f"{url}/openapi.json",
        "logo": f"{url}/static/ramp.svg",
        "view": {"url": f"{url}/{{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": PREVIEW_WIDTH, "height": PREVIEW_HEIGHT},
        "defaultTypes": [kind_object(KINDS[id], language) for id in DEFAULT],
        "suggest": {
            what: {"service_url": here, "service_path": f"/suggest/{what}"} for what in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/properties"},
            "property_settings": [
                {"name": "limit", "label": words["limit"], "type": "number", "default": 0},
                {
                    "name": "language",
                    "label": words["language"],
                    "type": "select",
                    "default": "any",
                    "choices": [{"value": value, "name": name} for value, name in words["choices"]],
                },
            ],
        },
        "batchSize": BATCH_MOST,
    }


def kind_object(kind: Kind, language: str) -> dict[str, Any]:
    """A type, with the one above it."""
    told: dict[str, Any] = {"id": kind.id, "name": kind.name(language)}
    if kind.broader:
        told["broader"] = [kind_object(KINDS[kind.broader], language)]
    return told


def candidate_object(candidate: Candidate, language: str) -> dict[str, Any]:
    """A candidate, with the features that made its score."""
    entity = candidate.entity
    return {
        "id": entity.key,
        "name": entity.name(language),
        "description": entity.description(language),
        "score": candidate.score,
        "features": [{"id": id, "value": value} for id, value in sorted(candidate.features.items())],
        "match": candidate.match,
        "type": [{"id": id, "name": KINDS[id].name(language)} for id in kinds_of(entity)],
    }


def suggestion(entity: Entity, language: str) -> dict[str, Any]:
    """A node that a reader may mean."""
    return {
        "id": entity.key,
        "name": entity.name(language),
        "description": entity.description(language),
        "notable": [{"id": id, "name": KINDS[id].name(language)} for id in kinds_of(entity)],
    }


def property_objects(properties: Iterable[Property], language: str) -> list[dict[str, str]]:
    """Properties by id and name."""
    return [{"id": item.id, "name": item.name(language)} for item in properties]
