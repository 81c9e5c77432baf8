// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// What numbers and names a record may hold. A file may have been changed by hand, or by somebody who means harm; what is
/// far outside of life is refused when it is read, so that nobody has to think of it afterwards.
enum RecordLimits {
    /// How often a record may have been changed, or a task submitted.
    static let counts = 0..<Int(Int32.max)
    /// How many samples a request may ask for.
    static let samples = 1...1000
    /// Seconds around 1970: more than 30,000 years.
    static let times = -1e12...1e12

    static func check(_ fits: Bool, _ what: String, _ decoder: any Decoder) throws {
        guard fits else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "No record has such \(what)."))
        }
    }

    /// An id of the service becomes a part of a URL, a handle's samples are counted through.
    static func fits(_ handle: TaskHandle) -> Bool {
        SubmitOutcome.isTaskID(handle.remoteID) && samples.contains(handle.samples)
            && handle.links.allSatisfy(TaskHandle.isLink)
    }

    static func fits(_ sample: SampleOutcome) -> Bool {
        (0..<samples.upperBound).contains(sample.index)
            && [sample.bytes, sample.width, sample.height].allSatisfy { ($0 ?? 0) >= 0 }
    }
}
