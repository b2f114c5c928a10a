import Domain
import Plotting
import Terminal

/// Screen 2: the live graph, the stage under the cursor, the tail of its log.
enum PipelineScreen: Screen {
    static func availability(of action: Action, in model: Model) -> Availability {
        guard let state = PipelineState(model) else { return .absent }
        if state.isPast, let refusal = refusalInThePast(of: action, state) { return refusal }
        switch action {
        case .left, .right, .up, .down, .first, .last, .pageUp, .pageDown, .halfPageUp,
            .halfPageDown:
            return state.stages.isEmpty ? .no("There are no stages to go to.") : .yes
        case .nextPane, .previousPane, .nextView, .zoomPane:
            return state.stages.isEmpty ? .no("There are no stages to show.") : .yes
        case .now:
            let isNow =
                !state.isPast && state.screen.isFollowing && !state.screen.isPanned
                && state.screen.eventsBack == 0
            return isNow ? .no("This is now; the cursor goes with what runs.") : .yes
        case .open:
            return state.selectedAttempt == nil ? .no(noLogWords(state)) : .yes
        case .find: return state.stages.isEmpty ? .no("There are no stages to find.") : .yes
        case .findNext, .findPrevious:
            return state.screen.find.isEmpty ? .no("Find something first, with '/'.") : .yes
        case .nextTrouble, .previousTrouble:
            return state.table?.troubles.isEmpty == false ? .yes : .no("No stage is in trouble.")
        case .previousRun, .nextRun: return runAvailability(of: action, state)
        case .eventBack, .eventForward: return momentAvailability(of: action, state)
        case .zoomIn, .zoomOut, .fit, .scrollLeft, .scrollRight:
            let isOther = state.screen.view != nil && state.screen.view != .graph
            return isOther ? .no("Only the graph zooms; 'v' shows it.") : .yes
        case .copy, .trace: return state.selected == nil ? .no("Go to a stage first.") : .yes
        case .escape: return way(out: state.screen) == nil ? .absent : .yes
        default: return .absent
        }
    }

    /// What acts on the present does not pretend to act on the past.
    private static func refusalInThePast(
        of action: Action,
        _ state: PipelineState
    ) -> Availability? {
        let entry = ActionTable.entry(of: action)
        guard entry.acts || action == .plan else { return nil }
        let number = state.run?.id.number ?? 0
        let what = state.screen.moment == nil ? "Run \(number)" : "This moment of run \(number)"
        return .no(SafeText(untrusted: "\(what) is the past; '.' returns to now."))
    }

    private static func runAvailability(
        of action: Action,
        _ state: PipelineState
    ) -> Availability {
        guard let newest = state.pipeline.newestRun?.run.id.number else {
            return .no("There is no run yet.")
        }
        let shown = state.screen.shownRun ?? newest
        if action == .previousRun { return shown > 1 ? .yes : .no("This is the first run.") }
        return state.isPast ? .yes : .no("This is the newest run.")
    }

    private static func noLogWords(_ state: PipelineState) -> SafeText {
        switch state.selectedRow?.run?.status {
        case .unchanged, .skipped: "It did not run in this run, so there is no log."
        case .done: "It was done by hand, so there is no log."
        default: "This stage has not run yet; 's' runs it."
        }
    }

    static func perform(_ action: Action, in model: inout Model) -> [Request] {
        guard let state = PipelineState(model) else { return [] }
        switch action {
        case .left, .right, .up, .down, .first, .last, .pageUp, .pageDown, .halfPageUp,
            .halfPageDown:
            move(action, state, in: &model)
            return tailRequests(model)
        case .trace:
            guard let stage = state.selected else { return [] }
            return RunsScreen.show(runsOf: stage, in: state.pipeline.name, &model)
        case .nextPane: state.change(in: &model) { $0.pane = $0.pane.next(by: 1) }
        case .previousPane: state.change(in: &model) { $0.pane = $0.pane.next(by: -1) }
        case .nextView:
            let view = arrangement(state, in: &model).view.next
            state.change(in: &model) { $0.view = view }
        case .zoomPane: state.change(in: &model) { $0.isZoomed.toggle() }
        case .now: return goToNow(state, in: &model)
        case .open:
            guard let attempt = state.selectedAttempt else { return [] }
            return LogScreen.open(attempt, in: &model)
        case .find: model.overlays.append(.prompt(PromptOverlay(.findStage(state.pipeline.name))))
        case .findNext: return find(in: &model, forward: true, fromCursor: false)
        case .findPrevious: return find(in: &model, forward: false, fromCursor: false)
        case .nextTrouble: return goToTrouble(state, forward: true, in: &model)
        case .previousTrouble: return goToTrouble(state, forward: false, in: &model)
        case .previousRun: return showRun(state, by: -1, in: &model)
        case .nextRun: return showRun(state, by: 1, in: &model)
        case .eventBack: return showMoment(state, by: -1, in: &model)
        case .eventForward: return showMoment(state, by: 1, in: &model)
        case .zoomIn, .zoomOut, .fit: zoom(action, state, in: &model)
        case .scrollLeft, .scrollRight: panSideways(action, state, in: &model)
        case .copy: return state.selected.map { [.copy($0.text)] } ?? []
        case .escape: return escape(state, in: &model)
        default: break
        }
        return []
    }

    // MARK: - Going to stages

    /// Puts the cursor on a stage, and asks for its log where it is not at hand.
    @discardableResult
    static func select(
        _ name: StageName,
        _ state: PipelineState,
        in model: inout Model
    ) -> [Request] {
        state.change(in: &model) { screen in
            screen.go(to: name)
            screen.isFollowing = false
        }
        return tailRequests(model)
    }

    /// The tail of the selected stage's log, where it was never read.
    static func tailRequests(_ model: Model) -> [Request] {
        guard let attempt = PipelineState(model)?.selectedAttempt, model.tails[attempt] == nil
        else { return [] }
        return [.read(.tail(attempt))]
    }

    /// Goes to the next stage whose name holds what was asked for.
    @discardableResult
    static func find(in model: inout Model, forward: Bool, fromCursor: Bool) -> [Request] {
        guard let state = PipelineState(model) else { return [] }
        let rows = state.stages
        let wanted = state.screen.find.lowercased()
        guard !wanted.isEmpty, !rows.isEmpty else { return [] }
        let current = state.selectedIndex ?? 0
        let start = fromCursor ? 0 : 1
        for distance in start..<(rows.count + start) {
            let step = forward ? distance : -distance
            let index = ((current + step) % rows.count + rows.count) % rows.count
            if rows[index].name.text.lowercased().contains(wanted) {
                return select(rows[index].name, state, in: &model)
            }
        }
        model.notice = Notice(
            .information,
            SafeText(untrusted: "No stage has '\(state.screen.find)' in its name.")
        )
        return []
    }

    private static func goToTrouble(
        _ state: PipelineState,
        forward: Bool,
        in model: inout Model
    ) -> [Request] {
        guard let table = state.table, let first = table.troubles.first,
            let last = table.troubles.last
        else { return [] }
        let current = state.selectedIndex ?? 0
        let target =
            forward
            ? table.troubles.first { $0 > current } ?? first
            : table.troubles.last { $0 < current } ?? last
        if target == current {
            model.notice = Notice(.information, "This is the only stage in trouble.")
        }
        return select(table.rows[target].name, state, in: &model)
    }

    // MARK: - Runs, zoom and the way out

    /// Shows an earlier or a later run; the newest is the live one.
    private static func showRun(
        _ state: PipelineState,
        by step: Int,
        in model: inout Model
    ) -> [Request] {
        guard let newest = state.pipeline.newestRun?.run.id.number else { return [] }
        let wanted = min(max(1, (state.screen.shownRun ?? newest) + step), newest)
        state.change(in: &model) { screen in
            screen.show(run: wanted == newest ? nil : wanted)
            screen.detailsTop = 0
        }
        return [.read(.runs(state.pipeline.name))] + tailRequests(model)
    }

    private static func goToNow(_ state: PipelineState, in model: inout Model) -> [Request] {
        state.change(in: &model) { screen in
            screen.isFollowing = true
            screen.isPanned = false
            screen.show(run: nil)
            screen.follow(state.pipeline)
        }
        return tailRequests(model)
    }

    private static func zoom(_ action: Action, _ state: PipelineState, in model: inout Model) {
        let shown = arrangement(state, in: &model).picture?.level
        state.change(in: &model) { screen in
            screen.view = .graph
            screen.isPanned = false
            switch (action, shown) {
            case (.zoomIn, .list): screen.level = .pill
            case (.zoomIn, _): screen.level = .box
            case (.zoomOut, .box): screen.level = .pill
            case (.zoomOut, _): screen.level = .list
            default:
                screen.level = nil
                screen.view = nil
            }
        }
    }

    private enum WayOut {
        case past, zoom, pane
    }

    private static func way(out screen: PipelineModel) -> WayOut? {
        if screen.isZoomed { return .zoom }
        if screen.pane != .stages { return .pane }
        return screen.shownRun == nil && screen.moment == nil ? nil : .past
    }

    private static func escape(_ state: PipelineState, in model: inout Model) -> [Request] {
        switch way(out: state.screen) {
        case .zoom: state.change(in: &model) { $0.isZoomed = false }
        case .pane: state.change(in: &model) { $0.pane = .stages }
        case .past: return goToNow(state, in: &model)
        case nil: break
        }
        return []
    }
}

extension PipelineModel.Pane {
    fileprivate func next(by step: Int) -> PipelineModel.Pane {
        let all = PipelineModel.Pane.allCases
        let index = all.firstIndex(of: self) ?? 0
        return all[(index + step + all.count) % all.count]
    }
}

extension PipelineModel.View {
    fileprivate var next: PipelineModel.View {
        let all = PipelineModel.View.allCases
        let index = all.firstIndex(of: self) ?? 0
        return all[(index + 1) % all.count]
    }
}
