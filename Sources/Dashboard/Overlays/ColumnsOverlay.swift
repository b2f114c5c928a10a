import Domain
import Terminal

/// The columns of the runs: which are shown, and by which the runs are ordered.
package struct ColumnsOverlay: Sendable {
    let columns: [RunColumn]
    private(set) var shown: [RunColumn]
    private(set) var list = ListState()
    /// Which end of the column under the cursor comes first.
    private(set) var isDescending = true

    init(_ runs: RunsModel) {
        shown = runs.shownColumns
        let others = RunColumns.all(of: runs.runs)
        columns = others + shown.filter { !others.contains($0) }
        let order = runs.search.order ?? RunsOrder(.started, isDescending: true)
        list = ListState(selection: columns.firstIndex(of: order.column) ?? 0)
        isDescending = order.isDescending
    }

    private var column: RunColumn? { list.selected(of: columns.count).map { columns[$0] } }

    mutating func select(_ place: Int) {
        list = ListState(selection: place, top: list.top)
        isDescending = column?.isDescendingAtFirst ?? true
    }

    /// Takes a key; nil keeps the menu open.
    mutating func press(_ key: Key, in model: inout Model) -> [Request]? {
        switch model.settings.keyMap.action(for: key) {
        case .down: move(.down, model)
        case .up: move(.up, model)
        case .pageDown, .halfPageDown: move(.pageDown, model)
        case .pageUp, .halfPageUp: move(.pageUp, model)
        case .first: move(.first, model)
        case .last: move(.last, model)
        case .left, .right: isDescending.toggle()
        case .mark: toggle(in: &model)
        case .open: return accept(in: &model)
        default: break
        }
        return nil
    }

    private mutating func move(_ move: ListState.Move, _ model: Model) {
        let height = Self.height(columns.count, model.size.height)
        list.move(move, count: columns.count, height: height)
        isDescending = column?.isDescendingAtFirst ?? true
    }

    private mutating func toggle(in model: inout Model) {
        guard let column, column != .name else { return }
        if let place = shown.firstIndex(of: column) {
            shown.remove(at: place)
        } else {
            shown.append(column)
        }
        model.runs.columns = shown
        let changed = model
        model.runs.measure(changed)
    }

    private func accept(in model: inout Model) -> [Request]? {
        guard let column else { return [] }
        guard column.term != nil else {
            model.notice = Notice(.information, "Runs cannot be ordered by this column.")
            return nil
        }
        let order = RunsOrder(column, isDescending: isDescending)
        let isDefault = order == RunsOrder(.started, isDescending: true)
        return RunsScreen.look(in: &model) { $0.order = isDefault ? nil : order }
    }

    // MARK: - Drawing

    private static func height(_ count: Int, _ room: Int) -> Int { min(count, max(3, room - 8)) }

    func draw(_ model: Model, on canvas: inout Canvas) {
        let height = Self.height(columns.count, canvas.height)
        Dialog(
            StyledText("Order and columns", .title),
            content: Size(width: min(72, canvas.width - 8), height: height),
            footer: Overlays.footer([
                ("enter", "orders"), ("h l", "direction"), ("space", "shows"), ("esc", "leaves"),
            ])
        ).draw(on: &canvas) { canvas in
            let table = Table(
                columns: [
                    TableColumn("", minimum: 3), TableColumn("", minimum: 12, fills: true),
                    TableColumn("", minimum: 9), TableColumn("", minimum: 16),
                ],
                rows: columns.indices.map { row($0, model) },
                showsHeader: false,
                region: RegionID.choiceName
            )
            let bar = table.draw(on: &canvas, in: canvas.bounds, state: list)
            bar.draw(on: &canvas, x: canvas.width - 1, y: 0, height: height)
        }
    }

    private func row(_ place: Int, _ model: Model) -> TableRow {
        let column = columns[place]
        let isShown = shown.contains(column)
        let kind: SafeText =
            switch column {
            case .metric: "metric"
            case .parameter: "parameter"
            default: ""
            }
        let order = model.runs.search.order ?? RunsOrder(.started, isDescending: true)
        var words = StyledText()
        if list.selected(of: columns.count) == place {
            words =
                column.term == nil
                ? StyledText("no order by it", .faint)
                : StyledText("‹ " + column.words(isDescending: isDescending) + " ›", .accent)
        } else if order.column == column {
            words = StyledText("  " + column.words(isDescending: order.isDescending), .muted)
        }
        return TableRow([
            StyledText(isShown ? "[x]" : "[ ]", isShown ? .text : .faint),
            StyledText(column.words), StyledText(kind, .muted), words,
        ])
    }
}
