"""Schemathesis walks the OpenAPI document and sends what fits it and what does not: never a 5xx, always in shape."""

from typing import Any

import hypothesis
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from ramp.graph.folders import KnowledgeFolders

_EXAMPLES = 6


def test_no_operation_fails(serve: Any, repository: KnowledgeFolders) -> None:
    server = serve(knowledge=repository.root, deadline=5)
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 10
    failures = [
        f"{operation.label}: {failure}"
        for operation in operations
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
        for failure in _failures(operation, mode)
    ]
    assert failures == []
    assert server.process.poll() is None
    assert server.client.get("/health").json()["ready"]


def _failures(operation: Any, mode: Any) -> list[Exception]:
    @hypothesis.settings(
        max_examples=_EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        response = case.call()
        assert response.status_code < 500, f"{operation.label}: {response.text}"
        checks = [not_a_server_error, content_type_conformance, status_code_conformance]
        case.validate_response(response, checks=checks)
        if response.status_code >= 400 and response.headers.get("content-type"):
            assert response.headers["content-type"][0].startswith(("application/problem+json", "text/"))

    try:
        send()
    except hypothesis.errors.Unsatisfiable:  # nothing can be wrong with an operation without parameters
        return []
    except (AssertionError, FailureGroup) as error:
        return list(error.exceptions) if isinstance(error, FailureGroup) else [error]
    return []
