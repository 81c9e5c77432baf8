// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

// resume-after-kill REQUEST-ID PROMPT IMAGE OUTPUT: kill it whenever you like, and start it again with the same words.
//
// The request id is the app's own name for what it wants, such as the id of a row: however often it is asked for, there is one
// task and one bill.

let words = CommandLine.arguments
guard words.count == 5 else {
    throw VideoGenerationError(.invalidRequest, "usage: resume-after-kill REQUEST-ID PROMPT IMAGE OUTPUT")
}
let client = try VideoClient.fromEnvironment()

// At every start: takes up whatever an earlier run of the app left unfinished. Nothing is submitted for that.
for resumption in try await client.resume() {
    switch resumption.outcome {
    case .following: print("goes on with", resumption.task.id.rawValue, "which was", resumption.task.state.rawValue)
    case .followedElsewhere: print("leaves", resumption.task.id.rawValue, "to the process that follows it")
    case .impossible(let error): print("cannot go on with", resumption.task.id.rawValue, error.message)
    }
}

let request = VideoRequest(words[2], image: .file(words[3]), options: VideoOptions(duration: 4))
let plan = try await client.plan(request)
let generation = try await client.submit(plan, to: .path(words[4]), requestID: words[1])
for await event in await generation.events() {
    switch event {
    case .submitted(let handle): print("the service calls it", handle.remoteID)
    case .status(let status): print(status.state.rawValue)
    case .delivered(let delivery): print("delivered", delivery.paths.joined(separator: ", "))
    case .failed(let error): print("failed", error.message)
    case .submissionUnknown(_, let evidence): print("may be billed, and is not sent again:", evidence.message)
    default: break
    }
}
await client.shutdown()
