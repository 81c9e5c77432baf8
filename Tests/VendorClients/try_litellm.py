# SPDX-License-Identifier: Apache-2.0
"""LiteLLM, a gateway in itself: against the wire of OpenAI, and against the queue of fal.

Not against Vertex AI: it takes no token there, but exchanges the user's own credentials for one elsewhere.
"""

import loopback  # noqa: F401, before any client

import litellm
from emulator import KEY, PROMPT, URL, WRONG_KEY, check_video, expect, png, until

litellm.telemetry = False
litellm.suppress_debug_info = True


def complete_job(place, **job):
    video = litellm.video_generation(prompt=PROMPT, **job, **place)
    done = until(
        lambda video: video.status not in ("queued", "in_progress"),
        lambda: litellm.video_status(video_id=video.id, **place),
    )
    assert done.status == "completed", done
    check_video(litellm.video_content(video_id=video.id, **place))


openai = {"model": "openai/sora-2", "api_base": f"{URL}/v1"}
fal = {"model": "fal_ai/fal-ai/veo3.1/lite", "api_base": URL}

complete_job(openai | {"api_key": KEY}, seconds="4", size="1280x720", input_reference=png())
# With seconds="4" it would send "4", as other models of fal want it, and not the "4s" of this one.
complete_job(fal | {"api_key": KEY}, duration="4s")
for place in (openai, fal):
    with expect(litellm.AuthenticationError, 401):
        litellm.video_generation(prompt=PROMPT, api_key=WRONG_KEY, **place)
