// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore

extension VideoTracker {
    /// Settings of a tracker.
    public struct Configuration: Sendable {
        /// How often tasks are asked for.
        public var polling: PollSchedule
        /// How many questions a second each account may ask at each surface.
        public var pace: PollPace
        /// How many submissions a second each account may make at each surface, 0.01 to 1,000,000, of all who share the store together;
        /// nil for no limit. Those that are too many wait, in turn.
        public var submitRate: Double?
        /// How many submissions a task may make each time it is taken up, at least one; by itself only one that is proved
        /// unsent or rejected is followed by another.
        public var submitAttempts: Int
        /// How long a submission waits for a service that is in trouble, as long as nobody gets through to it; then its
        /// task ends as failed, and nothing was sent.
        public var submitPatience: Duration
        /// Whether submissions whose outcome is unknown may be made again, up to a limit; nil for "ask me", which is the
        /// default, because each may be a second charge.
        public var resubmission: ResubmissionAllowance?
        /// How much may be spent by all who share the store and have this budget; nil for no limit.
        public var budget: Budget?
        /// How long a finished task's files are fetched for before it is given up.
        public var deliveryPatience: Duration
        /// The largest file that is accepted, in bytes: 4 GiB holds an hour of what these models make in seconds.
        public var largestFile: Int
        /// Where videos can go besides files and links; see ``DeliverySink``.
        public var sinks: [any DeliverySink]
        /// The folder of the temporary files of what goes to a sink; it must exist. Nil for a private
        /// one below the system's: `TMPDIR`, or `/tmp`.
        public var stagingFolder: String?
        /// Who sees what the tracker does, such as for logs, metrics and traces.
        public var observers: [any TaskObserver]
        /// How many tasks that have ended are kept in memory; what is asked about older ones is answered from the store.
        public var rememberedTasks: Int

        /// Settings; the defaults suit an app.
        public init(
            polling: PollSchedule = .init(), pace: PollPace = .init(), submitRate: Double? = nil,
            submitAttempts: Int = 4,
            submitPatience: Duration = .seconds(900), resubmission: ResubmissionAllowance? = nil, budget: Budget? = nil,
            deliveryPatience: Duration = .seconds(3600), largestFile: Int = 4 << 30, sinks: [any DeliverySink] = [],
            stagingFolder: String? = nil, observers: [any TaskObserver] = [],
            rememberedTasks: Int = 1000
        ) {
            self.polling = polling
            self.pace = pace
            self.submitRate = submitRate
            self.resubmission = resubmission
            self.submitAttempts = submitAttempts
            self.submitPatience = submitPatience
            self.budget = budget
            self.deliveryPatience = deliveryPatience
            self.largestFile = largestFile
            self.sinks = sinks
            self.stagingFolder = stagingFolder
            self.observers = observers
            self.rememberedTasks = rememberedTasks
        }
    }
}

extension VideoTracker.Configuration {
    /// The sink called `name`.
    ///
    /// - Throws: `configuration` if there is none.
    package func sink(named name: String) throws(VideoGenerationError) -> any DeliverySink {
        guard let sink = sinks.first(where: { $0.name == name }) else {
            let known = sinks.isEmpty ? "none" : sinks.map(\.name).joined(separator: ", ")
            throw VideoGenerationError(
                .configuration,
                "There is no sink \"\(name)\" here; there is: \(known). Give it to the tracker's configuration.")
        }
        return sink
    }
}
