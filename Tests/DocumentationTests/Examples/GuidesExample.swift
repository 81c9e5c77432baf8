// SPDX-License-Identifier: Apache-2.0

// example: first-video
import VideoGenerationKit
// end

/// The first video of a new app. It is compiled only.
func makeFirstVideo() async throws {
    // example: first-video
    let request = VideoRequest(
        "The ship leaves the harbour", image: .file("harbour.png"),
        options: VideoOptions(duration: 4, resolution: .hd720))
    do throws(VideoGenerationError) {
        let client = try VideoClient.fromEnvironment()
        let plan = try await client.plan(request, from: ["preview/pan-zoom"])
        for advisory in plan.chosen?.negotiation.report.advisories ?? [] { print(advisory.message) }

        let generation = try await client.submit(plan, to: "first.mp4", requestID: "first-video-1")
        for await event in await generation.events() {
            switch event {
            case .status(let status): print(status.state.rawValue, status.progress ?? 0)
            case .delivered(let delivery): print(delivery.paths)
            case .failed(let error): print(error.message)
            case .submissionUnknown(_, let evidence):
                print("It may be billed, and is not sent again:", evidence.message)
            default: break
            }
        }
        await client.shutdown()
    } catch {
        print(error.message)
    }
    // end
}

/// A wait that ends before the task.
func follow(_ client: VideoClient, _ plan: Plan, save: (TaskID) -> Void) async throws {
    // example: follow
    let generation = try await client.submit(plan, to: "videos/")
    save(generation.id)  // enough to find it again

    do {
        let delivery = try await generation.delivery(within: .seconds(120))
        print(delivery.paths)
    } catch  where error.code == .timedOut {
        print("It goes on without us.")  // a wait that ends never fails a task
    }
    // end
}

/// A client of the usual parts, but for some.
func makeOwnClient(archive: any DeliverySink, token: @escaping @Sendable () async throws -> String) throws {
    // example: own-parts
    let client = try VideoClient.fromEnvironment(
        credentials: ClosureCredentials(keeping: .seconds(600)) { _ in try await token() },
        store: .sqlite("/var/lib/my-app/tasks.sqlite"),
        sinks: [archive])
    // end
    _ = client
}

/// At the start of an app.
func takeUp(_ client: VideoClient, display: @escaping @Sendable (TaskEvent, TaskID) -> Void) async throws {
    @Sendable func show(_ event: TaskEvent, of id: TaskID) { display(event, id) }
    // example: resume
    for resumption in try await client.resume() {
        guard case .following(let generation) = resumption.outcome else { continue }
        Task {
            for await event in await generation.events() { show(event, of: generation.id) }
        }
    }
    // end
}

/// The caller's own id.
func order(_ order: String, _ plan: Plan, with client: VideoClient) async throws {
    // example: request-id
    let generation = try await client.submit(plan, to: .named(order, folder: "videos"), requestID: order)
    // end
    _ = generation
}

/// What somebody who can look it up does about an unknown outcome.
func settle(_ client: VideoClient, lookUp: (VideoTask) -> String?) async throws {
    // example: unknown
    for task in try await client.tasks(in: [.submissionUnknown]) {
        print(task.id.rawValue, task.evidence?.message ?? "")
        if let remoteID = lookUp(task) {
            try await client.resolve(task.id, as: remoteID)  // followed under that id
        } else {
            try await client.resolveAsNotSubmitted(task.id)  // may be submitted anew
        }
    }
    // end
}

// example: sink
struct Bucket: DeliverySink {
    let name = "bucket"  // by which the record of a task finds it again
    let upload: @Sendable (_ path: String, _ key: String) async throws -> Void

    func keep(_ video: CheckedVideo) async throws -> String {
        try await upload(video.path, video.key)  // the same key for the same video, also after a crash
        return "bucket/\(video.key)"
    }
}
// end
