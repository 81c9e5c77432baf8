// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// One time series: a metric of a model, with at most one more word and an error's code. Nothing here grows with tasks.
struct Series: Hashable {
    let name: MetricName
    let model: ModelID
    /// An outcome, a state, or the like; empty if the metric has none.
    let word: String
    /// Empty if nothing went wrong.
    let errorType: String

    init(_ name: MetricName, of model: ModelID, _ word: String = "", errorType: String? = nil) {
        self.name = name
        self.model = model
        self.word = word
        self.errorType = errorType ?? ""
    }

    var dimensions: [(String, String)] {
        var dimensions = [(Key.providerName, model.surface), (Key.requestModel, model.model)]
        if !word.isEmpty { dimensions.append((name.wordKey, word)) }
        if !errorType.isEmpty { dimensions.append((Key.errorType, errorType)) }
        return dimensions
    }
}
