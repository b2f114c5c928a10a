import ArgumentParser
import Domain
import Foundation

/// `pitwall replay`: the journal played into the dashboard.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Play what happened into a dashboard that only shows.",
        discussion: """
            It begins with the project's first event, or with the run that is named. Definitions are \
            those of the runs; logs are shown as a whole; plans and plots are not of the past and left \
            out. '[' and ']' go through a run step by step.
            """
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var options: DashboardOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("l"), .long], help: "The pipeline of --run.")
    var pipeline: String?

    @Option(name: .customLong("run"), help: "Only the run of this number.")
    var runNumber: Int?

    @Option(name: .long, help: "Seconds of the past in a second.")
    var speed = 10.0

    @Option(name: .long, help: "The longest wait for the next event, in seconds.")
    var pause = 2.0

    func validate() throws {
        guard speed > 0, speed.isFinite else {
            throw ValidationError("--speed must be more than 0.")
        }
        guard pause >= 0, pause <= 3_600 else {
            throw ValidationError("--pause must be from 0 to 3600.")
        }
        guard !options.once else {
            throw ValidationError("A replay is not shown once; '--json' prints all of it.")
        }
        guard pipeline == nil || runNumber != nil else {
            throw ValidationError("--pipeline goes with --run.")
        }
    }

    func run() throws {
        let session = try ProjectSession(target)
        var pace = Replay.Pace(speed: speed, pause: .seconds(pause))
        if let runNumber {
            let name = try session.pipeline(pipeline, holding: [], withRun: false).name
            pace.run = RunID(name, runNumber)
        }
        let replay = try Replay(of: session.reading, pace)
        if output.json { return try Output.json(try Self.rows(of: replay)) }
        try DashboardCommand.open(session, options, playing: replay)
    }

    private struct Row: Encodable {
        struct RunState: Encodable {
            let id: String
            let state: Status
            let settled: Int
            let stages: Int
        }

        let position: Int64
        let at: Date
        let actor: String
        let subject: String
        let text: String
        /// The pipeline's newest run after the event.
        let run: RunState?
    }

    /// Every event, and how its run stood after it.
    private static func rows(of replay: Replay) throws -> [Row] {
        var rows: [Row] = []
        try replay.walk { entry, isShown in
            replay.past.advance(by: entry)
            guard isShown else { return true }
            let pipeline = entry.event.touchedStages?.run.pipeline
            let run = try pipeline.flatMap { try replay.past.runs(of: $0, limit: 1).first?.run }
            rows.append(
                Row(
                    position: entry.position.number,
                    at: entry.at,
                    actor: entry.actor.description,
                    subject: entry.event.words.subject,
                    text: entry.event.words.text,
                    run: run.map { run in
                        Row.RunState(
                            id: run.id.description,
                            state: run.status,
                            settled: run.settledCount,
                            stages: run.stages.count
                        )
                    }
                )
            )
            return true
        }
        return rows
    }
}
