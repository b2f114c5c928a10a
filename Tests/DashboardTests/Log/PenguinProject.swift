import Dashboard
import Domain
import Foundation
import Terminal

/// A project with one pipeline whose training failed once and runs again.
enum PenguinProject {
    /// 2026-06-03 14:03:20 UTC, a Wednesday.
    static let now = Date(timeIntervalSince1970: 1_780_495_400)
    static let run = RunID("penguins", 4)
    static let first = AttemptID(run, "train", 1)
    static let second = AttemptID(run, "train", 2)

    static func stage(_ name: StageName, command: String) -> StageDefinition {
        StageDefinition(
            name: name,
            place: SourcePlace(file: "dvc.yaml", line: 2, column: 3),
            command: .text(command)
        )
    }

    static let definition = PipelineDefinition(
        name: "penguins",
        file: "dvc.yaml",
        stages: [
            GraphStage(definition: stage("prepare", command: "python3 prepare.py"), upstream: []),
            GraphStage(
                definition: stage("train", command: "python3 train.py --rate 0.05"),
                upstream: ["prepare"]
            ),
        ]
    )

    static func report(_ status: ExitStatus, seconds: Double = 41) -> ExitReport {
        let start = now.addingTimeInterval(-300)
        return ExitReport(
            status: status,
            startedAt: start,
            endedAt: start.addingTimeInterval(seconds),
            userSeconds: 38.5,
            systemSeconds: 1,
            peakBytes: 812_000_000
        )
    }

    /// The second attempt runs, or has ended so.
    static func snapshot(second outcome: ExitStatus? = nil) -> ProjectSnapshot {
        let opened = RunOpened(run: run, definition: definition, area: .project, commit: nil)
        var state = Run(opened: opened, by: .person("ana"), at: now.addingTimeInterval(-400))
        state.stages[0].phase = .ended(.done)
        state.stages[1].attempts = [
            Attempt(
                number: 1,
                startedAt: now.addingTimeInterval(-300),
                report: report(.exited(2))
            ),
            Attempt(
                number: 2,
                startedAt: now.addingTimeInterval(-90),
                report: outcome.map { report($0, seconds: 80) }
            ),
        ]
        switch outcome {
        case nil: state.stages[1].phase = .running
        case .exited(0): state.stages[1].phase = .ended(.done)
        case .some(let status):
            let failure = StageFailure(kind: .command, exit: status, text: "'train' failed.")
            state.stages[1].phase = .ended(.failed(failure))
        }
        let pipeline = PipelineSnapshot(
            name: "penguins",
            file: "dvc.yaml",
            definition: definition,
            mistakes: [],
            newestRun: RunSnapshot(run: state, position: Position(12)),
            breakpoints: [],
            dataChangedAt: nil,
            modelMadeAt: nil,
            undo: nil
        )
        return ProjectSnapshot(
            position: Position(12),
            name: "study",
            root: "/study",
            pipelines: [pipeline],
            mistakes: [],
            isUnopened: false,
            found: FoundThings(rows: [], isForeign: false)
        )
    }

    static func model(
        _ width: Int,
        _ height: Int,
        glyphs: GlyphSet = .unicode,
        second outcome: ExitStatus? = nil
    ) -> Model {
        let settings = Model.Settings(
            user: "ana",
            isReadOnly: false,
            keyMap: KeyMap(),
            timeZone: .gmt
        )
        var model = Model(
            settings: settings,
            size: Size(width: width, height: height),
            glyphs: glyphs,
            now: now
        )
        model.project = snapshot(second: outcome)
        return model
    }
}
