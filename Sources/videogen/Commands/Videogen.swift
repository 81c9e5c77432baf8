// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// The command. It parses, calls the facade and prints; it has no rule of its own.
@main
struct Videogen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "videogen",
        abstract: "Turns an image and a prompt into a video, whoever renders it.",
        discussion: """
            A key is read from HIGHWAY_API_KEY, or from the file that HIGHWAY_API_KEY_FILE names; never from an argument. Other
            services have the same variables under their own names, such as FAL_API_KEY: "videogen doctor" shows them.
            "videogen plan" shows what would be sent, and needs no key. Exit codes are in docs/command.md.
            """,
        version: version,
        subcommands: [
            Generate.self, PlanCommand.self, Batch.self, Worker.self, Models.self, Surfaces.self, Tasks.self,
            Doctor.self,
        ])

    static let version = "0.1.0"

    static func main() async {
        Terminal.fillStandardStreams()
        await main(nil)
    }
}
