// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen tasks`: what the journal knows, and what can be done about it.
struct Tasks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows recorded tasks, goes on with them, and settles what is open.",
        subcommands: [
            TasksList.self, TasksExport.self, TasksShow.self, TasksWait.self, TasksResume.self, TasksDownload.self,
            TasksCancel.self,
            TasksForget.self, TasksResubmit.self, TasksResolve.self,
        ])
}

/// The task that a command is about.
struct TaskArgument: ParsableArguments {
    @Argument(help: "The task's id, as \"videogen tasks list\" shows it.")
    var id: String

    @Flag(help: "JSON on standard output, and nothing else there.")
    var json = false

    var task: TaskID { TaskID(rawValue: id) }
}
