// SPDX-License-Identifier: Apache-2.0
import Measuring
import VideoGenerationKit

/// `us poll URL COUNT CONCURRENCY [TASKS]`: the whole cycle: tasks that become due, take their turn, are asked about, whose
/// answers are looked at, and which are due again. There is always one that waits for a free connection.
enum Poll {
    static func run(_ arguments: Arguments) async throws {
        let url = try WebURL.reading(arguments.text(0))
        let (count, concurrency) = (try arguments.number(1), try arguments.number(2))
        let tasks = arguments.count > 3 ? try arguments.number(3) : 2000
        // Half of the connections to a host are for questions.
        let transport = CurlTransport(configuration: .init(connectionsPerHost: 2 * concurrency))
        let counter = CurlTransport()
        let resting = Memory.resident
        let crowd = try await Crowd(tasks, every: .milliseconds(100), at: try .reading(url.origin), over: transport)
        try await crowd.follow()
        // Each has been asked about, so that what follows is old news.
        var asked = 0
        while asked < tasks + tasks / 2 { asked = try await polls(at: url, counter) }
        let parked = Double(Memory.resident - resting) / Double(tasks)
        let begin = try await polls(at: url, counter)
        let measurement = Measurement()
        var end = begin
        while end - begin < count { end = try await polls(at: url, counter) }
        measurement.print(count: end - begin, ["taskBytes": parked])
        await crowd.tracker.stop()
        await transport.shutdown()
        await counter.shutdown()
    }

    /// How many questions the server has answered.
    private static func polls(at url: WebURL, _ transport: CurlTransport) async throws -> Int {
        try await Task.sleep(for: .milliseconds(50))
        let exchange = HTTPExchange(
            HTTPRequest(method: .get, scheme: url.scheme, authority: url.authority, path: "/stats"), purpose: .call,
            reach: .loopbackToo)
        let reply = try await transport.reply(to: exchange)
        guard let count = JSON(parsing: reply.body)?["polls"]?.lenientNumber else {
            throw Arguments.Failure("the server does not count questions")
        }
        return Int(count)
    }
}
