// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Looks for a program as a shell would.
package enum ProgramSearch {
    /// The path of the first program called `name` in the folders of `PATH`; a name with a slash is taken as it is. Nil if
    /// there is none that this user may run.
    package static func find(_ name: String) -> String? {
        guard !name.isEmpty else { return nil }
        if name.contains("/") { return isProgram(name) ? name : nil }
        let listed = EnvironmentVariable.value("PATH") ?? "/usr/bin:/bin"
        // Homebrew's folder is not on the path of a program that was started from a desktop.
        return SettingsFile.program(name, in: listed + ":/opt/homebrew/bin:/usr/local/bin")
    }

    private static func isProgram(_ path: String) -> Bool {
        guard let information = try? Folder.information(at: path), information.kind == .regular else { return false }
        return unsafe access(path, X_OK) == 0
    }
}

/// The variables of this process.
package enum EnvironmentVariable {
    /// The value of the variable `name`; nil if it is not set.
    package static func value(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}
