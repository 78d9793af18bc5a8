"""The data sets: the release as it is, and with synthetic practices beside it; each one N-Quads file for all peers."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.seed import Seed, read_seed
from bench.synthesize import DENSITY, SEED, write
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import build_release

_SIZE = re.compile(r"(\d+)([km]?)")
_UNITS = {"": 1, "k": 1000, "m": 1_000_000}


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set. `practices`: synthetic ones; `each`: triples of one of them with its claims and evidence, mean."""

    name: str
    practices: int
    path: Path
    quads: int
    each: float


def size(name: str) -> int:
    """The number of synthetic practices that a size stands for: `real` 0, `10k` 10,000. Raises ValueError."""
    if name == "real":
        return 0
    found = _SIZE.fullmatch(name)
    if found is None:
        raise ValueError(f"{name} is no size: write real, or a number of practices such as 500, 10k or 1m")
    return int(found[1]) * _UNITS[found[2]]


def prepare(name: str, folder: Path) -> tuple[DataSet, Seed]:
    """The data set, written to `folder` unless it is there, and the seed that it was made from."""
    release = build_release(KnowledgeFolders.find(), folder / "release")
    seed = read_seed(release.path)
    count = size(name)
    if count == 0:
        return DataSet(name, 0, release.path, release.triples, seed.triples_each), seed
    stem = f"{release.id}-{name}-{DENSITY}-{SEED}"
    path, record = folder / f"{stem}.nq", folder / f"{stem}.json"
    if not record.exists():
        written = write(seed, count, path, base=release.path)
        each = (written.quads - release.triples) / count
        made = DataSet(name, count, path, written.quads, each)
        record.write_text(json.dumps(asdict(made) | {"path": path.name}), "utf-8")
    stored = json.loads(record.read_text("utf-8"))
    return DataSet(**(stored | {"path": path})), seed
