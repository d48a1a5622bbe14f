"""Which labels came out of one file at once, so that they can be taken back together."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("clip_labels", sa.Column("batch", sa.String(), nullable=True))
