package import Terminal

/// Lines or points over two axes of numbers.
///
/// Series are told apart by colour and by a number, which stands in the legend and at the right
/// edge where a line ends. A value that is not finite breaks its line, and is marked on the axis.
package struct LineChart: Hashable, Sendable {
    /// A place with two numbers.
    package struct Dot: Hashable, Sendable {
        package let x: Double
        package let y: Double

        package init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// Dots with a name, in the order in which they are joined.
    package struct Series: Hashable, Sendable {
        package let label: SafeText
        package let dots: [Dot]

        package init(label: SafeText, dots: [Dot]) {
            self.label = label
            self.dots = dots
        }
    }

    /// The least size in which axes are drawn.
    package static let smallest = Size(width: 24, height: 6)

    /// Dots that are drawn as marks of a whole cell, at most; more are drawn small.
    private static let mostMarks = 400

    private let series: [Series]
    private let xLabel: SafeText
    private let yLabel: SafeText
    private let isJoined: Bool
    private let crosshair: Double?

    /// With a crosshair the legend has the values there instead of the last ones.
    package init(
        _ series: [Series],
        xLabel: SafeText = .empty,
        yLabel: SafeText = .empty,
        isJoined: Bool = true,
        crosshair: Double? = nil
    ) {
        self.series = series
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.isJoined = isJoined
        self.crosshair = crosshair
    }

    /// Draws into the whole canvas; nothing where it is smaller than ``smallest``.
    package func draw(on canvas: inout Canvas) {
        guard canvas.width >= Self.smallest.width, canvas.height >= Self.smallest.height else {
            return
        }
        let finite = series.flatMap(\.dots).filter { $0.x.isFinite && $0.y.isFinite }
        let ends = series.count > 1 ? 2 : 0
        // The legend and the labels of both axes take a row each, the axis one more.
        let body = Rect(x: 0, y: 1, width: canvas.width - ends, height: canvas.height - 3)
        let y = NumberAxis(
            from: finite.map(\.y).min() ?? .nan,
            to: finite.map(\.y).max() ?? .nan,
            steps: max(1, body.height / 2),
            isRound: false
        )
        let left = min(y.ticks.map(\.label.width).max() ?? 0, canvas.width / 3) + 2
        let area = Rect(x: left, y: body.y, width: body.width - left, height: body.height)
        let x = NumberAxis(
            from: finite.map(\.x).min() ?? .nan,
            to: finite.map(\.x).max() ?? .nan,
            steps: max(1, area.width / 14),
            isRound: false,
            isWhole: finite.allSatisfy { $0.x == $0.x.rounded() }
        )
        drawHead(on: &canvas)
        draw(y, beside: area, on: &canvas)
        draw(x, below: area, on: &canvas)
        let plane = Plane(x: x, y: y, area: area)
        drawCrosshair(plane, on: &canvas)
        guard !finite.isEmpty else {
            let words: SafeText = "no values yet"
            let place = area.centred(Size(width: words.width, height: 1))
            canvas.draw(words, at: place.origin, .muted)
            return
        }
        drawSeries(plane, on: &canvas)
        if ends > 0, isJoined { drawEnds(plane, on: &canvas) }
    }

    // MARK: - Axes

    /// The label of the vertical axis, and right of it the series with their last values.
    private func drawHead(on canvas: inout Canvas) {
        let left = min(yLabel.width, canvas.width / 2)
        canvas.draw(yLabel, at: .zero, width: left, .muted)
        let room = canvas.width - left - 2
        // At a crosshair the values are what is looked for, so names give way to them.
        let labels = crosshair == nil ? [28] : [28, 16, 8, 0]
        let full = labels.lazy.map { most in series.indices.map { entry($0, label: most) } }
            .first { Self.width($0) <= room }
        let entries = full ?? Self.fitting(series.indices.map { entry($0) }, room)
        var x = canvas.width - Self.width(entries)
        for entry in entries { x += canvas.draw(entry, at: Point(x: x, y: 0)) + 2 }
    }

    private static func width(_ entries: [StyledText]) -> Int {
        entries.reduce(-2) { $0 + $1.width + 2 }
    }

    /// As many entries as fit, and how many more there are.
    private static func fitting(_ entries: [StyledText], _ room: Int) -> [StyledText] {
        guard width(entries) > room else { return entries }
        for count in entries.indices.reversed() {
            let shown = entries.prefix(count) + [StyledText("+\(entries.count - count)", .muted)]
            if width(Array(shown)) <= room { return Array(shown) }
        }
        return []
    }

    /// A series in the legend; with its value where `label` says how long its name may be.
    private func entry(_ index: Int, label most: Int? = nil) -> StyledText {
        let dots = series[index].dots
        let end = crosshair ?? .infinity
        let last = dots.last { $0.y.isFinite && $0.x.isFinite && $0.x <= end }
        // The last value says something where the axis counts, not on a curve such as ROC.
        let counts = isJoined && dots.allSatisfy { $0.x == $0.x.rounded() || $0.x.isNaN }
        let value = counts && most != nil ? last.map { NumberAxis.value($0.y) } : nil
        guard series.count > 1 else { return StyledText(value ?? .empty) }
        let label = series[index].label.truncated(to: most ?? 28, .middle)
        let words = SafeText(glyph: Self.mark(index)) + " " + label
        return StyledText(words, Self.style(index)) + StyledText(value.map { " " + $0 } ?? .empty)
    }

    private func draw(_ axis: NumberAxis, beside area: Rect, on canvas: inout Canvas) {
        let line = Style(.border)
        for y in area.y..<area.maxY {
            canvas.draw(glyph: "│", at: Point(x: area.x - 1, y: y), line)
        }
        for tick in axis.ticks {
            let y = Plane.row(of: tick.value, axis, area)
            canvas.draw(glyph: "┤", at: Point(x: area.x - 1, y: y), line)
            let width = area.x - 2
            let place = Point(x: 0, y: y)
            canvas.draw(tick.label, at: place, width: width, .muted, alignment: .right)
            for x in stride(from: area.x + 1, to: area.maxX, by: 4) where y < area.maxY - 1 {
                canvas.draw(glyph: "┈", at: Point(x: x, y: y), Style(.grid))
            }
        }
    }

    private func draw(_ axis: NumberAxis, below area: Rect, on canvas: inout Canvas) {
        let line = Style(.border)
        let y = area.maxY
        canvas.draw(glyph: "└", at: Point(x: area.x - 1, y: y), line)
        for x in area.x..<area.maxX { canvas.draw(glyph: "─", at: Point(x: x, y: y), line) }
        let label = xLabel.truncated(to: max(0, area.width / 2), .middle)
        let end = canvas.width - label.width
        var free = 0
        for tick in axis.ticks {
            let x = Plane.column(of: tick.value, axis, area)
            canvas.draw(glyph: "┴", at: Point(x: x, y: y), line)
            let start = min(max(0, x - tick.label.width / 2), canvas.width - tick.label.width)
            guard start >= free, start + tick.label.width + 1 < end else { continue }
            canvas.draw(tick.label, at: Point(x: start, y: y + 1), .muted)
            free = start + tick.label.width + 2
        }
        canvas.draw(label, at: Point(x: end, y: y + 1), .muted)
    }

    /// A line at the crosshair, and where that is.
    private func drawCrosshair(_ plane: Plane, on canvas: inout Canvas) {
        guard let crosshair, crosshair >= plane.x.lower, crosshair <= plane.x.upper else { return }
        let x = Plane.column(of: crosshair, plane.x, plane.area)
        for y in plane.area.y..<plane.area.maxY {
            canvas.draw(glyph: "┊", at: Point(x: x, y: y), .muted)
        }
        canvas.draw(glyph: "┴", at: Point(x: x, y: plane.area.maxY), Style(.accent, on: nil, .bold))
        let label = SafeText(untrusted: NumberAxis.decimal(crosshair, digits: 0))
        let start = min(max(0, x - label.width / 2), canvas.width - label.width)
        // It stands clear of the labels of ticks.
        let around = Rect(
            x: max(0, start - 1),
            y: plane.area.maxY + 1,
            width: label.width + 2,
            height: 1
        )
        canvas.fill(around, style: .text)
        canvas.draw(label, at: Point(x: start, y: around.y), Style(.accent, on: nil, .bold))
    }

    // MARK: - Series

    /// Axes on a part of the canvas.
    private struct Plane {
        let x: NumberAxis
        let y: NumberAxis
        let area: Rect

        /// The place of a dot in dots of a raster that fills the area.
        func point(_ dot: Dot) -> Point {
            let across = x.share(of: dot.x) * Double(area.width * 2 - 1)
            let down = (1 - y.share(of: dot.y)) * Double(area.height * 4 - 1)
            return Point(x: Int(across.rounded()), y: Int(down.rounded()))
        }

        static func row(of value: Double, _ axis: NumberAxis, _ area: Rect) -> Int {
            let down = (1 - axis.share(of: value)) * Double(area.height * 4 - 1)
            return area.y + min(max(0, Int(down.rounded())) / 4, area.height - 1)
        }

        static func column(of value: Double, _ axis: NumberAxis, _ area: Rect) -> Int {
            let across = axis.share(of: value) * Double(area.width * 2 - 1)
            return area.x + min(max(0, Int(across.rounded())) / 2, area.width - 1)
        }
    }

    private func drawSeries(_ plane: Plane, on canvas: inout Canvas) {
        var raster = DotRaster(size: plane.area.size)
        var marks: [(Point, Int)] = []
        let hasMarks = !isJoined && series.reduce(0) { $0 + $1.dots.count } <= Self.mostMarks
        for (index, series) in series.enumerated() {
            var last: Point?
            var isAlone = false
            for dot in series.dots {
                guard dot.x.isFinite, dot.y.isFinite else {
                    if let last, isAlone { marks.append((last, index)) }
                    (last, isAlone) = (nil, false)
                    continue
                }
                let point = plane.point(dot)
                isAlone = last == nil
                if isJoined, let last {
                    raster.line(from: last, to: point, owner: index)
                } else {
                    raster.set(x: point.x, y: point.y, owner: index)
                }
                if hasMarks { marks.append((point, index)) }
                last = point
            }
            // A value without neighbours is no line, and a single small dot is easily missed.
            if isJoined, isAlone, let last { marks.append((last, index)) }
        }
        canvas.within(plane.area) { area in
            raster.draw(on: &area) { Self.style($0) }
            for (point, index) in marks {
                let glyph: Glyph = series.count > 1 && !isJoined ? Self.mark(index) : "•"
                area.draw(
                    glyph: glyph,
                    at: Point(x: point.x / 2, y: point.y / 4),
                    Self.style(index)
                )
            }
        }
        drawGaps(plane, on: &canvas)
    }

    /// Marks on the axis where a value is not finite.
    private func drawGaps(_ plane: Plane, on canvas: inout Canvas) {
        for dot in series.flatMap(\.dots) where !dot.y.isFinite && dot.x.isFinite {
            guard dot.x >= plane.x.lower, dot.x <= plane.x.upper else { continue }
            let x = Plane.column(of: dot.x, plane.x, plane.area)
            canvas.draw(glyph: "✗", at: Point(x: x, y: plane.area.maxY), Style(.warning))
        }
    }

    /// The numbers of the series at the height where each ends.
    private func drawEnds(_ plane: Plane, on canvas: inout Canvas) {
        var taken: Set<Int> = []
        for (index, series) in series.enumerated() {
            guard let dot = series.dots.last(where: { $0.x.isFinite && $0.y.isFinite }) else {
                continue
            }
            let row = Plane.row(of: dot.y, plane.y, plane.area)
            let choices = [row, row - 1, row + 1].filter { (plane.area.y..<plane.area.maxY) ~= $0 }
            guard let free = choices.first(where: { !taken.contains($0) }) else { continue }
            taken.insert(free)
            let place = Point(x: plane.area.maxX + 1, y: free)
            canvas.draw(glyph: Self.mark(index), at: place, Self.style(index))
        }
    }

    // MARK: - Looks

    private static func style(_ index: Int) -> Style { Style(.series(index)) }

    /// What stands for a series in the legend: `1` to `9`, then letters.
    package static func mark(_ index: Int) -> Glyph {
        let marks: [Unicode.Scalar] = Array("123456789abcdefghijklmnopqrstuvwxyz".unicodeScalars)
        return Glyph(marks[index % marks.count])
    }
}
