import ArgumentParser
import Domain
import Engine
import Foundation

/// `pitwall gc`: removes what nobody needs any more.
struct CleanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Remove logs of old runs, and old copies of the journal.",
        discussion: """
            Runs and events stay, with what every attempt came to; in the place of a log stands a \
            line that says so. The cache is left alone: its objects are DVC's, and 'dvc gc' knows \
            which are needed.
            """
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Option(
        name: .long,
        parsing: .unconditional,
        help: "The newest runs of every pipeline keep their logs."
    )
    var keep = 20

    @Option(name: .long, help: "What is younger stays: a span such as 30d or 12h.")
    var olderThan = "30d"

    @Flag(name: .long, help: "Only show what would go.")
    var dry = false

    private struct Report: Encodable {
        let removed: Bool
        let bytes: Int64
        let items: [Cleanup.Item]
    }

    func validate() throws {
        guard keep >= 1 else { throw ValidationError("--keep must be at least 1.") }
    }

    func run() throws {
        let session = try ProjectSession(target)
        if let owner = session.owner {
            throw Refusal(.badInput, "The logs are \(owner)'s, who alone can remove them.")
        }
        let now = SystemClock().now
        guard let cutoff = TimeArgument.date(olderThan, before: now, .current), cutoff <= now else {
            throw Refusal(
                .badInput,
                "--older-than takes \(TimeArgument.examples); '\(olderThan)' is none of them."
            )
        }
        var rule = Cleanup.Keep()
        rule.runs = keep
        rule.time = .seconds(now.timeIntervalSince(cutoff))
        let cleanup = try Cleanup(session.local, keeping: rule, at: now)
        if !dry { try cleanup.perform() }
        if output.json {
            let report = Report(removed: !dry, bytes: cleanup.bytes, items: cleanup.items)
            return try Output.json(report)
        }
        guard !cleanup.items.isEmpty else { return Output.line("There is nothing to remove.") }
        if dry { for item in cleanup.items { Output.line(item.path) } }
        let size = cleanup.bytes.formatted(.byteCount(style: .file))
        let count = cleanup.items.count == 1 ? "1 file" : "\(cleanup.items.count) files"
        Output.line(dry ? "\(size) in \(count) would go." : "\(size) in \(count) are gone.")
    }
}
