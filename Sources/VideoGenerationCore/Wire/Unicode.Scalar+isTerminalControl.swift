// SPDX-License-Identifier: Apache-2.0

extension Unicode.Scalar {
    /// Whether a terminal may obey this instead of showing it: C0, DEL, C1, and what turns the direction of writing or
    /// ends a line (UAX #9, UAX #14). Services and files decide what stands in messages.
    package var isTerminalControl: Bool {
        switch value {
        case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
