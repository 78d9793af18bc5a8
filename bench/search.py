"""How fast the search answers: an index of the release with any number of practices, and queries as readers type them.

    python -m bench.search --size 100k --folder FOLDER

Writes one line of JSON: seconds to build, milliseconds at the median and the 95th percentile, by kind of query.
"""

import argparse
import json
import random
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from bench.dataset import prepare
from ramp.linking.rows import fetch
from ramp.linking.search.recipe import RECIPE
from ramp.linking.search.searching import Asked, search

ROUNDS = 20
QUERIES: Mapping[str, tuple[str, ...]] = {
    "one word": ("women", "ECOWAS", "traite", "monitoring", "formation", "Türkiye", "victims", "asylum"),
    "words": ("training of border guards", "assistance aux victimes", "labour exploitation", "data collection system"),
    "phrases": ('"child protection"', '"plan d’action"', "A/HRC/14/32", '"special rapporteur"'),
    "operators": ("labour AND (migration OR asylum) NOT children", "women OR femmes", "traffick* -police"),
    "misspelt": ("traficking personns", "monitorring", "recomendation asilum"),
    "everything": ("",),
}


Clock = Callable[[], float]


def index_of(path: Path, folder: Path, clock: Clock = time.perf_counter) -> tuple[Path, float]:
    """The index of the N-Quads file, made in `folder` unless it is there, and the seconds that making it took."""
    target, rows = folder / f"search-{path.stem}-{RECIPE.edition}", folder / "rows"
    record = target / "seconds.json"
    if record.is_file():
        return target, float(json.loads(record.read_text("utf-8")))
    for place in (target, rows):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    stored = folder / f"store-{path.stem}"
    store = ox.Store(str(stored))
    if not len(store):
        store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    begun = clock()
    fetch(RECIPE.rows, rows, store)
    RECIPE.build(rows, target)
    seconds = clock() - begun
    record.write_text(json.dumps(seconds), encoding="utf-8")
    return target, seconds


def measure(index: Path, rounds: int = ROUNDS, clock: Clock = time.perf_counter) -> dict[str, dict[str, float]]:
    """Milliseconds by kind of query; of all kinds together under `all`. Languages, facets and pages vary."""
    dice = random.Random(20101004)
    found: dict[str, list[float]] = {kind: [] for kind in QUERIES}
    search(index, Asked("warm"))
    for _ in range(rounds):
        for kind, texts in QUERIES.items():
            for text in texts:
                chosen = {"kind": ("practice",)} if dice.random() < 0.3 else {}
                asked = Asked(text, chosen, language=dice.choice(("en", "fr")), offset=dice.choice((0, 0, 0, 20)))
                begun = clock()
                search(index, asked)
                found[kind].append(clock() - begun)
    every = [seconds for several in found.values() for seconds in several]
    return {kind: _figures(several) for kind, several in {**found, "all": every}.items()}


def _figures(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        name: round(ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000, 2)
        for name, part in (("p50", 0.5), ("p95", 0.95), ("max", 1.0))
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="100k")
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    data, _ = prepare(options.size, options.folder)
    index, seconds = index_of(data.path, options.folder)
    size = sum(file.stat().st_size for file in index.iterdir())
    print(json.dumps({"size": options.size, "build_seconds": seconds, "bytes": size, "ms": measure(index)}))


if __name__ == "__main__":
    main()
