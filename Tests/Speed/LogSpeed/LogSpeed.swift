import Foundation
import Glibc
import Logs

/// Measures the reading and the search of a log of 2 GB in `/tmp`, and prints a table.
///
/// The log is written first and removed at the end. Rates count the bytes of the whole log; the
/// page cache is warm, because the log was just written.
package func measureLogs() {
    let path = "/tmp/pitwall-speed-\(getpid()).log"
    defer { unlink(path) }
    let size = 2 << 30
    guard LogSample.write(to: path, bytes: size), let log = try? LogFile(path: path) else {
        print("The log for the measurement could not be written to '\(path)'.")
        return
    }
    measureReading(path, log)
    for (name, pattern) in LogSample.patterns { measureSearch(log, name, pattern) }
    // Slower by far, and not for what people usually type: a part of the log is enough.
    truncate(path, 64 << 20)
    _ = log.growth()
    measureSearch(log, LogSample.backtracking.0, LogSample.backtracking.1)
}

private func milliseconds(_ body: () -> Void) -> Double {
    let began = ContinuousClock.now
    body()
    let spent = (ContinuousClock.now - began).components
    return Double(spent.seconds) * 1e3 + Double(spent.attoseconds) / 1e15
}

/// The time that all threads of this process have had: it does not depend on who else works.
private func processorMilliseconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return Double(seconds) * 1e3 + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3
}

private func line(_ name: String, _ value: Double, _ unit: String, _ note: String = "") {
    let padded = name.padding(toLength: 58, withPad: " ", startingAt: 0)
    print(padded + String(format: "%10.2f ", value) + unit + (note.isEmpty ? "" : "  " + note))
}

private func measureReading(_ path: String, _ log: LogFile) {
    let opening = milliseconds { _ = (try? LogFile(path: path))?.tail(60) }
    line("open at the tail, 60 lines", opening, "ms")
    let middle = milliseconds { _ = log.lines(from: log.size / 2, count: 60, .forward) }
    line("60 lines from the middle, not indexed", middle, "ms")
    let index = milliseconds { while log.extendIndex(byAtMost: LogLimits.indexStepBytes) {} }
    line("line index, one thread", Double(log.size) / index / 1e3, "MB/s")
    let screen = milliseconds { for _ in 0..<100 { _ = log.tail(60) } }
    line("60 lines at the tail, numbered", screen / 100, "ms")
    let progress = milliseconds { for _ in 0..<100 { _ = ProgressReader.latest(in: log) } }
    line("progress", progress / 100, "ms")
}

private func measureSearch(_ log: LogFile, _ name: String, _ pattern: SearchPattern?) {
    guard let pattern else {
        print("\(name): the pattern was refused.")
        return
    }
    let search = LogSearch(log, for: pattern)
    let before = processorMilliseconds()
    let all = milliseconds {
        search.start(threads: 2)
        search.wait()
    }
    let spent = processorMilliseconds() - before
    let perProcessor = String(format: "%.0f MB a CPU second", Double(log.size) / spent / 1e3)
    line(
        name,
        Double(log.size) / all / 1e3,
        "MB/s",
        "\(perProcessor), \(search.status.matches) matches"
    )
    let seek = milliseconds { _ = search.previous(before: log.size) }
    line("  the last match, after the count", seek, "ms")
}
