// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct PriceTests {
    /// Four rates by resolution and sound, as one host of such a model asks them.
    static let model: CapabilityDescriptor = {
        var model = Samples.descriptor
        let (silent, loud) = (Condition.option(.audio, is: false), Condition.option(.audio, is: true))
        let large = Condition.option(.resolution, is: "1080p")
        model.prices = PriceList(
            per: .second,
            tiers: [
                .init(Money(micros: 80_000), when: [large, loud]), .init(Money(micros: 50_000), when: [large]),
                .init(Money(micros: 50_000), when: [loud]), .init(Money(micros: 30_000), when: [silent]),
            ], source: FactSource("House prices", date: "2026-11-22"))
        return model
    }()

    @Test(
        "The first tier whose conditions hold counts, the service's defaults included",
        arguments: [
            ([:], "0.24", "8 s at 0.03 USD; House prices, 2026-11-22"),
            ([.duration: 4, .audio: true], "0.20", "4 s at 0.05 USD; House prices, 2026-11-22"),
            ([.resolution: "1080p"], "0.40", "8 s at 0.05 USD; House prices, 2026-11-22"),
            (
                [.resolution: "1080p", .audio: true, .samples: 3], "1.92",
                "8 s at 0.08 USD, 3 videos; House prices, 2026-11-22"
            ),
        ] as [([OptionName: OptionValue], String, String)])
    func exact(options: [OptionName: OptionValue], amount: String, basis: String) throws {
        let price = try #require(Self.model.price(of: VideoOptions(values: options), inputs: [.firstFrame: 1]))
        #expect(price.isExact)
        #expect(price.highest.description == amount)
        #expect(price.basis == basis)
        #expect(price.currency == "USD")
    }

    @Test("What the service decides makes an interval that spans all it may decide")
    func interval() throws {
        var model = Self.model
        model.options[0] = OptionCapability(.duration, .range(minimum: 4, maximum: 15, sentinel: -1), default: -1)
        model.options[4].defaultValue = nil
        let price = try #require(model.price(of: VideoOptions(), inputs: [:]))
        #expect(price.lowest.description == "0.12")
        #expect(price.highest.description == "0.75")
        #expect(price.basis == "4 to 15 s at 0.03 to 0.05 USD; House prices, 2026-11-22")
        let known = try #require(model.price(of: VideoOptions(duration: 5, audio: true), inputs: [:]))
        #expect(known.isExact && known.lowest.description == "0.25")
    }

    @Test("What the implications forbid, the service does not decide, and it is not in the interval")
    func implied() throws {
        var model = Self.model
        model.options[0] = OptionCapability(.duration, .oneOf([5, 8, 10]))
        model.options[1].defaultValue = nil
        model.inputs.append(InputCapability(.lastFrame, count: 0...1, kinds: [.url], mediaTypes: []))
        model.implications = [
            Implication(
                code: "a", when: [.option(.resolution, is: "1080p")], then: .option(.duration, is: 5, 8), message: ""),
            Implication(code: "b", when: [.given(.lastFrame)], then: .option(.duration, is: 8), message: ""),
        ]
        func price(_ options: VideoOptions, _ inputs: [InputRole: Int] = [:]) -> [String] {
            model.price(of: options, inputs: inputs).map { [$0.lowest.description, $0.highest.description] } ?? []
        }
        #expect(price(VideoOptions(resolution: "1080p")) == ["0.25", "0.40"])
        #expect(price(VideoOptions(resolution: "720p")) == ["0.15", "0.30"])
        #expect(price(VideoOptions(resolution: "720p"), [.lastFrame: 1]) == ["0.24", "0.24"])
        // 10 s only in 720p, 8 s in both.
        #expect(price(VideoOptions(duration: 10)) == ["0.30", "0.30"])
        #expect(price(VideoOptions()) == ["0.15", "0.40"])
        #expect(price(VideoOptions(duration: 10, resolution: "1080p")) == [])
    }

    @Test("Where a document is silent there is no price")
    func unknown() {
        #expect(Samples.descriptor.price(of: VideoOptions(), inputs: [:]) == nil)
        var model = Self.model
        model.prices?.tiers.removeLast()
        #expect(model.price(of: VideoOptions(), inputs: [:]) == nil)
        // It may be the tier that is not there.
        model.options[4].defaultValue = nil
        #expect(model.price(of: VideoOptions(), inputs: [:]) == nil)
        model = Self.model
        model.options[0].defaultValue = nil
        model.options[0].domain = .text()
        #expect(model.price(of: VideoOptions(), inputs: [:]) == nil)
        model.options.remove(at: 0)
        #expect(model.price(of: VideoOptions(), inputs: [:]) == nil)
    }

    @Test("A tier may depend on the inputs, and a price may be for the whole video")
    func perVideo() throws {
        var model = Self.model
        model.prices = PriceList(
            per: .video, currency: "EUR",
            tiers: [.init(Money(micros: 900_000), when: [.given(.lastFrame)]), .init(Money(micros: 500_000))],
            source: FactSource("House prices", date: "2026-11-22"))
        let plain = try #require(model.price(of: VideoOptions(samples: 2), inputs: [.firstFrame: 1]))
        #expect(plain.lowest.description == "1.00")
        #expect(plain.basis == "0.50 EUR, 2 videos; House prices, 2026-11-22")
        let both = try #require(model.price(of: VideoOptions(), inputs: [.firstFrame: 1, .lastFrame: 1]))
        #expect(both.highest.description == "0.90")
    }

    @Test("A price is rounded up to a millionth, and one that no account could hold is none")
    func rounding() {
        #expect((Money(micros: 3) * 0.5)?.micros == 2)
        #expect(Money(micros: 80_000) * 0 == .zero)
        #expect(Money(micros: .max) * 2 == nil)
        #expect(Money(micros: 1) * .infinity == nil)
        #expect(Money(micros: 1) * .nan == nil)
    }
}
