// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension StoreRule {
    static let documents = [
        StoreRule(subject: "records") { place in
            let store = try await place.open()
            for (number, state) in TaskState.allCases.enumerated() where state != .prepared {
                let task = try ExampleTasks.new(
                    "t\(number)", key: "key \(number)", metadata: ["n": "\(number)"],
                    owner: StoreOwner(rawValue: "somebody"), at: 1_700_000_000.123_456)
                _ = try await store.insert(task)
                let next = task.example(in: state, message: "It is \(state).", at: 1_700_000_001.000_000_2)
                _ = try await store.update(next)
                place.expect(
                    try await store.task(task.id) == next,
                    "a task in state \(state.rawValue) must be read as it was written, all of it: keep the whole JSON "
                        + "that Codable gives, and every digit of times.")
            }
        },
        StoreRule(subject: "texts") { place in
            let store = try await place.open()
            let texts = [
                "quotes": "'; DROP TABLE task; -- \" \\ / ` % _ $1 ?",
                "lines": "a\nb\r\n\tc\u{0}d\u{1F}\u{7F}\u{2028}",
                "world": "Größe 日本語 한국어 עברית 👩‍👩‍👧‍👦 e\u{301} \u{FEFF}\u{10FFFF}",
                "long": String(repeating: "é漢🎬x", count: (1 << 20) / 10),
            ]
            for (name, text) in texts {
                let task = try ExampleTasks.new(
                    name, prompt: text, key: name == "world" ? "ключ 👩‍👩‍👧‍👦 '\" \\" : nil,
                    metadata: [text.prefix(200).description: text, "empty": "", "": "no name"])
                _ = try await store.insert(task)
                place.expect(
                    try await store.task(task.id) == task,
                    "a text must be read as it was written, byte for byte (\(name), \(text.utf8.count) bytes): bind it as a "
                        + "parameter, without a limit below some MiB.")
            }
            place.expect(
                try await store.task(requestID: "ключ 👩‍👩‍👧‍👦 '\" \\")?.id.rawValue == "world",
                "a request id may have any letters.")
        },
    ]
}
