import ArgumentParser
import Domain
import Engine
import Foundation

/// `pitwall handover`: what the next person has to know.
struct HandoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handover",
        abstract: "Write what waits, runs, failed and was decided since a time, as Markdown.",
        discussion: """
            A decision is a skip, work done by hand, a breakpoint or going on from one, a cancel, a \
            run closed, an edit of parameters, and a run that was forced; steps as such are none. \
            Comments stand by themselves.
            """
    )

    /// Entries of the journal that are read at most.
    private static let entryLimit = 100_000

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "A span such as 8h or 2d, or a time such as '2026-11-23 14:00'.")
    var since = "24h"

    @Option(name: .long, help: "A new folder for the page, the events, and the logs it is about.")
    var bundle: String?

    func run() throws {
        let session = try ProjectSession(target)
        let now = SystemClock().now
        guard let start = TimeArgument.date(since, before: now, .current) else {
            throw Refusal(
                .badInput,
                "--since takes \(TimeArgument.examples); '\(since)' is none of them."
            )
        }
        guard start <= now else {
            throw Refusal(
                .badInput,
                "'\(since)' is yet to come; --since takes a time that is over."
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
