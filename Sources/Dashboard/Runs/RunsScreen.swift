package import Domain
package import Terminal

/// Screen 3: tracked runs, their parameters and metrics.
package enum RunsScreen: Screen {
    static let region = "tracked-run"

    /// Reads the newest runs.
    package static let request = Request.read(
        .tracking(.runs(TrackedRunQuery(limit: RunsModel.limit)))
    )

    /// Takes over what was read, and asks for the points of the chart.
    package static func take(
        _ query: TrackingQuery,
        _ answer: TrackingAnswer,
        in model: inout Model
    ) -> [Request] {
        switch (query, answer) {
        case (.runs, .runs(let runs)):
            model.runs.take(runs, height: RunsLayout(model).listHeight)
            return chartRequests(model)
        case (.history(let query), .history(let points)):
            model.runs.take(points, for: query)
            return []
        default: return []
        }
    }

    private static func chartRequests(_ model: Model) -> [Request] {
        model.runs.historyQuery.map { [.read(.tracking(.history($0)))] } ?? []
    }

    // MARK: - Actions

    package static func availability(of action: Action, in model: Model) -> Availability {
        let runs = model.runs
        switch action {
        case .up, .down, .first, .last, .halfPageUp, .halfPageDown, .pageUp, .pageDown, .zoomPane,
            .copy, .open:
            return runs.runs.isEmpty ? .no("There is no run here.") : .yes
        case .nextView:
            return (runs.selected?.metrics.count ?? 0) > 1
                ? .yes : .no("There is no other metric here.")
        case .nextTrouble, .previousTrouble:
            return runs.runs.contains(where: isTrouble) ? .yes : .no("No run failed here.")
        case .now: return .yes
        case .escape: return runs.isZoomed ? .yes : .absent
        default: return .absent
        }
    }

    package static func perform(_ action: Action, in model: inout Model) -> [Request] {
        switch action {
        case .up: return move(.up, in: &model)
        case .down: return move(.down, in: &model)
        case .halfPageUp: return move(.halfPageUp, in: &model)
        case .halfPageDown: return move(.halfPageDown, in: &model)
        case .pageUp: return move(.pageUp, in: &model)
        case .pageDown: return move(.pageDown, in: &model)
        case .first, .now: return move(.first, in: &model)
        case .last: return move(.last, in: &model)
        case .nextTrouble, .previousTrouble:
            return goToTrouble(action == .nextTrouble, in: &model)
        case .zoomPane: model.runs.isZoomed.toggle()
        case .escape: model.runs.isZoomed = false
        case .nextView:
            model.runs.showNextMetric()
            return chartRequests(model)
        case .copy: return copy(model)
        case .open: return open(in: &model)
        default: break
        }
        return []
    }

    /// Selects a run; a click on the selected one goes into it.
    package static func click(_ region: RegionID, in model: inout Model) -> [Request] {
        guard region.name == Self.region else { return [] }
        if model.runs.list.selected(of: model.runs.runs.count) == region.index {
            return open(in: &model)
        }
        return move(.to(region.index), in: &model)
    }

    private static func move(_ move: ListState.Move, in model: inout Model) -> [Request] {
        let height = RunsLayout(model).listHeight
        model.runs.list.move(move, count: model.runs.runs.count, height: height)
        return chartRequests(model)
    }

    private static func goToTrouble(_ forward: Bool, in model: inout Model) -> [Request] {
        let runs = model.runs.runs
        let cursor = model.runs.list.selected(of: runs.count) ?? 0
        let next =
            forward
            ? runs.indices.first { $0 > cursor && isTrouble(runs[$0]) }
            : runs.indices.last { $0 < cursor && isTrouble(runs[$0]) }
        guard let next else {
            model.notice = Notice(.information, "Nothing more that failed.")
            return []
        }
        return move(.to(next), in: &model)
    }

    private static func isTrouble(_ run: TrackedRunSnapshot) -> Bool {
        run.run.status == .failed
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
