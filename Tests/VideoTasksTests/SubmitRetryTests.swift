// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("A submission that is proved unsent or refused for now is made again")
struct SubmitRetryTests {
    static let date = "Date: Sun, 22 Nov 2026 10:00:00 GMT\r\n"

    @Test(
        "a service that asks to wait is waited for, that long, and gets one accepted submission",
        arguments: [
            (429, "RATE_LIMIT_EXCEEDED", "Retry-After: 37\r\n", 37),
            (503, "SERVICE_NOT_AVAILABLE", "Retry-After: 120\r\n", 120),
            (429, "RATE_LIMIT_EXCEEDED", date + "Retry-After: Sun, 22 Nov 2026 10:01:30 GMT\r\n", 90),
            (503, "SERVICE_NOT_AVAILABLE", "Retry-After: 86400\r\n", 900),
            (429, "RATE_LIMIT_EXCEEDED", "Retry-After: 0\r\n", 1),
        ])
    func waits(status: Int, reason: String, header: String, seconds: Int) throws {
        let scene = Scene(Script(submit: inTurn(.refusal(status, reason, header: header), .json(#"{"task_id":"a"}"#))))
        let delivery = try scene.deliver()
        #expect(delivery.attempts.count == 2)
        let times = scene.posts.map(\.time)
        #expect(times.count == 2)
        #expect(times[1] - times[0] == .seconds(seconds) + .milliseconds(10))
        #expect(try scene.record().attempts.map(\.outcome) == [.rejected, .accepted])
    }

    @Test("a refused connection is tried again with growing pauses; then no task was made")
    func unreachable() throws {
        let refused = VirtualReply.failure(.unreachable, phase: .connecting, provesNothingSent: true)
        let scene = Scene(Script(submit: inTurn(refused)))
        let error = try scene.failure()
        #expect(error.code == .serviceUnavailable)
        #expect(error.isRetryable)
        #expect(error.task == nil)
        let times = scene.posts.map(\.time)
        #expect(times.count == 4)
        #expect(zip(times.dropFirst(), times).map { ($0 - $1).components.seconds } == [2, 4, 8])
        let record = try scene.record()
        #expect(record.state == .failed)
        #expect(record.handle == nil)
        #expect(record.attempts.map(\.outcome) == [.notSent, .notSent, .notSent, .notSent])
    }

    @Test("a connection that comes back gets exactly one submission")
    func recovers() throws {
        let refused = VirtualReply.failure(.unreachable, phase: .connecting, provesNothingSent: true)
        let scene = Scene(Script(submit: inTurn(refused, refused, .json(#"{"task_id":"a"}"#))))
        #expect(try scene.deliver().attempts.count == 3)
        #expect(scene.posts.count == 3)
    }

    @Test("any number of attempts is at least one, and its pauses stay bounded", arguments: [-3, 0, 1, 80])
    func attempts(count: Int) throws {
        let refused = VirtualReply.failure(.unreachable, phase: .connecting, provesNothingSent: true)
        let scene = Scene(Script(submit: inTurn(refused)), configuration: .init(submitAttempts: count))
        #expect(try scene.failure().code == .serviceUnavailable)
        #expect(scene.posts.count == max(1, count))
        let times = scene.posts.map(\.time)
        #expect(zip(times.dropFirst(), times).allSatisfy { ($0 - $1) >= .seconds(2) && ($0 - $1) <= .seconds(425) })
    }

    @Test(
        "a refusal in the service's own words ends the task with its code",
        arguments: [
            (400, "INVALID_REQUEST_BODY", "invalid_request"), (401, "INVALID_API_KEY", "authentication"),
            (402, "NOT_ENOUGH_BALANCE", "out_of_funds"), (403, "ILLEGAL_PROMPT", "content_refused"),
            (404, "MODEL_NOT_FOUND", "model_retired"), (400, "SOMETHING_NEW", "invalid_request"),
        ])
    func refused(status: Int, reason: String, code: String) throws {
        let scene = Scene(Script(submit: inTurn(.refusal(status, reason))))
        let error = try scene.failure()
        #expect(error.code.rawValue == code)
        #expect(error.message.contains(reason))
        try scene.run { await $0.pass(.seconds(86_400)) }
        #expect(scene.posts.count == 1)
        #expect(scene.calls.count == 1)
        let record = try scene.record()
        #expect(record.state == .failed)
        #expect(record.failure?.code == error.code)
        #expect(record.attempts.map(\.outcome) == [.rejected])
    }

    @Test("a 404 without the service's words is a wrong address, not a retired model")
    func wrongAddress() throws {
        let scene = Scene(Script(submit: inTurn(.json("<html>nginx</html>", status: 404))))
        #expect(try scene.failure().code == .configuration)
        #expect(scene.posts.count == 1)
    }

    @Test("without a key nothing is sent")
    func missingKey() throws {
        let scene = Scene(key: nil)
        let error = try scene.failure()
        #expect(error.code == .authentication)
        #expect(error.message.contains("HIGHWAY_API_KEY"))
        #expect(scene.calls.isEmpty)
        #expect(try scene.record().state == .failed)
    }
}
