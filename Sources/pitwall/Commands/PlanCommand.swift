import ArgumentParser
import Domain
import Engine

/// The pipeline a command means.
struct StageArguments: ParsableArguments {
    @Option(
        name: [.customShort("l"), .long],
        help: "The pipeline; needed where there are several."
    )
    var pipeline: String?
}

/// `pitwall plan`: what would run, and why; nothing is changed to find out.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what would run, why, and what it would replace."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments
    @OptionGroup var output: OutputOptions

    @Flag(name: .shortAndLong, help: "Also what is unchanged.")
    var force = false

    @OptionGroup var wanted: SelectionArguments

    func run() throws {
        let session = try ProjectSession(target)
        let parts = try session.parts(of: wanted, in: choice.pipeline)
        let plans = try session.plans(of: parts, StartOptions(force: force))
        if output.json {
            let snapshots = try session.reading.project().pipelines
            try Output.json(
                PlansReport(
                    pipelines: plans.map { plan in
                        let pipeline = snapshots.first { $0.name == plan.pipeline }
                        return PlanReport(plan, usual: pipeline?.newestRun?.usual ?? [:])
                    }
                )
            )
        } else {
            plans.flatMap(PlanText.lines(of:)).forEach(Output.line)
        }
        if plans.flatMap(\.stages).contains(where: { $0.verdict.status == .failed }) {
            throw ExitCode(ExitCodes.wrongInput)
        }
    }
}

/// `pitwall why`: why a stage would run, or would not.
struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Say why a stage would run, or why not."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments
    @OptionGroup var output: OutputOptions

    @Argument(help: "The stage.")
    var stage: String

    func run() throws {
        let session = try ProjectSession(target)
        let pipeline = try session.pipeline(choice.pipeline, holding: [stage])
        let name = try session.stage(stage, of: pipeline)
        let plan = try session.reading.plan(
            of: pipeline.name,
            selection: .upTo([name]),
            options: StartOptions()
        )
        guard let check = plan.check(of: name) else { return }
        if output.json {
            try Output.json(PlanReport.Stage(check, usual: pipeline.newestRun?.usual[name]))
        } else {
            PlanText.lines(of: plan.sources).forEach(Output.line)
            PlanText.lines(of: check).forEach(Output.line)
        }
    }
}

/// A plan as lines for people.
enum PlanText {
    static func lines(of plan: Plan) -> [String] {
        let running = plan.stages.count { $0.verdict.willRun }
        let restored = plan.stages.count { check in
            if case .restores = check.verdict { return true }
            return false
        }
        let later = plan.stages.count { check in
            if case .follows = check.verdict { return true }
            return false
        }
        let stuck = plan.stages.count { $0.verdict.status == .failed }
        let head =
            stuck > 0
            ? "\(plan.pipeline): \(stuck) of \(plan.stages.count) stages cannot run."
            : running + later + restored == 0
                ? "\(plan.pipeline): everything is up to date."
                : "\(plan.pipeline): \(running) of \(plan.stages.count) stages would run"
                    + (restored > 0 ? ", \(restored) restored from the cache" : "")
                    + (later > 0 ? ", \(later) more depend on what comes out." : ".")
        let labels = StageLabels(plan.stages.map(\.stage))
        return [head] + losses(plan) + plan.renewals.map { "  \($0.words)" }
            + lines(of: plan.sources) + plan.stages.flatMap { lines(of: $0, labels) }
    }

    /// What keeps a run from starting a stage unless it is allowed to.
    private static func losses(_ plan: Plan) -> [String] {
        let paths = plan.stages.flatMap(\.loses).map { "'\($0.path)'" }
        guard !paths.isEmpty else { return [] }
        return [
            "  \(paths.joined(separator: ", ")): changed by hand and nowhere else;"
                + " 'run --may-lose' would replace that."
        ]
    }

    static func lines(of sources: [SourceChange]) -> [String] {
        sources.map { "  \($0.words)" }
    }

    static func lines(
        of check: StageCheck,
        _ labels: StageLabels = StageLabels([])
    ) -> [String] {
        let headline = check.verdict.headline(labels)
        var lines = ["\(check.verdict.status.glyph) \(labels[check.stage])  \(headline)"]
        switch check.verdict {
        case .runs(let changes), .frozen(let changes):
            lines += changes.map { "    why       \($0.words)" }
        case .blocked(let problems):
            lines += problems.map { "    blocked   \($0)" }
        case .unchanged, .restores, .follows: break
        }
        let replaced = check.verdict.willRun ? check.replacements : check.loses
        for replacement in replaced {
            lines.append("    replaces  \(replacement.path): \(replacement.words)")
        }
        return lines
    }
}

extension Verdict {
    /// The status under which a plan shows a stage.
    var status: Status {
        switch self {
        case .unchanged, .frozen: .unchanged
        case .restores: .skipped
        case .runs: .queued
        case .follows: .planned
        case .blocked: .failed
        }
    }

    func headline(_ labels: StageLabels) -> String {
        switch self {
        case .unchanged: "unchanged"
        case .restores(let paths): "\(paths.joined(separator: ", ")) comes back from the cache"
        case .runs: "would run"
        case .follows(let stages):
            "decided after " + stages.map { labels[$0] }.joined(separator: ", ")
        case .frozen: "frozen: never runs"
        case .blocked: "cannot run"
        }
    }
}

extension Replacement {
    var words: String {
        let edited = isEditedByHand ? "changed by hand; " : ""
        switch fate {
        case .comesBack: return edited + "its content is in the cache"
        case .lost: return edited + "its content would be lost"
        case .kept: return edited + "the stage writes into it"
        }
    }
}

/// What `plan --json` prints, however many pipelines there are.
struct PlansReport: Encodable {
    let pipelines: [PlanReport]
}

/// A plan in JSON.
struct PlanReport: Encodable {
    struct Stage: Encodable {
        let name: String
        let verdict: String
        let reasons: [Change]
        let problems: [String]
        let after: [String]
        let replaces: [Replacement]
        let usualSeconds: Double?
    }

    let pipeline: String
    let stages: [Stage]
    /// Tracked data that is not as its `.dvc` file says.
    let sources: [SourceChange]
    /// Locks that a forced run writes anew, since they cannot be read.
    let renewals: [LockRenewal]

    init(_ plan: Plan, usual: [StageName: Duration]) {
        pipeline = plan.pipeline.text
        sources = plan.sources
        renewals = plan.renewals
        stages = plan.stages.map { Stage($0, usual: usual[$0.stage]) }
    }
}

extension PlanReport.Stage {
    init(_ check: StageCheck, usual: Duration?) {
        name = check.stage.text
        usualSeconds = usual?.seconds
        replaces = check.verdict.willRun ? check.replacements : check.loses
        switch check.verdict {
        case .unchanged: (verdict, reasons, problems, after) = ("unchanged", [], [], [])
        case .restores: (verdict, reasons, problems, after) = ("restores", [], [], [])
        case .runs(let changes): (verdict, reasons, problems, after) = ("runs", changes, [], [])
        case .frozen(let changes):
            (verdict, reasons, problems, after) = ("frozen", changes, [], [])
        case .follows(let stages):
            (verdict, reasons, problems, after) = ("follows", [], [], stages.map(\.text))
        case .blocked(let texts): (verdict, reasons, problems, after) = ("blocked", [], texts, [])
        }
    }
}
