// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import VideoTasks

@Suite("The circuit before a model")
struct CircuitTests {
    /// A circuit after one outcome each second: f for a failure, anything else for none.
    private func circuit(_ outcomes: String, every pause: Duration = .seconds(1)) -> (Circuit, MonotonicTime) {
        var circuit = Circuit()
        var now = MonotonicTime(nanoseconds: 0)
        for outcome in outcomes {
            now = now + pause
            if outcome == "f" {
                circuit.fail(begunAt: now, at: now, jitter: 0)
            } else {
                circuit.succeed(begunAt: now, at: now)
            }
        }
        return (circuit, now)
    }

    @Test(
        "opens after five failures in a row, or when most of ten in a minute fail",
        arguments: [
            ("ffff", false), ("fffff", true), ("ffff.ffff", false), ("f.f.f.f.f.", false), ("f.f.f.f.ff", true),
            ("..........ffff", false), ("ff.ff.ff.", false), ("ff.ff.ff.f", true),
        ])
    func opens(outcomes: String, isOpen: Bool) {
        let (circuit, now) = circuit(outcomes)
        #expect(circuit.state == (isOpen ? .open(until: now + .seconds(30)) : .closed))
    }

    @Test("forgets a failure after a minute")
    func forgets() {
        #expect(circuit("f.f.f.f.ff", every: .seconds(15)).0.state == .closed)
    }

    @Test("stays open longer each time, up to five minutes, and a little longer still by chance")
    func pauses() {
        var (circuit, now) = circuit("fffff")
        for pause in [30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300] {
            #expect(circuit.state == .open(until: now + .seconds(pause)))
            now = now + .seconds(pause)
            circuit.probe()
            circuit.probed(.shown, at: now, jitter: 0)
            #expect(circuit.state == .trial(since: now))
            circuit.fail(begunAt: now, at: now, jitter: 0)
        }
        circuit.probe()
        circuit.probed(.none, at: now, jitter: 1)
        #expect(circuit.state == .open(until: now + .seconds(360)))
    }

    @Test("closes when a submission goes well after a question was answered, and has forgotten everything then")
    func closes() {
        var (circuit, now) = circuit("fffff")
        circuit.probe()
        circuit.probed(.shown, at: now, jitter: 0)
        // What began before says nothing about now.
        circuit.succeed(begunAt: now + .seconds(-1), at: now)
        circuit.fail(begunAt: now + .seconds(-1), at: now, jitter: 0)
        #expect(circuit.state == .trial(since: now))
        circuit.succeed(begunAt: now, at: now)
        #expect(circuit == Circuit())
        (circuit, now) = self.circuit("fffff")
        circuit.succeed(begunAt: now, at: now)
        circuit.fail(begunAt: now, at: now + .seconds(20), jitter: 0)
        #expect(circuit.state == .open(until: now + .seconds(30)))
        circuit.probed(.shown, at: now, jitter: 0)
        #expect(circuit.state == .open(until: now + .seconds(30)))
    }

    @Test("believes an answer that may be a gateway's each fourth time only")
    func doubtful() {
        var (circuit, now) = circuit("fffff")
        for opening in 1...8 {
            guard case .open(let end) = circuit.state else { return #expect(Bool(false)) }
            now = end
            circuit.probe()
            circuit.probed(.doubtful, at: now, jitter: 0)
            #expect((circuit.state == .trial(since: now)) == opening.isMultiple(of: 4))
            if opening.isMultiple(of: 4) { circuit.fail(begunAt: now, at: now, jitter: 0) }
        }
    }
}
