import Domain
import Foundation
import Testing

@Suite("Comparing tracked runs")
struct RunComparisonTests {
    private static func run(
        _ id: TrackedRunID,
        _ parameters: [KeyedTexts.Entry],
        _ metrics: [(TrackingKey, Double)],
        attempt: AttemptID? = nil
    ) throws -> TrackedRunSnapshot {
        var state = TrackingState()
        let creation = TrackedRunCreation(
            id: id,
            experiment: .default,
            name: "run \(id)",
            user: "ana",
            startedAt: 1_000,
            tags: [.init("mlflow.user", "ana"), .init("team", "red")],
            attempt: attempt
        )
        let commands: [TrackingCommand] = [
            .createRun(creation), .annotateRun(id, parameters: parameters, tags: []),
        ]
        for command in commands {
            for event in try state.decide(command) { state.apply(event, at: .distantPast) }
        }
        return TrackedRunSnapshot(
            run: try #require(state.runs[id]),
            experimentName: "Default",
            isDeleted: false,
            metrics: metrics.map { MetricPoint(key: $0, value: $1, timestamp: 1, step: 1) }
        )
    }

    @Test("what differs comes first, what one run has not is missing, and changes are told")
    func differences() throws {
        let first = try Self.run("a", [.init("depth", "3"), .init("x", "1")], [("auc", 0.5)])
        let second = try Self.run(
            "b",
            [.init("depth", "3"), .init("x", "2"), .init("y", "")],
            [("auc", 0.75), ("loss", .nan)]
        )
        let comparison = RunComparison([first, second])
        #expect(
            comparison.parameters == [
                RunComparison.Texts(key: "x", values: ["1", "2"], differs: true),
                RunComparison.Texts(key: "y", values: [nil, ""], differs: true),
                RunComparison.Texts(key: "depth", values: ["3", "3"], differs: false),
            ]
        )
        #expect(comparison.metrics.map(\.key) == ["auc", "loss"])
        #expect(comparison.metrics[0].change(of: 1) == 0.25)
        #expect(comparison.metrics[0].change(of: 0) == nil)
        #expect(comparison.metrics[1].change(of: 1) == nil)
        #expect(comparison.tags.map(\.key) == ["team"], "What clients note is left out.")
    }

    @Test("the same value in two normal forms of its letters is not the same")
    func bytes() throws {
        let first = try Self.run("a", [.init("x", "\u{E9}")], [])
        let second = try Self.run("b", [.init("x", "e\u{301}")], [])
        #expect(RunComparison([first, second]).parameters[0].differs)
    }

    @Test("the run before is one of the same stage, or of the same experiment")
    func before() throws {
        let alone = try Self.run("a", [], [])
        #expect(
            TrackedRunQuery.before(alone.run).filter
                == "attributes.start_time <= 1000 AND attributes.run_id != 'a'"
        )
        let attempt = AttemptID(RunID("it's", 4), "train", 1)
        let staged = try Self.run("b", [], [], attempt: attempt)
        let filter = TrackedRunQuery.before(staged.run).filter
        #expect(filter.contains("tags.`pitwall.stage` = 'train'"))
        #expect(filter.contains("tags.`pitwall.run` LIKE \"it's/%\""))
    }

    @Test("only what can be an id is asked for")
    func ids() {
        let query = TrackedRunQuery.runs(["a1", "x' OR '1", "b2"])
        #expect(query.filter == "attributes.run_id IN ('a1', 'b2')")
    }
}
