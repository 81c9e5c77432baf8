// SPDX-License-Identifier: Apache-2.0

/// Why a file is not a whole MP4 video, as the second half of a sentence.
struct MP4Fault: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
