// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The file that all benchmarks write to.
public enum Results {
    /// Writes `rows` under `name` into the JSON object at `path`; what other benchmarks have written there stays.
    public static func write(_ rows: [some Encodable], as name: String, to path: String) throws {
        let file = URL(filePath: path)
        let earlier = (try? Data(contentsOf: file)).flatMap { try? JSONSerialization.jsonObject(with: $0) }
        var all = earlier as? [String: Any] ?? [:]
        all[name] = try JSONSerialization.jsonObject(with: JSONEncoder().encode(rows))
        try JSONSerialization.data(withJSONObject: all, options: [.prettyPrinted, .sortedKeys]).write(to: file)
    }
}
