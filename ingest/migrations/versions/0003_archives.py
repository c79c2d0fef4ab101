"""Archives: copies of one document, folders in step, quarantine votes, withdrawn answers, openings of originals.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("pages", sa.Column("confidence", sa.Float(), nullable=True))
    op.add_column("requests", sa.Column("local", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("quarantine", sa.Column("place", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("quarantine", sa.Column("released", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_quarantine_digest"), "quarantine", ["digest"], unique=False)
    op.create_table(
        "links",
        _of_document(),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_links_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "start", name=op.f("pk_links")),
    )
    op.create_table(
        "copies",
        sa.Column("source", sa.Text(), nullable=False),
        _of_document(),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_copies_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_copies")),
    )
    op.create_index(op.f("ix_copies_document_id"), "copies", ["document_id"], unique=False)
    op.create_index(op.f("ix_copies_digest"), "copies", ["digest"], unique=False)
    op.create_table(
        "copy_bands",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["copies.source"], name=op.f("fk_copy_bands_source"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "band", name=op.f("pk_copy_bands")),
    )
    op.create_index(op.f("ix_copy_bands_band"), "copy_bands", ["band"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
    )
    op.create_table(
        "removed_sources",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_removed_sources")),
    )
    op.create_table(
        "folder_files",
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hints", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("synced", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("root", "path", name=op.f("pk_folder_files")),
    )
    op.create_table(
        "quarantine_votes",
        sa.Column("quarantine_id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("voted", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["quarantine_id"], ["quarantine.id"], name=op.f("fk_quarantine_votes_quarantine_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quarantine_id", "person", name=op.f("pk_quarantine_votes")),
    )
    op.create_table(
        "withdrawn_answers",
        sa.Column("answer_id", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_withdrawn_answers")),
    )
    op.create_index(op.f("ix_withdrawn_answers_document_id"), "withdrawn_answers", ["document_id"], unique=False)
    op.create_table(
        "original_openings",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_original_openings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_original_openings_document_id"), "original_openings", ["document_id"], unique=False)


def downgrade() -> None:
    for table in (
        *("original_openings", "withdrawn_answers", "quarantine_votes", "folder_files"),
        *("removed_sources", "tickets", "copy_bands", "copies", "links"),
    ):
        op.drop_table(table)
    op.drop_index(op.f("ix_quarantine_digest"), "quarantine")
    with op.batch_alter_table("quarantine") as quarantine:
        quarantine.drop_column("released")
        quarantine.drop_column("place")
    with op.batch_alter_table("requests") as requests:
        requests.drop_column("local")
    with op.batch_alter_table("pages") as pages:
        pages.drop_column("confidence")


def _of_document() -> sa.Column[str]:
    return sa.Column("document_id", sa.String(length=64), nullable=False)
