"""Runs pytest in a network namespace that has nothing but the loopback: proof that nothing needs the network.

`python -m tests.offline [pytest arguments]`. Where namespaces are not allowed it says so and runs with every
proxy and name lookup pointed at nothing instead.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys

CLONE_NEWNET = 0x40000000
CLONE_NEWUSER = 0x10000000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1


def main() -> None:
    """Refuse the network, prove that it is refused, then become pytest."""
    if not leave_the_network():
        print("Network namespaces are not allowed here; proxies point at nothing instead.", file=sys.stderr)
    nowhere = "http://127.0.0.1:9"
    os.environ.update(
        TROLY_TEST_OFFLINE="1",
        HTTP_PROXY=nowhere,
        HTTPS_PROXY=nowhere,
        NO_PROXY="127.0.0.1,localhost",
    )
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *sys.argv[1:]])


def leave_the_network() -> bool:
    """Move this process into a namespace with only the loopback; False where the kernel does not let us."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0 and libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    raise_loopback()
    return is_refused()


def raise_loopback() -> None:
    """Switch `lo` on; a new namespace starts with it down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(control, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def is_refused() -> bool:
    """Whether a connection to the outside (a documentation address) fails at once."""
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1).close()
    except OSError:
        return True
    return False


if __name__ == "__main__":
    main()
