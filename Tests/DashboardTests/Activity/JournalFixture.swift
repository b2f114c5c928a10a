import Dashboard
import Domain
import Foundation

/// Entries of a journal, newest first.
enum JournalFixture {
    private static let run = RunID("penguins", 4)

    static let check = StageCheck(
        stage: "train",
        verdict: .runs([
            Change(subject: .parameter, name: "train.rate", old: "0.1", new: "0.05"),
            Change(subject: .dependency, name: "data/train.csv", old: "5b1e", new: "77c0"),
        ]),
        inputs: [
            FileFact(
                path: "data/train.csv",
                hash: "77c0a1d2e3f40516273849506a7b8c9d",
                size: 15_241
            ),
            FileFact(path: "train.py", hash: "00112233445566778899aabbccddeeff", size: 2_048),
        ],
        parameters: [ParameterFact(file: "params.yaml", key: "train.rate", value: "0.05")]
    )

    static let outputs = [
        FileFact(
            path: "models/penguins",
            hash: "0a1b2c3d4e5f60718293a4b5c6d7e8f9.dir",
            size: 81_204,
            fileCount: 3
        )
    ]

    static let events: [(minutes: Double, actor: Actor, event: Event)] = [
        (
            0, .engine,
            .stageEnded(.init(run: run, stage: "train", outcome: .done, outputs: outputs))
        ),
        (1, .engine, .attemptEnded(.init(run, "train", 1), PenguinProject.report(.exited(0)))),
        (
            2, .engine,
            .attemptStarting(.init(attempt: .init(run, "train", 1), check: check, leasedTo: nil))
        ),
        (
            2.5, .person("ana"),
            .stagesRequested(
                .init(run: run, stages: ["train"], reset: [], options: StartOptions(isStep: true))
            )
        ),
        (
            30, .person("ana"),
            .fileEdited(
                "penguins",
                FileEdit(
                    path: "params.yaml",
                    before: "rate: 0.1\n",
                    after: "rate: 0.05\n",
                    changes: ["train.rate 0.1 → 0.05"]
                )
            )
        ),
        (
            31, .engine,
            .stageEnded(
                .init(
                    run: run,
                    stage: "prepare",
                    outcome: .failed(
                        StageFailure(
                            kind: .command,
                            exit: .exited(1),
                            text: "'prepare' failed with exit status 1."
                        )
                    )
                )
            )
        ),
        (900, .person("ben"), .commented(run, "prepare", "The sensor was broken until noon.")),
        (901, .engine, .engineStarted(.init(pid: 4_711, host: "gpu-box", version: "0.1"))),
    ]

    static var entries: [JournalEntry] {
        events.enumerated().map { index, event in
            JournalEntry(
                position: Position(Int64(events.count - index)),
                at: PenguinProject.now.addingTimeInterval(-60 * event.minutes),
                actor: event.actor,
                event: event.event
            )
        }
    }

    /// So many comments, newest first, from a position down.
    static func comments(_ count: Int, from position: Int64) -> [JournalEntry] {
        (0..<count).map { index in
            let number = position - Int64(index)
            return JournalEntry(
                position: Position(number),
                at: PenguinProject.now.addingTimeInterval(Double(number - 10_000)),
                actor: .person("ana"),
                event: .commented(run, nil, "note \(number)")
            )
        }
    }
}
