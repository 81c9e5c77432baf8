// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoTasks

@Suite("A task that is delivered")
struct SuccessTests {
    @Test("everything")
    func plain() throws {
        let studio = Studio(polls: [.queued, .running, .running, .done()])
        try studio.follow()
        print(studio.exported.lines, studio.exported.measured.joined(separator: "\n"), studio.exported.everything)
    }
}
