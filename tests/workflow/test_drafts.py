"""Drafts that nobody comes back to are removed; what was sent stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ramp.errors import NotFoundError
from ramp.settings import Settings
from ramp.workflow import receiving
from ramp.workflow.actor import Actor, hashed
from ramp.workflow.database import Database
from ramp.workflow.judged import Judged
from ramp.workflow.receiving import Delivery
from ramp.workflow.tables import Submission, now


def test_old_drafts_go_and_all_else_stays(tmp_path: Path) -> None:
    database = Database.open(Settings(home=tmp_path))
    judged = Judged(form="csv", triples="", report={}, valid=True, personal=0, title="Sent", records=1)

    def delivery(text: str) -> Delivery:
        return Delivery(text.encode(), "text/csv", "", hashed(text))

    with database.transaction() as session:
        old = receiving.save_draft(session, Actor(), delivery("old"), "Old", None)
        fresh = receiving.save_draft(session, Actor(), delivery("fresh"), "Fresh", None)
        sent = receiving.receive(session, Actor(), receiving.new_id(), delivery("sent"), judged)
        for name in (old.id, sent.id):
            found = session.get(Submission, name)
            assert found is not None
            found.updated = now() - timedelta(days=91)
    with database.transaction() as session:
        assert receiving.forget_drafts(session, now() - timedelta(days=90)) == 1
    with database.transaction() as session:
        assert set(session.scalars(select(Submission.id))) == {fresh.id, sent.id}
        with pytest.raises(NotFoundError):
            receiving.get(session, Actor(key=old.key), old.id)
        assert receiving.forget_drafts(session, now() - timedelta(days=90)) == 0
    database.close()
