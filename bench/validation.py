"""Checking many records: screen-then-explain beside pySHACL alone, pyrudof and Jena SHACL, in one run, in turn.

    python -m bench.validation run | report

Each tool is a process that reads the same two files, records (N-Triples) and shapes (Turtle), and counts the results;
its time is that of the whole process. The results must be the same. pySHACL alone is measured on a sample.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import httpx
import psutil
import typer

import bench.report
from bench import machine
from bench.peers.fuseki import Fuseki
from bench.peers.ramp import Ramp
from bench.processes import PeerError, free_port, start
from bench.validation_report import DOCUMENT, RESULTS, render

ROOT = Path(__file__).parent.parent
SEED = 20101005
_FAULTS = 100
"""One record in so many is bad."""
_P, _ID = "https://example.org/my/", "https://w3id.org/ramp/"
_RECORD = f"""@prefix ramp: <{_ID}ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix schema: <https://schema.org/> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix my: <{_P}> .
my:pN a ramp:Practice ; skos:prefLabel "Drill for officials number N"@en, "Exercice N pour les fonctionnaires"@fr ;
  dcterms:description "Officials of all members rehearse once a year what they would do, case N."@en ;
  ramp:practiceType <{_ID}scheme/practice-type/training> ; ramp:reportedBy <{_ID}id/organization/ecowas> ;
  ramp:carriedOutBy <{_ID}id/organization/ecowas> ; dcterms:spatial <{_ID}id/state/sn> ;
  schema:startDate "2010-10"^^xsd:gYearMonth .
my:cN a ramp:ResponseClaim ; ramp:claimSubject my:pN ; ramp:claimRecommendation <{_ID}id/recommendation/111> ;
  ramp:degree <{_ID}scheme/degree/partly> ; ramp:claimBasis <{_ID}scheme/claim-basis/self-report> ;
  prov:wasAttributedTo <{_ID}id/organization/ecowas> .
my:eN a ramp:EvidenceLine ; ramp:evidenceFor my:cN ; ramp:direction <{_ID}scheme/evidence-direction/supports> ;
  ramp:evidenceKind <{_ID}scheme/evidence-kind/report> ; dcterms:source <https://example.org/drill/N> .
"""
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, help=__doc__)


def prepare(folder: Path, records: int) -> tuple[Path, Path]:
    """The file of records, with the types of what they refer to, and the file of shapes with targets."""
    import pyoxigraph as ox
    from rdflib import SH, Graph, URIRef

    from ramp.graph.folders import KnowledgeFolders
    from ramp.graph.reading import read_files
    from ramp.intake.check import Checker
    from ramp.intake.knowledge import Knowledge
    from ramp.intake.profile import PROFILES, SUBMITTED

    data, shapes = folder / f"records-{records}.nt", folder / "shapes.ttl"
    folders = KnowledgeFolders.find()
    checker = Checker(Knowledge.load(folders, read_files(folders)))
    template = "".join(f"{quad} .\n" for quad in ox.parse(_RECORD, format=ox.RdfFormat.TURTLE))
    chance = random.Random(SEED)
    with data.open("w", encoding="utf-8") as file:
        for number in range(records):
            text = re.sub(r"(?<=[pce ])N(?=[> .\"])|(?<=/)N(?=>)", str(number), template)
            if chance.randrange(_FAULTS) == 0:
                text = _broken(text, chance.randrange(4))
            file.write(text)
        kind, scheme = (
            "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
            "<http://www.w3.org/2004/02/skos/core#inScheme>",
        )
        for iri in sorted(set(re.findall(rf"<({_ID}(?:id|scheme)/[^>]*)>", template))):
            entry = checker.knowledge.register.entries[iri]
            file.writelines(f"<{iri}> {kind} <{name}> .\n" for name in sorted(entry.types))
            file.writelines(f"<{iri}> {scheme} <{name}> .\n" for name in sorted(entry.schemes))
        page = "<http://xmlns.com/foaf/0.1/Document>"
        file.writelines(f"<https://example.org/drill/{number}> {kind} {page} .\n" for number in range(records))
    mine = {URIRef(f"{_ID}shapes#{name}") for profile in SUBMITTED for name in PROFILES[profile]}
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    graph = Graph()
    for triple in checker.profile.graph:
        if triple[0] in mine or triple[1] not in targets:
            graph.add(triple)
    graph.serialize(shapes, format="turtle")
    return data, shapes


def _broken(text: str, fault: int) -> str:
    """One of four faults: a term that is not in the list, nobody reports it, a month 13, a type that is a text."""
    if fault == 0:
        return text.replace("degree/partly", "degree/mostly")
    if fault == 1:
        return "".join(line for line in text.splitlines(True) if "reportedBy" not in line)
    if fault == 2:
        return text.replace('"2010-10"', '"2010-13"')
    return text.replace(f"<{_ID}scheme/practice-type/training>", '"training"')


@app.command(hidden=True)
def ramp(data: Path, shapes: Path) -> None:
    """Screen, on as many processors as there is memory for, then explain."""
    import psutil

    from ramp.validation.screen import Explainer, Screen, read_store

    explainer = Explainer(_shapes(shapes))
    begun = time.perf_counter()
    store, odd = read_store(data)
    copies = psutil.virtual_memory().available // psutil.Process().memory_info().rss  # a copy that walks the store has
    processes = max(1, min(os.cpu_count() or 1, copies))  # its pages to itself soon
    loaded = time.perf_counter()
    if odd:
        raise PeerError("the records hold literals that are not kept as they are written")
    suspects = Screen(explainer.shapes.graph, explainer.roots).suspects(store, processes=processes)
    screened = time.perf_counter()
    report = explainer.report(explainer.judge(suspects, explainer.surroundings(store, suspects)))
    kinds = _kinds(report)
    parts = {"load": loaded - begun, "screen": screened - loaded, "explain": time.perf_counter() - screened}
    found = {"results": sum(kinds.values()), "kinds": kinds, "rules": _rules(report), "parts": parts}
    typer.echo(json.dumps(found))


@app.command(hidden=True)
def pyshacl(data: Path, shapes: Path) -> None:
    """pySHACL alone."""
    import rdflib
    from pyshacl import validate

    graph = rdflib.Graph().parse(data, format="nt")
    report: Any = validate(graph, shacl_graph=_shapes(shapes), inference="none", inplace=True)[1]
    kinds = _kinds(report)
    typer.echo(json.dumps({"results": sum(kinds.values()), "kinds": kinds}))


@app.command(hidden=True)
def pyrudof(data: Path, shapes: Path) -> None:
    """pyrudof, its native engine."""
    from pyrudof import RDFFormat, Rudof, RudofConfig

    rudof = Rudof(RudofConfig())
    rudof.read_data(str(data), format=RDFFormat.NTriples)
    rudof.read_shacl(str(shapes))
    found = rudof.validate_shacl().violations
    rules = Counter(str(one.source_shape).rpartition("#")[2] for one in found)
    typer.echo(json.dumps({"results": len(found), "rules": rules}))


def _kinds(report: Any) -> Counter[str]:
    """How many results of each component there are; what a result holds as its details is not counted."""
    from rdflib import SH

    found = report.objects(None, SH.result)
    return Counter(str(report.value(one, SH.sourceConstraintComponent)).rpartition("#")[2] for one in found)


def _rules(report: Any) -> Counter[str]:
    """How many results of each rule there are."""
    from rdflib import SH

    found = report.objects(None, SH.result)
    return Counter(str(report.value(one, SH.sourceShape)).rpartition("#")[2] for one in found)


def _shapes(file: Path) -> Any:
    from pyshacl.rdfutil import load_from_source  # type: ignore[attr-defined]

    return load_from_source(file.read_text("utf-8"), rdf_format="turtle", multigraph=False)


def _jena(data: Path, shapes: Path, tools: Path) -> list[str]:
    jar = next(tools.glob("jena-fuseki-server-*.jar"))
    return ["java", "-Xmx8g", "-cp", str(jar), "shacl.shacl", "validate", "--shapes", str(shapes), "--data", str(data)]


def _timed(command: list[str], log: Path, seconds: float) -> dict[str, Any]:
    """Seconds, and the largest memory: of the process, and what copies of it have for themselves."""
    begun = time.perf_counter()
    with log.open("wb") as out, (log.with_suffix(".err")).open("wb") as errors:
        process = subprocess.Popen(command, stdout=out, stderr=errors, cwd=ROOT)
        watched, most = psutil.Process(process.pid), 0
        while process.poll() is None:
            if time.perf_counter() - begun > seconds:
                process.kill()
                process.wait()
                raise PeerError(f"took more than {seconds:.0f} s")
            try:
                copies = watched.children()
                most = max(most, watched.memory_info().rss + sum(copy.memory_full_info().uss for copy in copies))
            except psutil.NoSuchProcess:
                continue
            time.sleep(0.2 if copies else 0.02)
        process.wait()
    took = time.perf_counter() - begun
    if process.returncode not in (0, 1):
        said = log.with_suffix(".err").read_text("utf-8", "replace").strip()[-300:]
        raise PeerError(said or f"{_ended(process.returncode)}, when it held {most / 2**30:.1f} GiB of memory")
    return {"seconds": took, "rss": most}


def _ended(code: int) -> str:
    return f"ended by the signal {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"


@app.command()
def run(
    records: Annotated[int, typer.Option(help="Number of records.")] = 100_000,
    sample: Annotated[int, typer.Option(help="Number of records for pySHACL alone.")] = 2_000,
    rounds: Annotated[int, typer.Option(help="How often the tools take turns.")] = 3,
    limit: Annotated[float, typer.Option(help="Longest time for one tool, in seconds.")] = 240.0,
    folder: Annotated[Path, typer.Option(help="Folder for the files.")] = ROOT / ".bench" / "validation",
    tools: Annotated[Path, typer.Option(help="Where `python -m bench setup` put Jena.")] = ROOT / ".bench" / "tools",
) -> None:
    """Measure, and write the results and docs/benchmarks-validation.md."""
    folder.mkdir(parents=True, exist_ok=True)
    data, shapes = prepare(folder, records)
    small, _ = prepare(folder, sample)
    me = [sys.executable, "-m", "bench.validation"]
    commands: dict[str, tuple[list[str], int]] = {
        "ramp": ([*me, "ramp", str(data), str(shapes)], records),
        "pyrudof": ([*me, "pyrudof", str(data), str(shapes)], records),
        "ramp-sample": ([*me, "ramp", str(small), str(shapes)], sample),
        "pyshacl-sample": ([*me, "pyshacl", str(small), str(shapes)], sample),
        "pyrudof-sample": ([*me, "pyrudof", str(small), str(shapes)], sample),
    }
    missing = Fuseki().missing(tools)
    if missing is None:
        commands["jena"] = (_jena(data, shapes, tools), records)
    found: dict[str, Any] = {
        "machine": machine.describe(), "commit": machine.commit(), "load_before": machine.wait_until_idle(1.0, 60),
        "records": records, "sample": sample, "bytes": data.stat().st_size, "missing": {"jena": missing},
        "versions": {name: version(name) for name in ("pyshacl", "pyrudof", "pyoxigraph")}
        | {"jena": Fuseki().version(tools)},
    }  # fmt: skip
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in commands}
    failed: dict[str, str] = {}
    for _ in range(rounds):
        for name, (command, _count) in commands.items():
            if name in failed:
                continue
            log = folder / f"{name}.out"
            try:
                figures = _timed(command, log, limit)
            except PeerError as error:
                failed[name] = str(error)
                typer.echo(f"{name}: {error}", err=True)
                continue
            text = log.read_text("utf-8", "replace")
            told = {"results": text.count("sh:sourceShape")} if name == "jena" else json.loads(text)
            runs[name].append({**figures, **told})
            typer.echo(f"{name}: {figures['seconds']:.1f} s, {told['results']} results", err=True)
    found["failed"] = failed
    found["runs"] = {name: {**listed[-1], "seconds": median(one["seconds"] for one in listed),
                            "rss": max(one["rss"] for one in listed), "records": commands[name][1],
                            "all_seconds": [round(one["seconds"], 2) for one in listed]}
                     for name, listed in runs.items() if listed}  # fmt: skip
    found["http"] = _http(folder)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    report()


def _http(folder: Path, asked: int = 200) -> dict[str, float]:
    """One record and 1,000 records through POST /validate of a service of its own."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    port = free_port()
    command = [str(Path(sys.executable).with_name("ramp")), "serve", "--port", str(port)]
    process = start(command, home / "serve.log", Ramp._env(home))
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            until = time.monotonic() + 120
            while time.monotonic() < until:
                try:
                    if client.get("/health").status_code < 500:
                        break
                except httpx.TransportError:
                    time.sleep(0.2)
            headers = {"Content-Type": "text/turtle"}
            times: list[float] = []
            for number in range(asked + 20):
                body = re.sub(r"(?<=[pce ])N(?=[ .\"])|(?<=/)N(?=>)", str(number), _RECORD)
                begun = time.perf_counter()
                client.post("/validate", content=body.encode(), headers=headers).raise_for_status()
                times.append(time.perf_counter() - begun)
            times = sorted(times[20:])
            prefixes, _, body = _RECORD.partition("my:pN")
            many = prefixes + "".join(
                re.sub(r"(?<=[pce ])N(?=[ .\"])|(?<=/)N(?=>)", str(number), "my:pN" + body) for number in range(1_000)
            )
            thousand: list[float] = []
            for _ in range(5):
                begun = time.perf_counter()
                client.post("/validate", content=many.encode(), headers=headers).raise_for_status()
                thousand.append(time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(30)
    return {"p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)], "thousand": median(thousand)}


@app.command()
def report() -> None:
    """Write docs/benchmarks-validation.md, and the part of docs/benchmarks.md on it, from the committed results."""
    DOCUMENT.write_text(render(json.loads(RESULTS.read_text("utf-8"))), "utf-8")
    bench.report.write()


if __name__ == "__main__":
    app()
