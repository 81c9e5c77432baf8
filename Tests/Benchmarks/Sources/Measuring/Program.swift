// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A measured program: a name, and what it can do by the first word of its command line.
public struct Program: Sendable {
    /// What a command gets: the words after its own.
    public typealias Command = @Sendable (Arguments) async throws -> Void

    private let name: String
    private let commands: [String: Command]

    /// A program with these commands.
    public init(_ name: String, _ commands: [String: Command]) {
        self.name = name
        self.commands = commands
    }

    /// Does what the command line says, and ends the process.
    ///
    /// The main thread only waits: an asynchronous `main` hands it to Dispatch, whose way to put it to sleep valgrind does
    /// not survive.
    public func run() -> Never {
        Task.detached {
            await perform()
            exit(0)
        }
        while true { pause() }
    }

    private func perform() async {
        let words = CommandLine.arguments.dropFirst()
        guard let word = words.first, let command = commands[word] else {
            leave(64, "usage: \(name) \(commands.keys.sorted().joined(separator: "|")) ...")
        }
        do {
            try await command(Arguments(words: Array(words.dropFirst())))
        } catch {
            leave(1, "\(name) \(word): \(error)")
        }
    }

    private func leave(_ status: Int32, _ message: String) -> Never {
        let line = Array((message + "\n").utf8)
        unsafe _ = write(STDERR_FILENO, line, line.count)
        exit(status)
    }
}

/// The words of a command.
public struct Arguments: Sendable {
    /// Something that a program was not prepared for.
    public struct Failure: Error, CustomStringConvertible {
        /// What it is.
        public let description: String

        /// A failure.
        public init(_ description: String) {
            self.description = description
        }
    }

    private let words: [String]

    init(words: [String]) {
        self.words = words
    }

    /// How many there are.
    public var count: Int { words.count }

    /// The word at `index`.
    public func text(_ index: Int) throws -> String {
        guard words.indices.contains(index) else { throw Failure("word \(index + 1) is missing") }
        return words[index]
    }

    /// The number at `index`.
    public func number<Number: LosslessStringConvertible>(
        _ index: Int, as type: Number.Type = Int.self
    ) throws -> Number {
        guard let number = Number(try text(index)) else { throw Failure("word \(index + 1) is no number") }
        return number
    }
}
