import ArgumentParser
import Domain
import Engine
import Foundation

/// `pitwall activity`: the journal as people read it.
struct ActivityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activity",
        abstract: "Show who did what, and when, newest first."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("n"), .long], help: "How many entries.")
    var limit = 50

    @Flag(name: .long, help: "Phases on the way too.")
    var details = false

    private struct Row: Encodable {
        let position: Int64
        let at: Date
        let actor: String
        let status: String?
        let subject: String
        let text: String
    }

    /// `2026-11-23 08:20`, in the person's own zone.
    private static func words(for date: Date) -> String {
        let style = Date.ISO8601FormatStyle(
            dateSeparator: .dash,
            dateTimeSeparator: .space,
            timeSeparator: .colon,
            timeZone: .current
        )
        return String(
            date.formatted(style.year().month().day().time(includingFractionalSeconds: false))
                .prefix(16)
        )
    }

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try ProjectSession(target)
        var query = ActivityQuery(limit: details ? limit : min(limit * 8, 100_000))
        query.pipeline = choice.pipeline.map(PipelineName.init)
        let rows = try session.reading.activity(query)
            .filter { details || $0.event.words.weight == .main }
            .prefix(limit)
            .map { entry in
                Row(
                    position: entry.position.number,
                    at: entry.at,
                    actor: entry.actor.description,
                    status: entry.event.words.status?.rawValue,
                    subject: entry.event.words.subject,
                    text: entry.event.words.text
                )
            }
        if output.json { return try Output.json(rows) }
        if rows.isEmpty { Output.line("Nothing has happened here yet.") }
        for row in rows {
            let glyph = row.status.flatMap(Status.init(rawValue:))?.glyph ?? " "
            Output.line(
                "\(Self.words(for: row.at))  \(glyph) \(row.subject)  \(row.text)  \(row.actor)"
            )
        }
    }
}
