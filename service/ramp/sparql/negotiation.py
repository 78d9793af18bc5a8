"""Which representation a client gets: RFC 9110 (section 12.5.1) over the formats that there are, or `?format=`."""

from collections.abc import Sequence
from dataclasses import dataclass

from ramp.errors import NotAcceptableError, in_french


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name, with its registered media types, best first, and the words that `?format=` takes for it."""

    name: str
    media_types: tuple[str, ...]
    words: tuple[str, ...]
    charset: bool = False

    def content_type(self, media_type: str) -> str:
        """The value of Content-Type: text formats say that they are UTF-8."""
        return f"{media_type}; charset=utf-8" if self.charset else media_type


RESULTS: tuple[Format, ...] = (
    Format("json", ("application/sparql-results+json", "application/json"), ("json", "srj")),
    Format("xml", ("application/sparql-results+xml", "application/xml", "text/xml"), ("xml", "srx")),
    Format("csv", ("text/csv",), ("csv",), charset=True),
    Format("tsv", ("text/tab-separated-values",), ("tsv",), charset=True),
)
RDF: tuple[Format, ...] = (
    Format("turtle", ("text/turtle",), ("turtle", "ttl"), charset=True),
    Format("ntriples", ("application/n-triples",), ("ntriples", "nt", "n-triples")),
    Format("rdfxml", ("application/rdf+xml", "application/xml", "text/xml"), ("rdfxml", "rdf+xml", "rdf", "xml")),
    Format("jsonld", ("application/ld+json", "application/json"), ("jsonld", "json-ld", "json")),
    Format("nquads", ("application/n-quads",), ("nquads", "nq", "n-quads")),
    Format("trig", ("application/trig",), ("trig",), charset=True),
)
HTML = Format("html", ("text/html", "application/xhtml+xml"), ("html",), charset=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen format and the media type to send."""

    format: Format
    media_type: str

    @property
    def name(self) -> str:
        """The name of the format."""
        return self.format.name

    @property
    def content_type(self) -> str:
        """The value of Content-Type."""
        return self.format.content_type(self.media_type)


@dataclass(frozen=True, slots=True)
class _Range:
    type: str
    subtype: str
    quality: float

    def fit(self, media_type: str) -> int:
        """How specific the range fits: 0 not at all, 1 `*/*`, 2 `type/*`, 3 exactly."""
        type_, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == (type_, subtype):
            return 3
        if self.subtype == "*" and self.type == type_:
            return 2
        return 1 if self.type == self.subtype == "*" else 0


def choose(accept: str | None, available: Sequence[Format], word: str | None = None) -> Choice:
    """The best of `available` for an Accept header; `word`, the value of `?format=`, outweighs it.

    Without a header, and between equals, the first available wins. Raises NotAcceptableError, listing what there is.
    """
    if word:
        for form in available:
            if word.lower() in (*form.words, *form.media_types):
                return Choice(form, word.lower() if "/" in word else form.media_types[0])
        shown = word[:80]
        raise _nothing(f"There is no format {shown!r} here", f"Il n’y a pas de format « {shown} » ici", available)
    for form in available:
        if accept == form.media_types[0]:  # what programs send most: one type, and no more to it
            return Choice(form, accept)
    ranges = _parse(accept or "*/*")
    best: tuple[float, int, int] | None = None
    chosen: Choice | None = None
    for order, form in enumerate(available):
        for alias, media_type in enumerate(form.media_types):
            quality, fit = _quality(ranges, media_type)
            if alias and fit < 3:
                continue  # a wildcard never gets an alias
            rank = (quality, min(fit, 2) if alias else fit, -order)
            if quality > 0 and (best is None or rank > best):
                best, chosen = rank, Choice(form, media_type)
    if chosen is None:
        shown = (accept or "")[:200]
        raise _nothing(f"Nothing here fits Accept: {shown}", f"Rien ici ne correspond à Accept: {shown}", available)
    return chosen


def accepts_html(accept: str | None) -> bool:
    """Whether the client names HTML and does not want it less than anything else it names: a browser."""
    if accept is None or HTML.media_types[0] not in accept.lower():
        return False
    ranges = _parse(accept)
    html = max((item.quality for item in ranges if item.fit("text/html") == 3), default=0.0)
    return html > 0 and all(item.quality <= html for item in ranges)


def accepts_gzip(header: str | None) -> bool:
    """Whether Accept-Encoding allows gzip (RFC 9110, section 12.5.3)."""
    wildcard = False
    for part in (header or "").lower().split(","):
        name, _, parameters = part.partition(";")
        allowed = _weight(parameters) > 0
        if name.strip() in ("gzip", "x-gzip"):
            return allowed
        if name.strip() == "*":
            wildcard = allowed
    return wildcard


def _quality(ranges: Sequence[_Range], media_type: str) -> tuple[float, int]:
    """The weight of the most specific range that fits, and how specific it is."""
    fits = [(item.fit(media_type), item.quality) for item in ranges]
    fit, quality = max(fits, default=(0, 0.0))
    return (quality, fit) if fit else (0.0, 0)


def _parse(header: str) -> list[_Range]:
    """The media ranges of a header; what is malformed is left out, as if it were not there."""
    ranges = []
    for part in header.lower().split(","):
        media_range, _, parameters = part.partition(";")
        type_, slash, subtype = media_range.strip().partition("/")
        if slash and type_ and subtype:
            ranges.append(_Range(type_, subtype, _weight(parameters)))
    return ranges


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value.strip())))
            except ValueError:
                return 0.0
    return 1.0


def _nothing(detail: str, french: str, available: Sequence[Format]) -> NotAcceptableError:
    types = [form.media_types[0] for form in available]
    types_said, words = ", ".join(types), "|".join(form.words[0] for form in available)
    return NotAcceptableError(
        detail,
        remedy=f"Ask for one of {types_said}, or use format={words}",
        extra={
            "available": types,
            **in_french(french, f"Demandez l’un de {types_said}, ou utilisez format={words}"),
        },
    )
