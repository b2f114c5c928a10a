package import Terminal

/// Numbers in rows and columns, shaded by their size.
package struct MatrixChart: Hashable, Sendable {
    /// A number with its size among the others, from 0 to 1.
    package struct Value: Hashable, Sendable {
        package let label: SafeText
        package let share: Double

        package init(label: SafeText, share: Double) {
            self.label = label
            self.share = share
        }
    }

    /// Names are cut to so many cells, the more the less room there is.
    private static let nameLengths = [16, 10, 7, 5]

    private let corner: SafeText
    private let columns: [SafeText]
    private let rows: [SafeText]
    private let values: [[Value]]

    /// `corner` says what rows and columns are, on a line of its own; `values` has a list for each
    /// row.
    package init(
        corner: SafeText,
        columns: [SafeText],
        rows: [SafeText],
        values: [[Value]]
    ) {
        self.corner = corner
        self.columns = columns
        self.rows = rows
        self.values = values
    }

    /// The rows all of it takes.
    package var height: Int { rows.count + 2 }

    /// How names, columns and rows are fitted into a canvas.
    private struct Fit {
        let names: [SafeText]
        let titles: [SafeText]
        let left: Int
        let widths: [Int]

        /// The columns that fit into so many cells.
        func columns(in width: Int) -> Int {
            var x = left
            return widths.prefix { column in
                x += column
                return x <= width
            }.count
        }
    }

    /// Names are cut to so many cells.
    private func fit(_ longest: Int) -> Fit {
        let names = rows.map { $0.truncated(to: longest, .middle) }
        let titles = columns.map { $0.truncated(to: longest, .middle) }
        let widths = columns.indices.map { column in
            let widest = values.map { $0[column].label.width + 3 }.max() ?? 0
            return max(titles[column].width, widest) + 2
        }
        return Fit(
            names: names,
            titles: titles,
            left: names.map(\.width).max() ?? 0,
            widths: widths
        )
    }

    /// Draws what fits; what is left out is counted below.
    package func draw(on canvas: inout Canvas) {
        guard canvas.width > 0, canvas.height > 1 else { return }
        let fits = Self.nameLengths.map { fit($0) }
        guard
            let fit = fits.first(where: { $0.columns(in: canvas.width) == columns.count })
                ?? fits.last
        else { return }
        let shown = fit.columns(in: canvas.width)
        let isCut = shown < columns.count || height > canvas.height
        let lines = min(rows.count, max(0, canvas.height - (isCut ? 3 : 2)))
        canvas.draw(corner, at: .zero, width: canvas.width, .muted)
        drawTitles(Array(fit.titles.prefix(shown)), fit.widths, fit.left, on: &canvas)
        for row in 0..<lines {
            canvas.draw(fit.names[row], at: Point(x: 0, y: row + 2))
            let values = Array(values[row].prefix(shown))
            drawValues(values, fit.widths, fit.left, row + 2, on: &canvas)
        }
        guard isCut else { return }
        let notes = [
            Self.more(rows.count - lines, "row"), Self.more(columns.count - shown, "column"),
        ].compactMap(\.self).joined(separator: ", ")
        canvas.draw(SafeText(untrusted: "… \(notes)"), at: Point(x: 0, y: lines + 2), .muted)
    }

    private static func more(_ count: Int, _ word: String) -> String? {
        count > 0 ? "\(count) more \(word)\(count == 1 ? "" : "s")" : nil
    }

    private func drawTitles(
        _ titles: [SafeText],
        _ widths: [Int],
        _ left: Int,
        on canvas: inout Canvas
    ) {
        var x = left
        for (title, width) in zip(titles, widths) {
            canvas.draw(title, at: Point(x: x, y: 1), width: width, .header, alignment: .right)
            x += width
        }
    }

    private func drawValues(
        _ values: [Value],
        _ widths: [Int],
        _ left: Int,
        _ y: Int,
        on canvas: inout Canvas
    ) {
        var x = left
        for (value, width) in zip(values, widths) {
            let start = x + width - value.label.width
            let style: Style = value.share == 0 ? .muted : .text
            canvas.draw(value.label, at: Point(x: start, y: y), style)
            if let shade = Self.shade(value.share) {
                let place = Point(x: start - 3, y: y)
                let style = Style(.series(0))
                canvas.draw(glyph: shade, at: place, style)
                canvas.draw(glyph: shade, at: place.moved(x: 1), style)
            }
            x += width
        }
    }

    private static func shade(_ share: Double) -> Glyph? {
        switch share {
        case ...0: nil
        case ..<0.25: "░"
        case ..<0.5: "▒"
        case ..<0.75: "▓"
        default: "█"
        }
    }
}
