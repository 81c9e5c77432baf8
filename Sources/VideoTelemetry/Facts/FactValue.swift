// SPDX-License-Identifier: Apache-2.0
import Logging
import Tracing

/// A value that is exported.
enum FactValue {
    case text(String)
    case number(Int)
    case decimal(Double)
    case flag(Bool)

    /// A duration, in seconds.
    static func seconds(_ duration: Duration) -> FactValue { .decimal(duration / .seconds(1)) }

    var metadata: Logger.MetadataValue {
        switch self {
        case .text(let value): .string(value)
        case .number(let value): .stringConvertible(value)
        case .decimal(let value): .stringConvertible(value)
        case .flag(let value): .stringConvertible(value)
        }
    }

    var attribute: SpanAttribute {
        switch self {
        case .text(let value): .string(value)
        case .number(let value): .int64(Int64(value))
        case .decimal(let value): .double(value)
        case .flag(let value): .bool(value)
        }
    }
}
