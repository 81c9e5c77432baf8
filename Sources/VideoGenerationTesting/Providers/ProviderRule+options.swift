// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ProviderRule {
    static let sendingOptions = [
        Definition("what is declared is sent") { bench in
            for option in bench.sendableOptions {
                for value in option.domain.probes where !value.isZero { bench.expectSent(option, value) }
            }
        },
        Definition("zero, false and an empty text are values") { bench in
            for option in bench.sendableOptions {
                for value in option.domain.probes where value.isZero { bench.expectSent(option, value) }
            }
        },
        Definition("what is not set is not sent") { bench in
            for option in bench.sendableOptions where !option.isRequired {
                guard let fields = bench.bareCall(without: option.name)?.fields else { continue }
                for path in bench.carriers(of: option).sorted() {
                    guard let value = fields[path], !bench.isShared(path, value) else { continue }
                    bench.report(
                        "\(option.name.rawValue) is not set, and yet \(path) is sent as \(value.text): leave out what is not "
                            + "in request.values. A default is the service's to set.")
                }
            }
        },
    ]
}

extension ProviderBench {
    /// The options that have something to say: not those that are ignored, nor those with one value, the service's own.
    fileprivate var sendableOptions: [OptionCapability] {
        descriptor.options.filter { option in
            if case .oneOf(let values) = option.domain, values == option.defaultValue.map({ [$0] }) { return false }
            return option.domain != .ignored
        }
    }

    /// Notes that `value` of `option` makes no difference to the call.
    fileprivate func expectSent(_ option: OptionCapability, _ value: OptionValue) {
        let name = option.name.rawValue
        let shown = JSON.string(value.description).text
        guard let example = example(including: [option.name: value]) else {
            return expect(
                descriptor.canInclude(VideoOptions(values: [option.name: value])),
                "\(name) \(shown) is declared, and no request with it is legal: take it out, or correct the implications."
            )
        }
        guard let call = call(for: example) else { return }
        if let without = changing(option.name, to: nil, in: example).flatMap(self.call) {
            expect(call.spelled != without.spelled, unsent(name, value, shown))
        }
        for other in option.domain.probes where other != value {
            guard let changed = changing(option.name, to: other, in: example).flatMap(self.call) else { continue }
            expect(
                call.spelled != changed.spelled,
                "\(name) \(shown) and \(name) \(JSON.string(other.description).text) make the same call: send the value "
                    + "itself.")
        }
    }

    private func unsent(_ name: String, _ value: OptionValue, _ shown: String) -> String {
        value.isZero
            ? "\(name) \(shown) is not sent: it is a value like any other. Ask whether request.values has the option, not "
                + "whether its value is zero, false or empty."
            : "\(name) \(shown) is not sent: the call is the same as without it. Give \(name) a field in submitCall, or do not "
                + "declare it."
    }

    /// The fields that differ when `option` has one value or another.
    fileprivate func carriers(of option: OptionCapability) -> Set<String> {
        var paths: Set<String> = []
        for value in option.domain.probes {
            guard let example = example(including: [option.name: value]), let call = call(for: example) else {
                continue
            }
            for other in option.domain.probes where other != value {
                guard let changed = changing(option.name, to: other, in: example).flatMap(self.call) else { continue }
                paths.formUnion(call.differences(from: changed))
            }
        }
        return paths
    }

    /// The call with as few options as may be, `name` not among them; nil if it cannot be left out.
    fileprivate func bareCall(without name: OptionName) -> HTTPCall? {
        let few = mixedExamples.filter { $0.values[name] == nil }.min { $0.values.count < $1.values.count }
        let bare = example(including: [:]).flatMap { $0.values[name] == nil ? $0 : nil } ?? few
        return bare.flatMap(call)
    }

    /// Whether a field is there for something else, too: the prompt, or what the author says.
    fileprivate func isShared(_ path: String, _ value: JSON) -> Bool {
        samples.alwaysSent.contains(path) || value.string?.contains(fittingPrompt) == true
    }
}
