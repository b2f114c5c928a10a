import Domain
import Engine
import Foundation
import Glibc
import Testing

@Suite("Runs of a real project", .timeLimit(.minutes(5)))
struct ProjectRunTests {
    @Test("all stages run once; then everything is up to date")
    func runsAll() throws {
        let rig = try ProjectRig(ProjectRig.study)
        try rig.start()
        let run = try rig.run()
        #expect(run.end == .done)
        #expect(run.stages.map(\.status) == [.done, .done, .done])
        #expect(try rig.text("ordered.txt") == "1\n2\n3\n")
        #expect(try rig.text("dvc.lock").contains("ordered.txt"))
        #expect(try rig.plan().stages.map(\.verdict) == [.unchanged, .unchanged, .unchanged])
        #expect(throws: Refusal.self) { try rig.ask(.start("study", .all, StartOptions())) }
        #expect(try rig.plan(.next).stages.isEmpty)
    }

    @Test("a frozen stage is written down again where its record is gone, in the same run too")
    func frozenWithoutRecord() throws {
        let rig = try ProjectRig([
            "pitwall.yaml": "pipelines: {study: {definition: dvc.yaml}}\n",
            "dvc.yaml": """
            stages:
              kept: {cmd: exit 1, outs: [o], frozen: true}
              fails: {cmd: exit 1}
            """,
            "o": "1\n",
        ])
        try rig.start()
        for _ in 0..<2 {
            #expect(try rig.run().status == .failed)
            #expect(try rig.text("dvc.lock").contains("kept:"))
            unlink(rig.root + "/dvc.lock")
        }
    }

    @Test(
        "data of a .dvc file is taken anew, but not where what is before a stage is left alone",
        arguments: [false, true]
    )
    func sources(areLeft: Bool) throws {
        let tracked =
            "outs:\n- md5: b026324c6904b2a9cb4b88d6d61c81d1\n  size: 2\n  hash: md5\n  path: d\n"
        let rig = try ProjectRig([
            "pitwall.yaml": "pipelines: {study: {definition: dvc.yaml}}\n",
            "dvc.yaml": "stages: {a: {cmd: cat d > o, deps: [d], outs: [o]}}",
            "d.dvc": tracked, "d": "2\n", ".dvc/config": "[core]\n    no_scm = True\n",
        ])
        try rig.start()
        _ = try rig.run(.all, StartOptions(leavesSources: areLeft))
        #expect(try rig.text("o") == "2\n")
        #expect(try (rig.text("d.dvc") == tracked) == areLeft)
    }

    @Test("an edited parameter says why, and the next step runs what became stale")
    func editedParameter() throws {
        let rig = try ProjectRig(ProjectRig.study)
        try rig.start()
        try rig.run()
        try rig.write("params.yaml", "order: down\nunused: 2\n")
        let plan = try rig.plan()
        #expect(
            plan.stages.map(\.verdict) == [
                .unchanged,
                .runs([
                    Change(
                        subject: .parameter,
                        name: "params.yaml:order",
                        old: "up",
                        new: "down"
                    )
                ]),
                .follows(["order"]),
            ]
        )
        #expect(try rig.plan(.next).stages.map(\.stage) == ["order"])
        #expect(try rig.plan(.only(["load"])).stages.map(\.verdict) == [.unchanged])
        #expect(try rig.plan(.upTo(["order"])).stages.map(\.stage) == ["load", "order"])
        #expect(try rig.plan(.from(["order"])).stages.map(\.stage) == ["order", "count"])
        let run = try rig.run(.next, StartOptions(isStep: true))
        #expect(run.stages.map(\.status) == [.unchanged, .done, .planned])
        #expect(try rig.text("ordered.txt") == "3\n2\n1\n")
        // What comes after is unchanged: as many lines as before, in another order.
        #expect(try rig.run().stages.map(\.status) == [.unchanged, .done, .done])
    }

    @Test("a forced plan runs everything")
    func forcedPlan() throws {
        let rig = try ProjectRig(ProjectRig.study)
        try rig.start()
        try rig.run()
        let forced = Verdict.runs([Change(subject: .forced)])
        #expect(try rig.plan(.only(["load"]), force: true).stages.map(\.verdict) == [forced])
        #expect(try rig.run(.all, StartOptions(force: true)).end == .done)
        #expect(
            try rig.reading.run(RunID("study", 2))?.run.stages.map(\.attempts.count) == [1, 1, 1]
        )
    }

    @Test(
        "nothing starts while a definition or a lock has mistakes anywhere in the project",
        arguments: [
            ("sub/dvc.yaml", "stages: [", "sub/dvc.yaml:"),
            ("sub/dvc.lock", "<<<<<<< HEAD\n", "sub/dvc.lock:"),
        ]
    )
    func mistakesElsewhere(file: String, text: String, beginning: String) throws {
        let rig = try ProjectRig(
            ProjectRig.study.merging(["sub/dvc.yaml": "stages: {x: {cmd: 'true'}}"]) { $1 }
        )
        try rig.start()
        try rig.write(file, text)
        for ask in [{ _ = try rig.plan() }, { _ = try rig.run() }] {
            let refusal = try #require(throws: Refusal.self) { try ask() }
            #expect(refusal.code == .badInput && refusal.text.hasPrefix(beginning), "\(refusal)")
        }
        #expect(!rig.exists("ordered.txt"))
    }

    @Test("a run that leaves tracked data reads it as it lies there", arguments: [true, false])
    func leftSources(isLeft: Bool) throws {
        let tracked = "outs:\n- path: data.txt\n"
        let rig = try ProjectRig(
            ProjectRig.study.merging(["data.txt.dvc": tracked, ".dvc/config": ""]) { $1 }
        )
        try rig.start()
        let run = try rig.run(.only(["load"]), StartOptions(leavesSources: isLeft))
        #expect(run.stage("load")?.phase == .ended(.done))
        #expect(try (rig.text("data.txt.dvc") == tracked) == isLeft)
    }

    @Test("a stage that failed half way runs again without asking about what it left")
    func failureAndRetry() throws {
        let rig = try ProjectRig(
            ProjectRig.single("echo half > out.txt; test -e fixed && echo whole > out.txt")
        )
        try rig.start()
        let failed = try rig.run()
        let stage = try #require(failed.stage("work"))
        #expect(failed.status == .failed)
        #expect(stage.attempts.last?.report?.status == .exited(1))
        #expect(try rig.text("out.txt") == "half\n")
        try rig.write("fixed", "")
        let check = try #require(try rig.plan().check(of: "work"))
        #expect(check.loses.isEmpty)
        let done = try rig.run(.only(["work"]))
        #expect(done.stage("work")?.attempts.count == 2)
        #expect(done.end == .done)
        #expect(try rig.text("out.txt") == "whole\n")
    }

    @Test("an output changed by hand after a failure is not replaced without leave")
    func changedByHand() throws {
        let rig = try ProjectRig(ProjectRig.single("echo half > out.txt; exit 3"))
        try rig.start()
        let end = try #require(try rig.run().stage("work")?.attempts.last?.report?.endedAt)
        // The clock of file times goes in steps of some milliseconds.
        repeat {
            try rig.write("out.txt", "by hand\n")
        } while try rig.changedAt("out.txt").timeIntervalSince(end) < 0.002
        let check = try #require(try rig.plan().check(of: "work"))
        #expect(check.loses.map(\.path) == ["out.txt"])
        let refused = try rig.run()
        #expect(refused.stage("work")?.reason == Run.lossText("out.txt"))
        #expect(try rig.text("out.txt") == "by hand\n")
        try rig.run(.all, StartOptions(mayLose: true))
        #expect(try rig.text("out.txt") == "half\n")
    }

    @Test("retries of pitwall.yaml run without a person")
    func retries() throws {
        let rig = try ProjectRig(
            ProjectRig.single(
                "echo x >> tries; echo out > out.txt; test $(wc -l < tries) -ge 3",
                "stages: {work: {retries: 2, backoff: 0s}}\n"
            )
        )
        try rig.start()
        let run = try rig.run()
        #expect(run.end == .done)
        #expect(
            run.stage("work")?.attempts.map(\.report?.status) == [
                .exited(1), .exited(1), .exited(0),
            ]
        )
    }

    @Test("a skip leaves the lock alone, shows as what can be undone, and is undone")
    func skip() throws {
        let rig = try ProjectRig(ProjectRig.study)
        try rig.start()
        try rig.run(.only(["load"]))
        try rig.ask(.skip(RunTarget("study", "order"), reason: "as it is"))
        let pipeline = try rig.pipeline()
        #expect(pipeline.undo == "skip of order")
        #expect(pipeline.newestRun?.run.stages.map(\.status) == [.done, .skipped, .planned])
        #expect(!(try rig.text("dvc.lock").contains("order")))
        try rig.ask(.undo("study"))
        #expect(try rig.pipeline().undo == nil)
        #expect(
            try rig.pipeline().newestRun?.run.stages.map(\.status) == [.done, .planned, .planned]
        )
    }

    @Test("work done by hand goes into the lock as 'dvc commit -f' would put it")
    func doneByHand() throws {
        let rig = try ProjectRig(ProjectRig.study)
        try rig.start()
        try rig.write("loaded.txt", "9\n8\n")
        try rig.ask(.markDone(RunTarget("study", "load"), note: "in a notebook"))
        let run = try rig.wait { $0.stage("load")?.isActive == false }
        #expect(run.stage("load")?.phase == .ended(.doneByHand(note: "in a notebook")))
        let lock = try rig.text("dvc.lock")
        // `printf '9\n8\n' | md5sum`
        #expect(lock.contains("path: loaded.txt"))
        #expect(lock.contains("md5: db2a4eac89652e890435fd1f435810ed"))
        #expect(!lock.contains("order:"))
        #expect(try rig.plan().check(of: "load")?.verdict == .unchanged)
    }

    @Test("an edit is undone only where nobody changed the file since")
    func undoneEdit() throws {
        let rig = try ProjectRig(ProjectRig.study)
        try rig.start()
        let before = try rig.text("params.yaml")
        let after = "order: down\nunused: 1\n"
        chmod(rig.root + "/params.yaml", 0o640)
        try rig.write("params.yaml", after)
        let changes = rig.reading.describeEdit("params.yaml", before, after)
        let edit = FileEdit(path: "params.yaml", before: before, after: after, changes: changes)
        try rig.ask(.recordEdit("study", edit))
        #expect(try rig.pipeline().undo == "edit of params.yaml")
        try rig.write("params.yaml", after + "more: 1\n")
        #expect(throws: Refusal.self) { try rig.ask(.undo("study")) }
        try rig.write("params.yaml", after)
        try rig.ask(.undo("study"))
        #expect(try rig.text("params.yaml") == before)
        #expect(try rig.mode("params.yaml") == 0o640)
    }

    @Test(
        "an edit is not undone once a stage was recorded with it, whoever ran that",
        arguments: [
            ("params.yaml", "order: up\nunused: 1\n", "order: down\nunused: 1\n", true),
            ("params.yaml", "order: up\nunused: 1\n", "order: up\nunused: 2\n", false),
            ("data.txt", "3\n1\n2\n", "3\n1\n", true),
        ]
    )
    func builtEdit(path: String, before: String, after: String, isBuilt: Bool) throws {
        let rig = try ProjectRig(ProjectRig.study)
        try rig.start()
        try rig.run(.all)
        try rig.write(path, after)
        let edit = FileEdit(path: ProjectPath(path), before: before, after: after, changes: [])
        try rig.ask(.recordEdit("study", edit))
        // What was run before the edit is no reason.
        let text = try rig.text("dvc.lock")
        try rig.write("dvc.lock", text + "# later\n")
        try rig.ask(.undo("study"))
        #expect(try rig.text(path) == before)
        try rig.write(path, after)
        try rig.ask(.recordEdit("study", edit))
        if isBuilt { try rig.run(.all) }
        guard isBuilt else {
            try rig.ask(.undo("study"))
            return #expect(try rig.text(path) == before)
        }
        let refusal = try #require(throws: Refusal.self) { try rig.ask(.undo("study")) }
        #expect(refusal.code == .changedSince)
        #expect(refusal.text.contains("ran with the edited '\(path)' since"), "\(refusal.text)")
        #expect(try rig.text(path) == after)
    }

    @Test("an undone edit is written through a link, but never out of the project")
    func undoneEditThroughLink() throws {
        let rig = try ProjectRig(ProjectRig.study)
        let other = try ProjectRig(["params.yaml": "order: down\n"])
        try rig.start()
        let edit = FileEdit(
            path: "linked.yaml",
            before: "order: up\n",
            after: "order: down\n",
            changes: []
        )
        try #require(symlink("real.yaml", rig.root + "/linked.yaml") == 0)
        try rig.write("real.yaml", "order: down\n")
        try rig.ask(.recordEdit("study", edit))
        try rig.ask(.undo("study"))
        #expect(try rig.text("real.yaml") == "order: up\n")
        unlink(rig.root + "/linked.yaml")
        try #require(symlink(other.root + "/params.yaml", rig.root + "/linked.yaml") == 0)
        try rig.ask(.recordEdit("study", edit))
        #expect(throws: Refusal.self) { try rig.ask(.undo("study")) }
        #expect(try other.text("params.yaml") == "order: down\n")
    }

    @Test("a plan names only what a start would start")
    func planOfOpenRun() throws {
        let rig = try ProjectRig(ProjectRig.study)
        try rig.start()
        try rig.ask(.skip(RunTarget("study", "load"), reason: "by hand"))
        try rig.write("loaded.txt", "5\n")
        #expect(try rig.plan().stages.map(\.stage) == ["order", "count"])
        #expect(try rig.plan(.next).stages.map(\.stage) == ["order"])
        #expect(throws: Refusal.self) { try rig.plan(.only(["nothing"])) }
    }
}
