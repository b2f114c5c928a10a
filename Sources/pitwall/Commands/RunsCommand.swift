import ArgumentParser
import Domain
import Engine
import Foundation
import Plotting
import Terminal

/// `pitwall runs`: tracked runs, their parameters and metrics.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "Show tracked runs with their parameters and metrics, newest first."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "Only runs of this experiment, by its name.")
    var experiment: String?

    @Option(
        name: .long,
        help: "Only runs that match, as in MLflow: \"metrics.auc > 0.8 AND params.kind = 'toy'\"."
    )
    var filter = ""

    @Option(name: .long, help: "The order, as in MLflow: \"metrics.auc DESC\"; may be repeated.")
    var orderBy: [String] = []

    @Flag(name: .long, help: "Only deleted runs.")
    var deleted = false

    @Option(name: .long, help: "The files that this run logged: its name, or how its id begins.")
    var artifacts: String?

    @Option(name: [.customShort("n"), .long], help: "How many runs, or files of a run.")
    var limit = 50

    @Option(name: .long, help: "How many runs to leave out before the first.")
    var offset = 0

    func validate() throws {
        guard offset >= 0 else { throw ValidationError("--offset must be at least 0.") }
        guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try ProjectSession(target)
        if let artifacts { return try showFiles(of: artifacts, session) }
        var query = TrackedRunQuery(
            view: deleted ? .deleted : .active,
            filter: filter,
            order: orderBy,
            limit: limit,
            offset: offset
        )
        if let experiment {
            let all = try session.reading.experiments()
            guard let found = all.first(where: { $0.name.utf8.elementsEqual(experiment.utf8) })
            else {
                let names = all.map { "'\($0.name)'" }.joined(separator: ", ")
                throw Refusal(
                    .unknownExperiment,
                    "There is no experiment '\(experiment)'. There is \(names)."
                )
            }
            query.experiments = [found.id]
        }
        let runs = try session.reading.trackedRuns(query)
        if output.json { return try Output.json(runs.map(TrackedRunReport.init)) }
        if runs.isEmpty {
            let isAll = filter.isEmpty && experiment == nil && !deleted
            Output.line(isAll ? "No script has logged a run here yet." : "No run is so.")
            if isAll, let place = try session.reading.project().tracking, place != .own {
                Output.line("Stages log \(place.words).")
            }
        }
        for run in runs { Output.line(Self.line(of: run)) }
    }

    private func showFiles(of text: String, _ session: ProjectSession) throws {
        let run = try session.trackedRun(text).run.id
        let page = try session.reading.files(RunFileQuery(run: run, limit: limit))
        let files = RunFilesText(run: run, page: page)
        if output.json { return try Output.json(files.report) }
        for line in files.lines { Output.line(line) }
    }

    private static func line(of snapshot: TrackedRunSnapshot) -> String {
        let run = snapshot.run
        let metrics = snapshot.metrics.map { "\($0.key)=\(NumberAxis.value($0.value).string)" }
        let parameters = run.parameters.entries.map { "\($0.key)=\($0.value)" }
        let origin = run.attempt.map { "\($0.run) \($0.stage.short)" } ?? snapshot.experimentName
        let facts = (metrics + parameters).joined(separator: " ")
        return
            "\(run.status.status.glyph) \(run.id.text.prefix(8))  \(run.name)  \(origin)  \(facts)"
    }
}

/// A tracked run as `--json` prints it.
struct TrackedRunReport: Encodable {
    struct Value: Encodable {
        let key: String
        /// As text where JSON has no number for it.
        let value: Double?
        let text: String?
        let step: Int64
        let timestamp: Int64

        init(_ point: MetricPoint) {
            key = point.key.text
            value = point.value.isFinite ? point.value : nil
            text = point.value.isFinite ? nil : point.value.description
            step = point.step
            timestamp = point.timestamp
        }
    }

    struct Entry: Encodable {
        let key: String
        let value: String

        init(_ entry: KeyedTexts.Entry) {
            key = entry.key.text
            value = entry.value
        }
    }

    let id: String
    let name: String
    let experiment: String
    let status: String
    let user: String
    /// Milliseconds since 1970.
    let started: Int64
    let ended: Int64?
    let run: String?
    let stage: String?
    let attempt: Int?
    let isDeleted: Bool
    let metrics: [Value]
    let parameters: [Entry]
    let tags: [Entry]

    init(_ snapshot: TrackedRunSnapshot) {
        let run = snapshot.run
        id = run.id.text
        name = run.name
        experiment = snapshot.experimentName
        status = run.status.rawValue
        user = run.user
        started = run.startedAt
        ended = run.endedAt
        self.run = run.attempt?.run.description
        stage = run.attempt?.stage.text
        attempt = run.attempt?.number
        isDeleted = snapshot.isDeleted
        metrics = snapshot.metrics.map(Value.init)
        parameters = run.parameters.entries.map(Entry.init)
        tags = run.tags.entries.map(Entry.init)
    }
}
