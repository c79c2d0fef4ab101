"""What a process that reads files of strangers gives up for good, with everything it starts: the network.

The kernel refuses it every socket that is not a local one (seccomp), so that no external entity, image or template is
ever fetched, whatever a library would like to do. Works without privileges; where the kernel has no seccomp nothing
changes, and the parsers' own settings stay the only guard.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import signal
import socket
import struct

# By machine: the kernel's name of the architecture and the number of the call `socket`.
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_IO_URING_SETUP = 425  # would open sockets without the call `socket`
_OTHER_ABI = 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EACCES
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER, _PARENT_DEATH = 38, 22, 2, 1


def die_with_parent() -> None:
    """The process is killed when its parent ends."""
    ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL, 0, 0, 0)


def refuse_network() -> bool:
    """From now on this process and its children can open local sockets only; False where the kernel cannot do it."""
    known = _MACHINES.get(platform.machine())
    if known is None:
        return False
    steps = _filter(*known)
    code = ctypes.create_string_buffer(b"".join(steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(kernel.prctl(_SECCOMP, _FILTER, program, 0, 0) == 0)


def _filter(architecture: int, socket_call: int) -> tuple[bytes, ...]:
    """The filter as classic BPF; jumps count the steps passed over."""
    return (
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, architecture, yes=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
        _step(_AT_LEAST, _OTHER_ABI, yes=5),
        _step(_EQUAL, _IO_URING_SETUP, yes=4),
        _step(_EQUAL, socket_call, no=2),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_EQUAL, socket.AF_UNIX, no=1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _REFUSE),
    )


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("@HBBI", code, yes, no, value)
