import Domain
import Foundation
import Testing

@Suite("A run's history")
struct RunHistoryTests {
    /// The opening, and then comments and requests in turn.
    private static func entries(_ count: Int) -> [JournalEntry] {
        let opened = RunOpened(
            run: Samples.id,
            definition: Samples.definition(),
            area: .project,
            commit: nil
        )
        let names: [StageName] = ["a", "b", "c", "d"]
        return (0..<count).map { index in
            let event: Event =
                switch index {
                case 0: .runOpened(opened)
                case let even where even.isMultiple(of: 2):
                    .stageChecking(Samples.id, names[even / 2 % 4])
                default:
                    .stageEnded(
                        StageEnded(
                            run: Samples.id,
                            stage: names[index / 2 % 4],
                            outcome: .done
                        )
                    )
                }
            return JournalEntry(
                position: Position(Int64(index + 1)),
                at: Samples.start.addingTimeInterval(Double(index)),
                actor: Samples.ana,
                event: event
            )
        }
    }

    @Test(
        "every moment is the run as it stood after that event",
        arguments: [1, 2, 31, 32, 33, 64, 65, 200]
    )
    func moments(count: Int) throws {
        let entries = Self.entries(count)
        let history = try #require(RunHistory(entries))
        var run = Samples.run()
        for (index, entry) in entries.enumerated() {
            run.apply(entry.event, by: entry.actor, at: entry.at)
            #expect(history.run(after: index) == run, "\(index)")
        }
        #expect(history.run(after: count + 5) == run)
    }

    @Test("there is none without the run's opening")
    func incomplete() {
        #expect(RunHistory([]) == nil)
        #expect(RunHistory(Array(Self.entries(4).dropFirst())) == nil)
    }
}
