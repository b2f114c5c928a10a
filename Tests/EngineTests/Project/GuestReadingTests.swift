import Domain
import Engine
import Foundation
import Glibc
import Pipelines
import Testing

@Suite("Other users of a project", .timeLimit(.minutes(5)))
struct GuestReadingTests {
    private static let guest = Actor.person("a guest")

    private func rig(_ extra: String) throws -> ProjectRig {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt", extra))
        try rig.start()
        return rig
    }

    @Test(
        "start no stage that runs what is typed into it",
        arguments: ["terminal", "notebook"],
        [Selection.only(["work"]), .all, .next, .from(["work"])]
    )
    func typing(mode: String, selection: Selection) throws {
        let rig = try rig("stages: {work: {mode: \(mode)}}\n")
        let engine = try #require(rig.engine)
        let refusal = #expect(throws: Refusal.self) {
            try engine.ask(.start("study", selection, StartOptions()), by: Self.guest)
        }
        #expect(refusal?.code == .readOnly)
        #expect(refusal?.text.contains("only \(OSUser.name) can start it") == true)
        #expect(try rig.reading.runs(of: "study", limit: 1).isEmpty)
    }

    @Test("step others, which run as the engine's user")
    func step() throws {
        let rig = try rig("")
        let engine = try #require(rig.engine)
        _ = try engine.ask(.start("study", .next, StartOptions()), by: Self.guest)
        let run = try rig.wait { !$0.isActive }
        #expect(run.isComplete)
        #expect(run.openedBy == Self.guest)
        #expect(run.stages[0].requestedBy == Self.guest)
    }

    @Test("see what changed in a file that was edited, and not the file")
    func edits() throws {
        let rig = try rig("")
        let edit = FileEdit(
            path: "params.yaml",
            before: "key: one\n",
            after: "key: two\n",
            changes: ["key one → two"]
        )
        try rig.ask(.recordEdit("study", edit))
        let seen = try GuestReading(rig.reading, for: Self.guest).activity(ActivityQuery())
        let shown = seen.compactMap { entry -> FileEdit? in
            guard case .fileEdited(_, let edit) = entry.event else { return nil }
            return edit
        }
        let words = FileEdit(path: edit.path, before: "", after: "", changes: edit.changes)
        #expect(shown == [words])
        #expect(seen.count == (try rig.reading.activity(ActivityQuery()).count))
    }

    @Test("can take back what was their own only")
    func undo() throws {
        let rig = try rig("")
        try rig.ask(.skip(RunTarget("study", "work"), reason: "not now"))
        let guest = GuestReading(rig.reading, for: Self.guest)
        #expect(try guest.project().pipelines.first?.undo == nil)
        #expect(try rig.reading.project().pipelines.first?.undo == "skip of work")
        let engine = try #require(rig.engine)
        #expect(throws: Refusal.self) { try engine.ask(.undo("study"), by: Self.guest) }
    }

    @Test("get no log of a notebook, which holds its key, and none of what does not exist")
    func logs() throws {
        let rig = try rig("stages: {work: {mode: notebook}}\n")
        try rig.ask(.skip(RunTarget("study", "work"), reason: "not now"))
        let guest = GuestReading(rig.reading, for: Self.guest)
        let refusal = #expect(throws: Refusal.self) {
            try guest.log(of: AttemptID(RunID("study", 1), "work", 1))
        }
        #expect(refusal?.code == .readOnly)
        for attempt in [
            AttemptID(RunID("study", 1), "../../..", 1), AttemptID(RunID("..", 1), "work", 1),
            AttemptID(RunID("study", 9), "work", 1),
        ] {
            #expect(try guest.log(of: attempt) == LogDescriptors(log: nil, times: nil))
        }
        #expect(throws: Refusal.self) { try guest.changes(of: ["../elsewhere.dvc"]) }
    }

    @Test("of a group come through to the socket, and to nothing else")
    func modes() throws {
        let group = try #require(GroupBook.machine.own().first)
        let number = try #require(GroupBook.machine.number(group))
        let rig = try ProjectRig(
            ProjectRig.single("echo > out.txt", "share: {group: \(group)}\n")
        )
        try rig.write(".pitwall/open/to-all", "")
        try rig.write(".pitwall/file", "")
        try #require(chmod(rig.root + "/.pitwall/open", 0o777) == 0)
        try #require(symlink("/etc", rig.root + "/.pitwall/link") == 0)
        try rig.start()
        try rig.run()
        var status = stat()
        #expect(lstat(rig.root + "/.pitwall", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o710 && status.st_gid == number)
        for name in try FileManager.default.contentsOfDirectory(atPath: rig.root + "/.pitwall")
        where name != "link" {
            #expect(try rig.mode(".pitwall/" + name) & 0o077 == 0, "\(name)")
        }
        let item = rig.reading.checkup().items.first { $0.name == "share" }
        #expect(item != nil)
        try rig.stop()
        try rig.write("pitwall.yaml", "pipelines: {study: {definition: dvc.yaml}}\n")
        try rig.start()
        #expect(try rig.mode(".pitwall") == 0o700)
        #expect(rig.reading.checkup().items.first { $0.name == "share" } == nil)
    }

    @Test("of a group that is not there are let in by nobody, and nothing starts")
    func nobody() throws {
        let rig = try rig("share: {group: no-such-group-here}\n")
        #expect(try rig.mode(".pitwall") == 0o700)
        let refusal = #expect(throws: Refusal.self) { try rig.run() }
        #expect(refusal?.text.hasPrefix("pitwall.yaml:2:16: there is no group") == true)
    }
}
