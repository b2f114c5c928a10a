import ArgumentParser
import Domain
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

    @Option(
        name: [.customShort("n"), .long],
        parsing: .unconditional,
        help: "How many entries."
    )
    var limit = 50

    @Flag(name: .long, help: "Phases on the way too.")
    var details = false

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try ProjectSession(target)
        var query = ActivityQuery(limit: details ? limit : min(limit, 12_500) * 8)
        query.pipeline = choice.pipeline.map(PipelineName.init)
        let rows = try session.reading.activity(query)
            .filter { details || $0.event.words.weight == .main }
            .prefix(limit)
            .map { EntryRow($0) }
        if output.json { return try Output.json(rows) }
        if rows.isEmpty { Output.line("Nothing has happened here yet.") }
        for row in rows {
            let glyph = row.status?.glyph ?? " "
            let time = row.at.minuteWords(.current)
            Output.line("\(time)  \(glyph) \(row.subject)  \(row.text)  \(row.actor)")
        }
    }
}
