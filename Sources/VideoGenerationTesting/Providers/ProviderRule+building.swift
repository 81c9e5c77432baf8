// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ProviderRule {
    static let building = [
        Definition("every request that the descriptor allows can be sent, with its prompt") { bench in
            for example in bench.mixedExamples {
                guard let call = bench.call(for: example) else { continue }
                bench.expect(
                    call.fields.isEmpty || call.carries(example.request.prompt),
                    "the prompt is not in the call for \(example.words): send request.prompt as it is, as a JSON string."
                )
            }
        },
        Definition("every input is sent") { bench in
            for input in bench.descriptor.inputs {
                bench.expect(
                    bench.inputChoices.contains { $0[input.role, default: 0] > 0 },
                    "no request may have the input \(input.role.rawValue): correct its count or the implications.")
            }
            for inputs in bench.inputChoices {
                for role in inputs.keys.sorted(by: { $0.rawValue < $1.rawValue }) { bench.expectSent(role, of: inputs) }
            }
        },
        Definition("a call comes out the same each time it is built") { bench in
            for example in bench.mixedExamples.prefix(20) {
                guard let first = bench.call(for: example),
                    let again = bench.example(example.values, inputs: example.inputs)
                else { continue }
                for _ in 0..<3 {
                    guard let next = bench.call(for: again), next.spelled != first.spelled else { continue }
                    let fields = next.differences(from: first).sorted().joined(separator: ", ")
                    bench.report(
                        "the submit call differs from one time to the next\(fields.isEmpty ? "" : " (\(fields))"): no clock, no "
                            + "random number and no counter in submitCall, and no Dictionary in its order.")
                }
            }
            let calls = try (0..<3).map { _ in try bench.provider.statusCall(for: bench.task(bench.samples.id)).spelled
            }
            bench.expect(
                Set(calls).count == 1,
                "the status call differs from one time to the next: no clock, no random number and no counter in "
                    + "statusCall.")
        },
    ]
}

extension HTTPCall {
    /// Whether one of the fields has `text` in it.
    func carries(_ text: String) -> Bool {
        fields.values.contains { $0.string?.contains(text) == true }
    }
}

extension ProviderBench {
    /// Notes an input that can be another one, and the call stays the same.
    fileprivate func expectSent(_ role: InputRole, of inputs: [InputRole: Int]) {
        guard let input = descriptor.inputs.first(where: { $0.role == role }),
            let example = examples(with: inputs).first
        else { return }
        for byURL in [false, true] where byURL ? input.acceptsURL : input.acceptsContent {
            for index in 0..<inputs[role, default: 0] {
                let calls = [UInt8(1), 101].compactMap { content in
                    request(example, changing: (role, index), to: input.example(content, byURL: byURL))
                        .flatMap { try? provider.submitCall(for: $0) }
                }
                guard calls.count == 2 else { continue }
                expect(
                    calls[0].spelled != calls[1].spelled,
                    "the input \(role.rawValue) (number \(index + 1), as \(byURL ? "a URL" : "a file")) is not sent: the call "
                        + "is the same for another one. Put it into the body with JSON.media or JSON.dataURI.")
            }
        }
    }

    /// Requests with exactly so many inputs.
    private func examples(with inputs: [InputRole: Int]) -> [Example] {
        if let plain = example([:], inputs: inputs) { return [plain] }
        return mixedExamples.filter { $0.inputs == inputs }
    }

    /// The request of `example` with one of its inputs replaced.
    private func request(
        _ example: Example, changing place: (role: InputRole, index: Int), to media: Media
    ) -> NegotiatedRequest? {
        var all = example.request.media
        all[place.role]?[place.index] = media
        let request = InspectedRequest(
            prompt: example.request.prompt, media: all, options: VideoOptions(values: example.values))
        return descriptor.negotiate(request).request
    }
}
