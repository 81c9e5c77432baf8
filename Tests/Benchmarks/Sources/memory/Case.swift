// SPDX-License-Identifier: Apache-2.0
import Results

/// One job: an image of one size, a result of another.
struct Case {
    let imageMebibytes: Int?
    let resultMebibytes: Int?
    /// Whether it is the size that the promise names; the others show that size does not matter.
    let isPromised: Bool

    var name: String {
        [imageMebibytes.map { "submit \($0) MiB" }, resultMebibytes.map { "fetch \($0) MiB" }]
            .compactMap(\.self).joined(separator: ", ")
    }

    static func submit(_ size: Int, promised: Bool = false) -> Case {
        Case(imageMebibytes: size, resultMebibytes: nil, isPromised: promised)
    }

    static func fetch(_ size: Int, promised: Bool = false) -> Case {
        Case(imageMebibytes: nil, resultMebibytes: size, isPromised: promised)
    }

    static let promised = [
        submit(20, promised: true), fetch(100, promised: true),
        Case(imageMebibytes: 20, resultMebibytes: 100, isPromised: true),
    ]
    static let all = [submit(1), submit(5), submit(10), promised[0], fetch(10), promised[1], fetch(500), promised[2]]
}

/// What one process said of its job.
struct Measurement: Decodable {
    /// Resident before any job.
    let firstBytes: Int
    /// Resident after a small job.
    let restingBytes: Int
    /// The most that was resident during the job.
    let peakBytes: Int
    let cpuSeconds: Double
    let wallSeconds: Double

    var growth: Int { peakBytes - restingBytes }
}

/// One line of the table: the worst of several processes.
struct Row: Encodable {
    let job: String
    let firstMB: Double
    let restingMB: Double
    let peakMB: Double
    let growthMB: Double
    let promiseMB: Double
    let isPromised: Bool
    let holds: Bool
    let cpuMilliseconds: Double
    let wallMilliseconds: Double

    /// The promise, in 10^6 bytes.
    static let promise = 4.0

    /// Nil without a measurement.
    init?(_ what: Case, _ measurements: [Measurement]) {
        guard let worst = measurements.max(by: { $0.growth < $1.growth }),
            let quickest = measurements.min(by: { $0.cpuSeconds < $1.cpuSeconds })
        else { return nil }
        job = what.name
        firstMB = Self.megabytes(worst.firstBytes)
        restingMB = Self.megabytes(worst.restingBytes)
        peakMB = Self.megabytes(worst.peakBytes)
        growthMB = Self.megabytes(worst.growth)
        promiseMB = Self.promise
        isPromised = what.isPromised
        holds = worst.growth <= Int(Self.promise * 1e6)
        cpuMilliseconds = (quickest.cpuSeconds * 1e3).rounded()
        wallMilliseconds = (quickest.wallSeconds * 1e3).rounded()
    }

    private static func megabytes(_ bytes: Int) -> Double {
        (Double(bytes) / 1e4).rounded() / 100
    }
}

extension Row {
    private static let widths = [28, 10, 9, 9, 9, 9, 6, 8, 8]

    /// The table's head.
    static var titles: String {
        TableText.line(["job", "first", "resting", "peak", "growth", "promise", "", "CPU ms", "wall ms"], widths)
    }

    /// The row as text.
    var text: String {
        let sizes = [firstMB, restingMB, peakMB, growthMB, promiseMB].map(TableText.fixed)
        return TableText.line(
            [job] + sizes + [holds ? "pass" : "FAIL", "\(Int(cpuMilliseconds))", "\(Int(wallMilliseconds))"],
            Self.widths)
    }
}
