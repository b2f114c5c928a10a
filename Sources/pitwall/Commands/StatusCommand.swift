import ArgumentParser
import Domain
import Engine
import Foundation

/// `pitwall status`: how every pipeline's newest run stands.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the newest run of every pipeline stands; 'plan' looks at the files."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .long, help: "One short line, for a status bar.")
    var line = false

    func run() throws {
        let session = try ProjectSession(target)
        let snapshot = try session.reading.project()
        if output.json {
            try Output.json(StatusReport(snapshot))
        } else if line {
            Output.line(try session.statusLine(snapshot))
        } else {
            printTable(snapshot)
        }
        if !line, let trouble = snapshot.trouble {
            let words = trouble.words { $0.formatted(.iso8601) }
            Output.errorLine("\(trouble.title). \(words)")
        }
        let locks = snapshot.lockMistakes
        if !line { for mistake in locks { Output.errorLine(mistake) } }
        let mistakes = snapshot.mistakes + snapshot.pipelines.flatMap(\.mistakes) + locks
        if !mistakes.isEmpty { throw ExitCode(ExitCodes.wrongInput) }
    }

    private func printTable(_ snapshot: ProjectSnapshot) {
        for mistake in snapshot.mistakes { Output.errorLine(mistake) }
        if snapshot.pipelines.isEmpty {
            Output.line(EmptyProject.text(snapshot))
            return
        }
        let none = snapshot.knowsRuns ? "  never run" : "  runs not known"
        for pipeline in snapshot.pipelines {
            let level = pipeline.definition?.level ?? .manual
            Output.line(
                "\(pipeline.status.glyph) \(pipeline.name)  level \(level.rawValue) \(level.words)"
                    + "  \(pipeline.status.rawValue)"
                    + (pipeline.newestRun.map { "  run \($0.run.id)" } ?? none)
            )
            for mistake in pipeline.mistakes { Output.errorLine("  " + mistake) }
            guard let run = pipeline.newestRun?.run else { continue }
            let labels = StageLabels(run.stages.map(\.stage))
            let width = run.stages.map { labels[$0.stage].count }.max() ?? 0
            for (stage, reason) in zip(run.stages, run.reasons) {
                Output.line("  " + Self.row(stage, reason, labels[stage.stage], width: width))
            }
        }
        if case .elsewhere = snapshot.tracking, let place = snapshot.tracking {
            Output.line("MLflow: stages log \(place.words)")
        }
    }

    private static func row(
        _ stage: StageRun,
        _ reason: String?,
        _ label: String,
        width: Int
    ) -> String {
        let name = label.padding(toLength: width, withPad: " ", startingAt: 0)
        let word = (stage.wait?.word ?? stage.status.rawValue).padding(
            toLength: 9,
            withPad: " ",
            startingAt: 0
        )
        let parts = [stage.duration?.words, reason].compactMap(\.self)
        return "\(stage.status.glyph) \(name)  \(word)  \(parts.joined(separator: "  "))"
            .trimmingTrailingSpaces
    }
}

extension StageRun {
    /// How long the last attempt took.
    var duration: Duration? {
        guard let report = attempts.last?.report else { return nil }
        return .seconds(max(0, report.endedAt.timeIntervalSince(report.startedAt)))
    }
}

extension String {
    var trimmingTrailingSpaces: String {
        let end = utf8.lastIndex { $0 != UInt8(ascii: " ") }.map { utf8.index(after: $0) }
        return String(self[..<(end ?? startIndex)])
    }
}

/// What is said where there is no pipeline.
enum EmptyProject {
    static func text(_ snapshot: ProjectSnapshot) -> String {
        // What is in the folder and not searched may be what was meant.
        let labels = ["projects inside", "folders closed to you"]
        let others = snapshot.found.rows.filter { labels.contains($0.label) }
        return """
            There is no pipeline in '\(snapshot.root)'.
            \(others.map { "There are \($0.label): \($0.text).\n" }.joined())\
            Write a dvc.yaml with stages here, go to a folder that has one, or try 'pitwall demo'.
            """
    }
}
