// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct TaskBookTests {
    private static let submission = Submission(
        model: "m", body: [:], image: .none,
        clip: ClipOptions(width: 1280, height: 720, seconds: 4, hasAudio: false, samples: 1))

    private func book(render: Duration) -> TaskBook {
        let book = TaskBook(pace: TaskPace(queue: .zero, render: render))
        for id in ["b", "a", "c"] { _ = book.open(id: id, path: "/", key: "k", Self.submission) }
        return book
    }

    @Test func `a task comes in queued, however short the queue is`() {
        let book = book(render: .seconds(3600))
        #expect(book.open(id: "d", path: "/", key: "k", Self.submission).phase == .queued)
        #expect(book.report("d")?.phase == .processing)
    }

    @Test func `tasks are listed as they came, without those that were removed`() {
        let book = book(render: .zero)
        #expect(book.reports.map(\.id) == ["b", "a", "c"])
        book.remove("a")
        #expect(book.reports.map(\.id) == ["b", "c"])
        #expect(book.report("a") == nil)
    }

    @Test func `a task is cancelled once, and not after its end`() {
        let book = book(render: .zero)
        #expect(book.cancel("a")?.phase == .cancelled)
        #expect(book.cancel("a") == nil)
        #expect(book.cancel("none") == nil)
        let file = RenderedFile(path: "/none", size: 1, etag: "\"1\"")
        book.finish(sample: 0, of: "a", .success(file))
        #expect(book.report("a")?.phase == .cancelled)
        book.finish(sample: 0, of: "b", .success(file))
        #expect(book.cancel("b") == nil)
        #expect(book.report("b")?.phase == .succeeded)
    }
}
