import Domain
import Foundation
import Glibc

/// What the watcher of an attempt left in its folder, for somebody who starts and follows nothing.
///
/// `status` says how the attempt ended, `watcher` who watches it; each appears whole, by rename.
struct AttemptRecord {
    private static let fileLimit = 4_096

    /// How the attempt stands.
    let finding: AttemptFinding

    init(folder: String) {
        if let report = Self.report(folder) {
            finding = .ended(report)
            return
        }
        let hasTrace = ["watcher", "status"].contains { name in
            Disk.status(of: folder + "/" + name) != nil
        }
        let isBarred = Self.fields(folder + "/watcher")?.value("barred") != nil
        guard hasTrace, !isBarred else {
            finding = .neverStarted
            return
        }
        if let process = Self.fields(folder + "/watcher").flatMap(ProcessRecord.init(fields:)),
            process.isRunning
        {
            finding = .running(process)
        } else {
            // It may have ended between the two looks.
            finding = Self.report(folder).map(AttemptFinding.ended) ?? .lost
        }
    }

    private static func report(_ folder: String) -> ExitReport? {
        fields(folder + "/status").flatMap(ExitReport.init(fields:))
    }

    private static func fields(_ path: String) -> Fields? {
        Disk.read(path, limit: fileLimit).flatMap(Fields.init(bytes:))
    }
}

/// The `key value` lines of a file that ends with the line `end`.
struct Fields {
    private let lines: [(key: Substring, value: Substring)]

    /// Nil for a file that was cut off.
    init?(bytes: [UInt8]) {
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return (key: parts.first ?? "", value: parts.count > 1 ? parts[1] : "")
        }
        guard lines.last?.key == "end" else { return nil }
    }

    func values(_ key: Substring) -> [Substring] { lines.filter { $0.key == key }.map(\.value) }

    func value(_ key: Substring) -> Substring? { values(key).first }

    func number(_ key: Substring) -> Int64? { value(key).flatMap { Int64($0) } }

    func date(_ key: Substring) -> Date? {
        number(key).map { Date(timeIntervalSince1970: Double($0) / 1_000_000) }
    }
}

extension ExitReport {
    fileprivate init?(fields: Fields) {
        guard let status = ExitStatus(words: fields.value("outcome")),
            let began = fields.date("began"), let ended = fields.date("ended")
        else { return nil }
        self.init(
            status: status,
            startedAt: began,
            endedAt: ended,
            userSeconds: Double(fields.number("user") ?? 0) / 1_000_000,
            systemSeconds: Double(fields.number("system") ?? 0) / 1_000_000,
            peakBytes: fields.number("peak") ?? 0,
            droppedBytes: fields.number("dropped") ?? 0,
            isOutOfMemory: fields.number("oom") == 1,
            escaped: fields.values("escaped").map(String.init)
        )
    }
}

extension ExitStatus {
    fileprivate init?(words text: Substring?) {
        let words = text?.split(separator: " ") ?? []
        switch words.first {
        case "timeout": self = .timedOut
        case "exit" where words.count == 2:
            guard let code = Int32(words[1]) else { return nil }
            self = .exited(code)
        case "signal" where words.count == 2:
            guard let signal = Int32(words[1]) else { return nil }
            self = .signalled(signal)
        default: return nil
        }
    }
}

extension ProcessRecord {
    fileprivate init?(fields: Fields) {
        guard let pid = fields.number("pid").flatMap({ Int32(exactly: $0) }),
            let ticks = fields.value("start").flatMap({ UInt64($0) }),
            let boot = fields.value("boot")
        else { return nil }
        self.init(pid: pid, startTicks: ticks, boot: String(boot))
    }

    /// This very process runs, and is not only waiting to be reaped.
    fileprivate var isRunning: Bool {
        guard let bootID = Self.bootID, bootID.utf8.elementsEqual(boot.utf8),
            let bytes = Self.contents("/proc/\(pid)/stat"),
            let mark = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return false }
        // After the name: the state is the third field of all, the start the twenty-second.
        let fields = String(decoding: bytes[(mark + 1)...], as: UTF8.self).split(separator: " ")
        guard fields.count >= 20, fields[0] != "Z", fields[0] != "X" else { return false }
        return UInt64(fields[19]) == startTicks
    }

    /// The kernel's name of the time since it was started.
    private static let bootID: String? = contents("/proc/sys/kernel/random/boot_id").map { bytes in
        String(decoding: bytes.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
    }

    private static func contents(_ path: String) -> [UInt8]? {
        Disk.read(path, limit: 4_096)
    }
}
