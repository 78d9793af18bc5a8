"""The change feed as Atom (RFC 4287), paged as archived feed (RFC 5005, section 4), for readers and news programs."""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from ramp.graph.namespaces import BASE
from ramp.linking.addresses import href
from ramp.linking.catalog import LICENCE
from ramp.releases.sequence import Item, Sequenced, records

SIZE = 100
"""Entries in an archived document."""
ATOM, HISTORY = "http://www.w3.org/2005/Atom", "http://purl.org/syndication/history/1.0"
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = {
    "en": {
        "title": "Changes of RAMP", "as_of": "Changes of RAMP: what there was on {day}", "added": "Added: {label}",
        "changed": "Changed: {label}", "withdrawn": "Withdrawn: {label}", "none": "(none)",
        "release": "Release {id}.", "line": "{property}: {removed} → {added}",
    },
    "fr": {
        "title": "Changements de RAMP", "as_of": "Changements de RAMP : ce qui existait le {day}",
        "added": "Ajout : {label}", "changed": "Modification : {label}", "withdrawn": "Retrait : {label}",
        "none": "(rien)", "release": "Version publiée {id}.", "line": "{property} : {removed} → {added}",
    },
}  # fmt: skip


def document(url: str, lang: str, as_of: str, told: Sequenced, number: int | None) -> bytes:
    """The feed as it is now (`number` None: the growing page), or an archived document, numbered from 0."""
    for prefix, iri in (("", ATOM), ("fh", HISTORY)):
        register_namespace(prefix, iri)
    shown = told.pages - 1 if number is None else number
    items = told.page(shown)
    words = _WORDS[lang]
    query = f"?lang={lang}" + (f"&asOf={as_of}" if as_of else "")
    feed = Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": lang})
    _text(feed, "id", f"{BASE}feed" + (f"?asOf={as_of}" if as_of else ""))
    _text(feed, "title", words["as_of"].format(day=as_of) if as_of else words["title"])
    _text(feed, "updated", _time(items[-1]) if items else "2010-10-04T00:00:00Z")
    _text(SubElement(feed, f"{{{ATOM}}}author"), "name", "RAMP")
    _text(feed, "rights", LICENCE)
    here = f"{url}/feed/atom{query}" if number is None else f"{url}/feed/atom/{number}{query}"
    _link(feed, "self", here, "application/atom+xml")
    _link(feed, "alternate", f"{url}/{lang}/releases", "text/html")
    if number is not None:
        SubElement(feed, f"{{{HISTORY}}}archive")
        _link(feed, "current", f"{url}/feed/atom{query}", "application/atom+xml")
    if shown > 0:
        _link(feed, "prev-archive", f"{url}/feed/atom/{shown - 1}{query}", "application/atom+xml")
    told_records = records(items, "events")
    for item, record in reversed(list(zip(items, told_records, strict=True))):
        _entry(feed, url, lang, item, record)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(tostring(feed, encoding="utf-8", xml_declaration=False))


def _entry(feed: Element, url: str, lang: str, item: Item, record: dict[str, Any]) -> None:
    words, node = _WORDS[lang], record["node"]
    entry = SubElement(feed, f"{{{ATOM}}}entry")
    _text(entry, "id", f"{BASE}release/{item.kept.id}/event/{item.number}")
    _text(entry, "title", words[record["kind"]].format(label=label(record, lang)))
    _text(entry, "updated", _time(item))
    address = href(node)
    _link(entry, "alternate", f"{url}/{lang}{address}" if address.startswith("/") else address, "text/html")
    _link(entry, "via", f"{url}/{lang}/releases/{item.kept.id}", "text/html")
    SubElement(entry, f"{{{ATOM}}}category", {"term": record["kind"], "scheme": f"{BASE}feed#kind"})
    for kind in record["types"]:
        SubElement(
            entry, f"{{{ATOM}}}category", {"term": kind, "scheme": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}
        )
    lines = [words["release"].format(id=item.kept.id)]
    for detail in record["details"]:
        name = detail["label"].get(lang) or detail["label"].get("en") or re.split(r"[#/]", detail["property"])[-1]
        values = {side: "; ".join(detail[side]) or words["none"] for side in ("removed", "added")}
        lines.append(words["line"].format(property=name, **values))
    _text(entry, "summary", "\n".join(lines))


def label(record: dict[str, Any], lang: str) -> str:
    """What the node of an event is called in the language, else in another, else the end of its IRI."""
    names = record["label"]
    return str(
        names.get(lang) or names.get("en") or next(iter(names.values()), "") or record["node"].removeprefix(BASE)
    )


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{ATOM}}}{name}").text = _UNFIT.sub("", text)


def _link(parent: Element, relation: str, address: str, kind: str) -> None:
    SubElement(parent, f"{{{ATOM}}}link", {"rel": relation, "href": address, "type": kind})


def _time(item: Item) -> str:
    return item.kept.created.replace("+00:00", "Z")
