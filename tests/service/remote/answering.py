"""Asks a service every question over HTTP and compares the answers with the expected ones."""

import httpx
import pyoxigraph as ox

from ramp.questions import Question
from ramp.questions.answering import Difference, difference, expected_path


def differs(client: httpx.Client, question: Question) -> Difference | str | None:
    """None where the service gives the expected answer, else how it differs, or the error that it gives."""
    graph, yes_no = question.form in ("CONSTRUCT", "DESCRIBE"), question.form == "ASK"
    accept = "application/n-triples" if graph else "application/json" if yes_no else "text/tab-separated-values"
    response = client.get(
        f"/queries/{question.name}", params={} if graph or yes_no else {"limit": 10_000}, headers={"Accept": accept}
    )
    if response.status_code != 200:
        return f"{response.status_code}: {response.json().get('detail')}"
    expected = expected_path(question).read_text("utf-8")
    if yes_no:
        actual = f"{str(response.json()['boolean']).lower()}\n"
    elif graph:
        actual, expected = canonical(response.text), canonical(expected)
    else:
        actual = response.text
    return difference(question, expected, actual)


def canonical(triples: str) -> str:
    """N-Triples with canonical names of blank nodes (RDFC-1.0), each line once, sorted."""
    graph = ox.Dataset(ox.parse(triples, format=ox.RdfFormat.N_TRIPLES))
    graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(f"{line}\n" for line in sorted(str(graph).splitlines()))
