// SPDX-License-Identifier: Apache-2.0

/// Where something can go wrong.
enum Step: Int, CaseIterable {
    // On the network.
    case submit, poll, renewal, download
    // In the store: what a change records, or what is asked of it.
    case insert, submitting, id, state, end, resume, read, learn, allowance
    // Elsewhere.
    case file, process, clock
}

/// What goes wrong.
enum Fault: Int, CaseIterable {
    // A connection.
    case refused, resetUntaken, resetTaken, silenceUntaken, silenceTaken, cutHeader, slow
    // An answer that is not the service's own.
    case badGatewayUntaken, badGatewayTaken, unavailableUntaken, unavailableTaken, errorUntaken, errorTaken
    case html, cutJSON, withoutID, redirect, requestTimeout
    // The service's own answer.
    case busy, tooMany, errorEnvelope, refusedContent, keyRefused
    // About a task.
    case unknownWord, regress, freshUnknown, gone, otherTask
    // About what came of it.
    case nothingMade, partial, failed, resultGone
    // A file.
    case expired, errorPage, cutFile, shortFile, redirectLoop, otherPart, nameTaken
    // A store.
    case errorBefore, errorAfter, full, fullForGood
    // A process.
    case crashBefore, crashAfter, stopped, overlapped, redelivered, conflicting, impatient, failedOver, held
    // A clock.
    case hourForward, hourBack, dayForward, dayBack, asleep
}

extension Step {
    /// What is declared to go wrong here: each must have happened at least once in a run of many seeds.
    var faults: [Fault] {
        switch self {
        case .submit:
            [
                .refused, .resetUntaken, .resetTaken, .silenceUntaken, .silenceTaken, .cutHeader, .slow,
                .badGatewayUntaken, .badGatewayTaken, .unavailableUntaken, .unavailableTaken, .errorUntaken,
                .errorTaken, .html, .cutJSON, .withoutID, .redirect, .requestTimeout, .busy, .tooMany, .errorEnvelope,
                .refusedContent, .crashBefore, .crashAfter,
            ]
        case .poll:
            Self.questions + [
                .unknownWord, .regress, .freshUnknown, .gone, .otherTask, .keyRefused, .nothingMade, .partial, .failed,
            ]
        case .renewal: Self.questions + [.gone]
        case .download:
            [
                .refused, .resetTaken, .silenceTaken, .slow, .unavailableUntaken, .errorUntaken, .busy, .redirect,
                .redirectLoop, .expired, .errorPage, .cutFile, .shortFile, .otherPart, .resultGone, .crashBefore,
                .crashAfter,
            ]
        case .insert, .submitting, .state, .end, .resume: Self.changes
        case .id: Self.changes + [.fullForGood]
        case .learn, .allowance: [.errorBefore, .errorAfter, .crashBefore, .crashAfter]
        case .read: [.errorBefore, .slow, .crashBefore]
        case .file: [.nameTaken]
        case .process: [.stopped, .overlapped, .redelivered, .conflicting, .impatient, .failedOver, .held]
        case .clock: [.hourForward, .hourBack, .dayForward, .dayBack, .asleep]
        }
    }

    private static let questions: [Fault] = [
        .refused, .resetTaken, .silenceTaken, .slow, .badGatewayUntaken, .unavailableUntaken, .errorUntaken, .html,
        .cutJSON, .redirect, .busy, .tooMany, .crashBefore, .crashAfter,
    ]
    private static let changes: [Fault] = [.errorBefore, .errorAfter, .slow, .full, .crashBefore, .crashAfter]

    /// What may be drawn at any time here, as against what a plan sets.
    var drawn: [Fault] {
        let planned: Set<Fault> = [
            .crashBefore, .crashAfter, .nothingMade, .partial, .failed, .gone, .resultGone, .nameTaken, .stopped,
            .overlapped, .redelivered, .conflicting, .impatient, .failedOver, .held, .fullForGood,
        ]
        return faults.filter { !planned.contains($0) || (self == .id && $0 == .fullForGood) }
    }
}
