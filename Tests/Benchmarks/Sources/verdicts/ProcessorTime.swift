// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Processor time of this process, user and system.
enum ProcessorTime {
    /// What `work` takes. Its result is looked at, so that none of it can be left out.
    static func milliseconds(of work: () throws -> Int) rethrows -> Double {
        let start = now
        let result = try work()
        let end = now
        return result == 0 ? .nan : end - start
    }

    // `getrusage` would divide what the scheduler measures by ticks, which are longer than what is measured here.
    private static var now: Double {
        var time = timespec()
        unsafe _ = clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
}
