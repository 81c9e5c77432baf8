// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("Who leaves early leaves nothing behind")
struct LeavingTests {
    @Test("a task that is withdrawn between two attempts is not submitted again, at once")
    func withdrawn() throws {
        let refusal = VirtualReply.refusal(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: 37\r\n")
        let scene = Scene(Script(submit: inTurn(refusal, .json(#"{"task_id":"a"}"#))))
        let words = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(1))
            await scene.tracker.withdraw(id)
            return await scene.tracker.events(of: id).words()
        }
        #expect(words == ["failed cancelled"])
        #expect(scene.loop.now < MonotonicTime(nanoseconds: 2_000_000_000))
        try scene.run { await $0.pass(.seconds(600)) }
        #expect(scene.posts.count == 1)
        #expect(try scene.record().state == .cancelled)
    }

    @Test("an attempt under way is not broken off: accepted, the task goes on")
    func underWay() throws {
        var slow = VirtualReply.json(#"{"task_id":"a"}"#)
        slow.delay = .seconds(10)
        let scene = Scene(Script(submit: inTurn(slow)))
        let delivery = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(1))
            await scene.tracker.withdraw(id)
            return try await scene.tracker.delivery(of: id)
        }
        #expect(delivery.task.remoteID == "a")
        #expect(scene.posts.count == 1)
    }

    @Test("a refusal of the attempt under way is the last one")
    func refusedUnderWay() throws {
        var slow = VirtualReply.refusal(503, "SERVICE_NOT_AVAILABLE")
        slow.delay = .seconds(10)
        let scene = Scene(Script(submit: inTurn(slow)))
        let error = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(1))
            await scene.tracker.withdraw(id)
            return await scene.failure(of: id)
        }
        #expect(error.code == .cancelled)
        #expect(scene.posts.count == 1)
    }

    @Test("a download that is stopped, under way or between two tries, leaves no file and no verdict")
    func stopped() throws {
        var slow = VirtualReply.video(TinyVideo().build())
        slow.delay = .seconds(100)
        let cut = VirtualReply.failure(.connectionLost, phase: .receiving)
        for reply in [slow, cut] {
            let folder = try TestFolder()
            let scene = Scene(Script(download: inTurn(reply)))
            try scene.run { scene in
                _ = try await scene.submit(to: folder.destination())
                while scene.downloads.isEmpty { await scene.pass(.milliseconds(100)) }
                await scene.pass(.milliseconds(300))
                #expect(folder.names.count == 1)
                await scene.tracker.stop()
                #expect(folder.names.isEmpty)
            }
            #expect(try scene.record().state == .delivering)
        }
    }

    @Test("a tracker that stops sends nothing more for a task between two attempts, and tells who waits")
    func stoppedBetweenAttempts() throws {
        let refusal = VirtualReply.refusal(503, "SERVICE_NOT_AVAILABLE", header: "Retry-After: 120\r\n")
        let scene = Scene(Script(submit: inTurn(refusal, .json(#"{"task_id":"a"}"#))))
        let words = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(1))
            await scene.tracker.stop()
            return await scene.tracker.events(of: id).words()
        }
        #expect(words == ["failed cancelled"])
        try scene.run { await $0.pass(.seconds(600)) }
        #expect(scene.posts.count == 1)
    }

    @Test("a tracker that stops waits for a submission under way, so that its id is not lost")
    func stoppedUnderWay() throws {
        var slow = VirtualReply.json(#"{"task_id":"a"}"#)
        slow.delay = .seconds(10)
        let scene = Scene(Script(submit: inTurn(slow)))
        let words = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(1))
            await scene.tracker.stop()
            return await scene.tracker.events(of: id).words()
        }
        #expect(words == ["submitted"])
        #expect(try scene.record().handle?.remoteID == "a")
        try scene.run { await $0.pass(.seconds(600)) }
        #expect(scene.loop.exchanges.count == 1)
    }

    @Test("whoever waits while the tracker stops is told that the task goes on, and nothing is submitted afterwards")
    func stoppedWhileWaiting() throws {
        let scene = Scene(Script(poll: inTurn(.status("TASK_STATUS_PROCESSING"))))
        let error = try scene.run { scene in
            let id = try await scene.submit()
            async let waiting = scene.failure(of: id)
            await scene.pass(.seconds(20))
            await scene.tracker.stop()
            return await waiting
        }
        #expect(error.code == .timedOut && error.task != nil)
        #expect(throws: VideoGenerationError.self) { try scene.run { _ = try await $0.submit() } }
        #expect(scene.posts.count == 1)
    }
}
