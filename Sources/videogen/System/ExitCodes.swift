// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

extension VideoGenerationError {
    /// The command's exit code for this error; sysexits where one fits.
    var exitCode: Int32 {
        switch code {
        case .generationFailed, .noVideo, .contentRefused, .cancelled, .taskNotFound: 1
        case .invalidRequest, .unsupportedOption, .overBudget, .requestIDConflict: 64
        case .invalidInput: 65
        case .unreadableInput: 66
        case .rateLimited, .serviceUnavailable, .modelRetired: 69
        case .outputUnwritable, .store: 73
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

/// The exit code of several tasks: that of the one which needs somebody most.
enum ExitCodes {
    /// From the worst to the best: first what may cost money unseen, then what stops every further task, then what
    /// concerns one task, and last what only needs time.
    private static let order: [Int32] = [130, 79, 70, 78, 77, 76, 73, 74, 69, 66, 65, 64, 1, 75, 0]

    static func worst(_ codes: some Sequence<Int32>) -> Int32 {
        codes.min { rank($0) < rank($1) } ?? 0
    }

    private static func rank(_ code: Int32) -> Int { order.firstIndex(of: code) ?? 2 }
}
