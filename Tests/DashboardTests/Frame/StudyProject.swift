import Dashboard
import Domain
import Foundation
import Terminal

/// A study of five stages, one of which nothing needs, at any point of its life.
enum StudyProject {
    /// 2026-06-03 14:03:20 UTC.
    static let now = Date(timeIntervalSince1970: 1_780_495_400)
    static let names: [StageName] = ["explore", "prepare", "validate", "train", "test"]

    static let definition = PipelineDefinition(
        name: "penguins",
        file: "dvc.yaml",
        stages: [
            stage("explore", after: []), stage("prepare", after: []),
            stage("validate", after: ["prepare"]), stage("train", after: ["validate"]),
            stage("test", after: ["train", "validate"]),
        ]
    )

    static func stage(_ name: StageName, after: [StageName]) -> GraphStage {
        GraphStage(
            definition: StageDefinition(
                name: name,
                place: SourcePlace(file: "dvc.yaml", line: 2, column: 3),
                command: .text("python3 \(name).py"),
                dependencies: ["\(name).py"],
                parameters: name == "train"
                    ? [ParameterSource(path: "params.yaml", keys: ["train"])] : [],
                outputs: [OutputDefinition(path: "\(name).out")]
            ),
            upstream: after
        )
    }

    /// A run in which so many stages are done, each after two seconds, and `change` had its say.
    static func run(
        _ number: Int = 4,
        done: Int,
        _ change: (inout Run) -> Void = { _ in }
    ) -> Run {
        let opened = RunOpened(
            run: RunID("penguins", number),
            definition: definition,
            area: .project,
            commit: nil
        )
        var run = Run(opened: opened, by: .person("ana"), at: now.addingTimeInterval(-400))
        for index in 0..<done { finish(index, in: &run) }
        change(&run)
        return run
    }

    static func finish(_ index: Int, in run: inout Run, _ status: ExitStatus = .exited(0)) {
        let start = now.addingTimeInterval(-300 + Double(index) * 10)
        run.stages[index].attempts.append(
            Attempt(
                number: run.stages[index].attempts.count + 1,
                startedAt: start,
                report: ExitReport(
                    status: status,
                    startedAt: start,
                    endedAt: start.addingTimeInterval(2),
                    userSeconds: 1,
                    systemSeconds: 0,
                    peakBytes: 1_000
                )
            )
        )
        run.stages[index].endedAt = start.addingTimeInterval(2)
        let name = run.stages[index].stage
        run.stages[index].check = StageCheck(
            stage: name,
            verdict: .runs([Change(subject: .neverRun)])
        )
        let failure = StageFailure(
            kind: .command,
            exit: status,
            text: "'\(name)' failed with exit status 1."
        )
        run.stages[index].phase = .ended(status.isSuccess ? .done : .failed(failure))
    }

    /// A stage whose attempt began so many seconds ago.
    static func begin(_ index: Int, in run: inout Run, ago seconds: Double = 20) {
        run.stages[index].attempts.append(
            Attempt(
                number: run.stages[index].attempts.count + 1,
                startedAt: now.addingTimeInterval(-seconds)
            )
        )
        run.stages[index].phase = .running
    }

    static func snapshot(
        _ run: Run?,
        usual: [StageName: Duration] = [:],
        breakpoints: [StageName] = [],
        undo: String? = nil,
        isUnopened: Bool = false,
        locks: [String] = [],
        trouble: WriteTrouble? = nil,
        more: [PipelineSnapshot] = []
    ) -> ProjectSnapshot {
        let pipeline = PipelineSnapshot(
            name: "penguins",
            file: "dvc.yaml",
            definition: definition,
            mistakes: [],
            newestRun: run.map { RunSnapshot(run: $0, position: Position(12), usual: usual) },
            breakpoints: breakpoints,
            dataChangedAt: now.addingTimeInterval(-41 * 86_400),
            modelMadeAt: nil,
            undo: undo
        )
        return project(
            [pipeline] + more,
            locks: locks,
            trouble: trouble,
            isUnopened: isUnopened
        )
    }

    static func project(
        _ pipelines: [PipelineSnapshot],
        mistakes: [String] = [],
        locks: [String] = [],
        trouble: WriteTrouble? = nil,
        isUnopened: Bool = false,
        found: FoundThings = FoundThings(rows: [], isForeign: false)
    ) -> ProjectSnapshot {
        ProjectSnapshot(
            position: Position(12),
            name: "study",
            root: "/study",
            pipelines: pipelines,
            mistakes: mistakes,
            lockMistakes: locks,
            isUnopened: isUnopened,
            trouble: trouble,
            found: found
        )
    }

    /// A pipeline that cannot be read.
    static func broken(_ mistakes: [String]) -> PipelineSnapshot {
        PipelineSnapshot(
            name: "broken",
            file: "broken/dvc.yaml",
            definition: nil,
            mistakes: mistakes,
            newestRun: nil,
            breakpoints: [],
            dataChangedAt: nil,
            modelMadeAt: nil,
            undo: nil
        )
    }

    /// A plan in which all is unchanged but for what is given.
    static func plan(_ verdicts: [StageName: Verdict] = [:]) -> Plan {
        Plan(
            pipeline: "penguins",
            stages: names.map { StageCheck(stage: $0, verdict: verdicts[$0] ?? .unchanged) }
        )
    }

    /// The plan after the learning rate was changed.
    static let stalePlan = plan([
        "train": .runs([
            Change(
                subject: .parameter,
                name: "params.yaml:train.rate",
                old: "0.005",
                new: "0.05"
            )
        ]),
        "test": .follows(["train"]),
    ])
}
