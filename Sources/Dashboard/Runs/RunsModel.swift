package import Domain
package import Terminal

/// A list of tracked runs of which a page is at hand, the one around what is seen.
package struct RunsModel: Sendable {
    /// Which part has the keys.
    package enum Pane: Hashable, Sendable {
        case list
        case details
    }

    /// Runs read at once.
    package static let pageSize = 300
    /// Rows at hand above and below those that are seen, where there are any.
    private static let margin = 40
    /// Cells of a title that widen a column; a longer one is cut.
    private static let titleWidth = 14
    /// Points of a chart; more do not show.
    package static let points = 2_000

    package private(set) var search = RunsSearch()
    /// The runs of the whole list.
    package private(set) var total = 0
    /// The place in the list of the first run at hand.
    package private(set) var offset = 0
    package private(set) var runs: [TrackedRunSnapshot] = []
    /// Runs have come, for what is looked for now.
    package private(set) var isRead = false
    /// Why the runs could not be read.
    package private(set) var failure: String?
    /// The page that was asked for and has not come.
    private var awaited: TrackedRunQuery?
    /// What is shown is of what was looked for before; it stays until the other has come.
    private var isOfBefore = false

    package var list = ListState()
    package var pane = Pane.list
    /// The details have the whole screen.
    package var isZoomed = false
    /// The first line of the facts that is seen.
    package var factsTop = 0
    /// The marked runs, in the order in which they were marked.
    package private(set) var marks: [TrackedRunID] = []
    /// The run before another one is being looked for, to be put beside it.
    var pair: (query: TrackedRunQuery, run: TrackedRunID)?
    /// What was looked for last.
    package var find = ""
    /// The columns that a person chose; nil for those that say most.
    package var columns: [RunColumn]?
    /// The columns that say most of the runs at the beginning of the list.
    private(set) var sensible: [RunColumn] = []
    /// The widest cells seen so far, so that columns stand still while rows move.
    private(set) var widths: [RunColumn: Int] = [:]

    /// Which of the run's metrics the chart shows.
    package var metric: TrackingKey?
    package var curves = RunCurves()
    /// The step that the crosshair is on.
    package var crosshair: Int64?

    package init() {}

    var shownColumns: [RunColumn] {
        var shown = columns ?? sensible
        if let column = search.order?.column, !shown.contains(column) { shown.append(column) }
        return shown
    }

    /// The run at a place in the list, where it is at hand.
    func run(at place: Int) -> TrackedRunSnapshot? {
        let index = place - offset
        return runs.indices.contains(index) ? runs[index] : nil
    }

    /// The run under the cursor.
    package var selected: TrackedRunSnapshot? {
        list.selected(of: total).flatMap { run(at: $0) }
    }

    // MARK: - Marks

    /// Marks the run under the cursor, or takes its mark away.
    mutating func mark() {
        guard let id = selected?.run.id else { return }
        if let place = marks.firstIndex(of: id) {
            marks.remove(at: place)
        } else {
            marks.append(id)
        }
    }

    mutating func clearMarks() { marks = [] }

    // MARK: - Reading

    /// What is read to show the list as it is now.
    package var query: TrackedRunQuery {
        search.query(limit: Self.pageSize, offset: isOfBefore ? 0 : offset)
    }

    /// Looks for other runs, from the first one on.
    mutating func look(for search: RunsSearch) {
        guard search != self.search else { return }
        self.search = search
        isOfBefore = true
        awaited = nil
    }

    /// The page to be read where rows come into sight that are not at hand.
    mutating func queryForView(height: Int) -> TrackedRunQuery? {
        guard !isOfBefore else { return nil }
        let seen = list.window(count: total, height: height)
        let first = max(0, seen.lowerBound - Self.margin)
        let last = min(total, seen.upperBound + Self.margin)
        guard first < last, first < offset || last > offset + runs.count else { return nil }
        if let awaited, awaited.offset <= first, last <= awaited.offset + awaited.limit {
            return nil
        }
        let start = max(0, (first + last) / 2 - Self.pageSize / 2)
        let query = search.query(limit: Self.pageSize, offset: start)
        awaited = query
        return query
    }

    /// Takes a page over; the cursor stays on its run unless it is on the first.
    package mutating func take(_ page: TrackedRunPage, for query: TrackedRunQuery) {
        guard query == search.query(limit: query.limit, offset: query.offset) else { return }
        if awaited == query { awaited = nil }
        if isOfBefore {
            (list, factsTop, crosshair) = (ListState(), 0, nil)
            (isOfBefore, sensible) = (false, [])
        }
        let place = list.selection
        let id = place > 0 ? selected?.run.id : nil
        (runs, total, offset) = (page.runs, page.total, query.offset)
        (isRead, failure) = (true, nil)
        if let id, let index = runs.firstIndex(where: { $0.run.id == id }) {
            let moved = offset + index - place
            list = ListState(selection: place + moved, top: max(0, list.top + moved))
        }
        if offset == 0 || sensible.isEmpty { sensible = RunColumns.sensible(for: runs) }
    }

    mutating func measure(_ model: Model) {
        for column in shownColumns {
            let widest = runs.reduce(min(column.title.width, Self.titleWidth)) {
                max($0, column.cell(of: $1, model).width)
            }
            widths[column] = max(widths[column] ?? 0, widest)
        }
    }

    package mutating func fail(_ text: String) {
        awaited = nil
        isOfBefore = false
        failure = text
        isRead = true
    }

    // MARK: - The chart

    /// The metric that the chart shows: the chosen one where the run has it.
    package var shownMetric: TrackingKey? {
        guard let selected else { return nil }
        let keys = selected.metrics.map(\.key)
        if let metric, keys.contains(metric) { return metric }
        return keys.first
    }

    /// What is to be read for the chart.
    package var curveQuery: CurveQuery? {
        guard let selected, let key = shownMetric else { return nil }
        return CurveQuery(run: selected.run.id, key: key, limit: Self.points)
    }

    /// Goes to the run's next metric.
    mutating func showNextMetric() {
        let keys = selected?.metrics.map(\.key) ?? []
        guard let shown = shownMetric, let place = keys.firstIndex(of: shown) else { return }
        metric = keys[(place + 1) % keys.count]
    }
}
