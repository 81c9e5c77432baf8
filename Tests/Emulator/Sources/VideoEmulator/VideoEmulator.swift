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

    private let folder: WorkFolder
    private let serving: Task<Void, Never>

    private init(apiURL: String, mediaURL: String, folder: WorkFolder, serving: Task<Void, Never>) {
        self.apiURL = apiURL
        self.mediaURL = mediaURL
        self.folder = folder
        self.serving = serving
    }

    /// Opens both ports and begins to serve.
    public static func start(_ configuration: Configuration = Configuration()) async throws -> VideoEmulator {
        let api = try await HTTPOrigin.bind(host: configuration.host, port: configuration.port)
        let media: HTTPOrigin
        let folder: WorkFolder
        do {
            media = try await HTTPOrigin.bind(host: configuration.host, port: configuration.mediaPort)
        } catch {
            await api.close()
            throw error
        }
        do {
            folder = try WorkFolder.make()
        } catch {
            await api.close()
            await media.close()
            throw error
        }
        let mediaURL = url(configuration.host, media.port)
        let services = services(configuration, folder: folder, mediaURL: mediaURL)
        let control = ControlRoutes(services: services, ffmpeg: configuration.ffmpeg)
        let responder = APIOrigin(
            wires: [HighwayWire(), FalWire(), VertexWire()], services: services, control: control)
        let serving = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await api.run(responder) }
                group.addTask { await media.run(MediaOrigin(services: services)) }
                group.addTask { await services.renderer.run() }
            }
        }
        return VideoEmulator(
            apiURL: url(configuration.host, api.port),
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
            plantedCanaries: configuration.canaries,
            faults: FaultQueue(),
            requests: RequestLog(echo: configuration.log),
            ledger: Ledger(),
            tasks: TaskBook(pace: TaskPace(queue: configuration.queueTime, render: configuration.renderTime)),
            renderer: Renderer(folder: folder, maker: maker),
            signer: MediaSigner(base: mediaURL, secondsToLive: configuration.urlSecondsToLive)
        )
    }

    private static func url(_ host: String, _ port: Int) -> String {
        // An address that means "any" is one to listen on, not one to call.
        let name = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
        return name.contains(":") ? "http://[\(name)]:\(port)" : "http://\(name):\(port)"
    }
}
