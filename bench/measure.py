"""One size measured: load each peer, start all, compare their answers, then ask them in turn, A B C A B C."""

import asyncio
import json
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from pathlib import Path
from statistics import median
from typing import Any

from bench.asking import answer, canonical, first_answer
from bench.client import Figures, Plan, ask, percentile
from bench.dataset import DataSet
from bench.mix import KINDS, Constants, fresh, texts
from bench.parts import lookup_parts
from bench.peers import Peer
from bench.processes import PeerError, Server, free_port, settle, start
from bench.synthesize import SEED

Say = Callable[[str], None]
Asked = dict[str, list[str]]
"""Texts by kind."""

_TEXTS = 64
_REPEATED = 4
_SLOW_ANSWER = 3.0
"""Seconds above which a kind is not asked for again alone: the time of the comparison stands."""
_VERY_SLOW_ANSWER = 20.0
"""Seconds above which it is kept out of the mix too."""
_STARTS = 3
_START_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: seconds a cell, rounds of the whole cycle, numbers of clients."""

    seconds: float
    rounds: int
    clients: tuple[int, ...]


@dataclass(slots=True)
class Subject:
    """A peer under measurement with its figures so far."""

    peer: Peer
    home: Path
    server: Server | None = None
    figures: dict[str, Any] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def very_slow(self) -> dict[str, float]:
        """What would leave no time for the rest of a mix, in seconds by kind."""
        return {name: seconds for name, seconds in self.slow.items() if seconds > _VERY_SLOW_ANSWER}

    @property
    def running(self) -> Server:
        """The server. Only for peers that started."""
        assert self.server is not None
        return self.server


def measure_size(
    data: DataSet, known: Constants, peers: Sequence[Peer], folder: Path, tools: Path, effort: Effort, say: Say
) -> dict[str, Any]:
    """All figures of one size: of each peer, or why it was left out."""
    left_out: dict[str, str] = {}
    subjects: list[Subject] = []
    asked = {kind.name: texts(kind, known, _TEXTS, SEED) for kind in KINDS}
    try:
        for peer in peers:
            reason = peer.missing(tools)
            if reason is None and data.quads > peer.most_quads:
                limit = f"(limit {peer.most_quads:,})"
                reason = f"{data.quads:,} quads are more than it loads and answers in reasonable time {limit}"
            if reason is None:
                subject = Subject(peer, folder / f"{data.name}-{peer.name}")
                subjects.append(subject)
                try:
                    _load_and_start(subject, data, tools, asked["lookup"][0], say)
                except PeerError as error:
                    subjects.remove(subject)
                    _stop(subject)
                    reason = str(error)
            if reason is not None:
                left_out[peer.name] = reason
                say(f"{data.name}: {peer.label} is left out: {reason}")
        agreement = _compare(subjects, asked, say)
        _kinds(subjects, asked, effort, data.name, say)
        _parts(subjects, asked["lookup"], effort, data.name)
        without = _mixes(subjects, asked, effort, data.name, say)
        for subject in subjects:
            memory = subject.running.memory()
            subject.figures["memory_after"] = {"rss": memory.rss, "pss": memory.pss}
    finally:
        for subject in subjects:
            _stop(subject)
    return {
        "practices": data.practices,
        "quads": data.quads,
        "triples_a_practice": round(data.each, 1),
        "bytes": data.path.stat().st_size,
        "seconds_a_cell": effort.seconds,
        "rounds": effort.rounds,
        "settled": True,
        "peers": {subject.peer.name: subject.figures for subject in subjects},
        "left_out": left_out,
        "disagreements": agreement,
        "mix_without": without,
    }


def ceiling(clients: Sequence[int], seconds: float, folder: Path) -> dict[str, float]:
    """Requests a second that the client makes of a server that does nothing, by number of clients."""
    port = free_port()
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", "bench.null", str(port)]
    log = folder / "null.log"
    server = Server("null", start(command, log, {"PYTHONPATH": str(root)}), log, port, "/sparql")
    try:
        _await_port(server)
        found = {}
        for number in clients:
            figures = _ask(server, [("null", "ASK {}")], number, seconds, None)
            found[str(number)] = round(figures.requests / figures.seconds, 1)
        return found
    finally:
        server.stop()


def _await_port(server: Server) -> None:
    for _ in range(200):
        try:
            answer(server, "ASK {}", 5)
            return
        except OSError:
            time.sleep(0.05)
    raise PeerError("the null server did not start")


def _load_and_start(subject: Subject, data: DataSet, tools: Path, lookup: str, say: Say) -> None:
    """Load once, start some times (the last stays up); the quickest start counts, which other work disturbed least."""
    seconds = _loaded(subject, data, tools)
    times: list[float] = []
    for _ in range(_STARTS):
        _stop(subject)
        subject.server = subject.peer.start(subject.home, tools)
        times.append(first_answer(subject.server, lookup, _START_SECONDS))
        if times[-1] > 10:
            break
    memory = subject.running.memory()
    subject.figures |= {
        "load_seconds": round(seconds, 2),
        "first_answer_seconds": round(min(times), 3),
        "disk_bytes": sum(file.stat().st_size for file in subject.home.rglob("*") if _is_data(file)),
        "memory_idle": {"rss": memory.rss, "pss": memory.pss},
    }
    say(f"{data.name}: {subject.peer.label} loaded in {seconds:.1f} s, first answer after {min(times):.2f} s")


def _loaded(subject: Subject, data: DataSet, tools: Path) -> float:
    """Loads the data, unless an interrupted run has loaded the very same; returns the seconds that it took."""
    record = subject.home / "loaded.json"
    if record.exists():
        stored = json.loads(record.read_text("utf-8"))
        if stored["data"] == data.path.name:
            return float(stored["seconds"])
    shutil.rmtree(subject.home, ignore_errors=True)
    subject.home.mkdir(parents=True)
    seconds = subject.peer.load(data.path, subject.home, tools)
    record.write_text(json.dumps({"data": data.path.name, "seconds": seconds}), "utf-8")
    return seconds


def _is_data(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and file.suffix not in (".log", ".nq", ".json")


def _compare(subjects: Sequence[Subject], asked: Asked, say: Say) -> dict[str, list[str]]:
    """Kinds that a peer does not answer as the first peer does. How long each takes is noted, for the slow ones."""
    found: dict[str, list[str]] = {}
    reference: dict[str, list[str]] = {}
    for subject in subjects:
        for name, queries in asked.items():
            try:
                rows, seconds = _timed(subject.running, queries[1])
            except (OSError, HTTPException, ValueError) as error:
                subject.failed[name] = str(error).partition(":")[0]
                say(f"{subject.peer.label} gives no answer to {name}: {error}")
                continue
            if _SLOW_ANSWER < seconds < _VERY_SLOW_ANSWER:  # perhaps it had only to warm up
                seconds = min(seconds, _timed(subject.running, fresh(queries[1], "again"))[1])
            if seconds > _SLOW_ANSWER:
                subject.slow[name] = seconds
                say(f"{subject.peer.label} takes {seconds:.1f} s for {name}, which is asked once")
            if rows != reference.setdefault(name, rows):
                found.setdefault(subject.peer.name, []).append(name)
                say(f"{subject.peer.label} answers {name} otherwise: {len(rows)} rows, not {len(reference[name])}")
    return found


def _timed(server: Server, text: str) -> tuple[list[str], float]:
    """The rows of an answer and the seconds that it took."""
    begun = time.perf_counter()
    return canonical(answer(server, text, 600)), time.perf_counter() - begun


def _kinds(subjects: Sequence[Subject], asked: Asked, effort: Effort, size: str, say: Say) -> None:
    """Each kind alone, one client, every text new; the peers take turns."""
    pooled: dict[tuple[str, str], list[float]] = defaultdict(list)
    failures: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for turn in range(-1, effort.rounds):  # the turn -1 warms up
        for name, queries in asked.items():
            for subject in subjects:
                if name in subject.slow or name in subject.failed:
                    continue
                pairs = [(name, text) for text in queries]
                seconds = effort.seconds if turn >= 0 else effort.seconds / 4
                settle([other.running for other in subjects])
                figures = _ask(subject.running, pairs, 1, seconds, f"{size} {name} {turn}")
                if turn >= 0:
                    pooled[subject.peer.name, name] += figures.latencies.get(name, [])
                    failures[subject.peer.name, name].update(figures.failures)
    for subject in subjects:
        kinds = subject.figures["kinds"] = {}
        for name in asked:
            cell = subject.peer.name, name
            latencies = [subject.slow[name]] if name in subject.slow else pooled[cell]
            refused = Counter({subject.failed[name]: 1} if name in subject.failed else {})
            kinds[name] = _summary(latencies, failures[cell] + refused)
        shown = ", ".join(f"{name} {kind['median_ms']} ms" for name, kind in kinds.items() if kind["requests"])
        say(f"{size}: {subject.peer.label}: {shown}")


def _parts(subjects: Sequence[Subject], lookups: Sequence[str], effort: Effort, size: str) -> None:
    """Where the time of RAMP's lookups goes, every text new."""
    pairs = [("lookup", text) for text in lookups]
    for subject in subjects:
        if subject.peer.name == "ramp" and "lookup" not in subject.failed:
            settle([other.running for other in subjects])
            lookups_alone = partial(_ask, subject.running, pairs, 1, effort.seconds, f"{size} parts")
            subject.figures["lookup_parts"] = lookup_parts(subject.running, lookups_alone)


def _mixes(subjects: Sequence[Subject], asked: Asked, effort: Effort, size: str, say: Say) -> dict[str, str]:
    """All kinds in rotation, by number of clients: every text new, and a few texts over and over.

    Returns the kinds left out for all, and why: those that the first peer answers too slowly or not at all.
    """
    first = subjects[0]
    left_out = {name: f"{first.peer.label} takes {seconds:.1f} s" for name, seconds in first.very_slow.items()}
    left_out |= {name: f"{first.peer.label}: {reason}" for name, reason in first.failed.items()}
    names = [name for name in asked if name not in left_out]
    rotation = [(name, asked[name][place]) for place in range(_TEXTS) for name in names]
    repeated = rotation[: _REPEATED * len(names)]
    able = []
    for subject in subjects:
        subject.figures["mix"] = {"fresh": {}, "repeated": {}}
        slow = [f"{name} takes {seconds:.1f} s" for name, seconds in subject.very_slow.items() if name in names]
        slow += [f"{name} is refused: {reason}" for name, reason in subject.failed.items() if name in names]
        if slow:
            subject.figures["mix_left_out"] = " and ".join(slow)
            say(f"{size}: {subject.peer.label}: no mix, {subject.figures['mix_left_out']}")
        else:
            able.append(subject)
    for mode, queries in (("fresh", rotation), ("repeated", repeated)):
        for clients in effort.clients:
            rounds: dict[str, list[Figures]] = {}
            for subject in able if mode == "repeated" else []:
                _ask(subject.running, queries, 1, 60, None, most=len(queries))
            for turn in range(effort.rounds):
                for subject in able:
                    settle([other.running for other in subjects])
                    serial = f"{size} mix {clients} {turn}" if mode == "fresh" else None
                    figures = _ask(subject.running, queries, clients, effort.seconds * 2, serial)
                    rounds.setdefault(subject.peer.name, []).append(figures)
            for subject in able:
                found = rounds[subject.peer.name]
                failures = sum((Counter(figures.failures) for figures in found), Counter[str]())
                latencies = [value for figures in found for values in figures.latencies.values() for value in values]
                throughput = median(figures.requests / figures.seconds for figures in found)
                cell = {"throughput": round(throughput, 2), **_summary(latencies, failures)}
                subject.figures["mix"][mode][str(clients)] = cell
                say(
                    f"{size}: {subject.peer.label}, {mode} mix, {clients} clients: {throughput:.1f}/s, "
                    f"median {cell['median_ms']} ms, failures {dict(failures) or 'none'}"
                )
    return left_out


def _ask(
    server: Server,
    pairs: list[tuple[str, str]],
    clients: int,
    seconds: float,
    serial: str | None,
    most: int = 10**9,
) -> Figures:
    return asyncio.run(ask(Plan(server.host, server.port, server.path, pairs, clients, seconds, most, serial)))


def _summary(latencies: list[float], failures: Counter[str]) -> dict[str, Any]:
    """Median and 95th percentile in milliseconds, the number of requests, failures by reason."""
    return {
        "median_ms": _ms(median(latencies)) if latencies else None,
        "p95_ms": _ms(percentile(latencies, 0.95)) if latencies else None,
        "requests": len(latencies),
        "failures": dict(failures),
    }


def _ms(seconds: float) -> float:
    return float(f"{seconds * 1000:.3g}")


def _stop(subject: Subject) -> None:
    if subject.server is not None:
        subject.server.stop()
        subject.server = None
