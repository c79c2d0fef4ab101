"""`troly serve` and `troly demo`."""

from __future__ import annotations

import errno
import socket
from typing import Annotated

import typer

from assistant import wording
from assistant.cli_screen import out, refuse
from assistant.cli_settings import settings_of

Host = Annotated[str | None, typer.Option(metavar="ĐỊA-CHỈ", help="Địa chỉ lắng nghe.")]
Port = Annotated[int | None, typer.Option(metavar="CỔNG", min=1, max=65535, help="Cổng lắng nghe.")]


def serve(context: typer.Context, host: Host = None, port: Port = None) -> None:
    """Chạy máy chủ: trang hỏi đáp, trang tài liệu và API."""
    changed = {"host": host, "port": port}
    settings = settings_of(context).model_copy(
        update={name: value for name, value in changed.items() if value is not None}
    )
    require_free(settings.host, settings.port)
    from assistant.server import serve as serve_settings

    serve_settings(settings)


def demo(
    context: typer.Context,
    port: Port = None,
    load_only: Annotated[bool, typer.Option("--load-only", help="Chỉ nạp dữ liệu mẫu, không chạy máy chủ.")] = False,
) -> None:
    """Nạp kho văn bản mẫu và tài khoản mẫu, in địa chỉ, rồi chạy máy chủ."""
    settings = settings_of(context)
    if not load_only:
        require_free(settings.host, port or settings.port)
    from assistant.demo import run_demo

    run_demo(settings, port, load_only, out())


def require_free(host: str, port: int) -> None:
    """Say before anything is loaded that the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            key = {errno.EADDRINUSE: "port_taken", errno.EACCES: "port_denied"}.get(taken.errno or 0, "bad_host")
            raise refuse(wording.CLI[key].format(host=host, port=port)) from taken
