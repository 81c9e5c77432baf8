// SPDX-License-Identifier: Apache-2.0

/// A mistake that a provider can make.
enum BeaconFault: CaseIterable {
    case otherSurface, defaultOutside, undatedSource, impliesUndeclared, wholeAsNumber
    case throwsForLong, rawPrompt, forgetsImage, firstReferenceOnly, differsEachTime, countsQuestions
    case forgetsMood, misspellsField, mixesWords, dropsSeedZero, dropsFalse, dropsEmptyText, sendsDefault, sendsNull
    case otherOrigin, followsAnyLink, keyInURL, keyByName, keyInHeader, unescapedID, forgetsID
    case wrongID, readsHalfID, describesID, takesPage, takesAnyMessage, claimsProof, wrongCode, wrongRetry, wrongFailure
    case neverQueued, wordIsDone, wordIsFailed, guessesWord, firstSampleOnly, skipsFiltered, skipsNull, sameIndex,
        forgetsKey, staysRunning, readsEmptyAddress
    case strictNumbers, readsByPlace, wantsNull, searchesText
    case resubmits, takesCancelledForUnknown, quotesKey

    /// The rule that it breaks.
    var rule: String {
        switch self {
        case .otherSurface, .defaultOutside, .impliesUndeclared: "the descriptor makes sense by itself"
        case .undatedSource: "the descriptor says whose word it is"
        case .wholeAsNumber: "the descriptor comes back from JSON as it was"
        case .throwsForLong, .rawPrompt: "every request that the descriptor allows can be sent, with its prompt"
        case .forgetsImage, .firstReferenceOnly: "every input is sent"
        case .differsEachTime, .countsQuestions: "a call comes out the same each time it is built"
        case .forgetsMood, .mixesWords: "what is declared is sent"
        case .misspellsField: "only fields that the document has are sent"
        case .dropsSeedZero, .dropsFalse, .dropsEmptyText: "zero, false and an empty text are values"
        case .sendsDefault, .sendsNull: "what is not set is not sent"
        case .followsAnyLink: "a link of the service is followed within the surface's own origin only"
        case .otherOrigin: "calls go to the surface's own origin"
        case .keyInURL, .keyByName, .keyInHeader: "no key is in a call"
        case .unescapedID, .forgetsID: "a task's id is named in the question, and escaped"
        case .wrongID: "a submission that is taken is accepted under its id"
        case .readsHalfID: "half a reply to a submission says nothing"
        case .describesID: "no value in a reply makes something of nothing"
        case .takesPage, .takesAnyMessage: "a gateway's page says nothing"
        case .claimsProof: "no work is proved where no document proves it"
        case .wrongCode, .wrongRetry: "a refusal is read by the service's own envelope"
        case .wrongFailure: "a failed task says why"
        case .neverQueued: "a task is as far as the service says"
        case .wordIsDone, .wordIsFailed, .guessesWord: "a word that nobody knows means running"
        case .firstSampleOnly, .skipsFiltered, .skipsNull, .sameIndex, .forgetsKey: "every sample has its place"
        case .staysRunning, .readsEmptyAddress: "a finished task without videos is over"
        case .strictNumbers, .readsByPlace, .wantsNull: "a reply is read the same, however it is spelled"
        case .searchesText: "what is no JSON says nothing"
        case .resubmits: "a submission is one exchange, whatever comes of it"
        case .takesCancelledForUnknown: "nothing is sent in a cancelled task"
        case .quotesKey: "no key that an answer quotes is kept"
        }
    }

    /// A part of the sentence that names it.
    var sentence: String {
        switch self {
        case .otherSurface: "build the ModelID with the surface's name"
        case .defaultOutside: "the default of duration, 5, is outside of its domain (4, 8 or 12)"
        case .undatedSource: "write YYYY-MM-DD"
        case .impliesUndeclared: "the implication long_small speaks of length, which is not declared"
        case .wholeAsNumber: "duration is changed by JSON: write whole numbers as .integer"
        case .throwsForLong:
            "because \"12 seconds are too long.\" Send it, or let the descriptor say that it is not allowed"
        case .rawPrompt: "send request.prompt as it is"
        case .forgetsImage: "the input first_frame (number 1, as a file) is not sent"
        case .firstReferenceOnly: "the input reference (number 2, as a file) is not sent"
        case .differsEachTime: "the submit call differs from one time to the next (request)"
        case .countsQuestions: "the status call differs from one time to the next"
        case .forgetsMood: "mood \"calm\" is not sent: the call is the same as without it"
        case .misspellsField: "the field duration_seconds is sent, and the service's document has none of that name"
        case .mixesWords: "mood \"wild\" and mood \"calm\" make the same call"
        case .dropsSeedZero: "seed \"0\" is not sent: it is a value like any other"
        case .dropsFalse: "audio \"false\" is not sent: it is a value like any other"
        case .dropsEmptyText: "negative_prompt \"\" is not sent: it is a value like any other"
        case .sendsDefault: "duration is not set, and yet seconds is sent as 4"
        case .sendsNull: "seed is not set, and yet seed is sent as null"
        case .otherOrigin: "the submit call goes to https://upload.beacon.example"
        case .followsAnyLink:
            "with https://elsewhere.example/x for the link ask, the status call goes to https://elsewhere.example"
        case .keyInURL: "the submit call holds a secret"
        case .keyByName: "the submit call has the field ?api_key, where a key belongs"
        case .keyInHeader: "the submit call has the header field Authorization, where a key belongs"
        case .unescapedID: "is not escaped in the status call (https://api.beacon.example/base/renders/a"
        case .forgetsID: "the status call does not name the task"
        case .wrongID: "the accepted submission is read as accepted as r: read the id r-77"
        case .readsHalfID: "a reply that is cut off after 18 of 108 bytes is accepted under the id \"r\""
        case .describesID: "for render.id, a submission is accepted under the id \"r-"
        case .takesPage: "with the status 502 is read as refused (service_unavailable"
        case .takesAnyMessage: "is read as refused (invalid_request"
        case .claimsProof: "with the status 500 counts as proof that no work was started"
        case .wrongCode: "to a submission has the code invalid_request: it means authentication"
        case .wrongRetry: "is not retryable: set isRetryable to true"
        case .wrongFailure: "has the code cancelled: it means generation_failed"
        case .neverQueued: "is read as running (waiting, progress unknown, time to go unknown): report .queued"
        case .wordIsDone: "the unknown word \"zz_new\" is read as succeeded"
        case .wordIsFailed: "the unknown word \"zz_new\" is read as failed"
        case .guessesWord: "the unknown word \"done_2\" is read as succeeded"
        case .firstSampleOnly, .skipsFiltered: "give one RemoteSample for each, in order"
        case .skipsNull: "with null for clips[0].href, the samples are"
        case .sameIndex: "are numbered [0, 0, 0, 0]"
        case .forgetsKey:
            "of the samples [https://vault.beacon.example/77 with the credential], [https://vault.beacon.example/77] are"
        case .readsEmptyAddress: "with empty URLs is read as succeeded with [0: https://api.beacon.example/base with"
        case .staysRunning: "null for its URLs is read as running"
        case .strictNumbers: "with render.percent as a string"
        case .readsByPlace: "look members up by their names"
        case .wantsNull: "with no render.percent instead of null, is read as unrecognized"
        case .searchesText: "a damaged reply"
        case .resubmits: "a submission that is lost is 2 exchanges"
        case .takesCancelledForUnknown: "a submission in a cancelled task comes out as unknown"
        case .quotesKey: "the key that the refusal"
        }
    }

    /// Whether it is one of the verbs that a provider has for nothing.
    var isInVerb: Bool { [.resubmits, .takesCancelledForUnknown, .quotesKey].contains(self) }
}
