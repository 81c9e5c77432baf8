// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

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
    private var state: UInt64

    /// The generator that starts at `seed`.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
