"""Practice graphs of any size, made from donors: the same seed number gives the same bytes, streamed.

Every node is plainly synthetic: `https://w3id.org/ramp/id/practice/synthetic-000000123`, "Synthetic practice 123: ...",
evidence at `https://example.org/synthetic/...`. What a donor states once and always (type, dates, who did it) is kept;
of its further statements, claims and evidence lines each is kept with the probability `density`, so that a million
practices fit one machine. Derived facts are stated by the same rules as `ontology/derivations/`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from bench.seed import PRACTICE_GRAPH, Claim, Date, Donor, Evidence, Seed
from ramp.graph.namespaces import DCTERMS, DERIVED_GRAPH, ID, RAMP, RDF, SKOS

DENSITY: Final = 0.3
"""Probability that a further statement, claim or evidence line of a donor is kept."""

SEED: Final = 20101004
"""Default seed number: the date of the Dakar consultation."""

_JITTER: Final = 3
_LAST_YEAR: Final = 2026
_TYPE: Final = f" {RDF['type']} "
_LABEL: Final = f" {SKOS['prefLabel']} "
_DESCRIPTION: Final = f" {DCTERMS['description']} "
_SOURCE: Final = f" {DCTERMS['source']} "
_DERIVED: Final = f" {DERIVED_GRAPH} .\n"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: number of practices and of quads."""

    practices: int
    quads: int


def practice_iri(number: int) -> str:
    """The IRI of a synthetic practice, numbered from 1."""
    return f"{ID.iri}practice/synthetic-{number:09d}"


def synthesize(seed: Seed, count: int, *, density: float = DENSITY, seed_number: int = SEED) -> Iterator[list[str]]:
    """The N-Quads lines of `count` practices, one list a practice.

    Raises ValueError where `density` is not a probability or `count` is negative.
    """
    if not 0 <= density <= 1:
        raise ValueError(f"density is a probability between 0 and 1, not {density}")
    if count < 0:
        raise ValueError(f"count is a number of practices, not {count}")
    random = Random(seed_number)
    for number in range(1, count + 1):
        donor = seed.donors[int(random.random() * len(seed.donors))]
        yield list(_practice(seed, donor, number, density, random))


def write(
    seed: Seed, count: int, path: Path, *, base: Path, density: float = DENSITY, seed_number: int = SEED
) -> Written:
    """The release file `base` and after it `count` synthetic practices, as one N-Quads file put in place when whole."""
    quads = 0
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        with base.open("rb") as release:
            for line in release:
                file.write(line)
                quads += 1
        for lines in synthesize(seed, count, density=density, seed_number=seed_number):
            file.write("".join(lines).encode())
            quads += len(lines)
    part.replace(path)
    return Written(count, quads)


def _practice(seed: Seed, donor: Donor, number: int, density: float, random: Random) -> Iterator[str]:
    name = f"synthetic-{number:09d}"
    subject = f"<{practice_iri(number)}>"
    graph = f" <{PRACTICE_GRAPH}synthetic-{donor.family}> .\n"
    label = _text(seed.english, donor.label_words, random)
    titre = _text(seed.french, donor.label_words, random)
    yield f"{subject}{_TYPE}{RAMP['Practice']}{graph}"
    yield f'{subject}{_LABEL}"Synthetic practice {number}: {label}"@en{graph}'
    yield f'{subject}{_LABEL}"Pratique synthétique {number} : {titre}"@fr{graph}'
    yield f'{subject}{_DESCRIPTION}"{_text(seed.english, donor.description_words, random)}"@en{graph}'
    for stated in donor.always:
        yield subject + stated + graph
    for stated in donor.sometimes:
        if random.random() < density:
            yield subject + stated + graph
    for text in donor.texts:
        if random.random() < density:
            yield f'{subject} {text.property} "{_text(seed.english, text.words, random)}"@en{graph}'
    shift = round(_JITTER * (2 * random.random() - 1))
    shift = min(shift, _LAST_YEAR - max((date.year for date in donor.dates), default=_LAST_YEAR))
    for date in donor.dates:
        yield f"{subject} {date.property} {_shifted(date, shift)}{graph}"
    claims = [claim for claim in donor.claims if random.random() < density]
    lines = [line for place, line in enumerate(donor.evidence) if place == 0 or random.random() < density]
    if claims:
        yield from _claims(name, subject, graph, claims)
        yield from _evidence(name, graph, claims, lines)
    for stated in donor.mechanisms:
        yield subject + stated + _DERIVED
    if any(line.supports for line in lines):
        for recommendation in sorted({claim.recommendation for claim in claims if claim.counts}):
            yield f"{subject} {RAMP['respondsTo']} {recommendation}{_DERIVED}"


def _claims(name: str, subject: str, graph: str, claims: list[Claim]) -> Iterator[str]:
    for claim in claims:
        node = f"<{ID.iri}claim/{name}/{claim.slug}>"
        yield f"{node}{_TYPE}{RAMP['ResponseClaim']}{graph}"
        yield f"{node} {RAMP['claimSubject']} {subject}{graph}"
        yield f"{node} {RAMP['claimRecommendation']} {claim.recommendation}{graph}"
        for stated in claim.stated:
            yield node + stated + graph


def _evidence(name: str, graph: str, claims: list[Claim], lines: list[Evidence]) -> Iterator[str]:
    for place, line in enumerate(lines, start=1):
        node = f"<{ID.iri}practice/{name}/evidence/{place}>"
        yield f"{node}{_TYPE}{RAMP['EvidenceLine']}{graph}"
        yield f"{node}{_SOURCE}<https://example.org/synthetic/{name}/{place}>{graph}"
        for claim in claims:
            yield f"{node} {RAMP['evidenceFor']} <{ID.iri}claim/{name}/{claim.slug}>{graph}"
        for stated in line.stated:
            yield node + stated + graph


def _text(words: tuple[str, ...], length: int, random: Random) -> str:
    """`length` words drawn by their frequency in the real texts."""
    count = len(words)
    return " ".join(words[int(random.random() * count)] for _ in range(length))


def _shifted(date: Date, years: int) -> str:
    """The date some years later or earlier, well formed in any year (29 February becomes 28 February)."""
    rest = "-02-28" if date.rest == "-02-29" else date.rest
    return f'"{date.year + years:04d}{rest}"^^{date.datatype}'
