// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What answers the requests of one origin.
protocol Responder: Sendable {
    /// Answers one request, or ends the connection.
    func respond(to head: RequestHead, on connection: Connection) async throws
}

/// One listening port.
struct HTTPOrigin {
    // Answers go straight to the channel, so the stream's own writer is never used.
    typealias ClientChannel = NIOAsyncChannel<HTTPServerRequestPart, Never>

    private let server: NIOAsyncChannel<ClientChannel, Never>
    private let connections: OpenChannels

    /// The scheme of its addresses.
    let scheme: String

    /// The port that was bound, also when any free one was asked for.
    let port: Int

    /// Opens the port; connections are served by `run`.
    /// - Parameter tls: What the port speaks below HTTP; nothing when nil.
    static func bind(host: String, port: Int, tls: NIOSSLContext? = nil) async throws -> HTTPOrigin {
        let connections = OpenChannels()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { channel in
                connections.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)
                    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
                    try channel.pipeline.syncOperations.addHandler(MalformedRequestHandler())
                    return try ClientChannel(wrappingChannelSynchronously: channel)
                }
            }
        let bound = server.channel.localAddress?.port ?? port
        return HTTPOrigin(server: server, connections: connections, scheme: tls == nil ? "http" : "https", port: bound)
    }

    /// Serves connections until the task is cancelled.
    func run(_ responder: some Responder) async {
        await withDiscardingTaskGroup { group in
            // An error here is the listening socket going away, which is how a shutdown looks.
            try? await server.executeThenClose { clients in
                for try await client in clients {
                    group.addTask { await serve(client, responder) }
                }
            }
            group.cancelAll()
            connections.closeAll()
        }
    }

    /// Closes the port of an origin that never ran.
    func close() async {
        try? await server.executeThenClose { _ in }
        connections.closeAll()
    }

    private func serve(_ client: ClientChannel, _ responder: some Responder) async {
        let channel = client.channel
        await withTaskCancellationHandler {
            // A client that leaves half-way is an everyday event here.
            try? await client.executeThenClose { parts in
                let connection = Connection(channel: channel, parts: parts, scheme: scheme)
                while let head = try await connection.nextHead() {
                    try await responder.respond(to: head, on: connection)
                }
            }
        } onCancel: {
            // A write that waits for a client who does not read ends only with its channel.
            channel.close(promise: nil)
        }
    }
}
