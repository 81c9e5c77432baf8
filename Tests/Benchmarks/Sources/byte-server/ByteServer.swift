// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A service on loopback that speaks just enough of the Highway wire to swallow an image of any size and to give a
/// video of any size, in constant memory. How many bytes the video has is what the request's prompt says.
///
/// It prints `{"port": N}` and ends when its standard input does.
@main
enum ByteServer {
    static func main() {
        // A client that hangs up must not end the server.
        _ = signal(SIGPIPE, SIG_IGN)
        guard let listener = Socket.listening() else {
            FileHandle.standardError.write(Data("byte-server: cannot listen on 127.0.0.1\n".utf8))
            exit(1)
        }
        FileHandle.standardOutput.write(Data("{\"port\": \(listener.port)}\n".utf8))
        let port = listener.port
        Thread.detachNewThread {
            while let socket = listener.accept() {
                Thread.detachNewThread { Conversation(socket, port: port).run() }
            }
        }
        while readLine() != nil {}
    }
}
