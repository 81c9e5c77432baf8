// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// A run of a command that uses the journal: its client is opened, and closed whatever happens.
enum Session {
    static func run(
        json: Bool,
        _ body: (VideoClient, Printer, Interrupts) async throws(VideoGenerationError) -> Int32
    ) async throws {
        let printer = Printer(json: json)
        let interrupts = Interrupts()
        let client: VideoClient
        do {
            client = try VideoClient.fromEnvironment()
        } catch {
            throw printer.fail(error)
        }
        var code: Int32
        do throws(VideoGenerationError) {
            code = try await body(client, printer, interrupts)
        } catch {
            code = printer.fail(error).rawValue
        }
        // Whoever had a reason to wait has waited.
        await client.shutdown(patience: .zero)
        if code != 0 { throw ExitCode(code) }
    }

    /// Seconds of `--wait-timeout` as a duration.
    static func duration(_ seconds: Double?) throws(VideoGenerationError) -> Duration? {
        guard let seconds else { return nil }
        guard seconds > 0, seconds < 1e9 else { throw .usage("--wait-timeout takes a number of seconds above 0.") }
        return .milliseconds(Int64(seconds * 1000))
    }
}
