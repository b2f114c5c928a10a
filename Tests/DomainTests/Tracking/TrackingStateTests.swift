import Domain
import Foundation
import Testing

@Suite("Experiments and tracked runs")
struct TrackingStateTests {
    private static let time = Date(timeIntervalSince1970: 1_000)
    private static let run = TrackedRunID("r1")
    private static let study = ExperimentID("7")

    private static func creation(
        _ experiment: ExperimentID = study,
        tags: [KeyedTexts.Entry] = []
    ) -> TrackingCommand {
        .createRun(
            TrackedRunCreation(
                id: run,
                experiment: experiment,
                name: "first",
                user: "ana",
                startedAt: 5,
                tags: tags
            )
        )
    }

    /// The state after commands, each of which is accepted.
    private static func state(after commands: [TrackingCommand]) throws -> TrackingState {
        var state = TrackingState()
        for command in commands {
            for event in try state.decide(command) { state.apply(event, at: time) }
        }
        return state
    }

    private static let begun: [TrackingCommand] = [
        .createExperiment(study, name: "study", tags: [.init("team", "a")]), creation(),
        .annotateRun(run, parameters: [.init("rate", "0.1")], tags: [.init("note", "x")]),
    ]

    @Test("a run has what was written to it, and its name as a tag")
    func written() throws {
        let state = try Self.state(after: Self.begun)
        let run = try #require(state.runs[Self.run])
        #expect(run.parameters.entries == [.init("rate", "0.1")])
        #expect(run.tags.entries == [.init("mlflow.runName", "first"), .init("note", "x")])
        #expect(state.experiments.keys.sorted() == ["0", "7"])
    }

    @Test(
        "what is asked for again changes nothing",
        arguments: [
            .annotateRun(run, parameters: [.init("rate", "0.1")], tags: [.init("note", "x")]),
            .updateRun(run, TrackedRunUpdate(status: .running, name: "first")),
            .tagExperiment(study, .init("team", "a")), .renameExperiment(study, "study"),
            .untagExperiment(study, "none"), .restoreRun(run), .restoreExperiment(study),
        ] as [TrackingCommand]
    )
    func repeated(command: TrackingCommand) throws {
        #expect(try Self.state(after: Self.begun).decide(command).isEmpty)
    }

    @Test(
        "what cannot be is refused, and why",
        arguments: [
            (
                .annotateRun(run, parameters: [.init("rate", "0.2")], tags: []), .badInput,
                "is not allowed"
            ),
            (creation(), .alreadyExists, "already"),
            (creation("8"), .unknownExperiment, "No Experiment with id=8 exists"),
            (.createExperiment("9", name: "study", tags: []), .alreadyExists, "already exists"),
            (.createExperiment("9", name: "Default", tags: []), .alreadyExists, "already exists"),
            (.createExperiment(study, name: "other", tags: []), .alreadyExists, "id=7 already"),
            (.renameExperiment(study, "Default"), .alreadyExists, "already exists"),
            (.untagRun(run, "none"), .unknownKey, "No tag with name: none"),
            (.deleteRun("r2"), .unknownRun, "Run with id=r2 not found"),
        ] as [(TrackingCommand, Refusal.Code, String)]
    )
    func refused(command: TrackingCommand, code: Refusal.Code, words: String) throws {
        let state = try Self.state(after: Self.begun)
        let refusal = try #require(throws: Refusal.self) { try state.decide(command) }
        #expect(refusal.code == code)
        #expect(refusal.text.contains(words))
    }

    @Test("one parameter that would change refuses all of a batch")
    func wholeBatch() throws {
        let state = try Self.state(after: Self.begun)
        let batch: [KeyedTexts.Entry] = [.init("depth", "3"), .init("rate", "0.2")]
        #expect(throws: Refusal.self) {
            try state.decide(.annotateRun(Self.run, parameters: batch, tags: []))
        }
    }

    @Test(
        "what is deleted is not written to",
        arguments: [TrackingCommand.deleteRun(run), .deleteExperiment(study)]
    )
    func deleted(deletion: TrackingCommand) throws {
        let state = try Self.state(after: Self.begun + [deletion])
        let refusal = try #require(throws: Refusal.self) {
            try state.decide(.annotateRun(Self.run, parameters: [], tags: [.init("a", "b")]))
        }
        #expect(refusal.text.contains("must be in the 'active' state"))
    }

    @Test("an experiment takes its runs with it, and brings all of them back")
    func restored() throws {
        let deletions: [TrackingCommand] = [.deleteRun(Self.run), .deleteExperiment(Self.study)]
        let state = try Self.state(after: Self.begun + deletions + [.restoreExperiment(Self.study)])
        let run = try #require(state.runs[Self.run])
        let experiment = try #require(state.experiments[Self.study])
        #expect(!run.isDeleted(in: experiment))
        let again = try Self.state(
            after: Self.begun + deletions + [.restoreExperiment(Self.study), .deleteRun(Self.run)]
        )
        let deleted = try #require(again.runs[Self.run])
        #expect(deleted.isDeleted(in: experiment))
    }

    @Test("a name and its tag are one", arguments: [true, false])
    func names(byTag: Bool) throws {
        let rename: TrackingCommand =
            byTag
            ? .annotateRun(Self.run, parameters: [], tags: [.init(TrackedRun.nameTag, "other")])
            : .updateRun(Self.run, TrackedRunUpdate(name: "other"))
        let run = try #require(try Self.state(after: Self.begun + [rename]).runs[Self.run])
        #expect(run.name == "other")
        #expect(run.tags[TrackedRun.nameTag] == "other")
    }

    @Test("keys are told apart byte for byte, and kept in order")
    func keys() {
        let texts = KeyedTexts([.init("\u{E9}", "1"), .init("e\u{301}", "2"), .init("a", "3")])
        #expect(texts.entries.map(\.value) == ["3", "2", "1"])
        #expect(!texts.holds(.init("a", "4")))
    }

    @Test(
        "the newest point of a metric is that of the last step, then time, then value",
        arguments: [(2, 1, 0.0), (1, 2, 0.0), (1, 1, 0.6)]
    )
    func newest(step: Int64, timestamp: Int64, value: Double) {
        let old = MetricPoint(key: "loss", value: 0.5, timestamp: 1, step: 1)
        let new = MetricPoint(key: "loss", value: value, timestamp: timestamp, step: step)
        #expect(new.isNewer(than: old))
        #expect(!old.isNewer(than: new))
    }
}
