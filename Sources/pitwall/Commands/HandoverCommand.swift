import ArgumentParser
import Domain
import Engine
import Foundation
import Glibc

/// `pitwall handover`: what the next person has to know.
struct HandoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handover",
        abstract: "Write what waits, runs, failed and was decided since a time, as Markdown."
    )

    /// Entries of the journal that are read at most.
    private static let entryLimit = 100_000

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "A time span such as 8h or 2d, or a day or time such as 2026-11-23.")
    var since = "24h"

    @Option(name: .long, help: "A new folder for the page, the events, and the logs it is about.")
    var bundle: String?

    func run() throws {
        let session = try ProjectSession(target)
        let now = SystemClock().now
        guard let start = TimeArgument.date(since, before: now, .current), start <= now else {
            throw ValidationError(
                "--since takes a span such as 8h or 2d, or a time that is over such as "
                    + "2026-11-23 or 2026-11-23T08:00, not '\(since)'."
            )
        }
        let snapshot = try session.reading.project()
        let entries = try Self.entries(since: start, session.reading)
        var report = HandoverReport(snapshot, entries, since: start, until: now)
        let page = report.markdown(.current, by: session.user)
        if let bundle {
            let folder = try HandoverBundle(bundle)
            try folder.write(page, as: "handover.md")
            try folder.write(entries)
            try folder.copyLogs(of: Self.attempts(entries, snapshot), session.reading)
            report.bundle = folder.path
        }
        if output.json { return try Output.json(report) }
        guard let folder = report.bundle else { return Output.write(page, to: 1) }
        Output.line("The handover lies in '\(folder)'.")
    }

    /// Entries since a time, oldest first.
    private static func entries(
        since start: Date,
        _ reading: any Reading
    ) throws -> [JournalEntry] {
        let page = 2_000
        var found: [JournalEntry] = []
        var query = ActivityQuery(limit: page)
        while found.count < entryLimit {
            let older = try reading.activity(query)
            found += older.filter { $0.at >= start }
            // A page of older entries ends it; single ones may come from a clock set back.
            guard older.count == page, let last = older.last,
                older.contains(where: { $0.at >= start })
            else { break }
            query.before = last.position
        }
        return found.reversed()
    }

    /// Attempts that failed since then, and the last one of every stage that waits or runs.
    private static func attempts(
        _ entries: [JournalEntry],
        _ snapshot: ProjectSnapshot
    ) -> [AttemptID] {
        let ended = entries.compactMap { entry -> AttemptID? in
            guard case .attemptEnded(let attempt, let report) = entry.event,
                !report.status.isSuccess
            else { return nil }
            return attempt
        }
        let open = snapshot.pipelines.compactMap(\.newestRun?.run).flatMap { run in
            run.stages.filter { $0.isActive || $0.isFailed }.compactMap { stage in
                stage.attempts.last.map { AttemptID(run.id, stage.stage, $0.number) }
            }
        }
        var known: Set<AttemptID> = []
        return (ended + open).filter { known.insert($0).inserted }
    }
}

/// A moment as people write it on a command line.
enum TimeArgument {
    /// A span before now (`90m`, `8h`, `2d`, `1w`), a day, or a time of a day in a zone.
    static func date(_ text: String, before now: Date, _ zone: TimeZone) -> Date? {
        let units: [Character: Double] = ["m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        if let unit = text.last.flatMap({ units[$0] }), let count = Double(text.dropLast()),
            count > 0, count.isFinite
        {
            return now.addingTimeInterval(-count * unit)
        }
        for format in ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"] {
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.timeZone = zone
            formatter.isLenient = false
            formatter.dateFormat = format
            if let date = formatter.date(from: text) { return date }
        }
        return nil
    }
}

/// A new folder with what a handover is about.
struct HandoverBundle {
    private static let blockSize = 1 << 16

    let path: String

    /// Makes the folder; fails where something is there already.
    init(_ folder: String) throws {
        guard mkdir(folder, 0o700) == 0, let whole = realpath(folder, nil) else {
            throw Self.refusal("made", folder)
        }
        defer { free(whole) }
        path = String(cString: whole)
    }

    func write(_ text: String, as name: String) throws {
        try write(name) { file in try file.write(contentsOf: Data(text.utf8)) }
    }

    /// Every event in words, as a line of JSON.
    func write(_ entries: [JournalEntry]) throws {
        struct Row: Encodable {
            let position: Int64
            let at: Date
            let actor: String
            let subject: String
            let text: String
        }
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try write("events.jsonl") { file in
            for entry in entries {
                let row = Row(
                    position: entry.position.number,
                    at: entry.at,
                    actor: entry.actor.description,
                    subject: entry.event.words.subject,
                    text: entry.event.words.text
                )
                try file.write(contentsOf: try encoder.encode(row) + Data("\n".utf8))
            }
        }
    }

    /// Logs as they are, secrets masked, numbered so that no two names meet.
    func copyLogs(of attempts: [AttemptID], _ reading: any Reading) throws {
        guard !attempts.isEmpty else { return }
        guard mkdir(path + "/logs", 0o700) == 0 else { throw Self.refusal("made", path + "/logs") }
        for (index, attempt) in attempts.enumerated() {
            let descriptors = try reading.log(of: attempt)
            if let times = descriptors.times { close(times) }
            guard let log = descriptors.log else { continue }
            defer { close(log) }
            let words = "\(attempt.run) \(attempt.stage.text) \(attempt.number)"
            let name = words.map { character in
                character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
            }
            try write("logs/\(index + 1)-\(String(name)).log") { try Self.copy(log, to: $0) }
        }
    }

    private static func copy(_ log: Int32, to file: FileHandle) throws {
        var buffer = [UInt8](repeating: 0, count: blockSize)
        var offset = 0
        while true {
            let count = pread(log, &buffer, buffer.count, off_t(offset))
            guard count > 0 else { return }
            offset += count
            try file.write(contentsOf: buffer[..<count])
        }
    }

    private func write(_ name: String, _ body: (FileHandle) throws -> Void) throws {
        let whole = path + "/" + name
        let file = open(whole, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw Self.refusal("made", whole) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do { try body(handle) } catch { throw Self.refusal("written", whole) }
    }

    private static func refusal(_ what: String, _ path: String) -> Refusal {
        Refusal(.badInput, "'\(path)' cannot be \(what): \(String(cString: strerror(errno))).")
    }
}
