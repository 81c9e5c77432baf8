// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import videogen

@Suite("How long ago a task was made")
struct TaskRowTests {
    @Test(
        "is told for every number that a file may hold",
        arguments: [-1e300, -.infinity, .infinity, .nan, 1e300, -.greatestFiniteMagnitude] as [Double])
    func age(_ time: Double) {
        #expect(TaskRow.age(time) == (time < 0 ? "11574074 d" : "0 s"))
    }
}
