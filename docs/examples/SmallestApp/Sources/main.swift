// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

// smallest-app PROMPT IMAGE OUTPUT
let words = CommandLine.arguments + ["", "", ""]
let request = VideoRequest(words[1], image: .file(words[2]), options: VideoOptions(duration: 4))
do throws(VideoGenerationError) {
    let client = try VideoClient.fromEnvironment()
    // The request id makes a second start the same task: one bill.
    let delivery = try await client.generate(request, to: .path(words[3]), requestID: words[3])
    for sample in delivery.samples {
        print(sample.path ?? "no video: \(sample.reason ?? "")")
    }
    await client.shutdown()
} catch {
    print(error.message)
}
