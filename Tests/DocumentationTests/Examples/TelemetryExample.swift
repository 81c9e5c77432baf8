// SPDX-License-Identifier: Apache-2.0
import Logging
import VideoGenerationKit
import VideoTelemetry

/// A client whose tasks are seen in logs, metrics and traces. It is compiled only.
func observedClient() throws -> VideoClient {
    // example: telemetry
    LoggingSystem.bootstrap { label in
        var handler = StreamLogHandler.standardError(label: label)
        handler.logLevel = .debug  // polls are told at this level
        return handler
    }
    let client = try VideoClient.fromEnvironment(observers: [VideoTelemetry()])
    // end
    return client
}

/// One of the three, with a logger of the app's own.
func clientWithLog(_ logger: Logger) throws(VideoGenerationError) -> VideoClient {
    // example: telemetry-parts
    let client = try VideoClient.fromEnvironment(
        observers: [VideoTelemetry(logger: logger, metrics: nil, tracer: nil)])
    // end
    return client
}
