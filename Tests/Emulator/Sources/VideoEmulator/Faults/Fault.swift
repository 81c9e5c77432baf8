// SPDX-License-Identifier: Apache-2.0

/// One thing that goes wrong on purpose, ordered through the control route.
struct Fault: Sendable {
    /// Where a fault strikes, and how.
    enum Action: Sendable, Equatable {
        case submit(SubmitFault)
        case task(TaskOperation, TaskFault)
        case media(MediaFault)
    }

    var action: Action
    /// How many requests it strikes yet; negative for all.
    var times: Int
    /// How many requests pass unharmed before the first strike.
    var skip: Int
    var details: FaultDetails
}

/// Faults of a submit request.
enum SubmitFault: String, Sendable, CaseIterable {
    case status
    case statusAfter = "status_after"
    case resetBeforeRead = "reset_before_read"
    case resetAfterRead = "reset_after_read"
    case closeAfterRead = "close_after_read"
    case cutHeaders = "cut_headers"
    case cutJSON = "cut_json"
    case silence
    case slow
}

/// Faults of a request about tasks: a poll, mostly.
enum TaskFault: String, Sendable, CaseIterable {
    case status
    case html
    case cutJSON = "cut_json"
    case reset
    case unknownWord = "unknown_word"
    case notFound = "not_found"
    case silence
    case slow
    case succeedEmpty = "succeed_empty"
    case failed
    case dropSamples = "drop_samples"
    case progress
    case endless

    /// Whether it changes what is told of a task, and so makes sense only where something is told.
    var bendsReport: Bool {
        switch self {
        case .unknownWord, .succeedEmpty, .failed, .dropSamples, .progress: true
        default: false
        }
    }
}

/// Faults of a media download.
enum MediaFault: String, Sendable, CaseIterable {
    case truncate
    case truncateSilent = "truncate_silent"
    case reset
    case expired
    case errorPage = "error_page"
    case wrongLength = "wrong_length"
    case ignoreRange = "ignore_range"
    case stall
    case redirect
    case notFound = "not_found"
    case endless
    case slowDrip = "slow_drip"
    case mp4TypeHTML = "mp4_type_html"
}

/// The parameters of a fault; each kind reads a few of them.
struct FaultDetails: Sendable, Equatable {
    var status: Int?
    var reason: String?
    var message: String?
    var retryAfter: String?
    var body: String?
    var contentType: String?
    var delay: Double?
    var bytes: Int?
    var location: String?
    var word: String?
    var value: Int?
    var keep: Int?
    var accepted: Bool?
}
