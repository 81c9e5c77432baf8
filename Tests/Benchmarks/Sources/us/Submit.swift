// SPDX-License-Identifier: Apache-2.0
import Measuring
import VideoGenerationKit

/// `us submit FILE URL COUNT [SMALL-FILE]`: a picture is inspected and hashed, and sent within JSON, as the Highway provider
/// has it. Without a record: that is another row's.
enum Submit {
    static func run(_ arguments: Arguments) async throws {
        let (file, count) = (try arguments.text(0), try arguments.number(2))
        let surface = Highway.surface(baseURL: try .reading(arguments.text(1)))
        let model = HighwayModel.veo31LiteImageToVideo(at: surface)
        let transport = CurlTransport()
        // What a process pays once, whatever it sends.
        try await submit(arguments.count > 3 ? try arguments.text(3) : file, to: model, over: transport)
        Memory.beginPeak()
        let rest = Memory.peak
        let measurement = Measurement()
        for _ in 0..<count { try await submit(file, to: model, over: transport) }
        measurement.print(count: count, ["growthBytes": Double(Memory.peak - rest)])
        await transport.shutdown()
    }

    private static func submit(_ file: String, to model: HighwayModel, over transport: CurlTransport) async throws {
        let picture = try InputInspector().inspect(.file(file))
        let request = InspectedRequest(
            prompt: "The ship leaves the harbour at dawn.", media: [.firstFrame: [picture]],
            options: VideoOptions(duration: 8))
        let negotiation = model.descriptor.negotiate(request)
        guard let request = negotiation.request else { throw Arguments.Failure("\(negotiation.violations)") }
        let call = try model.submitCall(for: request)
        let exchange = HTTPExchange(
            call.request, body: call.body, authorization: .init(secret: try Secret("none")), purpose: .submit,
            reach: .loopbackToo)
        guard case .accepted = model.readSubmit(try await transport.reply(to: exchange)) else {
            throw Arguments.Failure("the submission was not accepted")
        }
    }
}
