import Domain
import Engine
import Foundation
import Glibc

/// Measures the engine: commands that people are told of, a large journal, and doing nothing.
func measureEngine(_ options: BenchmarkOptions) throws {
    guard access(options.program, X_OK) == 0 else {
        print("skipped: no '\(options.program)'; build the product pitwall first")
        return
    }
    print("Engine")
    try measureToldCommands(options)
    try measureLargeJournal(options)
}

/// Commands whose answer survives a power cut, one after the other.
private func measureToldCommands(_ options: BenchmarkOptions) throws {
    let folder = try SpeedProject.make(stages: 10, in: options.folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let engine = try ProjectEngine.start(ProjectReading(folder: folder), version: "speed")
    defer { engine.stop(reason: "measured") }
    let box = try Mailbox<Bool>(capacity: 1)
    let pipeline = PipelineName(URL(fileURLWithPath: folder).lastPathComponent)
    var times: [Double] = []
    for number in 0..<(options.isQuick ? 50 : 2_000) {
        let command: Command =
            number % 2 == 0
            ? .setBreakpoint(pipeline, "stage-0") : .clearBreakpoint(pipeline, "stage-0")
        let start = ContinuousClock.now
        engine.send(command, by: .person("speed")) { result in
            box.post((try? result.get()) != nil)
        }
        guard box.wait(until: nil) == [true] else { throw SpeedFailure("A command was refused.") }
        times.append((ContinuousClock.now - start) / .milliseconds(1))
    }
    print(SpeedText.times("told command", times, goal: "median 10 ms, p99 100 ms"))
}

/// The first screen on a journal of a million events, and what the engine takes with it.
private func measureLargeJournal(_ options: BenchmarkOptions) throws {
    let folder = try SpeedProject.make(stages: 50, in: options.folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let count = options.isQuick ? 10_000 : 1_000_000
    let events = try LargeJournal.write(atLeast: count, for: folder)
    var times: [Double] = []
    for _ in 0..<(options.runs ?? 11) {
        let start = ContinuousClock.now
        let screen = try TerminalProgram(
            [options.program],
            folder: folder,
            columns: 160,
            rows: 45
        )
        guard screen.wait(for: "stage-0") else { throw SpeedFailure("Nothing was painted.") }
        times.append((ContinuousClock.now - start) / .milliseconds(1))
        screen.settle(.milliseconds(200))
    }
    print(SpeedText.times("first screen, \(events) events", times, goal: "100 ms"))

    let engine = try TerminalProgram(
        [options.program, "engine"],
        folder: folder,
        columns: 80,
        rows: 24
    )
    engine.settle(.seconds(2))
    let memory = Double(engine.residentBytes) / 1e6
    print(String(format: "  %-36@ %8.1f MB  goal 128 MB", "engine, memory" as NSString, memory))
    let before = engine.cpuSeconds
    let start = ContinuousClock.now
    engine.settle(.seconds(options.isQuick ? 2 : 30))
    let share = (engine.cpuSeconds - before) / ((ContinuousClock.now - start) / .seconds(1))
    print(
        String(
            format: "  %-36@ %8.3f %%   goal 0.2 %%",
            "engine, idle, CPU" as NSString,
            share * 100
        )
    )
}
