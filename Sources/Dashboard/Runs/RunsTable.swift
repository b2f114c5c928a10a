import Domain
import Plotting
import Terminal

/// The rows of the list of runs that are seen.
struct RunsTable {
    private let table: Table
    private let window: Range<Int>
    private let state: ListState

    init(_ model: Model, height: Int) {
        let runs = model.runs
        let columns = runs.shownColumns
        window = runs.list.window(count: runs.total, height: height)
        // Only what is seen is made; the places count from the first row that is seen.
        let first = window.lowerBound
        state = ListState(selection: (runs.list.selected(of: runs.total) ?? 0) - first)
        table = Table(
            columns: columns.map {
                $0.column(width: runs.widths[$0] ?? 1, order: runs.search.order)
            },
            rows: window.map { place in
                guard let run = runs.run(at: place) else {
                    return TableRow([StyledText("…", .faint)])
                }
                return TableRow(
                    columns.map { $0.cell(of: run, model) },
                    isMarked: runs.marks.contains(run.run.id)
                )
            },
            isFocused: runs.pane == .list,
            region: RunsScreen.region
        )
    }

    func draw(on canvas: inout Canvas, in rect: Rect) {
        table.draw(on: &canvas, in: rect, state: state)
    }
}

/// What is known of a run, for people.
struct RunFacts {
    let entries: [KeyValueList.Entry]

    /// The facts of the run under the cursor.
    static func lines(_ model: Model, width: Int) -> [StyledText] {
        guard let run = model.runs.selected else { return [] }
        return KeyValueList(RunFacts(run, model).entries).lines(width: width)
    }

    init(_ snapshot: TrackedRunSnapshot, _ model: Model) {
        let run = snapshot.run
        let words = StyledText(untrusted: " \(run.status.rawValue)")
        var status = run.status.status.mark + words
        status.append("  ")
        status.append(Times.stopwatch(run.seconds(at: model.now)), .muted)
        if snapshot.isDeleted { status.append("  deleted", Style(.warning)) }
        var entries: [KeyValueList.Entry] = [.init("status", status)]
        if let attempt = run.attempt {
            entries.append(.init("from", StyledText(untrusted: "\(attempt)")))
        }
        if !run.user.isEmpty { entries.append(.init("user", StyledText(untrusted: run.user))) }
        if let note = run.tags[TrackedRun.noteTag], !note.isEmpty {
            let lines = note.split(separator: "\n").map { StyledText(untrusted: String($0)) }
            entries.append(.init("comment", lines: lines))
        }
        for point in snapshot.metrics {
            let words = StyledText(NumberAxis.value(point.value), Style(.accent))
            let step = StyledText(untrusted: "  step \(point.step)", .muted)
            entries.append(.init(SafeText(untrusted: point.key.text), words + step))
        }
        for entry in run.parameters.entries {
            let value = StyledText(untrusted: entry.value)
            entries.append(.init(SafeText(untrusted: entry.key.text), value))
        }
        entries.append(.init("id", StyledText(untrusted: run.id.text, .muted)))
        for tag in run.ownTags {
            let value = StyledText(untrusted: tag.value)
            entries.append(.init(SafeText(untrusted: tag.key.text), value))
        }
        self.entries = entries
    }
}
