// SPDX-License-Identifier: Apache-2.0
import Foundation
import GenerationScreen
import VideoGenerationKit

// watch-generation PROMPT IMAGE OUTPUT: each state of the screen as a server-sent event, as a browser would get it.

let words = CommandLine.arguments
guard words.count == 4 else {
    throw VideoGenerationError(.invalidRequest, "usage: watch-generation PROMPT IMAGE OUTPUT")
}
let client = try VideoClient.fromEnvironment()
let encoder = JSONEncoder()
encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]

@MainActor
func send(_ state: ScreenState) throws {
    print("data: \(String(decoding: try encoder.encode(state), as: UTF8.self))\n")
}

var state = ScreenState()
let request = VideoRequest(words[1], image: .file(words[2]), options: VideoOptions(duration: 4))
let plan = try await client.plan(request)
state.apply(plan)
try send(state)
for await event in await (try await client.submit(plan, to: .path(words[3]))).events() {
    state.apply(event)
    try send(state)
}
await client.shutdown()
