// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen generate`: submit, follow, deliver.
struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Submits a request, follows it, and brings the video home.")

    @OptionGroup var request: RequestOptions

    @Option(
        help: "A file; or a folder, if it is one, ends in / or there are several samples. Default: the current folder.")
    var output: String?

    @Option(
        name: .customLong("request-id"),
        help: "Your own key for the request: used again for the same request, it submits nothing and finds the task.")
    var requestID: String?

    @Option(help: "KEY=VALUE to find again with the task; never sent. Repeatable.")
    var metadata: [String] = []

    @Flag(help: "Do not fetch the video; print its link, which is a secret and expires.")
    var noDownload = false

    @Flag(help: "Return as soon as the service has accepted the request.")
    var detach = false

    @Option(help: "Stop waiting after this many seconds; the task goes on.")
    var waitTimeout: Double?

    func run() async throws {
        try await Session.run(json: request.json) { client, printer, interrupts throws(VideoGenerationError) in
            let job = Job(
                request: try request.request(), models: request.models, policy: try request.policy(),
                preference: request.prefer, ceiling: try request.ceiling(), output: noDownload ? .links : .path(output),
                requestID: requestID,
                metadata: try pairs(metadata), detach: detach, timeout: try Session.duration(waitTimeout))
            return try await job.run(client, printer, interrupts)
        }
    }

    private func pairs(_ texts: [String]) throws(VideoGenerationError) -> [String: String] {
        var pairs: [String: String] = [:]
        for text in texts {
            let (key, value) = try RequestOptions.pair(text, option: "--metadata")
            guard pairs.updateValue(value, forKey: key) == nil else {
                throw .usage("--metadata \(key) is given twice.")
            }
        }
        return pairs
    }
}
