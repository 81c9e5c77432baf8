// SPDX-License-Identifier: Apache-2.0
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Many seeds after another; what comes of them is written a line each, for the script that adds batches up.
struct Batch {
    let from: UInt64
    let count: UInt64
    /// Whether each seed is run twice, and must leave the same trace.
    var isTwice = false
    var stopsAtFirst = false

    init(from: UInt64, count: UInt64) {
        self.from = from
        self.count = count
    }

    /// Runs them; true if nothing was violated.
    func run(_ folder: String?) -> Bool {
        var coverage = Coverage()
        var (failed, done, steps) = (0, 0, 0)
        var hash: UInt64 = 0
        for seed in from..<(from + count) {
            let world = Simulate.run(seed, folder)
            coverage.add(world.coverage)
            done += 1
            steps += world.trace.count
            hash = hash &* 31 &+ world.trace.hash
            var violations = world.violations
            if isTwice, Simulate.run(seed, folder).trace.hash != world.trace.hash {
                violations.append("It went otherwise the second time.")
            }
            guard !violations.isEmpty else { continue }
            failed += 1
            if failed <= 20 { print("violation seed \(seed): \(violations[0])") }
            if stopsAtFirst { break }
        }
        for pair in coverage.declared { print("pair \(pair.name) \(pair.count)") }
        print("trace \(hash)")
        print("seeds \(done) failed \(failed) steps \(steps)")
        return failed == 0
    }
}
