// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Foundation
import Measuring
import NIOCore
import NIOSSL

/// async-http-client at the same work, in the way its users write it.
@main
enum PeerAHC {
    static func main() {
        Program("peer-ahc", ["download": download, "poll": poll, "start": start, "submit": submit]).run()
    }

    /// A client that gets `concurrency` connections, and believes the certificates in `SSL_CERT_FILE`.
    private static func client(concurrency: Int = 8) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = concurrency
        if let file = ProcessInfo.processInfo.environment["SSL_CERT_FILE"] {
            configuration.tlsConfiguration = .makeClientConfiguration()
            configuration.tlsConfiguration?.trustRoots = .file(file)
        }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private static func ask(_ client: HTTPClient, _ request: HTTPClientRequest) async throws {
        let response = try await client.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 1 << 20)
        guard response.status == .ok, body.readableBytes > 0 else {
            throw Arguments.Failure("an answer is not what was expected")
        }
    }

    /// `peer-ahc poll URL COUNT CONCURRENCY`
    private static func poll(_ arguments: Arguments) async throws {
        let (base, count, concurrency) = (try arguments.text(0), try arguments.number(1), try arguments.number(2))
        let client = client(concurrency: concurrency)
        func run(_ count: Int) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<concurrency {
                    group.addTask {
                        for index in stride(from: worker, to: count, by: concurrency) {
                            var request = HTTPClientRequest(url: "\(base)?task_id=\(index)")
                            request.headers.add(name: "Authorization", value: "Bearer none")
                            try await ask(client, request)
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
        try await client.shutdown()
    }

    /// `peer-ahc start URL`
    private static func start(_ arguments: Arguments) async throws {
        let measurement = Measurement()
        let client = client()
        try await ask(client, HTTPClientRequest(url: try arguments.text(0)))
        measurement.print(count: 1)
        try await client.shutdown()
    }

    private struct Body: Encodable {
        let image: String
        let prompt = "The ship leaves the harbour at dawn."
        let duration = 8
    }

    /// `peer-ahc submit FILE URL COUNT SMALL-FILE`
    private static func submit(_ arguments: Arguments) async throws {
        let address = try arguments.text(1) + "/v3/async/veo-3.1-lite-i2v"
        let (file, count) = (try arguments.text(0), try arguments.number(2))
        let client = client()
        func once(_ path: String) async throws {
            let image = try Data(contentsOf: URL(filePath: path))
            var request = HTTPClientRequest(url: address)
            request.method = .POST
            request.headers.add(name: "Authorization", value: "Bearer none")
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(try JSONEncoder().encode(Body(image: image.base64EncodedString())))
            try await ask(client, request)
        }
        try await once(arguments.text(3))
        Memory.beginPeak()
        let rest = Memory.peak
        let measurement = Measurement()
        for _ in 0..<count { try await once(file) }
        measurement.print(count: count, ["growthBytes": Double(Memory.peak - rest)])
        try await client.shutdown()
    }

    /// `peer-ahc download URL FILE COUNT`
    private static func download(_ arguments: Arguments) async throws {
        let (address, path) = (try arguments.text(0), try arguments.text(1))
        let count = try arguments.number(2)
        let client = client()
        let measurement = Measurement()
        for _ in 0..<count {
            let partial = path + ".part"
            try Data().write(to: URL(filePath: partial))
            let file = try FileHandle(forWritingTo: URL(filePath: partial))
            let digest = Digest()
            let response = try await client.execute(HTTPClientRequest(url: address), timeout: .seconds(60))
            for try await piece in response.body {
                let left = unsafe piece.withUnsafeReadableBytes { bytes in
                    unsafe digest.update(bytes)
                    return unsafe write(bytes, to: file.fileDescriptor)
                }
                guard left == 0 else { throw Arguments.Failure("the file cannot be written") }
            }
            _ = digest.finish()
            try file.synchronize()
            try file.close()
            try FileManager.default.moveItem(atPath: partial, toPath: path)
            try FileManager.default.removeItem(atPath: path)
        }
        measurement.print(count: count)
        try await client.shutdown()
    }

    /// How many bytes could not be written.
    private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Int {
        var done = 0
        while done < bytes.count {
            let count = unsafe Foundation.write(file, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            guard count > 0 else { break }
            done += count
        }
        return bytes.count - done
    }
}
