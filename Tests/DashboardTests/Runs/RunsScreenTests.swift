import Dashboard
import Domain
import Foundation
import Terminal
import Testing

@Suite("Runs screen")
struct RunsScreenTests {
    private static let query = TrackingQuery.runs(TrackedRunQuery(limit: 1_000))

    private static func run(
        _ id: TrackedRunID,
        _ status: TrackedRunStatus,
        auc: Double?,
        rate: String,
        attempt: AttemptID? = nil
    ) throws -> TrackedRunSnapshot {
        var state = TrackingState()
        let creation = TrackedRunCreation(
            id: id,
            experiment: .default,
            name: "run of \(id)",
            user: "ana",
            startedAt: 1_780_495_200_000,
            attempt: attempt
        )
        let commands: [TrackingCommand] = [
            .createRun(creation),
            .annotateRun(id, parameters: [.init("rate", rate)], tags: [.init("note", "x")]),
            .updateRun(id, TrackedRunUpdate(status: status, endedAt: 1_780_495_265_000)),
        ]
        for command in commands {
            for event in try state.decide(command) { state.apply(event, at: Date.distantPast) }
        }
        return TrackedRunSnapshot(
            run: try #require(state.runs[id]),
            experimentName: "Default",
            isDeleted: false,
            metrics: auc.map { [MetricPoint(key: "auc", value: $0, timestamp: 1, step: 7)] } ?? []
        )
    }

    private static func runs() throws -> [TrackedRunSnapshot] {
        [
            try run("r3", .running, auc: 0.75, rate: "0.3"),
            try run("r2", .failed, auc: nil, rate: "0.2"),
            try run(
                "r1",
                .finished,
                auc: 0.5,
                rate: "0.1",
                attempt: AttemptID(RunID("penguins", 4), "train", 1)
            ),
        ]
    }

    private func model(_ width: Int = 80, _ height: Int = 24) throws -> Model {
        var model = PenguinProject.model(width, height, second: .exited(0))
        _ = Dashboard.update(&model, .key("3"))
        _ = Dashboard.update(&model, .answered(.tracking(Self.query, .runs(try Self.runs()))))
        return model
    }

    private func screen(_ model: Model) -> String {
        var canvas = Canvas(size: model.size, glyphs: model.glyphs)
        Dashboard.draw(model, on: &canvas)
        return canvas.text
    }

    private func press(_ keys: Key..., in model: inout Model) -> [Request] {
        keys.flatMap { Dashboard.update(&model, .key($0)) }
    }

    @Test("going there reads the newest runs, and says what it is for where there is none")
    func reads() {
        var model = PenguinProject.model(80, 24)
        #expect(press("3", in: &model) == [.read(.tracking(Self.query))])
        _ = Dashboard.update(&model, .answered(.tracking(Self.query, .runs([]))))
        #expect(screen(model).contains("No script has logged here yet"))
    }

    @Test(
        "every run has its state, its metrics and its parameters",
        arguments: [(160, 45), (100, 30), (80, 24), (60, 16)]
    )
    func table(width: Int, height: Int) throws {
        let text = screen(try model(width, height))
        for words in ["● run of r3", "✗ run of r2", "✓ run of r1", "auc", "0.75"] {
            #expect(text.contains(words), "\(words)")
        }
        #expect(!text.contains("step train"), "Nothing acts on the pipeline from here.")
    }

    @Test("the chart shows the points of the metric of the run under the cursor")
    func chart() throws {
        var model = try model(160, 45)
        let query = MetricQuery(run: "r3", key: "auc", limit: 100_000)
        #expect(model.runs.historyQuery == query)
        let points = (0..<20).map { step in
            MetricPoint(key: "auc", value: Double(step), timestamp: Int64(step), step: Int64(step))
        }
        _ = Dashboard.update(&model, .answered(.tracking(.history(query), .history(points))))
        #expect(screen(model).contains("step"))
        #expect(!screen(model).contains("no values yet"))
        #expect(press("j", in: &model).isEmpty)
        #expect(screen(model).contains("no metric was logged"))
    }

    @Test("the cursor stays on its run when others begin")
    func stays() throws {
        var model = try model()
        _ = press("j", "j", in: &model)
        #expect(model.runs.selected?.run.id == "r1")
        let newer = [try Self.run("r4", .running, auc: nil, rate: "1")] + (try Self.runs())
        _ = Dashboard.update(&model, .answered(.tracking(Self.query, .runs(newer))))
        #expect(model.runs.selected?.run.id == "r1")
    }

    @Test("enter goes to the log of the attempt that made a run, x to what failed")
    func goes() throws {
        var model = try model()
        _ = press("x", in: &model)
        #expect(model.runs.selected?.run.id == "r2")
        _ = press("enter", in: &model)
        #expect(model.place == .runs)
        #expect(model.runs.isZoomed)
        _ = press("esc", "j", "enter", in: &model)
        #expect(model.place == .log(AttemptID(RunID("penguins", 4), "train", 1)))
    }

    @Test("metrics that grew are read again only where they are shown")
    func grows() throws {
        var model = try model()
        let growth = Growth(position: .start, runs: [], tracked: ["r3"])
        #expect(Dashboard.update(&model, .grew(growth)) == [.read(.tracking(Self.query))])
        _ = press("1", in: &model)
        #expect(Dashboard.update(&model, .grew(growth)).isEmpty)
    }
}
