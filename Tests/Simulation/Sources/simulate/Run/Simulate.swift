// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The command: `simulate --seed N`, `simulate --from N --count M [--twice] [--stop-at-first]`.
@main
enum Simulate {
    static func main() {
        var numbers: [String: UInt64] = [:]
        var words = Array(CommandLine.arguments.dropFirst())
        while let name = words.first {
            words.removeFirst()
            guard let number = words.first.flatMap({ UInt64($0) }) else {
                numbers[name] = 1
                continue
            }
            numbers[name] = number
            words.removeFirst()
        }
        if numbers["--scenarios"] != nil { exit(Scenarios.run() ? 0 : 1) }
        let folder = Files.makeFolder()
        if let seed = numbers["--seed"] {
            let world = run(seed, folder, isTold: true)
            if let folder { Files.removeFolder(folder) }
            exit(world.violations.isEmpty ? 0 : 1)
        }
        var batch = Batch(from: numbers["--from"] ?? 0, count: numbers["--count"] ?? 1000)
        batch.isTwice = numbers["--twice"] != nil
        batch.stopsAtFirst = numbers["--stop-at-first"] != nil
        let isWell = batch.run(folder)
        if let folder { Files.removeFolder(folder) }
        exit(isWell ? 0 : 1)
    }

    static func run(_ seed: UInt64, _ folder: String?, isTold: Bool = false) -> World {
        let plan = Plan(seed: seed)
        if isTold { print(plan) }
        let world = World(plan, folder: folder, isTold: isTold)
        world.run()
        if let folder, plan.requests.contains(where: \.goesToFiles) {
            let left = Files.empty(folder).filter { $0.hasSuffix(".part") }
            if !left.isEmpty { world.violated("\(left.count) temporary files are left.") }
        }
        if isTold {
            for rule in world.violations { print("VIOLATED: \(rule)") }
            print("trace \(world.trace.hash) of \(world.trace.count) steps")
        }
        return world
    }
}
