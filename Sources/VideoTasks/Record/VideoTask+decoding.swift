// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoTask {
    /// Decodes a record.
    ///
    /// - Throws: `DecodingError` if something is missing, or a number is one that no record has.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(TaskID.self, forKey: .id)
        requestKey = try container.decodeIfPresent(RequestKey.self, forKey: .requestKey)
        model = try container.decode(ModelID.self, forKey: .model)
        account = try container.decodeIfPresent(CredentialName.self, forKey: .account)
        mode = try container.decode(GenerationMode.self, forKey: .mode)
        request = try container.decode(RecordedRequest.self, forKey: .request)
        report = try container.decode(NegotiationReport.self, forKey: .report)
        price = try container.decodeIfPresent(PriceEstimate.self, forKey: .price)
        destination = try container.decode(Destination.self, forKey: .destination)
        metadata = try container.decode([String: String].self, forKey: .metadata)
        stage = try container.decode(Stage.self, forKey: .stage)
        attempts = try container.decode([SubmitAttempt].self, forKey: .attempts)
        history = try container.decode([HistoryEntry].self, forKey: .history)
        owner = try container.decodeIfPresent(StoreOwner.self, forKey: .owner)
        created = try container.decode(Double.self, forKey: .created)
        updated = try container.decode(Double.self, forKey: .updated)
        revision = try container.decode(Int.self, forKey: .revision)
        let times = [created, updated] + attempts.map(\.at) + history.map(\.at)
        try RecordLimits.check(times.allSatisfy(RecordLimits.times.contains), "time", decoder)
        try RecordLimits.check(RecordLimits.counts.contains(revision), "revision", decoder)
        try RecordLimits.check(attempts.allSatisfy { $0.cost ?? .zero >= .zero }, "cost", decoder)
        try RecordLimits.check(price.map { .zero <= $0.lowest && $0.lowest <= $0.highest } ?? true, "price", decoder)
    }
}

extension VideoTask.Essence {
    /// Decodes what was kept of a record.
    ///
    /// - Throws: `DecodingError` if something is missing, or a number is one that no record has.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(TaskID.self, forKey: .id)
        revision = try container.decode(Int.self, forKey: .revision)
        stage = try container.decode(Stage.self, forKey: .stage)
        owner = try container.decodeIfPresent(StoreOwner.self, forKey: .owner)
        attemptCount = try container.decode(Int.self, forKey: .attemptCount)
        attempt = try container.decodeIfPresent(SubmitAttempt.self, forKey: .attempt)
        events = try container.decode([HistoryEntry].self, forKey: .events)
        updated = try container.decode(Double.self, forKey: .updated)
        let times = [updated] + [attempt?.at].compactMap { $0 } + events.map(\.at)
        try RecordLimits.check(times.allSatisfy(RecordLimits.times.contains), "time", decoder)
        try RecordLimits.check(RecordLimits.counts.contains(revision), "revision", decoder)
        try RecordLimits.check(RecordLimits.counts.contains(attemptCount), "number of attempts", decoder)
    }
}
