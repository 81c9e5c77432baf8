// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// What one transport promises where not all can promise the same. Everything else in these tests holds for all of them.
///
/// A transport may know less than another; it may never claim more than is true. So each difference is expected to be
/// there: a transport that learns to prove more has to say so here.
struct Promises {
    /// A TLS handshake that is refused, garbled or never answered proves that nothing was sent.
    var provesFailedHandshake: Bool
    /// Whether the bytes of a request's header are counted, so that one without a body is seen to be on its way.
    var countsHeaderBytes: Bool
    /// Whether a reply is seen from its first line, not only from the end of its header.
    var seesPartOfHeader: Bool
    /// Whether a header without end is cut off at a size; otherwise time does it.
    var boundsHeaderSize: Bool
    /// Whether a reply's header is kept as it arrived, with its order.
    var keepsRawHeader: Bool
    /// Whether a request's fields are sent in their order, the credential last.
    var keepsFieldOrder: Bool
    /// Fields that are added to a request's own, `Host` and `User-Agent`.
    var addedFields: Set<String>
    /// Whether `/a/../b` can be sent as it is; otherwise it is refused.
    var sendsDotSegments: Bool
    /// Whether a body is read in pieces while it is sent; otherwise it is read before anything is connected.
    var streamsBodies: Bool
    /// Whether a POST of a call is sent again by the library below when a kept connection dies.
    var repeatsCalls: Bool
    /// Whether a reply may have trailers, or a header that breaks off. FoundationNetworking of Swift 6.3.1 stops the
    /// process at either (`NativeProtocol.swift`, "Transfer completed, but there's no response"), so nothing can be
    /// expected there.
    var survivesBrokenHeaders: Bool
    /// Other words for a kind of failure, where what is below gives the same code to several.
    var vagueKinds: [ExchangeFailure.Kind: Set<ExchangeFailure.Kind>]
}

extension TransportKind {
    /// What this transport promises.
    var promises: Promises {
        switch self {
        case .curl:
            Promises(
                provesFailedHandshake: true, countsHeaderBytes: true, seesPartOfHeader: true, boundsHeaderSize: true,
                keepsRawHeader: true, keepsFieldOrder: true, addedFields: ["accept"], sendsDotSegments: true,
                streamsBodies: true, repeatsCalls: true, survivesBrokenHeaders: true, vagueKinds: [:])
        case .urlSession:
            #if canImport(Darwin)
                Promises(
                    provesFailedHandshake: false, countsHeaderBytes: false, seesPartOfHeader: false,
                    boundsHeaderSize: false, keepsRawHeader: false, keepsFieldOrder: false,
                    addedFields: ["accept", "accept-language", "accept-encoding", "connection"],
                    sendsDotSegments: false, streamsBodies: true, repeatsCalls: false, survivesBrokenHeaders: true,
                    vagueKinds: [.connectionLost: [.other, .notHTTP], .notHTTP: [.other, .connectionLost]])
            #else
                Promises(
                    provesFailedHandshake: false, countsHeaderBytes: false, seesPartOfHeader: false,
                    boundsHeaderSize: false, keepsRawHeader: false, keepsFieldOrder: false,
                    addedFields: ["accept", "accept-language", "accept-encoding", "connection"],
                    sendsDotSegments: false, streamsBodies: false, repeatsCalls: false, survivesBrokenHeaders: false,
                    vagueKinds: [.connectionLost: [.other], .notHTTP: [.other], .insecure: [.other]])
            #endif
        }
    }

    /// Whether this transport may call `kind` what it calls `told`.
    func mayCall(_ kind: ExchangeFailure.Kind, _ told: ExchangeFailure.Kind?) -> Bool {
        told == kind || told.map { promises.vagueKinds[kind]?.contains($0) == true } ?? false
    }

    static var withBrokenHeaders: [TransportKind] { allCases.filter(\.promises.survivesBrokenHeaders) }
}
