// SPDX-License-Identifier: Apache-2.0

import CEmulatorShims

/// The two output streams: one machine-readable line on standard output, everything for people on standard error.
package enum Console {
    /// Writes one line to standard output at once; a harness waits for it on a pipe.
    package static func announce(_ line: String) {
        write(line, to: 1)
    }

    /// Writes one line to standard error.
    package static func log(_ line: String) {
        write("video-emulator: " + line, to: 2)
    }

    private static func write(_ line: String, to descriptor: Int32) {
        let bytes = Array((line + "\n").utf8)
        unsafe bytes.withUnsafeBytes { unsafe emulator_write_all(descriptor, $0.baseAddress, $0.count) }
    }
}
