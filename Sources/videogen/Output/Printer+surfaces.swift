// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

extension Printer {
    /// `videogen surfaces list`.
    func surfaces(_ surfaces: [(target: String, halt: Halt?)]) {
        emit(.array(surfaces.map { Self.json($0.target, $0.halt, []) }))
        guard !isJSON else { return }
        let width = surfaces.map(\.target.count).max() ?? 0
        for (target, halt) in surfaces {
            let padding = String(repeating: " ", count: width - target.count)
            result("\(target)\(padding)  \(halt.map { "\($0.words), since \(TaskRow.time($0.since))" } ?? "in use")")
        }
    }

    /// Something is paused or drained now.
    func halted(_ halt: Halt) {
        emit(Self.json(halt.target, halt, [("event", .string("surface"))]))
        if !isJSON { note("\(halt.target) is \(halt.words)") }
    }

    /// A halt was removed, if there was one; `others` are those that are left above or below it.
    func resumed(_ target: String, wasHalted: Bool, _ others: [Halt]) {
        emit(Self.json(target, others.first { target.hasPrefix($0.target) }, [("event", .string("surface"))]))
        guard !isJSON else { return }
        note(wasHalted ? "\(target) is not halted by itself any more" : "\(target) was neither paused nor drained")
        for halt in others { note("\(halt.target) is still \(halt.words)") }
    }

    private static func json(_ target: String, _ halt: Halt?, _ more: [(String, JSON)]) -> JSON {
        .object(
            more + [
                ("target", .string(target)), ("state", .string(halt?.state ?? "in_use")),
                ("reason", halt?.reason.map(JSON.string) ?? .null),
                ("since", halt.map { .string(TaskRow.time($0.since)) } ?? .null),
            ])
    }
}

extension Halt {
    fileprivate var state: String {
        switch extent {
        case .drain: "drained"
        case .pause: "paused"
        }
    }

    /// How it is, for people.
    var words: String { state + (reason.map { ": \($0)" } ?? "") }
}
