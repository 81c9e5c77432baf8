// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension JSON {
    /// A value that holds no others, and where it stands.
    struct Leaf {
        /// The places of the members and elements on the way to it.
        let steps: [Int]
        /// The same for people: `task.videos[0].url`.
        let path: String
        let value: JSON
    }

    /// Every value that holds no others.
    var leaves: [Leaf] { leaves(steps: [], path: "") }

    private func leaves(steps: [Int], path: String) -> [Leaf] {
        switch self {
        case .object(let members) where !members.isEmpty:
            members.enumerated().flatMap { index, member in
                member.value.leaves(steps: steps + [index], path: path.isEmpty ? member.name : "\(path).\(member.name)")
            }
        case .array(let elements) where !elements.isEmpty:
            elements.enumerated().flatMap { index, element in
                element.leaves(steps: steps + [index], path: "\(path)[\(index)]")
            }
        default: [Leaf(steps: steps, path: path, value: self)]
        }
    }

    /// The same with `value` at the end of `steps`, or without what is there if it is nil.
    func replacing(_ steps: some Collection<Int>, with value: JSON?) -> JSON {
        guard let step = steps.first else { return value ?? .null }
        let rest = steps.dropFirst()
        switch self {
        case .object(var members):
            if rest.isEmpty, value == nil {
                members.remove(at: step)
            } else {
                members[step].value = members[step].value.replacing(Array(rest), with: value)
            }
            return .object(members)
        case .array(var elements):
            if rest.isEmpty, value == nil {
                elements.remove(at: step)
            } else {
                elements[step] = elements[step].replacing(Array(rest), with: value)
            }
            return .array(elements)
        default: return self
        }
    }

    /// The same with the members of each object passed through `change`.
    func changingMembers(
        _ change: ([(name: String, value: JSON)]) -> [(name: String, value: JSON)]
    ) -> JSON {
        switch self {
        case .object(let members): .object(change(members.map { ($0.name, $0.value.changingMembers(change)) }))
        case .array(let elements): .array(elements.map { $0.changingMembers(change) })
        default: self
        }
    }

    /// The text with spaces wherever they may stand.
    var spacedText: String {
        switch self {
        case .object(let members):
            "\r\n{ " + members.map { "\(JSON.string($0.name).text) :\t\($0.value.spacedText)" }.joined(separator: " , ")
                + "\n}\n"
        case .array(let elements): " [ " + elements.map(\.spacedText).joined(separator: "\n, ") + " ] "
        default: " \(text) "
        }
    }

    var isNumber: Bool {
        switch self {
        case .integer, .number: true
        default: false
        }
    }
}
