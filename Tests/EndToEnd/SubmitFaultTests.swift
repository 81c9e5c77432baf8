// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("A submission is paid once", .needsEmulator)
struct SubmitFaultTests {
    @Test(
        "A refusal that proves that nothing was started is tried again, as late as the service asks",
        arguments: [429, 503], [1, 3])
    func refused(status: Int, times: Int) async throws {
        try await withService { emulator, box in
            try await emulator.order([
                [
                    "on": "submit", "kind": "status", "status": .number(Double(status)), "retry_after": "1",
                    "times": .number(Double(times)),
                ]
            ])
            let clock = ContinuousClock.now
            let run = try await box.generate()
            #expect(run.code == 0, "\(run)")
            #expect(ContinuousClock.now - clock >= .seconds(times))
            #expect(run.last["attempts"] == .number(Double(times + 1)))
            #expect(try await emulator.ledger.count == 1)
            #expect(try await emulator.requests("POST").count == times + 1)
        }
    }

    @Test("A service that keeps refusing ends with 69, and no task")
    func keepsRefusing() async throws {
        try await withService { emulator, box in
            try await emulator.order([
                ["on": "submit", "kind": "status", "status": 503, "retry_after": "0", "times": -1]
            ])
            let run = try await box.generate()
            #expect(run.code == 69 && run.last["code"] == "service_unavailable", "\(run)")
            #expect(run.last["task"] == .null && run.last["retryable"] == true)
            #expect(try await emulator.requests("POST").count == 4)
            #expect(try await emulator.ledger.isEmpty)
        }
    }

    @Test(
        "The service's own refusal is final, and says what it is",
        arguments: [
            (400, "INVALID_REQUEST_BODY", "invalid_request", 64), (400, "ILLEGAL_PROMPT", "content_refused", 1),
            (402, "NOT_ENOUGH_BALANCE", "out_of_funds", 77), (400, "INVALID_IMAGE_FORMAT", "invalid_input", 65),
            (404, "MODEL_NOT_FOUND", "model_retired", 69), (401, "FAILED_TO_AUTH", "authentication", 77),
        ] as [(Int, String, String, Int32)])
    func final(status: Int, reason: String, code: String, exit: Int32) async throws {
        try await withService { emulator, box in
            try await emulator.order([
                ["on": "submit", "kind": "status", "status": .number(Double(status)), "reason": .text(reason)]
            ])
            let run = try await box.generate()
            #expect(run.code == exit && run.last["code"].text == code && run.last["task"] == .null, "\(run)")
            #expect(run.last["message"].text?.contains(reason) == true)
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test(
        "Whatever leaves it open whether the service took the task ends with 79: one request, one charge at the most",
        arguments: [
            ["kind": "status_after", "status": 500], ["kind": "status", "status": 500],
            ["kind": "status_after", "status": 504, "body": "<html>late</html>"],
            ["kind": "status_after", "status": 503, "body": "<html>gone</html>"],
            ["kind": "status_after", "status": 200, "body": "{}"], ["kind": "status_after", "status": 202, "body": ""],
            ["kind": "status_after", "status": 200, "body": #"{"task_id":"../../x"}"#],
            ["kind": "status_after", "status": 200, "body": #"{"task_id":""}"#],
            ["kind": "status_after", "status": 303, "body": ""], ["kind": "reset_after_read"],
            ["kind": "close_after_read"], ["kind": "cut_headers"], ["kind": "cut_json"], ["kind": "reset_before_read"],
        ] as [Value])
    func unknown(fault: Value) async throws {
        try await withService { emulator, box in
            guard case .object(var members) = fault else { return }
            members["on"] = "submit"
            try await emulator.order([.object(members)])
            let run = try await box.generate()
            let isRead = !["reset_before_read", "status"].contains(fault["kind"].text ?? "")
            #expect(run.code == 79 && run.names == ["planned", "submission_unknown"], "\(run)")
            #expect(run.last.keys.isSuperset(of: ["task", "evidence", "message"]) && run.last["task"].text != nil)
            let evidence = run.last["evidence"]
            #expect(evidence["message"].text?.isEmpty == false && evidence["phase"].text != nil)
            let status = fault["status"]
            if status != .null { #expect(evidence["status"] == status) }
            #expect(try await emulator.ledger.count == (isRead ? 1 : 0))
            #expect(try await emulator.requests("POST").count == 1)
            #expect(run.errors.contains("may be billed"))
            #expect(files(in: box.videos).isEmpty)
        }
    }

    @Test("A late answer is waited for")
    func slow() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "slow", "delay": 2]])
            let run = try await box.generate()
            #expect(run.code == 0, "\(run)")
            #expect(try await emulator.ledger.count == 1)
        }
    }

    @Test("A service that cannot be reached is tried for a while, and ends with 69 and no task")
    func unreachable() async throws {
        try await withoutService { box in
            let run = try await box.generate()
            #expect(run.code == 69 && run.last["code"] == "service_unavailable", "\(run)")
            #expect(run.last["task"] == .null && run.last["retryable"] == true)
            #expect(run.names == ["planned", "failed"])
        }
    }

    @Test("A base URL with a wrong path ends with 78, after one request")
    func wrongPath() async throws {
        try await withService { emulator, box in
            let run = try await box.generate(environment: ["HIGHWAY_BASE_URL": emulator.api + "/wrong"])
            #expect(run.code == 78 && run.last["code"] == "configuration" && run.last["task"] == .null, "\(run)")
            #expect(try await emulator.requests("POST").count == 1)
        }
    }
}
