// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

extension VideoGenerationError {
    /// The command's exit code for this error; sysexits where one fits.
    var exitCode: Int32 {
        switch code {
        case .generationFailed, .noVideo, .contentRefused, .cancelled, .taskNotFound: 1
        case .invalidRequest, .unsupportedOption, .overBudget: 64
        case .invalidInput: 65
        case .unreadableInput: 66
        case .rateLimited, .serviceUnavailable, .modelRetired: 69
        case .outputUnwritable: 73
        case .resultExpired, .notAVideo, .downloadFailed: 74
        case .timedOut: 75
        case .protocolViolation: 76
        case .authentication, .outOfFunds: 77
        case .configuration: 78
        case .submissionUnknown: 79
        default: 70
        }
    }
}
