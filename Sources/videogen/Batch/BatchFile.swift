// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The requests of a file, checked as a whole before the first is made.
enum BatchFile {
    /// How many mistakes are told at once.
    private static let toldMistakes = 20

    /// Reads the file at `path`; blank lines are skipped.
    ///
    /// - Throws: `unreadable_input`, or `invalid_request` with every mistake and the number of its line.
    static func read(
        _ path: String, models: [any VideoGeneration]
    ) throws(VideoGenerationError) -> [BatchLine] {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw VideoGenerationError(.unreadableInput, "Cannot read the file \"\(path)\".", underlying: error)
        }
        var lines: [BatchLine] = []
        var mistakes: [String] = []
        var numbers: [String: Int] = [:]
        for (index, bytes) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard bytes.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
            do throws(VideoGenerationError) {
                let line = try BatchLine(Array(bytes), models: models)
                if let first = numbers.updateValue(index + 1, forKey: line.id) {
                    throw .usage("the id \"\(line.id)\" is that of line \(first), too")
                }
                lines.append(line)
            } catch {
                mistakes.append("line \(index + 1): \(error.message)")
            }
        }
        guard mistakes.isEmpty else {
            let rest = mistakes.count - toldMistakes
            throw .usage(
                "\(path): nothing was sent.\n" + mistakes.prefix(toldMistakes).joined(separator: "\n")
                    + (rest > 0 ? "\nand \(rest) more" : ""))
        }
        guard !lines.isEmpty else { throw .usage("\(path) holds no request.") }
        return lines
    }
}
