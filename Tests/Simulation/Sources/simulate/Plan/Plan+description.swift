// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension Plan: CustomStringConvertible {
    /// Everything that the seed decided, a line each.
    var description: String {
        var lines = ["seed \(seed)"]
        lines += requests.map { request in
            let fate = request.fate
            let words = [
                request.isKeyed ? "key" : nil, request.goesToFiles ? "files" : "links",
                request.isNameTaken ? "name taken" : nil, request.isRedelivered ? "redelivered" : nil,
                request.isContested ? "contested" : nil, request.patience.map { "waits \($0)" },
            ].compactMap { $0 }.joined(separator: ", ")
            return "request \(request.number): at \(request.arrival), \(request.samples) samples, \(words); service: "
                + "\(fate.result.rawValue), queued \(fate.queued), running \(fate.running), URLs \(fate.urlLife)"
        }
        lines += processes.enumerated().map { number, process in
            let crash = process.crash.map { "dies \($0.isAfter ? "after" : "before") \($0.step) no. \($0.number), or " }
            return "process \(number): \(process.overlaps ? "beside the one before, " : "")after \(process.delay), "
                + "\(crash ?? "")\(process.stops ? "stops" : "dies") after \(process.life)"
                + (process.isAsked ? "" : ", gets no message")
        }
        lines += weather.sorted { $0.key.rawValue < $1.key.rawValue }.filter { $0.value.rate > 0 }.map { step, value in
            "\(step): \(Int(value.rate * 100)) % of \(value.faults.map { "\($0)" }.joined(separator: " "))"
        }
        lines += jumps.map { "clock: \($0.fault) after \($0.after)" }
        if let allowance {
            lines.append("resubmissions: \(allowance.perDay) a day, \(allowance.amountPerDay) a day")
        }
        if hasSurvivor { lines.append("the last process lives on, unless it dies in an operation") }
        lines.append("submissions a task: \(submitAttempts)")
        return lines.joined(separator: "\n")
    }
}
