import Domain
import Foundation
import Journal
import Testing

/// One event of every kind, with the row that the first version of the journal wrote for it.
///
/// What is written once is read for ever: where a form changes, its kind gets a new version, and
/// these stay.
private struct WrittenEvent: CustomTestStringConvertible {
    let kind: String
    let json: String
    let event: Event

    init(_ kind: String, _ json: String, _ event: Event) {
        self.kind = kind
        self.json = json
        self.event = event
    }

    var testDescription: String { kind }

    static let run = RunID("study", 3)
    static let attempt = AttemptID(run, "train", 2)
    static let date = Date(timeIntervalSinceReferenceDate: 800_000_000.5)
    static let check = StageCheck(
        stage: "train",
        verdict: .runs([Change(subject: .dependency, name: "data.csv", old: "a1", new: "b2")])
    )
    static let opened = RunOpened(
        run: run,
        definition: PipelineDefinition(
            name: "study",
            file: "dvc.yaml",
            stages: [
                GraphStage(
                    definition: StageDefinition(
                        name: "train",
                        place: SourcePlace(file: "dvc.yaml", line: 2, column: 3),
                        command: .list(["python3 train.py", "true"]),
                        dependencies: ["data.csv"],
                        parameters: [ParameterSource(path: "params.yaml", keys: ["train"])],
                        outputs: [OutputDefinition(path: "model.bin")]
                    ),
                    upstream: []
                )
            ]
        ),
        area: .project,
        commit: "9f2e1c3"
    )

    private static let request = PromotionRequest(
        id: PromotionID(4),
        version: ModelVersionID("loan", 3),
        alias: "production",
        before: 2,
        by: "ana",
        reason: "better",
        policy: PromotionPolicy(approvers: ["ben"], fourEyes: true, expiry: 60, grace: 10),
        evidence: FrozenEvidence(
            evidence: PromotionEvidence(
                candidate: .init(
                    version: 3,
                    source: "models:/m-1",
                    run: "r1",
                    runName: "first",
                    commit: "c1"
                ),
                champion: .init(version: 2, source: "runs:/r0/model"),
                metrics: [.init(key: "auc", candidate: 0.8, champion: 0.7)],
                parameters: [.init(name: "rate", champion: "0.1", candidate: "0.05")],
                authors: ["ana@example.org"]
            ),
            hash: "ab"
        ),
        expiresAt: Date(timeIntervalSinceReferenceDate: 1_000)
    )

    private static let version = ModelVersionCreation(
        model: "loan",
        number: 3,
        source: "models:/m-1",
        run: "r1",
        loggedModel: "m-1",
        text: "lower rate",
        tags: [.init("kind", "toy")],
        attempt: AttemptID(run, "train", 2)
    )

    static let creation = TrackedRunCreation(
        id: "r1",
        experiment: "7",
        name: "first",
        user: "ana",
        startedAt: 5,
        tags: [.init("kind", "toy")],
        attempt: attempt
    )

    static let all: [WrittenEvent] = [
        WrittenEvent(
            "run.opened",
            #"""
            {"run":{"pipeline":"study","number":3},"definition":{"name":"study",\#
            "file":"dvc.yaml","level":0,"stages":[{"definition":{"name":"train",\#
            "place":{"file":"dvc.yaml","line":2,"column":3},\#
            "command":{"list":{"_0":["python3 train.py","true"]}},"folder":"",\#
            "dependencies":["data.csv"],"parameters":[{"path":"params.yaml",\#
            "keys":["train"]}],"outputs":[{"path":"model.bin","kind":"plain",\#
            "isCached":true,"isPersistent":false}],"isFrozen":false,\#
            "isAlwaysChanged":false,"settings":{"mode":"command","retries":0,"backoff":[0,\#
            10000000000000000000],"cpus":1.0,"wantsTerminal":false,"secrets":[]}},\#
            "upstream":[]}]},"area":{"project":{}},"commit":"9f2e1c3"}
            """#,
            .runOpened(opened)
        ),
        WrittenEvent(
            "run.ended",
            #"""
            {"run":{"pipeline":"study","number":3},"status":"done"}
            """#,
            .runEnded(run, .done)
        ),
        WrittenEvent(
            "stages.requested",
            #"""
            {"run":{"pipeline":"study","number":3},"stages":["train"],"reset":["test"],\#
            "options":{"force":true,"mayLose":false,"keepGoing":false,"isStep":false}}
            """#,
            .stagesRequested(
                StagesRequested(
                    run: run,
                    stages: ["train"],
                    reset: ["test"],
                    options: StartOptions(force: true)
                )
            )
        ),
        WrittenEvent(
            "stages.blocked",
            #"""
            {"run":{"pipeline":"study","number":3},"stages":["test"],"by":"train"}
            """#,
            .stagesBlocked(run, ["test"], by: "train")
        ),
        WrittenEvent(
            "stage.checking",
            #"""
            {"run":{"pipeline":"study","number":3},"stage":"train"}
            """#,
            .stageChecking(run, "train")
        ),
        WrittenEvent(
            "stage.held",
            #"""
            {"run":{"pipeline":"study","number":3},"stage":"train"}
            """#,
            .stageHeld(run, "train")
        ),
        WrittenEvent(
            "stage.released",
            #"""
            {"run":{"pipeline":"study","number":3},"stage":"train"}
            """#,
            .stageReleased(run, "train")
        ),
        WrittenEvent(
            "attempt.starting",
            #"""
            {"attempt":{"run":{"pipeline":"study","number":3},"stage":"train","number":2},\#
            "check":{"stage":"train","verdict":{"runs":{"_0":[{"subject":"dependency",\#
            "kind":"modified","name":"data.csv","old":"a1","new":"b2"}]}},"inputs":[],\#
            "parameters":[],"replacements":[]},"leasedTo":"ana"}
            """#,
            .attemptStarting(AttemptStarting(attempt: attempt, check: check, leasedTo: "ana"))
        ),
        WrittenEvent(
            "attempt.started",
            #"""
            {"attempt":{"run":{"pipeline":"study","number":3},"stage":"train","number":2},\#
            "process":{"pid":4711,"startTicks":99,"boot":"b0-07"}}
            """#,
            .attemptStarted(attempt, ProcessRecord(pid: 4_711, startTicks: 99, boot: "b0-07"))
        ),
        WrittenEvent(
            "attempt.ended",
            #"""
            {"attempt":{"run":{"pipeline":"study","number":3},"stage":"train","number":2},\#
            "report":{"status":{"signalled":{"_0":9}},"startedAt":800000000.5,\#
            "endedAt":800000002.5,"userSeconds":0.0,"systemSeconds":0.0,"peakBytes":0,\#
            "droppedBytes":0,"isOutOfMemory":false,"escaped":[]}}
            """#,
            .attemptEnded(
                attempt,
                ExitReport(
                    status: .signalled(9),
                    startedAt: date,
                    endedAt: date.addingTimeInterval(2)
                )
            )
        ),
        WrittenEvent(
            "attempt.retry-planned",
            #"""
            {"attempt":{"run":{"pipeline":"study","number":3},"stage":"train","number":2},\#
            "at":800000000.5}
            """#,
            .retryPlanned(attempt, at: date)
        ),
        WrittenEvent(
            "stage.saving",
            #"""
            {"run":{"pipeline":"study","number":3},"stage":"train",\#
            "check":{"stage":"train","verdict":{"runs":{"_0":[{"subject":"dependency",\#
            "kind":"modified","name":"data.csv","old":"a1","new":"b2"}]}},"inputs":[],\#
            "parameters":[],"replacements":[]},"note":"by hand"}
            """#,
            .stageSaving(run, "train", check, note: "by hand")
        ),
        WrittenEvent(
            "stage.cancel-requested",
            #"""
            {"run":{"pipeline":"study","number":3},"stage":"train"}
            """#,
            .cancelRequested(run, "train")
        ),
        WrittenEvent(
            "stage.ended",
            #"""
            {"run":{"pipeline":"study","number":3},"stage":"train",\#
            "outcome":{"skipped":{"reason":"seen"}},"check":{"stage":"train",\#
            "verdict":{"runs":{"_0":[{"subject":"dependency","kind":"modified",\#
            "name":"data.csv","old":"a1","new":"b2"}]}},"inputs":[],"parameters":[],\#
            "replacements":[]},"outputs":[]}
            """#,
            .stageEnded(
                StageEnded(
                    run: run,
                    stage: "train",
                    outcome: .skipped(reason: "seen"),
                    check: check,
                    outputs: []
                )
            )
        ),
        WrittenEvent(
            "stage.skip-undone",
            #"""
            {"run":{"pipeline":"study","number":3},"stage":"train"}
            """#,
            .skipUndone(run, "train")
        ),
        WrittenEvent(
            "breakpoint.set",
            #"""
            {"pipeline":"study","stage":"train"}
            """#,
            .breakpointSet("study", "train")
        ),
        WrittenEvent(
            "breakpoint.cleared",
            #"""
            {"pipeline":"study","stage":"train"}
            """#,
            .breakpointCleared("study", "train")
        ),
        WrittenEvent(
            "file.edited",
            #"""
            {"pipeline":"study","edit":{"path":"params.yaml","before":"a: 1\n",\#
            "after":"a: 2\n","changes":["a 1 → 2"]}}
            """#,
            .fileEdited(
                "study",
                FileEdit(
                    path: "params.yaml",
                    before: "a: 1\n",
                    after: "a: 2\n",
                    changes: ["a 1 → 2"]
                )
            )
        ),
        WrittenEvent(
            "file.edit-undone",
            #"""
            {"pipeline":"study","path":"params.yaml"}
            """#,
            .editUndone("study", "params.yaml")
        ),
        WrittenEvent(
            "run.commented",
            #"""
            {"run":{"pipeline":"study","number":3},"stage":"train","text":"too slow"}
            """#,
            .commented(run, "train", "too slow")
        ),
        WrittenEvent(
            "experiment.created",
            #"""
            {"experiment":"7","name":"study","tags":[{"key":"team","value":"a"}]}
            """#,
            .tracking(.experimentCreated("7", name: "study", tags: [.init("team", "a")]))
        ),
        WrittenEvent(
            "experiment.renamed",
            #"{"experiment":"7","name":"other","tags":[]}"#,
            .tracking(.experimentRenamed("7", "other"))
        ),
        WrittenEvent(
            "experiment.tagged",
            #"{"experiment":"7","tag":{"key":"team","value":"a"}}"#,
            .tracking(.experimentTagged("7", .init("team", "a")))
        ),
        WrittenEvent(
            "experiment.untagged",
            #"{"experiment":"7","key":"team"}"#,
            .tracking(.experimentUntagged("7", "team"))
        ),
        WrittenEvent(
            "experiment.deleted",
            #"{"experiment":"7"}"#,
            .tracking(.experimentDeleted("7"))
        ),
        WrittenEvent(
            "experiment.restored",
            #"{"experiment":"7"}"#,
            .tracking(.experimentRestored("7"))
        ),
        WrittenEvent(
            "tracked-run.created",
            #"""
            {"id":"r1","experiment":"7","name":"first","user":"ana","startedAt":5,\#
            "tags":[{"key":"kind","value":"toy"}],\#
            "attempt":{"run":{"pipeline":"study","number":3},"stage":"train","number":2}}
            """#,
            .tracking(.runCreated(creation))
        ),
        WrittenEvent(
            "tracked-run.updated",
            #"{"run":"r1","update":{"status":"finished","endedAt":9,"name":"last"}}"#,
            .tracking(
                .runUpdated("r1", TrackedRunUpdate(status: .finished, endedAt: 9, name: "last"))
            )
        ),
        WrittenEvent(
            "tracked-run.annotated",
            #"""
            {"run":"r1","parameters":[{"key":"rate","value":"0.1"}],\#
            "tags":[{"key":"note","value":"x"}]}
            """#,
            .tracking(
                .runAnnotated("r1", parameters: [.init("rate", "0.1")], tags: [.init("note", "x")])
            )
        ),
        WrittenEvent(
            "tracked-run.untagged",
            #"{"run":"r1","key":"note"}"#,
            .tracking(.runUntagged("r1", "note"))
        ),
        WrittenEvent(
            "tracked-run.deleted",
            #"{"run":"r1","restorations":1}"#,
            .tracking(.runDeleted("r1", 1))
        ),
        WrittenEvent(
            "tracked-run.restored",
            #"{"run":"r1"}"#,
            .tracking(.runRestored("r1"))
        ),
        WrittenEvent(
            "model.created",
            #"{"model":"loan","text":"Pays back?","tags":[{"key":"team","value":"a"}]}"#,
            .registry(.modelCreated("loan", text: "Pays back?", tags: [.init("team", "a")]))
        ),
        WrittenEvent(
            "model.renamed",
            #"{"model":"loan","to":"credit"}"#,
            .registry(.modelRenamed("loan", to: "credit"))
        ),
        WrittenEvent(
            "model.described",
            #"{"model":"loan","text":"x"}"#,
            .registry(.modelDescribed("loan", "x"))
        ),
        WrittenEvent(
            "model.tagged",
            #"{"model":"loan","tag":{"key":"team","value":"a"}}"#,
            .registry(.modelTagged("loan", .init("team", "a")))
        ),
        WrittenEvent(
            "model.untagged",
            #"{"model":"loan","key":"team"}"#,
            .registry(.modelUntagged("loan", "team"))
        ),
        WrittenEvent(
            "model.deleted",
            #"{"model":"loan"}"#,
            .registry(.modelDeleted("loan"))
        ),
        WrittenEvent(
            "model.alias-set",
            #"{"model":"loan","number":3,"alias":"production","before":2}"#,
            .registry(.aliasSet("production", ModelVersionID("loan", 3), before: 2))
        ),
        WrittenEvent(
            "model.alias-dropped",
            #"{"model":"loan","alias":"production","before":3}"#,
            .registry(.aliasDropped("loan", "production", before: 3))
        ),
        WrittenEvent(
            "model-version.described",
            #"{"model":"loan","number":3,"text":"x"}"#,
            .registry(.versionDescribed(ModelVersionID("loan", 3), "x"))
        ),
        WrittenEvent(
            "model-version.tagged",
            #"{"model":"loan","number":3,"tag":{"key":"team","value":"a"}}"#,
            .registry(.versionTagged(ModelVersionID("loan", 3), .init("team", "a")))
        ),
        WrittenEvent(
            "model-version.untagged",
            #"{"model":"loan","number":3,"key":"team"}"#,
            .registry(.versionUntagged(ModelVersionID("loan", 3), "team"))
        ),
        WrittenEvent(
            "model-version.staged",
            #"{"model":"loan","number":3,"stage":"Production"}"#,
            .registry(.versionStaged(ModelVersionID("loan", 3), .production))
        ),
        WrittenEvent(
            "model-version.deleted",
            #"{"model":"loan","number":3}"#,
            .registry(.versionDeleted(ModelVersionID("loan", 3)))
        ),
        WrittenEvent(
            "model-version.created",
            #"""
            {"model":"loan","number":3,"source":"models:/m-1","run":"r1","loggedModel":"m-1",\#
            "runLink":"","text":"lower rate","tags":[{"key":"kind","value":"toy"}],\#
            "attempt":{"run":{"pipeline":"study","number":3},"stage":"train","number":2}}
            """#,
            .registry(.versionCreated(version))
        ),
        WrittenEvent(
            "tracked-run.inputs-added",
            #"""
            {"run":"r1","datasets":[{"dataset":{"name":"loans","digest":"5b1e",\#
            "sourceType":"local","source":"{}","schema":"[]"},"tags":[{"key":"mlflow.data.context","value":"eval"}]}],\#
            "models":["m-1"]}
            """#,
            .tracking(
                .inputsAdded(
                    "r1",
                    datasets: [
                        DatasetInput(
                            Dataset(
                                name: "loans",
                                digest: "5b1e",
                                sourceType: "local",
                                source: "{}",
                                schema: "[]"
                            ),
                            tags: [.init("mlflow.data.context", "eval")]
                        )
                    ],
                    models: ["m-1"]
                )
            )
        ),
        WrittenEvent(
            "tracked-run.outputs-added",
            #"{"run":"r1","outputs":[{"model":"m-1","step":3}]}"#,
            .tracking(.outputsAdded("r1", [ModelOutput("m-1", step: 3)]))
        ),
        WrittenEvent(
            "logged-model.created",
            #"""
            {"id":"m-1","experiment":"7","name":"forest","type":"classifier","source":"r1",\#
            "parameters":[{"key":"depth","value":"3"}],"tags":[{"key":"kind","value":"toy"}],\#
            "attempt":{"run":{"pipeline":"study","number":3},"stage":"train","number":2}}
            """#,
            .tracking(
                .modelCreated(
                    LoggedModelCreation(
                        id: "m-1",
                        experiment: "7",
                        name: "forest",
                        type: "classifier",
                        source: "r1",
                        parameters: [.init("depth", "3")],
                        tags: [.init("kind", "toy")],
                        attempt: attempt
                    )
                )
            )
        ),
        WrittenEvent(
            "logged-model.finished",
            #"{"model":"m-1","status":"ready"}"#,
            .tracking(.modelFinished("m-1", .ready))
        ),
        WrittenEvent(
            "logged-model.annotated",
            #"""
            {"model":"m-1","parameters":[{"key":"depth","value":"3"}],\#
            "tags":[{"key":"kind","value":"toy"}]}
            """#,
            .tracking(
                .modelAnnotated(
                    "m-1",
                    parameters: [.init("depth", "3")],
                    tags: [.init("kind", "toy")]
                )
            )
        ),
        WrittenEvent(
            "logged-model.untagged",
            #"{"model":"m-1","key":"kind"}"#,
            .tracking(.modelUntagged("m-1", "kind"))
        ),
        WrittenEvent(
            "logged-model.deleted",
            #"{"model":"m-1"}"#,
            .tracking(.modelDeleted("m-1"))
        ),
        WrittenEvent(
            "promotion.approved",
            #"{"id":4,"by":"ben","reason":"fine","evidence":"ab"}"#,
            .promotion(.approved(PromotionID(4), by: "ben", comment: "fine", evidence: "ab"))
        ),
        WrittenEvent(
            "promotion.undone",
            #"{"id":4,"by":"ben"}"#,
            .promotion(.undone(PromotionID(4), by: "ben"))
        ),
        WrittenEvent(
            "promotion.promoted",
            #"{"id":4}"#,
            .promotion(.promoted(PromotionID(4)))
        ),
        WrittenEvent(
            "promotion.refused",
            #"{"id":4,"by":"ben","reason":"no"}"#,
            .promotion(.refused(PromotionID(4), by: "ben", comment: "no"))
        ),
        WrittenEvent(
            "promotion.withdrawn",
            #"{"id":4,"reason":"later"}"#,
            .promotion(.withdrawn(PromotionID(4), comment: "later"))
        ),
        WrittenEvent(
            "promotion.expired",
            #"{"id":4}"#,
            .promotion(.expired(PromotionID(4)))
        ),
        WrittenEvent(
            "promotion.voided",
            #"{"id":4,"reason":"v3 was deleted"}"#,
            .promotion(.voided(PromotionID(4), reason: "v3 was deleted"))
        ),
        WrittenEvent(
            "promotion.granted",
            #"{"id":4,"until":1000}"#,
            .promotion(
                .granted(PromotionID(4), until: Date(timeIntervalSinceReferenceDate: 1_000))
            )
        ),
        WrittenEvent(
            "promotion.rolled-back",
            #"""
            {"version":{"model":"loan","number":2},"alias":"production","from":3,"by":"ben",\#
            "reason":"slow"}
            """#,
            .promotion(
                .rolledBack(
                    ModelVersionID("loan", 2),
                    "production",
                    from: 3,
                    by: "ben",
                    reason: "slow"
                )
            )
        ),
        WrittenEvent(
            "promotion.forced",
            #"""
            {"version":{"model":"loan","number":2},"alias":"production","by":"ben","reason":"fire"}
            """#,
            .promotion(
                .forced(ModelVersionID("loan", 2), "production", by: "ben", reason: "fire")
            )
        ),
        WrittenEvent(
            "promotion.requested",
            #"""
            {"id":4,"version":{"model":"loan","number":3},"alias":"production","before":2,\#
            "by":"ana","reason":"better","policy":{"alias":"production","approvals":1,\#
            "approvers":["ben"],"fourEyes":true,"expiry":60,"grace":10},\#
            "evidence":{"hash":"ab","evidence":{"candidate":{"version":3,"source":"models:/m-1",\#
            "run":"r1","runName":"first","commit":"c1"},\#
            "champion":{"version":2,"source":"runs:/r0/model"},\#
            "metrics":[{"key":"auc","candidate":0.8,"champion":0.7}],\#
            "parameters":[{"name":"rate","champion":"0.1","candidate":"0.05"}],\#
            "inputs":[],"authors":["ana@example.org"]}},"expiresAt":1000}
            """#,
            .promotion(.requested(request))
        ),
        WrittenEvent(
            "engine.started",
            #"""
            {"pid":12,"host":"box","version":"0.1.0"}
            """#,
            .engineStarted(EngineIdentity(pid: 12, host: "box", version: "0.1.0"))
        ),
        WrittenEvent(
            "engine.stopped",
            #"""
            {"reason":"told to"}
            """#,
            .engineStopped(reason: "told to")
        ),
    ]
}

@Suite("Events as they were written once")
struct WrittenEventsTests {
    @Test("every kind of the first version is read as what it was", arguments: WrittenEvent.all)
    fileprivate func read(written: WrittenEvent) throws {
        let event = try EventCodec().event(kind: written.kind, version: 1, json: written.json)
        #expect(event == written.event)
    }

    @Test(
        "what is written today is of these kinds, and none is left out",
        arguments: WrittenEvent.all
    )
    fileprivate func write(written: WrittenEvent) throws {
        let row = try EventCodec().row(of: written.event)
        #expect(row.kind == written.kind)
        #expect(row.version == 1)
        #expect(Set(WrittenEvent.all.map(\.kind)).count == 66)
    }

    @Test("an event of a kind or a version that is not known is none")
    func unknown() throws {
        #expect(try EventCodec().event(kind: "run.frozen", version: 1, json: "{}") == nil)
        #expect(try EventCodec().event(kind: "run.ended", version: 2, json: "{}") == nil)
    }
}
