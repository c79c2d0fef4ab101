"""Imports Chainlit so that it reads and writes in our folder only, and points it there again if it moves.

Chainlit takes its folder and its switches from the environment, at import, once per process.
"""

from __future__ import annotations

import os
import secrets
import sys
import warnings
from pathlib import Path

from starlette.types import ASGIApp


def load_chainlit(root: Path, path: str) -> ASGIApp:
    """Chainlit's application, reading `root`, to be mounted at `path`."""
    set_environment(root, path)
    known = "chainlit.server" in sys.modules
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of libraries that Chainlit imports
        from chainlit import server
    if known:
        point_at(root)
    forget_data_layer()
    app: ASGIApp = server.app
    return app


def set_environment(root: Path, path: str) -> None:
    """The only way to tell Chainlit these things."""
    os.environ["CHAINLIT_APP_ROOT"] = str(root)
    os.environ["CHAINLIT_ROOT_PATH"] = path
    os.environ["CHAINLIT_CUSTOM_AUTH"] = "1"  # a person is needed, and Chainlit does not ask for a password
    # Signs tokens that live for one request inside this process (assistant/chat/gate.py).
    os.environ.setdefault("CHAINLIT_AUTH_SECRET", secrets.token_urlsafe(48))
    os.environ["TRACELOOP_TELEMETRY"] = "false"


def point_at(root: Path) -> None:
    """Chainlit already loaded for another folder (several homes in one process, as in tests) reads this one."""
    from chainlit import config, markdown, server  # noqa: F401

    config.APP_ROOT = server.APP_ROOT = str(root)
    config.FILES_DIRECTORY = server.FILES_DIRECTORY = root / ".files"
    config.FILES_DIRECTORY.mkdir(exist_ok=True)
    config.public_dir = server.public_dir = str(root / "public")
    config.config_dir = str(root / ".chainlit")
    config.config_file = str(root / ".chainlit" / "config.toml")
    config.config_translation_dir = str(root / ".chainlit" / "translations")
    config.reload_config()
    config.config.root = str(root)
    server.build_dir = str(root / "build")


def forget_data_layer() -> None:
    """Chainlit makes its data layer once; the next call asks ours again."""
    from chainlit import data

    data._data_layer = None
    data._data_layer_initialized = False
