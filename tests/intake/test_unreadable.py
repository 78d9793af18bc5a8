"""What cannot be read is refused with reason and remedy in both languages, and with the place where it stands."""

import io
import re
import zipfile

import pytest

from ramp.errors import RampError
from ramp.intake.limits import Limits
from tests.intake.conftest import HEAD, Check, record

DOCTYPE = '<?xml version="1.0"?>\n\n<!DOCTYPE a [<!ENTITY b "c">]>\n<a/>'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<rdf:Description>\n</rdf:RDF>'


def archive() -> bytes:
    """A zip archive that is no workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("x", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("ending", "data", "line", "english", "french"),
    [
        (".rdf", DOCTYPE, 3, "(<!DOCTYPE ...>) at line 3", "(<!DOCTYPE ...>), ligne 3"),
        (".rdf", RDF, 3, "not valid RDF/XML at line 3, column", "pas valide en RDF/XML, ligne 3, colonne"),
        (".ttl", HEAD + "my:p a", 11, "not valid Turtle at line 11", "pas valide en Turtle, ligne 11"),
        (".nt", "<a> <b>", 1, "not valid N-Triples at line 1", "pas valide en N-Triples, ligne 1"),
        (".ttl", b"# \xff", 1, "not UTF-8 at line 1", "pas en UTF-8, ligne 1"),
        (".json", '{"a": }', 1, "not valid JSON at line 1, column 7", "pas valide en JSON, ligne 1, colonne 7"),
        (".json", '{"a": 1, "a": 2}', None, "stands twice", "figure deux fois"),
        (".json", "NaN", None, "is no JSON", "n'est pas du JSON"),
        (".json", "1", None, "a single value", "une valeur seule"),
        (".jsonld", '{"@context": "https://example.org/"}', None, "never fetched", "jamais téléchargés"),
        (".jsonld", '{"@included": []}', None, "keyword", "mot-clé"),
        (".jsonld", '[{"@id": "x:a", "@graph": []}]', None, "names a graph at /0", "nomme un graphe, /0"),
        (".csv", "a,b\nc,d", None, "The table has no row of headings", "Le tableau n'a pas de ligne d'en-têtes"),
        (".csv", "a\0b", None, "not a text", "n'est pas un texte"),
        (".xlsx", b"x", None, "cannot be opened as a workbook", "ne peut pas être ouvert comme classeur"),
        (".xlsx", archive(), None, "cannot be opened as a workbook", "ne peut pas être ouvert comme classeur"),
        (".nq", "", None, "can name graphs", "peut nommer des graphes"),
        (".png", "", None, "is not read here", "n'est pas lu ici"),
    ],
)
def test_reason_and_remedy_are_in_both_languages(
    check: Check, ending: str, data: str | bytes, line: int | None, english: str, french: str
) -> None:
    with pytest.raises(RampError) as caught:
        check(data, ending)
    problem = caught.value.problem()
    assert english in problem["detail"]
    assert french in problem["detail_fr"]
    assert problem.get("line") == line
    for member in ("detail", "remedy", "detail_fr", "remedy_fr"):
        assert problem[member].endswith("."), member
    assert problem["remedy_fr"] in caught.value.sentence("fr")
    assert re.match(r"\w+ez\b", problem["remedy_fr"]), "a refusal speaks to its reader, as on the pages"


@pytest.mark.parametrize(
    "limits", [Limits(bytes=10), Limits(triples=3), Limits(literal=5), Limits(depth=0), Limits(blank_nodes=0)]
)
def test_a_limit_is_told_in_both_languages(check: Check, limits: Limits) -> None:
    with pytest.raises(RampError) as caught:
        check(record({"schema:location": "[ a ramp:Practice ]"}), limits=limits)
    problem = caught.value.problem()
    assert str(problem["limit"]) in problem["detail_fr"]
    assert re.match(r"\w+ez\b", problem["remedy_fr"])
