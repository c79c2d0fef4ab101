"""The tables of the teaching loop. They stand on `ingest.database.metadata`; revision 0005 creates them.

Nothing here is deleted in daily work: tasks are closed by a decision, decisions are undone by another decision.
Account ids have no foreign key, since what a person decided outlives the account.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from assistant.records.tables import UtcTime
from ingest.database import RowNumber, metadata

tasks = Table(
    "tasks",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("question", Text, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("answer_id", String(64)),
    Column("document_id", String(64)),
    Column("correction_id", String(16)),
    Column("subject", String(128), nullable=False),  # equal subjects are one open task: who comes second joins
    Column("opened", UtcTime, nullable=False),
    Column("opened_by_id", RowNumber, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("due", Date, nullable=False),
    Column("people", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("closed", UtcTime),
    Column("decision_id", RowNumber),
    Index("ix_tasks_unit_status_due", "unit", "status", "due"),
    Index("ix_tasks_status_due", "status", "due"),
    Index(
        "uq_tasks_open_subject",
        "kind",
        "subject",
        unique=True,
        sqlite_where=text("status = 'open'"),
        postgresql_where=text("status = 'open'"),
    ),
    sqlite_autoincrement=True,
)

task_people = Table(
    "task_people",
    metadata,
    Column("task_id", ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", RowNumber, primary_key=True, autoincrement=False),
    Column("account_name", Text, nullable=False),
    Column("answer_id", String(64)),
    Column("question", Text, nullable=False),  # in this person's own words
    Column("comment", Text, nullable=False),
    Column("proposed", Text, nullable=False),  # the right answer as this person sees it
    Column("asked_at", UtcTime, nullable=False),
    Column("told", UtcTime),  # when the outcome was shown
    Index("ix_task_people_account_id_told", "account_id", "told"),
)

task_moves = Table(
    "task_moves",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("task_id", ForeignKey("tasks.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("account_id", RowNumber, nullable=False),
    Column("account_name", Text, nullable=False),
    Column(
        "what", String(16), nullable=False
    ),  # opened | joined | handed_over | climbed | reminded | proposed | closed
    Column("from_unit", String(64)),
    Column("to_unit", String(64)),
    Column("level", String(16), nullable=False),
    Column("due", Date, nullable=False),
    Column("note", Text, nullable=False),
    sqlite_autoincrement=True,
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("document_id", String(64), nullable=False, unique=True),
    Column("unit", String(64), nullable=False, index=True),
    Column("status", String(16), nullable=False, index=True),
    Column("version", Integer, nullable=False),  # the newest
    Column("live_version", Integer),  # the one that is answered from, if any
    Column("created", UtcTime, nullable=False),
    Column("corrects", JSON, nullable=False),  # ids of the documents it was made from
    Column("updated", UtcTime, nullable=False),
)

correction_versions = Table(
    "correction_versions",
    metadata,
    Column("correction_id", ForeignKey("corrections.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("question", Text, nullable=False),
    Column("wordings", JSON, nullable=False),
    Column("not_for", JSON, nullable=False),
    Column("answer", Text, nullable=False),
    Column("basis", JSON, nullable=False),
    Column("in_force", Date),
    Column("until", Date),
    Column("scope", String(16), nullable=False),
    Column("units", JSON, nullable=False),
    Column("review_days", Integer),
    Column("field", Text),
    Column("taught_by_id", RowNumber, nullable=False),
    Column("taught_by", Text, nullable=False),
    Column("taught_at", UtcTime, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("decision_id", RowNumber),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("kind", String(24), nullable=False),
    Column("account_id", RowNumber, nullable=False),
    Column("account_name", Text, nullable=False),
    Column("second_id", RowNumber),
    Column("second_name", Text),
    Column("unit", String(64), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("task_id", RowNumber, index=True),
    Column("correction_id", String(16), index=True),
    Column("version", Integer),
    Column("document_id", String(64), index=True),
    Column("chunk_ids", JSON, nullable=False),
    Column("gate", JSON, nullable=False),  # what the preview showed: counts and the shifts
    Column("undoes", RowNumber, unique=True),  # a decision is undone at most once
    sqlite_autoincrement=True,
)

effects = Table(
    "effects",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("decision_id", ForeignKey("decisions.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("question", Text, nullable=False),
    Column("chunk_id", Text, nullable=False, index=True),
    Column("document_id", String(64), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("live", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

golden_questions = Table(
    "golden_questions",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("unit", String(64), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("expected", JSON, nullable=False),  # document ids, one of which must be cited
    Column("protected", Boolean, nullable=False),
    Column("as_reader", String(80), nullable=False),
    Column("decision_id", RowNumber, index=True),
    Column("created", UtcTime, nullable=False),
    Column("retired", UtcTime),
    sqlite_autoincrement=True,
)

verifications = Table(
    "verifications",
    metadata,
    Column("document_id", String(64), primary_key=True),
    Column("unit", String(64), nullable=False, index=True),  # the owner
    Column("account_id", RowNumber, nullable=False),
    Column("account_name", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("review_on", Date, nullable=False, index=True),
    Column("decision_id", RowNumber),
)

stand_ins = Table(
    "stand_ins",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("unit", String(64), nullable=False, index=True),
    Column("account_id", RowNumber, nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),  # the last day counts
    Column("made_by_id", RowNumber, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made", UtcTime, nullable=False),
    Column("ended", UtcTime),
    sqlite_autoincrement=True,
)

notices = Table(
    "notices",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("key", String(200), nullable=False, unique=True),  # the same notice is never made twice
    Column("channel", String(16), nullable=False),  # screen | mail | webhook
    Column("account_id", RowNumber, index=True),
    Column("kind", String(24), nullable=False),
    Column("task_id", RowNumber),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("sent", UtcTime),
    Column("seen", UtcTime),
    Column("attempts", Integer, nullable=False),
    Column("next_try", UtcTime),
    Column("error", Text, nullable=False),
    Index("ix_notices_sent_next_try", "sent", "next_try"),
    sqlite_autoincrement=True,
)

learned = Table(
    "learned",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("epoch", Integer, nullable=False),
    Column("made", UtcTime, nullable=False),
    Column("weights", JSON, nullable=False),  # what is added to the order of the shipped reranker; {} adds nothing
    Column("decisions", Integer, nullable=False),  # how many decisions it was fitted on
    Column("measured", JSON, nullable=False),  # golden sets before and after
    Column("promoted", Boolean, nullable=False),
    Column("current", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

# One row, changed in the same transaction as anything that answering must know of (`assistant.answering.taught`).
teaching_state = Table(
    "teaching_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", RowNumber, nullable=False),
    Column("epoch", Integer, nullable=False),
)
