import CLinux
package import Domain
import Foundation
import Glibc

/// The files by which an attempt is known after any death: `watcher` and `status`.
///
/// Both appear whole, by rename; a power cut may leave them empty, which counts as damaged. Each
/// says which file it was written in: those of a copied folder are another attempt's, which is
/// neither signalled nor taken for this one.
package struct AttemptFolder {
    let path: String

    package init(path: String) {
        self.path = path
    }

    /// What became of the attempt, as far as its files and its watcher's process can tell.
    ///
    /// Starts, ends and writes nothing: for those who only look.
    package func look() -> AttemptFinding {
        do { return try find() } catch { return .unknown }
    }

    /// The same; ends what still runs of an attempt that lost its watcher.
    func finding() -> AttemptFinding {
        do {
            let found = try find()
            // Without its watcher nobody would ever end it, and the next attempt would run beside
            // it.
            if found == .lost, let leader = try record(".status")?.process,
                !CommandSession(leader).end()
            {
                // Only what is certainly dead is begun again.
                return .unknown
            }
            return found
        } catch {
            return .unknown
        }
    }

    /// The same, and where no watcher has begun, none will.
    func settledFinding() -> AttemptFinding {
        let found = finding()
        guard found == .neverStarted else { return found }
        do { return try bar() ? found : finding() } catch { return .unknown }
    }

    private func find() throws(Shortage) -> AttemptFinding {
        if let report = try report() { return .ended(report) }
        guard exists("watcher") || exists("status") else { return .neverStarted }
        if try record("watcher")?.isBarred == true { return .neverStarted }
        if let process = try watcher(), try process.isAlive() { return .running(process) }
        // It may have ended between the two looks.
        return try report().map(AttemptFinding.ended) ?? .lost
    }

    /// Makes sure that no watcher begins the attempt any more, whoever asked for one.
    ///
    /// False where one did. Of two that would put `watcher` into place only one succeeds, so a
    /// watcher that comes after this does nothing.
    private func bar() throws(Shortage) -> Bool {
        // A watcher is asked for only once the folder is there.
        guard exists("") else { return true }
        let draft = path + "/.barred.\(getpid())"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            try Shortage.check(errno)
            return !exists("watcher")
        }
        let text = Array("\(Self.barredKey)\nend\n".utf8)
        let isWritten = write(file, text, text.count) == text.count
        let code = errno
        close(file)
        defer { unlink(draft) }
        if !isWritten { try Shortage.check(code) }
        return isWritten && link(draft, path + "/watcher") == 0
    }

    /// The line of a `watcher` that stands where none is to come.
    fileprivate static let barredKey = "barred"

    /// Asks its watcher to end it, where there is one; false where that has to be tried again.
    func cancel() -> Bool {
        do {
            guard let handle = try watcher()?.openHandle() else { return true }
            _ = clinux_process_signal(handle.number, SIGTERM)
            return true
        } catch {
            return false
        }
    }

    /// Who watches or watched the attempt.
    func watcher() throws(Shortage) -> ProcessRecord? {
        if let process = try record("watcher")?.process { return process }
        return try record("status")?.process
    }

    /// How the attempt ended.
    func report() throws(Shortage) -> ExitReport? {
        try record("status")?.report
    }

    private func record(_ name: String) throws(Shortage) -> RecordFile? {
        try RecordFile(at: path + "/" + name)
    }

    private func exists(_ name: String) -> Bool {
        var info = stat()
        return lstat(path + "/" + name, &info) == 0
    }
}

/// A file of `key value` lines that ends with the line `end`.
private struct RecordFile {
    private let lines: [(key: Substring, value: Substring)]
    private let file: stat

    init?(at path: String) throws(Shortage) {
        guard let (text, file) = try Self.read(path) else { return nil }
        self.file = file
        let parts = text.split(separator: "\n").map { line in
            let pair = line.split(separator: " ", maxSplits: 1)
            return (key: pair.first ?? "", value: pair.count > 1 ? pair[1] : "")
        }
        guard parts.last?.key == "end" else { return nil }
        lines = parts
    }

    var isBarred: Bool { lines.contains { $0.key == AttemptFolder.barredKey } }

    /// Nil in a copy, whose process is that of the attempt it was copied from.
    var process: ProcessRecord? {
        // As long as it may run, its file system is there under the same number.
        guard isOwn, device.map({ $0 == UInt64(file.st_dev) }) ?? true else { return nil }
        guard let pid = number("pid"), let ticks = value("start").flatMap({ UInt64($0) }),
            let boot = value("boot")
        else { return nil }
        return ProcessRecord(
            pid: Int32(truncatingIfNeeded: pid),
            startTicks: ticks,
            boot: String(boot)
        )
    }

    /// Nil in a copy: it may hold files that were copied before the end.
    var report: ExitReport? {
        // File systems have other numbers after a start of the machine; files keep theirs.
        guard isOwn else { return nil }
        guard let status, let began = number("began"), let ended = number("ended") else {
            return nil
        }
        return ExitReport(
            status: status,
            startedAt: date(began),
            endedAt: date(ended),
            userSeconds: Double(number("user") ?? 0) / 1_000_000,
            systemSeconds: Double(number("system") ?? 0) / 1_000_000,
            peakBytes: number("peak") ?? 0,
            droppedBytes: number("dropped") ?? 0,
            isOutOfMemory: number("oom") == 1,
            escaped: lines.filter { $0.key == "escaped" }.map { String($0.value) }
        )
    }

    /// Written in this very file; older watchers say nothing of that.
    private var isOwn: Bool { inode.map { $0 == UInt64(file.st_ino) } ?? true }

    private var inode: UInt64? { value("inode").flatMap { UInt64($0) } }
    private var device: UInt64? { value("device").flatMap { UInt64($0) } }

    private var status: ExitStatus? {
        let words = value("outcome")?.split(separator: " ") ?? []
        switch words.first {
        case "timeout": return .timedOut
        case "exit" where words.count == 2: return Int32(words[1]).map(ExitStatus.exited)
        case "signal" where words.count == 2: return Int32(words[1]).map(ExitStatus.signalled)
        default: return nil
        }
    }

    private func value(_ key: String) -> Substring? {
        lines.first { $0.key == key }?.value
    }

    private func number(_ key: String) -> Int64? {
        value(key).flatMap { Int64($0) }
    }

    private func date(_ microseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }

    private static let byteLimit = 4096

    private static func read(
        _ path: String
    ) throws(Shortage) -> (text: Substring, file: stat)? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else {
            try Shortage.check(errno)
            return nil
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: byteLimit)
        var size = Glibc.read(file, &bytes, byteLimit)
        while size < 0 && errno == EINTR { size = Glibc.read(file, &bytes, byteLimit) }
        guard size > 0 else { return nil }
        return (String(decoding: bytes[..<size], as: UTF8.self)[...], status)
    }
}
