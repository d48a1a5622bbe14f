"""Whether a head that people trained scores new recordings, or rests."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column(
        "heads", sa.Column("follows", sa.Boolean(), nullable=False, server_default=sa.true())
    )
