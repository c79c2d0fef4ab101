"""Petitions and replies of the labelled archive: one entry serves many documents under other names and numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A petition with the reply to it; `{bo}` stands for the ministry's short name, `{tinh}` for the province."""

    id: str
    topic: int
    unit: str
    petition: str
    reply: tuple[str, ...]

    def petition_for(self, ministry: str, province: str) -> str:
        return _filled(self.petition, ministry, province)

    def reply_for(self, ministry: str, province: str) -> tuple[str, ...]:
        return tuple(_filled(paragraph, ministry, province) for paragraph in self.reply)


def _filled(text: str, ministry: str, province: str) -> str:
    return text.replace("{bo}", ministry).replace("{tinh}", province)
