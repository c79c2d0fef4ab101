"""The teaching loop: tasks, corrections and their versions, decisions and their effects, golden questions, notices.

Retirements belong to ingestion: a retired document ends on a day, also when its file is read again.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("accounts", sa.Column("mail", sa.Text(), nullable=True))
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("live_version", sa.Integer(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects", sa.JSON(), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("document_id", name=op.f("uq_corrections_document_id")),
    )
    op.create_index(op.f("ix_corrections_status"), "corrections", ["status"], unique=False)
    op.create_index(op.f("ix_corrections_unit"), "corrections", ["unit"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("account_id", RowNumber, nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("second_id", RowNumber, nullable=True),
        sa.Column("second_name", sa.Text(), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("task_id", RowNumber, nullable=True),
        sa.Column("correction_id", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.String(length=64), nullable=True),
        sa.Column("chunk_ids", sa.JSON(), nullable=False),
        sa.Column("gate", sa.JSON(), nullable=False),
        sa.Column("undoes", RowNumber, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("undoes", name=op.f("uq_decisions_undoes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decisions_at"), "decisions", ["at"], unique=False)
    op.create_index(op.f("ix_decisions_correction_id"), "decisions", ["correction_id"], unique=False)
    op.create_index(op.f("ix_decisions_document_id"), "decisions", ["document_id"], unique=False)
    op.create_index(op.f("ix_decisions_task_id"), "decisions", ["task_id"], unique=False)
    op.create_index(op.f("ix_decisions_unit"), "decisions", ["unit"], unique=False)
    op.create_table(
        "golden_questions",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("expected", sa.JSON(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("as_reader", sa.String(length=80), nullable=False),
        sa.Column("decision_id", RowNumber, nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_golden_questions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_golden_questions_decision_id"), "golden_questions", ["decision_id"], unique=False)
    op.create_index(op.f("ix_golden_questions_unit"), "golden_questions", ["unit"], unique=False)
    op.create_table(
        "learned",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("measured", sa.JSON(), nullable=False),
        sa.Column("promoted", sa.Boolean(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notices",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("account_id", RowNumber, nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("task_id", RowNumber, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notices_account_id"), "notices", ["account_id"], unique=False)
    op.create_index("ix_notices_sent_next_try", "notices", ["sent", "next_try"], unique=False)
    op.create_table(
        "retirements",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("successor", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_retirements")),
    )
    op.create_table(
        "stand_ins",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("account_id", RowNumber, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("made_by_id", RowNumber, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_ins")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stand_ins_account_id"), "stand_ins", ["account_id"], unique=False)
    op.create_index(op.f("ix_stand_ins_unit"), "stand_ins", ["unit"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("answer_id", sa.String(length=64), nullable=True),
        sa.Column("document_id", sa.String(length=64), nullable=True),
        sa.Column("correction_id", sa.String(length=16), nullable=True),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", RowNumber, nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_id", RowNumber, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tasks_status_due", "tasks", ["status", "due"], unique=False)
    op.create_index("ix_tasks_unit_status_due", "tasks", ["unit", "status", "due"], unique=False)
    op.create_index(
        "uq_tasks_open_subject",
        "tasks",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "teaching_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", RowNumber, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_state")),
    )
    op.create_table(
        "verifications",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("account_id", RowNumber, nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("decision_id", RowNumber, nullable=True),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_verifications")),
    )
    op.create_index(op.f("ix_verifications_review_on"), "verifications", ["review_on"], unique=False)
    op.create_index(op.f("ix_verifications_unit"), "verifications", ["unit"], unique=False)
    op.create_table(
        "correction_versions",
        sa.Column("correction_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("wordings", sa.JSON(), nullable=False),
        sa.Column("not_for", sa.JSON(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("in_force", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("taught_by_id", RowNumber, nullable=False),
        sa.Column("taught_by", sa.Text(), nullable=False),
        sa.Column("taught_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("decision_id", RowNumber, nullable=True),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["corrections.id"], name=op.f("fk_correction_versions_correction_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("correction_id", "version", name=op.f("pk_correction_versions")),
    )
    op.create_table(
        "effects",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("decision_id", RowNumber, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("chunk_id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_effects_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effects")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_effects_chunk_id"), "effects", ["chunk_id"], unique=False)
    op.create_index(op.f("ix_effects_decision_id"), "effects", ["decision_id"], unique=False)
    op.create_table(
        "task_moves",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("task_id", RowNumber, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", RowNumber, nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("from_unit", sa.String(length=64), nullable=True),
        sa.Column("to_unit", sa.String(length=64), nullable=True),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_moves_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_moves")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_moves_task_id"), "task_moves", ["task_id"], unique=False)
    op.create_table(
        "task_people",
        sa.Column("task_id", RowNumber, nullable=False),
        sa.Column("account_id", RowNumber, autoincrement=False, nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.String(length=64), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_people_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task_id", "account_id", name=op.f("pk_task_people")),
    )
    op.create_index("ix_task_people_account_id_told", "task_people", ["account_id", "told"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_task_people_account_id_told", table_name="task_people")
    op.drop_table("task_people")
    op.drop_index(op.f("ix_task_moves_task_id"), table_name="task_moves")
    op.drop_table("task_moves")
    op.drop_index(op.f("ix_effects_decision_id"), table_name="effects")
    op.drop_index(op.f("ix_effects_chunk_id"), table_name="effects")
    op.drop_table("effects")
    op.drop_table("correction_versions")
    op.drop_index(op.f("ix_verifications_unit"), table_name="verifications")
    op.drop_index(op.f("ix_verifications_review_on"), table_name="verifications")
    op.drop_table("verifications")
    op.drop_table("teaching_state")
    op.drop_index(
        "uq_tasks_open_subject",
        table_name="tasks",
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_index("ix_tasks_unit_status_due", table_name="tasks")
    op.drop_index("ix_tasks_status_due", table_name="tasks")
    op.drop_table("tasks")
    op.drop_index(op.f("ix_stand_ins_unit"), table_name="stand_ins")
    op.drop_index(op.f("ix_stand_ins_account_id"), table_name="stand_ins")
    op.drop_table("stand_ins")
    op.drop_table("retirements")
    op.drop_index("ix_notices_sent_next_try", table_name="notices")
    op.drop_index(op.f("ix_notices_account_id"), table_name="notices")
    op.drop_table("notices")
    op.drop_table("learned")
    op.drop_index(op.f("ix_golden_questions_unit"), table_name="golden_questions")
    op.drop_index(op.f("ix_golden_questions_decision_id"), table_name="golden_questions")
    op.drop_table("golden_questions")
    op.drop_index(op.f("ix_decisions_unit"), table_name="decisions")
    op.drop_index(op.f("ix_decisions_task_id"), table_name="decisions")
    op.drop_index(op.f("ix_decisions_document_id"), table_name="decisions")
    op.drop_index(op.f("ix_decisions_correction_id"), table_name="decisions")
    op.drop_index(op.f("ix_decisions_at"), table_name="decisions")
    op.drop_table("decisions")
    op.drop_index(op.f("ix_corrections_unit"), table_name="corrections")
    op.drop_index(op.f("ix_corrections_status"), table_name="corrections")
    op.drop_table("corrections")
    op.drop_column("accounts", "mail")
