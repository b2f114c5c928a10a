/// A column of a table.
package struct TableColumn: Sendable {
    package var title: SafeText

    /// The cells below which the column is of no use; it is left out before it gets narrower.
    ///
    /// With `nil` the column is never cut, unless nothing else helps.
    package var minimum: Int?

    /// The cells it never exceeds.
    package var maximum: Int

    /// The smaller, the longer the column stays when there is little room; 0 always stays.
    package var priority: Int
    package var alignment: Alignment

    /// Whether the column takes what room is left.
    package var fills: Bool

    /// The cells it would like to have; nil measures the rows, which have to be all of them.
    package var natural: Int?

    package init(
        _ title: SafeText,
        minimum: Int? = nil,
        maximum: Int = .max,
        priority: Int = 0,
        alignment: Alignment = .left,
        fills: Bool = false
    ) {
        self.title = title
        self.minimum = minimum.map { max(1, $0) }
        self.maximum = max(1, minimum ?? 1, maximum)
        self.priority = priority
        self.alignment = alignment
        self.fills = fills
    }
}

/// A row of a table: one text a column.
package struct TableRow: Sendable {
    package var cells: [StyledText]
    package var isMarked: Bool

    /// A style for the whole row, such as faint for what does not apply.
    package var style: Style

    package init(_ cells: [StyledText], isMarked: Bool = false, style: Style = .text) {
        self.cells = cells
        self.isMarked = isMarked
        self.style = style
    }
}

/// Rows in columns, with one of them selected.
package struct Table: Sendable {
    /// The rows that are measured for the width of columns, so that a long table stays cheap.
    static let measuredRows = 500

    package var columns: [TableColumn]
    package var rows: [TableRow]
    package var showsHeader: Bool

    /// Whether the table has the keys; the selection is calmer when another pane has them.
    package var isFocused: Bool

    /// The name of the rows' mouse regions, whose index is the number of the row.
    package var region: String

    package init(
        columns: [TableColumn],
        rows: [TableRow],
        showsHeader: Bool = true,
        isFocused: Bool = true,
        region: String = "row"
    ) {
        self.columns = columns
        self.rows = rows
        self.showsHeader = showsHeader
        self.isFocused = isFocused
        self.region = region
    }

    /// The rows that fit into a height.
    package func visibleRows(in height: Int) -> Int {
        max(0, height - (showsHeader ? 1 : 0))
    }

    /// Draws the table and answers with what is shown of it, for a scrollbar on the edge.
    @discardableResult
    package func draw(on canvas: inout Canvas, in rect: Rect, state: ListState) -> Scrollbar {
        let height = visibleRows(in: rect.height)
        let window = state.window(count: rows.count, height: height)
        let gutter = showsHeader ? 2 : 1
        let layout = layout(width: rect.width - gutter - 1)
        canvas.within(rect) { canvas in
            if showsHeader { drawHeader(on: &canvas, layout, gutter: gutter) }
            for (line, row) in window.enumerated() {
                let y = line + (showsHeader ? 1 : 0)
                let isSelected = state.selected(of: rows.count) == row
                drawRow(row, isSelected, on: &canvas, y: y, layout, gutter: gutter)
            }
        }
        return Scrollbar(count: rows.count, window: window)
    }

    private func drawHeader(on canvas: inout Canvas, _ layout: TableLayout, gutter: Int) {
        for place in layout.places {
            let column = columns[place.column]
            canvas.draw(
                column.title,
                at: Point(x: gutter + place.x, y: 0),
                width: place.width,
                .header,
                alignment: column.alignment
            )
        }
    }

    private func drawRow(
        _ number: Int,
        _ isSelected: Bool,
        on canvas: inout Canvas,
        y: Int,
        _ layout: TableLayout,
        gutter: Int
    ) {
        let row = rows[number]
        let line = Rect(x: 0, y: y, width: canvas.width, height: 1)
        canvas.region(RegionID(region, number), line)
        if isSelected {
            canvas.restyle(line, .ground(isFocused ? .selection : .selectionUnfocused))
            canvas.draw(glyph: "▌", at: Point(x: 0, y: y), Style(isFocused ? .accent : .muted))
        }
        if row.isMarked {
            canvas.draw(
                glyph: "•",
                at: Point(x: 0, y: y),
                Style(.decision, on: nil, .bold)
            )
        }
        let style = isSelected && row.style == .text ? Style(.selectionText) : row.style
        for place in layout.places where place.column < row.cells.count {
            let text = row.cells[place.column].truncated(to: place.width)
            let offset = columns[place.column].alignment.offset(in: place.width - text.width)
            canvas.draw(text, at: Point(x: gutter + place.x + offset, y: y), over: style)
        }
    }

    /// Chooses the columns that fit into a width, and how wide each is.
    func layout(width: Int) -> TableLayout {
        let natural = columns.indices.map { index in
            if let natural = columns[index].natural {
                return min(max(natural, 1), columns[index].maximum)
            }
            let widest = rows.prefix(Table.measuredRows).reduce(columns[index].title.width) {
                max($0, index < $1.cells.count ? $1.cells[index].width : 0)
            }
            return min(max(widest, 1), columns[index].maximum)
        }
        return TableLayout(columns: columns, natural: natural, width: width)
    }
}
