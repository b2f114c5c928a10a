import Terminal

/// Where the panels of a pipeline's metrics and plots stand: a grid that scrolls by rows.
struct PlotsLayout {
    let columns: Int
    /// The rows of panels that are seen at once.
    let shownRows: Int
    let rows: Int
    private let size: Size

    init(_ count: Int, size: Size) {
        self.size = size
        let wanted = size.width >= 150 ? 3 : size.width >= 96 ? 2 : 1
        columns = max(1, min(wanted, count))
        rows = (count + columns - 1) / columns
        let most = size.height >= 36 ? 3 : size.height >= 18 ? 2 : 1
        shownRows = max(1, min(most, rows))
    }

    /// The layout for the body of the screen.
    init(_ panels: Int, _ model: Model) {
        self.init(panels, size: model.bodySize)
    }

    /// The first row to show, so that a panel is seen and the window moves no further than needed.
    func top(showing panel: Int, from top: Int) -> Int {
        let row = panel / columns
        let near = min(max(top, row - shownRows + 1), row)
        return min(max(0, near), max(0, rows - shownRows))
    }

    /// The place of a panel, with this row on top; nil where it is not seen.
    func rect(of panel: Int, top: Int) -> Rect? {
        let row = panel / columns - top
        guard (0..<shownRows).contains(row) else { return nil }
        let bands = Rect(size: size).rows(Array(repeating: 1, count: shownRows))
        let cells = bands[row].columns(Array(repeating: 1, count: columns))
        return cells[panel % columns]
    }
}
