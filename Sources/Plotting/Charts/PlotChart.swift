package import Domain
package import Terminal

/// A plot of a pipeline as a drawing in cells.
package struct PlotChart: Sendable {
    private let plot: Plot

    package init(_ plot: Plot) {
        self.plot = plot
    }

    /// The title, safe to draw.
    package var title: SafeText { SafeText(untrusted: plot.title) }

    /// Rows it should get where there is room; axes are given the usual ones.
    package func height(usual: Int) -> Int {
        let notes = plot.notes.count
        switch plot.content {
        case .lines, .points: return usual + notes
        case .bars(let bars): return min(max(bars.count, 1), max(usual, 40)) + 1 + notes
        case .matrix: return (matrix?.height ?? 1) + notes
        case .image, .missing: return 1 + notes
        case .unreadable(let lines): return lines.count + notes
        }
    }

    /// The drawing with its notes below it, in the whole canvas.
    package func draw(on canvas: inout Canvas) {
        let isRoomy = canvas.height > plot.notes.count + 2
        let split = canvas.bounds.splitBottom(isRoomy ? plot.notes.count : 0)
        canvas.within(split.rest) { drawContent(on: &$0) }
        canvas.within(split.bottom) { area in
            for (y, note) in plot.notes.enumerated() {
                let text = SafeText(untrusted: note)
                area.draw(text, at: Point(x: 0, y: y), width: area.width, Style(.warning))
            }
        }
    }

    private func drawContent(on canvas: inout Canvas) {
        switch plot.content {
        case .lines(let series): draw(series, isJoined: true, on: &canvas)
        case .points(let series): draw(series, isJoined: false, on: &canvas)
        case .bars(let bars): draw(bars, on: &canvas)
        case .matrix: matrix?.draw(on: &canvas)
        case .image(let image): drawLines([Self.words(image)], .text, on: &canvas)
        case .missing: drawLines([missing], .muted, on: &canvas)
        case .unreadable(let lines):
            drawLines(lines.map { SafeText(untrusted: $0) }, Style(.failed), on: &canvas)
        }
    }

    private func drawLines(_ lines: [SafeText], _ style: Style, on canvas: inout Canvas) {
        for (y, line) in lines.prefix(canvas.height).enumerated() {
            canvas.draw(line, at: Point(x: 0, y: y), width: canvas.width, style)
        }
    }

    private func draw(_ series: [PlotSeries], isJoined: Bool, on canvas: inout Canvas) {
        let shown = series.map { series in
            LineChart.Series(
                label: SafeText(untrusted: series.label),
                dots: series.points.map { LineChart.Dot(x: $0.x, y: $0.y) }
            )
        }
        let chart = LineChart(
            shown,
            xLabel: SafeText(untrusted: plot.xLabel),
            yLabel: SafeText(untrusted: plot.yLabel),
            isJoined: isJoined
        )
        if canvas.width >= LineChart.smallest.width, canvas.height >= LineChart.smallest.height {
            chart.draw(on: &canvas)
        } else {
            drawSparks(series, on: &canvas)
        }
    }

    /// One row a series, for places too small for axes.
    private func drawSparks(_ series: [PlotSeries], on canvas: inout Canvas) {
        for (y, series) in series.prefix(canvas.height).enumerated() {
            let value = series.points.last { $0.y.isFinite }.map { NumberAxis.value($0.y) }
            let label = SafeText(untrusted: series.label)
            let width = min(label.width, canvas.width / 3)
            canvas.draw(label, at: Point(x: 0, y: y), width: width, .muted, truncation: .middle)
            let room = max(0, canvas.width - width - (value?.width ?? 0) - 2)
            let spark = Sparkline(series.points.map(\.y)).text(width: room)
            canvas.draw(spark, at: Point(x: width + 1, y: y), Style(.series(y)))
            if let value {
                canvas.draw(value, at: Point(x: canvas.width - value.width, y: y))
            }
        }
    }

    private func draw(_ bars: [PlotBar], on canvas: inout Canvas) {
        guard !bars.isEmpty else { return drawLines(["no values yet"], .muted, on: &canvas) }
        let head = SafeText(untrusted: "\(plot.yLabel) by \(plot.xLabel)")
        canvas.draw(head, at: .zero, width: canvas.width, .muted)
        let chart = BarChart(
            bars.map { BarChart.Bar(name: SafeText(untrusted: $0.name), value: $0.value) }
        )
        canvas.within(canvas.bounds.inset(top: 1)) { chart.draw(on: &$0) }
    }

    private var matrix: MatrixChart? {
        guard case .matrix(let matrix) = plot.content else { return nil }
        let most = matrix.counts.flatMap(\.self).max() ?? 0
        let values = matrix.rows.indices.map { row in
            matrix.columns.indices.map { column in
                let count = matrix.counts[row][column]
                let share =
                    matrix.isNormalized
                    ? matrix.share(row: row, column: column)
                    : most == 0 ? 0 : Double(count) / Double(most)
                let label: SafeText =
                    matrix.isNormalized
                    ? SafeText(untrusted: NumberAxis.decimal(share, digits: 2)) : "\(count)"
                return MatrixChart.Value(label: label, share: share)
            }
        }
        return MatrixChart(
            corner: SafeText(untrusted: "\(plot.yLabel) ↓ \(plot.xLabel) →"),
            columns: matrix.columns.map { SafeText(untrusted: $0) },
            rows: matrix.rows.map { SafeText(untrusted: $0) },
            values: values
        )
    }

    /// Which files are awaited, and of whom.
    package var missing: SafeText {
        let files = plot.files.map(\.text).joined(separator: ", ")
        let maker = plot.stage.map { "; '\($0.short)' makes it" } ?? ""
        return SafeText(untrusted: "\(files) is not there yet\(maker).")
    }

    private static func words(_ image: PlotImage) -> SafeText {
        var words = "\(image.format) picture"
        if let width = image.width, let height = image.height { words += ", \(width) × \(height)" }
        return SafeText(untrusted: "\(words), \(size(image.bytes))")
    }

    private static func size(_ bytes: Int64) -> String {
        switch bytes {
        case ..<1_000: "\(bytes) bytes"
        case ..<1_000_000: "\(NumberAxis.decimal(Double(bytes) / 1e3, digits: 1)) KB"
        default: "\(NumberAxis.decimal(Double(bytes) / 1e6, digits: 1)) MB"
        }
    }
}
