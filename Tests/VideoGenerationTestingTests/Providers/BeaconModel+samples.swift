// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension BeaconModel {
    /// What a finished task has: clips that anybody may fetch, or else one video behind the key.
    func samples(_ json: JSON, of task: TaskHandle) -> [RemoteSample] {
        if case .array? = json["clips"] { return clips(json) }
        return [RemoteSample(index: 0, location: vault(json, of: task))]
    }

    private func clips(_ json: JSON) -> [RemoteSample] {
        let samples = (json["clips"]?.elements ?? []).enumerated().map { index, clip in
            let index = fault == .sameIndex ? 0 : index
            if case .bool(true)? = clip["held_back"] {
                return RemoteSample(index: index, location: .filtered(reason: "It was held back."))
            }
            let url = clip["href"]?.string.flatMap { WebURL($0) }
            return RemoteSample(index: index, location: url.map { .url($0) } ?? .missing(reason: "It has no address."))
        }
        return switch fault {
        case .firstSampleOnly: Array(samples.prefix(1))
        case .skipsFiltered: samples.filter(\.hasURL)
        case .skipsNull: zip(samples, json["clips"]?.elements ?? []).filter { !$1.text.contains("null") }.map(\.0)
        default: samples
        }
    }

    /// At the address that the service gives, or at the task's own if it gives none.
    private func vault(_ json: JSON, of task: TaskHandle) -> RemoteSample.Location {
        let text = json["vault"]?.string
        if fault == .readsEmptyAddress, text == "", let url = surface.baseURL { return .credentialed(url) }
        let url = text.map { WebURL($0) } ?? (try? surface.url("/renders/\(task.remoteID.percentEncoded)/file"))
        guard let url else { return .missing(reason: "It has no address.") }
        return fault == .forgetsKey ? .url(url) : .credentialed(url)
    }
}

extension RemoteSample {
    var hasURL: Bool { if case .url = location { true } else { false } }
}
