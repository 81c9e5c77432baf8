// SPDX-License-Identifier: Apache-2.0
import Foundation
import Measuring

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// URLSession at the same work, in the way its users write it.
@main
enum PeerURLSession {
    static func main() {
        Program("peer-urlsession", ["download": download, "poll": poll, "start": start, "submit": submit]).run()
    }

    private static func url(_ text: String) throws -> URL {
        guard let url = URL(string: text) else { throw Arguments.Failure("\(text) is no URL") }
        return url
    }

    private static func check(_ reply: (Data, URLResponse)) throws {
        guard (reply.1 as? HTTPURLResponse)?.statusCode == 200, !reply.0.isEmpty else {
            throw Arguments.Failure("an answer is not what was expected")
        }
    }

    /// `peer-urlsession poll URL COUNT CONCURRENCY`
    private static func poll(_ arguments: Arguments) async throws {
        let (base, count, concurrency) = (try arguments.text(0), try arguments.number(1), try arguments.number(2))
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = concurrency
        let session = URLSession(configuration: configuration)
        func run(_ count: Int) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<concurrency {
                    group.addTask {
                        for index in stride(from: worker, to: count, by: concurrency) {
                            var request = URLRequest(url: try url("\(base)?task_id=\(index)"))
                            request.setValue("Bearer none", forHTTPHeaderField: "Authorization")
                            try check(try await session.data(for: request))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        try await run(4 * concurrency)
        let measurement = Measurement()
        try await run(count)
        measurement.print(count: count)
    }

    /// `peer-urlsession start URL`
    private static func start(_ arguments: Arguments) async throws {
        let measurement = Measurement()
        try check(try await URLSession.shared.data(from: try url(arguments.text(0))))
        measurement.print(count: 1)
    }

    private struct Body: Encodable {
        let image: String
        let prompt = "The ship leaves the harbour at dawn."
        let duration = 8
    }

    /// `peer-urlsession submit FILE URL COUNT SMALL-FILE`
    private static func submit(_ arguments: Arguments) async throws {
        let address = try url(try arguments.text(1) + "/v3/async/veo-3.1-lite-i2v")
        let (file, count) = (try arguments.text(0), try arguments.number(2))
        func once(_ path: String) async throws {
            let image = try Data(contentsOf: URL(filePath: path))
            var request = URLRequest(url: address)
            request.httpMethod = "POST"
            request.setValue("Bearer none", forHTTPHeaderField: "Authorization")
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = try JSONEncoder().encode(Body(image: image.base64EncodedString()))
            try check(try await URLSession.shared.data(for: request))
        }
        try await once(arguments.text(3))
        Memory.beginPeak()
        let rest = Memory.peak
        let measurement = Measurement()
        for _ in 0..<count { try await once(file) }
        measurement.print(count: count, ["growthBytes": Double(Memory.peak - rest)])
    }

    /// `peer-urlsession download URL FILE COUNT`
    private static func download(_ arguments: Arguments) async throws {
        let (address, path) = (try url(arguments.text(0)), try arguments.text(1))
        let count = try arguments.number(2)
        let measurement = Measurement()
        for _ in 0..<count { try await FileWriter(path: path).fetch(address) }
        measurement.print(count: count)
    }
}
