// SPDX-License-Identifier: Apache-2.0
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A folder of its own, removed with the files in it that are named.
package struct TemporaryFolder {
    package let path: String

    package init() throws {
        var template = Array("/tmp/curl-transport-XXXXXX".utf8CString)
        let path = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }.map { unsafe String(cString: $0) }
        }
        guard let path else { throw ChildProcess.Failure(text: "no temporary folder") }
        self.path = path
    }

    package func write(_ text: String, to name: String) throws {
        let bytes = Array(text.utf8)
        let file = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(file) }
        guard file >= 0, Posix.write(file, bytes) else {
            throw ChildProcess.Failure(text: "cannot write \(name)")
        }
    }

    /// The size of a file; nil if there is none.
    package func size(of name: String) -> Int? {
        var status = stat()
        return unsafe stat("\(path)/\(name)", &status) == 0 ? Int(status.st_size) : nil
    }

    package func remove(_ names: [String]) {
        for name in names { unsafe _ = unlink("\(path)/\(name)") }
        unsafe _ = rmdir(path)
    }
}
