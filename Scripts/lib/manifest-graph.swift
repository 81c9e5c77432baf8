// SPDX-License-Identifier: Apache-2.0
// Prints every module that the products named on the command line can reach, whatever the platform, one a line. Reads what
// `swift package dump-package` says.
import Foundation

guard
    let manifest = try JSONSerialization.jsonObject(with: FileHandle.standardInput.readDataToEndOfFile())
        as? [String: Any],
    let targets = manifest["targets"] as? [[String: Any]], let products = manifest["products"] as? [[String: Any]]
else { exit(65) }

/// What a target names: targets of ours, and products of others.
func dependencies(of target: [String: Any]) -> [String] {
    (target["dependencies"] as? [[String: Any]] ?? []).compactMap { entry in
        (entry.values.first as? [Any])?.first as? String
    }
}

var edges: [String: [String]] = [:]
for target in targets {
    if let name = target["name"] as? String { edges[name] = dependencies(of: target) }
}
var waiting: [String] = []
for name in CommandLine.arguments.dropFirst() {
    guard let product = products.first(where: { $0["name"] as? String == name }),
        let targets = product["targets"] as? [String]
    else {
        FileHandle.standardError.write(Data("there is no product \(name)\n".utf8))
        exit(66)
    }
    waiting += targets
}
var reached: Set<String> = []
while let name = waiting.popLast() {
    if reached.insert(name).inserted { waiting += edges[name] ?? [] }
}
print(reached.sorted().joined(separator: "\n"))
