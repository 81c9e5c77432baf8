// SPDX-License-Identifier: Apache-2.0

extension VideoEmulator {
    /// How an emulator behaves; every default suits a test on one machine.
    public struct Configuration: Sendable {
        /// The address to listen on; only this machine can reach the default.
        public var host: String

        /// The port of the API origin; 0 takes any free one.
        public var port: Int

        /// The port of the media origin; 0 takes any free one.
        public var mediaPort: Int

        /// What an https port of the API origin shows to its clients; there is no such port when nil.
        public var tls: TLSFiles?

        /// The https port of the API origin; 0 takes any free one.
        public var tlsPort: Int

        /// The only keys that are let in; any key is when there are none.
        public var keys: [String]

        /// Whether each key is an account of its own, to which the tasks of other keys are unknown.
        public var separatesKeys: Bool

        /// Further secrets whose arrival the request log notes; keys are watched on the media origin anyway.
        public var canaries: [String]

        /// How long a task stays queued.
        public var queueTime: Duration

        /// How long a task is at least worked on; it also has to wait for its clips.
        public var renderTime: Duration

        /// How many seconds a media address is good for; 0 makes addresses that have run out at once.
        public var urlSecondsToLive: Int

        /// Frames a second of the clips; 12 halves the work.
        public var framesPerSecond: Int

        /// The ffmpeg program, by name or by path.
        public var ffmpeg: String

        /// Gets lines for people: one an answer, and what ffmpeg has to complain about.
        public var log: @Sendable (String) -> Void

        /// Makes a configuration.
        public init(
            host: String = "127.0.0.1",
            port: Int = 0,
            mediaPort: Int = 0,
            tls: TLSFiles? = nil,
            tlsPort: Int = 0,
            keys: [String] = [],
            separatesKeys: Bool = false,
            canaries: [String] = [],
            queueTime: Duration = .seconds(1),
            renderTime: Duration = .seconds(3),
            urlSecondsToLive: Int = 3600,
            framesPerSecond: Int = 24,
            ffmpeg: String = "ffmpeg",
            log: @escaping @Sendable (String) -> Void = { _ in }
        ) {
            self.host = host
            self.port = port
            self.mediaPort = mediaPort
            self.tls = tls
            self.tlsPort = tlsPort
            self.keys = keys
            self.separatesKeys = separatesKeys
            self.canaries = canaries
            self.queueTime = queueTime
            self.renderTime = renderTime
            self.urlSecondsToLive = urlSecondsToLive
            self.framesPerSecond = framesPerSecond
            self.ffmpeg = ffmpeg
            self.log = log
        }
    }
}
