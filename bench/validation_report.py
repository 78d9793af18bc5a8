"""The page of the figures of checking, and the part of docs/benchmarks.md on them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
RESULTS: Final = ROOT / "bench" / "results" / "validation.json"
DOCUMENT: Final = ROOT / "docs" / "benchmarks-validation.md"
_LABELS: Final = {"ramp": "RAMP, screen then explain", "pyrudof": "pyrudof", "jena": "Jena SHACL",
           "pyshacl-sample": "pySHACL alone (sample)", "ramp-sample": "RAMP (sample)",
           "pyrudof-sample": "pyrudof (sample)"}  # fmt: skip

_BESIDE_JENA: Final = 5
"""How many times as quick as Jena SHACL the check of many records is asked to be."""


def render(found: dict[str, Any]) -> str:
    """The page, every figure from the results."""
    host = found["machine"]
    lines = [
        "# Benchmarks of checking", "",
        "Made by `make bench-validation` (`bench/validation.py`); edit there, not here.", "",
        f"{host['processor']}, {host['cores']} cores, {host['memory_gib']} GiB, Python {host['python']}; commit "
        f"{found['commit']}; load before {found['load_before']}. "
        + ", ".join(f"{name} {number}" for name, number in found["versions"].items()) + ".", "",
        f"{found['records']:,} records (practice, claim and evidence; {found['bytes'] / 2**20:.0f} MiB of N-Triples), "
        "1 % of them bad, against the record and recommended profiles. Each tool is a process that reads the same two "
        "files; its time is that of the whole process, median of the rounds, in turn. pySHACL alone takes a sample of "
        f"{found['sample']:,} records, and RAMP the same sample beside it.", "",
    ]  # fmt: skip
    lines += [*tables(found), *_remarks(found)]
    return "\n".join(lines).rstrip() + "\n"


def tables(found: dict[str, Any]) -> Iterator[str]:
    """The lines of the two tables: what was measured, and what was asked."""
    runs = found["runs"]
    yield "| tool | records | seconds | records a second | memory, MiB | results |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name, label in _LABELS.items():
        if name in runs:
            one = runs[name]
            yield (
                f"| {label} | {one['records']:,} | {one['seconds']:.1f} | {one['records'] / one['seconds']:,.0f} "
                f"| {one['rss'] / 2**20:,.0f} | {one['results']:,} |"
            )
    yield from ("", "| asked | found | reached |", "|---|---|---|", *_verdicts(found), "")


def _remarks(found: dict[str, Any]) -> list[str]:
    runs = found["runs"]
    parts = runs["ramp"].get("parts", {})
    rest = runs["ramp"]["seconds"] - sum(parts.values())
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in parts.items())
    lines = [
        f"Of RAMP's time: {told}; the other {rest:.1f} s start Python and prepare the shapes, whatever the number of "
        "records.",
        *_floor(runs),
    ]
    if found["records"] < 100_000:
        lines.append(
            f"Asked is 100,000 records; this run had {found['records']:,}, the load before it {found['load_before']}."
        )
    lines += [
        f"{_LABELS[name]} reports {runs[name]['results']:,} results, not {runs['ramp']['results']:,}."
        for name in ("pyrudof", "jena")
        if name in runs and runs[name]["results"] != runs["ramp"]["results"]
    ]
    lines += _left_out(runs)
    for name, why in found["failed"].items():
        lines.append(f"{_LABELS[name]} did not finish: {why}.{_memory(found, name)}")
    if found["missing"]["jena"]:
        lines.append(f"Jena SHACL was not measured: {found['missing']['jena']}.")
    return lines


def _floor(runs: dict[str, Any]) -> list[str]:
    """Why the target beside Jena is missed, where it is: what would be left for screening and explaining."""
    if "jena" not in runs or runs["jena"]["seconds"] >= _BESIDE_JENA * runs["ramp"]["seconds"]:
        return []
    asked = runs["jena"]["seconds"] / _BESIDE_JENA
    fixed = runs["ramp"]["seconds"] - sum(runs["ramp"]["parts"].values())
    read = runs["ramp"]["parts"]["load"]
    left = asked - fixed - read
    return [
        f"Why {_BESIDE_JENA} times Jena SHACL is missed: that would be {asked:.1f} s for the whole process. Starting "
        f"Python and preparing the shapes takes {fixed:.1f} s and reading the file into a store {read:.1f} s, "
        + (
            f"{fixed + read:.1f} s before the first rule is looked at: a screen that took no time would miss it too."
            if left <= 0
            else f"so that {left:.1f} s would be left for screening and explaining."
        )
    ]


def _memory(found: dict[str, Any], name: str) -> str:
    """What the sample says of the memory that the whole would need, where that is more than there is."""
    small = found["runs"].get(f"{name}-sample")
    if small is None:
        return ""
    needed = small["rss"] * found["records"] / found["sample"]
    if needed < found["machine"]["memory_gib"] * 2**30:
        return ""
    return (
        f" On the sample of {found['sample']:,} it held {small['rss'] / 2**20:,.0f} MiB; at that rate "
        f"{found['records']:,} records need {needed / 2**30:.0f} GiB, and the machine has "
        f"{found['machine']['memory_gib']} GiB."
    )


def _left_out(runs: dict[str, Any]) -> list[str]:
    """By rule, what pyrudof does not report, and why where it is known; on the sample where it fails on the whole."""
    of = "" if "pyrudof" in runs else "-sample"
    ours, theirs = (Counter(runs.get(name + of, {}).get("rules", {})) for name in ("ramp", "pyrudof"))
    missing = ours - theirs
    if not theirs or not missing:
        return []
    told = ", ".join(f"{count} of `{rule}`" for rule, count in sorted(missing.items()))
    why = ""
    if all(rule.endswith("-vocabulary") for rule in missing):
        why = (
            " Where a text stands in the place of a term, the rule asks of the text, within `sh:or`, a property with "
            "`sh:hasValue`. A text has no properties, so this fails (SHACL, 4.8.1; so for pySHACL and Jena); pyrudof "
            "lets it pass."
        )
    where = " of the sample" if of else ""
    return [f"What pyrudof leaves out{where} is {told}.{why}"]


def _verdicts(found: dict[str, Any]) -> list[str]:
    runs, http = found["runs"], found["http"]
    rate = {name: one["records"] / one["seconds"] for name, one in runs.items()}

    def row(asked: str, value: str, reached: bool) -> str:
        return f"| {asked} | {value} | {'yes' if reached else '**no**'} |"

    rows = []
    pyrudof = "pyrudof" if "pyrudof" in rate else "pyrudof-sample"
    for name, factor in (("pyshacl-sample", 20), (pyrudof, 5), ("jena", _BESIDE_JENA)):
        note = " (rate on its sample)" if name.endswith("-sample") else ""
        if name in rate:
            ratio = rate["ramp"] / rate[name]
            rows.append(
                row(f"{factor} times {_LABELS[name].split(' (')[0]}", f"{ratio:.1f} times{note}", ratio >= factor)
            )
    if "ramp-sample" in runs and "pyshacl-sample" in runs:
        same = runs["ramp-sample"]["kinds"] == runs["pyshacl-sample"]["kinds"]
        rows.append(row("same results as pySHACL on the sample", f"{runs['ramp-sample']['results']} results", same))
    rows.append(row("one record over HTTP, p50 15 ms", f"{http['p50'] * 1000:.1f} ms", http["p50"] <= 0.015))
    rows.append(row("one record over HTTP, p95 40 ms", f"{http['p95'] * 1000:.1f} ms", http["p95"] <= 0.040))
    rows.append(row("1,000 records with positions, 1.5 s", f"{http['thousand']:.2f} s", http["thousand"] <= 1.5))
    return rows
