// SPDX-License-Identifier: Apache-2.0
@testable import LocalFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A folder of its own for a test, removed with this object.
final class TestFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/videogen-tests-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer {
            unsafe $0.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard made else { throw POSIXFailure.last }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        Self.remove(path)
    }

    subscript(_ name: String) -> String { path + "/" + name }

    /// The names in the folder, hidden ones included.
    var names: [String] { Self.names(in: path) }

    @discardableResult
    func make(_ name: String, _ bytes: [UInt8] = Array("content".utf8)) throws -> String {
        try overwrite(self[name], bytes)
        return self[name]
    }

    func makeFolder(_ name: String) throws -> String {
        try Folder.create(self[name])
        return self[name]
    }

    private static func names(in path: String) -> [String] {
        guard let stream = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        if unsafe unlink(path) == 0 { return }
        for name in names(in: path) { remove(path + "/" + name) }
        _ = unsafe rmdir(path)
    }
}

/// Opens as other programs do: makes the file or shortens it in place, then writes.
func overwrite(_ path: String, _ bytes: [UInt8]) throws {
    try put(bytes, at: path, O_WRONLY | O_CREAT | O_TRUNC)
}

func append(_ path: String, _ bytes: [UInt8]) throws {
    try put(bytes, at: path, O_WRONLY | O_APPEND)
}

private func put(_ bytes: [UInt8], at path: String, _ flags: Int32) throws {
    let descriptor = unsafe open(path, flags, 0o644)
    guard descriptor >= 0 else { throw POSIXFailure.last }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { throw POSIXFailure.last }
        rest = rest.dropFirst(count)
    }
}

func setSize(_ path: String, _ size: Int) throws {
    guard unsafe truncate(path, off_t(size)) == 0 else { throw POSIXFailure.last }
}

func contents(_ path: String) throws -> [UInt8] {
    let file = try File(reading: path)
    var bytes = [UInt8](repeating: 0, count: try file.information().size)
    let count = try file.fill(&bytes, at: 0)
    return Array(bytes.prefix(count))
}

func permissions(_ path: String) throws -> UInt16? {
    try Folder.information(at: path)?.permissions
}
