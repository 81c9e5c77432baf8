// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The way to one model's service.
final class PollWay {
    let name: Name
    let key: PollLineKey
    let model: any VideoGeneration
    /// The call; nil for a model that is asked in its own way.
    let shape: PollShape?
    /// The lane of the calls, where it takes them from, and the key that they carry; nil until there is one.
    var lane: (any CallLane)?
    var source: PollSource?
    var secret: Secret?
    /// Since when the key is being asked for, if it is.
    var readingKeySince: MonotonicTime?
    /// Whether its last task has gone.
    private(set) var isVacant = false

    init(_ name: Name, _ key: PollLineKey, _ model: any VideoGeneration, _ shape: PollShape?) {
        self.name = name
        self.key = key
        self.model = model
        self.shape = shape
    }

    /// Its last task has gone: it keeps nothing that costs anything.
    func vacate() {
        isVacant = true
        (lane, source, secret) = (nil, nil, nil)
    }

    /// Tells a way from those whose line it has taken over.
    struct Name: Hashable {
        let line: Int
        let number: Int
    }
}

/// What tasks must share to be asked about along one line.
struct PollLineKey: Hashable {
    private let surface: Surface
    private let model: ModelID
    private let mode: GenerationMode
    private let type: ObjectIdentifier
    private let object: ObjectIdentifier?
    private let shape: PollShape?

    init(_ model: any VideoGeneration, _ shape: PollShape?) {
        surface = model.surface
        self.model = model.descriptor.model
        mode = model.descriptor.mode
        let type = Swift.type(of: model) as Any.Type
        self.type = ObjectIdentifier(type)
        // Two that are objects may differ in what cannot be seen.
        object = type is AnyClass ? ObjectIdentifier(model as AnyObject) : nil
        self.shape = shape
    }
}
