// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What settings name by path: a small text, a program.
public enum SettingsFile {
    /// The largest text that is read, in bytes.
    public static let byteCeiling = 64 << 10

    /// The text of the file at `path`.
    ///
    /// A pipe is read to its end, because a key may come from a password manager as `<(command)`.
    ///
    /// - Throws: `configuration` if it cannot be read, is too large or is not UTF-8.
    public static func text(at path: String) throws(VideoGenerationError) -> String {
        do throws(POSIXFailure) {
            try path.checkForSystem()
            let descriptor = retrying { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) }
            guard descriptor >= 0 else { throw .last }
            defer { _ = close(descriptor) }
            return try text(from: descriptor)
        } catch {
            throw VideoGenerationError(
                .configuration, "Cannot read the file \"\(path)\": \(error.reason).", underlying: error)
        }
    }

    /// Whether `path` is a file that can be read again and again.
    public static func isRegular(_ path: String) -> Bool {
        var raw = stat()
        return unsafe stat(path, &raw) == 0 && raw.st_mode & S_IFMT == S_IFREG
    }

    private static func text(from descriptor: Int32) throws(POSIXFailure) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { part in
                retrying { unsafe read(descriptor, part.baseAddress, part.count) }
            }
            guard count >= 0 else { throw .last }
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
            guard bytes.count <= byteCeiling else { throw POSIXFailure(number: EFBIG) }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw POSIXFailure(number: EILSEQ) }
        return text
    }

    /// The path of the program `name` in the folders of `searchPath` (the value of `PATH`); nil if none may be run.
    public static func program(_ name: String, in searchPath: String) -> String? {
        for folder in searchPath.split(separator: ":") where folder.hasPrefix("/") {
            let path = "\(folder)/\(name)"
            if unsafe access(path, X_OK) == 0 { return path }
        }
        return nil
    }
}
