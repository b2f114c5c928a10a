import Domain
package import Terminal

/// Tracked runs side by side: what differs, and the curves of a metric over each other.
package enum ComparisonScreen: Screen {
    static let region = "difference"

    /// Goes to the comparison of some runs, the first of which the others are compared with.
    static func open(_ ids: [TrackedRunID], in model: inout Model) -> [Request] {
        model.comparison = ComparisonModel(Array(ids.prefix(RunComparison.limit)))
        model.enter(.comparison)
        return request(model)
    }

    /// Reads the runs that are compared.
    static func request(_ model: Model) -> [Request] {
        model.comparison.map { [.read(.tracking(.runs($0.query)))] } ?? []
    }

    /// Takes runs or a curve over, where they are those that are compared.
    static func take(
        _ query: TrackingQuery,
        _ answer: TrackingAnswer,
        in model: inout Model
    ) -> [Request] {
        guard var comparison = model.comparison else { return [] }
        var growing: [CurveQuery] = []
        switch (query, answer) {
        case (.runs(let query), .runs(let runs)) where query == comparison.query:
            comparison.take(runs)
            let open = Set(runs.filter { !$0.run.status.isOver }.map(\.run.id))
            growing = comparison.curveQueries.filter { open.contains($0.run) }
        case (.curve(let query), .history(let points)): comparison.curves.take(points, for: query)
        default: return []
        }
        var requests: [Request] = []
        if !growing.isEmpty { requests = comparison.curves.requests(for: growing, anew: true) }
        requests += comparison.curves.requests(for: comparison.curveQueries)
        model.comparison = comparison
        return requests
    }

    // MARK: - Actions

    package static func availability(of action: Action, in model: Model) -> Availability {
        guard let screen = model.comparison, let comparison = screen.comparison else {
            return .absent
        }
        switch action {
        case .up, .down, .first, .last, .halfPageUp, .halfPageDown, .pageUp, .pageDown, .zoomPane,
            .nextPane, .previousPane, .copy:
            return .yes
        case .left, .right:
            return screen.pane == .chart
                ? (screen.shownMetric == nil ? .no("No metric was logged.") : .yes)
                : (comparison.runs.count > 2 ? .yes : .no("All runs are in sight."))
        case .scrollLeft, .scrollRight:
            return comparison.runs.count > 2 ? .yes : .no("All runs are in sight.")
        case .nextView:
            guard screen.pane == .chart else { return .yes }
            return comparison.metrics.count > 1 ? .yes : .no("There is no other metric.")
        case .escape: return screen.isZoomed ? .yes : .absent
        default: return .absent
        }
    }

    package static func perform(_ action: Action, in model: inout Model) -> [Request] {
        guard var screen = model.comparison else { return [] }
        let height = ComparisonLayout(model).tableHeight
        switch action {
        case .up: move(.up, &screen, height)
        case .down: move(.down, &screen, height)
        case .halfPageUp: move(.halfPageUp, &screen, height)
        case .halfPageDown: move(.halfPageDown, &screen, height)
        case .pageUp: move(.pageUp, &screen, height)
        case .pageDown: move(.pageDown, &screen, height)
        case .first: move(.first, &screen, height)
        case .last: move(.last, &screen, height)
        case .left where screen.pane == .chart, .right where screen.pane == .chart:
            screen.crosshair = Crosshair.step(
                from: screen.crosshair,
                action == .right ? 1 : -1,
                over: screen.curveQueries.compactMap { screen.curves[$0] },
                width: ComparisonLayout(model).chart.width
            )
        case .left, .scrollLeft: screen.shift = max(0, screen.shift - 1)
        case .right, .scrollRight:
            screen.shift = min(max(0, (screen.comparison?.runs.count ?? 0) - 2), screen.shift + 1)
        case .nextPane, .previousPane: screen.pane = screen.pane == .table ? .chart : .table
        case .zoomPane: screen.isZoomed.toggle()
        case .escape: screen.isZoomed = false
        case .nextView where screen.pane == .chart: screen.showNextMetric()
        case .nextView: screen.showsAll.toggle()
        case .copy: return copy(screen)
        default: break
        }
        let requests = screen.curves.requests(for: screen.curveQueries)
        model.comparison = screen
        return requests
    }

    /// What a key does here, where that can be said better than in the table.
    static func label(of action: Action, in model: Model) -> SafeText? {
        guard let screen = model.comparison else { return nil }
        switch action {
        case .nextView where screen.pane == .chart: return "next metric"
        case .nextView: return screen.showsAll ? "only differences" : "all"
        case .nextPane: return screen.pane == .chart ? "table" : "chart"
        default: return nil
        }
    }

    package static func click(_ region: RegionID, in model: inout Model) -> [Request] {
        guard region.name == Self.region, var screen = model.comparison else { return [] }
        screen.pane = .table
        move(.to(region.index), &screen, ComparisonLayout(model).tableHeight)
        let requests = screen.curves.requests(for: screen.curveQueries)
        model.comparison = screen
        return requests
    }

    /// Moves over the lines; the chart shows the metric that the cursor comes to.
    private static func move(
        _ move: ListState.Move,
        _ screen: inout ComparisonModel,
        _ height: Int
    ) {
        guard screen.pane == .table else { return }
        screen.list.move(move, count: screen.lines.count, height: height)
        if case .metric(let numbers) = screen.selectedLine { screen.metric = numbers.key }
    }

    private static func copy(_ screen: ComparisonModel) -> [Request] {
        guard let comparison = screen.comparison else { return [] }
        let ids = comparison.runs.map { String($0.run.id.text.prefix(8)) }
        return [.copy("pitwall compare " + ids.joined(separator: " ") + "\n")]
    }
}
