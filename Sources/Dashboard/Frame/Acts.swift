import Domain
import Terminal

/// What a person can do to a pipeline or stage, alike on every screen that shows one.
enum Acts {
    /// The stage a step would run, as far as the screen can know: the one under the cursor where
    /// it waits for a step, else the first that does.
    static func stepStage(of subject: Subject) -> StageName? {
        guard let table = subject.table else { return nil }
        if let stage = subject.stage, table.row(of: stage)?.isStep == true { return stage }
        return table.rows.first(where: \.isStep)?.name
    }

    static let brokenWords: SafeText = "The definition has mistakes; mend them first."

    static func availability(of action: Action, for subject: Subject?) -> Availability {
        guard let subject else { return .no("No pipeline is selected.") }
        guard subject.pipeline.definition != nil else {
            return action == .edit ? .yes : .no(brokenWords)
        }
        switch action {
        case .step, .runAll:
            let isIdle = subject.openRun == nil && subject.plan?.isUpToDate == true
            if isIdle {
                return .no("Everything is up to date; 'r r', then 's', runs a stage again.")
            }
            return action == .step ? stepAvailability(of: subject) : .yes
        case .runMenu, .actMenu: return .yes
        case .undo: return subject.pipeline.undo == nil ? .no("Nothing of yours to undo.") : .yes
        case .closeRun: return closeAvailability(of: subject)
        case .cancel: return cancelAvailability(of: subject)
        case .edit: return editAvailability(of: subject)
        case .breakpoint, .shell, .runAgain, .runUpTo, .runFrom:
            return subject.stage == nil ? .no("Go to a stage first.") : .yes
        case .markDone, .skip, .retry, .release: return stageAvailability(of: action, subject)
        case .comment: return subject.run == nil ? .no("There is no run yet.") : .yes
        default: return .absent
        }
    }

    /// While stages are under way there may be none that could be stepped.
    private static func stepAvailability(of subject: Subject) -> Availability {
        guard let run = subject.openRun, stepStage(of: subject) == nil,
            let active = run.stages.first(where: \.isActive)
        else { return .yes }
        let name = SafeText(untrusted: active.stage.short)
        return .no("'" + name + "' is under way; step on when it has ended.")
    }

    private static func closeAvailability(of subject: Subject) -> Availability {
        guard let run = subject.openRun else { return .no("No run is open.") }
        return run.isActive ? .no("Stages are under way; cancel them first.") : .yes
    }

    private static func cancelAvailability(of subject: Subject) -> Availability {
        guard let run = subject.openRun, run.isActive else { return .no("Nothing is under way.") }
        if let stage = subject.stageRun, !stage.isActive {
            return .no("This stage is not under way.")
        }
        return .yes
    }

    private static func editAvailability(of subject: Subject) -> Availability {
        if subject.stage != nil, let definition = subject.definition,
            definition.parameters.isEmpty
        {
            return .no("This stage has no parameters.")
        }
        return .yes
    }

    private static func stageAvailability(
        of action: Action,
        _ subject: Subject
    ) -> Availability {
        guard subject.stage != nil else { return .no("Go to a stage first.") }
        let stage = subject.stageRun
        switch action {
        case .retry:
            switch stage?.status {
            case .failed, .cancelled: return .yes
            default: return .no("It has not failed.")
            }
        case .release:
            return stage?.phase == .held ? .yes : .no("It does not stand at a breakpoint.")
        case .skip:
            if stage?.isActive == true { return .no("It is under way.") }
            return stage?.isSettled == true ? .no("It is done.") : .yes
        case .markDone:
            return stage?.isActive == true && stage?.phase != .running
                ? .no("It is under way.") : .yes
        default: return .absent
        }
    }
}

// MARK: - Doing

extension Acts {
    static func perform(_ action: Action, _ subject: Subject, in model: inout Model) -> [Request] {
        let name = subject.pipeline.name
        switch action {
        case .step: return step(subject)
        case .runAgain: return look(subject, Selection.only, StartOptions(force: true))
        case .runUpTo: return look(subject, Selection.upTo, StartOptions())
        case .runFrom: return look(subject, Selection.from, StartOptions())
        case .runAll: return [.read(.plan(name, .all, StartOptions(), .sheet))]
        case .retry: return start(subject, Selection.only, StartOptions())
        case .undo: return [.send(.undo(name))]
        case .breakpoint: return breakpoint(subject)
        case .shell: return subject.stage.map { [.shell(name, $0)] } ?? []
        case .edit: return edit(subject, in: &model)
        case .runMenu:
            model.overlays.append(.menu(MenuOverlay(scope: .runMenu)))
            return []
        case .actMenu:
            model.overlays.append(.menu(MenuOverlay(scope: .actMenu)))
            return []
        case .release:
            guard let run = subject.openRun, let stage = subject.stage else { return [] }
            return [.send(.release(run.id, stage))]
        default:
            ask(action, subject, in: &model)
            return []
        }
    }

    private static func step(_ subject: Subject) -> [Request] {
        var options = StartOptions()
        options.isStep = true
        let selection = stepStage(of: subject).map { Selection.only([$0]) } ?? .next
        return [.read(.plan(subject.pipeline.name, selection, options, .start))]
    }

    private static func start(
        _ subject: Subject,
        _ selection: ([StageName]) -> Selection,
        _ options: StartOptions
    ) -> [Request] {
        guard let stage = subject.stage else { return [] }
        return [.read(.plan(subject.pipeline.name, selection([stage]), options, .start))]
    }

    /// What the run menu asks for is shown as a plan first.
    private static func look(
        _ subject: Subject,
        _ selection: ([StageName]) -> Selection,
        _ options: StartOptions
    ) -> [Request] {
        guard let stage = subject.stage else { return [] }
        return [.read(.plan(subject.pipeline.name, selection([stage]), options, .sheet))]
    }

    private static func breakpoint(_ subject: Subject) -> [Request] {
        guard let stage = subject.stage else { return [] }
        let name = subject.pipeline.name
        let isSet = subject.pipeline.breakpoints.contains(stage)
        return [.send(isSet ? .clearBreakpoint(name, stage) : .setBreakpoint(name, stage))]
    }

    /// Acts that ask for words or a yes first.
    private static func ask(_ action: Action, _ subject: Subject, in model: inout Model) {
        let name = subject.pipeline.name
        let stage = subject.stage
        switch action {
        case .skip:
            guard let stage else { return }
            model.overlays.append(.prompt(.skip(RunTarget(name, stage))))
        case .markDone:
            guard let stage else { return }
            model.overlays.append(.prompt(.markDone(RunTarget(name, stage))))
        case .comment:
            guard let run = subject.run else { return }
            model.overlays.append(.prompt(.comment(run.id, stage)))
        case .cancel:
            guard let run = subject.openRun else { return }
            model.overlays.append(.confirm(.cancel(run.id, stage)))
        case .closeRun:
            guard let run = subject.openRun else { return }
            model.overlays.append(.confirm(.close(run)))
        default: break
        }
    }

    /// Parameter files, the stage's own first; one is edited at once, of several one is chosen.
    private static func edit(_ subject: Subject, in model: inout Model) -> [Request] {
        let files = parameterFiles(of: subject)
        let name = subject.pipeline.name
        if files.count > 1 {
            model.overlays.append(.choose(FileChoice(pipeline: name, files: files)))
            return []
        }
        if let file = files.first { return [.edit(name, file, line: nil)] }
        guard let definition = subject.pipeline.definition else {
            return [.edit(name, subject.pipeline.file, line: mistakenLine(of: subject.pipeline))]
        }
        return [.edit(name, definition.file, line: subject.definition?.place.line)]
    }

    /// The line of the first mistake: `dvc.yaml:4:5: …`.
    private static func mistakenLine(of pipeline: PipelineSnapshot) -> Int? {
        guard let first = pipeline.mistakes.first, first.hasPrefix(pipeline.file.text + ":") else {
            return nil
        }
        return Int(first.dropFirst(pipeline.file.text.count + 1).prefix { $0.isNumber })
    }

    static func parameterFiles(of subject: Subject) -> [ProjectPath] {
        let definitions =
            subject.definition.map { [$0] }
            ?? subject.pipeline.definition?.stages.map(\.definition) ?? []
        var files: [ProjectPath] = []
        for definition in definitions {
            for source in definition.parameters {
                let file = definition.folder.appending(source.path)
                if !files.contains(file) { files.append(file) }
            }
        }
        return files
    }
}
