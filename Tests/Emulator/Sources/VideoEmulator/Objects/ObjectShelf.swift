// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Objects that were put here in parts, as an object store takes them: somewhere for a client to upload its videos to.
final class ObjectShelf: Sendable {
    /// The largest part, and the most that is kept of all.
    static let partLimit = 16 << 20
    private static let limit = 256 << 20

    private struct Object {
        var parts: [Int: [UInt8]] = [:]
        var whole: [UInt8]?
        var size: Int { parts.values.reduce(whole?.count ?? 0) { $0 + $1.count } }
    }

    private let objects = Mutex<[String: Object]>([:])

    /// Forgets all of them.
    func reset() {
        objects.withLock { $0 = [:] }
    }

    /// Keeps part `number` of an object; one that is there is replaced. False if that is too much.
    func put(_ bytes: [UInt8], part number: Int, of name: String) -> Bool {
        objects.withLock { objects in
            let others = objects.values.reduce(0) { $0 + $1.size }
            guard others + bytes.count <= Self.limit else { return false }
            objects[name, default: Object()].parts[number] = bytes
            return true
        }
    }

    /// Puts an object together of its parts, from 1 to `count`. False if one is missing.
    func complete(_ name: String, parts count: Int) -> Bool {
        objects.withLock { objects in
            guard let object = objects[name], count > 0, count <= object.parts.count else { return false }
            let parts = (1...count).compactMap { object.parts[$0] }
            guard parts.count == count else { return false }
            objects[name] = Object(whole: parts.flatMap(\.self))
            return true
        }
    }

    /// A whole object.
    func bytes(of name: String) -> [UInt8]? {
        objects.withLock { $0[name]?.whole }
    }

    /// The whole objects, by name.
    var json: JSONValue {
        let whole = objects.withLock { $0.compactMapValues(\.whole) }
        return .array(
            whole.sorted { $0.key < $1.key }.map { name, bytes in
                [
                    "name": .text(name), "bytes": .number(String(bytes.count)),
                    "sha256": .text(Digest.sha256Hex(bytes)),
                ]
            })
    }
}
