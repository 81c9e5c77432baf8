// SPDX-License-Identifier: Apache-2.0
import CoreMetrics
import Synchronization

/// The instruments that were made, so that a backend is asked for each once.
final class Instruments: Sendable {
    private let factory: any MetricsFactory
    private let made = Mutex<[Series: Instrument]>([:])
    /// A backend gives the same instrument again: what is forgotten is only slower.
    private static let most = 5_000

    private enum Instrument {
        case counter(Counter)
        case meter(Meter)
        case recorder(Recorder)
        case timer(Timer)
    }

    init(_ factory: any MetricsFactory) {
        self.factory = factory
    }

    func count(_ series: Series) {
        let made = instrument(series) { .counter(Counter(label: $0, dimensions: $1, factory: factory)) }
        if case .counter(let counter) = made { counter.increment() }
    }

    func add(_ change: Int, to series: Series) {
        let made = instrument(series) { .meter(Meter(label: $0, dimensions: $1, factory: factory)) }
        guard case .meter(let meter) = made else { return }
        if change > 0 { meter.increment(by: Double(change)) } else { meter.decrement(by: Double(-change)) }
    }

    func record(_ value: Int, in series: Series) {
        let made = instrument(series) { .recorder(Recorder(label: $0, dimensions: $1, factory: factory)) }
        if case .recorder(let recorder) = made { recorder.record(value) }
    }

    func record(_ duration: Duration, in series: Series) {
        let made = instrument(series) {
            .timer(Timer(label: $0, dimensions: $1, preferredDisplayUnit: .seconds, factory: factory))
        }
        if case .timer(let timer) = made { timer.recordNanoseconds(duration.nanoseconds) }
    }

    private func instrument(
        _ series: Series, or make: (String, [(String, String)]) -> Instrument
    ) -> Instrument {
        if let instrument = made.withLock({ $0[series] }) { return instrument }
        let instrument = make(series.name.rawValue, series.dimensions)
        made.withLock { made in
            if made.count >= Self.most { made = [:] }
            made[series] = instrument
        }
        return instrument
    }
}

extension Duration {
    /// Whole nanoseconds, at most as many as an `Int64` holds (292 years).
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, isTooMuch) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return isTooMuch ? .max : sum
    }
}
