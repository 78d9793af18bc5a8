"""The claims about a recommendation, with everything that is known of them: for a cell of the matrix and its row."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from fastapi import Request
from pyoxigraph import Literal, NamedNode

from ramp.graph.namespaces import SCHEME
from ramp.web import service
from ramp.web.asking import Row, ask
from ramp.web.coverage import showing
from ramp.web.coverage.facts import Facts, Texts, labels
from ramp.web.days import last_day
from ramp.web.language import Language, language
from ramp.web.node_page import Value

_LEFT_OUT = ("withdrawn", "rejected", "returned", "superseded")
_FORMER = {f"{SCHEME.iri}submission-status/{name}" for name in _LEFT_OUT}
_CONTRADICTS = f"{SCHEME.iri}degree/contradicts"
_UNVERIFIED = f"{SCHEME.iri}verification-status/unverified"
_SUPPORTS = f"{SCHEME.iri}evidence-direction/supports"
_DISPUTES = f"{SCHEME.iri}evidence-direction/disputes"
_KINDS = ("with", "against", "without", "open", None)
_STATUS = f"{SCHEME.iri}submission-status/"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One evidence line: for or against, on which page, of which official page a copy, read on which day. `line` is its
    own page, for a line that names no source."""

    line: Value | None
    direction: Value
    against: bool
    kind: Value | None
    source: Value | None
    mirror: Value | None
    accessed: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. `kind` is how the matrix counts it (`with`, `without`, `against`, `open`), None: not at all."""

    iri: str
    href: str | None
    subject: Value
    translated: bool
    mechanisms: frozenset[str]
    measures: tuple[Value, ...]
    degree: Value | None
    basis: Value | None
    basis_iri: str | None
    claimant: Value | None
    statuses: tuple[Value, ...]
    issued: str
    unverified: bool
    kind: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """One recorded search that found nothing; `claims` are those that it was about, if it was about claims."""

    record: Value
    on: str
    mechanisms: frozenset[str]
    searcher: Value | None
    where: tuple[Value, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a row or a cell of the matrix on a day."""

    claims: tuple[Claim, ...] = ()
    searches: tuple[Searched, ...] = ()


@dataclass(slots=True)
class _Gathered:
    """What the rows say, sorted by claim and by line, before it is put into words."""

    value: Callable[[str], Value]
    translated: dict[str, set[str]]
    evidence: dict[str, list[Row]]
    mirrors: dict[str, str] = field(default_factory=dict)


async def behind(
    request: Request, facts: Facts, paragraph: NamedNode, as_of: str | None, mechanism: NamedNode | None = None
) -> Behind:
    """The claims and searches about a recommendation, of one mechanism or of all. Raises RampError as `ask`."""
    lines = (
        ask(request, "coverage-evidence-of-mechanism", paragraph=paragraph, mechanism=mechanism)
        if mechanism
        else ask(request, "coverage-evidence", paragraph=paragraph)
    )
    claims, evidence, named, sources, searched = await asyncio.gather(
        ask(request, "coverage-claims", paragraph=paragraph),
        lines,
        ask(request, "coverage-named", paragraph=paragraph),
        ask(request, "coverage-sources", paragraph=paragraph),
        ask(request, "coverage-searched", paragraph=paragraph),
    )
    lang, base = language(request), service.of(request).settings.base_iri
    texts: dict[str, Texts] = {**labels(named), **labels(sources)}
    gathered = _Gathered(
        cache(showing.view_of(facts, lang, base, texts).value),
        _grouped(named, "node", "translated"),
        _by(sorted(evidence, key=_place), "claim"),
        {row["node"].value: row["mirror"].value for row in sources if "mirror" in row},
    )
    day = last_day(as_of) if as_of else None
    of = mechanism.value if mechanism else None
    return Behind(
        tuple(
            sorted(
                (
                    claim
                    for rows in _by(claims, "claim").values()
                    if (claim := _claim(gathered, rows, lang)) and (day is None or claim.issued <= day)
                    if of is None or of in claim.mechanisms
                ),
                key=_order,
            )
        ),
        tuple(
            search
            for rows in _by(searched, "search").values()
            if (search := _search(gathered, rows, lang)) and (day is None or search.on <= day)
            if of is None or of in search.mechanisms
        ),
    )


def _place(line: Row) -> tuple[str, ...]:
    """Where an evidence line stands among those of its claim: sorted here, which costs an engine as much as reading."""
    return tuple(line[name].value if name in line else "" for name in ("direction", "line", "source", "kind"))


def _order(claim: Claim) -> tuple[int, str, str]:
    return (_KINDS.index(claim.kind), claim.subject.text.casefold(), claim.iri)


def _claim(gathered: _Gathered, rows: list[Row], lang: Language) -> Claim:
    value, first = gathered.value, rows[0]
    iri, subject, lines = first["claim"].value, first["subject"].value, gathered.evidence.get(first["claim"].value, [])
    statuses = {row["status"].value for row in rows}
    unverified = any(row["doubt"].value == _UNVERIFIED for row in rows if "doubt" in row)
    return Claim(
        iri=iri,
        href=value(iri).href,
        subject=value(subject),
        translated=lang in gathered.translated.get(subject, ()),
        mechanisms=frozenset(row["mechanism"].value for row in rows if "mechanism" in row),
        measures=tuple(value(one) for one in sorted({row["measure"].value for row in rows if "measure" in row})),
        degree=_named(value, first, "degree"),
        basis=_named(value, first, "basis"),
        basis_iri=first["basis"].value if "basis" in first else None,
        claimant=_named(value, first, "claimant"),
        statuses=tuple(value(one) for one in sorted(statuses)),
        issued=min(row["issued"].value for row in rows),
        unverified=unverified,
        kind=_kind(statuses, {line["direction"].value for line in lines}, unverified, first),
        evidence=tuple(_evidence(gathered, line) for line in lines),
    )


def _kind(statuses: set[str], directions: set[str], unverified: bool, first: Row) -> str | None:
    """How the question coverage-matrix counts the claim; where it has two statuses, by the graver."""
    counted = statuses - _FORMER
    if not counted or ("degree" in first and first["degree"].value == _CONTRADICTS):
        return None
    if f"{_STATUS}disputed" in counted or _DISPUTES in directions:
        return "against"
    if _SUPPORTS not in directions:
        return "without"
    return "open" if unverified or counted != {f"{_STATUS}accepted"} else "with"


def _evidence(gathered: _Gathered, line: Row) -> Evidence:
    value = gathered.value
    source = _named(value, line, "source")
    mirror = gathered.mirrors.get(line["source"].value) if "source" in line else None
    return Evidence(
        line=None if source else value(line["line"].value),
        direction=value(line["direction"].value),
        against=line["direction"].value == _DISPUTES,
        kind=_named(value, line, "kind"),
        source=source,
        mirror=value(mirror) if mirror else None,
        accessed=line["accessed"].value if "accessed" in line else None,
    )


def _search(gathered: _Gathered, rows: list[Row], lang: Language) -> Searched:
    value, first = gathered.value, rows[0]
    told = sorted({where for row in rows if isinstance(where := row.get("where"), Literal)}, key=str)
    own = [text for text in told if text.language == lang] or told
    return Searched(
        record=value(first["search"].value),
        on=first["on"].value,
        mechanisms=frozenset(row["mechanism"].value for row in rows if "mechanism" in row),
        searcher=_named(value, first, "searcher"),
        where=tuple(_text(text, lang) for text in own),
        claims=tuple(sorted({row["claim"].value for row in rows if "claim" in row})),
    )


def _text(text: Literal, lang: Language) -> Value:
    foreign = text.language if text.language != lang else None
    return Value(text.value, lang=foreign, only=foreign in ("en", "fr"))


def _named(value: Callable[[str], Value], row: Row, name: str) -> Value | None:
    return value(row[name].value) if name in row else None


def _by(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name].value].append(row)
    return dict(found)


def _grouped(rows: Iterable[Row], key: str, name: str) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if name in row:
            found[row[key].value].add(row[name].value)
    return dict(found)
