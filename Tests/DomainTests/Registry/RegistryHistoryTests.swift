import Domain
import Foundation
import Testing

/// Two models as they came to be, one event a second.
enum LoanRegistry {
    static let loan = ModelName("loan")
    static let maker = AttemptID(Samples.id, "c", 1)

    static func creation(_ number: Int, attempt: AttemptID? = nil) -> RegistryEvent {
        .versionCreated(
            ModelVersionCreation(
                model: loan,
                number: number,
                source: "models:/m-\(number)",
                run: TrackedRunID("run\(number)"),
                attempt: attempt
            )
        )
    }

    static let events: [(actor: Actor, event: RegistryEvent)] = [
        (.person("ana"), .modelCreated(loan, text: "", tags: [])),
        (.person("ana"), creation(1, attempt: maker)),
        (.person("ana"), .aliasSet("production", ModelVersionID(loan, 1), before: nil)),
        (.person("ben"), creation(2)),
        (.person("ben"), .aliasSet("production", ModelVersionID(loan, 2), before: 1)),
        (.person("ben"), .modelCreated("credit", text: "", tags: [])),
        (.person("eva"), .modelRenamed(loan, to: "home")),
    ]

    static let entries = events.enumerated().map { index, pair in
        JournalEntry(
            position: Position(Int64(index * 2 + 1)),
            at: Samples.start.addingTimeInterval(Double(index)),
            actor: pair.actor,
            event: .registry(pair.event)
        )
    }

    static var history: RegistryHistory {
        var history = RegistryHistory()
        history.append(entries)
        return history
    }
}

@Suite("The history of the model registry")
struct RegistryHistoryTests {
    @Test("the models stand as they did at a moment", arguments: [(2.5, 1), (4, 2), (99, 2)])
    func asOf(seconds: Double, version: Int) throws {
        let history = LoanRegistry.history
        let count = history.count(until: Samples.start.addingTimeInterval(seconds))
        let model = try #require(history.models(after: count).first { $0.name != "credit" })
        #expect(model.version(of: .production)?.number == version)
    }

    @Test("before the first event there was no model")
    func before() {
        let history = LoanRegistry.history
        #expect(history.count(until: Samples.start.addingTimeInterval(-1)) == 0)
        #expect(history.models(after: 0).isEmpty)
    }

    @Test("who decided on an alias is known for each moment, and after the model is renamed")
    func decided() {
        let history = LoanRegistry.history
        let loan = LoanRegistry.loan
        #expect(history.decision(on: .production, of: loan, after: 4)?.actor == .person("ana"))
        #expect(history.decision(on: .production, of: loan, after: 5)?.actor == .person("ben"))
        #expect(history.decision(on: .production, of: "home")?.actor == .person("ben"))
        #expect(history.decision(on: "other", of: "home") == nil)
        #expect(history.decision(on: .production, of: "credit") == nil)
    }

    @Test("entries that are known already, or are about other things, are not taken twice")
    func appended() {
        var history = LoanRegistry.history
        let other = JournalEntry(
            position: Position(99),
            at: Samples.start,
            actor: Samples.ana,
            event: .commented(Samples.id, nil, "so")
        )
        history.append(LoanRegistry.entries + [other])
        #expect(history.entries == LoanRegistry.entries)
    }

    @Test("the champion is what is in production, else what the newest alias points to")
    func champion() throws {
        var history = RegistryHistory()
        let loan = LoanRegistry.loan
        let events: [RegistryEvent] = [
            .modelCreated(loan, text: "", tags: []), LoanRegistry.creation(1),
            LoanRegistry.creation(2), .aliasSet("b", ModelVersionID(loan, 2), before: nil),
            .aliasSet("a", ModelVersionID(loan, 1), before: nil),
            .aliasSet("production", ModelVersionID(loan, 2), before: nil),
        ]
        history.append(
            events.enumerated().map { index, event in
                JournalEntry(
                    position: Position(Int64(index + 1)),
                    at: Samples.start,
                    actor: Samples.ana,
                    event: .registry(event)
                )
            }
        )
        for (count, number) in [(3, nil), (4, 2), (5, 1), (6, 2)] {
            let model = try #require(history.models(after: count).first)
            #expect(history.champion(of: model, after: count)?.number == number)
        }
    }

    @Test("what is read of the past has the models of then")
    func past() throws {
        let past = PastReading(of: Today(entries: LoanRegistry.entries, newest: []))
        #expect(try past.models().isEmpty)
        var rebuild = Rebuild()
        for entry in LoanRegistry.entries.prefix(3) { rebuild.apply(entry) }
        past.show(rebuild)
        #expect(try past.models().map(\.name) == [LoanRegistry.loan])
        #expect(try past.model(LoanRegistry.loan)?.version(of: .production)?.number == 1)
        #expect(try past.model("home") == nil)
        let history = try past.registryHistory()
        #expect(history.entries == Array(LoanRegistry.entries.prefix(3)))
    }
}

@Suite("The lineage of a model version")
struct VersionLineageTests {
    @Test("it leads from the data that no stage made to the attempt that registered the version")
    func way() throws {
        let model = try #require(LoanRegistry.history.models(after: 2).first)
        let version = try #require(model.version(1))
        let lineage = try reading().lineage(of: version, in: model)
        #expect(lineage.attempt == LoanRegistry.maker)
        #expect(lineage.commit == "9f2e1c3")
        #expect(lineage.stages.map(\.name) == ["a", "c"])
        #expect(lineage.sources.map(\.path) == ["raw.csv", "train.py"])
        #expect(lineage.maker?.inputs.map(\.isSource) == [false, true])
        #expect(lineage.maker?.inputs.first?.hash == "22")
    }

    @Test("a version from elsewhere has neither attempt nor stages")
    func elsewhere() throws {
        let model = try #require(LoanRegistry.history.models(after: 5).first)
        let version = try #require(model.version(2))
        let lineage = try reading().lineage(of: version, in: model)
        #expect(lineage.attempt == nil && lineage.stages.isEmpty && lineage.maker == nil)
        #expect(lineage.aliases == [.production])
        #expect(lineage.version.createdBy == .person("ben"))
    }

    /// `a` reads `raw.csv` and makes `clean`; `c` reads what lies in that and its script.
    private func reading() throws -> Today {
        let stages = [
            stage("a", ["raw.csv"], ["clean"], upstream: []),
            stage("c", ["clean/x.csv", "train.py"], ["model"], upstream: ["a"]),
            stage("d", ["other.csv"], [], upstream: []),
        ]
        let definition = PipelineDefinition(name: "study", file: "dvc.yaml", stages: stages)
        let opened = RunOpened(
            run: Samples.id,
            definition: definition,
            area: .project,
            commit: "9f2e1c3"
        )
        var run = Run(opened: opened, by: Samples.ana, at: Samples.start)
        for (name, hash) in [("a", "1"), ("c", "2"), ("d", "3")] {
            let place = try #require(run.position(of: StageName(name)))
            run.change(at: place) { stage in
                stage.attempts = [Attempt(number: 1, startedAt: Samples.start)]
                stage.check = StageCheck(
                    stage: StageName(name),
                    verdict: Samples.changed,
                    inputs: stages[place].definition.dependencies.map {
                        FileFact(path: $0, hash: hash + hash)
                    }
                )
            }
        }
        let snapshot = RunSnapshot(run: run, position: Position(1), usual: [:], recent: [:])
        return Today(entries: [], newest: [snapshot])
    }

    private func stage(
        _ name: StageName,
        _ inputs: [String],
        _ outputs: [String],
        upstream: [StageName]
    ) -> GraphStage {
        GraphStage(
            definition: StageDefinition(
                name: name,
                place: SourcePlace(file: "dvc.yaml", line: 1, column: 1),
                command: .text("true"),
                dependencies: inputs,
                outputs: outputs.map { OutputDefinition(path: $0) }
            ),
            upstream: upstream
        )
    }
}
