// SPDX-License-Identifier: Apache-2.0
import CPrograms
import Foundation

/// A server that runs as long as this value is not stopped, and as this process lives.
struct Server {
    private let process: Int32
    private let input: Int32

    private init(_ words: [String], output: URL, errors: URL) throws {
        var input: Int32 = -1
        process = unsafe bench_start(
            Command.list(words), Command.environment(), output.path, errors.path, &input)
        self.input = input
        guard process > 0 else { throw Failure("\(words[0]) cannot be started") }
    }

    /// Does `work` with the server on the processor of what is started there.
    func onOneProcessor<Value>(_ work: () throws -> Value) rethrows -> Value {
        bench_share_processor(process, 1)
        defer { bench_share_processor(process, 0) }
        return try work()
    }

    func stop() {
        bench_stop(process, input)
    }

    /// `bench-server`, and the ports that it has.
    static func plain(_ program: URL, _ certificates: Certificates?, in folder: URL) throws -> (Server, Ports) {
        let output = folder.appending(path: "server.output")
        var words = [program.path]
        if let certificates { words += [certificates.server, certificates.key] }
        let server = try Server(words, output: output, errors: folder.appending(path: "server.errors"))
        for _ in 0..<500 {
            if let text = try? Data(contentsOf: output), let ports = try? JSONDecoder().decode(Ports.self, from: text) {
                return (server, ports)
            }
            usleep(10_000)
        }
        server.stop()
        throw Failure("bench-server does not begin: see \(output.path)")
    }

    struct Ports: Decodable {
        let port: Int
        let tlsPort: Int
    }

    /// nginx with HTTP/2 over TLS and the answers of the server at `port`; nil where there is no nginx.
    static func secure(_ certificates: Certificates, like port: Int, in folder: URL) throws -> (Server, port: Int)? {
        guard let nginx = Command.path(of: "nginx"), let shell = Command.path(of: "sh") else { return nil }
        let own = Int(bench_free_port())
        let answer = try Self.get("/v3/async/task-result?task_id=NAME", at: port)
            .replacing("NAME", with: "$arg_task_id")
        let settings = """
            daemon off; master_process off; pid nginx.pid; error_log stderr error;
            events { worker_connections 1024; }
            http {
              access_log off; keepalive_requests 1000000000; default_type application/json;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              server {
                listen 127.0.0.1:\(own) ssl http2;
                ssl_certificate \(certificates.server); ssl_certificate_key \(certificates.key);
                location / { return 200 '\(answer)'; }
              }
            }
            """
        let file = folder.appending(path: "nginx.conf")
        try settings.write(to: file, atomically: true, encoding: .utf8)
        // The shell ends it as soon as our end of the input is closed, however that comes about.
        let script = "\"$1\" -p \"$2\" -c \"$3\" & server=$!; cat >/dev/null; kill \"$server\"; wait \"$server\""
        let errors = folder.appending(path: "nginx.errors")
        let server = try Server(
            [shell, "-c", script, "sh", nginx, folder.path, file.path],
            output: folder.appending(path: "nginx.output"), errors: errors)
        for _ in 0..<300 {
            if bench_listens(Int32(own)) != 0 { return (server, own) }
            usleep(10_000)
        }
        server.stop()
        throw Failure("nginx does not begin: \((try? String(contentsOf: errors, encoding: .utf8)) ?? "")")
    }

    /// The body of what a server on loopback answers.
    static func get(_ path: String, at port: Int) throws -> String {
        var body = [CChar](repeating: 0, count: 4096)
        let count = unsafe bench_get(Int32(port), path, &body, Int32(body.count))
        guard count > 0 else { throw Failure("the server does not answer") }
        return String(decoding: body.prefix(Int(count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// What `bench-server` knows of its clients.
    struct Statistics: Decodable {
        /// When the first byte of the latest request's connection came, in nanoseconds.
        let lastFirstByte: Int64

        init(at port: Int) throws {
            self = try JSONDecoder().decode(Self.self, from: Data(Server.get("/stats", at: port).utf8))
        }
    }
}
