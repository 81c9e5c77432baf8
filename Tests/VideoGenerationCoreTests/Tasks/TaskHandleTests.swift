// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct TaskHandleTests {
    static let handle = TaskHandle(
        id: TaskID(rawValue: "0123456789abcdefghjk"), model: ModelID(surface: "house", model: "lite"),
        mode: .firstFrame,
        origin: "https://api.example.com", credential: "HOUSE_API_KEY", remoteID: "r-1", samples: 2)

    @Test("A handle is plain data that comes back equal, with the keys that scripts see")
    func codable() throws {
        let data = try JSONEncoder().encode(Self.handle)
        #expect(try JSONDecoder().decode(TaskHandle.self, from: data) == Self.handle)
        let json = try #require(JSON(parsing: Array(data)))
        #expect(json["remote_id"]?.string == "r-1")
        #expect(json["id"]?.string == "0123456789abcdefghjk")
        #expect(json["model"]?.string == "house/lite")
        #expect(json["mode"]?.string == "first_frame")
        #expect(json["credential"]?.string == "HOUSE_API_KEY")
    }

    @Test("Links come back, are not written where there are none, and old records have none")
    func links() throws {
        var handle = Self.handle
        #expect(!String(decoding: try JSONEncoder().encode(handle), as: UTF8.self).contains("links"))
        handle.links = ["status": "https://api.example.com/v1/tasks/r-1/status"]
        let data = try JSONEncoder().encode(handle)
        #expect(try JSONDecoder().decode(TaskHandle.self, from: data) == handle)
    }

    @Test("An id is 20 letters and digits that are safe everywhere, and the same for the same generator")
    func format() {
        var random = SeededGenerator(seed: 1)
        let alphabet = Set("0123456789abcdefghjkmnpqrstvwxyz")
        for _ in 0..<1000 {
            let id = TaskID.random(using: &random)
            #expect(id.rawValue.count == 20)
            #expect(id.rawValue.allSatisfy(alphabet.contains))
        }
        var first = SeededGenerator(seed: 5)
        var second = SeededGenerator(seed: 5)
        #expect(TaskID.random(using: &first) == TaskID.random(using: &second))
    }

    @Test("Ten thousand ids are all different, and use every letter at every place")
    func unique() {
        var random = SeededGenerator(seed: 2)
        let ids = (0..<10_000).map { _ in Array(TaskID.random(using: &random).rawValue) }
        #expect(Set(ids).count == ids.count)
        for place in 0..<20 {
            #expect(Set(ids.map { $0[place] }).count == 32)
        }
    }

    @Test("An error about a task carries its handle, and keeps the one it has")
    func about() {
        let error = VideoGenerationError(.timedOut, "Still running.").about(Self.handle)
        #expect(error.task == Self.handle)
        #expect(error.about(nil).task == Self.handle)
        #expect(error.description == "timed_out: Still running.")
    }

    @Test("Evidence comes back equal")
    func evidence() throws {
        guard case .unknown(let evidence) = SubmitOutcomeTests.judge(500, .unrecognized, body: "oops") else {
            Issue.record("not unknown")
            return
        }
        let data = try JSONEncoder().encode(evidence)
        #expect(try JSONDecoder().decode(SubmitEvidence.self, from: data) == evidence)
        #expect(JSON(parsing: Array(data))?["body_start"]?.string == "oops")
    }
}
