# SPDX-License-Identifier: Apache-2.0
"""What every script needs: where the emulator is, an image to send, and what makes a client right."""

import contextlib
import os
import struct
import time
import zlib

URL = os.environ["VIDEO_EMULATOR_URL"]
KEY = os.environ["VIDEO_EMULATOR_KEY"]
WRONG_KEY = "a-key-that-nobody-gave-out"
PROMPT = "The ship leaves the harbour"
# No job takes so long here; what takes longer waits for something that will not come.
PATIENCE = 120


def png():
    """A small image of one colour."""

    def chunk(name, content):
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    width, height = 64, 36
    rows = (b"\0" + b"\x60" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def check_video(content):
    """Whether these bytes begin as an MP4 file does, and have what a player needs."""
    assert content[4:8] == b"ftyp", f"no MP4: {content[:40]!r}"
    assert b"moov" in content and b"mdat" in content, f"{len(content)} bytes without a film"


@contextlib.contextmanager
def expect(error, status=None):
    """Whether the client says in its own words what went wrong."""
    try:
        yield
    except error as found:
        seen = getattr(found, "status_code", getattr(found, "code", None))
        assert status is None or seen == status, f"{type(found).__name__} with {seen}, not {status}: {found}"
        return
    raise AssertionError(f"no {error.__name__}")


def until(condition, read, interval=0.1):
    """Reads again and again until the condition holds for what was read."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = read()
        if condition(value):
            return value
        time.sleep(interval)
    raise AssertionError(f"after {PATIENCE} s: {value}")
