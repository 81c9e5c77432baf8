// SPDX-License-Identifier: Apache-2.0

import PreviewProvider

/// A stand-in for a video generation service: it takes jobs, lets them take their time, and serves real clips.
///
/// ```swift
/// let emulator = try await VideoEmulator.start(VideoEmulator.Configuration())
/// // Point a client at emulator.apiURL, then:
/// await emulator.shutdown()
/// ```
public final class VideoEmulator: Sendable {
    /// The address of the API origin, without a slash at its end.
    public let apiURL: String

    /// The address of the media origin, without a slash at its end.
    public let mediaURL: String

    /// The address of the API origin over TLS; nil unless the configuration names the files for it.
    public let secureAPIURL: String?

    private let folder: WorkFolder
    private let serving: Task<Void, Never>

    private init(
        apiURL: String,
        secureAPIURL: String?,
        mediaURL: String,
        folder: WorkFolder,
        serving: Task<Void, Never>
    ) {
        self.apiURL = apiURL
        self.secureAPIURL = secureAPIURL
        self.mediaURL = mediaURL
        self.folder = folder
        self.serving = serving
    }

    /// Opens the ports and begins to serve.
    ///
    /// - Throws: What keeps a port from being opened, the files of TLS from being read, or a folder from being made.
    public static func start(_ configuration: Configuration = Configuration()) async throws -> VideoEmulator {
        let ports = try await OpenPorts.open(configuration)
        let folder: WorkFolder
        do {
            folder = try WorkFolder.make()
        } catch {
            await ports.close()
            throw error
        }
        let mediaURL = url(configuration.host, ports.media.port)
        let services = services(configuration, folder: folder, mediaURL: mediaURL)
        let control = ControlRoutes(services: services, ffmpeg: configuration.ffmpeg)
        let responder = APIOrigin(
            wires: [HighwayWire(), FalWire(), VertexWire(), OpenAIVideosWire(), OpenRouterWire()],
            services: services,
            control: control
        )
        let serving = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await ports.api.run(responder) }
                group.addTask { await ports.media.run(MediaOrigin(services: services)) }
                if let secureAPI = ports.secureAPI { group.addTask { await secureAPI.run(responder) } }
                group.addTask { await services.renderer.run() }
            }
        }
        return VideoEmulator(
            apiURL: url(configuration.host, ports.api.port),
            secureAPIURL: ports.secureAPI.map { url(configuration.host, $0.port, scheme: "https") },
            mediaURL: mediaURL,
            folder: folder,
            serving: serving
        )
    }

    /// Ends all connections and renders, and removes the clips.
    public func shutdown() async {
        serving.cancel()
        await serving.value
        folder.removeAll()
    }

    private static func services(_ configuration: Configuration, folder: WorkFolder, mediaURL: String) -> Services {
        let maker = ClipMaker(
            folder: folder,
            renderer: PanZoomRenderer(ffmpeg: configuration.ffmpeg),
            framesPerSecond: configuration.framesPerSecond,
            log: configuration.log
        )
        return Services(
            keys: KeyRing(allowed: configuration.keys, planted: configuration.canaries),
            separatesKeys: configuration.separatesKeys,
            plantedCanaries: configuration.canaries,
            faults: FaultQueue(),
            requests: RequestLog(echo: configuration.log),
            ledger: Ledger(),
            tasks: TaskBook(pace: TaskPace(queue: configuration.queueTime, render: configuration.renderTime)),
            renderer: Renderer(folder: folder, maker: maker),
            signer: MediaSigner(base: mediaURL, secondsToLive: configuration.urlSecondsToLive)
        )
    }

    private static func url(_ host: String, _ port: Int, scheme: String = "http") -> String {
        // An address that means "any" is one to listen on, not one to call.
        let name = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
        return name.contains(":") ? "\(scheme)://[\(name)]:\(port)" : "\(scheme)://\(name):\(port)"
    }
}
