"""A client that others wrote, against the service."""

from collections.abc import Iterator

import httpx
import pandas as pd
import pytest
import reconciler
from reconciler import webutils

pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")  # the client's own use of pandas


@pytest.fixture
def endpoint(client: httpx.Client) -> Iterator[str]:
    """The address that the client is given; its connections are closed afterwards."""
    yield f"{client.base_url}reconcile" if str(client.base_url).endswith("/") else f"{client.base_url}/reconcile"
    webutils.http.close()


def test_reconciler_reads_a_column(endpoint: str) -> None:
    names = pd.Series(["CEDEAO", "Economic Comunity of West African States", "OSCE", "Arab League"])
    found = reconciler.reconcile(names, type_id="Organization", reconciliation_endpoint=endpoint)
    best = dict(zip(found["input_value"], found["id"], strict=True))
    assert best == {
        "CEDEAO": "id/organization/ecowas",
        "Economic Comunity of West African States": "id/organization/ecowas",
        "OSCE": "id/organization/osce",
        "Arab League": "id/organization/league-of-arab-states",
    }
    assert all(found["match"])


def test_reconciler_maps_properties(endpoint: str) -> None:
    table = pd.DataFrame({"title": ["Fighting the Crime of Trafficking in Persons"], "year": ["2005"]})
    found = reconciler.reconcile(
        table["title"],
        type_id="Instrument",
        property_mapping={"adopted": table["year"]},
        reconciliation_endpoint=endpoint,
    )
    assert list(found["id"]) == ["id/instrument/oas-ag-res-2118-2005"]
