import Domain
import Executors
import Foundation
import Glibc
import Synchronization

/// An executor with a folder of its own, and the reports it makes.
final class AttemptRig: Sendable {
    let root: String
    let executor: LocalExecutor
    private let reports: ReportBox

    init() throws {
        var template = Array("/tmp/pitwall-executor-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Trouble("no temporary folder") }
        root = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        executor = try LocalExecutor()
        let reports = ReportBox()
        self.reports = reports
        executor.report { reports.put($0, $1) }
        try FileManager.default.createDirectory(
            atPath: root + "/work",
            withIntermediateDirectories: false
        )
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)  // A leftover harms nobody.
    }

    var work: String { root + "/work" }

    static func attempt(_ number: Int = 1) -> AttemptID {
        AttemptID(RunID("penguins", 4), "train", number)
    }

    func folder(_ number: Int = 1) -> String { root + "/runs/4/train-\(number)" }

    /// A launch of a script in `/bin/sh` with little but a `PATH`.
    func launch(
        _ scripts: String...,
        number: Int = 1,
        shell: String = "/bin/sh",
        environment: [(String, String)] = [],
        secrets: [String] = [],
        timeout: Duration? = nil,
        grace: Duration = .seconds(5),
        logCap: Int64 = 1 << 30,
        wantsTerminal: Bool = false,
        workingFolder: String? = nil
    ) -> StageLaunch {
        let entries = [("PATH", "/usr/local/bin:/usr/bin:/bin")] + environment
        return StageLaunch(
            attempt: Self.attempt(number),
            folder: folder(number),
            scripts: scripts,
            workingFolder: workingFolder ?? work,
            shell: shell,
            environment: entries.map { EnvironmentEntry(name: $0.0, value: $0.1) },
            secretNames: secrets,
            timeout: timeout,
            grace: grace,
            logCap: logCap,
            wantsTerminal: wantsTerminal
        )
    }

    /// Starts a launch and waits for its end.
    func run(_ launch: StageLaunch) async throws -> ExitReport {
        _ = try executor.start(launch)
        return try await report(of: launch.attempt)
    }

    /// Runs a script to its end and returns its output.
    func output(_ launch: StageLaunch) async throws -> String {
        _ = try await run(launch)
        return try log(launch.attempt.number)
    }

    func finding(of attempt: AttemptID) async -> AttemptFinding {
        await reports.take(attempt)
    }

    func report(of attempt: AttemptID) async throws -> ExitReport {
        guard case .ended(let report) = await finding(of: attempt) else {
            throw Trouble("\(attempt) left no report")
        }
        return report
    }

    func log(_ number: Int = 1) throws -> String {
        String(decoding: try bytes("log", number), as: UTF8.self)
    }

    func bytes(_ name: String, _ number: Int = 1) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: folder(number) + "/" + name)))
    }

    /// When a file of an attempt was written.
    func written(_ name: String, _ number: Int = 1) throws -> Date {
        let path = folder(number) + "/" + name
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        guard let date = attributes[.modificationDate] as? Date else { throw Trouble("no date") }
        return date
    }

    func makeFifo(_ name: String) throws -> String {
        let path = root + "/" + name
        guard mkfifo(path, 0o600) == 0 else { throw Trouble("no fifo") }
        return path
    }

    /// Waits until somebody has written to a fifo and closed it, on a thread of its own.
    func words(from fifo: String) async -> [String] {
        await withCheckedContinuation { continuation in
            Thread {
                let data = try? FileHandle(forReadingAtPath: fifo)?.readToEnd()
                let text = String(decoding: data ?? Data(), as: UTF8.self)
                let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
                continuation.resume(returning: words)
            }.start()
        }
    }
}

struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Keeps reports until they are asked for.
private final class ReportBox: Sendable {
    private struct State {
        var waiting: [AttemptID: CheckedContinuation<AttemptFinding, Never>] = [:]
        var findings: [AttemptID: AttemptFinding] = [:]
    }

    private let state = Mutex(State())

    func put(_ attempt: AttemptID, _ finding: AttemptFinding) {
        let waiting = state.withLock { state in
            let waiting = state.waiting.removeValue(forKey: attempt)
            if waiting == nil { state.findings[attempt] = finding }
            return waiting
        }
        waiting?.resume(returning: finding)
    }

    func take(_ attempt: AttemptID) async -> AttemptFinding {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state in
                let known = state.findings.removeValue(forKey: attempt)
                if known == nil { state.waiting[attempt] = continuation }
                return known
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}

/// The kernel's word on a process: nil when there is none or only its remains.
func livingParent(of pid: Int32) -> Int32? {
    guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
    let text = String(decoding: data, as: UTF8.self)
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    guard fields.count > 2, fields[1] != "Z", fields[1] != "X" else { return nil }
    return Int32(fields[2])
}

/// The number of descriptors this process has open.
func openDescriptors() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? -1
}
