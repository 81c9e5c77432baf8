// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The room that all lanes to one host share: however many they are, they leave connections to submissions and downloads.
/// Lanes with calls take turns.
final class LaneRoom {
    /// How many calls may fly at once.
    var width: Int
    /// How many lanes there are.
    var laneCount = 0
    let narrow: Int

    private var flying = 0
    private var waiting: [LaneTraffic] = []

    init(width: Int) {
        self.width = width
        narrow = width
    }

    /// Takes a lane in that may have a call.
    func add(_ lane: LaneTraffic) {
        guard !lane.isWaiting else { return }
        lane.isWaiting = true
        waiting.append(lane)
    }

    /// Forgets the lanes, which know their room.
    func close() {
        waiting = []
    }

    /// Takes the place of a call back, whose lane may have another one.
    func landed(_ lane: LaneTraffic) {
        flying -= 1
        add(lane)
    }

    /// The next call's transfer, ready to start, and its lane; nil if there is no room or no call.
    func nextFlight(_ now: MonotonicTime) -> (LaneTraffic, Transfer)? {
        while flying < width, let lane = waiting.first {
            guard let transfer = lane.nextFlight(now) else {
                waiting.removeFirst().isWaiting = false
                continue
            }
            flying += 1
            if waiting.count > 1 { waiting.append(waiting.removeFirst()) }
            return (lane, transfer)
        }
        return nil
    }
}
