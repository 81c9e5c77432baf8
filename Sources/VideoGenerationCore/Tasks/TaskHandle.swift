// SPDX-License-Identifier: Apache-2.0

/// Everything needed to follow a submitted task from any process with the same configuration: plain data, no key.
public struct TaskHandle: Codable, Hashable, Sendable {
    /// Our own id of the task.
    public var id: TaskID
    /// The model that renders it.
    public var model: ModelID
    /// What the model makes the video from.
    public var mode: GenerationMode
    /// The origin it was submitted to, such as `https://api.highwayapi.ai`: an id means nothing on another host.
    public var origin: String
    /// The name of the credential it was submitted with: services show a task only to the account that made it. Nil for a surface without keys.
    public var credential: CredentialName?
    /// The service's id of the task.
    public var remoteID: String
    /// Where the service said that the task is to be asked for, by names of the provider's own; empty for a service whose
    /// addresses follow from its ids. A provider asks only within its surface's origin: see ``Surface/url(of:)``.
    public var links: [String: String]
    /// How many samples were asked for.
    public var samples: Int

    /// A handle; see the properties.
    public init(
        id: TaskID, model: ModelID, mode: GenerationMode, origin: String, credential: CredentialName?,
        remoteID: String, links: [String: String] = [:], samples: Int
    ) {
        self.id = id
        self.model = model
        self.mode = mode
        self.origin = origin
        self.credential = credential
        self.remoteID = remoteID
        self.links = links
        self.samples = samples
    }

    /// Decodes a handle; one without links has none.
    ///
    /// - Throws: `DecodingError` if something is missing, or not what it should be.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(TaskID.self, forKey: .id)
        model = try container.decode(ModelID.self, forKey: .model)
        mode = try container.decode(GenerationMode.self, forKey: .mode)
        origin = try container.decode(String.self, forKey: .origin)
        credential = try container.decodeIfPresent(CredentialName.self, forKey: .credential)
        remoteID = try container.decode(String.self, forKey: .remoteID)
        links = try container.decodeIfPresent([String: String].self, forKey: .links) ?? [:]
        samples = try container.decode(Int.self, forKey: .samples)
    }

    /// Encodes the handle, without links if there are none.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(model, forKey: .model)
        try container.encode(mode, forKey: .mode)
        try container.encode(origin, forKey: .origin)
        try container.encodeIfPresent(credential, forKey: .credential)
        try container.encode(remoteID, forKey: .remoteID)
        if !links.isEmpty { try container.encode(links, forKey: .links) }
        try container.encode(samples, forKey: .samples)
    }

    /// Whether a name and an address are short enough to be kept.
    package static func isLink(_ name: String, _ address: String) -> Bool {
        name.utf8.count <= 64 && (1...2048).contains(address.utf8.count)
    }

    enum CodingKeys: String, CodingKey {
        case id, model, mode, origin, credential, links, samples
        case remoteID = "remote_id"
    }
}

/// Our own id of a task: 20 letters and digits, unique without a coordinator (100 random bits).
public struct TaskID: RawRepresentable, Codable, Hashable, Sendable {
    /// The id as text.
    public let rawValue: String

    /// The id `rawValue`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    // Crockford's base 32: no letter that is mistaken for a digit, safe in file names and URLs.
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// A new id.
    public static func random(using generator: inout some RandomNumberGenerator) -> TaskID {
        let letters = (0..<20).map { _ in alphabet[Int.random(in: 0..<32, using: &generator)] }
        return TaskID(rawValue: String(decoding: letters, as: UTF8.self))
    }
}
