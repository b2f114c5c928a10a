import Dashboard
import Domain
import Foundation
import Terminal
import Testing

/// What is done with tracked runs on their screen: compared, deleted, commented on, traced.
@Suite("Acts on tracked runs")
struct RunActsTests {
    private let trial = RunsScreenTests()

    private func answer(
        _ query: TrackingQuery,
        _ answer: TrackingAnswer,
        in model: inout Model
    ) -> [Request] {
        Dashboard.update(&model, .answered(.tracking(query, answer)))
    }

    @Test(
        "marked runs stand side by side, the one marked first before the others",
        arguments: [(160, 45), (100, 30), (80, 24), (60, 16)]
    )
    func compare(width: Int, height: Int) throws {
        var model = try trial.model(width, height)
        _ = trial.press("j", "j", "space", "g", "space", in: &model)
        #expect(trial.screen(model).contains("2 marked"))
        let query = TrackedRunQuery.runs(["r1", "r3"])
        #expect(trial.press("d", in: &model) == [.read(.tracking(.runs(query)))])
        #expect(model.place == .comparison)
        let runs = try RunsScreenTests.runs()
        let curve = CurveQuery(run: "r3", key: "auc", limit: RunsModel.points)
        let requests = answer(.runs(query), .runs(runs), in: &model)
        #expect(requests == [.read(.tracking(.curve(curve)))], "One is read at a time.")
        for words in ["1 run of r1", "2 run of r3", "auc", "0.75", "+0.25"] {
            #expect(trial.screen(model).contains(words), "\(words)\n\(trial.screen(model))")
        }
        #expect(trial.press("esc", in: &model).isEmpty)
        #expect(model.place == .runs)
    }

    @Test("without marks a run is compared with the one before it, if there is one")
    func before() throws {
        var model = try trial.model()
        let selected = try #require(model.runs.selected)
        let query = TrackedRunQuery.before(selected.run)
        #expect(trial.press("d", in: &model) == [.read(.tracking(.runs(query)))])
        #expect(answer(.runs(query), .runs([]), in: &model).isEmpty)
        #expect(model.place == .runs)
        #expect(model.notice?.text.string.contains("no run before this one") == true)
        _ = trial.press("d", in: &model)
        let before = try #require(RunsScreenTests.runs().last)
        _ = answer(.runs(query), .runs([before]), in: &model)
        #expect(model.comparison?.ids == ["r1", "r3"])
    }

    @Test("the crosshair goes over all curves, and the legend has the values there")
    func crosshair() throws {
        var model = try trial.model(160, 45)
        _ = trial.press("space", "j", "space", "d", in: &model)
        let ids: [TrackedRunID] = ["r3", "r1"]
        _ = answer(.runs(.runs(ids)), .runs(try RunsScreenTests.runs()), in: &model)
        for (place, id) in ids.enumerated() {
            let points = (0..<10).map { step in
                MetricPoint(
                    key: "auc",
                    value: Double(step * 100 + place),
                    timestamp: Int64(step),
                    step: Int64(step)
                )
            }
            let query = CurveQuery(run: id, key: "auc", limit: RunsModel.points)
            _ = answer(.curve(query), .history(points), in: &model)
        }
        _ = trial.press("tab", "h", "h", in: &model)
        #expect(model.comparison?.crosshair == 8)
        let text = trial.screen(model)
        #expect(
            text.contains("at step 8") && text.contains("800") && text.contains("801"),
            "\(text)"
        )
    }

    @Test("a run is deleted when its name was typed, and only then")
    func erases() throws {
        var model = try trial.model()
        _ = trial.press("a", in: &model)
        #expect(trial.screen(model).contains("erase"))
        #expect(!trial.screen(model).contains("done by hand"), "That is for stages.")
        _ = trial.press("e", in: &model)
        _ = trial.type("run of r2", in: &model)
        #expect(trial.press("enter", in: &model).isEmpty)
        #expect(trial.screen(model).contains("nothing was deleted"))
        _ = trial.press("backspace", in: &model)
        _ = trial.type("3", in: &model)
        #expect(trial.press("enter", in: &model) == [.send(.track(.deleteRun("r3")))])
    }

    @Test("a run that is not deleted is not restored, and the menu says so")
    func restores() throws {
        var model = try trial.model()
        #expect(trial.press("a", "y", in: &model).isEmpty)
        #expect(model.notice?.text.string == "It is not deleted.")
    }

    @Test("a comment is MLflow's note of the run")
    func comments() throws {
        var model = try trial.model()
        _ = trial.press("c", in: &model)
        _ = trial.type("good", in: &model)
        let tag = KeyedTexts.Entry("mlflow.note.content", "good")
        let command = TrackingCommand.annotateRun("r3", parameters: [], tags: [tag])
        #expect(trial.press("enter", in: &model) == [.send(.track(command))])
    }

    @Test("t goes from a run to its stage, and from a stage to its runs")
    func traces() throws {
        var model = try trial.model()
        #expect(trial.press("t", in: &model).isEmpty)
        #expect(model.notice?.text.string.contains("outside of a pipeline") == true)
        _ = trial.press("G", "t", in: &model)
        #expect(model.place == .pipeline("penguins"))
        let requests = trial.press("t", in: &model)
        #expect(model.place == .runs)
        let filter = "tags.`pitwall.stage` = 'train' AND tags.`pitwall.run` LIKE 'penguins/%'"
        let query = TrackedRunQuery(filter: filter, limit: RunsModel.pageSize)
        #expect(requests == [.read(.tracking(.page(query)))])
    }
}
