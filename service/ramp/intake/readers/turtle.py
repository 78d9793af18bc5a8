"""Reads Turtle and N-Triples: pyoxigraph parses, `TurtlePositions` says where each triple stands."""

from itertools import islice

import pyoxigraph as ox

from ramp.errors import DataSyntaxError
from ramp.intake.knowledge import Knowledge
from ramp.intake.limits import Limits
from ramp.intake.position import NOWHERE, Position
from ramp.intake.readers.terms import Terms, decoded, not_valid, too_deep
from ramp.intake.readers.turtle_positions import TurtlePositions
from ramp.intake.submission import Submission


def read(data: bytes, base: str, knowledge: Knowledge, limits: Limits) -> Submission:
    """Turtle 1.1. Raises DataSyntaxError with line and column, LimitError."""
    del knowledge
    return _read(data, "turtle", "Turtle", ox.RdfFormat.TURTLE, base, limits)


def read_ntriples(data: bytes, base: str, knowledge: Knowledge, limits: Limits) -> Submission:
    """N-Triples 1.1. Raises DataSyntaxError with line and column, LimitError."""
    del knowledge
    return _read(data, "ntriples", "N-Triples", ox.RdfFormat.N_TRIPLES, base, limits)


def _read(data: bytes, form: str, name: str, rdf: ox.RdfFormat, base: str, limits: Limits) -> Submission:
    text = decoded(data, name)
    submission = Submission(form, base)
    terms = Terms(limits)
    try:
        base_iri = base if rdf == ox.RdfFormat.TURTLE else None
        parsed = ox.parse(text, format=rdf, base_iri=base_iri)
        triples = list(islice(parsed, limits.triples + 1))
    except SyntaxError as error:
        raise _syntax(error, name) from None
    if len(triples) > limits.triples:
        raise terms.too_many()
    positions = TurtlePositions(text)
    if positions.depth() > limits.depth:
        raise too_deep(limits, name)
    places = list(positions.places())
    known = len(places) == len(triples)  # so for all that the test generates; a wrong line would be worse than none
    for number, triple in enumerate(triples):
        at = Position(*positions.line_column(places[number][2])) if known else NOWHERE
        terms.add(submission, triple, at)
    return submission


def _syntax(error: SyntaxError, name: str) -> DataSyntaxError:
    reason = error.msg.rpartition(": ")[2] if error.lineno else error.msg
    return not_valid(name, reason, error.lineno, error.offset)
