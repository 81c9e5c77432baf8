// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationKit
import VideoGenerationTesting

@Suite struct RecordedTaskTests {
    /// A task that is under way at a desk.
    private static func underWay() throws -> (Desk, TaskID) {
        let desk = Desk(poll: Desk.running)
        let id = try desk.run { client in
            let generation = try await client.submit(try await client.plan(), to: .links)
            _ = try? await generation.delivery(within: .seconds(5))
            return generation.id
        }
        return (desk, id)
    }

    /// A task that another process has left, and the desk of one that finds it.
    private static func left() throws -> (Desk, TaskID) {
        let (first, id) = try underWay()
        let second = Desk(store: first.store.another())
        first.store.close()
        return (second, id)
    }

    @Test("What a process left is taken over and delivered, and nothing is submitted for that")
    func resumed() throws {
        let (desk, id) = try Self.left()
        let delivery = try desk.run { client in
            let resumptions = try await client.resume()
            #expect(resumptions.map(\.task.id) == [id])
            guard case .following(let generation)? = resumptions.first?.outcome else { throw CancellationError() }
            return try await generation.delivery()
        }
        #expect(delivery.task.id == id && desk.posts == 0)
        #expect(try desk.run { try await $0.resume().isEmpty })
    }

    @Test("What a living process follows is left alone, and can be watched")
    func alive() throws {
        let (first, id) = try Self.underWay()
        let desk = Desk(store: first.store.another())
        try desk.run { client in
            let revision = try await client.task(id).revision
            guard case .followedElsewhere? = try await client.resume().first?.outcome else { throw CancellationError() }
            #expect(try await client.task(id).revision == revision)
            let generation = try await client.generation(id)
            #expect(await !generation.isFollowedHere())
            do throws(VideoGenerationError) {
                _ = try await generation.delivery(within: .seconds(10))
                Issue.record("It was delivered.")
            } catch {
                #expect(error.code == .timedOut && error.task?.id == id)
            }
        }
        #expect(desk.loop.exchanges.isEmpty)
        // It lives as long as somebody holds it.
        first.store.close()
    }

    @Test("A wait takes over what its process leaves in the middle of it")
    func takenOver() throws {
        let (first, id) = try Self.underWay()
        let second = Desk(store: first.store.another())
        let store = first.store
        let delivery = try second.run { client in
            for await event in try await client.generation(id).events() {
                if case .submitted = event { store.close() }
                if case .delivered(let delivery) = event { return delivery }
            }
            throw CancellationError()
        }
        #expect(delivery.task.id == id)
    }

    @Test("A submission whose process is gone counts as unknown, before and after that is recorded")
    func orphan() throws {
        let first = Desk(submit: Desk.accepted.after(.seconds(3600)))
        let id = try first.run { client in try await client.submit(try await client.plan(), to: .links).id }
        let desk = Desk(store: first.store.another())
        // Until the record says that a submission is on its way.
        try first.run { client in while try await client.task(id).state == .prepared { await Task.yield() } }
        #expect(try desk.run { try await $0.state(of: try await $0.task(id)) } == .submitting)
        first.store.close()
        #expect(try desk.run { try await $0.state(of: try await $0.task(id)) } == .submissionUnknown)
        #expect(try desk.run { try await $0.task(id).state } == .submitting)
        _ = try desk.run { try await $0.resume().count }
        #expect(try desk.run { try await $0.task(id).state } == .submissionUnknown)
        #expect(desk.loop.exchanges.isEmpty)
    }

    @Test("An unknown outcome is settled by a person in three ways")
    func settled() throws {
        func unknown() throws -> (Desk, TaskID) {
            let desk = Desk(submit: Desk.silence)
            _ = try desk.run { await $0.trouble() }
            return (Desk(store: desk.store), try #require(try desk.run { try await $0.tasks().first?.id }))
        }
        let (found, first) = try unknown()
        let delivery = try found.run { client in
            try await client.resolve(first, as: "t9")
            return try await client.generation(first).delivery()
        }
        #expect(delivery.task.remoteID == "t9" && found.posts == 0)

        let (absent, second) = try unknown()
        #expect(try absent.run { try await $0.resolveAsNotSubmitted(second).state } == .failed)
        #expect(throws: VideoGenerationError.self) { try absent.run { try await $0.resolve(second, as: "t9") } }

        let (again, third) = try unknown()
        // Bytes of an app are not kept, so the request cannot be made again.
        #expect {
            try again.run { try await $0.resubmit(third).id }
        } throws: { ($0 as? VideoGenerationError)?.code == .unreadableInput }
        #expect(again.posts == 0)
    }

    @Test("A request is submitted again with the same file, and not with another")
    func resubmitted() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "again-\(UUID().uuidString).png").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(Desk.png).write(to: URL(filePath: path))
        let desk = Desk(submit: Desk.silence)
        let id = try desk.run { client in
            let plan = try await client.plan(
                VideoRequest("a ship", image: .file(path), options: VideoOptions(duration: 6, seed: 0)))
            let generation = try await client.submit(plan, to: .links)
            _ = try? await generation.delivery()
            return generation.id
        }
        let later = Desk(store: desk.store)
        try Data(Desk.png + [1]).write(to: URL(filePath: path))
        #expect {
            try later.run { try await $0.resubmit(id).id }
        } throws: { ($0 as? VideoGenerationError)?.code == .unreadableInput }
        try Data(Desk.png).write(to: URL(filePath: path))
        let delivery = try later.run { try await $0.resubmit(id).delivery() }
        #expect(delivery.attempts.count == 2 && later.posts == 1)
        #expect(delivery.report.applied(.duration) == 6)
    }

    @Test("A task is given up, fetched once more, and forgotten; only what has ended is")
    func rest() throws {
        let (desk, id) = try Self.left()
        try desk.run { client in
            do throws(VideoGenerationError) {
                try await client.forget(id)
                Issue.record("It was forgotten.")
            } catch {
                #expect(error.code == .invalidRequest)
            }
            #expect(try await client.cancel(id).state == .abandoned)
            let delivery = try await client.download(id, to: .links).delivery()
            #expect(delivery.samples.map(\.url) == ["https://cdn.example/1.mp4"])
            #expect(try await client.task(id).samples.map(\.url) == [nil])
            try await client.forget(id)
            #expect(try await client.tasks().isEmpty)
        }
        #expect {
            try desk.run { try await $0.task(id).id }
        } throws: { ($0 as? VideoGenerationError)?.code == .taskNotFound }
    }

    @Test("A task of a model that is not here is named, and left")
    func foreign() throws {
        let (desk, id) = try Self.left()
        let other = VideoClient(
            models: [], transport: desk.loop, store: desk.store, credentials: FixedCredentials([:]))
        let outcome = try desk.loop.run { try await other.resume().first?.outcome }
        guard case .impossible(let error)? = outcome else { throw CancellationError() }
        #expect(error.code == .configuration && error.message.contains(id.rawValue))
        #expect(error.task?.remoteID == "t1")
    }
}
