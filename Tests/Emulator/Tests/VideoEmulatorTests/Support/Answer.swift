// SPDX-License-Identifier: Apache-2.0

@testable import VideoEmulator

/// An HTTP answer taken apart.
struct Answer: Sendable {
    var status = 0
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    var ending: RawClient.Ending

    /// Takes apart what was received, however much there is.
    init(_ received: [UInt8], ending: RawClient.Ending) {
        self.ending = ending
        guard let split = Self.headEnd(received) else { return }
        let lines = String(decoding: received[..<split], as: UTF8.self).split(separator: "\r\n")
        status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        for line in lines.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { continue }
            headers[halves[0].lowercased()] = String(halves[1].drop { $0 == " " })
        }
        body = Array(received[(split + 4)...])
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: JSONValue? { try? JSONParser.parse(body) }

    /// Whether the head and as many bytes as it promises are there.
    static func isComplete(_ received: [UInt8]) -> Bool {
        guard headEnd(received) != nil else { return false }
        let answer = Answer(received, ending: .complete)
        guard let length = answer.headers["content-length"].flatMap(Int.init) else { return false }
        return answer.body.count >= length
    }

    private static func headEnd(_ received: [UInt8]) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        // Heads are short; a long body need not be searched.
        let end = min(received.count, 4096)
        guard end >= 4 else { return nil }
        return (0...(end - 4)).first { received[$0..<($0 + 4)].elementsEqual(mark) }
    }
}
