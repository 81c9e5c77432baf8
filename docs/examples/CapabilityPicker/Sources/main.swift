// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

// capability-picker MODEL [OPTION=VALUE]...: what a form would offer next, without a network or a key.

let words = CommandLine.arguments.dropFirst()
let models = try VideoClient.fromEnvironment().capabilities
guard let name = words.first, let model = models.first(where: { $0.isNamed(name) }) else {
    throw VideoGenerationError(
        .invalidRequest, "Name a model first: \(models.map(\.model.description).joined(separator: ", ")).")
}

var picker = try OptionPicker(model)
for word in words.dropFirst() {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw VideoGenerationError(.invalidRequest, "Write \(word) as OPTION=VALUE.") }
    let option = OptionName(rawValue: parts[0])
    // What no longer goes with the choice gives way, and is told.
    let changed = try picker.choose(OptionValue(reading: parts[1]), for: option, othersGiveWay: true)
    for other in changed.map(\.rawValue).sorted() {
        let value = picker.options.values[OptionName(rawValue: other)]
        print("\(other) is now \(value.map(\.description) ?? "left to the service")")
    }
}
for option in model.options {
    let chosen = picker.options.values[option.name]
    let left = picker.choices(for: option.name)?.domains.map(\.summary).joined(separator: ", or ") ?? ""
    let state = chosen.map { "\($0)" } ?? option.defaultValue.map { "\($0) by default" } ?? "not set"
    print("\(option.name.rawValue): \(state); possible: \(left)")
}
