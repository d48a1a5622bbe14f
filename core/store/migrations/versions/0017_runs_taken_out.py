"""Whether a person took an analysis out of the project."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column(
        "runs", sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
