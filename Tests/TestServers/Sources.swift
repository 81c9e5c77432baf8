// SPDX-License-Identifier: Apache-2.0
import Synchronization
package import VideoGenerationCore

/// A source that makes its bytes up: byte i is `pattern[i % pattern.count]`.
package struct GeneratedSource: ByteSource {
    /// How a pass goes wrong.
    package enum Fault: Error { case broken, missing }

    package var byteCount: Int
    package var pattern: [UInt8] = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    /// The pass gives this many bytes, whatever `byteCount` says.
    package var actualCount: Int?
    /// The pass throws once it has given this many bytes.
    package var throwsAfter: Int?
    package var failsToOpen = false
    /// At most so many bytes a read.
    package var portion = Int.max
    /// The largest buffer that a read was asked to fill.
    package var largestRead: Counter?

    package init(
        byteCount: Int, pattern: [UInt8]? = nil, actualCount: Int? = nil, throwsAfter: Int? = nil,
        failsToOpen: Bool = false, portion: Int = .max, largestRead: Counter? = nil
    ) {
        self.byteCount = byteCount
        if let pattern { self.pattern = pattern }
        self.actualCount = actualCount
        self.throwsAfter = throwsAfter
        self.failsToOpen = failsToOpen
        self.portion = portion
        self.largestRead = largestRead
    }

    package func open() throws -> any ByteReader {
        if failsToOpen { throw Fault.missing }
        return Reader(source: self)
    }

    private final class Reader: ByteReader {
        let source: GeneratedSource
        var given = 0

        init(source: GeneratedSource) {
            self.source = source
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            source.largestRead?.raise(to: buffer.count)
            if let limit = source.throwsAfter, given >= limit { throw Fault.broken }
            let left = (source.actualCount ?? source.byteCount) - given
            let pattern = source.pattern
            let place = given % pattern.count
            let part = pattern[place...].prefix(min(left, buffer.count, source.portion))
            unsafe buffer.copyBytes(from: part)
            given += part.count
            return part.count
        }
    }
}

/// A number that several threads change.
package final class Counter: Sendable {
    private let number = Mutex(0)

    package init() {}

    package var value: Int { number.withLock { $0 } }

    package func increment() {
        number.withLock { $0 += 1 }
    }

    package func raise(to value: Int) {
        number.withLock { $0 = max($0, value) }
    }
}

/// A list that several threads append to.
package final class Recorder<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    package init() {}

    package var all: [Element] { elements.withLock { $0 } }

    package func append(_ element: Element) {
        elements.withLock { $0.append(element) }
    }

    package func removeAll() {
        elements.withLock { $0 = [] }
    }
}

/// A sink that keeps what it gets, or throws once it has got enough.
package final class TestSink: ByteSink {
    package struct Full: Error {}

    package func begin(_ reply: HTTPReply) {}

    private let bytes = Mutex<[UInt8]>([])
    private let capacity: Int

    package init(capacity: Int = .max) {
        self.capacity = capacity
    }

    package var taken: [UInt8] { bytes.withLock { $0 } }

    package func write(_ more: UnsafeRawBufferPointer) throws {
        let part = unsafe Array(more)
        try bytes.withLock { bytes in
            guard bytes.count + part.count <= capacity else { throw Full() }
            bytes += part
        }
    }
}

/// Waits until `condition` holds, at most ten seconds; tells whether it did.
package func eventually(_ condition: () async -> Bool) async -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(1))
    }
    return await condition()
}
