// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension StoreRule {
    static let counting = [
        StoreRule(subject: "running times") { place in
            let store = try await place.open()
            let times = (0..<40).map { Duration.seconds(40 - $0) + .nanoseconds($0) }
            for time in times { try await store.record(runningTime: time, of: ExampleTasks.model) }
            let other = ModelID(surface: "example", model: "lantern-2")
            try await store.record(runningTime: .milliseconds(1), of: other)
            let read = try await place.open().runningTimes(of: ExampleTasks.model)
            place.expect(read.count == 32, "keep the latest 32 of a model, not \(read.count).")
            place.expect(
                read == times.suffix(32),
                "give them in the order in which they came, the latest last, to the nanosecond.")
            place.expect(
                try await store.runningTimes(of: other) == [.milliseconds(1)], "each model has times of its own.")
            place.expect(
                try await store.runningTimes(of: ModelID(surface: "example", model: "lantern")).isEmpty,
                "a model that has not run has none.")
        },
        StoreRule(subject: "the allowance by number") { place in
            let stores = try await place.openFour()
            let allowance = ResubmissionAllowance(perDay: 5, amountPerDay: Money(micros: 1 << 50), assumedCost: .zero)
            let taken = try await atOnce(32) { index in
                try await stores[index % 4].takeResubmission(costing: Money(micros: 7), from: allowance, day: 20_000)
            }.count { $0 }
            place.expect(
                taken == 5,
                "of 32 at once, 5 are within an allowance of 5 a day, not \(taken): count and take in one transaction.")
            place.expect(
                try await stores[0].takeResubmission(costing: .zero, from: allowance, day: 20_001),
                "each day has the whole allowance.")
            place.expect(
                try await !stores[1].takeResubmission(costing: .zero, from: allowance, day: 20_000),
                "an earlier day must not be forgotten because a later one began: a clock may be put back.")
        },
        StoreRule(subject: "the allowance by amount") { place in
            let stores = try await place.openFour()
            let allowance = ResubmissionAllowance(
                perDay: 1_000, amountPerDay: Money(micros: 1_000_000), assumedCost: .zero)
            let taken = try await atOnce(32) { index in
                try await stores[index % 4].takeResubmission(costing: Money(micros: 300_000), from: allowance, day: 3)
            }.count { $0 }
            place.expect(
                taken == 3, "of 32 at 0.30 at once, 3 are within an allowance of 1.00 a day, not \(taken).")
            place.expect(
                try await stores[0].takeResubmission(costing: Money(micros: 100_000), from: allowance, day: 3),
                "what was refused must not be counted, and an allowance may be used up to the last cent.")
            place.expect(
                try await !stores[0].takeResubmission(costing: Money(micros: 1), from: allowance, day: 3),
                "nothing is within an allowance that is used up.")
            let none = ResubmissionAllowance(perDay: 0, amountPerDay: .zero, assumedCost: .zero)
            place.expect(
                try await !stores[0].takeResubmission(costing: .zero, from: none, day: 4), "none a day is none.")
        },
    ]
}
