// SPDX-License-Identifier: Apache-2.0
import Foundation
import LocalFiles
import PreviewProvider
import VideoGenerationCore

/// A preview under test, asked as a tracker asks it.
struct Studio {
    let workshop: Workshop
    let preview: PanZoomPreview

    init(_ workshop: Workshop, _ configuration: PanZoomPreview.Configuration = .init()) {
        self.workshop = workshop
        preview = PanZoomPreview(folder: workshop["preview"], configuration: configuration)
    }

    func negotiated(
        _ options: VideoOptions = .init(), picture: String? = nil
    ) throws -> NegotiatedRequest {
        let media = try InputInspector().inspect(.file(picture ?? workshop["picture.png"]))
        let request = InspectedRequest(prompt: "a ship", media: [.firstFrame: [media]], options: options)
        let negotiation = preview.descriptor.negotiate(request)
        guard let negotiated = negotiation.request else {
            throw VideoGenerationError(.invalidRequest, "\(negotiation.violations)")
        }
        return negotiated
    }

    func submit(_ options: VideoOptions = .init(), picture: String? = nil) async throws -> SubmitOutcome {
        await preview.submit(Submission(try negotiated(options, picture: picture), by: Self.nowhere(preview.surface)))
    }

    /// The id of an accepted submission.
    func accepted(_ options: VideoOptions = .init(), picture: String? = nil) async throws -> String {
        let outcome = try await submit(options, picture: picture)
        guard case .accepted(let id, _) = outcome else {
            throw VideoGenerationError(.internalFailure, "Not accepted: \(outcome)")
        }
        return id
    }

    func status(_ id: String) async -> StatusOutcome { await preview.status(query(id)) }

    func cancel(_ id: String) async -> CancelOutcome { await preview.cancel(query(id)) }

    /// The report about a task, which must be one.
    func report(_ id: String) async throws -> StatusReport {
        switch await status(id) {
        case .report(let report): return report
        case .trouble(let trouble): throw trouble.error
        }
    }

    /// The paths of a task's videos, once it has them.
    func videos(_ id: String, within seconds: Double = 240) async throws -> [String] {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            switch try await report(id).phase {
            case .succeeded(let samples):
                return samples.compactMap { if case .file(let path) = $0.location { path } else { nil } }
            case .failed(let refusal): throw VideoGenerationError(refusal.code, refusal.message)
            case .queued, .running: try await Task.sleep(for: .milliseconds(20))
            }
        }
        throw VideoGenerationError(.timedOut, "It took longer than \(seconds) s.")
    }

    private func query(_ id: String) -> StatusQuery {
        StatusQuery(
            TaskHandle(
                id: TaskID(rawValue: "0123456789abcdefghjk"), model: preview.descriptor.model, mode: .firstFrame,
                origin: "", credential: nil, remoteID: id, samples: 1), by: Self.nowhere(preview.surface))
    }

    static let nowhere = Nowhere()

    private static func nowhere(_ surface: Surface) -> SurfaceConnection {
        SurfaceConnection(surface: surface, transport: nowhere, credentials: nowhere)
    }
}

/// Neither a network nor a key: a preview needs none.
struct Nowhere: HTTPTransport, CredentialSource {
    func send(_ exchange: HTTPExchange) async -> HTTPOutcome {
        .failure(
            ExchangeFailure(
                .cancelled, phase: .preparing, provesNothingSent: true, message: "There is no network here."))
    }

    func credential(named name: CredentialName) async throws -> Secret? { nil }
}
