import Dashboard
import Domain
import Foundation
import Terminal
import Testing

@Suite("Runs screen")
struct RunsScreenTests {
    private static let query = TrackedRunQuery(limit: RunsModel.pageSize)

    static func run(
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

    static func runs() throws -> [TrackedRunSnapshot] {
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

    func model(_ width: Int = 80, _ height: Int = 24) throws -> Model {
        var model = PenguinProject.model(width, height, second: .exited(0))
        _ = Dashboard.update(&model, .key("3"))
        _ = take(try Self.runs(), in: &model)
        return model
    }

    /// Answers what the screen reads with a page of runs.
    private func take(
        _ runs: [TrackedRunSnapshot],
        of total: Int? = nil,
        for query: TrackedRunQuery = query,
        in model: inout Model
    ) -> [Request] {
        let page = TrackedRunPage(runs: runs, total: total ?? runs.count)
        return Dashboard.update(&model, .answered(.tracking(.page(query), .page(page))))
    }

    /// Runs as many as a page holds, named by their place in the list.
    private func many(from first: Int) throws -> [TrackedRunSnapshot] {
        try (first..<first + RunsModel.pageSize).map {
            try Self.run(TrackedRunID("n\($0)"), .finished, auc: nil, rate: "\($0)")
        }
    }

    func type(_ text: String, in model: inout Model) -> [Request] {
        text.unicodeScalars.flatMap { Dashboard.update(&model, .key(Key($0))) }
    }

    func screen(_ model: Model) -> String {
        var canvas = Canvas(size: model.size, glyphs: model.glyphs)
        Dashboard.draw(model, on: &canvas)
        return canvas.text
    }

    func press(_ keys: Key..., in model: inout Model) -> [Request] {
        keys.flatMap { Dashboard.update(&model, .key($0)) }
    }

    @Test("going there reads the newest runs, and says what it is for where there is none")
    func reads() {
        var model = PenguinProject.model(80, 24)
        #expect(press("3", in: &model) == [.read(.tracking(.page(Self.query)))])
        _ = take([], in: &model)
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
        let query = CurveQuery(run: "r3", key: "auc", limit: RunsModel.points)
        #expect(model.runs.curveQuery == query)
        let points = (0..<20).map { step in
            MetricPoint(key: "auc", value: Double(step), timestamp: Int64(step), step: Int64(step))
        }
        _ = Dashboard.update(&model, .answered(.tracking(.curve(query), .history(points))))
        #expect(screen(model).contains("step"))
        #expect(!screen(model).contains("no values yet"))
        #expect(press("tab", "h", "h", in: &model).isEmpty)
        #expect(model.runs.crosshair == 18, "The crosshair begins at the last step.")
        #expect(press("tab", in: &model).isEmpty)
        #expect(press("j", in: &model).isEmpty)
        #expect(screen(model).contains("no metric was logged"))
    }

    @Test("the cursor stays on its run when others begin")
    func stays() throws {
        var model = try model()
        _ = press("j", "j", in: &model)
        #expect(model.runs.selected?.run.id == "r1")
        let newer = [try Self.run("r4", .running, auc: nil, rate: "1")] + (try Self.runs())
        _ = take(newer, in: &model)
        #expect(model.runs.selected?.run.id == "r1")
    }

    @Test("enter goes to the log of the attempt that made a run, x to what failed")
    func goes() throws {
        var model = try model()
        let list = TrackedRunQuery(limit: 0)
        let find = TrackedRunFind(list: list, target: .failed, place: 1)
        #expect(press("x", in: &model) == [.read(.tracking(.place(find)))])
        _ = Dashboard.update(&model, .answered(.tracking(.place(find), .place(1))))
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
        let again = Request.read(.tracking(.page(Self.query)))
        #expect(Dashboard.update(&model, .grew(growth)) == [again])
        _ = press("1", in: &model)
        #expect(Dashboard.update(&model, .grew(growth)).isEmpty)
    }

    // MARK: - Many runs

    @Test("of ten thousand runs the page around what is seen is read")
    func pages() throws {
        var model = PenguinProject.model(80, 24)
        _ = press("3", in: &model)
        #expect(take(try many(from: 0), of: 10_000, in: &model).isEmpty)
        let requests = press("G", in: &model)
        guard case .read(.tracking(.page(let query))) = requests.first else {
            Issue.record("\(requests)")
            return
        }
        #expect(query.offset + query.limit >= 10_000)
        #expect(press("k", in: &model).isEmpty, "What is on its way is not asked for twice.")
        #expect(model.runs.selected == nil)
        #expect(screen(model).contains("…"))
        _ = take(try many(from: query.offset), of: 10_000, for: query, in: &model)
        #expect(model.runs.selected?.run.id == "n9998")
        #expect(screen(model).contains("10,000 runs"))
        let back = press("g", in: &model)
        #expect(back == [.read(.tracking(.page(Self.query)))])
    }

    @Test("a filter is checked before it is looked for, and the mistake has its place")
    func filters() throws {
        var model = try model()
        _ = press("f", in: &model)
        _ = type("metrics.auc >> 1", in: &model)
        #expect(press("enter", in: &model).isEmpty)
        #expect(screen(model).contains("Expected"), "\(screen(model))")
        guard case .prompt(let prompt) = model.overlays.last else {
            Issue.record("The field is gone.")
            return
        }
        #expect(prompt.field.cursor == 13)
        _ = press("^u", "^k", in: &model)
        _ = type("metrics.auc > 0.9", in: &model)
        let wanted = TrackedRunQuery(filter: "metrics.auc > 0.9", limit: RunsModel.pageSize)
        #expect(press("enter", in: &model) == [.read(.tracking(.page(wanted)))])
        #expect(screen(model).contains("run of r3"), "What was shown stays until there is more.")
        _ = take(try Self.runs(), in: &model)
        #expect(model.runs.total == 3, "What was asked for before comes too late.")
        _ = take([], for: wanted, in: &model)
        #expect(screen(model).contains("No run matches"))
        #expect(screen(model).contains("esc  clears it"))
        #expect(press("esc", in: &model) == [.read(.tracking(.page(Self.query)))])
    }

    @Test("runs are ordered by a column, either end first, and columns come and go")
    func orders() throws {
        var model = try model(160, 45)
        _ = press("o", in: &model)
        #expect(screen(model).contains("newest first"))
        let list = ["j", "j", "j", "j", "j"] as [Key]
        for key in list { _ = press(key, in: &model) }
        #expect(screen(model).contains("highest first"))
        _ = press("h", in: &model)
        var wanted = Self.query
        wanted.order = ["metrics.`auc` ASC"]
        #expect(press("enter", in: &model) == [.read(.tracking(.page(wanted)))])
        _ = take(try Self.runs(), for: wanted, in: &model)
        #expect(screen(model).contains("auc ↑"))
        #expect(screen(model).contains("auc, lowest first"))
        _ = press("o", "g", "j", "space", "esc", in: &model)
        #expect(!screen(model).contains("STARTED"))
    }

    @Test("a run is found by its name, wherever it is in the list")
    func finds() throws {
        var model = try model()
        _ = press("/", in: &model)
        _ = type("r1", in: &model)
        let list = TrackedRunQuery(limit: 0)
        let find = TrackedRunFind(list: list, target: .text("r1"), place: 0)
        #expect(press("enter", in: &model) == [.read(.tracking(.place(find)))])
        _ = Dashboard.update(&model, .answered(.tracking(.place(find), .place(2))))
        #expect(model.runs.selected?.run.id == "r1")
        _ = Dashboard.update(&model, .answered(.tracking(.place(find), .place(nil))))
        #expect(model.notice?.text.string.contains("No run here has 'r1'") == true)
    }

    @Test("deleted runs are listed when asked for")
    func deleted() throws {
        var model = try model()
        var wanted = Self.query
        wanted.view = .deleted
        #expect(press("v", in: &model) == [.read(.tracking(.page(wanted)))])
        _ = take([], for: wanted, in: &model)
        #expect(screen(model).contains("No run is deleted"))
        #expect(press("v", in: &model) == [.read(.tracking(.page(Self.query)))])
    }
}
