import ArgumentParser
import Domain
import Engine

/// `pitwall run`: runs what is not up to date, and shows it line by line.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run what is not up to date."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments
    @OptionGroup var output: OutputOptions

    @Flag(name: .shortAndLong, help: "Run also what is unchanged.")
    var force = false

    @Flag(name: .long, help: "Only show what would run.")
    var dry = false

    @Flag(name: .shortAndLong, help: "Go on with branches that do not need a failed stage.")
    var keepGoing = false

    @Flag(name: .long, help: "Outputs changed by hand that are nowhere else may be replaced.")
    var mayLose = false

    @OptionGroup var wanted: SelectionArguments

    func run() throws {
        let session = try ProjectSession(target)
        let sources = try SourceTargets(wanted.stages, of: session)
        try sources.run(isDry: dry, isForced: force, of: session)
        if sources.areAll { return }
        var wanted = wanted
        wanted.stages = sources.rest
        let parts = try session.parts(of: wanted, in: choice.pipeline)
        let options = StartOptions(
            force: force,
            mayLose: mayLose,
            keepGoing: keepGoing,
            // As for DVC, what is before the stages named is none of these runs' business.
            leavesSources: wanted.singleItem || wanted.downstream
        )
        if dry {
            let plans = try session.plans(of: parts, options)
            plans.flatMap(PlanText.lines(of:)).forEach(Output.line)
        }
        // Data that no stage reads is its owner's to take.
        let takesAll = wanted.allPipelines && session.owner == nil
        let isGood = try !takesAll || takeOthers(than: parts, session)
        let runner = PartRunner(
            session: session,
            follower: RunFollower(session: session, json: output.json, joins: true),
            options: options
        )
        do {
            if !dry { try runner.run(parts) }
        } catch let refusal as Refusal where refusal.code == .upToDate && !isGood {
            Output.errorLine(refusal.text)
        }
        if !isGood { throw ExitCode(ExitCodes.failed) }
    }

    /// Takes tracked data that no stage reads, which is part of a run of everything.
    ///
    /// Gives whether all of it could be taken; fails where that stops the run.
    private func takeOthers(
        than parts: [PipelinePart],
        _ session: ProjectSession
    ) throws -> Bool {
        let others = try SourceTargets(unreadBy: parts, of: session)
        let isGood = try others.runEach(isDry: dry, isForced: force, of: session)
        if !isGood, !keepGoing { throw ExitCode(ExitCodes.wrongInput) }
        return isGood
    }
}

/// `pitwall step`: runs the next stage, or the one named.
struct StepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step",
        abstract: "Run the next stage, or the one named."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments
    @OptionGroup var output: OutputOptions

    @Flag(name: .shortAndLong, help: "Run it also when it is unchanged.")
    var force = false

    @Flag(name: .long, help: "Outputs changed by hand that are nowhere else may be replaced.")
    var mayLose = false

    @Argument(help: "The stage; the next one without.")
    var stage: String?

    func run() throws {
        let session = try ProjectSession(target)
        let named = stage.map { [$0] } ?? []
        let pipeline = try session.pipeline(choice.pipeline, holding: named, withRun: false)
        let names = try session.stages(named, of: pipeline)
        let options = StartOptions(force: force, mayLose: mayLose, isStep: names.isEmpty)
        try RunFollower(session: session, json: output.json).run(
            .start(pipeline.name, names.isEmpty ? .next : .only(names), options),
            in: pipeline.name
        )
    }
}
