// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import LocalFiles
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

extension Process {
    /// Takes up what lies there, and takes in what comes.
    func live() {
        begin("resume all", -1) { await self.resumeAll() }
        for request in world.plan.requests where plan.isAsked || request.arrival > Duration(world.now) {
            begin("serve", request.number) { await self.serve(request) }
            if request.isRedelivered, request.isKeyed {
                begin("serve again", request.number) { await self.serveAgain(request) }
            }
        }
    }

    private func resumeAll() async {
        var found: [VideoTask]?
        while isUp, found == nil {
            found = try? await store.tasks(in: Set(TaskState.allCases.filter { !$0.isTerminal }))
            if found == nil { await world.pass(.seconds(1)) }
        }
        for task in found ?? [] {
            guard let request = world.judge.request(of: task) else { continue }
            begin("follow", request) { await self.follow(task.id, request) }
        }
    }

    /// Follows a recorded task until it ends, or until the process does.
    private func follow(_ id: TaskID, _ request: Int) async {
        while isUp {
            do {
                if try await tracker.resume(id, with: world.models) {
                    if await listen(to: id, request) { return }
                } else if world.disk.tasks[id]?.state.isTerminal == true {
                    return
                }
            } catch {
                guard error.code == .store || error.code == .cancelled else {
                    return world.violated("request \(request) cannot be resumed: \(error.message)")
                }
            }
            await world.pass(.seconds(15))
        }
    }

    /// Listens until nothing follows.
    ///
    /// - Returns: Whether the task has ended.
    private func listen(to id: TaskID, _ request: Int) async -> Bool {
        for await event in await tracker.events(of: id) {
            world.judge.told(event, of: request, by: self)
            if event.isLast { return true }
        }
        return false
    }

    /// The message comes a second time.
    private func serveAgain(_ request: Plan.Request) async {
        await world.pass(request.arrival + .seconds(world.random.number(in: 0...100)))
        guard isUp else { return }
        world.hit(.process, .redelivered)
        await serve(request)
    }

    /// Does what a message asks for.
    private func serve(_ request: Plan.Request) async {
        let arrival = MonotonicTime(nanoseconds: 0) + request.arrival
        if arrival > world.now { await world.pass(arrival - world.now) }
        if !request.isKeyed, !world.unkeyed.insert(request.number).inserted { return }
        guard let negotiated = world.negotiated(request) else {
            return world.violated("Negotiation refused a request.")
        }
        var isContested = request.isContested
        while isUp {
            asked.insert(request.number)
            do {
                let id = try await tracker.submit(
                    negotiated, to: world.model, orElse: world.others(for: request),
                    destination: try world.destination(of: request),
                    key: request.isKeyed ? world.key(request.number, of: request.number) : nil)
                if isContested, request.isKeyed {
                    isContested = false
                    await contest(request)
                }
                if let patience = request.patience { await wait(for: id, request, patience) }
                if await listen(to: id, request.number) { return }
                return await follow(id, request.number)
            } catch {
                guard error.code == .store || error.code == .cancelled else {
                    return world.violated("request \(request.number) was refused: \(error.message)")
                }
                // Whether an unkeyed request was recorded is not known: it is not made again.
                guard request.isKeyed else { return }
            }
            await world.pass(.seconds(3))
        }
    }

    /// The same key comes with another request.
    private func contest(_ request: Plan.Request) async {
        guard let other = world.negotiated(request, as: "contested") else { return }
        do {
            let id = try await tracker.submit(
                other, to: world.model, destination: .links, key: world.key(request.number, of: -1))
            world.violated("request \(request.number): its key was taken for another request, \(id.rawValue).")
        } catch {
            if error.code == .requestIDConflict { world.hit(.process, .conflicting) }
        }
    }

    /// Somebody waits for a while. The task must not care.
    private func wait(for id: TaskID, _ request: Plan.Request, _ patience: Duration) async {
        do {
            _ = try await tracker.delivery(of: id, within: patience)
        } catch {
            if error.code == .timedOut { world.hit(.process, .impatient) }
        }
    }

    /// Fetches once more what could not be fetched, now that nothing is in the way.
    func fetchAgain() {
        for task in world.disk.tasks.values.sorted(by: { $0.id.rawValue < $1.id.rawValue }) {
            guard let request = world.judge.request(of: task), let code = task.failure?.code, task.handle != nil,
                [.downloadFailed, .notAVideo, .outputUnwritable, .resultExpired].contains(code),
                let job = task.handle.flatMap({ world.service.job($0.remoteID) }), job.fate.result != .gone
            else { continue }
            begin("fetch again", request) { [self] in
                world.judge.wantedAgain.insert(task.id)
                let model = task.model == world.other.descriptor.model ? world.other : world.model
                do throws(VideoGenerationError) {
                    try await tracker.download(task.id, of: model, to: task.destination)
                    _ = await listen(to: task.id, request)
                } catch {
                    world.violated("request \(request) cannot be fetched again: \(error.message)")
                }
            }
        }
    }
}

extension Duration {
    init(_ time: MonotonicTime) { self = .nanoseconds(time.nanoseconds) }
}
