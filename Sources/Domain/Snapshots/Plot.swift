/// A plot of a pipeline, read from its files as they lie in the project now.
package struct Plot: Hashable, Codable, Sendable {
    /// What there is to draw.
    package enum Content: Hashable, Codable, Sendable {
        /// One line or more over a common axis.
        case lines([PlotSeries])
        /// Points that are not joined.
        case points([PlotSeries])
        /// A value for each name.
        case bars([PlotBar])
        /// How often each pair of names stands in one row.
        case matrix(PlotMatrix)
        case image(PlotImage)
        /// None of its files is there: their stages have not made them yet, or they were removed.
        case missing
        /// Why it cannot be drawn, one line for each mistake, with its place.
        case unreadable([String])
    }

    /// Its name as the definition has it, or the path of its file.
    package let name: String
    package let title: String
    package let xLabel: String
    package let yLabel: String
    /// The stage whose output it is.
    package let stage: StageName?
    /// The files it is read from, each once.
    package let files: [ProjectPath]
    package let content: Content
    /// What a person should know beside the drawing, a sentence each.
    package let notes: [String]

    package init(
        name: String,
        title: String,
        xLabel: String = "",
        yLabel: String = "",
        stage: StageName?,
        files: [ProjectPath],
        content: Content,
        notes: [String] = []
    ) {
        self.name = name
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.stage = stage
        self.files = files
        self.content = content
        self.notes = notes
    }

    /// Why it cannot be drawn, a line each; none where it can.
    package var mistakes: [String] {
        if case .unreadable(let lines) = content { return lines }
        return []
    }
}

/// A point of a plot; where `y` is not a number the line has a gap.
package struct PlotPoint: Hashable, Codable, Sendable {
    package let x: Double
    package let y: Double

    package init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// One field of a file over another.
package struct PlotSeries: Hashable, Codable, Sendable {
    /// What tells it from the plot's other series.
    package let label: String
    package let file: ProjectPath
    package let field: String
    /// In the order of the rows; of very long files the ends and extremes of each stretch.
    package let points: [PlotPoint]
    /// The rows of the file.
    package let rowCount: Int

    package init(
        label: String,
        file: ProjectPath,
        field: String,
        points: [PlotPoint],
        rowCount: Int
    ) {
        self.label = label
        self.file = file
        self.field = field
        self.points = points
        self.rowCount = rowCount
    }

    /// Not every row is among the points.
    package var isReduced: Bool { points.count < rowCount }
}

/// A bar of a plot.
package struct PlotBar: Hashable, Codable, Sendable {
    package let name: String
    package let value: Double

    package init(name: String, value: Double) {
        self.name = name
        self.value = value
    }
}

/// Counts of pairs, such as what was and what a model said.
package struct PlotMatrix: Hashable, Codable, Sendable {
    /// The names along the horizontal axis.
    package let columns: [String]
    /// The names along the vertical axis.
    package let rows: [String]
    /// A list for each row, with a number for each column.
    package let counts: [[Int]]
    /// Shares of each column's sum are what is meant, not counts.
    package let isNormalized: Bool

    package init(columns: [String], rows: [String], counts: [[Int]], isNormalized: Bool) {
        self.columns = columns
        self.rows = rows
        self.counts = counts
        self.isNormalized = isNormalized
    }

    /// The share of a cell in its column's sum.
    package func share(row: Int, column: Int) -> Double {
        let sum = counts.reduce(0) { $0 + $1[column] }
        return sum == 0 ? 0 : Double(counts[row][column]) / Double(sum)
    }
}

/// A picture, which a terminal cannot draw.
package struct PlotImage: Hashable, Codable, Sendable {
    /// Such as `PNG`.
    package let format: String
    /// The size of its file in bytes.
    package let bytes: Int64
    /// In pixels, where the file says so.
    package let width: Int?
    package let height: Int?

    package init(format: String, bytes: Int64, width: Int? = nil, height: Int? = nil) {
        self.format = format
        self.bytes = bytes
        self.width = width
        self.height = height
    }
}
