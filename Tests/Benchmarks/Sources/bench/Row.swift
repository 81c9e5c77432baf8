// SPDX-License-Identifier: Apache-2.0

/// One line of the table: the same work by a floor, by us and by peers.
struct Row {
    /// What `--only` calls it.
    let id: String
    let title: String
    let unit: String
    let allowed: Allowed
    /// More than one round says more only where chance is in it.
    var rounds: Int
    let contenders: [Contender]

    /// What is allowed for us.
    enum Allowed {
        /// So many times the floor.
        case timesFloor(Double)
        /// So much, whatever the floor.
        case atMost(Double)
        /// The largest of our values may be so many times the smallest.
        case spread(Double)
    }
}

/// Who does a row's work.
struct Contender {
    let name: String
    let role: Role
    let work: Work

    enum Role {
        case floor, us
        /// We are to be so many times cheaper, if it says so.
        case peer(wanted: Double?)
    }

    enum Work {
        /// Does it in one round; what it took, in the row's unit.
        case measured((_ round: Int) throws -> Double)
        /// Known without measuring.
        case known(Double)
        /// Not here, and why.
        case leftOut(String)
    }

    static func floor(_ name: String, _ work: Work) -> Contender { Contender(name: name, role: .floor, work: work) }

    static func us(_ work: Work, _ name: String = "us") -> Contender { Contender(name: name, role: .us, work: work) }

    static func peer(_ name: String, wanted: Double?, _ work: Work) -> Contender {
        Contender(name: name, role: .peer(wanted: wanted), work: work)
    }
}

extension Row {
    /// Does all of it, in turn: each round begins with another contender, because the first one tends to pay for all.
    func measure(_ failed: (String) -> Void) -> RowResult {
        var values = [[Double]](repeating: [], count: contenders.count)
        var notes = [String?](repeating: nil, count: contenders.count)
        for round in 0..<rounds {
            for turn in contenders.indices {
                let index = (turn + round) % contenders.count
                guard notes[index] == nil else { continue }
                switch contenders[index].work {
                case .known(let value): values[index] = [value]
                case .leftOut(let reason): notes[index] = reason
                case .measured(let work):
                    do {
                        values[index].append(try work(round))
                    } catch {
                        notes[index] = "failed: \(error)"
                        failed("\(id), \(contenders[index].name): \(error)")
                    }
                }
            }
        }
        return RowResult(self, values: values.map(\.median), notes: notes)
    }
}

extension [Double] {
    /// The middle one, or the mean of the two in the middle.
    var median: Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}
