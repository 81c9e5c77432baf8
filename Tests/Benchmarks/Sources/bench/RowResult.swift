// SPDX-License-Identifier: Apache-2.0

/// What a row came to, as it is written to the file.
struct RowResult: Encodable {
    let id: String
    let title: String
    let unit: String
    let rounds: Int
    private(set) var floorName: String?
    private(set) var floor: Double?
    private(set) var us: Double?
    /// Us, divided by what `allowed` is about: the floor, or our own smallest value. Nil where the value itself counts.
    private(set) var ratio: Double?
    let allowed: Double
    let allowedIs: String
    private(set) var verdict: Verdict?
    private(set) var peers: [Peer] = []
    /// Our values, where there are several.
    private(set) var ours: [Peer] = []
    /// What was left out or failed, and why.
    private(set) var notes: [String] = []

    /// Somebody else's value, and how many times ours it is.
    struct Peer: Encodable {
        let name: String
        let value: Double?
        let ratio: Double?
        let wanted: Double?
        let verdict: Verdict?
    }

    enum Verdict: String, Encodable {
        case met, missed

        init(_ isMet: Bool) { self = isMet ? .met : .missed }
    }

    init(_ row: Row, values: [Double?], notes: [String?]) {
        (id, title, unit, rounds) = (row.id, row.title, row.unit, row.rounds)
        let lines = zip(row.contenders, zip(values, notes))
        for (contender, (value, note)) in lines {
            if let note { self.notes.append("\(contender.name): \(note)") }
            switch contender.role {
            case .floor: (floorName, floor) = (contender.name, value)
            case .us: ours.append(Peer(name: contender.name, value: value, ratio: nil, wanted: nil, verdict: nil))
            case .peer: break
            }
        }
        let known = ours.compactMap(\.value)
        // Several values of ours are all promised, so the worst one counts.
        us = known.count == ours.count ? known.max() : nil
        switch row.allowed {
        case .timesFloor(let limit): (allowed, allowedIs, ratio) = (limit, "us / floor", Self.quotient(us, floor))
        case .atMost(let limit): (allowed, allowedIs, ratio) = (limit, "us", nil)
        case .spread(let limit):
            (allowed, allowedIs, ratio) = (limit, "largest / smallest", Self.quotient(us, known.min()))
        }
        let judged = allowedIs == "us" ? us : ratio
        verdict = judged.map { Verdict($0 <= allowed) }
        for (contender, (value, _)) in lines {
            guard case .peer(let wanted) = contender.role else { continue }
            let ratio = Self.quotient(value, us)
            let verdict = wanted.flatMap { wanted in ratio.map { Verdict($0 >= wanted) } }
            peers.append(Peer(name: contender.name, value: value, ratio: ratio, wanted: wanted, verdict: verdict))
        }
    }

    private static func quotient(_ above: Double?, _ below: Double?) -> Double? {
        guard let above, let below, below > 0 else { return nil }
        return above / below
    }
}
