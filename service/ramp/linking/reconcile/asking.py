"""Asks for the meaning of many names: of the index on this machine, or of a service elsewhere by the API 0.2."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import httpx2

from ramp.errors import BadRequestError
from ramp.linking.reconcile.entity import Candidate
from ramp.linking.reconcile.matching import opened
from ramp.linking.reconcile.tables import Found

Ask = Callable[[Sequence[str]], dict[str, Found]]
BATCH: Final = 50
LEAST_SCORE: Final = 60.0
"""Below this a candidate is not worth a person's look."""
_SHOWN = 3
_SECONDS = 60.0


def here(folder: Path, kinds: Sequence[str], language: str) -> Ask:
    """Asks the index in `folder`."""
    index = opened(folder)

    def ask(texts: Sequence[str]) -> dict[str, Found]:
        return {
            text: _found([_told(one, language) for one in index.lookup(text, kinds, _SHOWN)]) if text else Found()
            for text in texts
        }

    return ask


def elsewhere(server: str, kinds: Sequence[str], language: str) -> Ask:
    """Asks the service at `server`. Raises BadRequestError where it does not answer as the API says."""
    address = server.rstrip("/").removesuffix("/reconcile") + "/reconcile"

    def ask(texts: Sequence[str]) -> dict[str, Found]:
        batch = {
            f"q{number}": {"query": text, "limit": _SHOWN, **({"type": list(kinds)} if kinds else {})}
            for number, text in enumerate(texts)
            if text
        }
        results = _post(address, batch, language) if batch else {}
        return {text: _found(results[f"q{number}"]["result"]) if text else Found() for number, text in enumerate(texts)}

    return ask


def _post(address: str, batch: dict[str, Any], language: str) -> dict[str, Any]:
    try:
        response = httpx2.post(
            address,
            data={"queries": json.dumps(batch)},
            headers={"Accept": "application/json", "Accept-Language": language},
            timeout=_SECONDS,
        )
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise BadRequestError(
            f"{address} cannot be reached: {error}", remedy="Check --server, or leave it out to work without a service"
        ) from None
    try:
        told = response.json()
    except ValueError:
        told = {}
    if response.status_code != 200 or not isinstance(told, dict) or not _fits(told, batch):
        said = told.get("detail", "") if isinstance(told, dict) else ""
        raise BadRequestError(
            f"{address} answered {response.status_code} {said}".strip(),
            remedy="Check that it is the address of a RAMP service",
        )
    return told


def _fits(told: dict[str, Any], batch: dict[str, Any]) -> bool:
    """Whether the answer has candidates with id, name and score for each query of the batch."""
    return told.keys() == batch.keys() and all(
        isinstance(answer, dict)
        and isinstance(found := answer.get("result"), list)
        and all(
            isinstance(one, dict)
            and isinstance(one.get("id"), str)
            and isinstance(one.get("name"), str)
            and isinstance(one.get("score"), int | float)
            and isinstance(one.get("features", []), list)
            and all(isinstance(item, dict) and item.keys() >= {"id", "value"} for item in one.get("features", []))
            for one in found
        )
        for answer in told.values()
    )


def _told(candidate: Candidate, language: str) -> dict[str, Any]:
    return {
        "id": candidate.entity.key,
        "name": candidate.entity.name(language),
        "score": candidate.score,
        "match": candidate.match,
        "features": [{"id": id, "value": value} for id, value in candidate.features.items()],
    }


def _found(candidates: Sequence[dict[str, Any]]) -> Found:
    some = [one for one in candidates if one["score"] >= LEAST_SCORE]
    if not some:
        return Found()
    best = some[0]
    features = sorted(f"{one['id']}={_figure(one['value'])}" for one in best.get("features", ()))
    return Found(
        best["id"],
        best["name"],
        float(best["score"]),
        bool(best.get("match")),
        "; ".join(features),
        " | ".join(f"{one['id']} ({one['score']:g}) {one['name']}" for one in some[1:]),
    )


def _figure(value: Any) -> str:
    """The value of a feature as text: a number short, anything else as it is (API 0.2: number, text or truth)."""
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts, each once, a batch at a time."""
    told = list(dict.fromkeys(texts))
    for start in range(0, len(told), BATCH):
        yield told[start : start + BATCH]
