"""What Alembic runs: the steps, on the connection that the project lends."""

from alembic import context

from core.store import review_schema, run_schema, teaching_schema  # noqa: F401 - same metadata
from core.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
