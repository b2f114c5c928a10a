import ArgumentParser
import Domain

/// `pitwall act`: every entry of the act menu by its name.
struct ActCommand: ParsableCommand {
    enum Verb: String, ExpressibleByArgument, CaseIterable {
        case done
        case skip
        case cancel
        case retry
        case `continue`
        case close
        case erase
        case restore
    }

    static let configuration = CommandConfiguration(
        commandName: "act",
        abstract:
            "Act on a stage or run: done, skip, cancel, retry, continue, close; on a tracked run: "
            + "erase, restore."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "Why; asked for by skip and done.")
    var reason: String?

    @Argument(help: "done, skip, cancel, retry, continue, close, erase or restore.")
    var verb: Verb

    @Argument(
        help: """
            The stage; 'cancel' and 'close' take the whole run without. For 'erase' and 'restore' \
            the tracked run, by its name or how its id begins.
            """
    )
    var stage: String?

    func run() throws {
        let session = try ProjectSession(target)
        if verb == .erase || verb == .restore { return try actOnTrackedRun(session) }
        let named = stage.map { [$0] } ?? []
        let pipeline = try session.pipeline(choice.pipeline, holding: named)
        let name = try session.stages(named, of: pipeline).first
        if verb == .retry {
            let stage = try needed(name)
            return try RunFollower(session: session, json: output.json).run(
                .start(pipeline.name, .only([stage]), StartOptions()),
                in: pipeline.name
            )
        }
        let reply = try session.send(command(pipeline, name, session))
        switch verb {
        case .continue, .done, .cancel:
            // Without another engine this one has to live until it is done.
            try RunFollower(session: session, json: output.json, judges: verb != .cancel)
                .follow(in: pipeline.name)
        case .skip, .retry, .close, .erase, .restore:
            session.stopEngine("the command ended")
            Output.line(reply.text)
        }
    }

    private func command(
        _ pipeline: PipelineSnapshot,
        _ stage: StageName?,
        _ session: ProjectSession
    ) throws -> Command {
        switch verb {
        case .done:
            return .markDone(RunTarget(pipeline.name, try needed(stage)), note: try words())
        case .skip:
            return .skip(RunTarget(pipeline.name, try needed(stage)), reason: try words())
        case .cancel: return .cancel(try openRun(of: pipeline, session), stage)
        case .continue: return .release(try openRun(of: pipeline, session), try needed(stage))
        case .close: return .close(try openRun(of: pipeline, session))
        case .retry: preconditionFailure("A retry is a start.")
        case .erase, .restore: preconditionFailure("Tracked runs have no stage.")
        }
    }

    /// Deletes a tracked run, or brings it back.
    private func actOnTrackedRun(_ session: ProjectSession) throws {
        guard let stage else {
            throw ValidationError("'\(verb.rawValue)' needs a tracked run, by its name or id.")
        }
        let run = try session.trackedRun(stage).run
        let command: TrackingCommand = verb == .erase ? .deleteRun(run.id) : .restoreRun(run.id)
        try session.tell(command, of: run.id, json: output.json)
    }

    private func needed(_ stage: StageName?) throws -> StageName {
        guard let stage else { throw ValidationError("'\(verb.rawValue)' needs a stage.") }
        return stage
    }

    private func words() throws -> String {
        guard let reason, !reason.isEmpty else {
            throw ValidationError("'\(verb.rawValue)' needs a reason: --reason \"…\".")
        }
        return reason
    }

    private func openRun(
        of pipeline: PipelineSnapshot,
        _ session: ProjectSession
    ) throws -> RunID {
        guard let run = pipeline.newestRun?.run, run.end == nil else {
            // Where nobody knows, that is what is wrong.
            _ = try session.reading.runs(of: pipeline.name, limit: 1)
            throw Refusal(.unknownRun, "No run of '\(pipeline.name)' is open.")
        }
        return run.id
    }
}

/// `pitwall break`: sets or clears the breakpoint before a stage.
struct BreakCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "break",
        abstract: "Stop runs before a stage, or no more with --clear."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments

    @Flag(name: .long, help: "Clear the breakpoint.")
    var clear = false

    @Argument(help: "The stage.")
    var stage: String

    func run() throws {
        let session = try ProjectSession(target)
        let pipeline = try session.pipeline(choice.pipeline, holding: [stage])
        let name = try session.stage(stage, of: pipeline)
        let reply = try session.ask(
            clear ? .clearBreakpoint(pipeline.name, name) : .setBreakpoint(pipeline.name, name)
        )
        Output.line(reply.text)
    }
}

/// `pitwall comment`: writes words about the newest run, or a stage of it, into the journal.
struct CommentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "comment",
        abstract: "Write a comment on the newest run into the journal."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments

    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "The stage it is about.")
    var stage: String?

    @Option(
        name: .customLong("run"),
        help: "The tracked run it is about, by its name or how its id begins."
    )
    var trackedRun: String?

    @Argument(help: "The comment.")
    var text: String

    func validate() throws {
        if trackedRun != nil, stage != nil || choice.pipeline != nil {
            throw ValidationError("--run names a tracked run, which has no stage or pipeline.")
        }
    }

    func run() throws {
        let session = try ProjectSession(target)
        if let trackedRun {
            let id = try session.trackedRun(trackedRun).run.id
            let tag = KeyedTexts.Entry(TrackedRun.noteTag, text)
            let command = TrackingCommand.annotateRun(id, parameters: [], tags: [tag])
            return try session.tell(command, of: id, json: output.json)
        }
        let named = stage.map { [$0] } ?? []
        let pipeline = try session.pipeline(choice.pipeline, holding: named)
        guard let run = pipeline.newestRun?.run.id else {
            _ = try session.reading.runs(of: pipeline.name, limit: 1)
            throw Refusal(.unknownRun, "'\(pipeline.name)' has no run yet.")
        }
        let name = try session.stages(named, of: pipeline).first
        let reply = try session.ask(.comment(run, name, text))
        if output.json { return try Output.json(["text": reply.text]) }
        Output.line(reply.text)
    }
}

extension ProjectSession {
    /// Sends what is to be done with a tracked run, and says that it was done; as JSON by the run.
    fileprivate func tell(_ command: TrackingCommand, of run: TrackedRunID, json: Bool) throws {
        let reply = try ask(.track(command))
        guard json else { return Output.line(reply.text) }
        if let run = try reading.trackedRun(run) { try Output.json(TrackedRunReport(run)) }
    }
}

/// `pitwall undo`: takes back one's own last act.
struct UndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take back your own last act, while it can be."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments

    func run() throws {
        let session = try ProjectSession(target)
        let pipeline = try session.pipeline(choice.pipeline, holding: [])
        Output.line(try session.ask(.undo(pipeline.name)).text)
    }
}
