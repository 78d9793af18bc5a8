"""The queries of the benchmark: six kinds that RAMP's users ask, in SPARQL 1.1 that every peer answers alike.

Constants are drawn from the seed (so they have the skew of the data) with a fixed seed number: all peers get the same
texts. A text that must be new for each request gets a comment with a number that never comes again.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from bench.seed import Seed
from bench.synthesize import practice_iri

_PREFIXES: Final = """PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX ramp: <https://w3id.org/ramp/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX status: <https://w3id.org/ramp/scheme/submission-status/>
PREFIX direction: <https://w3id.org/ramp/scheme/evidence-direction/>
"""


@dataclass(frozen=True, slots=True)
class Constants:
    """What the queries ask about. Each tuple repeats a term as often as the donors state it."""

    practices: tuple[str, ...]
    mechanisms: tuple[str, ...]
    types: tuple[str, ...]
    states: tuple[str, ...]
    organizations: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of query: its name, what it stands for, and how a text of it is made."""

    name: str
    meaning: str
    text: Callable[[Constants, Random], str]


def constants(seed: Seed, count: int) -> Constants:
    """The constants of a data set with `count` synthetic practices beside the real ones."""
    real = [donor.practice for donor in seed.donors]
    step = max(1, count // 1000)
    return Constants(
        practices=(*real, *(practice_iri(number) for number in range(1, count + 1, step))),
        mechanisms=_values(seed, "ofMechanism>"),
        types=_values(seed, "practiceType>"),
        states=_values(seed, "spatial>"),
        organizations=_values(seed, "carriedOutBy>"),
        words=_frequent_words(seed),
    )


def _lookup(known: Constants, random: Random) -> str:
    node = f"<{random.choice(known.practices)}>" if random.random() < 0.5 else random.choice(known.organizations)
    return f"SELECT ?property ?value WHERE {{ {node} ?property ?value }}"


def _filter_sort(known: Constants, random: Random) -> str:
    year = random.randint(2000, 2015)
    return f"""SELECT ?practice ?title ?start WHERE {{
  ?practice a ramp:Practice ; ramp:practiceType {random.choice(known.types)} ;
    dcterms:spatial {random.choice(known.states)} ;
    schema:startDate ?start ; skos:prefLabel ?title .
  FILTER(LANG(?title) = "en" && STR(?start) >= "{year}")
}} ORDER BY DESC(STR(?start)) ?practice LIMIT 50"""


def _aggregate(known: Constants, random: Random) -> str:
    return f"""SELECT ?type (COUNT(DISTINCT ?practice) AS ?practices) WHERE {{
  ?practice ramp:ofMechanism {random.choice(known.mechanisms)} ; ramp:practiceType ?type ; a ramp:Practice .
}} GROUP BY ?type ORDER BY DESC(?practices) ?type"""


def _path(known: Constants, random: Random) -> str:
    return f"""SELECT ?body (COUNT(DISTINCT ?practice) AS ?practices) WHERE {{
  ?body (org:subOrganizationOf|org:unitOf)+ {random.choice(known.mechanisms)} .
  ?practice ramp:carriedOutBy ?body .
}} GROUP BY ?body ORDER BY ?body"""


def _text(known: Constants, random: Random) -> str:
    return f"""SELECT ?practice ?title WHERE {{
  ?practice a ramp:Practice ; skos:prefLabel ?title .
  FILTER(LANG(?title) = "en" && CONTAINS(LCASE(STR(?title)), "{random.choice(known.words)}"))
}} ORDER BY ?practice LIMIT 20"""


def _matrix(known: Constants, random: Random) -> str:
    return """SELECT ?mechanism ?recommendation (COUNT(DISTINCT ?claim) AS ?claims) WHERE {
  ?claim a ramp:ResponseClaim ; ramp:claimRecommendation ?recommendation ; ramp:claimSubject ?subject ;
    adms:status status:accepted .
  ?subject ramp:ofMechanism ?mechanism .
  ?line ramp:evidenceFor ?claim ; ramp:direction direction:supports .
} GROUP BY ?mechanism ?recommendation ORDER BY ?mechanism ?recommendation"""


KINDS: Final = (
    Kind("lookup", "everything stated about one practice or one organisation", _lookup),
    Kind("filter+sort", "practices of a type in a State since a year, latest first", _filter_sort),
    Kind("aggregate", "practices of a mechanism counted by type", _aggregate),
    Kind("path", "practices by body, over all bodies below a mechanism", _path),
    Kind("text", "practices with a word in their title", _text),
    Kind("matrix", "mechanism by recommendation: accepted claims with supporting evidence", _matrix),
)


def texts(kind: Kind, known: Constants, number: int, seed_number: int) -> list[str]:
    """`number` texts of a kind, the same for the same seed number."""
    random = Random(f"{kind.name} {seed_number}")
    return [_PREFIXES + kind.text(known, random) for _ in range(number)]


def fresh(text: str, serial: str) -> str:
    """The text with a comment that makes it new, so that no cache of whole texts can know it."""
    return f"{text}\n# {serial}"


def _values(seed: Seed, ending: str) -> tuple[str, ...]:
    """Values of a property over all donors, repeated as stated."""
    found: list[str] = []
    for donor in seed.donors:
        for stated in (*donor.always, *donor.sometimes, *donor.mechanisms):
            name, _, value = stated.strip().partition(" ")
            if name.endswith((f"/{ending}", f"#{ending}")):
                found.append(value)
    return tuple(sorted(found))


def _frequent_words(seed: Seed) -> tuple[str, ...]:
    """The 200 most frequent English words of at least six letters, lower case, ASCII only."""
    counted = Counter(word.lower() for word in seed.english if len(word) >= 6 and word.isascii())
    return tuple(word for word, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:200])
