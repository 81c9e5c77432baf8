// SPDX-License-Identifier: Apache-2.0

// example: app
import VideoGenerationKit

// end

/// An app's smallest use. It is compiled only: it would ask the service that the environment names.
func makeVideo() async throws {
    // example: app
    let request = VideoRequest(
        "The ship leaves the harbour at dawn",
        image: .file("harbour.jpg"),
        options: VideoOptions(duration: 6, aspectRatio: .match))
    do throws(VideoGenerationError) {
        let client = try VideoClient.fromEnvironment()
        // The request id is yours: asked for again, also after a crash, it is the same task and no second bill.
        let delivery = try await client.generate(request, to: "harbour.mp4", requestID: "harbour-1")
        for sample in delivery.samples {
            print(sample.path ?? "no video: \(sample.reason ?? "")")
        }
        await client.shutdown()
    } catch {
        print(error.message)
    }
    // end
}

/// The same in steps, for an app that shows a plan and progress.
func makeVideoInSteps(_ client: VideoClient, _ request: VideoRequest) async throws {
    // example: steps
    let plan = try await client.plan(request)  // sends nothing, needs no key
    guard let chosen = plan.chosen else { return print(plan.refusal?.message ?? "") }
    for change in chosen.negotiation.report.adjustments {
        print("\(change.option.rawValue): \(change.reason ?? "")")
    }

    let generation = try await client.submit(plan, to: "videos/")
    for await event in await generation.events() {
        switch event {
        case .submitted(let handle): print("the service calls it \(handle.remoteID)")
        case .status(let status): print(status.state, status.progress ?? 0)
        case .retrying(let notice): print("nobody has it, tried again in \(notice.delay)")
        case .failover(let next): print("\(next.from) does not have it, \(next.to) is asked")
        case .held(let error): print("waits, nothing was sent: \(error.message)")
        case .unanswered(let error): print("asked again: \(error.message)")
        case .attention(let error): print("goes on, but somebody must act: \(error)")
        case .delivered(let delivery): print(delivery.paths)
        case .failed(let error): print(error)
        case .submissionUnknown(_, let evidence): print("may be billed: \(evidence.message)")
        }
    }
    // end
}

/// What goes wrong, by code.
func explain(_ client: VideoClient, _ request: VideoRequest) async throws {
    // example: errors
    do {
        _ = try await client.generate(request)
    } catch {
        switch error.code {
        case .unsupportedOption, .invalidInput: print("change the request: \(error.message)")
        case .submissionUnknown: print("may be billed, nothing was sent again: \(error.message)")
        case .contentRefused: print("the service refused what it shows: \(error.message)")
        default: print(error.message, error.isRetryable ? "(try again later)" : "")
        }
        if let task = error.task { print("at \(task.origin) its id is \(task.remoteID)") }
    }
    // end
}

/// Rules for options that a model does not support.
func negotiate(_ client: VideoClient) async throws {
    // example: policy
    let request = VideoRequest(
        "The ship leaves the harbour", image: .file("harbour.jpg"),
        options: VideoOptions(duration: 5, resolution: "1920x1080", seed: 0))
    let policy = NegotiationPolicy(.fail, byOption: [.duration: .nearest, .negativePrompt: .drop])
    let plan = try await client.plan(request, policy: policy)
    // end
    _ = plan
}

/// A client of parts that the app chose.
func assemble(keychain: @escaping @Sendable (String) async throws -> String?) throws {
    // example: parts
    let transport = CurlTransport()
    let client = VideoClient(
        models: Highway.models(), transport: transport, store: .memory,
        credentials: ClosureCredentials { name in try await keychain(name.rawValue) })
    // end
    _ = client
}
