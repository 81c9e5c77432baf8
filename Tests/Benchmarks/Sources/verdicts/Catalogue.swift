// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import VideoGenerationCore

/// As many models as wanted, of the shapes that real ones have: a third of them takes the request as it is, a third after
/// an adjustment, and a third refuses it.
struct Catalogue {
    /// What is asked for.
    static let options = VideoOptions(duration: 8, resolution: .hd720, aspectRatio: .landscape)

    static let prompt =
        "The ship leaves the harbour at dawn. The camera stands on the pier, turns with her and stays behind as she "
        + "passes the lighthouse; gulls rise from the water, and the wind drives thin clouds over the sea. Cold light, "
        + "long shadows, no people on the pier. The last second is still."

    private static let prices = PriceList(
        per: .second,
        tiers: [
            .init(Money(micros: 90_000), when: [.option(.resolution, is: "1080p")]), .init(Money(micros: 50_000)),
        ], source: FactSource("Paper price list", date: "2026-11-22"))

    let models: [PaperModel]

    init(count: Int) {
        let shapes = Siblings.all + [HighwayModel.veo31LiteImageToVideo().descriptor]
        let surface = Surface(name: "paper", baseURL: WebURL("https://paper.example"), credential: "PAPER_API_KEY")
        models = (0..<count).map { number in
            var descriptor = shapes[number % shapes.count]
            descriptor.model = ModelID(surface: "paper", model: "\(descriptor.model.model)-\(number)")
            descriptor.prompt = .text(maximum: 2000)
            descriptor.prices = number.isMultiple(of: 2) ? Self.prices : nil
            descriptor.take(Self.options)
            // The number of shapes is none of three, so that each of them comes in each third.
            switch number % 3 {
            case 0: break
            case 1: descriptor.demandAnAdjustment(number)
            default: descriptor.refuse(number)
            }
            return PaperModel(descriptor: descriptor, surface: surface)
        }
    }
}

extension CapabilityDescriptor {
    /// Widens it as far as `wishes` and one first frame need.
    fileprivate mutating func take(_ wishes: VideoOptions) {
        mode = .firstFrame
        if !inputs.contains(where: { $0.role == .firstFrame }) {
            inputs.append(InputCapability(.firstFrame, kinds: [.url, .base64], mediaTypes: ["image/png"]))
        }
        for index in options.indices { options[index].isRequired = false }
        for (name, value) in wishes.values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard let index = options.firstIndex(where: { $0.name == name }) else {
                options.append(OptionCapability(name, .oneOf([value]), default: value))
                continue
            }
            if options[index].domain.contains(value) { continue }
            if case .oneOf(let values) = options[index].domain {
                options[index].domain = .oneOf(values + [value])
            } else {
                options[index].domain = .oneOf([value])
            }
        }
    }

    /// By a domain without the value, or by a rule that the values go against.
    fileprivate mutating func demandAnAdjustment(_ number: Int) {
        guard let index = options.firstIndex(where: { $0.name == .duration }) else { return }
        options[index].domain = number.isMultiple(of: 2) ? .oneOf([4, 6]) : .range(minimum: 3, maximum: 12)
        options[index].defaultValue = 4
        guard !number.isMultiple(of: 2) else { return }
        implications.append(
            Implication(
                code: "short", when: [.option(.resolution, is: "720p")],
                then: .option(.duration, .range(minimum: 3, maximum: 6)), message: "720p comes with 6 seconds at most.")
        )
    }

    /// By the prompt, the input, or an option that it does not take.
    fileprivate mutating func refuse(_ number: Int) {
        switch number % 4 {
        case 0: prompt = .text(maximum: 12)
        case 1: inputs.removeAll { $0.role == .firstFrame }
        case 2: options.removeAll { $0.name == .aspectRatio }
        default:
            for index in inputs.indices where inputs[index].role == .firstFrame {
                inputs[index].limits = PictureLimits(minimumSide: 2000)
            }
        }
    }
}
