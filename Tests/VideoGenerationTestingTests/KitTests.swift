// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("The stores' conformance kit")
struct KitTests {
    @Test("the store in memory keeps every rule")
    func memory() async throws {
        let places = (0..<TaskStoreConformance.placeCount).map { _ in MemoryTaskStore() }
        try await TaskStoreConformance { places[$0].another() }.run()
    }

    @Test("a store written from the port's documentation keeps every rule")
    func plain() async throws {
        try await check(nil)
    }

    @Test("a broken store is told what to change", arguments: Fault.allCases)
    func broken(_ fault: Fault) async throws {
        let error = try #require(await #expect(throws: BrokenTaskStore.self) { try await check(fault) })
        #expect(error.broken.contains { $0.contains(fault.sentence) }, "\(error)")
        #expect(error.description.contains("The store breaks \(error.broken.count) rules"))
    }

    private func check(_ fault: Fault?) async throws {
        let shelves = (0..<TaskStoreConformance.placeCount).map { _ in PlainShelf() }
        try await TaskStoreConformance { PlainStore(shelves[$0], fault) }.run()
    }
}

/// A mistake that a store can make.
enum Fault: CaseIterable {
    case ignoresRevision, racesOnUpdate, forgetsRequestID, racesOnRequestID, returnsOldTwin, makesMissing, reorders
    case filtersNothing, removesAnyRevision, losesOwners, changesLongTexts, neverDies, isNeverAlive, sharesName
    case worksClosed, keepsAllTimes, reversesTimes, countsRefused, forgetsDays, racesOnAllowance, losesRescued,
        hidesChanges
    case ignoresBudget, spendsRefused, keepsCharges, movesCharges

    /// A part of the sentence that names it.
    var sentence: String {
        switch self {
        case .ignoresRevision: "replace only where the recorded revision is task.revision - 1"
        case .racesOnUpdate: "compare and replace in one statement or transaction"
        case .forgetsRequestID: "insert must return the recorded task if its request id is taken"
        case .racesOnRequestID: "look up and record in one transaction"
        case .returnsOldTwin: "as it is recorded now"
        case .makesMissing: "return false for a task that is not recorded"
        case .reorders: "in the order in which they were recorded"
        case .filtersNothing: "must give the tasks in that state and no other"
        case .removesAnyRevision: "compare the revision, and return false"
        case .losesOwners: "keep the whole JSON"
        case .changesLongTexts: "bind it as a parameter, without a limit"
        case .neverDies: "an owner whose store was closed must not be alive"
        case .isNeverAlive: "an owner whose store is open must be alive"
        case .sharesName: "an owner's name of its own"
        case .worksClosed: "must throw an error with code store once the store is closed"
        case .keepsAllTimes: "keep the latest 32"
        case .reversesTimes: "the latest last"
        case .countsRefused: "what was refused must not be counted"
        case .forgetsDays: "an earlier day must not be forgotten"
        case .racesOnAllowance: "count and take in one transaction"
        case .losesRescued: "what was rescued must be in the record"
        case .hidesChanges: "a change must be seen by another owner"
        case .ignoresBudget: "3 are within a budget of 1.00 a day"
        case .spendsRefused, .keepsCharges: "what is charged no more must not be counted any more"
        case .movesCharges: "a charge must stay on the day on which it was counted first"
        }
    }
}
