# SPDX-License-Identifier: Apache-2.0
"""The client of OpenRouter."""

import base64

import loopback  # noqa: F401, before any client

import openrouter
from emulator import KEY, PROMPT, URL, WRONG_KEY, check_video, expect, png, until
from openrouter import errors

MODEL = "google/veo-3.1-lite"
image = "data:image/png;base64," + base64.b64encode(png()).decode()


def client(key=KEY):
    return openrouter.OpenRouter(api_key=key, server_url=f"{URL}/api/v1").video_generation


videos = client()
models = {model.id: model for model in videos.list_videos_models().data}
assert 4 in models[MODEL].supported_durations and "first_frame" in models[MODEL].supported_frame_images

job = videos.generate(
    model=MODEL, prompt=PROMPT, duration=4, resolution="720p", aspect_ratio="16:9", seed=0, generate_audio=False,
    frame_images=[{"type": "image_url", "image_url": {"url": image}, "frame_type": "first_frame"}],
)
assert job.status == "pending" and job.polling_url.endswith(job.id), job
done = until(
    lambda job: job.status not in ("pending", "in_progress"),
    lambda: videos.get_generation(job_id=job.id),
)
assert done.status == "completed" and len(done.unsigned_urls) == 1, done
check_video(videos.get_video_content(job_id=job.id, index=0).read())

with expect(errors.UnauthorizedResponseError, 401):
    client(WRONG_KEY).generate(model=MODEL, prompt=PROMPT)
with expect(errors.BadRequestResponseError, 400):
    videos.generate(model=MODEL, prompt=PROMPT, duration=5)
with expect(errors.NotFoundResponseError, 404):
    videos.get_generation(job_id="gen-vid-0-unknown")
