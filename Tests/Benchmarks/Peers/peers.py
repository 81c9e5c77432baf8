# SPDX-License-Identifier: Apache-2.0
"""Python's HTTP clients at the work of the benchmarks, in the way their users write it.

    peers.py LIBRARY poll URL COUNT CONCURRENCY
    peers.py LIBRARY submit FILE URL COUNT SMALL-FILE
    peers.py httpx download URL FILE COUNT
    peers.py LIBRARY start URL

Each prints one line of JSON: what it took after it had warmed up.
"""

import asyncio
import base64
import ctypes
import hashlib
import json
import os
import sys
import time

HEADER = {"Authorization": "Bearer none"}


def peak():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) << 10
    return 0


def begin_peak():
    """Gives back what the allocator merely holds, and makes this moment's memory the peak."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except (AttributeError, OSError):
        pass
    return peak()


class Measurement:
    def __init__(self):
        self.rest = begin_peak()
        self.cpu, self.wall = time.process_time(), time.perf_counter()

    def print(self, count):
        result = {
            "count": count,
            "cpuSeconds": time.process_time() - self.cpu,
            "wallSeconds": time.perf_counter() - self.wall,
            "peakBytes": peak(),
            "growthBytes": peak() - self.rest,
        }
        print(json.dumps(result), flush=True)


def body_of(path):
    with open(path, "rb") as file:
        image = base64.b64encode(file.read()).decode()
    return {"image": image, "prompt": "The ship leaves the harbour at dawn.", "duration": 8}


class Requests:
    """Has no asynchronous calls: one after the other."""

    def __init__(self, concurrency):
        import requests

        self.session = requests.Session()
        self.session.headers.update(HEADER)

    def get(self, url):
        reply = self.session.get(url)
        assert reply.status_code == 200 and reply.content

    async def poll(self, url, count, concurrency):
        for index in range(count):
            self.get(f"{url}?task_id={index}")

    async def submit(self, url, body):
        assert self.session.post(url, json=body).status_code == 200

    async def close(self):
        self.session.close()


class Together:
    """Polls with as many tasks as there are connections."""

    async def poll(self, url, count, concurrency):
        async def work(first):
            for index in range(first, count, concurrency):
                await self.get(f"{url}?task_id={index}")

        await asyncio.gather(*(work(first) for first in range(concurrency)))


class Httpx(Together):
    def __init__(self, concurrency):
        import httpx

        self.client = httpx.AsyncClient(
            limits=httpx.Limits(max_connections=concurrency), headers=HEADER, timeout=60, trust_env=False
        )

    async def get(self, url):
        reply = await self.client.get(url)
        assert reply.status_code == 200 and reply.content

    async def submit(self, url, body):
        assert (await self.client.post(url, json=body)).status_code == 200

    async def download(self, url, path):
        partial, digest = path + ".part", hashlib.sha256()
        async with self.client.stream("GET", url) as reply:
            with open(partial, "wb") as file:
                async for piece in reply.aiter_bytes():
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        digest.hexdigest()
        os.rename(partial, path)
        os.unlink(path)

    async def close(self):
        await self.client.aclose()


class Aiohttp(Together):
    def __init__(self, concurrency):
        import aiohttp

        connector = aiohttp.TCPConnector(limit=concurrency)
        self.session = aiohttp.ClientSession(connector=connector, headers=HEADER)

    async def get(self, url):
        async with self.session.get(url) as reply:
            assert reply.status == 200 and await reply.read()

    async def submit(self, url, body):
        async with self.session.post(url, json=body) as reply:
            assert reply.status == 200

    async def close(self):
        await self.session.close()


async def main(library, command, *words):
    concurrency = int(words[2]) if command == "poll" else 8
    client = {"aiohttp": Aiohttp, "httpx": Httpx, "requests": Requests}[library](concurrency)
    if command == "poll":
        url, count = words[0], int(words[1])
        await client.poll(url, 4 * concurrency, concurrency)
        measurement = Measurement()
        await client.poll(url, count, concurrency)
    elif command == "submit":
        path, url, count, small = words[0], words[1] + "/v3/async/veo-3.1-lite-i2v", int(words[2]), words[3]
        await client.submit(url, body_of(small))
        measurement = Measurement()
        for _ in range(count):
            await client.submit(url, body_of(path))
    elif command == "download":
        url, path, count = words[0], words[1], int(words[2])
        measurement = Measurement()
        for _ in range(count):
            await client.download(url, path)
    elif command == "start":
        count = 1
        measurement = Measurement()
        await client.poll(words[0], 1, 1)
    else:
        sys.exit(__doc__)
    measurement.print(count)
    await client.close()


asyncio.run(main(*sys.argv[1:]))
