// SPDX-License-Identifier: Apache-2.0

/// The move of one sample over the picture, so that the samples of a task can be told apart.
enum CameraMove: Int, CaseIterable {
    case zoomIn
    case zoomOut
    case panRight
    case panDown

    /// The move for a sample; a fifth would begin again.
    init(sample: Int) {
        self = Self(rawValue: sample % Self.allCases.count) ?? .zoomIn
    }

    /// The options of ffmpeg's zoompan filter for a clip of so many frames.
    func zoompan(frames: Int) -> String {
        let last = max(1, frames - 1)
        let middle = "x='iw/2-(iw/zoom/2)':y='ih/2-(ih/zoom/2)'"
        return switch self {
        case .zoomIn: "z='1+0.25*on/\(last)':\(middle)"
        case .zoomOut: "z='1.25-0.25*on/\(last)':\(middle)"
        case .panRight: "z='1.2':x='(iw-iw/zoom)*on/\(last)':y='ih/2-(ih/zoom/2)'"
        case .panDown: "z='1.2':x='iw/2-(iw/zoom/2)':y='(ih-ih/zoom)*on/\(last)'"
        }
    }
}
