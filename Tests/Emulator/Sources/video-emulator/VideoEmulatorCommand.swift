// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import VideoEmulator

/// The command: reads the options, starts the emulator, and waits to be told to stop.
@main
struct VideoEmulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "video-emulator",
        abstract: "Stands in for a video generation service on this machine."
    )

    @Option(help: "The port of the API; 0 takes any free one.")
    var port = 8787

    @Option(help: "The port of the media origin; 0 takes any free one.")
    var mediaPort = 0

    @Option(help: "A PEM file with a certificate; with its key, the API is served over TLS, too.")
    var tlsCertificate: String?

    @Option(help: "A PEM file with the certificate's private key.")
    var tlsKey: String?

    @Option(help: "The port of the API over TLS; 0 takes any free one.")
    var tlsPort = 0

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(name: .customLong("key"), help: "A key to let in; may be repeated. Without one, any key is let in.")
    var keys: [String] = []

    @Flag(name: .customLong("account-per-key"), help: "A task is unknown to other keys than its own.")
    var separatesKeys = false

    @Option(name: .customLong("canary"), help: "A secret whose arrival the request log notes; may be repeated.")
    var canaries: [String] = []

    @Option(help: "How long a task stays queued.")
    var queueSeconds = 1.0

    @Option(help: "How long a task is at least worked on.")
    var renderSeconds = 3.0

    @Option(help: "How many seconds a media address is good for.")
    var urlTTL = 3600

    @Option(help: "Frames a second of the clips: 12 or 24.")
    var fps = 24

    @Option(help: "The ffmpeg program, by name or by path.")
    var ffmpeg = "ffmpeg"

    @Flag(help: "Write no lines for people to standard error.")
    var quiet = false

    func validate() throws {
        guard [port, mediaPort, tlsPort].allSatisfy((0...65_535).contains) else {
            throw ValidationError("A port lies between 0 and 65535.")
        }
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("A certificate and its key are named together.")
        }
        guard (0...86_400).contains(queueSeconds), (0...86_400).contains(renderSeconds), urlTTL >= 0 else {
            throw ValidationError("Times are not negative, and at most a day.")
        }
        guard fps == 12 || fps == 24 else { throw ValidationError("The clips have 12 or 24 frames a second.") }
        guard keys.allSatisfy({ !$0.isEmpty }), canaries.allSatisfy({ !$0.isEmpty }) else {
            throw ValidationError("Keys and canaries are not empty.")
        }
    }

    func run() async throws {
        try await EmulatorRun(configuration: emulatorConfiguration, isQuiet: quiet).untilStopped()
    }

    private var tls: TLSFiles? {
        guard let tlsCertificate, let tlsKey else { return nil }
        return TLSFiles(certificate: tlsCertificate, key: tlsKey)
    }

    private var emulatorConfiguration: VideoEmulator.Configuration {
        VideoEmulator.Configuration(
            host: host,
            port: port,
            mediaPort: mediaPort,
            tls: tls,
            tlsPort: tlsPort,
            keys: keys,
            separatesKeys: separatesKeys,
            canaries: canaries,
            queueTime: .seconds(queueSeconds),
            renderTime: .seconds(renderSeconds),
            urlSecondsToLive: urlTTL,
            framesPerSecond: fps,
            ffmpeg: ffmpeg
        )
    }
}
