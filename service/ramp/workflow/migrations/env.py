"""Runs the migrations on the connection that the service hands over; there is no command-line use of this file."""

from alembic import context

from ramp.workflow.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
