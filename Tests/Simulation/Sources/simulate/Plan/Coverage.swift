// SPDX-License-Identifier: Apache-2.0

/// How often each pair of a step and a fault has happened.
struct Coverage {
    private var counts = [Int](repeating: 0, count: Step.allCases.count * Fault.allCases.count)

    mutating func hit(_ step: Step, _ fault: Fault) {
        counts[step.rawValue * Fault.allCases.count + fault.rawValue] += 1
    }

    mutating func add(_ other: Coverage) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// The declared pairs, and how often each has happened.
    var declared: [(name: String, count: Int)] {
        Step.allCases.flatMap { step in
            step.faults.map { fault in
                ("\(step)/\(fault)", counts[step.rawValue * Fault.allCases.count + fault.rawValue])
            }
        }
    }
}
