"""What a release published elsewhere has no more: its address says 410, and it comes back with a later release."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ramp.engine.protocol import ReleaseFile
from ramp.engine.publishing import publish
from ramp.settings import Settings

HERE = "https://w3id.org/ramp"
LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"


def _release(folder: Path, name: str, graphs: dict[str, list[str]]) -> ReleaseFile:
    path = folder / f"{name}.nq"
    lines = [
        f'<{HERE}/id/practice/{node}> {LABEL} "{node}"@en <{HERE}/graph/{graph}> .\n'
        for graph, nodes in graphs.items()
        for node in nodes
    ]
    path.write_text("".join(sorted(lines)), "utf-8")
    return ReleaseFile(name, path)


def test_what_a_release_lacks_is_gone_with_the_reason(
    empty: dict[str, Any], serve: Any, eventually: Callable[..., bool], tmp_path: Path
) -> None:
    known = Settings(**empty)
    publish(known, _release(tmp_path, "first", {"a": ["kept", "moved", "left"], "b": ["dropped"]}))
    site = serve(workers=1, engine_check_seconds=0.1, **empty)

    def answers(node: str, status: int) -> bool:
        page = site.client.get(f"/id/practice/{node}", headers={"Accept": "text/html"}, follow_redirects=True)
        return bool(page.status_code == status)

    for node in ("kept", "moved", "left", "dropped"):
        assert eventually(lambda node=node: answers(node, 200), 60), node
    publish(known, _release(tmp_path, "second", {"a": ["kept"], "c": ["moved"]}))
    for node, status in {"kept": 200, "moved": 200, "left": 410, "dropped": 410}.items():
        assert eventually(lambda node=node, status=status: answers(node, status), 60), node
    again = publish(known, _release(tmp_path, "second", {"a": ["kept"], "c": ["moved"]}))
    assert (again.written, again.removed) == (0, 0)
    publish(known, _release(tmp_path, "third", {"a": ["kept", "left"], "c": []}))
    for node, status in {"kept": 200, "left": 200, "moved": 410, "dropped": 410}.items():
        assert eventually(lambda node=node, status=status: answers(node, status), 60), node
    publish(known, _release(tmp_path, "fourth", {"a": ["kept", "left", "moved", "dropped"]}))
    for node in ("kept", "moved", "left", "dropped"):
        assert eventually(lambda node=node: answers(node, 200), 60), node
    assert site.select("SELECT ?s { GRAPH <https://w3id.org/ramp/graph/retired> { ?s ?p ?o } }") == []
    site.stop()
