// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What the command line says.
struct Options {
    var isQuick = false
    var json: String?
    var plots: String?
    var only: [String] = []
    /// The folder with `peer-ahc`.
    var peers: String?
    /// An interpreter that has the Python peers, and their script.
    var python: String?
    var script: String?
    /// Why there is no interpreter.
    var noPython = "their packages are not here"
    /// The stripped static command.
    var command: String?

    init(_ arguments: ArraySlice<String>) {
        var rest = arguments
        while let word = rest.popFirst() {
            switch word {
            case "--quick": isQuick = true
            case "--json" where !rest.isEmpty: json = rest.removeFirst()
            case "--plots" where !rest.isEmpty: plots = rest.removeFirst()
            case "--only" where !rest.isEmpty: only.append(rest.removeFirst())
            case "--peers" where !rest.isEmpty: peers = rest.removeFirst()
            case "--python" where !rest.isEmpty: python = rest.removeFirst()
            case "--script" where !rest.isEmpty: script = rest.removeFirst()
            case "--no-python" where !rest.isEmpty: noPython = rest.removeFirst()
            case "--command" where !rest.isEmpty: command = rest.removeFirst()
            default:
                print(
                    """
                    usage: bench [--quick] [--only ROW]... [--json FILE] [--plots FOLDER] [--peers FOLDER]
                                 [--python FILE --script FILE | --no-python REASON] [--command FILE]
                    """)
                exit(64)
            }
        }
    }

    /// Whether a row is wanted: by its name, or by how its name begins.
    func wants(_ id: String) -> Bool {
        only.isEmpty || only.contains { id == $0 || id.hasPrefix($0 + "-") }
    }
}
