import Domain
import Terminal

/// What can be done with the tracked run under the cursor.
extension RunsScreen {
    static func availabilityForRun(of action: Action, in model: Model) -> Availability {
        guard let snapshot = model.runs.selected else { return .no("There is no run here.") }
        switch action {
        case .comment where snapshot.isDeleted: return .no("It is deleted; restore it first.")
        case .erase: return snapshot.isDeleted ? .no("It is deleted already.") : .yes
        case .restore: return snapshot.isDeleted ? .yes : .no("It is not deleted.")
        case .trace:
            guard let attempt = snapshot.run.attempt else {
                return .no("It was logged outside of a pipeline.")
            }
            return model.pipeline(attempt.run.pipeline) == nil
                ? .no("Its pipeline is not there any more.") : .yes
        default: return .yes
        }
    }

    static func performForRun(_ action: Action, in model: inout Model) -> [Request] {
        guard let snapshot = model.runs.selected else { return [] }
        let run = snapshot.run
        switch action {
        case .actMenu: model.overlays.append(.menu(MenuOverlay(scope: .actMenu)))
        case .erase: model.overlays.append(.prompt(PromptOverlay(.erase(run))))
        case .restore: return [.send(.track(.restoreRun(run.id)))]
        case .comment:
            let note = run.hasLongNote ? "" : run.tags[TrackedRun.noteTag] ?? ""
            model.overlays.append(.prompt(PromptOverlay(.commentTracked(run), text: note)))
        case .differences: return showDifferences(of: run, in: &model)
        case .trace: return goToStage(of: run, in: &model)
        default: break
        }
        return []
    }

    /// Writes a comment where MLflow has a run's note; a note of several lines gets another one.
    static func comment(_ text: String, on run: TrackedRun) -> [Request]? {
        let old = run.tags[TrackedRun.noteTag] ?? ""
        if text.isEmpty {
            guard !old.isEmpty, !run.hasLongNote else { return nil }
            return [.send(.track(.untagRun(run.id, TrackedRun.noteTag)))]
        }
        let note = run.hasLongNote ? old + "\n" + text : text
        let tag = KeyedTexts.Entry(TrackedRun.noteTag, note)
        return [.send(.track(.annotateRun(run.id, parameters: [], tags: [tag])))]
    }

    // MARK: - Differences

    /// The marked runs; of a single one that and the one under the cursor, and without marks the
    /// one under the cursor and the one before it.
    private static func showDifferences(of run: TrackedRun, in model: inout Model) -> [Request] {
        var ids = model.runs.marks
        if ids.count == 1, ids[0] != run.id { ids.append(run.id) }
        if ids.count > RunComparison.limit {
            let words = "At most \(RunComparison.limit) runs are compared: the first are shown."
            model.notice = Notice(.information, SafeText(untrusted: words))
        }
        if ids.count > 1 { return ComparisonScreen.open(ids, in: &model) }
        let query = TrackedRunQuery.before(run)
        model.runs.pair = (query, run.id)
        return [.read(.tracking(.runs(query)))]
    }

    /// The run before the one that was under the cursor has come.
    static func pair(
        _ query: TrackedRunQuery,
        _ runs: [TrackedRunSnapshot],
        in model: inout Model
    ) -> [Request] {
        guard let pair = model.runs.pair, pair.query == query else { return [] }
        model.runs.pair = nil
        guard let before = runs.first else {
            model.notice = Notice(
                .information,
                "There is no run before this one; mark some with space, then d."
            )
            return []
        }
        return ComparisonScreen.open([before.run.id, pair.run], in: &model)
    }

    // MARK: - Lineage

    private static func goToStage(of run: TrackedRun, in model: inout Model) -> [Request] {
        guard let attempt = run.attempt else { return [] }
        let name = attempt.run.pipeline
        let newest = model.pipeline(name)?.newestRun?.run.id.number
        let isEarlier = attempt.run.number != newest
        model.pipelines[name, default: PipelineModel()].cursor = attempt.stage
        model.pipelines[name, default: PipelineModel()]
            .show(run: isEarlier ? attempt.run.number : nil)
        model.jump(to: .overview)
        model.enter(.pipeline(name))
        return Dashboard.planRequests(name, model) + PipelineScreen.tailRequests(model)
            + (isEarlier ? [.read(.runs(name))] : [])
    }

    /// Goes to the runs that a stage's attempts logged, those of all its runs.
    static func show(
        runsOf stage: StageName,
        in pipeline: PipelineName,
        _ model: inout Model
    ) -> [Request] {
        guard let filter = TrackedRunQuery.filter(of: stage, in: pipeline) else { return [] }
        model.jump(to: .runs)
        return look(in: &model) { search in
            search.filter = filter
            search.view = .active
        }
    }
}

extension TrackedRun {
    /// Its note has several lines, more than a field takes.
    var hasLongNote: Bool { tags[Self.noteTag]?.contains("\n") == true }
}
