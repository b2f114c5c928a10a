import Dashboard
import Domain
import Terminal
import Testing

@Suite("Metrics and plots of a pipeline")
struct PlotsScreenTests {
    private static let pipeline = StudyProject.definition.name

    private static func plot(_ name: String, _ content: Plot.Content) -> Plot {
        Plot(
            name: name,
            title: name,
            xLabel: "step",
            yLabel: "loss",
            stage: "train",
            files: [ProjectPath(name)],
            content: content
        )
    }

    private static func line(_ values: [Double]) -> Plot.Content {
        let points = values.enumerated().map { PlotPoint(x: Double($0), y: $1) }
        return .lines([
            PlotSeries(label: "loss", file: "a", field: "loss", points: points, rowCount: 3)
        ])
    }

    private static let metrics = MetricFile(
        path: "metrics.json",
        stage: "test",
        content: .metrics([
            Metric(name: "auc", value: .float(0.8123, text: "0.8123")),
            Metric(name: "rows", value: .integer(200)),
        ])
    )

    private static let reading = PlotsReading(
        metrics: [metrics],
        plots: [
            plot("loss.tsv", line([3, 2, 1])), plot("later.tsv", .missing),
            plot("bad.csv", .unreadable(["bad.csv:3:1: this row has 3 values."])),
        ]
    )

    /// The screen as 'P' opens it.
    private func trial(
        _ width: Int,
        _ height: Int,
        _ reading: PlotsReading? = reading
    ) -> ScreenTrial {
        var trial = ScreenTrial(width, height, StudyProject.snapshot(nil))
        trial.press("P")
        if let reading { trial.send(.answered(.plots(Self.pipeline, reading))) }
        return trial
    }

    @Test("are read when 'P' is pressed, and whenever the journal grew")
    func reads() {
        var trial = trial(80, 24, nil)
        #expect(trial.shows("Reading the metrics and plots…"))
        let request = Request.read(.plots(Self.pipeline))
        let first = trial.takeRequests()
        #expect(first.contains(request))
        trial.send(.grew(Growth(position: .start, runs: [])))
        let second = trial.takeRequests()
        #expect(second.contains(request))
    }

    @Test("stand in panels beside each other, the metrics first")
    func grid() {
        let trial = trial(100, 24)
        #expect(trial.rows[2].contains("Metrics"))
        #expect(trial.rows[2].contains("loss.tsv"))
        #expect(trial.screen.contains("0.8123"))
        #expect(trial.shows("later.tsv is not there yet; 'train' makes it."))
        #expect(trial.shows("bad.csv:3:1: this row has 3 values."))
        #expect(trial.rows[1].contains("3 plots, 1 not there yet, ✗ 1 cannot be read"))
    }

    @Test("one panel has the whole screen with enter; esc and q lead back")
    func zoom() {
        var trial = trial(80, 24)
        trial.press("j", "enter")
        #expect(trial.rows[2].contains("loss.tsv"))
        #expect(!trial.shows("Metrics"))
        trial.press("esc")
        #expect(trial.shows("Metrics"))
        trial.press("enter", "q")
        #expect(!trial.shows("› plots"))
    }

    @Test("trouble is found, and a step is one of the panel's stage")
    func trouble() {
        var trial = trial(80, 24)
        trial.press("x")
        #expect(trial.shows("bad.csv:3:1"))
        #expect(trial.model.subject?.stage == "train")
    }

    @Test("the cursor stays on its plot when others come")
    func newReading() {
        var trial = trial(80, 24)
        trial.press("j", "enter")
        let more = PlotsReading(
            metrics: [],
            plots: [Self.plot("accuracy.tsv", Self.line([1]))] + Self.reading.plots
        )
        trial.send(.answered(.plots(Self.pipeline, more)))
        #expect(trial.rows[2].contains("loss.tsv"))
    }

    @Test("a click selects a panel, a second one zooms it")
    func click() throws {
        var trial = trial(100, 24)
        try trial.click("plot", 1)
        #expect(trial.shows("Metrics"))
        try trial.click("plot", 1)
        #expect(!trial.shows("Metrics"))
    }

    @Test("without any the screen says what would stand here")
    func empty() {
        let trial = trial(80, 24, PlotsReading(metrics: [], plots: []))
        #expect(trial.shows("No metrics and no plots"))
        #expect(trial.shows("back to the pipeline"))
    }

    @Test(
        "any size is drawn and moved through",
        arguments: [(60, 16), (96, 20), (160, 45), (20, 5)]
    )
    func sizes(width: Int, height: Int) {
        var trial = trial(width, height)
        for key: Key in ["j", "l", "k", "h", "G", "g", "^d", "^u", "enter", "j", "k", "z", "y"] {
            trial.press(key)
            #expect(trial.rows.count == height)
        }
    }
}
