// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// One measured job in a process of its own: `memory-job PORT SMALL-IMAGE IMAGE RESULT-BYTES FOLDER`.
///
/// A small job comes first: what every process needs once (pages of code, a thread, a connection) is rest, not growth.
@main
enum Job {
    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let resultBytes = Int(arguments[4]) else {
            fail("usage: memory-job PORT SMALL-IMAGE IMAGE RESULT-BYTES FOLDER")
        }
        do {
            let client = try VideoClient.fromEnvironment([
                "HIGHWAY_BASE_URL": "http://127.0.0.1:\(arguments[1])", "HIGHWAY_API_KEY": "none",
                "VIDEOGEN_POLL_INTERVAL": "0.05", "VIDEOGEN_HOME": "\(arguments[5])/home",
            ])
            let first = await restingPeak()
            try await run(client, image: arguments[2], resultBytes: 64 << 10, output: arguments[5] + "/small.mp4")
            let resting = await restingPeak()
            let start = Usage()
            try await run(client, image: arguments[3], resultBytes: resultBytes, output: arguments[5] + "/large.mp4")
            let used = Usage() - start
            guard let first, let resting, let peak = Memory.peak() else {
                fail("memory is read from /proc: Linux only")
            }
            print(
                "{\"firstBytes\": \(first), \"restingBytes\": \(resting), \"peakBytes\": \(peak), "
                    + "\"cpuSeconds\": \(used.cpu), \"wallSeconds\": \(used.wall)}")
            await client.shutdown()
        } catch {
            fail("\(error)")
        }
    }

    private static func run(_ client: VideoClient, image: String, resultBytes: Int, output: String) async throws {
        let delivery = try await client.generate(
            VideoRequest("\(resultBytes) bytes", image: .file(image)), to: .path(output))
        guard delivery.samples.first?.bytes == resultBytes else { fail("the result has another size") }
    }

    /// Lets the process come to rest, and begins a new peak there.
    private static func restingPeak() async -> Int? {
        try? await Task.sleep(for: .milliseconds(200))
        return Memory.beginPeak() ? Memory.peak() : nil
    }

    private static func fail(_ message: String) -> Never {
        let line = Array("memory-job: \(message)\n".utf8)
        unsafe _ = write(STDERR_FILENO, line, line.count)
        exit(1)
    }
}
