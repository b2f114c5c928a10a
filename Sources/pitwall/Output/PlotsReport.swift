import Domain

/// What `plots --json` prints.
struct PlotsReport: Encodable {
    struct Pipeline: Encodable {
        let pipeline: String
        let plots: [Drawing]

        init(_ name: PipelineName, _ plots: [Plot]) {
            pipeline = name.text
            self.plots = plots.map(Drawing.init)
        }
    }

    struct Drawing: Encodable {
        let name: String
        let title: String
        let x: String
        let y: String
        let stage: String?
        let files: [String]
        let state: String
        var series: [Series]?
        var bars: [Bar]?
        var matrix: Matrix?
        var image: Image?
        let notes: [String]
        let mistakes: [String]
    }

    struct Series: Encodable {
        let label: String
        let file: String
        let field: String
        let rows: Int
        /// Pairs of x and y; null where a value is no number.
        let points: [[Double?]]
    }

    struct Bar: Encodable {
        let name: String
        let value: Double
    }

    struct Matrix: Encodable {
        let columns: [String]
        let rows: [String]
        let counts: [[Int]]
        let isNormalized: Bool
    }

    struct Image: Encodable {
        let format: String
        let bytes: Int64
        let width: Int?
        let height: Int?
    }

    let pipelines: [Pipeline]
}

extension PlotsReport.Drawing {
    init(_ plot: Plot) {
        name = plot.name
        title = plot.title
        x = plot.xLabel
        y = plot.yLabel
        stage = plot.stage?.text
        files = plot.files.map(\.text)
        notes = plot.notes
        mistakes = plot.mistakes
        state = plot.content.word
        switch plot.content {
        case .lines(let found), .points(let found): series = found.map(PlotsReport.Series.init)
        case .bars(let found):
            bars = found.map { PlotsReport.Bar(name: $0.name, value: $0.value) }
        case .matrix(let found):
            matrix = PlotsReport.Matrix(
                columns: found.columns,
                rows: found.rows,
                counts: found.counts,
                isNormalized: found.isNormalized
            )
        case .image(let found):
            image = PlotsReport.Image(
                format: found.format,
                bytes: found.bytes,
                width: found.width,
                height: found.height
            )
        case .missing, .unreadable: break
        }
    }
}

extension PlotsReport.Series {
    init(_ series: PlotSeries) {
        // JSON has no numbers that are not finite.
        func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
        label = series.label
        file = series.file.text
        field = series.field
        rows = series.rowCount
        points = series.points.map { [finite($0.x), finite($0.y)] }
    }
}

extension Plot.Content {
    /// What is drawn, or why nothing is, in one word for other programs.
    fileprivate var word: String {
        switch self {
        case .lines: "lines"
        case .points: "points"
        case .bars: "bars"
        case .matrix: "matrix"
        case .image: "image"
        case .missing: "missing"
        case .unreadable: "unreadable"
        }
    }
}
