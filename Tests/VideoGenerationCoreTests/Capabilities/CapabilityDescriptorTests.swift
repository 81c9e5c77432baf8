// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct CapabilityDescriptorTests {
    @Test("A descriptor comes back equal")
    func roundTrip() throws {
        let data = try JSONEncoder().encode(Samples.descriptor)
        #expect(try JSONDecoder().decode(CapabilityDescriptor.self, from: data) == Samples.descriptor)
    }

    @Test("Every key of an encoded descriptor is snake_case, and nothing is nested without a name")
    func keys() throws {
        let json = try #require(JSON(parsing: Array(try JSONEncoder().encode(Samples.descriptor))))
        func check(_ json: JSON) {
            if case .object(let members) = json {
                for member in members {
                    #expect(member.name.allSatisfy { "abcdefghijklmnopqrstuvwxyz_".contains($0) }, "\(member.name)")
                    #expect(!member.name.hasPrefix("_"))
                    check(member.value)
                }
            }
            json.elements.forEach(check)
        }
        check(json)
        #expect(json["model"]?.string == "house/lite")
        #expect(json["result_lifetime"]?.lenientNumber == 3600)
        #expect(json["implications"]?.elements.first?["then"]?["option"]?.string == "duration")
    }

    @Test(
        "A domain is written by its kind",
        arguments: [
            (.oneOf([4, "a", true]), ["kind": "one_of"]),
            (.range(minimum: 1, maximum: 4), ["kind": "range", "minimum": "1", "maximum": "4"]),
            (.range(minimum: 0, maximum: 9, step: 3), ["kind": "range", "minimum": "0", "maximum": "9", "step": "3"]),
            (.flag, ["kind": "flag"]), (.text(), ["kind": "text"]),
            (.text(maximum: 7), ["kind": "text", "maximum": "7"]),
        ] as [(OptionDomain, [String: String])])
    func domains(domain: OptionDomain, members: [String: String]) throws {
        let data = try JSONEncoder().encode(domain)
        #expect(try JSONDecoder().decode(OptionDomain.self, from: data) == domain)
        let json = try #require(JSON(parsing: Array(data)))
        for name in ["kind", "minimum", "maximum", "step"] {
            #expect(json[name]?.lenientString == members[name])
        }
    }

    @Test(
        "A domain of an unknown kind is refused",
        arguments: ["{}", #"{"kind":"matrix"}"#, #"{"kind":"range","minimum":1}"#])
    func unknownDomain(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(OptionDomain.self, from: Data(text.utf8)) }
    }

    @Test(
        "A model goes by its id and its aliases",
        arguments: [("house/lite", true), ("house/lite-i2v", true), ("lite", false), ("", false)])
    func names(name: String, isNamed: Bool) {
        #expect(Samples.descriptor.isNamed(name) == isNamed)
    }

    @Test("What the value of an option is stands in JSON where it is said, and in each refusal of a value or of none")
    func meaning() throws {
        var model = Samples.descriptor
        let plain = OptionCapability("folder", .text(), isRequired: true)
        #expect(JSON(parsing: Array(try JSONEncoder().encode(plain)))?["meaning"] == nil)
        model.options = [
            OptionCapability("folder", .text(), isRequired: true, meaning: "It is where videos go, such as x://y/.")
        ]
        let data = try JSONEncoder().encode(model)
        #expect(try JSONDecoder().decode(CapabilityDescriptor.self, from: data) == model)
        #expect(
            model.violations(of: VideoOptions()).map(\.message) == [
                "folder must be set: this service has no default for it. Allowed: text. It is where videos go, such as "
                    + "x://y/."
            ])
        #expect(
            model.violations(of: VideoOptions(values: ["folder": 5])).map(\.message)
                == ["folder cannot be 5. Allowed: text. It is where videos go, such as x://y/."])
        // Another text is no other capability.
        var other = model
        other.options = [plain]
        #expect(model.differences(from: other).isEmpty)
    }

    @Test("A report and a policy come back equal")
    func reportAndPolicy() throws {
        let negotiation = Samples.negotiate([.duration: 5, "zebra": .number(1.5), .resolution: "1920x1080"], .drop)
        let report = try JSONEncoder().encode(negotiation.report)
        #expect(try JSONDecoder().decode(NegotiationReport.self, from: report) == negotiation.report)
        let policy = NegotiationPolicy(.nearest, byOption: [.seed: .drop])
        let data = try JSONEncoder().encode(policy)
        #expect(try JSONDecoder().decode(NegotiationPolicy.self, from: data) == policy)
        #expect(JSON(parsing: Array(data))?["by_option"]?["seed"]?.string == "drop")
    }
}
