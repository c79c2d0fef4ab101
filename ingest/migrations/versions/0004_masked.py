"""How many pieces of personal data were masked in a document; its pages are not drawn from the original then.

Documents stored before did not count them. One with anything in square brackets, as labels stand, is taken for
masked until it is read again, which the next run does.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("masked", sa.Integer(), nullable=False, server_default="0"))
    documents = sa.table("documents", sa.column("text", sa.Text()), sa.column("masked", sa.Integer()))
    op.execute(sa.update(documents).where(documents.c.text.like("%[%]%")).values(masked=1))


def downgrade() -> None:
    with op.batch_alter_table("documents") as documents:
        documents.drop_column("masked")
