import Domain
import Terminal

/// The dashboard as two functions: what a message changes, and how the model looks.
package enum Dashboard {
    /// What is asked for before the first message.
    package static let firstRequests: [Request] = [.read(.project)]

    /// Changes the model and gives what is asked of the world.
    package static func update(_ model: inout Model, _ message: Message) -> [Request] {
        let requests = take(message, in: &model)
        Overlays.renew(&model)
        PipelineScreen.prepare(&model)
        guard case .answered = message else { return requests }
        return requests + tailOfSelected(in: &model).filter { !requests.contains($0) }
    }

    /// The log of the stage that a reading led the cursor to, where it was never asked for.
    private static func tailOfSelected(in model: inout Model) -> [Request] {
        guard let attempt = PipelineState(model)?.selectedAttempt, model.tails[attempt] == nil,
            model.askedTails.insert(attempt).inserted
        else { return [] }
        return [.read(.tail(attempt))]
    }

    private static func take(_ message: Message, in model: inout Model) -> [Request] {
        switch message {
        case .key(let key): return Keyboard.press(key, in: &model)
        case .mouse(let event): return Pointer.handle(event, in: &model)
        case .paste(let paste): return Keyboard.paste(paste, in: &model)
        case .focus(let isFocused): return isFocused ? refresh(model) : []
        case .resized(let size, let glyphs):
            model.size = size
            model.glyphs = glyphs
            return LogScreen.resized(&model)
        case .minute(let now):
            model.now = now
            return []
        case .grew(let growth): return grew(growth, in: &model)
        case .logGrew(let attempt): return logGrew(attempt, in: &model)
        case .answered(let answer): return take(answer, in: &model)
        case .readFailed(let query, let text):
            return failed(query, text, in: &model)
        case .replied(let command, let result): return replied(command, result, in: &model)
        case .edited(let outcome): return edited(outcome, in: &model)
        case .returned(let text):
            model.notice = text.isEmpty ? nil : Notice(.information, SafeText(untrusted: text))
            return refresh(model)
        case .notice(let notice):
            model.notice = notice
            return []
        case .noticeOver:
            model.notice = nil
            return []
        case .engine(let outcome):
            // What stands on the screen until it is over need not be told again.
            let isKnown = model.project?.trouble != nil
            if case .failure(let refusal) = outcome, !isKnown || refusal.code != .noRoom {
                model.notice = Notice(.mistake, SafeText(untrusted: refusal.text))
            }
            return refresh(model)
        }
    }

    /// What the screen shows of the world, asked for anew.
    static func refresh(_ model: Model) -> [Request] {
        var requests: [Request] = [.read(.project)]
        if let name = model.currentPipeline { requests += planRequests(name, model) }
        if model.place == .activity { requests.append(ActivityScreen.request(model)) }
        requests += trackedRequests(model)
        if model.place == .models { requests.append(ModelsScreen.request(model)) }
        if let name = PlotsScreen.name(model) { requests.append(PlotsScreen.request(name)) }
        return requests
    }

    /// The tracked runs that are shown, asked for anew.
    private static func trackedRequests(_ model: Model) -> [Request] {
        switch model.place {
        case .runs: [RunsScreen.request(model)]
        case .comparison: ComparisonScreen.request(model)
        default: []
        }
    }

    /// A fresh look at every stage of a pipeline, also at those that only a person steps.
    static func planRequests(_ name: PipelineName, _ model: Model) -> [Request] {
        guard let definition = model.pipeline(name)?.definition, !model.settings.isReplay else {
            return []
        }
        let stages = definition.stages.map(\.name)
        return [.read(.plan(name, .upTo(stages), StartOptions(), .show))]
    }

    private static func failed(
        _ query: Query,
        _ text: String,
        in model: inout Model
    ) -> [Request] {
        let hasLockMistakes = model.project?.lockMistakes.isEmpty == false
        if case .project = query { model.trouble = text }
        if case .tracking(let query) = query {
            RunsScreen.fail(query, text, in: &model)
        } else if query.isOfModels {
            ModelsScreen.fail(text, in: &model)
        } else if case .project = query, model.project == nil {
            // Its words fill the screen.
            model.notice = nil
        } else if case .plan(let name, _, _, .show) = query, hasLockMistakes {
            // The screen says why, and goes on saying it; what was known before holds no more.
            model.plans[name] = nil
        } else if case .plan(let name, .upTo(let stages), _, .show) = query,
            stages.contains(where: { model.pipeline(name)?.definition?.stage($0) == nil })
        {
            // It was asked for by a definition that changed meanwhile.
            return planRequests(name, model)
        } else {
            model.notice = Notice(.mistake, SafeText(untrusted: text))
        }
        return []
    }

    private static func grew(_ growth: Growth, in model: inout Model) -> [Request] {
        if let trouble = growth.trouble {
            // What stands on the screen until it is over need not be told again.
            if model.project?.trouble == nil {
                model.notice = Notice(.mistake, SafeText(untrusted: trouble))
            }
            return [.read(.project)]
        }
        if growth.isOfMetrics { return trackedRequests(model) }
        var requests = refresh(model)
        requests += LogScreen.grew(growth, in: &model)
        return requests
    }

    private static func logGrew(_ attempt: AttemptID, in model: inout Model) -> [Request] {
        if case .log(attempt) = model.place { return LogScreen.logGrew(in: &model) }
        return [.read(.tail(attempt))]
    }

    private static func replied(
        _ command: Command,
        _ result: Result<Reply, Refusal>,
        in model: inout Model
    ) -> [Request] {
        model.pendingCommands = max(0, model.pendingCommands - 1)
        switch result {
        case .success(let reply):
            if !reply.text.isEmpty {
                model.notice = Notice(.success, SafeText(untrusted: reply.text))
            }
            return []
        case .failure(let refusal):
            model.notice = Notice(.mistake, SafeText(untrusted: refusal.text))
            return refresh(model)
        }
    }

    private static func edited(_ outcome: EditOutcome, in model: inout Model) -> [Request] {
        var requests = refresh(model)
        if let edit = outcome.edit {
            requests.insert(.send(.recordEdit(outcome.pipeline, edit)), at: 0)
        } else if !outcome.text.isEmpty {
            model.notice = Notice(.information, SafeText(untrusted: outcome.text))
        }
        return requests
    }
}

// MARK: - Readings

extension Dashboard {
    private static func take(_ answer: Answer, in model: inout Model) -> [Request] {
        switch answer {
        case .project(let project):
            model.trouble = nil
            return take(project, in: &model)
        case .plan(let plan, let selection, let options, let use):
            return take(plan, selection, options, use, in: &model)
        case .activity(let query, let entries):
            ActivityScreen.take(query, entries, in: &model)
            return model.place == .activity ? ActivityScreen.requestOlder(in: &model) : []
        case .runs(let name, let runs):
            model.pipelines[name, default: PipelineModel()].take(runs)
            return PipelineScreen.tailRequests(model)
        case .history(let run, let history): return PipelineScreen.take(run, history, in: &model)
        case .plots(let name, let reading):
            PlotsScreen.take(name, reading, in: &model)
            return []
        case .tracking(let query, let answer):
            return ComparisonScreen.take(query, answer, in: &model)
                + RunsScreen.take(query, answer, in: &model)
        case .registry(let position, let models, let entries):
            return ModelsScreen.take(models, entries, after: position, in: &model)
        case .trackedRuns(let runs): return ModelsScreen.take(runs, in: &model)
        case .lineage(let lineage): return ModelsScreen.take(lineage, in: &model)
        case .tail(let attempt, let reading):
            model.tails[attempt] = reading
            return []
        case .log(let query, let answer): return LogScreen.take(query, answer, in: &model)
        }
    }

    private static func take(_ project: ProjectSnapshot, in model: inout Model) -> [Request] {
        let isFirst = model.project == nil
        model.project = project
        var requests: [Request] = []
        if isFirst {
            if project.isUnopened {
                model.jump(to: .firstOpen)
            } else if !model.hasChosenPlace, project.pipelines.count == 1,
                let only = project.pipelines.first
            {
                model.jump(to: .overview)
                model.enter(.pipeline(only.name))
            }
            requests = project.pipelines.flatMap { planRequests($0.name, model) }
        } else if model.place == .firstOpen, !project.isUnopened {
            model.jump(to: .overview)
            if let only = project.pipelines.first, project.pipelines.count == 1 {
                model.enter(.pipeline(only.name))
            }
        }
        for pipeline in project.pipelines {
            model.pipelines[pipeline.name, default: PipelineModel()].follow(pipeline)
            requests += leases(of: pipeline, in: &model)
            requests += tails(of: pipeline, in: &model)
        }
        return requests
    }

    /// Stages that wait for the terminal of the person who sits here.
    private static func leases(
        of pipeline: PipelineSnapshot,
        in model: inout Model
    ) -> [Request] {
        guard let run = pipeline.newestRun?.run else { return [] }
        return run.stages.compactMap { stage in
            guard stage.phase == .starting, let attempt = stage.attempts.last,
                attempt.leasedTo == model.settings.user, attempt.report == nil
            else { return nil }
            let id = AttemptID(run.id, stage.stage, attempt.number)
            return model.leases.contains(id) ? nil : .lease(id)
        }
    }

    /// The ends of logs that may have grown: each is read once more after its attempt's end.
    private static func tails(
        of pipeline: PipelineSnapshot,
        in model: inout Model
    ) -> [Request] {
        guard let run = pipeline.newestRun?.run else { return [] }
        let selected = PipelineState(model)?.selectedAttempt
        var requests: [Request] = []
        for stage in run.stages {
            guard let attempt = stage.attempts.last else { continue }
            let id = AttemptID(run.id, stage.stage, attempt.number)
            guard !model.settledTails.contains(id) else { continue }
            if attempt.report != nil {
                // Of a thousand ended stages only those that were looked at are read.
                guard model.tails[id] != nil || id == selected else { continue }
                model.settledTails.insert(id)
            }
            requests.append(.read(.tail(id)))
        }
        return requests
    }

    private static func take(
        _ plan: Plan,
        _ selection: Selection,
        _ options: StartOptions,
        _ use: Query.PlanUse,
        in model: inout Model
    ) -> [Request] {
        switch use {
        case .show:
            model.plans[plan.pipeline] = plan
            return []
        case .sheet:
            // A sheet that is open already goes on with what was asked for in it.
            if case .plan = model.overlays.last { model.overlays.removeLast() }
            model.overlays.append(
                .plan(PlanSheet(plan: plan, selection: selection, options: options))
            )
            return []
        case .start:
            let losses = plan.stages.flatMap { check in
                check.loses.map { PlanSheet.Loss(stage: check.stage, replacement: $0) }
            }
            let isOpen = model.pipeline(plan.pipeline)?.newestRun?.run.end == nil
            if plan.isUpToDate, !options.force, !isOpen {
                model.notice = Notice(
                    .information,
                    "Up to date: nothing of it would run. 'r r', then 's', runs a stage again."
                )
                return []
            }
            if losses.isEmpty {
                // The cursor goes with what was asked for.
                model.pipelines[plan.pipeline]?.isFollowing = true
                return [.send(.start(plan.pipeline, selection, options))]
            }
            model.overlays.append(
                .confirm(.lose(plan.pipeline, selection, options, losses))
            )
            return []
        }
    }
}
