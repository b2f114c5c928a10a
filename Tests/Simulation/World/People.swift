import Domain
import Foundation

/// What people have asked of engines, and what they were told.
struct People: Sendable {
    struct Asked: Sendable {
        let command: Command
        let actor: Actor
        /// The life of the engine that was asked.
        let life: Int
        var answers = 0
    }

    static let names = ["ana", "ben", "cem"]

    private(set) var asked: [Asked] = []
    /// Comments that were refused, and must not be in the journal.
    var refusedTexts: Set<String> = []
    private var textCount = 0

    mutating func ask(_ command: Command, by actor: Actor, life: Int) -> Int {
        asked.append(Asked(command: command, actor: actor, life: life))
        return asked.count - 1
    }

    mutating func hear(_ number: Int) -> Asked {
        asked[number].answers += 1
        return asked[number]
    }

    /// A text that nobody wrote before.
    mutating func newText() -> String {
        textCount += 1
        return "words \(textCount)"
    }

    /// Those that were asked of this life and never answered.
    func unanswered(in life: Int) -> [Asked] {
        asked.filter { $0.life == life && $0.answers == 0 }
    }
}

extension WorldState {
    /// Something that somebody at a screen asks next.
    mutating func nextCommand() -> (command: Command, actor: Actor) {
        let actor = Actor.person(random.pick(People.names) ?? "ana")
        let definition = definitions[random.below(definitions.count)]
        return (nextCommand(on: definition), actor)
    }

    private mutating func nextCommand(on definition: PipelineDefinition) -> Command {
        let name = definition.name
        let control = referee.controls[name] ?? PipelineControl(name: name)
        let stage = nextStage(definition, control)
        let target = RunTarget(name, stage)
        // Sometimes a screen is late and means a run that is over.
        let isLate = random.happens(80)
        let number = isLate ? max(1, control.lastRun - 1) : max(1, control.lastRun)
        let run = control.openRun.flatMap { isLate ? nil : $0 } ?? RunID(name, number)
        switch random.index(weights: [60, 5, 6, 14, 5, 6, 4, 10, 3, 4, 8, 12, 10, 8]) ?? 0 {
        case 0: return .start(name, nextSelection(definition, stage), nextOptions())
        case 1: return .skip(target, reason: people.newText())
        case 2: return .markDone(target, note: people.newText())
        case 3: return .cancel(run, random.happens(500) ? stage : nil)
        case 4: return .close(run)
        case 5: return .setBreakpoint(name, stage)
        case 6: return .clearBreakpoint(name, stage)
        case 7:
            let held = referee.runs[run]?.stages.first { $0.phase == .held }?.stage
            return .release(run, held ?? stage)
        case 8:
            let before = files.texts["params.yaml"] ?? ""
            let after = people.newText()
            files.texts["params.yaml"] = after
            let edit = FileEdit(path: "params.yaml", before: before, after: after, changes: [])
            return .recordEdit(name, edit)
        case 9: return .undo(name)
        case 10: return .comment(run, random.happens(300) ? stage : nil, people.newText())
        case 11: return .track(nextTracking(run))
        case 12: return .register(nextRegistration(run, stage))
        default: return .promote(nextPromotion())
        }
    }

    /// What a script logs next, to one of a few runs that may not be there.
    private mutating func nextTracking(_ run: RunID) -> TrackingCommand {
        let id = TrackedRunID("run-\(random.below(6))")
        let experiment = random.happens(700) ? ExperimentID.default : ExperimentID("1")
        let entry = KeyedTexts.Entry(
            TrackingKey("key-\(random.below(4))"),
            "value \(random.below(3))"
        )
        switch random.index(weights: [8, 20, 8, 4, 4, 3, 3, 2, 2, 14]) ?? 0 {
        case 9: return nextModel(id, experiment, entry)
        case 0:
            let creation = TrackedRunCreation(
                id: id,
                experiment: experiment,
                name: people.newText(),
                user: "ana",
                startedAt: 0,
                tags: random.happens(500) ? [entry] : []
            )
            return .createRun(creation)
        case 1: return .annotateRun(id, parameters: [entry], tags: [])
        case 2: return .annotateRun(id, parameters: [], tags: [entry])
        case 3: return .updateRun(id, TrackedRunUpdate(status: .finished, endedAt: 1))
        case 4: return .untagRun(id, entry.key)
        case 5: return .deleteRun(id)
        case 6: return .restoreRun(id)
        case 7:
            return random.happens(500)
                ? .createExperiment("1", name: "study", tags: [])
                : .renameExperiment("1", people.newText())
        default: return random.happens(500) ? .deleteExperiment("1") : .restoreExperiment("1")
        }
    }

    /// What a person asks, or decides, of promotions.
    private mutating func nextPromotion() -> PromotionCommand {
        let name = ModelName("model-\(random.below(3))")
        let versions = referee.registry.model(name)?.versions.map(\.number) ?? []
        let id = ModelVersionID(name, random.pick(versions) ?? 1)
        let alias = ModelAlias(random.happens(800) ? "production" : "challenger")
        let open = random.pick(referee.promotions.open)?.id ?? PromotionID(1)
        let asked = referee.promotions.promotions[open]?.request.version.number ?? 1
        let words = people.newText()
        switch random.index(weights: [30, 40, 6, 6, 5, 8, 4]) ?? 0 {
        case 0: return .request(id, alias, reason: words, replaces: random.happens(200))
        case 1: return .approve(open, version: asked, comment: words, evidence: nil)
        case 2: return .refuse(open, comment: words)
        case 3: return .withdraw(open, comment: words)
        case 4: return .undo(open)
        case 5: return .rollBack(name, alias, reason: words)
        default: return .force(id, alias, reason: words)
        }
    }

    /// What a script or a person asks of a few models that may not be there.
    private mutating func nextRegistration(
        _ run: RunID,
        _ stage: StageName
    ) -> RegistryCommand {
        let name = ModelName("model-\(random.below(3))")
        let highest = referee.registry.models[name]?.lastNumber ?? 0
        let id = ModelVersionID(name, 1 + random.below(highest + 1))
        let alias = ModelAlias(random.happens(700) ? "production" : "challenger")
        let tag = KeyedTexts.Entry("kind", "value \(random.below(3))")
        switch random.index(weights: [12, 30, 20, 5, 6, 6, 3, 2, 3, 3, 3]) ?? 0 {
        case 0: return .createModel(name, text: people.newText(), tags: [tag])
        case 1:
            let creation = ModelVersionCreation(
                model: name,
                source: "models:/m-\(random.below(5))",
                attempt: random.happens(500) ? AttemptID(run, stage, 1) : nil
            )
            return .createVersion(creation)
        case 2: return .setAlias(alias, id)
        case 3: return .dropAlias(name, alias)
        case 4: return .describeVersion(id, people.newText())
        case 5: return .tagVersion(id, tag)
        case 6: return .deleteVersion(id)
        case 7: return .deleteModel(name)
        case 8: return .renameModel(name, to: ModelName("model-\(random.below(4))"))
        case 9: return .stageVersion(id, .production, archivesOthers: random.happens(500))
        default: return .untagModel(name, tag.key)
        }
    }

    /// What a script does with a model next, one of a few that may not be there, or with what a
    /// run uses.
    private mutating func nextModel(
        _ run: TrackedRunID,
        _ experiment: ExperimentID,
        _ entry: KeyedTexts.Entry
    ) -> TrackingCommand {
        let id = LoggedModelID("m-\(random.below(4))")
        switch random.index(weights: [6, 4, 6, 3, 2, 4, 4]) ?? 0 {
        case 0:
            return .createModel(
                LoggedModelCreation(
                    id: id,
                    experiment: experiment,
                    name: "model",
                    source: run,
                    parameters: random.happens(500) ? [entry] : []
                )
            )
        case 1: return .finishModel(id, random.happens(800) ? .ready : .failed)
        case 2: return .annotateModel(id, parameters: [], tags: [entry])
        case 3: return .untagModel(id, entry.key)
        case 4: return .deleteModel(id)
        case 5:
            let dataset = Dataset(
                name: "data-\(random.below(3))",
                digest: "d",
                sourceType: "local",
                source: "{}"
            )
            let input = DatasetInput(dataset, tags: [entry])
            return .addInputs(run, datasets: [input], models: random.happens(300) ? [id] : [])
        default: return .addOutputs(run, [ModelOutput(id, step: Int64(random.below(3)))])
        }
    }

    /// People mostly act on what they see: on stages that are under way.
    private mutating func nextStage(
        _ definition: PipelineDefinition,
        _ control: PipelineControl
    ) -> StageName {
        let active = control.openRun.flatMap { referee.runs[$0] }?.stages.filter(\.isActive) ?? []
        let known = active.map(\.stage).filter { definition.stage($0) != nil }
        if random.happens(600), let stage = random.pick(known) { return stage }
        return definition.stages[random.below(definition.stages.count)].name
    }

    private mutating func nextSelection(
        _ definition: PipelineDefinition,
        _ stage: StageName
    ) -> Selection {
        switch random.below(6) {
        case 0: return .next
        case 1: return .only([stage])
        case 2: return .upTo([stage])
        case 3: return .from([stage])
        default: return .all
        }
    }

    private mutating func nextOptions() -> StartOptions {
        StartOptions(
            force: random.happens(150),
            mayLose: random.happens(500),
            keepGoing: random.happens(500),
            isStep: random.happens(150)
        )
    }

    /// A person hears what became of a command.
    mutating func answer(_ number: Int, _ result: Result<Reply, Refusal>) {
        let asked = people.hear(number)
        expect(asked.answers == 1, "replies come once", "\(asked.command) has two answers.")
        switch result {
        case .success(let reply):
            note("\(asked.actor) is told: \(reply.text) (\(reply.position))")
            checkAnswer(asked, reply)
        case .failure(let refusal):
            note("\(asked.actor) is refused: \(refusal.code.rawValue)")
            if case .comment(_, _, let text) = asked.command {
                people.refusedTexts.insert(text)
            }
        }
    }
}

extension Command {
    /// The command in a few words, for the trace.
    var words: String {
        switch self {
        case .start(let name, let selection, let options):
            "start \(name) \(selection.words)" + (options.force ? " forced" : "")
                + (options.isStep ? " step" : "") + (options.keepGoing ? " keep going" : "")
        case .skip(let target, _): "skip \(target.pipeline) \(target.stage)"
        case .markDone(let target, _): "mark done \(target.pipeline) \(target.stage)"
        case .cancel(let run, let stage): "cancel \(run) \(stage?.text ?? "")"
        case .close(let run): "close \(run)"
        case .setBreakpoint(let name, let stage): "break \(name) \(stage)"
        case .clearBreakpoint(let name, let stage): "unbreak \(name) \(stage)"
        case .release(let run, let stage): "release \(run) \(stage)"
        case .recordEdit(let name, let edit): "edit \(name) \(edit.path)"
        case .undo(let name): "undo \(name)"
        case .leaseEnded(let attempt): "lease ended \(attempt)"
        case .comment(let run, _, let text): "comment \(run) \(text)"
        case .track(let command): "track \(command)"
        case .register(let command): "register \(command)"
        case .promote(let command): "promote \(command)"
        }
    }
}

extension Selection {
    fileprivate var words: String {
        switch self {
        case .next: "next"
        case .only(let names): "only \(names)"
        case .upTo(let names): "up to \(names)"
        case .from(let names): "from \(names)"
        case .all: "all"
        case .rest: "rest"
        }
    }
}
