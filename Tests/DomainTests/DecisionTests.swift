import Domain
import Foundation
import Testing

@Suite("Decisions")
struct DecisionTests {
    private static let ben = Actor.person("ben")

    /// What is left of events as decisions: who, and what.
    private static func decided(_ events: [(Actor, Event)]) -> [String] {
        let entries = events.enumerated().map { index, one in
            JournalEntry(
                position: Position(Int64(index + 1)),
                at: Samples.start,
                actor: one.0,
                event: one.1
            )
        }
        return Decision.all(in: entries).map { "\($0.who): \($0.subject) \($0.text)" }
    }

    private static func request(_ options: StartOptions) -> Event {
        .stagesRequested(
            StagesRequested(run: Samples.id, stages: ["a"], reset: [], options: options)
        )
    }

    private static func ended(_ stage: StageName, _ outcome: StageOutcome) -> Event {
        .stageEnded(StageEnded(run: Samples.id, stage: stage, outcome: outcome))
    }

    @Test("steps, runs and their ends are none, nor is what the engine does")
    func work() {
        let edit = FileEdit(path: "params.yaml", before: "", after: "", changes: ["rate 1 → 2"])
        let events: [(Actor, Event)] = [
            (Samples.ana, .runOpened(Today.opened(Samples.id))),
            (Samples.ana, Self.request(StartOptions())),
            (Samples.ana, Self.request(StartOptions(isStep: true))),
            (.engine, .stageChecking(Samples.id, "a")),
            (.engine, Self.ended("a", .done)),
            (.engine, Self.ended("b", .cancelled)),
            (.engine, .fileEdited("study", edit)),
            (.engine, .breakpointCleared("study", "c")),
            (Samples.ana, .commented(Samples.id, nil, "well")),
            (Samples.ana, .runEnded(Samples.id, .done)),
        ]
        #expect(Self.decided(events) == [])
    }

    @Test(
        "choices of a person are",
        arguments: [
            (ended("a", .skipped(reason: "seen")), "study/1 a skipped: “seen”"),
            (.skipUndone(Samples.id, "a"), "study/1 a not skipped any more"),
            (.breakpointSet("study", "b"), "study b breakpoint set"),
            (.breakpointCleared("study", "b"), "study b breakpoint cleared"),
            (.stageReleased(Samples.id, "b"), "study/1 b continued from the breakpoint"),
            (.cancelRequested(Samples.id, "b"), "study/1 cancelled b"),
            (.runEnded(Samples.id, .cancelled), "study/1 run closed"),
            (.editUndone("study", "params.yaml"), "params.yaml edit undone"),
            (
                .fileEdited(
                    "study",
                    FileEdit(path: "p.yaml", before: "", after: "", changes: ["rate 1 → 2"])
                ), "p.yaml edited: rate 1 → 2"
            ),
            (request(StartOptions(force: true)), "study/1 run again a, although unchanged"),
            (
                request(StartOptions(mayLose: true)),
                "study/1 run a, whatever is lost that was changed by hand"
            ),
        ] as [(Event, String)]
    )
    func choice(event: Event, words: String) {
        #expect(Self.decided([(Self.ben, event)]) == ["ben: " + words])
        #expect(Self.decided([(.engine, event)]) == [])
    }

    @Test("work done by hand is decided by whoever said so, not by the engine that took it")
    func byHand() {
        let events: [(Actor, Event)] = [
            (Self.ben, .stageSaving(Samples.id, "a", nil, note: "in a notebook")),
            (.engine, Self.ended("a", .doneByHand(note: "in a notebook"))),
        ]
        #expect(Self.decided(events) == ["ben: study/1 a done by hand: “in a notebook”"])
    }

    @Test("what one command cancels is one decision")
    func cancelled() {
        let one: [(Actor, Event)] = [
            (Self.ben, .cancelRequested(Samples.id, "a")),
            (Self.ben, Self.ended("b", .cancelled)),
            (Self.ben, Self.ended("c", .cancelled)),
        ]
        let other: [(Actor, Event)] = [(Samples.ana, Self.ended("d", .cancelled))]
        #expect(
            Self.decided(one + other) == [
                "ben: study/1 cancelled a, b, c", "ana: study/1 cancelled d",
            ]
        )
    }
}
