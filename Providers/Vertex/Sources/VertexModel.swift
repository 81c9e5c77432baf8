// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// One Veo model on Vertex AI in one mode: what it can do, its path, and the wire's names of its options.
public struct VertexModel: HTTPVideoGeneration {
    /// What the model can do.
    public private(set) var descriptor: CapabilityDescriptor
    /// Project, place and token.
    public let surface: Surface
    private let path: String
    private let options: [WireOption]
    private let storageURI: String?

    /// A model with its options on the wire, which become the descriptor's.
    ///
    /// - Parameters:
    ///   - descriptor: What it can do, but for its options.
    ///   - surface: Project, place and token.
    ///   - name: Google's name of it.
    ///   - options: Its options.
    ///   - storageURI: Where videos are written to if a request does not say so.
    init(
        descriptor: CapabilityDescriptor, surface: Surface, name: String, options: [WireOption], storageURI: String?
    ) {
        self.descriptor = descriptor
        self.descriptor.options = options.capabilities
        self.surface = surface
        path = "/publishers/google/models/\(name)"
        self.options = options
        self.storageURI = storageURI
    }

    /// `POST …:predictLongRunning` with one instance; options that are not set are absent.
    public func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        var instance: [(name: String, value: JSON)] = [("prompt", .string(request.prompt))]
        if let image = request.input(.firstFrame) { instance.append(("image", Self.picture(image))) }
        if let image = request.input(.lastFrame) { instance.append(("lastFrame", Self.picture(image))) }
        var parameters = options.members(of: request)
        if request[.storageURI] == nil, let storageURI { parameters.append(("storageUri", .string(storageURI))) }
        let body = JSON.object([("instances", .array([.object(instance)])), ("parameters", .object(parameters))])
        return HTTPCall(.post, try surface.url(path + ":predictLongRunning"), json: body)
    }

    private static func picture(_ image: Media) -> JSON {
        var members: [(name: String, value: JSON)] = [("bytesBase64Encoded", .media(image))]
        if let type = image.mediaType { members.append(("mimeType", .string(type))) }
        return .object(members)
    }

    /// `{"name": "projects/…/operations/…"}`, or an error.
    public func readSubmit(_ reply: HTTPReply) -> SubmitReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        if let name = json["name"]?.string, name.contains("/operations/") { return .accepted(remoteID: name) }
        guard let error = RPCError(envelope: json), !error.leavesOpen else { return .unrecognized }
        return .refused(error.refusal(absent: .modelRetired))
    }

    /// `POST …:fetchPredictOperation` with the operation's whole name; a `GET` of it is not answered.
    public func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(
            .post, try surface.url(path + ":fetchPredictOperation"),
            json: .object([("operationName", .string(task.remoteID))]))
    }

    /// The operation, or an error. Until it is done, an operation is a name and no more.
    public func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        let name = json["name"]?.string
        guard name != nil || json["done"] != nil else {
            return RPCError(envelope: json).map { .refused($0.refusal(absent: $0.absence)) } ?? .unrecognized
        }
        if let name, Self.ending(of: name) != Self.ending(of: task.remoteID) { return .unrecognized }
        guard Self.isDone(json) else { return .report(StatusReport(.running, word: "running")) }
        if let error = json["error"] {
            return .report(StatusReport(.failed(RPCError(ofOperation: error).failure), word: "failed"))
        }
        return .report(StatusReport(.succeeded(samples(in: json["response"], of: task)), word: "done"))
    }

    /// The last part of an operation's name: a project has a name and a number, and either may stand before it.
    private static func ending(of name: String) -> Substring? { name.split(separator: "/").last }

    private static func isDone(_ operation: JSON) -> Bool {
        if case .bool(let isDone)? = operation["done"] { isDone } else { operation["done"]?.string == "true" }
    }

    /// What there is, and then what was held back: which of the samples those were is not said.
    private func samples(in response: JSON?, of task: TaskHandle) -> [RemoteSample] {
        let videos = response?["videos"]?.elements.map(location) ?? []
        let withheld = Self.reasons(in: response, atMost: task.samples).map {
            RemoteSample.Location.filtered(reason: $0)
        }
        return (videos + withheld).enumerated().map { RemoteSample(index: $0.offset, location: $0.element) }
    }

    private func location(of video: JSON) -> RemoteSample.Location {
        if let address = video["gcsUri"]?.string {
            guard let object = StorageObject(address), let url = object.url(at: surface.storageOrigin) else {
                return .missing(reason: "The service gave an address for it that names nothing in Cloud Storage.")
            }
            return .credentialed(url)
        }
        if video["bytesBase64Encoded"] != nil {
            return .missing(
                reason: "It came inside the answer, where it is not taken from. Set storage_uri to a folder in Cloud "
                    + "Storage, such as gs://bucket/folder/.")
        }
        return .missing(reason: "The service gave no address for it.")
    }

    /// A reason for each video that was held back; a single one, or one too few, is told of all.
    private static func reasons(in response: JSON?, atMost samples: Int) -> [String] {
        let texts = (response?["raiMediaFilteredReasons"]?.elements ?? []).compactMap(\.lenientString)
            .filter { !$0.isEmpty }
            // Some are a bare code, out of a table of Google's page.
            .map { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? "Support code \($0)" : $0 }
        let told = response?["raiMediaFilteredCount"]?.lenientNumber.map { Int(max(0, min($0, 1000))) }
        let count = min(max(told ?? texts.count, texts.isEmpty ? 0 : 1), max(1, samples))
        if texts.count == count { return texts }
        let reason = texts.isEmpty ? "The service gave no reason." : texts.joined(separator: "; ")
        return Array(repeating: reason, count: count)
    }
}
