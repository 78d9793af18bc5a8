"""Terms of one library as terms of the other, and the limits that hold for triples of every origin."""

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from ramp.errors import DataSyntaxError, LimitError, in_french
from ramp.intake.limits import Limits
from ramp.intake.position import NOWHERE, Position
from ramp.intake.submission import Submission

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class Terms:
    """Turns pyoxigraph terms into rdflib terms as they were written, and refuses what no record may hold."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._seen: dict[object, Node] = {}
        self._blank = 0

    def add(self, submission: Submission, triple: ox.Triple | ox.Quad, position: Position) -> None:
        """Adds one parsed triple. Raises LimitError over a limit, DataSyntaxError for named graphs and triple terms."""
        if isinstance(triple, ox.Quad) and not isinstance(triple.graph_name, ox.DefaultGraph):
            raise named_graphs(position)
        if len(submission.triples) >= self._limits.triples:
            raise self.too_many()
        subject = self._term(triple.subject, position)
        predicate = self._term(triple.predicate, position)
        submission.add((subject, predicate, self._term(triple.object, position)), position)

    def too_many(self) -> LimitError:
        """More triples than are read."""
        return LimitError(
            f"The file holds more than {self._limits.triples:,} triples",
            remedy="Send fewer records at a time",
            extra={
                "limit": self._limits.triples,
                **in_french(
                    f"Le fichier contient plus de {self._limits.triples} triplets", "Envoyez moins de fiches à la fois"
                ),
            },
        )

    def _term(self, term: object, position: Position) -> Node:
        found = self._seen.get(term)
        if found is None:
            found = self._seen[term] = self._new(term, position)
        return found

    def _new(self, term: object, position: Position) -> Node:
        if isinstance(term, ox.NamedNode):
            return URIRef(term.value)
        if isinstance(term, ox.BlankNode):
            self._blank += 1
            if self._blank > self._limits.blank_nodes:
                raise LimitError(
                    f"The file holds more than {self._limits.blank_nodes:,} blank nodes",
                    remedy="Give the records IRIs, or send fewer at a time",
                    extra={
                        "limit": self._limits.blank_nodes,
                        **in_french(
                            f"Le fichier contient plus de {self._limits.blank_nodes} nœuds anonymes",
                            "Donnez des IRI aux fiches, ou envoyez-en moins à la fois",
                        ),
                    },
                )
            return BNode(term.value)
        if isinstance(term, ox.Literal):
            return literal(term.value, term.language, term.datatype.value, position, self._limits)
        raise DataSyntaxError(
            f"RDF 1.2 triple terms are not read{at(position)}",
            remedy="State the fact as a triple of its own",
            extra={
                **position.as_dict(),
                **in_french(
                    f"Les termes-triplets de RDF 1.2 ne sont pas lus{at(position, 'fr')}",
                    "Énoncez le fait dans un triplet à part",
                ),
            },
        )


def literal(text: str, language: str | None, datatype: str | None, position: Position, limits: Limits) -> Literal:
    """A literal as it was written: pySHACL needs the lexical form, so nothing is normalised."""
    if len(text) > limits.literal:
        raise LimitError(
            f"A text has {len(text):,} characters; at most {limits.literal:,} are read{at(position)}",
            remedy="Shorten it and link to the document that holds the rest (dcterms:source)",
            extra={
                "limit": limits.literal,
                **position.as_dict(),
                **in_french(
                    f"Un texte compte {len(text)} caractères, {limits.literal} au plus sont lus{at(position, 'fr')}",
                    "Abrégez-le et renvoyez au document qui contient le reste (dcterms:source)",
                ),
            },
        )
    if language:
        return Literal(text, lang=language)
    if datatype is None or datatype == _XSD_STRING:
        return Literal(text)
    return Literal(text, datatype=URIRef(datatype), normalize=False)


def at(position: Position, lang: str = "en") -> str:
    """` at line 3, column 7`, `, ligne 3, colonne 7`, or nothing."""
    text = position.text(lang)
    return f"{',' if lang == 'fr' else ' at'} {text}" if text else ""


def not_valid(name: str, reason: str, line: int | None, column: int | None) -> DataSyntaxError:
    """The text is not what its form asks for; `reason` is what the parser said."""
    position = Position(line, column) if line else NOWHERE
    return DataSyntaxError(
        f"The text is not valid {name}{at(position)}: {reason}",
        remedy="Correct that line and check again",
        extra={
            **position.as_dict(),
            **in_french(
                f"Le texte n'est pas valide en {name}{at(position, 'fr')} : {reason}",
                "Corrigez cette ligne et vérifiez de nouveau",
            ),
        },
    )


def named_graphs(position: Position) -> DataSyntaxError:
    """A submission may not say into which graph its triples go."""
    return DataSyntaxError(
        f"The file names a graph{at(position)}, and a submission may not say into which graph its triples go",
        remedy="Leave the graph name out",
        extra={
            **position.as_dict(),
            **in_french(
                f"Le fichier nomme un graphe{at(position, 'fr')}, et une proposition ne peut pas dire dans quel graphe "
                "vont ses triplets",
                "Supprimez le nom du graphe",
            ),
        },
    )


def decoded(data: bytes, what: str) -> str:
    """UTF-8 with or without a byte order mark. Raises DataSyntaxError naming the first byte that is none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataSyntaxError(
            f"The {what} text is not UTF-8 at line {line}",
            remedy="Save the file with the encoding UTF-8",
            extra={
                "line": line,
                **in_french(
                    f"Le texte {what} n'est pas en UTF-8, ligne {line}", "Enregistrez le fichier avec l'encodage UTF-8"
                ),
            },
        ) from None


def too_deep(limits: Limits, what: str) -> LimitError:
    return LimitError(
        f"The {what} text is nested more than {limits.depth} levels deep",
        remedy="Give the inner nodes identifiers of their own and write them side by side",
        extra={
            "limit": limits.depth,
            **in_french(
                f"Le texte {what} est imbriqué sur plus de {limits.depth} niveaux",
                "Donnez des identifiants aux nœuds intérieurs et écrivez-les côte à côte",
            ),
        },
    )
