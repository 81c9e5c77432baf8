# SPDX-License-Identifier: Apache-2.0
"""The client of OpenAI, whose service has ended and whose wire lives on in gateways."""

import loopback  # noqa: F401, before any client

import openai
from emulator import KEY, PROMPT, URL, WRONG_KEY, check_video, expect, png


def client(key=KEY):
    return openai.OpenAI(base_url=f"{URL}/v1", api_key=key, max_retries=0)


def complete_job(videos):
    video = videos.create_and_poll(
        model="sora-2", prompt=PROMPT, seconds="4", size="1280x720",
        input_reference=("harbour.png", png(), "image/png"), poll_interval_ms=100,
    )
    assert (video.status, video.progress, video.seconds, video.size) == ("completed", 100, "4", "1280x720"), video
    assert video.expires_at and video.completed_at and video.error is None, video
    check_video(videos.download_content(video.id).read())
    return video


def image_by_address(videos):
    # The types allow an object, but the argument takes a file only. In a form it is input_reference[image_url].
    reference = {"input_reference": {"image_url": "https://example.com/harbour.png"}}
    video = videos.create(prompt=PROMPT, extra_body=reference)
    assert (video.object, video.model, video.size) == ("video", "sora-2", "720x1280"), video
    with expect(openai.APIStatusError):
        videos.download_content(video.id).read()
    return video


def list_and_delete(videos, first, second):
    page = videos.list(limit=1)
    assert [video.id for video in page.data] == [second.id] and page.has_more, page
    assert [video.id for video in videos.list(limit=1, order="asc")][-2:] == [first.id, second.id]
    removed = videos.delete(first.id)
    assert removed.deleted and removed.id == first.id, removed
    with expect(openai.NotFoundError, 404):
        videos.retrieve(first.id)


def refusals():
    with expect(openai.AuthenticationError, 401):
        client(WRONG_KEY).videos.create(prompt=PROMPT)
    with expect(openai.BadRequestError, 400):
        client().videos.create(prompt=PROMPT, seconds="5")


videos = client().videos
first = complete_job(videos)
second = image_by_address(videos)
list_and_delete(videos, first, second)
refusals()
