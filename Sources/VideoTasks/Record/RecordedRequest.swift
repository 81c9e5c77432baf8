// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// What was asked of a model, as a record keeps it: enough to ask for it again, without the images themselves.
public struct RecordedRequest: Codable, Hashable, Sendable {
    /// The prompt.
    public let prompt: String
    /// The inputs by their role.
    public let inputs: [InputRole: [Input]]
    /// The options that are sent.
    public let options: [OptionName: OptionValue]
    /// How many samples are asked for.
    public let samples: Int

    init(_ request: NegotiatedRequest) {
        prompt = request.prompt
        inputs = request.media.mapValues { $0.map(Input.init) }
        options = Dictionary(request.values.map { ($0.name, $0.value) }) { first, _ in first }
        samples = request.samples
    }

    /// Decodes a request.
    ///
    /// - Throws: `DecodingError` if something is missing, or a number is one that no request has.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        prompt = try container.decode(String.self, forKey: .prompt)
        inputs = try container.decode([InputRole: Inputs].self, forKey: .inputs).mapValues(\.values)
        options = try container.decode([OptionName: OptionValue].self, forKey: .options)
        samples = try container.decode(Int.self, forKey: .samples)
        try RecordLimits.check(RecordLimits.samples.contains(samples), "number of samples", decoder)
        try RecordLimits.check(
            inputs.values.joined().allSatisfy { ($0.bytes ?? 0) >= 0 }, "length of an input", decoder)
    }

    private enum CodingKeys: String, CodingKey {
        case prompt, inputs, options, samples
    }

    /// Earlier releases, which knew one input in a role, did not write a list.
    private struct Inputs: Decodable {
        let values: [Input]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            do {
                values = [try container.decode(Input.self)]
            } catch {
                values = try container.decode([Input].self)
            }
        }
    }

    /// An input, by where it was and what it held.
    public struct Input: Codable, Hashable, Sendable {
        /// The file it was read from; nil for bytes that came another way.
        public let path: String?
        /// The URL that the service fetches it from.
        public let url: String?
        /// SHA-256 of its bytes in lower-case hexadecimal.
        public let sha256: String?
        /// How many bytes it has.
        public let bytes: Int?

        init(_ media: Media) {
            path = media.path
            url = if case .remote(let url) = media.location { url.description } else { nil }
            sha256 = media.sha256
            bytes = media.byteCount
        }
    }

    /// Whether it asks for the same, wherever the inputs' bytes come from.
    func isSame(as other: RecordedRequest) -> Bool {
        prompt == other.prompt && options == other.options
            && contents == other.contents
    }

    private var contents: [InputRole: [String?]] {
        inputs.mapValues { $0.map { $0.sha256 ?? $0.url } }
    }

    /// The inputs for `Negotiation` with the same model, to be inspected again.
    ///
    /// - Throws: `unreadable_input` for an input that came another way than by file or URL.
    public func inputsToInspect() throws(VideoGenerationError) -> [InputRole: [MediaInput]] {
        var found: [InputRole: [MediaInput]] = [:]
        for (role, input) in inputs.flatMap({ role, inputs in inputs.map { (role, $0) } }) {
            guard let text = input.url ?? input.path else {
                throw VideoGenerationError(
                    .unreadableInput,
                    "The input \(role.rawValue) was not a file (standard input, or bytes of an app) and is not kept; "
                        + "make the request anew.")
            }
            found[role, default: []].append(input.url != nil ? .url(text) : .file(text))
        }
        return found
    }

    /// Checks that inspected inputs are still those of this request.
    ///
    /// - Throws: `unreadable_input` if one has changed.
    public func check(_ media: [InputRole: [Media]]) throws(VideoGenerationError) {
        for (role, inputs) in inputs {
            let found = media[role] ?? []
            for (index, input) in inputs.enumerated() where index >= found.count || found[index].sha256 != input.sha256
            {
                throw VideoGenerationError(
                    .unreadableInput,
                    "The file \(input.path ?? "") is not what it was when the task was made; make the request anew.")
            }
        }
    }
}
