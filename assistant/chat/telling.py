"""A short message in the corner of the asker's screen."""

from __future__ import annotations

from chainlit.context import ChainlitContextException, context


async def tell(text: str, kind: str = "error") -> None:
    """Show `text` to whoever is connected here; nothing when nobody is (an HTTP route)."""
    try:
        emitter = context.emitter
    except ChainlitContextException:
        return
    await emitter.send_toast(text, kind)
