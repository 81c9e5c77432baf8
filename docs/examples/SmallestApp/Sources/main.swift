// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

let words = CommandLine.arguments.dropFirst()
guard words.count == 3, let prompt = words.first, let output = words.last else {
    print("usage: smallest-app PROMPT IMAGE OUTPUT")
    throw VideoGenerationError(.invalidRequest, "Three arguments are needed.")
}
let client = try VideoClient.fromEnvironment()
let request = VideoRequest(prompt, image: .file(words[2]), options: VideoOptions(duration: 4))

let delivery = try await client.generate(request, to: .path(output))
for sample in delivery.samples {
    print(sample.path ?? "no video: \(sample.reason ?? "")")
}
await client.shutdown()
