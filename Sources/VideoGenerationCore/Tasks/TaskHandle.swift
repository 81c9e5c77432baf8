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
    /// How many samples were asked for.
    public var samples: Int

    /// A handle; see the properties.
    public init(
        id: TaskID, model: ModelID, mode: GenerationMode, origin: String, credential: CredentialName?,
        remoteID: String, samples: Int
    ) {
        self.id = id
        self.model = model
        self.mode = mode
        self.origin = origin
        self.credential = credential
        self.remoteID = remoteID
        self.samples = samples
    }

    enum CodingKeys: String, CodingKey {
        case id, model, mode, origin, credential, samples
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
