// SPDX-License-Identifier: Apache-2.0

// example: provider-conformance
import Testing
import VideoGenerationCore
import VideoGenerationTesting

extension LanternModel {
    /// What the service says, from its documents and as it was seen.
    static let wire = WireSamples(
        id: "v-7",
        accepted: WireReply(#"{"id":"v-7","state":"waiting"}"#, status: 201),
        refusals: [
            WireRefusal(#"{"error":"BAD_KEY","text":"No such key."}"#, status: 401, .authentication),
            WireRefusal(#"{"error":"SLOW_DOWN"}"#, status: 429, .rateLimited, isRetryable: true),
        ],
        queued: #"{"state":"waiting"}"#,
        running: #"{"state":"glowing","share":0.5}"#,
        word: { #"{"state":"\#($0)"}"# },
        finished: [
            WireFinish(
                #"{"state":"done","file":"https://files.lantern.example/v-7.mp4?sig=s"}"#,
                samples: ["https://files.lantern.example/v-7.mp4?sig=s"]),
            WireFinish(#"{"state":"done","filtered":"yes"}"#, samples: [.filtered]),
        ],
        failed: [WireRefusal(#"{"state":"dark","why":"The wick is wet."}"#, .generationFailed)],
        statusRefusals: [WireRefusal(#"{"error":"NOT_FOUND"}"#, status: 404, .taskNotFound)])
}

@Test("Lantern keeps the rules", arguments: ProviderConformance(LanternModel(), samples: LanternModel.wire).rules)
func lanternKeeps(rule: ProviderRule) throws { try rule.check() }
// end
