# SPDX-License-Identifier: Apache-2.0
"""Lets a script talk to this machine only.

The clients of the services know their services' hosts by heart, and some of them also call home. Whatever they try,
it goes to the emulator or nowhere, and a script that tried fails in the end.
"""

import atexit
import os
import sys

_here = {"127.0.0.1", "::1", "localhost"}
_refused = []


def _host(event, arguments):
    """The host that something is about to be asked of, or sent to; None if there is no host in it."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        return arguments[0]
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        return address[0] if isinstance(address, tuple) else None
    return None


def _guard(event, arguments):
    host = _host(event, arguments)
    if isinstance(host, (bytes, bytearray)):
        host = host.decode("ascii", "replace")
    if host is not None and host not in _here:
        _refused.append(host)
        raise ConnectionRefusedError(f"{host} is not this machine")


def _verdict():
    if _refused:
        sys.stdout.flush()
        print("tried to reach", ", ".join(sorted(set(_refused))), file=sys.stderr, flush=True)
        os._exit(1)


# A hook of the interpreter sees every socket, whichever module opens it.
sys.addaudithook(_guard)
atexit.register(_verdict)
