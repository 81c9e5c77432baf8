// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationCore

@testable import VideoTasks

@Suite("A stage as a record keeps it")
struct StageTests {
    @Test("comes back as it was", arguments: TransitionTests.rows)
    func roundTrip(_ row: TransitionTests.Row) throws {
        let task = try TaskMachine.after(row.way).task
        let stage = try JSONEncoder().encode(task.stage)
        #expect(try JSONDecoder().decode(Stage.self, from: stage) == task.stage)
        let record = try JSONEncoder().encode(task)
        #expect(try JSONDecoder().decode(VideoTask.self, from: record) == task)
        let text = String(decoding: stage, as: UTF8.self)
        #expect(text.contains("\"state\":\"\(row.state.rawValue)\""))
    }

    private static let handle =
        #""handle":{"id":"t","model":"local/m","mode":"text","origin":"https://a","remote_id":"r","samples":1}"#
    private static let failure = #""failure":{"code":"no_video","message":"m","retryable":false}"#
    private static let evidence = #""evidence":{"phase":"waiting","message":"m","bytes_received":0}"#

    static let consistent = [
        #"{"state":"prepared"}"#, #"{"state":"submitting"}"#, #"{"state":"submitting",\#(evidence)}"#,
        #"{"state":"queued",\#(handle)}"#, #"{"state":"running",\#(handle)}"#, #"{"state":"delivering",\#(handle)}"#,
        #"{"state":"submission_unknown",\#(evidence)}"#, #"{"state":"delivered",\#(handle),"samples":[]}"#,
        #"{"state":"failed",\#(failure)}"#, #"{"state":"failed",\#(failure),\#(handle)}"#,
        #"{"state":"cancelled",\#(failure)}"#, #"{"state":"abandoned",\#(failure),\#(handle)}"#,
    ]

    @Test("is read when it fits together", arguments: consistent)
    func read(_ json: String) throws {
        #expect(throws: Never.self) { try JSONDecoder().decode(Stage.self, from: Data(json.utf8)) }
    }

    static let inconsistent = [
        "{}", "null", "[]", #"{"state":null}"#, #"{"state":"done"}"#, #"{"state":"Prepared"}"#,
        // Followed, but by what id?
        #"{"state":"queued"}"#, #"{"state":"running",\#(failure)}"#, #"{"state":"delivering","handle":{}}"#,
        #"{"state":"queued",\#(handle.replacing(#","remote_id":"r""#, with: ""))}"#,
        // Unknown, but why?
        #"{"state":"submission_unknown"}"#, #"{"state":"submission_unknown","evidence":{}}"#,
        #"{"state":"submission_unknown",\#(failure)}"#,
        // Delivered by nobody, or in spite of a failure.
        #"{"state":"delivered"}"#, #"{"state":"delivered","samples":[]}"#,
        #"{"state":"delivered",\#(handle),\#(failure)}"#,
        // Over, for no reason.
        #"{"state":"failed"}"#, #"{"state":"failed",\#(handle)}"#, #"{"state":"cancelled"}"#,
        #"{"state":"abandoned",\#(handle)}"#,
    ]

    @Test("is refused when it does not", arguments: inconsistent)
    func refused(_ json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Stage.self, from: Data(json.utf8)) }
    }
}
