import ArgumentParser
import Dashboard
import Domain
import Foundation
import Terminal

/// `pitwall replay`: the journal played into the dashboard.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Play what happened into a dashboard that only shows.",
        discussion: """
            It begins with the project's first event, or with the run that is named. A row at the \
            bottom says how far it is: space stops it and goes on, '[' and ']' go back and on by \
            an event, S and F change the speed. Definitions are those of the runs; logs are shown \
            as a whole; plans and plots are not of the past and left out.
            """
    )

    private static let pauses = 0.0...3_600

    @OptionGroup var target: ProjectOptions
    @OptionGroup var look: LookOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("l"), .long], help: "The pipeline of --run.")
    var pipeline: String?

    @Option(
        name: .customLong("run"),
        parsing: .unconditional,
        help: "Only the run of this number."
    )
    var runNumber: Int?

    @Option(
        name: .long,
        parsing: .unconditional,
        help: "Seconds of the past in a second, from 0.01 to 1000000."
    )
    var speed = 10.0

    @Option(
        name: .long,
        parsing: .unconditional,
        help: "The longest wait for the next event, from 0 to 3600 seconds."
    )
    var pause = 2.0

    func run() throws {
        guard Playback.speeds.contains(speed) else {
            throw Refusal(
                .badInput,
                "--speed is how many seconds of the past pass in one: from 0.01 to 1000000, "
                    + "not \(speed.plain)."
            )
        }
        guard Self.pauses.contains(pause) else {
            throw Refusal(
                .badInput,
                "--pause is the longest wait for the next event in seconds: from 0 to 3600, "
                    + "not \(pause.plain)."
            )
        }
        guard pipeline == nil || runNumber != nil else {
            throw Refusal(.badInput, "--pipeline goes with --run, which names one of its runs.")
        }
        // Before any thread; what is only printed ends by signals as usual.
        if !output.json { Driver.blockSignals() }
        let session = try ProjectSession(target)
        let run = try runNumber.map { number in
            RunID(try session.pipeline(pipeline, holding: [], withRun: false).name, number)
        }
        let course = try ReplayCourse(of: session.reading, run: run)
        if output.json { return try Output.json(try Self.rows(of: course)) }
        let pace = Replay.Pace(speed: speed, pause: .seconds(pause))
        let replay = try Replay(course, of: session.reading, pace)
        try DashboardCommand.open(session, look, playing: replay)
    }

    /// Every event, and how its run stood after it.
    private static func rows(of course: ReplayCourse) throws -> [EntryRow] {
        var course = course
        var rows: [EntryRow] = []
        while try course.advance(), let entry = course.entry {
            let pipeline = entry.event.touchedStages?.run.pipeline
            rows.append(EntryRow(entry, run: pipeline.flatMap { course.rebuild.newest(of: $0) }))
        }
        return rows
    }
}

extension Double {
    /// As a person would write it: `-3`, `0.001`.
    fileprivate var plain: String {
        rounded() == self && magnitude < 1e15 ? "\(Int(self))" : "\(self)"
    }
}
