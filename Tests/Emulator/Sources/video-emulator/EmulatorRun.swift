// SPDX-License-Identifier: Apache-2.0

import Dispatch
import VideoEmulator

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One run of the emulator, from the line that says it is ready to the signal that ends it.
struct EmulatorRun {
    var configuration: VideoEmulator.Configuration
    var isQuiet: Bool

    func untilStopped() async throws {
        let (signals, feed) = AsyncStream<Int32>.makeStream()
        let sources = [SIGTERM, SIGINT].map { Self.source($0, feed) }
        var configuration = configuration
        let isQuiet = isQuiet
        configuration.log = { if !isQuiet { Console.log($0) } }
        let emulator = try await VideoEmulator.start(configuration)
        let secure = emulator.secureAPIURL.map { #","secure_api":"\#($0)""# } ?? ""
        Console.announce(#"{"api":"\#(emulator.apiURL)","media":"\#(emulator.mediaURL)"\#(secure)}"#)
        for await _ in signals { break }
        configuration.log("stopping")
        Self.leaveAtTheLatest(after: .seconds(10))
        await emulator.shutdown()
        for source in sources { source.cancel() }
    }

    private static func source(
        _ number: Int32,
        _ feed: AsyncStream<Int32>.Continuation
    ) -> any DispatchSourceSignal {
        // Without this the signal's own action would end the process first.
        _ = signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { feed.yield(number) }
        source.activate()
        return source
    }

    /// A harness waits for this process; should a shutdown ever hang, it must not hang with it.
    private static func leaveAtTheLatest(after time: DispatchTimeInterval) {
        DispatchQueue.global().asyncAfter(deadline: .now() + time) {
            Console.log("the shutdown took too long")
            exit(1)
        }
    }
}
