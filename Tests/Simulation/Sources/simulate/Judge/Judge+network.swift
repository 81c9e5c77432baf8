// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

// What must be true whenever something reaches the network.
extension Judge {
    func posted(_ post: Post, _ process: Process, _ delay: Duration) {
        let (request, who) = (post.request, "Process \(process.number) submitted request \(post.request)")
        if let id = world.disk.taskOfRequest[request], let task = world.disk.tasks[id] {
            if task.state != .submitting {
                world.violated("\(who), which is recorded as \(task.state.rawValue), not as submitting.")
            }
            if task.owner != process.store.name { world.violated("\(who), which is another process's.") }
        } else {
            world.violated("\(who) before it was recorded.")
        }
        if !process.asked.contains(request) { world.violated("\(who), and nobody asked it to.") }
        if let stopped = process.stopped, world.now > stopped { world.violated("\(who) after it was stopped.") }
        let earlier = posts[request] ?? []
        for case .accepted(let id) in earlier.map(\.outcome) {
            world.violated("\(who) again, although the service had named it \(id).")
        }
        if let open = earlier.last(where: { $0.outcome == .ambiguous }), open.host != post.host {
            world.violated("\(who) to \(post.host), although \(open.host) may have it.")
        }
        if earlier.contains(where: \.isRefusedForGood) {
            world.violated("\(who) again, although what it asks for was refused.")
        }
        if earlier.contains(where: { $0.outcome != .nothing }) {
            riskedPosts += 1
            if riskedPosts > takes { world.violated("\(who) again after an unknown outcome, and nobody allowed that.") }
        }
        process.submissions[request, default: 0] += 1
        let alternatives = world.plan.requests[request].hasAlternative ? 1 : 0
        if process.submissions[request, default: 0] > world.plan.submitAttempts + takes + alternatives {
            world.violated("\(who) more often than allowed.")
        }
        let errand = Errand(process: process.number, request: request, step: .submit, host: post.host)
        if let time = notBefore[errand], world.now < time { world.violated("\(who) before the service wanted it.") }
        notBefore[errand] = post.retryAfter > .zero ? world.now + delay + post.retryAfter : nil
        posts[request] = earlier + [post]
    }

    func asked(_ job: Service.Job, _ process: Process, _ step: Step) {
        let task = world.disk.taskOfRequest[job.request].flatMap { world.disk.tasks[$0] }
        if task?.handle?.remoteID != job.remoteID, !rescuedIDs.contains(job.remoteID) {
            world.violated("Process \(process.number) asked for \(job.remoteID) before its id was recorded.")
        }
        if step == .poll, task?.handle?.remoteID != job.remoteID, job.isRecordDue {
            world.violated("The id \(job.remoteID) is recorded nowhere, and nobody tries to.")
        }
        if let stopped = process.stopped, world.now > stopped {
            world.violated("Process \(process.number) asked for \(job.remoteID) after it was stopped.")
        }
        guard step == .poll else { return }
        let errand = Errand(process: process.number, request: job.request, step: .poll)
        if let time = notBefore[errand], world.now < time {
            world.violated("Process \(process.number) asked for \(job.remoteID) before the service wanted it.")
        }
        notBefore[errand] = nil
    }

    /// Every answer about a task whose id is not recorded is an occasion to record it.
    func answered(_ job: Service.Job) {
        let task = world.disk.taskOfRequest[job.request].flatMap { world.disk.tasks[$0] }
        job.isRecordDue = task?.handle?.remoteID != job.remoteID
    }

    func toldToWait(_ duration: Duration, _ job: Service.Job, _ process: Process, _ step: Step) {
        guard step == .poll else { return }
        notBefore[Errand(process: process.number, request: job.request, step: step)] = world.now + duration
    }
}
