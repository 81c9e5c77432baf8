# SPDX-License-Identifier: Apache-2.0
"""The client of Google, speaking Vertex AI."""

import loopback  # noqa: F401, before any client

from emulator import KEY, PROMPT, URL, WRONG_KEY, check_video, expect, png, until
from google import genai
from google.genai import errors, types
from google.oauth2.credentials import Credentials

MODEL = "veo-3.1-lite-generate-001"
image = types.Image(image_bytes=png(), mime_type="image/png")


def client(key=KEY):
    return genai.Client(
        vertexai=True, project="a-project", location="us-central1", credentials=Credentials(token=key),
        http_options=types.HttpOptions(base_url=URL),
    )


google = client()
config = types.GenerateVideosConfig(
    number_of_videos=2, duration_seconds=4, aspect_ratio="16:9", resolution="720p", seed=0, generate_audio=False,
)
operation = google.models.generate_videos(model=MODEL, prompt=PROMPT, image=image, config=config)
assert not operation.done, operation
done = until(lambda operation: operation.done, lambda: google.operations.get(operation))
assert done.error is None and not done.response.rai_media_filtered_count, done
videos = [generated.video for generated in done.response.generated_videos]
assert len(videos) == 2, done
for video in videos:
    check_video(video.video_bytes)

# Its connections are closed as soon as a client is gone, so this one needs a name.
stranger = client(WRONG_KEY)
with expect(errors.ClientError, 401):
    stranger.models.generate_videos(model=MODEL, prompt=PROMPT)
with expect(errors.ClientError, 400):
    google.models.generate_videos(
        model=MODEL, prompt=PROMPT, config=types.GenerateVideosConfig(duration_seconds=5)
    )
