import Domain
import Foundation
import Glibc
import Pipelines
import Testing

@Suite("Taking what a stage made")
struct SavingTests {
    private func stage(_ project: StageProject, _ name: StageName = "a") throws -> StageDefinition {
        try #require(try project.pipeline().stage(name)?.definition)
    }

    @Test("outputs are deleted before a run, but for those that are kept")
    func prepare() throws {
        let project = try StageProject(
            "stages: {a: {cmd: x, outs: [d, {k: {persist: true}}], metrics: [{m: {cache: false}}]}}"
        )
        try project.folder.write("d/e/f", "1", mode: 0o444)
        try project.folder.write("k", "kept", mode: 0o444)
        try project.folder.write("m", "1")
        let check = try project.inspector.prepare(stage(project), acceptsLoss: true)
        #expect(check.verdict.willRun)
        #expect(try !project.folder.exists("d"))
        #expect(try !project.folder.exists("m"))
        #expect(try FileStatus.of(project.folder["k"])?.mode == 0o644)
    }

    @Test("a kept output that is a link into the cache becomes a file of its own")
    func unlinks() throws {
        let project = try StageProject("stages: {a: {cmd: x, outs: [{k: {persist: true}}]}}")
        try project.folder.write("object", "1", mode: 0o444)
        project.folder.link("k", to: "object")
        _ = try project.inspector.prepare(stage(project), acceptsLoss: true)
        #expect(try FileStatus.ofLink(project.folder["k"])?.isFile == true)
        try project.folder.remove("k")
        let (object, name) = (project.folder["object"], project.folder["k"])
        #expect(link(object.description, name.description) == 0)
        _ = try project.inspector.prepare(stage(project), acceptsLoss: true)
        #expect(try FileStatus.of(project.folder["k"])?.linkCount == 1)
        #expect(try FileStatus.of(project.folder["object"])?.mode == 0o444)
    }

    @Test("nothing is deleted where something is missing")
    func nothingDeleted() throws {
        let project = try StageProject("stages: {a: {cmd: x, deps: [gone], outs: [o]}}")
        try project.folder.write("o", "1")
        #expect(throws: StageProblem.blocked("a", ["'gone' is missing, and 'a' needs it."])) {
            try project.inspector.prepare(stage(project), acceptsLoss: true)
        }
        #expect(try project.folder.read("o") == "1")
    }

    @Test("an output that was not made is told, and the lock stays as it was")
    func missingOutput() throws {
        let project = try StageProject("stages: {a: {cmd: x, outs: [o, p]}}")
        try project.folder.write("o", "1")
        let check = try project.check("a")
        #expect(throws: StageProblem.missingOutputs("a", ["p"])) {
            try project.inspector.save(stage(project), check: check)
        }
        #expect(try !project.folder.exists("dvc.lock"))
    }

    @Test("an input that changed while the command ran shows as changed afterwards")
    func inputMeanwhile() throws {
        let project = try StageProject(
            """
            stages:
              a:
                cmd: 'cp i o; echo 2 > i; echo "x: 2" > params.yaml'
                deps: [i]
                params: [x]
                outs: [o]
            """
        )
        try project.folder.write("i", "1")
        try project.folder.write("params.yaml", "x: 1")
        try project.run()
        guard case .runs(let changes) = try project.plan()["a"] else {
            Issue.record("it counts as unchanged")
            return
        }
        #expect(changes.map(\.name) == ["i", "params.yaml:x"])
    }

    @Test("what comes back leaves an entry with the inputs as they are now")
    func renewedEntry() throws {
        let project = try StageProject("stages: {a: {cmd: cp in o, deps: [in], outs: [o]}}")
        try project.folder.write("in", "1")
        try project.run()
        #expect(try project.folder.read("dvc.lock")?.contains("isexec") == false)
        // The mode is no content, and changes nothing by itself.
        try project.folder.write("in", "1", mode: 0o755)
        #expect(try project.plan()["a"] == .unchanged)
        try project.folder.remove("o")
        #expect(try project.plan()["a"] == .restores(["o"]))
        #expect(try project.run() == [])
        #expect(try project.folder.read("o") == "1")
        #expect(try project.folder.read("dvc.lock")?.contains("isexec: true") == true)
        #expect(try project.plan()["a"] == .unchanged)
    }

    @Test("cached outputs are kept out of git, once, next to what stands there")
    func gitIgnore() throws {
        let project = try StageProject(
            "stages: {a: {cmd: x, outs: [sub/o, '[b]', {c: {cache: false}}, ig]}}"
        ) { folder in
            try folder.makeFolder(".dvc")
            _ = try Shell.run("git init -q", in: folder.path)
        }
        for name in ["sub/o", "[b]", "c", "ig"] { try project.folder.write(name, "1") }
        try project.folder.write(".gitignore", "ig*")
        let check = try project.check("a")
        for _ in 0..<2 { _ = try project.inspector.save(stage(project), check: check) }
        #expect(try project.folder.read("sub/.gitignore") == "/o\n")
        #expect(try project.folder.read(".gitignore") == "ig*\n/\\[b\\]\n")
    }

    @Test("outputs that come back from the cache are kept out of git again")
    func gitIgnoreAfterRestore() throws {
        let project = try StageProject(
            "stages: {a: {cmd: 'cp n o; cp n p', deps: [n], outs: [o, p]}}"
        ) { folder in
            try folder.makeFolder(".dvc")
            _ = try Shell.run("git init -q", in: folder.path)
        }
        try project.folder.write("n", "1")
        try project.run()
        for name in [".gitignore", "p"] { try project.folder.remove(name) }
        try project.run()
        #expect(try project.folder.read("p") == "1")
        #expect(try project.folder.read(".gitignore") == "/o\n/p\n")
    }

    @Test("no git, or DVC told that there is none: no .gitignore")
    func withoutGit() throws {
        let plain = try StageProject("stages: {a: {cmd: echo 1 > o, outs: [o]}}")
        try plain.run()
        #expect(try !plain.folder.exists(".gitignore"))
        let told = try StageProject("stages: {a: {cmd: echo 1 > o, outs: [o]}}") { folder in
            try folder.write(".dvc/config", "[core]\n    no_scm = True\n")
            _ = try Shell.run("git init -q", in: folder.path)
        }
        try told.run()
        #expect(try !told.folder.exists(".gitignore"))
    }

    @Test("an output that git tracks is told")
    func trackedByGit() throws {
        let project = try StageProject("stages: {a: {cmd: x, outs: [o]}}") { folder in
            try folder.makeFolder(".dvc")
            try folder.write("o", "1")
            _ = try Shell.run("git init -q && git add o", in: folder.path)
        }
        let check = try project.check("a")
        #expect(throws: StageProblem.trackedByGit("a", "o")) {
            try project.inspector.save(stage(project), check: check)
        }
    }

    @Test("done by hand is what a run would have left")
    func commit() throws {
        let project = try StageProject(
            "stages: {a: {cmd: cp i o, deps: [i], params: [x, y], outs: [o]}}"
        )
        try project.folder.write("i", "1")
        try project.folder.write("params.yaml", "x: 1e-3\ny: {b: 'a: b', a: [null, on]}\n")
        try project.run()
        let lock = try project.folder.read("dvc.lock")
        try project.folder.remove("dvc.lock")
        let commit = try project.inspector.commit(stage(project))
        #expect(try project.folder.read("dvc.lock") == lock)
        #expect(commit.outputs.map(\.hash) == ["c4ca4238a0b923820dcc509a6f75849b"])
        #expect(commit.check.parameters.map(\.value) == ["0.001", "{b: \"a: b\", a: [null, on]}"])
        #expect(try project.plan()["a"] == .unchanged)
    }

    @Test("stages that end in any order leave the entries in the pipeline's order")
    func entryOrder() throws {
        let names = ["a", "b", "c", "d"]
        let stages = names.map { "  \($0): {cmd: echo > \($0), outs: [\($0)]}" }
        let project = try StageProject("stages:\n" + stages.joined(separator: "\n"))
        for name in names { try project.folder.write(name, name) }
        let pipeline = try project.pipeline()
        let order = pipeline.stages.map(\.name)
        for name in ["d", "b", "c", "a"] {
            let stage = try #require(pipeline.stage(StageName(name))?.definition)
            let check = try project.inspector.check(stage.name, of: pipeline)
            _ = try project.inspector.save(stage, check: check, order: order)
        }
        let text = try #require(try project.folder.read("dvc.lock"))
        let lock = try LockFile(bytes: Array(text.utf8), path: "dvc.lock")
        #expect(lock.stages.map(\.name) == names)
    }

    @Test("entries that wait count at once, and are written together in the pipeline's order")
    func waiting() throws {
        let names = ["a", "b", "c", "d"]
        let stages = names.map { "  \($0): {cmd: echo > \($0), outs: [\($0)]}" }
        let project = try StageProject("stages:\n" + stages.joined(separator: "\n"))
        for name in names { try project.folder.write(name, name) }
        let head = "schema: '2.0'\nstages:\n  # stays\n  other:\n    cmd: x\n"
        try project.folder.write("dvc.lock", head)
        let pipeline = try project.pipeline()
        let order = pipeline.stages.map(\.name)
        for name in ["d", "b", "a", "c", "b"] {
            let stage = try #require(pipeline.stage(StageName(name))?.definition)
            let check = try project.inspector.check(stage.name, of: pipeline, isForced: true)
            _ = try project.inspector.save(stage, check: check, order: order, isDeferred: true)
            #expect(try project.inspector.check(stage.name, of: pipeline).verdict == .unchanged)
        }
        #expect(try project.folder.read("dvc.lock") == head)
        try project.inspector.writeLocks()
        let text = try #require(try project.folder.read("dvc.lock"))
        #expect(text.hasPrefix(head))
        let lock = try LockFile(bytes: Array(text.utf8), path: "dvc.lock")
        #expect(lock.stages.map(\.name) == ["other"] + names)
        #expect(try project.plan().values.allSatisfy { $0 == .unchanged })
    }

    @Test("entries that wait join what others wrote into the lock meanwhile")
    func waitingBesideOthers() throws {
        let project = try StageProject("stages: {a: {cmd: echo > a, outs: [a]}}")
        try project.folder.write("a", "1")
        let check = try project.check("a")
        _ = try project.inspector.save(stage(project), check: check, isDeferred: true)
        try project.folder.write("dvc.lock", "schema: '2.0'\nstages:\n  b:\n    cmd: y\n")
        try project.inspector.flush()
        let text = try #require(try project.folder.read("dvc.lock"))
        let lock = try LockFile(bytes: Array(text.utf8), path: "dvc.lock")
        #expect(lock.stages.map(\.name) == ["b", "a"])
    }

    @Test("an entry does not wait for a lock that cannot be read")
    func waitingForBroken() throws {
        let project = try StageProject("stages: {a: {cmd: echo > a, outs: [a]}}")
        try project.folder.write("a", "1")
        let check = try project.check("a")
        try project.folder.write("dvc.lock", "schema: [")
        #expect(throws: InputMistakes.self) {
            try project.inspector.save(stage(project), check: check, isDeferred: true)
        }
        let forced = try project.check("a", forced: true)
        _ = try project.inspector.save(stage(project), check: forced, isDeferred: true)
        #expect(try project.plan()["a"] == .unchanged)
        #expect(try project.folder.read("dvc.lock")?.contains("  a:\n") == true)
    }

    @Test("stages that end at the same time lose no entry")
    func together() throws {
        let names = (0..<24).map { "s\($0)" }
        let stages = names.map { "  \($0): {cmd: echo > \($0), outs: [\($0)]}" }
        let project = try StageProject("stages:\n" + stages.joined(separator: "\n"))
        for name in names { try project.folder.write(name, name) }
        let pipeline = try project.pipeline()
        let inspector = project.inspector
        let errors = Parallel.map(names.count) { index -> String? in
            do {
                let stage = pipeline.stages[index].definition
                let check = try inspector.check(stage.name, of: pipeline)
                _ = try inspector.save(stage, check: check, order: pipeline.stages.map(\.name))
                return nil
            } catch {
                return "\(error)"
            }
        }
        #expect(errors.compactMap(\.self) == [])
        #expect(try project.plan().values.allSatisfy { $0 == .unchanged })
        try inspector.flush()
    }

    @Test("stages that end in any order leave the lines of .gitignore in the pipeline's order")
    func ignoredInOrder() throws {
        let project = try StageProject(
            """
            stages:
              a: {cmd: echo a > d/a, deps: [n], outs: [d/a]}
              b: {cmd: echo b > d/b, deps: [n], outs: [d/b]}
              c: {cmd: echo c > d/c, deps: [n], outs: [d/c]}
            """
        ) { folder in
            try folder.makeFolder(".dvc")
            _ = try Shell.run("git init -q", in: folder.path)
        }
        try project.folder.write("n", "1")
        try project.folder.write("d/.gitignore", "/z\n")
        for name in ["a", "b", "c"] { try project.folder.write("d/\(name)", name) }
        let pipeline = try project.pipeline()
        for name: StageName in ["c", "a", "b"] {
            let stage = try #require(pipeline.stage(name)?.definition)
            let check = try project.check(name)
            _ = try project.inspector.save(stage, check: check, order: pipeline.stages.map(\.name))
        }
        #expect(try project.folder.read("d/.gitignore") == "/z\n/a\n/b\n/c\n")
    }

    @Test("without DVC the cache is Pitwall's own, of the same layout")
    func withoutDVC() throws {
        let text = "stages: {a: {cmd: printf 1 > o, deps: [n], outs: [o]}}"
        let project = try StageProject(text) { _ in }
        try project.folder.write("n", "1")
        try project.run()
        let kept = try project.folder.files(below: ".pitwall/cache")
        #expect(kept.contains("files/md5/c4/ca4238a0b923820dcc509a6f75849b"))
        try project.folder.remove("o")
        #expect(try project.plan()["a"] == .restores(["o"]))
    }

    @Test("the age of a folder is that of its newest file")
    func ages() throws {
        let project = try StageProject(
            "stages: {a: {cmd: x, deps: [d, e], outs: [o]}, b: {cmd: x, deps: [o, e]}}"
        )
        try project.folder.write("d/a", "1")
        try project.folder.write("d/b", "1")
        for (name, seconds) in [("d/a", 1_000), ("d/b", 2_000)] {
            let times = [
                timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0),
            ]
            #expect(utimensat(AT_FDCWD, project.folder[name].description, times, 0) == 0)
        }
        let inspector = project.inspector
        #expect(try inspector.modificationTime(of: "d") == Date(timeIntervalSince1970: 2_000))
        #expect(try inspector.modificationTime(of: "d/a") == Date(timeIntervalSince1970: 1_000))
        #expect(try inspector.modificationTime(of: "gone") == nil)
        #expect(try project.pipeline().sources == ["d", "e"])
    }
}
