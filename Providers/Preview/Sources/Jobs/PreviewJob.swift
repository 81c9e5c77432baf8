// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// What a task is to make, as it is written down before anything is begun.
struct PreviewJob: Hashable, Sendable {
    var size: PixelSize
    var seconds: Int
    var samples: Int
    var seed: UInt64?
    var hasTone: Bool
    var mark: Bool

    /// The clip of one sample.
    func clip(_ sample: Int, of picture: String) -> PanZoomClip {
        PanZoomClip(
            of: .file(picture), size: size, seconds: seconds, move: CameraMove(sample: sample, seed: seed),
            tone: hasTone ? 220 + 55 * sample : nil, mark: mark)
    }
}

extension PreviewJob {
    /// What `request` asks for, the documented defaults included.
    init(_ request: NegotiatedRequest) {
        func integer(_ name: OptionName) -> Int? {
            if case .integer(let integer)? = request.report.applied(name) { integer } else { nil }
        }
        func isSet(_ name: OptionName) -> Bool { request.report.applied(name) == .flag(true) }
        size = request.size?.pixels ?? PixelSize(width: 1280, height: 720)
        seconds = integer(.duration) ?? 4
        samples = request.samples
        seed = integer(.seed).map { UInt64(clamping: $0) }
        hasTone = isSet(.audio)
        mark = isSet(PanZoomOptions.mark)
    }

    /// The job as JSON; an unset seed is absent.
    var json: JSON {
        var members: [(name: String, value: JSON)] = [
            ("format", .integer(1)), ("width", .integer(size.width)), ("height", .integer(size.height)),
            ("seconds", .integer(seconds)), ("samples", .integer(samples)), ("audio", .bool(hasTone)),
            ("mark", .bool(mark)),
        ]
        if let seed { members.append(("seed", .integer(Int(clamping: seed)))) }
        return .object(members)
    }

    /// Reads what ``json`` has written; nil for anything else.
    init?(parsing bytes: [UInt8]) {
        guard let json = JSON(parsing: bytes), case .integer(1)? = json["format"],
            case .integer(let width)? = json["width"], case .integer(let height)? = json["height"],
            case .integer(let seconds)? = json["seconds"], case .integer(let samples)? = json["samples"],
            (1...4).contains(samples), case .bool(let hasTone)? = json["audio"], case .bool(let mark)? = json["mark"]
        else { return nil }
        size = PixelSize(width: width, height: height)
        self.seconds = seconds
        self.samples = samples
        self.hasTone = hasTone
        self.mark = mark
        seed = if case .integer(let seed)? = json["seed"] { UInt64(clamping: seed) } else { nil }
    }
}
