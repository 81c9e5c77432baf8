// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension OpenAIVideosModel {
    /// The results of a finished task, from the first place that has one. A list without one is an answer, too: there are
    /// no results, unless another list has some.
    func samples(in json: JSON, of task: TaskHandle) -> [RemoteSample] {
        var isListEmpty = false
        for place in dialect.results {
            let samples: [RemoteSample]? =
                switch place {
                case .content: isListEmpty ? nil : [RemoteSample(index: 0, location: content(of: task))]
                case .ownAddress(let member): self.samples(json, member, RemoteSample.Location.credentialed)
                case .signedAddress(let member): self.samples(json, member, RemoteSample.Location.url)
                }
            if let samples, !samples.isEmpty { return samples }
            isListEmpty = isListEmpty || samples != nil
        }
        return []
    }

    /// One sample for each address; nil if the task says nothing. A list without one is an answer: there are no results.
    private func samples(
        _ json: JSON, _ member: String, _ location: (WebURL) -> RemoteSample.Location
    ) -> [RemoteSample]? {
        let value = member.split(separator: ".").reduce(json as JSON?) { $0?[String($1)] }
        switch value {
        case .array(let values):
            return values.enumerated().map { sample(index: $0, $1, location) }
        case .string(let text)? where !text.isEmpty:
            return [sample(index: 0, .string(text), location)]
        default:
            return nil
        }
    }

    private func sample(
        index: Int, _ value: JSON, _ location: (WebURL) -> RemoteSample.Location
    ) -> RemoteSample {
        guard let text = value.string, let url = surface.baseURL?.resolving(location: text) else {
            let reason = "The service gave no address for it that can be fetched."
            return RemoteSample(index: index, location: .missing(reason: reason))
        }
        return RemoteSample(index: index, location: location(url))
    }

    private func content(of task: TaskHandle) -> RemoteSample.Location {
        (try? surface.url(path(of: task) + "/content")).map(RemoteSample.Location.credentialed)
            ?? .missing(reason: "The surface has no usable URL.")
    }
}
