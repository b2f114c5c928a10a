package import Domain
package import Terminal

/// Screen 6: the journal as people read it.
package enum ActivityScreen: Screen {
    static let region = "entry"

    /// Reads the newest entries.
    package static func request(_ model: Model) -> Request {
        .read(.activity(ActivityQuery(limit: ActivityModel.pageSize)))
    }

    /// Takes entries over that were read.
    package static func take(
        _ query: ActivityQuery,
        _ entries: [JournalEntry],
        in model: inout Model
    ) {
        guard query.pipeline == nil, query.run == nil else { return }
        model.activity.take(entries, for: query)
    }

    // MARK: - Actions

    /// Whether an action applies to the journal as it is shown.
    package static func availability(of action: Action, in model: Model) -> Availability {
        let activity = model.activity
        switch action {
        case .up, .down, .first, .last, .halfPageUp, .halfPageDown, .pageUp, .pageDown, .copy,
            .nextPane, .previousPane, .zoomPane:
            return activity.shown.isEmpty ? .no("There is no entry here.") : .yes
        case .open:
            guard let entry = selected(activity) else { return .no("There is no entry here.") }
            return destination(of: entry.entry, in: model) == nil
                ? .no("This entry has nothing to go into.") : .yes
        case .nextTrouble, .previousTrouble:
            return activity.shown.contains(where: isTrouble) ? .yes : .no("Nothing failed here.")
        case .filter, .nextView, .now: return .yes
        case .escape:
            let isInside =
                activity.isZoomed || activity.pane == .details || !activity.filter.isEmpty
            return isInside ? .yes : .absent
        default: return .absent
        }
    }

    /// Carries an action out, and reads older entries where few are left.
    package static func perform(_ action: Action, in model: inout Model) -> [Request] {
        let page = max(1, ActivityLayout(model).listHeight - 1)
        switch action {
        case .up: move(by: -1, in: &model)
        case .down: move(by: 1, in: &model)
        case .halfPageUp: move(by: -max(1, page / 2), in: &model)
        case .halfPageDown: move(by: max(1, page / 2), in: &model)
        case .pageUp: move(by: -page, in: &model)
        case .pageDown: move(by: page, in: &model)
        case .first: move(by: -ActivityModel.capacity, in: &model)
        case .last: move(by: ActivityModel.capacity, in: &model)
        case .now:
            model.activity.pane = .list
            select(0, in: &model)
        case .nextTrouble, .previousTrouble: goToTrouble(action == .nextTrouble, in: &model)
        case .nextPane, .previousPane:
            model.activity.pane = model.activity.pane == .list ? .details : .list
        case .zoomPane: model.activity.isZoomed.toggle()
        case .nextView: toggleDetails(in: &model)
        case .filter:
            model.overlays.append(
                .prompt(PromptOverlay(.filterActivity, text: model.activity.filter))
            )
        case .copy: return copy(model)
        case .open: return open(in: &model)
        case .escape: leaveInnermost(in: &model)
        default: break
        }
        return requestOlder(in: &model)
    }

    /// Selects an entry; a click on the selected one goes into it.
    package static func click(_ region: RegionID, in model: inout Model) -> [Request] {
        guard region.name == Self.region else { return [] }
        model.activity.pane = .list
        if model.activity.cursor == region.index { return open(in: &model) }
        select(region.index, in: &model)
        return requestOlder(in: &model)
    }

    // MARK: - Moving

    private static func move(by rows: Int, in model: inout Model) {
        if model.activity.pane == .details || model.activity.isZoomed {
            let layout = ActivityLayout(model)
            let end = max(0, layout.detailLines(model).count - layout.detailHeight)
            model.activity.detailsTop = min(max(0, model.activity.detailsTop + rows), end)
            return
        }
        select(model.activity.cursor + rows, in: &model)
    }

    /// Puts the cursor on an entry and brings it into sight.
    private static func select(_ index: Int, in model: inout Model) {
        let shown = model.activity.shown
        model.activity.cursor = min(max(0, index), max(0, shown.count - 1))
        model.activity.detailsTop = 0
        model.activity.top = ActivityLayout(model).top(of: shown, model)
    }

    private static func goToTrouble(_ forward: Bool, in model: inout Model) {
        let shown = model.activity.shown
        let cursor = model.activity.cursor
        // The newest stands on top, so the next one below is the one before in time.
        let next =
            forward
            ? shown.indices.first { $0 > cursor && isTrouble(shown[$0]) }
            : shown.indices.last { $0 < cursor && isTrouble(shown[$0]) }
        guard let next else {
            model.notice = Notice(.information, "Nothing more that failed.")
            return
        }
        select(next, in: &model)
    }

    private static func isTrouble(_ entry: ActivityEntry) -> Bool {
        entry.words.status == .failed && entry.words.weight == .main
    }

    private static func toggleDetails(in model: inout Model) {
        let position = selected(model.activity)?.entry.position
        model.activity.showsDetails.toggle()
        let shown = model.activity.shown
        let index = position.flatMap { wanted in
            shown.firstIndex { $0.entry.position <= wanted }
        }
        select(index ?? 0, in: &model)
        let words: SafeText =
            model.activity.showsDetails
            ? "Every phase on the way is shown." : "Only what was done, and how it ended."
        model.notice = Notice(.information, words)
    }

    private static func leaveInnermost(in model: inout Model) {
        if model.activity.isZoomed {
            model.activity.isZoomed = false
        } else if model.activity.pane == .details {
            model.activity.pane = .list
        } else {
            model.activity.filter = ""
            select(0, in: &model)
        }
    }

    /// Reads older entries when few are left below the cursor, as after a filter was set.
    package static func requestOlder(in model: inout Model) -> [Request] {
        guard let query = model.activity.queryForOlder() else { return [] }
        return [.read(.activity(query))]
    }

    // MARK: - The entry under the cursor

    static func selected(_ activity: ActivityModel) -> ActivityEntry? {
        let shown = activity.shown
        return shown.indices.contains(activity.cursor) ? shown[activity.cursor] : shown.last
    }

    private static func copy(_ model: Model) -> [Request] {
        guard let entry = selected(model.activity) else { return [] }
        let lines = ActivityDetails(entry, model).lines(width: 10_000)
        return [.copy(lines.map { $0.text.string }.joined(separator: "\n") + "\n")]
    }

    /// Where an entry leads.
    enum Destination: Hashable {
        case log(AttemptID)
        case pipeline(PipelineName, StageName?, run: Int?)
    }

    /// The attempt's log where there is one, else the pipeline.
    static func destination(of entry: JournalEntry, in model: Model) -> Destination? {
        let subject = EventSubject(entry.event)
        if let attempt = subject.attempt { return .log(attempt) }
        guard let name = subject.pipeline, model.pipeline(name) != nil else { return nil }
        if case .stageEnded(let ended) = entry.event,
            let attempt = lastAttempt(of: ended, before: entry.position, in: model)
        {
            return .log(attempt)
        }
        return .pipeline(name, subject.stage, run: subject.run?.number)
    }

    /// The attempt that a stage run ended with; none where nothing ran.
    private static func lastAttempt(
        of ended: StageEnded,
        before position: Position,
        in model: Model
    ) -> AttemptID? {
        switch ended.outcome {
        case .done, .failed, .cancelled: break
        case .doneByHand, .unchanged, .restored, .skipped: return nil
        }
        let start = ActivityDetails.start(of: ended.run, ended.stage, before: position, in: model)
        return start?.attempt
    }

    private static func open(in model: inout Model) -> [Request] {
        guard let entry = selected(model.activity),
            let destination = destination(of: entry.entry, in: model)
        else { return [] }
        switch destination {
        case .log(let attempt): return LogScreen.open(attempt, in: &model)
        case .pipeline(let name, let stage, let run):
            if let stage { model.pipelines[name, default: PipelineModel()].cursor = stage }
            let newest = model.pipeline(name)?.newestRun?.run.id.number
            let isEarlier = run != nil && run != newest
            model.pipelines[name, default: PipelineModel()]
                .show(run: isEarlier ? run : nil)
            model.enter(.pipeline(name))
            return Dashboard.planRequests(name, model) + (isEarlier ? [.read(.runs(name))] : [])
        }
    }
}
