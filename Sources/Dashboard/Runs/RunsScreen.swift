package import Domain
package import Terminal

/// Screen 3: tracked runs, their parameters and metrics.
package enum RunsScreen: Screen {
    static let region = "tracked-run"

    /// Reads the runs that are seen.
    package static func request(_ model: Model) -> Request {
        .read(.tracking(.page(model.runs.query)))
    }

    // MARK: - Readings

    /// Takes over what was read, and asks for what is missing now.
    package static func take(
        _ query: TrackingQuery,
        _ answer: TrackingAnswer,
        in model: inout Model
    ) -> [Request] {
        switch (query, answer) {
        case (.page(let query), .page(let page)):
            model.runs.take(page, for: query)
            let shown = model
            model.runs.measure(shown)
            return missing(in: &model, anew: true)
        case (.curve(let query), .history(let points)):
            model.runs.curves.take(points, for: query)
            return missing(in: &model)
        case (.place(let find), .place(let place)): return go(to: place, find, in: &model)
        case (.runs(let query), .runs(let runs)): return pair(query, runs, in: &model)
        default: return []
        }
    }

    /// A reading failed; what can be said of it stands where the runs would.
    static func fail(_ query: TrackingQuery, _ text: String, in model: inout Model) {
        switch query {
        case .page: model.runs.fail(text)
        case .curve(let query): model.runs.curves.fail(query)
        default: model.notice = Notice(.mistake, SafeText(untrusted: text))
        }
    }

    /// What is not at hand of what is seen.
    private static func missing(in model: inout Model, anew: Bool = false) -> [Request] {
        let page = model.runs.queryForView(height: RunsLayout(model).listHeight)
        let curves = model.runs.curveQuery.map { [$0] } ?? []
        // Of a run that is over no points come any more.
        let grows = anew && model.runs.selected?.run.status.isOver == false
        return (page.map { [.read(.tracking(.page($0)))] } ?? [])
            + model.runs.curves.requests(for: curves, anew: grows)
    }

    // MARK: - Actions

    package static func availability(of action: Action, in model: Model) -> Availability {
        let runs = model.runs
        let isSome: Availability = runs.total == 0 ? .no("There is no run here.") : .yes
        switch action {
        case .up, .down, .first, .last, .halfPageUp, .halfPageDown, .pageUp, .pageDown, .zoomPane,
            .copy, .open, .nextPane, .previousPane, .find, .nextTrouble, .previousTrouble:
            return isSome
        case .findNext, .findPrevious:
            return runs.find.isEmpty ? .no("Nothing was looked for yet; / does.") : isSome
        case .left, .right:
            guard runs.pane == .details || runs.isZoomed else { return .absent }
            return runs.shownMetric == nil ? .no("No metric was logged.") : .yes
        case .nextView where runs.pane == .details || runs.isZoomed:
            return (runs.selected?.metrics.count ?? 0) > 1
                ? .yes : .no("There is no other metric here.")
        case .nextView, .now, .filter, .order: return .yes
        case .mark, .differences, .trace, .actMenu, .comment, .erase, .restore:
            return availabilityForRun(of: action, in: model)
        case .escape: return isInside(runs) ? .yes : .absent
        default: return .absent
        }
    }

    /// There is something to come out of.
    private static func isInside(_ runs: RunsModel) -> Bool {
        runs.isZoomed || runs.pane == .details || !runs.find.isEmpty || !runs.marks.isEmpty
            || !runs.search.filter.isEmpty || runs.search.view != .active
    }

    package static func perform(_ action: Action, in model: inout Model) -> [Request] {
        switch action {
        case .up: return move(.up, in: &model)
        case .down: return move(.down, in: &model)
        case .halfPageUp: return move(.halfPageUp, in: &model)
        case .halfPageDown: return move(.halfPageDown, in: &model)
        case .pageUp: return move(.pageUp, in: &model)
        case .pageDown: return move(.pageDown, in: &model)
        case .first: return move(.first, in: &model)
        case .last: return move(.last, in: &model)
        case .now:
            model.runs.pane = .list
            return move(.first, in: &model)
        case .left, .right: moveCrosshair(action == .right ? 1 : -1, in: &model)
        case .nextTrouble, .previousTrouble:
            return find(.failed, action == .nextTrouble ? 1 : -1, in: model)
        case .nextPane, .previousPane: model.runs.pane = model.runs.pane == .list ? .details : .list
        case .zoomPane: model.runs.isZoomed.toggle()
        case .escape: return leaveInnermost(in: &model)
        case .nextView: return nextView(in: &model)
        case .copy: return copy(model)
        case .open: return open(in: &model)
        case .filter, .order, .find: ask(action, in: &model)
        case .mark:
            model.runs.mark()
            return move(.down, in: &model)
        case .differences, .trace, .actMenu, .comment, .erase, .restore:
            return performForRun(action, in: &model)
        case .findNext: return find(.text(model.runs.find), 1, in: model)
        case .findPrevious: return find(.text(model.runs.find), -1, in: model)
        default: break
        }
        return []
    }

    /// What a key does here, where that can be said better than in the table.
    static func label(of action: Action, in model: Model) -> SafeText? {
        switch action {
        case .open: return model.runs.selected?.run.attempt == nil ? "zoom" : "log"
        case .order: return "order, columns"
        case .differences:
            return model.runs.marks.isEmpty
                ? "differences" : SafeText(untrusted: "differences of \(model.runs.marks.count)")
        case .trace: return "stage"
        case .nextView:
            if model.runs.pane == .details || model.runs.isZoomed { return "next metric" }
            return model.runs.search.view == .active ? "deleted" : "not deleted"
        default: return nil
        }
    }

    /// Selects a run; a click on the selected one goes into it.
    package static func click(_ region: RegionID, in model: inout Model) -> [Request] {
        guard region.name == Self.region else { return [] }
        model.runs.pane = .list
        if model.runs.list.selected(of: model.runs.total) == region.index {
            return open(in: &model)
        }
        return move(.to(region.index), in: &model)
    }

    // MARK: - Moving

    /// Moves over the runs, or over the facts where these have the keys.
    private static func move(_ move: ListState.Move, in model: inout Model) -> [Request] {
        let layout = RunsLayout(model)
        if model.runs.pane == .details {
            let count = RunFacts.lines(model, width: layout.facts.width).count
            var state = ListState(selection: model.runs.factsTop)
            state.move(move, count: max(1, count - layout.facts.height + 1), height: 2)
            model.runs.factsTop = state.selection
            return []
        }
        model.runs.list.move(move, count: model.runs.total, height: layout.listHeight)
        model.runs.factsTop = 0
        model.runs.crosshair = nil
        return missing(in: &model)
    }

    private static func moveCrosshair(_ direction: Int, in model: inout Model) {
        guard let points = model.runs.curves[model.runs.curveQuery] else { return }
        model.runs.crosshair = Crosshair.step(
            from: model.runs.crosshair,
            direction,
            over: [points],
            width: RunsLayout(model).chart.width
        )
    }

    // MARK: - Finding

    private static func ask(_ action: Action, in model: inout Model) {
        switch action {
        case .filter:
            model.overlays.append(
                .prompt(PromptOverlay(.filterRuns, text: model.runs.search.filter))
            )
        case .find:
            model.overlays.append(.prompt(PromptOverlay(.findRun, text: model.runs.find)))
        default: model.overlays.append(.columns(ColumnsOverlay(model.runs)))
        }
    }

    /// Lists other runs, from the first one on.
    static func look(in model: inout Model, _ change: (inout RunsSearch) -> Void) -> [Request] {
        var search = model.runs.search
        change(&search)
        model.runs.look(for: search)
        return [request(model)]
    }

    /// Shows all runs with the cursor on one of them.
    static func show(_ run: TrackedRunID, in model: inout Model) -> [Request] {
        var search = model.runs.search
        (search.filter, search.view) = ("", .all)
        model.runs.look(for: search)
        return [request(model)] + find(.text(run.text), 0, in: model)
    }

    /// Asks where the next run is that is so; from the one under the cursor on with 0.
    static func find(
        _ target: TrackedRunFind.Target,
        _ direction: Int,
        in model: Model
    ) -> [Request] {
        let cursor = model.runs.list.selected(of: model.runs.total) ?? 0
        let find = TrackedRunFind(
            list: model.runs.search.query(limit: 0, offset: 0),
            target: target,
            place: cursor + direction,
            isForward: direction >= 0
        )
        return [.read(.tracking(.place(find)))]
    }

    private static func go(
        to place: Int?,
        _ find: TrackedRunFind,
        in model: inout Model
    ) -> [Request] {
        guard let place else {
            switch find.target {
            case .failed: model.notice = Notice(.information, "No run here failed.")
            case .text(let text):
                let words = "No run here has '\(text)' in its name, and no id begins so."
                model.notice = Notice(.information, SafeText(untrusted: words))
            }
            return []
        }
        model.runs.pane = .list
        return move(.to(place), in: &model)
    }

    // MARK: - Looking

    private static func nextView(in model: inout Model) -> [Request] {
        if model.runs.pane == .details || model.runs.isZoomed {
            model.runs.showNextMetric()
            return missing(in: &model)
        }
        return look(in: &model) { search in
            search.view = search.view == .active ? .deleted : .active
        }
    }

    private static func leaveInnermost(in model: inout Model) -> [Request] {
        if model.runs.isZoomed {
            model.runs.isZoomed = false
        } else if model.runs.pane == .details {
            model.runs.pane = .list
        } else if !model.runs.find.isEmpty {
            model.runs.find = ""
        } else if !model.runs.search.filter.isEmpty {
            return look(in: &model) { $0.filter = "" }
        } else if !model.runs.marks.isEmpty {
            model.runs.clearMarks()
        } else {
            return look(in: &model) { $0.view = .active }
        }
        return []
    }

    private static func copy(_ model: Model) -> [Request] {
        model.runs.selected.map { [.copy($0.run.id.text + "\n")] } ?? []
    }

    /// Into the log of the attempt that made the run; one made elsewhere is shown larger.
    private static func open(in model: inout Model) -> [Request] {
        guard let run = model.runs.selected?.run else { return [] }
        if let attempt = run.attempt { return LogScreen.open(attempt, in: &model) }
        model.runs.isZoomed = true
        return []
    }
}
