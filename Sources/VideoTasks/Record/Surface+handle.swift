// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension Surface {
    /// What handles of tasks here have for an origin.
    var handleOrigin: String { baseURL?.origin ?? name }

    /// What is needed to find a task here again that the service calls `remoteID`.
    func handle(of task: VideoTask, remoteID: String, links: [String: String] = [:]) -> TaskHandle {
        TaskHandle(
            id: task.id, model: task.model, mode: task.mode, origin: handleOrigin, credential: credential,
            remoteID: remoteID, links: links, samples: task.sampleCount)
    }
}
