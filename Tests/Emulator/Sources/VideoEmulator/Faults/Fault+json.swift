// SPDX-License-Identifier: Apache-2.0

extension Fault {
    /// Why a fault order is not understood.
    struct Unreadable: Error, Equatable {
        var message: String
    }

    /// Reads the body of a fault order: an array of faults.
    static func list(_ json: JSONValue) throws(Unreadable) -> [Fault] {
        guard case .array(let items) = json else { throw Unreadable(message: "an array of faults was expected") }
        var faults: [Fault] = []
        for item in items { faults.append(try Fault(item)) }
        return faults
    }

    private init(_ json: JSONValue) throws(Unreadable) {
        guard case .object(let members) = json else { throw Unreadable(message: "a fault is an object") }
        guard let kind = json["kind"]?.textValue else { throw Unreadable(message: "a fault needs a kind") }
        guard let found = Self.action(on: json["on"]?.textValue, kind: kind) else {
            let place = json["on"]?.textValue ?? "nothing"
            throw Unreadable(message: "no fault \(kind) on \(place); on is \(Self.places)")
        }
        action = found
        times = 1
        skip = 0
        details = FaultDetails()
        // A misspelt parameter must not pass as a fault that silently does something else.
        for member in members where member.name != "on" && member.name != "kind" {
            guard set(member) else { throw Unreadable(message: "\(member.name) is unknown or of the wrong type") }
        }
        guard times != 0, skip >= 0 else { throw Unreadable(message: "times must not be 0, skip not negative") }
    }

    private static func action(on place: String?, kind: String) -> Action? {
        switch place {
        case "submit": SubmitFault(rawValue: kind).map(Action.submit)
        case "media": MediaFault(rawValue: kind).map(Action.media)
        default: place.flatMap(TaskOperation.init(rawValue:)).flatMap { taskAction(on: $0, kind: kind) }
        }
    }

    private static func taskAction(on operation: TaskOperation, kind: String) -> Action? {
        guard let fault = TaskFault(rawValue: kind) else { return nil }
        let tells = operation == .poll || operation == .result
        return fault.bendsReport && !tells ? nil : .task(operation, fault)
    }

    private static let places = (["submit"] + TaskOperation.allCases.map(\.rawValue) + ["media"])
        .joined(separator: ", ")

    private mutating func set(_ member: JSONValue.Member) -> Bool {
        let value = member.value
        switch member.name {
        case "times": return Self.store(value.integerValue) { times = $0 }
        case "skip": return Self.store(value.integerValue) { skip = $0 }
        case "status":
            let number = value.integerValue.flatMap { (200...599).contains($0) ? $0 : nil }
            return Self.store(number) { details.status = $0 }
        case "reason": return Self.store(value.textValue) { details.reason = $0 }
        case "message": return Self.store(value.textValue) { details.message = $0 }
        case "retry_after":
            return Self.store(value.textValue ?? value.integerValue.map(String.init)) { details.retryAfter = $0 }
        case "body": return Self.store(value.textValue) { details.body = $0 }
        case "content_type": return Self.store(value.textValue) { details.contentType = $0 }
        case "delay":
            let seconds = value.doubleValue.flatMap { (0...86_400).contains($0) ? $0 : nil }
            return Self.store(seconds) { details.delay = $0 }
        case "bytes": return Self.store(value.integerValue) { details.bytes = $0 }
        case "location": return Self.store(value.textValue) { details.location = $0 }
        case "word": return Self.store(value.textValue) { details.word = $0 }
        case "value": return Self.store(value.integerValue) { details.value = $0 }
        case "keep": return Self.store(value.integerValue) { details.keep = $0 }
        case "accepted": return Self.store(value.boolValue) { details.accepted = $0 }
        default: return false
        }
    }

    private static func store<Value>(_ value: Value?, _ assign: (Value) -> Void) -> Bool {
        guard let value else { return false }
        assign(value)
        return true
    }

    /// The fault as the control route shows it.
    var json: JSONValue {
        let (place, kind) =
            switch action {
            case .submit(let fault): ("submit", fault.rawValue)
            case .task(let operation, let fault): (operation.rawValue, fault.rawValue)
            case .media(let fault): ("media", fault.rawValue)
            }
        return [
            "on": .text(place), "kind": .text(kind),
            "times": .number(String(times)), "skip": .number(String(skip)),
        ]
    }
}
