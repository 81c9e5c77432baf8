// SPDX-License-Identifier: Apache-2.0
import Logging
import VideoGenerationKit
import VideoTelemetry

/// A client whose tasks are seen in logs, metrics and traces. It is compiled only.
func observedClient() throws -> VideoClient {
    // example: telemetry
    // After LoggingSystem, MetricsSystem and InstrumentationSystem were bootstrapped with the backends of your choice.
    let client = try VideoClient.fromEnvironment(observers: [VideoTelemetry()])
    // end
    return client
}

/// One of the three, with a logger of the app's own.
func settingsWithLog(_ logger: Logger) -> VideoTracker.Configuration {
    // example: telemetry-parts
    var settings = VideoTracker.Configuration()
    settings.observers = [VideoTelemetry(logger: logger, metrics: nil, tracer: nil)]
    // end
    return settings
}
