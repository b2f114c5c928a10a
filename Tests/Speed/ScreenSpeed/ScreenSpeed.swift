import Foundation
import Glibc

/// Measures the dashboard of a release build from outside: start, keys, idle, and under load.
func measureScreens() throws {
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("pitwall").path
    guard access(program, X_OK) == 0 else {
        print("skipped: no '\(program)'; build the product pitwall first")
        return
    }
    let folder = try SpeedProject.make(stages: 50)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    print("Dashboard, 50 stages, 160x45")
    try measureStart(program, folder)
    try measureKeys(program, folder)
    try measureIdle(program, folder)
    try measureLoad(program)
}

private func measureStart(_ program: String, _ folder: String) throws {
    var times: [Double] = []
    for _ in 0..<21 {
        let start = ContinuousClock.now
        let screen = try TerminalProgram(
            [program],
            folder: folder,
            columns: 160,
            rows: 45
        )
        guard screen.wait(for: "stage-0") else { throw SpeedFailure("Nothing was painted.") }
        times.append(milliseconds(since: start))
        screen.settle(.milliseconds(50))
    }
    print(SpeedText.times("start to first painted screen", times, goal: "40 ms"))
}

private func measureKeys(_ program: String, _ folder: String) throws {
    let screen = try TerminalProgram(
        [program, "--read-only"],
        folder: folder,
        columns: 160,
        rows: 45
    )
    guard screen.wait(for: "stage-0") else { throw SpeedFailure("Nothing was painted.") }
    screen.settle(.milliseconds(500))
    var times: [Double] = []
    for press in 0..<101 {
        let start = ContinuousClock.now
        screen.send(press % 2 == 0 ? "l" : "h")
        _ = screen.readSome(until: .now + .seconds(2))
        times.append(milliseconds(since: start))
        screen.settle(.milliseconds(60))
    }
    print(SpeedText.times("key to paint, idle", times, goal: "2 ms"))
}

private func measureIdle(_ program: String, _ folder: String) throws {
    let screen = try TerminalProgram(
        [program, "--read-only"],
        folder: folder,
        columns: 160,
        rows: 45
    )
    guard screen.wait(for: "stage-0") else { throw SpeedFailure("Nothing was painted.") }
    screen.settle(.seconds(2))
    let before = screen.cpuSeconds
    let start = ContinuousClock.now
    screen.settle(.seconds(30))
    let share = (screen.cpuSeconds - before) / ((ContinuousClock.now - start) / .seconds(1))
    print(String(format: "  %-36@ %8.3f %%   goal 0.1 %%", "idle, CPU" as NSString, share * 100))
}

/// Two stages that print 50,000 lines a second while keys are pressed.
private func measureLoad(_ program: String) throws {
    let folder = try SpeedProject.makeNoisy(seconds: 20)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let screen = try TerminalProgram([program], folder: folder, columns: 160, rows: 45)
    guard screen.wait(for: "noise") else { throw SpeedFailure("Nothing was painted.") }
    screen.send("\r")
    screen.settle(.milliseconds(700))
    screen.send("ra")
    screen.settle(.milliseconds(100))
    let memory = screen.residentBytes
    var times: [Double] = []
    let end = ContinuousClock.now + .seconds(15)
    while ContinuousClock.now < end {
        let start = ContinuousClock.now
        screen.send(times.count % 2 == 0 ? "j" : "k")
        _ = screen.readSome(until: .now + .seconds(2))
        times.append(milliseconds(since: start))
        let pause = ContinuousClock.now + .milliseconds(90)
        while ContinuousClock.now < pause { _ = screen.readSome(until: pause) }
    }
    print(SpeedText.times("key to paint, 2 stages x 50,000 lines/s", times, goal: "p99 50 ms"))
    let grown = Double(screen.residentBytes - memory) / 1_048_576
    print(String(format: "  memory grown by %.1f MB in 15 s", grown))
    screen.send("q")
}

private func milliseconds(since start: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - start) / .milliseconds(1)
}
