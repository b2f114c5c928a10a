package import Domain

/// The metrics and plots of a pipeline as they were read.
package struct PlotsReading: Hashable, Sendable {
    package let metrics: [MetricFile]
    package let plots: [Plot]
    /// How long the reading took; large files are read less often.
    package let duration: Duration

    package init(metrics: [MetricFile], plots: [Plot], duration: Duration = .zero) {
        self.metrics = metrics
        self.plots = plots
        self.duration = duration
    }
}

/// What a person sees of a pipeline's metrics and plots.
package struct PlotsModel: Sendable {
    /// Nil before the first reading.
    package var reading: PlotsReading?
    /// The panel under the cursor.
    package var cursor = 0
    /// The panel under the cursor has the whole screen.
    package var isZoomed = false
    /// The first row of panels that is shown.
    var top = 0
    /// Lines scrolled down in the table of metrics.
    var metricsTop = 0

    package init() {}

    /// The panels: the metrics where there are any, then every plot.
    var panels: [PlotPanel] {
        guard let reading else { return [] }
        let plots = reading.plots.map(PlotPanel.plot)
        return reading.metrics.isEmpty ? plots : [.metrics(reading.metrics)] + plots
    }

    var selected: PlotPanel? {
        let panels = panels
        return panels.indices.contains(cursor) ? panels[cursor] : panels.last
    }
}

/// One panel of the screen.
enum PlotPanel: Hashable, Sendable {
    case metrics([MetricFile])
    case plot(Plot)

    /// The stage it is of, where it is of one.
    var stage: StageName? {
        switch self {
        case .metrics(let files):
            let stages = Set(files.map(\.stage))
            return stages.count == 1 ? stages.first ?? nil : nil
        case .plot(let plot): return plot.stage
        }
    }

    /// It cannot be read.
    var isTrouble: Bool {
        switch self {
        case .metrics(let files):
            files.contains { file in
                if case .unreadable = file.content { return true }
                return false
            }
        case .plot(let plot): !plot.mistakes.isEmpty
        }
    }

    /// It is there only in words: nothing was written yet.
    var isMissing: Bool {
        if case .plot(let plot) = self { return plot.content == .missing }
        return false
    }
}
