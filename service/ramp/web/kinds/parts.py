"""What the pages of the kinds share: answers put into words, the day of the page, the question behind a part."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from unicodedata import combining, normalize
from urllib.parse import urlencode

from fastapi import Request
from pyoxigraph import Literal, NamedNode

from ramp.graph.namespaces import BASE, SCHEME
from ramp.linking.description import Name
from ramp.web import service
from ramp.web.asking import Row
from ramp.web.language import language, prefixed
from ramp.web.node_page import Value, View
from ramp.web.plots import span

STATUS = f"{SCHEME.iri}verification-status/"


@dataclass(frozen=True, slots=True)
class Behind:
    """A public question that gives the rows of a part of a page: its title, and its address with the parameters."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A named value with the dates that belong to it, as the graph gives them, and whether no source showed it."""

    value: Value
    start: str | None = None
    end: str | None = None
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Reader(View):
    """A view that puts each node into words once, however often a page names it."""

    told: dict[str, Value] = field(default_factory=dict)

    def named(self, node: NamedNode) -> Value:
        """A node under its name."""
        known = self.told.get(node.value)
        if known is None:
            known = self.told[node.value] = View.named(self, node)
        return known


def reader(request: Request, *answers: Iterable[Row]) -> View:
    """Puts the nodes of these answers into words: the name of a node `?x` stands in `?xEn` and `?xFr`."""
    names: dict[str, Name] = {}
    for rows in answers:
        for row in rows:
            for name, term in row.items():
                if isinstance(term, NamedNode) and (iri := term.value) not in names:
                    english, french = row.get(f"{name}En"), row.get(f"{name}Fr")
                    if english is not None or french is not None:
                        told = (("en", english), ("fr", french))
                        names[iri] = Name({tag: text.value for tag, text in told if text is not None})
    return Reader(names, language(request), service.of(request).settings.base_iri)


def text(row: Row, name: str) -> str | None:
    """The text or IRI of a variable; None where the row does not bind it."""
    return row[name].value if name in row else None


def value(view: View, row: Row, name: str) -> Value | None:
    """The node or text of a variable in words; None where the row does not bind it."""
    term = row.get(name)
    if isinstance(term, NamedNode):
        return view.named(term)
    return literal(term, view) if isinstance(term, Literal) else None


def literal(term: Literal, view: View) -> Value:
    """A text of the graph, marked where it is not in the reader's language."""
    foreign = term.language if term.language and term.language != view.lang else None
    return Value(term.value, lang=foreign, only=foreign in ("en", "fr"))


def by_text(one: Value) -> tuple[str, str]:
    """The order of names in a list: accents and case count for nothing."""
    return (_plain(one.text), one.iri or "")


@lru_cache(maxsize=10_000)
def _plain(text: str) -> str:
    return "".join(letter for letter in normalize("NFD", text.casefold()) if not combining(letter))


def day_of(request: Request, as_of: str | None) -> str:
    """The day that a page is about: the last of the year, month or day asked for, else that of the release, so that the
    page stays the same as long as the graph does."""
    if as_of is None:
        return released(request).isoformat()
    asked = span(as_of)  # None for the last days that there are, of which no next one can be told
    return (asked.after - timedelta(days=1) if asked else date.max).isoformat()


def released(request: Request) -> date:
    """The day of the release: what goes on is drawn up to it."""
    return service.of(request).engine.modified.date()


def as_date(day: str) -> date:
    """A day of `day_of` as a date."""
    return date.fromisoformat(day)


def behind(request: Request, name: str, **values: str) -> Behind | None:
    """The question of `queries/` of this name with these parameters; None where the service has no such question, or
    none that asks for them."""
    known, lang = service.of(request), language(request)
    question = known.questions.get(name)
    if question is None or not values.keys() <= question.parameters.keys():
        return None
    given = {}
    for key, told in values.items():
        start = BASE + question.parameters[key].base
        given[key] = told.removeprefix(start) if told != start else told
    return Behind(question.title[lang], prefixed(lang, f"/queries/{name}?{urlencode(given)}"))
