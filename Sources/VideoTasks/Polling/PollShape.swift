// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A call that asks about a task, but for what the task is called.
struct PollShape: Hashable {
    let request: HTTPRequest
    /// What stands before and after the name.
    let prefix: [UInt8]
    let suffix: [UInt8]

    /// The shape of `call` for a task that is called `remoteID`; nil if it has a body, or the name does not stand in its
    /// target as it is, just once.
    init?(_ call: HTTPCall, for remoteID: String) {
        guard call.content == nil, let path = call.request.path, !remoteID.isEmpty else { return nil }
        let parts = path.split(separator: remoteID, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        prefix = Array(parts[0].utf8)
        suffix = Array(parts[1].utf8)
        var request = call.request
        request.path = "/"
        self.request = request
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

/// A question on its way: the row that it is about, and its number.
struct PollCall {
    let row: Int
    let question: UInt32

    init(row: Int, question: UInt32) {
        self.row = row
        self.question = question
    }

    init(_ number: UInt64) {
        row = Int(number & 0xFFFF_FFFF)
        question = UInt32(truncatingIfNeeded: number >> 32)
    }

    var number: UInt64 { UInt64(question) << 32 | UInt64(row) }
}
