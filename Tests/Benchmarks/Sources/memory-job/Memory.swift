// SPDX-License-Identifier: Apache-2.0
import CAllocator

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The resident memory of this process, as Linux counts it.
enum Memory {
    /// Makes the memory of this moment the peak. What the allocator merely holds back is given to the system before:
    /// it would hide what comes next.
    static func beginPeak() -> Bool {
        benchmark_give_back_free_memory()
        guard let file = unsafe fopen("/proc/self/clear_refs", "w") else { return false }
        // 5 resets the peak, and nothing else (proc(5)).
        let isWritten = unsafe fputs("5", file) >= 0
        return unsafe fclose(file) == 0 && isWritten
    }

    /// The most bytes that were resident since ``beginPeak()``.
    static func peak() -> Int? {
        guard let file = unsafe fopen("/proc/self/status", "r") else { return nil }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while unsafe fgets(&line, Int32(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
                .split(whereSeparator: \.isWhitespace)
            if words.count == 3, words[0] == "VmHWM:", let kibibytes = Int(words[1]) { return kibibytes << 10 }
        }
        return nil
    }
}

/// Processor time, user and system, and the clock.
struct Usage {
    var cpu: Double
    var wall: Double

    /// Of this process until now.
    init() {
        var usage = rusage()
        #if canImport(Darwin)
            unsafe _ = getrusage(RUSAGE_SELF, &usage)
        #else
            unsafe _ = getrusage(__rusage_who_t(0), &usage)
        #endif
        var time = timespec()
        unsafe _ = clock_gettime(CLOCK_MONOTONIC, &time)
        cpu = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        wall = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func - (later: Usage, earlier: Usage) -> Usage {
        var difference = later
        difference.cpu -= earlier.cpu
        difference.wall -= earlier.wall
        return difference
    }
}
