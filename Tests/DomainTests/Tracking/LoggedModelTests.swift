import Domain
import Foundation
import Testing

@Suite("Logged models, and what runs use and make")
struct LoggedModelTests {
    private static let early = Date(timeIntervalSince1970: 1)
    private static let late = Date(timeIntervalSince1970: 2)
    private static let model = LoggedModelID("m-1")
    private static let run = TrackedRunID("r1")
    private static let attempt = AttemptID(RunID("study", 1), "train", 1)

    private static let creation = LoggedModelCreation(
        id: model,
        experiment: .default,
        name: "forest",
        type: "classifier",
        source: run,
        parameters: [.init("depth", "3")],
        tags: [.init("kind", "toy")],
        attempt: attempt
    )

    private static let runCreation = TrackedRunCreation(
        id: run,
        experiment: .default,
        name: "first",
        user: "ana",
        startedAt: 5
    )

    private static func dataset(_ name: String, _ digest: String, size: Int = 2) -> DatasetInput {
        DatasetInput(
            Dataset(
                name: name,
                digest: digest,
                sourceType: "local",
                source: String(repeating: "x", count: size)
            ),
            tags: [.init("mlflow.data.context", "training")]
        )
    }

    /// The state after commands, each of which is accepted, and all but the last come early.
    private static func state(after commands: [TrackingCommand]) throws -> TrackingState {
        var state = TrackingState()
        for (number, command) in commands.enumerated() {
            let now = number == commands.count - 1 ? late : early
            for event in try state.decide(command) { state.apply(event, at: now) }
        }
        return state
    }

    private static let begun: [TrackingCommand] = [.createRun(runCreation), .createModel(creation)]

    @Test("a model has what was written to it, and when that was")
    func written() throws {
        let state = try Self.state(
            after: Self.begun + [
                .annotateModel(
                    Self.model,
                    parameters: [.init("rate", "1")],
                    tags: [.init("kind", "real")]
                ), .finishModel(Self.model, .ready),
            ]
        )
        let model = try #require(state.models[Self.model])
        #expect(model.parameters.entries == [.init("depth", "3"), .init("rate", "1")])
        #expect(model.tags.entries == [.init("kind", "real")])
        #expect((model.status, model.createdAt, model.updatedAt) == (.ready, 1_000, 2_000))
        #expect(model.attempt == Self.attempt)
        #expect(model.artifactLocation == "mlflow-artifacts:/0/models/m-1/artifacts")
    }

    @Test(
        "what is asked for again changes nothing",
        arguments: [
            .createRun(runCreation), .createModel(creation), .finishModel(model, .pending),
            .annotateModel(
                model,
                parameters: [.init("depth", "3")],
                tags: [.init("kind", "toy")]
            ), .addInputs(run, datasets: [], models: []), .addOutputs(run, []),
        ] as [TrackingCommand]
    )
    func repeated(command: TrackingCommand) throws {
        #expect(try Self.state(after: Self.begun).decide(command).isEmpty)
    }

    @Test(
        "what cannot be is refused, and why",
        arguments: [
            (.annotateModel(model, parameters: [.init("depth", "4")], tags: []), "is not allowed"),
            (.untagModel(model, "none"), "No tag with key 'none' found for model with ID 'm-1'."),
            (.finishModel("m-2", .ready), "Logged model with ID 'm-2' not found."),
            (.addOutputs("r2", [ModelOutput(model)]), "Run with id=r2 not found"),
            (
                .createModel(LoggedModelCreation(id: "m-3", experiment: "9", name: "n")),
                "No Experiment with id=9 exists"
            ),
            (
                .createModel(LoggedModelCreation(id: model, experiment: .default, name: "other")),
                "already"
            ),
        ] as [(TrackingCommand, String)]
    )
    func refused(command: TrackingCommand, words: String) throws {
        let state = try Self.state(after: Self.begun)
        let refusal = try #require(throws: Refusal.self) { try state.decide(command) }
        #expect(refusal.text.contains(words))
    }

    @Test(
        "a creation that comes again after something followed is refused",
        arguments: [
            (.updateRun(run, TrackedRunUpdate(name: "other")), .createRun(runCreation)),
            (.annotateRun(run, parameters: [], tags: [.init("a", "b")]), .createRun(runCreation)),
            (.addOutputs(run, [ModelOutput(model)]), .createRun(runCreation)),
            (.deleteRun(run), .createRun(runCreation)),
            (.finishModel(model, .ready), .createModel(creation)),
            (.deleteModel(model), .createModel(creation)),
        ] as [(TrackingCommand, TrackingCommand)]
    )
    func followed(command: TrackingCommand, creation: TrackingCommand) throws {
        let state = try Self.state(after: Self.begun + [command])
        let refusal = try #require(throws: Refusal.self) { try state.decide(creation) }
        #expect(refusal.code == .alreadyExists)
    }

    @Test("a deleted model is not there for writers, and may be deleted again")
    func deleted() throws {
        let state = try Self.state(after: Self.begun + [.deleteModel(Self.model)])
        #expect(state.models[Self.model]?.isDeleted == true)
        #expect(try state.decide(.deleteModel(Self.model)).isEmpty)
        #expect(throws: Refusal.self) { try state.decide(.finishModel(Self.model, .ready)) }
    }

    @Test("a dataset is a run's once, by its name and digest, and of two alike the first counts")
    func datasets() throws {
        let given = [
            Self.dataset("loans", "1"), Self.dataset("loans", "1", size: 9),
            Self.dataset("loans", "2"),
        ]
        let commands =
            Self.begun + [
                .addInputs(Self.run, datasets: given, models: [Self.model, Self.model])
            ]
        let state = try Self.state(after: commands)
        let uses = try #require(state.runs[Self.run]?.uses)
        #expect(uses.datasets.map(\.digest) == ["1", "2"])
        #expect(uses.datasets.map(\.size) == [7, 7])
        #expect(uses.datasets.map(\.context) == ["training", "training"])
        #expect(uses.models == [Self.model])
        #expect(try state.decide(commands[2]).isEmpty)
    }

    @Test("a model is made at several steps, at each once")
    func outputs() throws {
        let outputs = [ModelOutput(Self.model), ModelOutput(Self.model, step: 2)]
        let state = try Self.state(after: Self.begun + [.addOutputs(Self.run, outputs + outputs)])
        #expect(state.runs[Self.run]?.uses.outputs == outputs)
        #expect(try state.decide(.addOutputs(Self.run, outputs)).isEmpty)
    }

    @Test("what a run uses has bounds in number and in size")
    func bounded() throws {
        let state = try Self.state(after: Self.begun)
        let most = RunUses.most
        for (count, isTaken) in [(most, true), (most + 1, false)] {
            let outputs = (0..<count).map { ModelOutput(Self.model, step: Int64($0)) }
            let events = try? state.decide(.addOutputs(Self.run, outputs))
            #expect((events != nil) == isTaken)
        }
        let large = RunUses.mostBytes - "local".utf8.count
        for (size, isTaken) in [(large, true), (large + 1, false)] {
            let input = Self.dataset("loans", "1", size: size)
            let events = try? state.decide(
                .addInputs(Self.run, datasets: [input], models: [])
            )
            #expect((events != nil) == isTaken)
        }
    }
}
