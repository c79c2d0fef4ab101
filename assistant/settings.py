"""The settings of the whole product: those of ingestion and those of answering and serving."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr

from ingest.settings import PROJECT, IngestSettings


class Settings(IngestSettings):
    """Read once at start and passed down; `.env.example` lists every field (a test holds both equal)."""

    # Serving
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, description="Port the server listens on.")
    public_url: str = Field(
        "", description="Address people use, e.g. https://troly.bo.gov.vn; https turns on Secure cookies."
    )
    session_hours: int = Field(10, description="A sign-in ends after this many hours, used or not.")
    session_idle_minutes: int = Field(120, description="A sign-in ends after this many minutes without use.")
    sign_in_attempts: int = Field(
        5, description="Failed sign-ins per account before a pause of `sign_in_pause_seconds`."
    )
    sign_in_pause_seconds: int = Field(300, description="Length of the pause after too many failed sign-ins.")
    question_characters: int = Field(4000, description="Longest question accepted.")
    questions_per_minute: int = Field(0, description="Most questions per account and minute; 0 means no limit.")

    # Answering
    prompts_dir: Path = Field(PROJECT / "prompts", description="Folder of the prompt files.")
    candidates: int = Field(60, description="Chunks taken from each of the two searches.")
    answers_remembered: int = Field(
        2000, description="Answers kept for the same question asked again while nothing changed; 0 keeps none."
    )
    dense_weight: float = Field(0.35, description="Weight of the dense score in the convex mix (0..1).")
    rerank: bool = Field(True, description="Put what was found in the order learned from labelled questions.")
    cross_encoder: str = Field(
        "", description="Folder of a sentence-transformers cross-encoder that reads the best 20 again; empty: none."
    )
    answer_threshold: float | None = Field(
        None, description="Lowest score that is answered; empty takes the one fitted for the embedder."
    )

    # Language model (any OpenAI-compatible server); empty model: answers are composed of quotations only
    llm_base_url: str = Field("", description="Base URL of an OpenAI-compatible server, e.g. http://10.0.0.5:8080/v1.")
    llm_model: str = Field("", description="Model name there; empty means no language model.")
    llm_api_key: SecretStr = Field(SecretStr(""), description="Key of the model server, if it wants one.")
    llm_timeout_seconds: float = Field(30.0, description="The quoted answer is given when the model takes longer.")
    llm_max_tokens: int = Field(900, description="Most tokens the model may write for one answer.")

    # What waits for units: reminders, the daily digest, mail and webhook
    keeper_seconds: int = Field(
        60,
        description="Seconds between two rounds of reminders, digest, mail and webhook; 0: only by `troly tasks keep`.",
    )
    digest_hour: int = Field(8, description="Hour of the working day (Việt Nam) from which the daily digest is sent.")
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="Mail server, e.g. smtp://name:password@mail.bo.gov.vn:587 or smtps://…; empty: no mail.",
    )
    mail_from: str = Field("", description="Sender of mails, e.g. Trợ lý <troly@bo.gov.vn>; mail needs it.")
    mail_text: bool = Field(
        False, description="Mails may hold the text of questions; otherwise only unit, state, due date and link."
    )
    webhook_url: str = Field("", description="Address that gets every notice as signed JSON; empty: none.")
    webhook_secret: SecretStr = Field(
        SecretStr(""), description="Key of the signature (HMAC-SHA256) of what the webhook gets; a webhook needs it."
    )
    webhook_text: bool = Field(False, description="The webhook may get the text of questions.")
