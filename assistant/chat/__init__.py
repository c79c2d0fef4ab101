"""The chat: Chainlit under /chat, with our sign-in, our history, our looks, and nothing fetched from elsewhere."""

from __future__ import annotations

from fastapi import FastAPI

from assistant.bootstrap import Assistant
from assistant.chat.gate import Gate, asking
from assistant.chat.home import prepare_home
from assistant.chat.loading import load_chainlit

PATH = "/chat"


def mount_chat(app: FastAPI, assistant: Assistant) -> None:
    """Serve the chat at /chat. One chat per process: a second takes the place of the first."""
    root = prepare_home(assistant.settings.home)
    chainlit_app = load_chainlit(root, PATH)
    from assistant.chat.handlers import Desk, register  # only now: importing Chainlit reads and writes its folder

    register(Desk(assistant, asking, app.state.limit, app.state.measures))
    app.mount(PATH, Gate(chainlit_app))
