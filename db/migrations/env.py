"""Runs the migrations on the connection that ``db.schema.upgrade`` hands in."""

from alembic import context

from db.all_tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
