// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension PrivateFolder {
    /// Opens the folder at `path` if it is there; nil, with nothing made, if it is not.
    ///
    /// - Throws: As ``init(_:)``.
    package static func existing(at path: String) throws(VideoGenerationError) -> PrivateFolder? {
        let information = try keeping(at: path) { () throws(POSIXFailure) in try Folder.information(at: path) }
        return information == nil ? nil : try PrivateFolder(path)
    }

    /// The names of what is in it, in no order.
    package func names() throws(VideoGenerationError) -> [String] {
        try keeping(at: path) { () throws(POSIXFailure) in try folder.names() }
    }

    /// The path of `name` in it.
    package func path(of name: String) -> String { PathParts.join(path, name) }

    /// The content of the file `name`; nil if there is none.
    ///
    /// - Throws: `configuration` if it cannot be read, is no file, or is larger than `most` bytes.
    package func content(of name: String, atMost most: Int) throws(VideoGenerationError) -> [UInt8]? {
        guard try hasFile(name) else { return nil }
        do throws(POSIXFailure) {
            let file = try folder.openFile(name)
            let size = try file.information().size
            guard size <= most else { throw POSIXFailure(number: EFBIG) }
            var content = [UInt8](repeating: 0, count: size)
            let filled = try file.fill(&content, at: 0)
            return Array(content.prefix(filled))
        } catch {
            // Removed since the look.
            if error == .missing { return nil }
            throw .unusable(path(of: name), error)
        }
    }

    /// Removes the file `name`, if it is there.
    package func remove(_ name: String) throws(VideoGenerationError) {
        do throws(POSIXFailure) {
            try folder.remove(name)
        } catch {
            if error != .missing { throw .unusable(path(of: name), error) }
        }
    }

    /// Removes the folder `name` in it with the files it holds, those called `last` last. What is in a folder in that one
    /// is left alone, and keeps it.
    package func removeFolder(_ name: String, last: [String] = []) throws(VideoGenerationError) {
        guard let inner = try PrivateFolder.existing(at: path(of: name)) else { return }
        for name in try inner.names() where !last.contains(name) { try inner.remove(name) }
        for name in last { try inner.remove(name) }
        let path = path(of: name)
        if unsafe rmdir(path) != 0 {
            let failure = POSIXFailure.last
            if failure != .missing { throw .unusable(path, failure) }
        }
    }

    /// How many seconds ago something was made, renamed or removed in it; never less than 0.
    package func secondsUnchanged() throws(VideoGenerationError) -> Int {
        let changed = try keeping(at: path) { () throws(POSIXFailure) in try folder.information().modifiedSeconds }
        return max(0, Int(clamping: Int64(time(nil)) - changed))
    }

    /// Holds the file `name`, which is made if it is not there; nil if another holder has it, in this process or another.
    package func hold(_ name: String) throws(VideoGenerationError) -> FileHold? {
        do throws(POSIXFailure) {
            // Whoever removes it holds it meanwhile; then a new one is made.
            for _ in 0..<8 {
                if try folder.information(of: name) == nil {
                    do throws(POSIXFailure) {
                        _ = try folder.makeFile(name)
                    } catch {
                        if error != .exists { throw error }
                    }
                }
                do throws(POSIXFailure) {
                    let file = try folder.openFile(name)
                    guard try file.tryLock(.exclusive) else { return nil }
                    if try file.hasName(name, in: folder) { return FileHold(file) }
                } catch {
                    if error != .missing { throw error }
                }
            }
            return nil
        } catch {
            throw .unusable(path(of: name), error)
        }
    }
}

/// A file that nobody else can hold as long as this object lives. The system lets go of it when the process ends, however
/// that happens.
package final class FileHold: Sendable {
    private let file: File

    init(_ file: consuming File) {
        self.file = file
    }
}
