import Dashboard
import Domain
import Foundation
import Terminal
import Testing

@Suite("Models screen")
struct ModelsScreenTests {
    private static let loan = ModelName("loan")

    private static let events: [RegistryEvent] = [
        .modelCreated(loan, text: "Pays back?", tags: []),
        version(1, run: "r1", attempt: AttemptID(RunID("penguins", 4), "train", 1)),
        .aliasSet("production", ModelVersionID(loan, 1), before: nil),
        version(2, run: "r2"),
        .aliasSet("candidate", ModelVersionID(loan, 2), before: nil),
        .modelCreated("credit", text: "", tags: []),
    ]

    private static func version(
        _ number: Int,
        run: TrackedRunID,
        attempt: AttemptID? = nil
    ) -> RegistryEvent {
        .versionCreated(
            ModelVersionCreation(
                model: loan,
                number: number,
                source: "models:/m-\(number)",
                run: run,
                attempt: attempt
            )
        )
    }

    private static let entries = events.enumerated().map { index, event in
        JournalEntry(
            position: Position(Int64(index + 1)),
            at: StudyProject.now.addingTimeInterval(Double(index)),
            actor: .person("eva"),
            event: .registry(event)
        )
    }

    private static var history: RegistryHistory {
        var history = RegistryHistory()
        history.append(entries)
        return history
    }

    private func trial(
        _ width: Int = 100,
        _ height: Int = 30,
        events count: Int = events.count,
        isReadOnly: Bool = false
    ) throws -> ScreenTrial {
        let project = PenguinProject.model(width, height).project
        var trial = ScreenTrial(width, height, project, isReadOnly: isReadOnly)
        trial.press("4")
        send(count, to: &trial)
        let runs = [
            try RunsScreenTests.run("r1", .finished, auc: 0.75, rate: "0.1"),
            try RunsScreenTests.run("r2", .finished, auc: 0.8, rate: "0.2"),
        ]
        let found = Dictionary(runs.map { ($0.run.id, Optional($0)) }) { $1 }
        trial.send(.answered(.trackedRuns(found)))
        return trial
    }

    private func send(_ count: Int, to trial: inout ScreenTrial) {
        let models = Self.history.models(after: count)
        let entries = Array(Self.entries.prefix(count))
        trial.send(.answered(.registry(trial.model.models.position, models, entries)))
    }

    @Test("going there reads the models and their history, and says what it is for without any")
    func reads() throws {
        var trial = ScreenTrial(80, 24, PenguinProject.model(80, 24).project)
        trial.press("4")
        #expect(trial.takeRequests() == [.read(.registry(after: .start))])
        trial.send(.answered(.registry(.start, [], [])))
        #expect(trial.shows("No model is registered yet"))
        #expect(trial.shows("registered_model_name"))
        trial.press("enter")
        #expect(trial.notice == "No model is registered.")
    }

    @Test(
        "models, versions with their aliases, and metrics beside the champion's are seen",
        arguments: [(160, 45), (100, 30), (80, 24), (60, 16)]
    )
    func looks(width: Int, height: Int) throws {
        var trial = try trial(width, height)
        trial.press("j", "enter")
        for words in ["loan", "v2", "★ v1", "@production", "auc", "0.8", "+0.05"] {
            #expect(trial.shows(words), "\(words)")
        }
    }

    @Test("what differs from the champion stands beside the facts")
    func compared() throws {
        var trial = try trial(160, 45)
        trial.press("j", "enter")
        for words in ["parameters that differ", "0.1 → 0.2", "source", "models:/m-2", "by eva"] {
            #expect(trial.shows(words), "\(words)")
        }
        trial.press("j")
        #expect(trial.shows("the champion: others are measured by it"))
    }

    @Test("the cursor stays on its version when a newer one is registered")
    func stays() throws {
        var trial = try trial(events: 3)
        trial.press("enter")
        #expect(trial.model.models.selectedVersion?.number == 1)
        trial.press("g")
        send(6, to: &trial)
        #expect(trial.model.models.selectedID == ModelVersionID(Self.loan, 1))
    }

    @Test("brackets go through the moments at which something changed, and a dot returns")
    func moments() throws {
        var trial = try trial(160, 45)
        trial.press("j")
        trial.press("[", "[")
        #expect(trial.shows(" the past "))
        #expect(trial.shows("eva: loan v2 version registered"))
        #expect(trial.model.models.models.map(\.name) == [Self.loan])
        #expect(!trial.shows("@candidate"))
        trial.press("a")
        #expect(trial.shows("This is the past"))
        trial.press("esc", ".")
        #expect(!trial.shows(" the past "))
        #expect(trial.shows("@candidate"))
        trial.press("]")
        #expect(trial.notice == "Nothing is later; '[' goes back, event by event.")
    }

    @Test("enter goes to the versions, and from one of them to its run")
    func goes() throws {
        var trial = try trial()
        trial.press("j", "enter", "enter")
        #expect(trial.model.place == .runs)
        let requests = trial.takeRequests()
        let finds = requests.contains { request in
            if case .read(.tracking(.place(let find))) = request {
                return find.target == .text("r2")
            }
            return false
        }
        #expect(finds, "\(requests)")
        trial.press("q")
        #expect(trial.model.place == .models)
    }

    @Test("the lineage of the version under the cursor is read, and t shows it")
    func traces() throws {
        var trial = try trial()
        trial.press("j")
        let version = try #require(trial.model.models.selectedVersion)
        let lineage = VersionLineage(
            id: ModelVersionID(Self.loan, 2),
            version: version,
            aliases: ["candidate"],
            run: nil,
            attempt: AttemptID(RunID("penguins", 4), "train", 1),
            commit: "9f2e1c3",
            stages: [
                VersionLineage.Stage(
                    name: "train",
                    inputs: [.init(path: "data.csv", hash: "5b1e", isSource: true)],
                    parameters: [],
                    outputs: []
                )
            ]
        )
        trial.send(.answered(.lineage(lineage)))
        trial.press("t")
        for words in ["data.csv  5b1e", "penguins/4 train attempt 1", "9f2e1c3", "@candidate"] {
            #expect(trial.shows(words), "\(words)")
        }
    }

    @Test("finding goes to the model or version that has the words")
    func finds() throws {
        var trial = try trial()
        trial.press("/")
        trial.type("candi")
        trial.press("enter")
        #expect(trial.model.models.selectedID == ModelVersionID(Self.loan, 2))
        trial.press("/")
        for _ in 0..<5 { trial.press("backspace") }
        trial.type("nothing")
        trial.press("enter")
        #expect(trial.notice == "No model or version has 'nothing'.")
    }

    @Test("deleting asks to type the version, an alias is set by its name")
    func acts() throws {
        var trial = try trial()
        trial.press("j", "enter")
        _ = trial.takeRequests()
        trial.press("a", "e")
        trial.type("v1")
        trial.press("enter")
        #expect(trial.takeRequests().isEmpty)
        #expect(trial.shows("Type v2 to delete it"))
        trial.press("backspace")
        trial.type("2")
        trial.press("enter")
        let id = ModelVersionID(Self.loan, 2)
        #expect(trial.takeRequests() == [.send(.register(.deleteVersion(id)))])
        trial.press("a", "l")
        trial.type("shadow")
        trial.press("enter")
        #expect(trial.takeRequests() == [.send(.register(.setAlias("shadow", id)))])
        trial.press("a", "l")
        trial.type("@candidate")
        trial.press("enter")
        #expect(trial.takeRequests() == [.send(.register(.dropAlias(Self.loan, "candidate")))])
        trial.press("a", "l")
        trial.type("v7")
        trial.press("enter")
        #expect(trial.shows("Invalid alias name"))
    }

    @Test("words are written about a version, or about the model")
    func describes() throws {
        var trial = try trial()
        trial.press("j", "enter")
        _ = trial.takeRequests()
        trial.press("c")
        trial.type("better")
        trial.press("enter")
        let id = ModelVersionID(Self.loan, 2)
        #expect(trial.takeRequests() == [.send(.register(.describeVersion(id, "better")))])
        trial.press("h", "c")
        #expect(trial.shows("Pays back?"))
    }

    @Test("a read-only screen shows all and changes nothing")
    func readOnly() throws {
        var trial = try trial(isReadOnly: true)
        trial.press("j", "enter", "c")
        #expect(trial.notice == "This screen is read-only.")
    }
}
