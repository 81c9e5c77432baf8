// SPDX-License-Identifier: Apache-2.0
import Testing
import VertexProvider
import VideoGenerationCore

@Suite struct SubmitReplyTests {
    @Test(
        "An operation's name is the task's id, whatever else is there",
        arguments: [
            #"{"name":"\#(Veo.operation)"}"#, #"{"name":"\#(Veo.operation)","metadata":{"@type":"x"},"done":false}"#,
            #"{"error":null,"name":"\#(Veo.operation)"}"#,
            // It is over already; a question about it tells how.
            #"{"name":"\#(Veo.operation)","done":true,"error":{"code":3,"message":"no"}}"#,
        ])
    func accepted(body: String) throws {
        guard case .accepted(Veo.operation, _) = try Veo.submitted(body) else {
            Issue.record("\(try Veo.submitted(body))")
            return
        }
    }

    static let refusals: [(String, Int, VideoGenerationError.Code, Bool)] = [
        ("INVALID_ARGUMENT", 400, .invalidRequest, false), ("OUT_OF_RANGE", 400, .invalidRequest, false),
        ("FAILED_PRECONDITION", 400, .configuration, false), ("UNAUTHENTICATED", 401, .authentication, false),
        ("PERMISSION_DENIED", 403, .authentication, false), ("NOT_FOUND", 404, .modelRetired, false),
        ("RESOURCE_EXHAUSTED", 429, .rateLimited, true), ("UNIMPLEMENTED", 501, .configuration, false),
    ]

    @Test("Google's own word is a rejection", arguments: refusals)
    func refused(word: String, status: Int, code: VideoGenerationError.Code, isRetryable: Bool) throws {
        guard case .rejected(let error) = try Veo.submitted(Veo.error(word, status), status: status) else {
            Issue.record("\(try Veo.submitted(Veo.error(word, status), status: status))")
            return
        }
        #expect(error.code == code)
        #expect(error.isRetryable == isRetryable)
        #expect(error.message == "\(word): Some text.")
    }

    @Test(
        "A word that may come from on the way, or after the work was begun, proves nothing",
        arguments: [
            ("INTERNAL", 500), ("UNKNOWN", 500), ("DATA_LOSS", 500), ("UNKNOWN", 502), ("UNAVAILABLE", 503),
            ("DEADLINE_EXCEEDED", 504), ("CANCELLED", 499), ("ABORTED", 409), ("UNAVAILABLE", 502),
            ("ALREADY_EXISTS", 409),
        ])
    func open(word: String, status: Int) throws {
        guard case .unknown(let evidence) = try Veo.submitted(Veo.error(word, status), status: status) else {
            Issue.record("\(try Veo.submitted(Veo.error(word, status), status: status))")
            return
        }
        #expect(evidence.status == status)
        #expect(evidence.bodyStart?.contains(word) == true)
    }

    @Test(
        "What is refused for what it shows is told by the texts of Google's page",
        arguments: [
            "Veo could not generate videos because the input image violates Vertex AI's usage guidelines. Support codes: 1",
            "The prompt could not be submitted. Support codes: 29310472", "It might violate our policies.",
        ])
    func content(message: String) throws {
        guard case .rejected(let error) = try Veo.submitted(Veo.error("INVALID_ARGUMENT", 400, message), status: 400)
        else {
            Issue.record("no rejection")
            return
        }
        #expect(error.code == .contentRefused)
        #expect(error.message == "INVALID_ARGUMENT: \(message)")
    }

    @Test(
        "What is not in Google's form is not its word",
        arguments: [
            "", "{}", "[]", "null", "<html>Error 400 (Bad Request)!!1</html>", #"{"error":"INVALID_ARGUMENT"}"#,
            #"{"error":{"code":400,"message":"x"}}"#, #"{"error":{"code":400,"message":"x","status":"Bad Request"}}"#,
            #"{"error":{"code":400,"message":"x","status":"OK"}}"#, #"{"error":{"status":400}}"#,
            #"{"code":400,"message":"x","status":"INVALID_ARGUMENT"}"#, #"{"name":"kong"}"#, #"{"name":7}"#,
            #"{"name":"projects/p/operations/a b"}"#, #"{"name":"projects/../operations/a"}"#,
            #"{"error":{"code":400,"message":"x","status":"INVALID_ARGUMENT"}"#, String(repeating: "[", count: 100_000),
        ])
    func unrecognized(body: String) throws {
        for status in [200, 400, 403, 500, 502, 503] {
            guard case .unknown = try Veo.submitted(body, status: status) else {
                Issue.record("\(status): \(try Veo.submitted(body, status: status))")
                continue
            }
        }
    }

    @Test(
        "A name beside an error status is unknown, because something may have been started", arguments: [400, 429, 503])
    func nameWithError(status: Int) throws {
        guard case .unknown = try Veo.submitted(#"{"name":"\#(Veo.operation)"}"#, status: status) else {
            Issue.record("\(status)")
            return
        }
    }
}
