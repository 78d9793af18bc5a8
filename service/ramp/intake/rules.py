"""The rules of the gate that are no shapes, because no shape can see them: form, ownership, names, dates, personal
data.

Each has an IRI beside the shapes' (`https://w3id.org/ramp/shapes#intake-...`) and is described in
`shapes/profiles/intake.ttl`; here are the sentences in which it speaks of one case.
"""

from ramp.errors import french_number
from ramp.graph.namespaces import RDF, SHAPE
from ramp.intake.finding import NO_TEXT, Finding, Severity, Text
from ramp.intake.position import NOWHERE, Position

RDF_TYPE = RDF["type"].value
_DATES = "2010, 2010-10"

NAMES = (
    "own-nodes", "known-key", "known-column", "value-form", "node-read", "known-name", "date-form", "date-order",
    "link-form", "iri-form", "curator-status", "personal-data", "duplicate", "record-type", "shapes-in-data",
    "faults",
)  # fmt: skip


def rule(name: str) -> str:
    """The IRI of a rule of the gate."""
    return f"{SHAPE.iri}intake-{name}"


def _finding(
    name: str, severity: Severity, message: Text, remedy: Text = NO_TEXT, position: Position = NOWHERE, **more: object
) -> Finding:
    return Finding(rule(name), name, severity, message, remedy, position=position, **more)  # type: ignore[arg-type]


def unknown_key(key: str, near: str | None, position: Position) -> Finding:
    return _finding(
        "known-key", "violation",
        Text(f"The key “{key}” has no meaning here.", f"La clé « {key} » n'a pas de sens ici."),
        Text(f"Write “{near}”, or leave it out.", f"Écrire « {near} », ou la supprimer.") if near else
        Text("Leave it out, or use a key of the record schema.",
             "La supprimer, ou utiliser une clé du schéma des fiches."),
        position, value=key, suggestion=near,
    )  # fmt: skip


def unknown_column(header: str, near: str | None, position: Position) -> Finding:
    return _finding(
        "known-column", "warning",
        Text(f"The column “{header}” is not read.", f"La colonne « {header} » n'est pas lue."),
        Text(f"If it means “{near}”, use that heading.",
             f"S'il s'agit de « {near} », employer cet intitulé.") if near else
        Text("Use the headings of the template.", "Employer les intitulés du modèle."),
        position, value=header, suggestion=near,
    )  # fmt: skip


def wrong_form(keyword: str, expected: Text, position: Position) -> Finding:
    return _finding(
        "value-form", "violation",
        Text(f"The value has the wrong form; expected is {expected.en}.",
             f"La valeur n'a pas la forme voulue ; on attend {expected.fr}."),
        Text("Write it in that form.", "L'écrire sous cette forme."),
        position, params={"keyword": keyword, "expected": expected.en},
    )  # fmt: skip


def dropped_node(node: str, position: Position) -> Finding:
    return _finding(
        "node-read", "violation",
        Text("Nothing could be read from this node: its identifier is no usable IRI.",
             "Rien n'a pu être lu dans ce nœud : son identifiant n'est pas un IRI utilisable."),
        Text("Give it an absolute IRI without spaces, or no identifier.",
             "Lui donner un IRI absolu sans espaces, ou aucun identifiant."),
        position, focus=node,
    )  # fmt: skip


def unknown_name(
    field: Text, shown: str, near: list[Text], terms: list[Text], position: Position, **more: object
) -> Finding:
    """`near`: what may be meant; `terms`: all that there is to choose from, where that is little."""
    offers, choices = _quoted(near), _quoted(terms)
    return _finding(
        "known-name", "violation",
        Text(f"{field.en}: “{shown}” is not known.", f"{field.fr} : « {shown} » n'est pas connu."),
        Text(f"Did you mean {offers.en}?", f"Vouliez-vous dire {offers.fr} ?") if near else
        Text(f"Write one of: {choices.en}.", f"Écrire l'une des valeurs : {choices.fr}.") if terms else
        Text("Take a value from the list of the template.", "Prendre une valeur de la liste du modèle."),
        position, **more,
    )  # fmt: skip


def _quoted(names: list[Text]) -> Text:
    return Text(", ".join(f"“{name.en}”" for name in names), ", ".join(f"« {name.fr} »" for name in names))


def bad_date(
    field: Text, shown: str, better: str | None, other: str | None, position: Position, **more: object
) -> Finding:
    """`better` is the likeliest reading, `other` the one with day and month exchanged."""
    two = Text(f", or {other} if the month comes first", f", ou {other} si le mois vient en premier")
    also = two if other else NO_TEXT
    return _finding(
        "date-form", "violation",
        Text(f"{field.en}: “{shown}” cannot be read as a date, or not in one way only; expected is {_DATES} or "
             "2010-10-05.",
             f"{field.fr} : « {shown} » ne se lit pas comme une date, ou pas d'une seule façon ; on attend {_DATES} ou "
             "2010-10-05."),
        Text(f"Write {better}{also.en}.", f"Écrire {better}{also.fr}.") if better else
        Text("Write the year, the month or the day in that form.",
             "Écrire l'année, le mois ou le jour sous cette forme."),
        position, suggestion=better, **more,
    )  # fmt: skip


def bad_link(field: Text, shown: str, position: Position, **more: object) -> Finding:
    return _finding(
        "link-form", "violation",
        Text(f"{field.en}: “{shown}” is not the address of a page.",
             f"{field.fr} : « {shown} » n'est pas l'adresse d'une page."),
        Text("Copy the whole address, beginning with https://.", "Copier l'adresse entière, qui commence par https://."),
        position, **more,
    )  # fmt: skip


def not_yours(node: str, known: str | None, position: Position) -> Finding:
    name = Text(f" (“{known}”)", f" (« {known} »)") if known else NO_TEXT
    return _finding(
        "own-nodes", "violation",
        Text(f"The file states facts about {node}{name.en}, which is not a node of this submission.",
             f"Le fichier énonce des faits sur {node}{name.fr}, qui n'est pas un nœud de cette proposition."),
        Text("Refer to it, but describe only your own records; leave these statements out.",
             "Y renvoyer, mais ne décrire que vos propres fiches ; supprimer ces énoncés."),
        position, focus=node,
    )  # fmt: skip


def shapes_in_data(term: str, position: Position) -> Finding:
    return _finding(
        "shapes-in-data", "violation",
        Text(f"{term} belongs to rules or to schemas, not to a record.",
             f"{term} relève des règles ou des schémas, pas d'une fiche."),
        Text("Leave the statement out: the rules are RAMP's own.",
             "Supprimer l'énoncé : les règles sont celles de RAMP."),
        position, value=term,
    )  # fmt: skip


def bad_iri(iri: str, position: Position) -> Finding:
    return _finding(
        "iri-form", "violation",
        Text(f"{iri[:120]} is not an identifier or address that a record may use.",
             f"{iri[:120]} n'est pas un identifiant ni une adresse admis dans une fiche."),
        Text("Use https:, http: or urn:uuid:.", "Employer https:, http: ou urn:uuid:."),
        position, value=iri[:120],
    )  # fmt: skip


def curator_status(position: Position, focus: str) -> Finding:
    return _finding(
        "curator-status", "warning",
        Text("The status of a claim is given by the curators; this one is not taken over.",
             "Le statut d'une affirmation est attribué par les responsables ; celui-ci n'est pas repris."),
        Text("Leave adms:status out.", "Supprimer adms:status."),
        position, focus=focus,
    )  # fmt: skip


def untyped(node: str, position: Position, kinds: Text) -> Finding:
    return _finding(
        "record-type", "violation",
        Text(f"{node} has no type that is checked here, so nothing was checked about it.",
             f"{node} n'a aucun type vérifié ici ; rien n'a donc été vérifié à son sujet."),
        Text(f"Give it one of the types {kinds.en}.", f"Lui donner un des types {kinds.fr}."),
        position, focus=node,
    )  # fmt: skip


def other_type(node: str, kind: str, position: Position, kinds: Text) -> Finding:
    return _finding(
        "record-type", "violation",
        Text(f"A submission may not make {node} a {kind}.", f"Une proposition ne peut pas faire de {node} un {kind}."),
        Text(f"Use one of the types {kinds.en}.", f"Employer un des types {kinds.fr}."),
        position, focus=node, value=kind,
    )  # fmt: skip


def dates_out_of_order(start: str, end: str, position: Position, focus: str, path: str) -> Finding:
    return _finding(
        "date-order", "violation",
        Text(f"The end, {end}, comes before the start, {start}.", f"La fin, {end}, précède le début, {start}."),
        Text("Correct one of the two dates.", "Corriger l'une des deux dates."),
        position, focus=focus, path=path, value=end, params={"start": start, "end": end},
    )  # fmt: skip


def personal_data(pattern: str, what: Text, position: Position, focus: str, path: str) -> Finding:
    """The text itself is never repeated."""
    return _finding(
        "personal-data", "warning",
        Text(f"This text may hold {what.en}. It will not be published before a curator has decided.",
             f"Ce texte contient peut-être {what.fr}. Il ne sera publié qu'après décision d'un responsable."),
        Text("Leave out whatever could identify a victim or a private person.",
             "Supprimer tout ce qui pourrait identifier une victime ou une personne privée."),
        position, focus=focus, path=path, params={"pattern": pattern},
    )  # fmt: skip


def duplicate(known: str, title: Text, why: Text, score: int, position: Position, focus: str) -> Finding:
    return _finding(
        "duplicate", "info",
        Text(f"Perhaps the same practice as “{title.en}” ({known}): {why.en}.",
             f"Peut-être la même pratique que « {title.fr} » ({known}) : {why.fr}."),
        Text("If it is the same, send your additions as an amendment of that record.",
             "Si c'est la même, envoyer les compléments comme modification de cette fiche."),
        position, focus=focus, value=known, params={"candidate": known, "score": score},
    )  # fmt: skip


def stopped(most: int) -> Finding:
    count, nombre = f"{most:,}", french_number(most)
    return _finding(
        "faults", "info",
        Text(f"A rule is broken in more than {count} places; beyond that it was not checked.",
             f"Une règle n'est pas respectée en plus de {nombre} endroits ; au-delà, elle n'a pas été vérifiée."),
        Text("Mend the cause, mostly the same everywhere (an empty column, a wrong list), then check again.",
             "Corriger la cause, souvent la même partout (colonne vide, mauvaise liste), puis vérifier de nouveau."),
        params={"limit": most},
    )  # fmt: skip
