// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

/// One run of one seed: the clock, the service, the disk, the processes, and the judge.
///
/// Sendable by confinement: everything here is touched only by the thread that runs the loop, in turn.
final class World: @unchecked Sendable {
    let plan: Plan
    /// The clock that all processes share.
    let loop: VirtualLoop
    let model = HighwayModel.veo31LiteImageToVideo()
    /// The same behind another name, host and key: for requests that may go elsewhere.
    let other = HighwayModel.veo31LiteImageToVideo(
        at: Surface(name: "other", baseURL: WebURL("https://other.example"), credential: "OTHER_API_KEY"))
    var models: [any VideoGeneration] { [model, other] }
    var hosts: [String] { models.compactMap(\.surface.baseURL?.host) }
    var random: SeededGenerator
    var trace: Trace
    var coverage = Coverage()
    private(set) var violations: [String] = []
    /// Whether nothing goes wrong any more.
    var isCalm = false
    private(set) lazy var service = Service(self)
    private(set) lazy var disk = Disk(self)
    private(set) lazy var judge = Judge(self)
    let folder: String?
    /// The requests without a key that somebody has begun to make.
    var unkeyed: Set<Int> = []
    /// How many wait for time to pass.
    private(set) var sleepers = 0

    init(_ plan: Plan, folder: String?, isTold: Bool) {
        self.plan = plan
        self.folder = folder
        random = SeededGenerator(seed: plan.seed ^ 0xA5A5_5A5A_1234_8765)
        trace = Trace(isTold: isTold)
        loop = VirtualLoop { _ in .failure(.forbidden) }
    }

    var now: MonotonicTime { loop.now }
    var seconds: Double { Double(now.nanoseconds) / 1e9 }

    func hit(_ step: Step, _ fault: Fault) {
        coverage.hit(step, fault)
        note("fault", step.rawValue, fault.rawValue, say: "\(step): \(fault)")
    }

    func note(
        _ word: StaticString, _ first: Int = 0, _ second: Int = 0, _ third: Int = 0,
        say text: @autoclosure () -> String = ""
    ) {
        trace.note(now.nanoseconds, word, first, second, third)
        if trace.isTold {
            let time = String(seconds)
            print("\(String(repeating: " ", count: max(0, 14 - time.count)))\(time)  \(word): \(text())")
        }
    }

    func violated(_ rule: String) {
        note("violation", say: rule)
        if violations.count < 20 { violations.append(rule) }
    }

    /// What goes wrong at this step now, if anything does.
    func draw(_ step: Step) -> Fault? {
        guard !isCalm, let weather = plan.weather[step], !weather.faults.isEmpty, random.chance(weather.rate) else {
            return nil
        }
        return weather.faults[random.number(weather.faults.count)]
    }

    /// Lets virtual time pass.
    func pass(_ duration: Duration) async {
        sleepers += 1
        defer { sleepers -= 1 }
        await withCheckedContinuation { continuation in
            loop.makeTimer { continuation.resume() }.wake(at: loop.now + duration)
        }
    }
}
