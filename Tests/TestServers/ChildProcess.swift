// SPDX-License-Identifier: Apache-2.0
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that runs beside the tests.
package final class ChildProcess {
    package struct Failure: Error { let text: String }

    private let process: pid_t
    private let input: Int32
    private let output: Int32

    /// Starts a program with pipes on its input and on its output and errors, and more environment than ours.
    package init(_ arguments: [String], environment: [String: String] = [:]) throws {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard unsafe pipe(&toChild) == 0, unsafe pipe(&fromChild) == 0 else { throw Failure(text: "no pipe") }
        for end in [toChild[1], fromChild[0]] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = unsafe posix_spawn_file_actions_t()
        #endif
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, fromChild[1], 2)
        var texts: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe texts.forEach { unsafe free($0) } }
        let variables: [UnsafeMutablePointer<CChar>?] = unsafe environment.map { unsafe strdup("\($0)=\($1)") }
        defer { unsafe variables.forEach { unsafe free($0) } }
        var all = unsafe variables + Self.ours + [nil]
        var process: pid_t = 0
        let code = unsafe posix_spawn(&process, arguments[0], &actions, nil, &texts, &all)
        close(toChild[0])
        close(fromChild[1])
        guard code == 0 else { throw Failure(text: "could not start \(arguments[0])") }
        self.process = process
        self.input = toChild[1]
        self.output = fromChild[0]
    }

    private static var ours: [UnsafeMutablePointer<CChar>?] {
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe []
        var next = unsafe environ
        while let variable = unsafe next.pointee {
            unsafe variables.append(variable)
            unsafe next += 1
        }
        return unsafe variables
    }

    /// What it says, up to its end or until that is enough.
    package func read(until isEnough: (String) -> Bool = { _ in false }) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !isEnough(text) {
            let count = Self.read(output, &buffer)
            if count <= 0 { break }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        return text
    }

    /// Tells it something.
    package func tell(_ text: String) -> Bool {
        Posix.write(input, Array(text.utf8))
    }

    private static func read(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.read(descriptor, &buffer, buffer.count)
        #elseif canImport(Musl)
            unsafe Musl.read(descriptor, &buffer, buffer.count)
        #else
            unsafe Darwin.read(descriptor, &buffer, buffer.count)
        #endif
    }

    /// Waits for its end, and gives its exit status.
    @discardableResult package func wait() -> Int32 {
        var status: Int32 = 0
        unsafe _ = waitpid(process, &status, 0)
        close(input)
        close(output)
        return status
    }

    /// Sends it a signal.
    package func send(_ signal: Int32) {
        kill(process, signal)
    }

    /// Ends it.
    package func stop() {
        kill(process, SIGKILL)
        wait()
    }
}

/// Calls whose names the types here use themselves.
enum Posix {
    /// Writes all of it.
    static func write(_ file: Int32, _ bytes: [UInt8]) -> Bool {
        #if canImport(Glibc)
            unsafe Glibc.write(file, bytes, bytes.count) == bytes.count
        #elseif canImport(Musl)
            unsafe Musl.write(file, bytes, bytes.count) == bytes.count
        #else
            unsafe Darwin.write(file, bytes, bytes.count) == bytes.count
        #endif
    }
}
