// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ProviderRule {
    static let submitting = [
        Definition("a submission that is taken is accepted under its id") { bench in
            let (sample, id) = (bench.samples.accepted, bench.samples.id)
            let read = bench.readSubmit(sample.reply)
            guard read.remoteID == id else {
                return bench.report(
                    "the accepted submission is read as \(read.summary): read the id \(id) in it, and return it as "
                        + ".accepted(remoteID:).")
            }
            let outcome = SubmitOutcome(judging: .reply(sample.reply), reading: bench.readSubmit)
            guard case .accepted = outcome else {
                return bench.report(
                    "the accepted submission has the status \(sample.status) and the id \(id), which no task is followed by: "
                        + "correct the sample, or do not offer this service.")
            }
        },
        Definition("half a reply to a submission says nothing") { bench in
            let body = Array(bench.samples.accepted.text.utf8)
            for length in 0..<body.count {
                let read = bench.readSubmit(bench.samples.accepted.reply(Array(body.prefix(length))))
                if let id = read.remoteID, id != bench.samples.id {
                    bench.report(
                        "a reply that is cut off after \(length) of \(body.count) bytes is accepted under the id \"\(id)\": read "
                            + "a whole JSON text by JSON(parsing:), or nothing.")
                }
                if case .refused = read {
                    bench.report(
                        "a reply that is cut off after \(length) bytes is read as \(read.summary): read nothing in it.")
                }
            }
            for refusal in bench.samples.refusals where !refusal.provesNoWork { bench.expectNothingInHalf(of: refusal) }
        },
        Definition("a gateway's page says nothing") { bench in
            for page in bench.gatewayPages {
                for status in [200, 202, 400, 403, 404, 429, 500, 502, 503, 504, 520] {
                    let reply = WireReply(page, status: status)
                    for read in [bench.readSubmit(reply.reply).summary, bench.readStatus(reply).summary]
                    where read != saysNothing {
                        bench.report(
                            "the page \(page.prefix(200)) with the status \(status) is read as "
                                + "\(read): return .unrecognized for what is not the service's own envelope.")
                    }
                }
            }
        },
    ]
}

extension ProviderBench {
    /// Notes a refusal that is cut off, and yet ends the submission by its word.
    fileprivate func expectNothingInHalf(of refusal: WireRefusal) {
        let body = Array(refusal.reply.text.utf8)
        for length in 0..<body.count {
            let part = Array(body.prefix(length))
            let outcome = SubmitOutcome(judging: .reply(HTTPReply(status: 500, body: part)), reading: readSubmit)
            if case .unknown = outcome { continue }
            report(
                "a refusal that is cut off after \(length) of \(body.count) bytes, with the status 500, counts as proof that no "
                    + "work was started: read a whole JSON text by JSON(parsing:), or nothing.")
        }
    }

    /// Pages of what stands between, and of nobody.
    fileprivate var gatewayPages: [String] {
        let plain = [
            "", " ", "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>",
            "<!DOCTYPE html><html><body>Service Unavailable</body></html>", "upstream connect error or disconnect",
            "OK", "null", "[]", "{}", "\"ok\"", "0", "true",
        ]
        let own = Set((samples.refusals + samples.statusRefusals).compactMap { Self.memberNames($0.reply.text) })
        let foreign = [
            #"{"message":"no Route matched with those values"}"#, #"{"message":"Forbidden"}"#,
            // What RFC 9457 makes of any error.
            #"{"type":"about:blank","title":"Bad Gateway","status":502,"detail":"No healthy upstream."}"#,
            #"{"fault":{"faultstring":"Rate limit quota violation","detail":{}}}"#,
        ].filter { page in Self.memberNames(page).map { !own.contains($0) } ?? true }
        return plain + foreign + samples.pages.map(\.text)
    }

    /// The names of a text's members; a service whose own envelope is spelled like a gateway's cannot tell them apart.
    private static func memberNames(_ text: String) -> Set<String>? {
        guard case .object(let members)? = JSON(parsing: Array(text.utf8)) else { return nil }
        return Set(members.map(\.name))
    }
}
