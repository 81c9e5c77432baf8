// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

// swap-models MODEL PROMPT IMAGE OUTPUT: three models, at three places, by one string.
//
//     highway/veo-3.1-lite   the service that HIGHWAY_BASE_URL and HIGHWAY_API_KEY name
//     staging/veo-3.1-lite   the same wire at another host: STAGING_BASE_URL and STAGING_API_KEY
//     preview/pan-zoom       this machine: no network, no key, no cost

let words = CommandLine.arguments
guard words.count == 5 else {
    throw VideoGenerationError(.invalidRequest, "usage: swap-models MODEL PROMPT IMAGE OUTPUT")
}
let environment = ProcessInfo.processInfo.environment
let settings = try EnvironmentSettings(environment)
let staging = Highway.surface(
    baseURL: WebURL(environment["STAGING_BASE_URL"] ?? "https://staging.example"), name: "staging",
    credential: "STAGING_API_KEY")
let transport = CurlTransport(configuration: settings.transport)
let store = settings.store.store()
let client = VideoClient(
    models: settings.models + Highway.models(at: staging), transport: transport, store: store,
    credentials: settings.credentials, configuration: settings.tracker)

let request = VideoRequest(words[2], image: .file(words[3]), options: VideoOptions(duration: 4, resolution: .hd720))
let delivery = try await client.generate(request, from: [words[1]], to: .path(words[4]))
print(delivery.task.model, "at", delivery.task.origin, "made", delivery.paths.joined(separator: ", "))

await client.shutdown()
await store.close()
await transport.shutdown()
