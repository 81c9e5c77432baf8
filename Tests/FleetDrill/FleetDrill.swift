// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Puts many processes, a database and the emulator through what happens to them in a month, and says what became of the tasks
/// and the money. `Scripts/fleet` builds all that it needs.
@main
struct FleetDrill {
    static func main() async {
        // A child that is gone is told nothing.
        signal(SIGPIPE, SIG_IGN)
        do {
            let words = try Words(CommandLine.arguments.dropFirst())
            switch words.verb {
            case "consume": try await Consumer(words).run()
            case "queue": try await QueueDrill(words).run()
            case "caps": try await CapsDrill(words).run()
            case "soak": try await SoakDrill(words).run()
            case "upgrade": try await UpgradeDrill(words).run()
            default: throw Trouble("usage: fleet-drill queue|caps|soak|upgrade --NAME VALUE…: see Scripts/fleet")
            }
        } catch {
            note("fleet-drill: \(error)")
            exit(1)
        }
    }
}

/// A line on standard output, at once.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// A line for whoever watches.
func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

/// What was wrong, in a sentence.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A verb, and values by name.
struct Words {
    let verb: String
    private var values: [String: String] = [:]

    init(_ arguments: ArraySlice<String>) throws {
        var rest = arguments
        verb = rest.popFirst() ?? ""
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else { throw Trouble("\(name) has no value") }
            values[String(name.dropFirst(2))] = value
        }
    }

    func text(_ name: String) throws -> String {
        guard let value = values[name] else { throw Trouble("--\(name) is missing") }
        return value
    }

    func number(_ name: String, _ standard: Int) throws -> Int {
        guard let text = values[name] else { return standard }
        guard let number = Int(text), number > 0 else { throw Trouble("--\(name) takes a number, not \(text)") }
        return number
    }
}
