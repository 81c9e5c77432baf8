// SPDX-License-Identifier: Apache-2.0
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension VideoClient {
    /// The usual client: libcurl, tasks in SQLite, hosts and keys from environment variables. No file is made or opened
    /// until a task is asked for.
    ///
    /// - Parameters:
    ///   - environment: The variables; nil for the process's own.
    ///   - credentials: Where keys are from, in place of the environment.
    ///   - store: Where tasks are kept, in place of what the environment says.
    ///   - sinks: Where videos can go besides files and links.
    ///   - observers: Who sees what is done with its tasks, such as for logs, metrics and traces.
    /// - Throws: Code `configuration`, naming the variable.
    public static func fromEnvironment(
        _ environment: [String: String]? = nil, credentials: (any CredentialSource)? = nil,
        store: StorePlace? = nil, sinks: [any DeliverySink] = [], observers: [any TaskObserver] = []
    ) throws(VideoGenerationError) -> VideoClient {
        var settings = try EnvironmentSettings(environment ?? ProcessInfo.processInfo.environment)
        settings.tracker.observers += observers
        settings.tracker.sinks += sinks
        let models = settings.models
        let transport = CurlTransport(configuration: settings.transport)
        let tasks = (store ?? settings.store).store(lease: settings.lease)
        return VideoClient(
            models: models, transport: transport, store: tasks, credentials: credentials ?? settings.credentials,
            configuration: settings.tracker,
            end: {
                // Nobody would hear of what its child processes make.
                for case let preview as PanZoomPreview in models { await preview.shutdown() }
                // In this order: what the tracker still learns is recorded before others may take its tasks over.
                await tasks.close()
                await transport.shutdown()
            })
    }
}
