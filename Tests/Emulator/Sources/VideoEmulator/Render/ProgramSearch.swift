// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Looks for a program as a shell would.
enum ProgramSearch {
    /// The first executable of that name on the search path; a name with a slash is taken as it is.
    static func find(_ name: String) -> String? {
        let files = FileManager.default
        guard !name.contains("/") else { return files.isExecutableFile(atPath: name) ? name : nil }
        let listed = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        // Homebrew's folder is not on the path of a program started from a desktop.
        return (listed.split(separator: ":").map(String.init) + ["/opt/homebrew/bin", "/usr/local/bin"])
            .map { $0 + "/" + name }
            .first { files.isExecutableFile(atPath: $0) }
    }
}
