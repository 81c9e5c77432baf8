// SPDX-License-Identifier: Apache-2.0
import CMeasure

/// A measurement that began with this value, and ends with the one line that its program prints.
public struct Measurement: Sendable {
    private let start = bench_begin()

    /// Begins.
    public init() {}

    /// Processor time since then, user and system.
    public var cpuSeconds: Double { bench_cpu_seconds() - start.cpu }

    /// Prints what `count` of something took, and more numbers by their names.
    public func print(count: Int, _ more: KeyValuePairs<String, Double> = [:]) {
        let members = more.map { ", \"\($0.key)\": \($0.value)" }.joined()
        unsafe bench_print(start, Int64(count), members)
    }
}

/// The memory of this process.
public enum Memory {
    /// What is resident now.
    public static var resident: Int { Int(bench_resident_bytes()) }

    /// What is allocated, without the pages that the allocator has on hand and the system counts. Blocks for a second.
    public static var allocated: Int { Int(bench_allocated_bytes()) }

    /// The most that was resident since the last ``beginPeak()``.
    public static var peak: Int { Int(bench_peak_bytes()) }

    /// Gives back what the allocator merely holds, and makes this moment's memory the peak.
    public static func beginPeak() { _ = bench_begin_peak() }
}

/// SHA-256 for those who have none of their own, the same for all of them. From one thread at a time.
@safe public final class Digest: @unchecked Sendable {
    private let state = unsafe bench_hash_new()

    /// Begins one.
    public init() {}

    /// Takes the next bytes.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        unsafe bench_hash_update(state, bytes.baseAddress, bytes.count)
    }

    /// The digest in hexadecimal digits; the object is of no use afterwards.
    public func finish() -> String {
        var text = [CChar](repeating: 0, count: 65)
        unsafe bench_hash_finish(state, &text)
        return String(decoding: text.prefix(64).map(UInt8.init), as: UTF8.self)
    }
}
