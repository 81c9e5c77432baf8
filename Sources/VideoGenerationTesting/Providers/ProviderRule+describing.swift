// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ProviderRule {
    static let describing = [
        Definition("the descriptor makes sense by itself") { bench in
            let descriptor = bench.descriptor
            bench.expect(
                descriptor.model.surface == bench.provider.surface.name,
                "the model is \(descriptor.model), and its surface is called \(bench.provider.surface.name): build the "
                    + "ModelID with the surface's name.")
            bench.expect(
                bench.provider.surface.baseURL != nil, "the surface has no base URL: give it one to be asked at.")
            bench.expectUnique(descriptor.options.map(\.name.rawValue), "option")
            bench.expectUnique(descriptor.inputs.map(\.role.rawValue), "input")
            for option in descriptor.options { bench.judge(option) }
            for implication in descriptor.implications { bench.judge(implication) }
            for size in descriptor.sizes { bench.judge(size) }
            bench.expect(
                !bench.inputChoices.isEmpty,
                "no request is legal: check which inputs and options are required, and the implications.")
        },
        Definition("the descriptor says whose word it is") { bench in
            let sources = bench.descriptor.sources
            bench.expect(!sources.isEmpty, "it has no sources: name the document, and the day on which it was read.")
            for source in sources {
                bench.expect(!source.document.isEmpty, "a source names no document: give its address or title.")
                bench.expect(
                    source.hasDate, "the source \(source.document) has the date \"\(source.date)\": write YYYY-MM-DD.")
            }
        },
        Definition("the descriptor comes back from JSON as it was") { bench in
            let data = try JSONEncoder().encode(bench.descriptor)
            let back = try JSONDecoder().decode(CapabilityDescriptor.self, from: data)
            guard back != bench.descriptor else { return }
            let changed = zip(bench.descriptor.options, back.options).filter { $0 != $1 }.map(\.0.name.rawValue)
            bench.report(
                "\(changed.isEmpty ? "something" : changed.joined(separator: ", ")) is changed by JSON: write whole numbers "
                    + "as .integer, not as .number.")
        },
    ]
}

extension FactSource {
    /// Whether its date is a day, as `YYYY-MM-DD`.
    fileprivate var hasDate: Bool {
        let parts = date.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2])
        else { return false }
        return year > 2000 && (1...12).contains(month) && (1...31).contains(day)
    }
}

extension ProviderBench {
    fileprivate func expectUnique(_ names: [String], _ what: String) {
        for name in Set(names).sorted() where names.count(where: { $0 == name }) > 1 {
            report("the \(what) \(name) is declared more than once: declare it once.")
        }
    }

    fileprivate func judge(_ option: OptionCapability) {
        let name = option.name.rawValue
        if let value = option.defaultValue {
            expect(
                option.domain.contains(value),
                "the default of \(name), \(value), is outside of its domain (\(option.domain.summary)): correct one of them."
            )
        }
        switch option.domain {
        case .oneOf(let values):
            expect(!values.isEmpty, "\(name) has no value that is allowed: leave it out.")
            expect(Set(values).count == values.count, "\(name) lists a value twice: list it once.")
        case .range(let minimum, let maximum, let step, _):
            expect(minimum <= maximum && step > 0, "the range of \(name) is empty: correct its ends and its step.")
        case .decimal(let minimum, let maximum):
            expect(
                minimum <= maximum && minimum.isFinite && maximum.isFinite,
                "the range of \(name) is empty or endless: correct its ends.")
        case .text(let maximum, _):
            expect(maximum.map { $0 > 0 } ?? true, "no text fits \(name): correct its maximum.")
        case .flag, .ignored: break
        }
    }

    fileprivate func judge(_ implication: Implication) {
        for condition in implication.when + [implication.then] {
            switch condition {
            case .option(let name, _):
                expect(
                    descriptor.option(name) != nil,
                    "the implication \(implication.code) speaks of \(name.rawValue), which is not declared: declare the "
                        + "option, or correct its name.")
            case .input(let role, _):
                expect(
                    descriptor.inputs.contains { $0.role == role },
                    "the implication \(implication.code) speaks of the input \(role.rawValue), which is not declared: "
                        + "declare it, or correct its name.")
            }
        }
    }

    fileprivate func judge(_ size: VideoSize) {
        for (name, word) in [
            (OptionName.resolution, size.resolution.rawValue), (.aspectRatio, size.aspectRatio.rawValue),
        ] {
            expect(
                descriptor.option(name)?.domain.contains(.text(word)) == true,
                "the size \(size.pixels.width)x\(size.pixels.height) has the \(name.rawValue) \(word), which is not one of "
                    + "the option's values: declare it there, too.")
        }
    }
}
