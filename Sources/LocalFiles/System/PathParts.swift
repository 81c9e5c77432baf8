// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A path taken apart into the folder and the last name in it.
package struct PathParts: Hashable {
    /// The folder; `.` if the path has none.
    package let folder: String
    /// The last name; nil if the path ends in a slash, `.` or `..`, which all mean a folder.
    package let name: String?

    /// Takes `path` apart.
    package init(_ path: String) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let last = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
        if last.isEmpty || last == "." || last == ".." {
            folder = path.isEmpty ? "." : path
            name = nil
        } else {
            let before = slash.map { String(path[..<$0]) }
            folder = before.map { $0.isEmpty ? "/" : $0 } ?? "."
            name = last
        }
    }

    /// The path of `name` in `folder`.
    static func join(_ folder: String, _ name: String) -> String {
        if folder == "." { return name }
        return folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
    }

    /// The path as any process on this machine understands it; as it is if the current folder cannot be told.
    package static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = unsafe getcwd(nil, 0) else { return path }
        defer { unsafe free(folder) }
        var rest = Substring(path)
        while rest.hasPrefix("./") { rest = rest.dropFirst(2).drop { $0 == "/" } }
        let current = unsafe String(cString: folder)
        return rest.isEmpty || rest == "." ? current : join(current, String(rest))
    }
}
