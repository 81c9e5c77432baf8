// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore
import VideoTasks

/// Credentials that stand in a test.
public struct FixedCredentials: CredentialSource {
    private let secrets: [CredentialName: Secret]

    /// These texts as credentials, none if nothing is said; texts that could be none are left out.
    public init(_ texts: [CredentialName: String] = [:]) {
        secrets = texts.compactMapValues { try? Secret($0) }
    }

    /// The credential called `name`.
    public func credential(named name: CredentialName) -> Secret? {
        secrets[name]
    }
}

/// A generator whose numbers follow from a seed (SplitMix64), so that a test has the same jitter each time.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var numbers: SplitMix64

    /// The generator that starts at `seed`.
    public init(seed: UInt64) {
        numbers = SplitMix64(seed: seed)
    }

    /// The next number.
    public mutating func next() -> UInt64 { numbers.next() }
}
