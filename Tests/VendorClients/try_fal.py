# SPDX-License-Identifier: Apache-2.0
"""The client of fal. It speaks TLS only; FAL_QUEUE_RUN_HOST names its host."""

import urllib.request

import loopback  # noqa: F401, before any client

import fal_client
from emulator import KEY, PROMPT, WRONG_KEY, check_video, expect, png

ENDPOINT = "fal-ai/veo3.1/lite/image-to-video"
job = {"prompt": PROMPT, "image_url": fal_client.encode(png(), "image/png"), "duration": "4s"}
client = fal_client.SyncClient(key=KEY)

handle = client.submit(ENDPOINT, arguments=job)
states = [type(state) for state in handle.iter_events(with_logs=True)]
assert states[0] is fal_client.Queued and states[-1] is fal_client.Completed, states
assert fal_client.InProgress in states, states
video = handle.get()["video"]
with urllib.request.urlopen(video["url"]) as answer:
    content = answer.read()
check_video(content)
assert len(content) == video["file_size"] and video["content_type"] == "video/mp4", video

# By its addresses, and by an id alone: the client then drops the sub-path of the endpoint, as the service does.
handle = client.submit(ENDPOINT, arguments=job)
client.cancel(ENDPOINT, handle.request_id)
assert isinstance(client.status(ENDPOINT, handle.request_id), fal_client.Completed)
with expect(fal_client.FalClientHTTPError, 499):
    handle.get()

with expect(fal_client.FalClientHTTPError, 401):
    fal_client.SyncClient(key=WRONG_KEY).submit(ENDPOINT, arguments=job)
with expect(fal_client.FalClientHTTPError, 422):
    client.submit(ENDPOINT, arguments=job | {"duration": 4})
