import Domain
import Foundation

/// A command with the facts it is decided on.
enum PreparedCommand {
    case start(PipelineName, Selection, StartOptions, StartPreparation)
    case skip(RunTarget, reason: String, StartPreparation)
    case markDone(RunTarget, note: String, StartPreparation)
    /// The file already has its earlier content again.
    case editUndone(PipelineName, FileEdit)
    /// With what the project protects.
    case register(RegistryCommand, PromotionRules)
    case promote(PromotionCommand, PromotionState.Basis)
    case plain(Command)
}

/// The events of one turn and the state after them; taken back when anything in it is refused.
struct Turn {
    private(set) var runs: [RunID: Run]
    private(set) var controls: [PipelineName: PipelineControl]
    private(set) var position: Position
    private(set) var entries: [JournalEntry] = []
    private(set) var effects: [Effect] = []
    private(set) var changedRuns: Set<RunID> = []
    private(set) var changedControls: Set<PipelineName> = []
    private(set) var tracking: TrackingState
    private(set) var changedExperiments: Set<ExperimentID> = []
    private(set) var changedTracked: Set<TrackedRunID> = []
    private(set) var changedLogged: Set<LoggedModelID> = []
    private(set) var registry: RegistryState
    /// The changed models as they were; nil for those that were not there.
    private(set) var changedModels: [ModelName: RegisteredModel?] = [:]
    private(set) var promotions: PromotionState
    private(set) var changedPromotions: Set<PromotionID> = []
    /// Something happened that may make room or give a stage its turn.
    private(set) var mayBegin: Bool
    let now: Date
    /// As whom stages run; nil where nobody else is let in.
    private let owner: Actor?

    /// What the changed runs were; nil for those that were not there.
    private var traces: [RunID: RunTrace?] = [:]
    private let firstControls: [PipelineName: PipelineControl]
    private let firstExperiments: [ExperimentID: Experiment]
    private let firstPromotions: PromotionState
    private let firstPosition: Position

    /// Takes the runs over: nobody else may hold them, or each change would copy a whole run.
    init(
        runs: consuming [RunID: Run],
        controls: [PipelineName: PipelineControl],
        tracking: consuming TrackingState,
        registry: consuming RegistryState,
        promotions: PromotionState,
        position: Position,
        mayBegin: Bool,
        now: Date,
        owner: Actor? = nil
    ) {
        firstExperiments = tracking.experiments
        self.tracking = tracking
        self.registry = registry
        self.promotions = promotions
        firstPromotions = promotions
        self.runs = runs
        self.mayBegin = mayBegin
        self.controls = controls
        self.position = position
        self.now = now
        self.owner = owner
        firstControls = controls
        firstPosition = position
    }

    /// The runs after the turn that are not over.
    consuming func openRuns() -> [RunID: Run] {
        for id in changedRuns where runs[id]?.end != nil { runs[id] = nil }
        return runs
    }

    /// The state as it was before the turn; of tracked runs and models those it did not change.
    consuming func undone() -> (
        runs: [RunID: Run], controls: [PipelineName: PipelineControl], tracking: TrackingState,
        registry: RegistryState, promotions: PromotionState, position: Position
    ) {
        let tracking = TrackingState(
            experiments: Array(firstExperiments.values),
            runs: tracking.runs.values.filter { !changedTracked.contains($0.id) },
            models: tracking.models.values.filter { !changedLogged.contains($0.id) }
        )
        for (id, trace) in traces {
            if let trace { runs[id]?.undo(trace) } else { runs[id] = nil }
        }
        registry.restore(changedModels)
        return (runs, firstControls, tracking, registry, firstPromotions, firstPosition)
    }

    /// What a person is told of a command.
    struct Answer {
        var run: RunID?
        /// The number of the model version that it made.
        var version: Int?
        /// The request to move an alias that it made, or was about.
        var promotion: PromotionID?
        var text = ""
    }

    /// Applies events and collects what they call for.
    mutating func add(_ events: [Event], by actor: Actor) {
        for event in events {
            position = Position(position.number + 1)
            entries.append(JournalEntry(position: position, at: now, actor: actor, event: event))
            mayBegin = mayBegin || event.mayLetBegin
            if case .runOpened(let opened) = event {
                if traces[opened.run] == nil { traces[opened.run] = .some(nil) }
                runs[opened.run] = Run(opened: opened, by: actor, at: now)
                changedRuns.insert(opened.run)
            }
            if let id = event.run, runs[id] != nil {
                note(event, of: id)
                runs[id]?.apply(event, by: actor, at: now)
                changedRuns.insert(id)
                effects += runs[id]?.effects(of: event) ?? []
            }
            if case .tracking(let event) = event {
                tracking.apply(event, at: now)
                if let id = event.run { changedTracked.insert(id) }
                if let id = event.experiment { changedExperiments.insert(id) }
                if let id = event.model { changedLogged.insert(id) }
            }
            if case .registry(let event) = event {
                for name in event.models where changedModels[name] == nil {
                    changedModels[name] = .some(registry.models[name])
                }
                registry.apply(event, by: actor, at: now)
            }
            if case .promotion(let event) = event {
                promotions.apply(event, by: actor, at: now)
                if let id = event.id { changedPromotions.insert(id) }
            }
            if let name = event.pipeline {
                var control = controls[name] ?? PipelineControl(name: name)
                let before = control
                control.apply(event, by: actor)
                controls[name] = control
                if control != before { changedControls.insert(name) }
            }
        }
    }

    /// Keeps what an event is about to change.
    private mutating func note(_ event: Event, of id: RunID) {
        guard let run = runs[id] else { return }
        var trace = RunTrace(end: run.end, endedAt: run.endedAt)
        if let known = traces[id] {
            guard let known else { return }
            trace = known
        }
        for name in event.touchedStages?.stages ?? [] {
            guard let place = run.position(of: name), trace.stages[place] == nil else { continue }
            trace.stages[place] = run.stages[place]
        }
        traces[id] = trace
    }

    /// Begins queued stages and further attempts as long as there is room.
    mutating func begin(_ schedule: Schedule, waitsOver: Set<AttemptID>) {
        guard mayBegin else { return }
        while let next = schedule.next(
            in: runs.values.sorted { $0.id < $1.id },
            waitsOver: waitsOver
        ) {
            let stops = controls[next.run.pipeline]?.breakpoints.contains(next.stage) ?? false
            // A begin is never refused: the schedule took it from this very state.
            let events = try? runs[next.run]?.decide(
                next.isRetry ? .retryDue(next.stage) : .begin(next.stage, atBreakpoint: stops),
                by: .engine,
                at: now
            )
            guard let events, !events.isEmpty else { break }
            add(events, by: .engine)
        }
        mayBegin = false
    }

    /// Decides on a command; the answer names the run it was about.
    mutating func decide(
        _ request: PreparedCommand,
        by actor: Actor
    ) throws(Refusal) -> Answer {
        switch request {
        case .start(let name, let selection, let options, let preparation):
            return try start(name, selection, options, preparation, by: actor)
        case .skip(let target, let reason, let preparation):
            let id = try openRun(of: target.pipeline, preparation, by: actor)
            try perform(.skip(target.stage, reason: reason), on: id, by: actor)
            return Answer(run: id, text: "'\(target.stage.short)' is skipped.")
        case .markDone(let target, let note, let preparation):
            let id = try openRun(of: target.pipeline, preparation, by: actor)
            try perform(.markDone(target.stage, note: note), on: id, by: actor)
            return Answer(run: id, text: "The outputs of '\(target.stage.short)' are being taken.")
        case .editUndone(let name, let edit):
            add([.editUndone(name, edit.path)], by: actor)
            return Answer(run: nil, text: "'\(edit.path)' is as it was before.")
        case .register(let command, let rules):
            try PromotionState.refuseUnasked(command, by: rules, in: registry)
            return try register(command, by: actor)
        case .promote(let command, let basis):
            return try promote(command, basis, by: actor)
        case .plain(let command):
            return try decidePlain(command, by: actor)
        }
    }

    private mutating func start(
        _ name: PipelineName,
        _ selection: Selection,
        _ options: StartOptions,
        _ preparation: StartPreparation,
        by actor: Actor
    ) throws(Refusal) -> Answer {
        let isNew = controls[name]?.openRun == nil
        let id = try openRun(of: name, preparation, by: actor)
        guard let run = runs[id] else { preconditionFailure("Run \(id) was just opened.") }
        let stages = try selection.stages(
            in: run,
            plan: preparation.plan,
            force: options.force
        )
        let isIdle =
            isNew && !options.force
            && selection.deciding(stages, in: preparation.definition).allSatisfy { stage in
                preparation.plan.check(of: stage)?.verdict == .unchanged
            }
        if stages.isEmpty, run.isActive {
            return Answer(run: id, text: "Run \(id) is under way already.")
        }
        guard !stages.isEmpty, !isIdle else {
            throw Refusal.nothingToRun
        }
        try refuseTyping(in: stages, of: run.definition, by: actor)
        if !options.keepGoing { try refuseBlocked(stages, by: preparation.plan) }
        try perform(.request(stages, options), on: id, by: actor)
        if options.force { noteRenewals(of: stages, by: preparation, in: id) }
        let list = stages.count == 1 ? "'\(stages[0].short)'" : "\(stages.count) stages"
        return Answer(run: id, text: "Asked for \(list) in run \(id).")
    }

    /// Locks that these stages will write anew, since nobody can read them, lose records.
    private mutating func noteRenewals(
        of stages: [StageName],
        by preparation: StartPreparation,
        in run: RunID
    ) {
        let files = Set(
            stages.compactMap { name in
                preparation.definition.stage(name)?.definition.place.file
            }
        )
        for renewal in preparation.plan.renewals where files.contains(renewal.stageFile) {
            add([.commented(run, nil, renewal.words)], by: .engine)
        }
    }

    /// What is typed into a stage runs as the engine's user, so nobody else may start one that
    /// takes it.
    private func refuseTyping(
        in stages: [StageName],
        of definition: PipelineDefinition,
        by actor: Actor
    ) throws(Refusal) {
        guard let owner, owner != actor else { return }
        let mode = { definition.stage($0)?.definition.settings.mode ?? .command }
        guard let stage = stages.first(where: { mode($0) != .command }) else { return }
        throw Refusal(
            .readOnly,
            "'\(stage.short)' runs what is typed into it, as \(owner), so only \(owner) can "
                + "start it."
        )
    }

    /// Nothing starts while something that was asked for is known not to be able to.
    private func refuseBlocked(_ stages: [StageName], by plan: Plan) throws(Refusal) {
        let problems = stages.flatMap { stage -> [String] in
            guard case .blocked(let texts) = plan.check(of: stage)?.verdict else { return [] }
            return texts
        }
        guard problems.isEmpty else {
            throw Refusal(.badInput, problems.joined(separator: "\n"))
        }
    }

    /// The pipeline's open run, or a new one in which everything unchanged already stands so.
    private mutating func openRun(
        of name: PipelineName,
        _ preparation: StartPreparation,
        by actor: Actor
    ) throws(Refusal) -> RunID {
        let control = controls[name] ?? PipelineControl(name: name)
        if let id = control.openRun, let run = runs[id] {
            if run.definition == preparation.definition { return id }
            guard !run.isActive else {
                throw Refusal(
                    .alreadyActive,
                    "The definition changed while run \(id) is under way. Wait for it or cancel it."
                )
            }
            add([.runEnded(id, .cancelled)], by: actor)
        }
        let id = RunID(name, control.lastRun + 1)
        let opened = RunOpened(
            run: id,
            definition: preparation.definition,
            area: .project,
            commit: preparation.commit
        )
        add([.runOpened(opened)], by: actor)
        let unchanged = preparation.plan.stages.filter { $0.verdict == .unchanged }
        add(
            unchanged.map { check in
                .stageEnded(
                    StageEnded(run: id, stage: check.stage, outcome: .unchanged, check: check)
                )
            },
            by: .engine
        )
        return id
    }

    private mutating func perform(
        _ command: RunCommand,
        on id: RunID,
        by actor: Actor
    ) throws(Refusal) {
        guard let run = runs[id] else {
            throw Refusal(.alreadyOver, "Run \(id) is over or does not exist.")
        }
        add(try run.decide(command, by: actor, at: now), by: actor)
    }

    private mutating func decidePlain(
        _ command: Command,
        by actor: Actor
    ) throws(Refusal) -> Answer {
        switch command {
        case .cancel(let id, let stage):
            try perform(.cancel(stage), on: id, by: actor)
            return Answer(
                run: id,
                text: "Cancelling \(stage.map { "'\($0.short)'" } ?? "run \(id)")."
            )
        case .close(let id):
            try perform(.close, on: id, by: actor)
            return Answer(run: id, text: "Run \(id) is closed.")
        case .release(let id, let stage):
            try perform(.release(stage), on: id, by: actor)
            return Answer(run: id, text: "'\(stage.short)' goes on.")
        case .setBreakpoint(let pipeline, let stage):
            add([.breakpointSet(pipeline, stage)], by: actor)
            return Answer(run: nil, text: "Runs stop before '\(stage.short)'.")
        case .clearBreakpoint(let pipeline, let stage):
            add([.breakpointCleared(pipeline, stage)], by: actor)
            return Answer(run: nil, text: "The breakpoint before '\(stage.short)' is gone.")
        case .recordEdit(let pipeline, let edit):
            add([.fileEdited(pipeline, edit)], by: actor)
            return Answer(run: nil, text: "'\(edit.path)' is saved.")
        case .comment(let id, let stage, let text):
            add([.commented(id, stage, text)], by: actor)
            return Answer(run: id, text: "Noted.")
        case .undo(let pipeline):
            return try undo(pipeline, by: actor)
        case .track(let command):
            add(try tracking.decide(command).map(Event.tracking), by: actor)
            return Answer(run: nil, text: command.done)
        case .register(let command): return try register(command, by: actor)
        case .start, .skip, .markDone, .leaseEnded, .promote:
            preconditionFailure("Prepared elsewhere: \(command).")
        }
    }

    private mutating func register(
        _ command: RegistryCommand,
        by actor: Actor
    ) throws(Refusal) -> Answer {
        let events = try registry.decide(command)
        var made: Int?
        if case .createVersion(let creation) = command {
            made = registry.repeated(creation)?.number
        }
        for case .versionCreated(let creation) in events { made = creation.number }
        add(events.map(Event.registry), by: actor)
        add(promotions.voids(after: events.map(Event.registry), but: nil), by: .engine)
        let words = events.last.map { Event.registry($0).words }
        let text = words.map { "\($0.subject) \($0.text)." } ?? "It is so already."
        return Answer(version: made, text: text)
    }

    private mutating func promote(
        _ command: PromotionCommand,
        _ basis: PromotionState.Basis,
        by actor: Actor
    ) throws(Refusal) -> Answer {
        let events = try promotions.decide(command, on: basis, in: registry, by: actor, at: now)
        add(events, by: actor)
        let id = events.lazy.compactMap(\.touchedPromotion).last
        let promotion = id.flatMap { promotions.promotions[$0] }
        return Answer(promotion: promotion?.id, text: Self.words(command, promotion))
    }

    private static func words(_ command: PromotionCommand, _ promotion: Promotion?) -> String {
        switch command {
        case .rollBack(let model, let alias, _): return "@\(alias) of '\(model)' is rolled back."
        case .force(let id, let alias, _): return "\(id) is @\(alias), past its policy."
        case .request, .approve, .refuse, .withdraw, .undo: break
        }
        guard let promotion else { return "" }
        let request = promotion.request
        switch promotion.state {
        case .waiting:
            let people = promotion.missing == 1 ? "one approval" : "\(promotion.missing) approvals"
            return "\(request.version) waits for \(people) to become @\(request.alias)."
        case .granted:
            let seconds = Int(request.policy.grace)
            return "\(request.version) becomes @\(request.alias) in \(seconds) s."
        case .promoted: return "\(request.version) is @\(request.alias)."
        case .refused, .withdrawn, .expired, .void:
            return "The request for \(request.version) is \(promotion.state.words)."
        }
    }

    /// What is due by itself.
    mutating func endPromotions() {
        for (event, actor) in promotions.due(at: now, in: registry) { add([event], by: actor) }
    }

    private mutating func undo(
        _ pipeline: PipelineName,
        by actor: Actor
    ) throws(Refusal) -> Answer {
        guard let act = controls[pipeline]?.undoable.last(where: { $0.actor == actor }),
            case .skip(let id, let stage, _) = act
        else {
            throw Refusal(.nothingToUndo, "There is nothing of yours to undo in '\(pipeline)'.")
        }
        try perform(.undoSkip(stage), on: id, by: actor)
        return Answer(run: id, text: "'\(stage.short)' is not skipped any more.")
    }
}

/// What a run was before it was changed, as far as it was.
struct RunTrace {
    let end: Status?
    let endedAt: Date?
    /// By their positions.
    var stages: [Int: StageRun] = [:]
}

extension Run {
    fileprivate mutating func undo(_ trace: RunTrace) {
        end = trace.end
        endedAt = trace.endedAt
        for (position, stage) in trace.stages { change(at: position) { $0 = stage } }
    }
}

extension Event {
    /// Whether a stage may be able to begin after it that was not before.
    fileprivate var mayLetBegin: Bool {
        switch self {
        case .stagesRequested, .stagesBlocked, .stageHeld, .stageReleased, .stageEnded,
            .retryPlanned, .skipUndone, .runEnded, .breakpointSet, .breakpointCleared,
            .engineStarted:
            true
        case .runOpened, .stageChecking, .stageSaving, .cancelRequested, .attemptStarting,
            .attemptStarted, .attemptEnded, .fileEdited, .editUndone, .commented, .tracking,
            .registry, .promotion, .engineStopped:
            false
        }
    }
}
