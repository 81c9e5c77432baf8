// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import VideoGenerationCore

extension VideoFacts {
    /// In what the file is not what was asked for, or documented as default; nil if it is.
    func differences(from report: NegotiationReport) -> String? {
        var differences: [String] = []
        if let wanted = report.applied(.duration)?.number {
            // A frame more or less is not a difference; a cut track is.
            for track in tracks {
                if let duration = track.duration, (duration - wanted).magnitude > 0.5 {
                    differences.append(
                        "its \(track.kind.rawValue) track has \(rounded(duration)) s instead of \(rounded(wanted))")
                }
            }
        }
        if case .text(let resolution)? = report.applied(.resolution), resolution.hasSuffix("p"),
            let lines = Int(resolution.dropLast()), min(width, height) != lines
        {
            differences.append("it is \(width)x\(height) instead of \(resolution)")
        }
        if case .text(let ratio)? = report.applied(.aspectRatio) {
            let parts = ratio.split(separator: ":").compactMap { Double($0) }
            if parts.count == 2, (Double(width) / Double(height) * parts[1] / parts[0] - 1).magnitude > 0.02 {
                differences.append("it is \(width)x\(height) instead of \(ratio)")
            }
        }
        if case .flag(let wanted)? = report.applied(.audio), wanted != hasAudio {
            differences.append(wanted ? "it has no sound" : "it has sound that was not asked for")
        }
        return differences.isEmpty
            ? nil : "The file differs from the request: " + differences.joined(separator: "; ") + "."
    }

    private func rounded(_ seconds: Double) -> String {
        // A file may claim any duration, also one that no integer holds.
        guard seconds.magnitude < 1e12 else { return "\(seconds)" }
        let tenths = Int((seconds * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
