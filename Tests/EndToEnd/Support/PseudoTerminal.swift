// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A terminal that nobody looks at (openpty).
final class PseudoTerminal: Sendable {
    /// The side that a program has.
    let end: FileHandle
    private let ours: FileHandle
    private let screen = Mutex(Data())

    init() throws {
        var (number, other): (Int32, Int32) = (-1, -1)
        guard unsafe openpty(&number, &other, nil, nil, nil) == 0 else { throw Trouble("There is no pseudo-terminal.") }
        ours = FileHandle(fileDescriptor: number, closeOnDealloc: true)
        end = FileHandle(fileDescriptor: other, closeOnDealloc: true)
        ours.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            self?.screen.withLock { $0 += data }
        }
    }

    /// All that was written to it until now, as bytes.
    var written: Data { screen.withLock { $0 } }

    /// All that was written to it, as text.
    var text: String { String(decoding: written, as: UTF8.self) }

    func close() throws {
        ours.readabilityHandler = nil
        try end.close()
        try ours.close()
    }
}
