// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationKit

// object-storage PROMPT IMAGE BASE-URL: the video goes to a store, in parts, and no file stays here.

let words = CommandLine.arguments
guard words.count == 4, let base = WebURL(words[3]) else {
    throw VideoGenerationError(.invalidRequest, "usage: object-storage PROMPT IMAGE BASE-URL")
}
let settings = try EnvironmentSettings(ProcessInfo.processInfo.environment)
let transport = CurlTransport(configuration: settings.transport)
let store = settings.store.store()
var configuration = settings.tracker
let sink = PartsSink(base: base, partSize: 100_000, transport: transport)
configuration.sinks = [sink]
let client = VideoClient(
    models: settings.models, transport: transport, store: store, credentials: settings.credentials,
    configuration: configuration)

let request = VideoRequest(words[1], image: .file(words[2]), options: VideoOptions(duration: 4))
let delivery = try await client.generate(request, to: .sink(sink.name))
for sample in delivery.samples {
    print(sample.location ?? "no video: \(sample.reason ?? "")", sample.sha256 ?? "")
}
await client.shutdown()
await store.close()
await transport.shutdown()
