import Domain
import Engine
import Foundation
import Glibc
import Testing

@Suite("An engine whose lock is not where it was taken", .timeLimit(.minutes(5)))
struct LostPlaceTests {
    /// What becomes of a project's lock in the hands of a person.
    enum Loss: String, CaseIterable {
        case removed, replaced, moved

        func happen(to rig: ProjectRig) throws {
            let lock = rig.root + "/.pitwall/engine.lock"
            switch self {
            case .removed: try #require(unlink(lock) == 0)
            case .replaced:
                try #require(unlink(lock) == 0)
                try rig.write(".pitwall/engine.lock", "")
            case .moved: try #require(rename(rig.root, rig.root + "-moved") == 0)
            }
        }

        func end(_ rig: ProjectRig) throws {
            guard self == .moved else { return }
            try #require(rename(rig.root + "-moved", rig.root) == 0)
        }
    }

    @Test("it knows, and writes nothing any more", arguments: Loss.allCases)
    func writesNothing(loss: Loss) throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        let engine = try rig.start()
        #expect(engine.loss == nil)
        try rig.ask(.setBreakpoint("study", "work"))
        try loss.happen(to: rig)
        #expect(engine.loss != nil)
        #expect(throws: Refusal.self) { try rig.ask(.clearBreakpoint("study", "work")) }
        try loss.end(rig)
        engine.stop(reason: "test")
        #expect(try rig.pipeline().breakpoints == ["work"])
    }

    @Test("another engine takes its place, and only that one goes on")
    func successor() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        let first = try rig.start()
        try #require(unlink(rig.root + "/.pitwall/engine.lock") == 0)
        try rig.start()
        #expect(first.loss != nil)
        #expect(throws: Refusal.self) {
            try first.ask(.setBreakpoint("study", "work"), by: ProjectRig.me)
        }
        #expect(try rig.run().stage("work")?.status == .done)
        first.stop(reason: "test")
        #expect(try rig.reading.project().trouble == nil)
    }

    @Test("that the project is gone is told as trouble, with where to go")
    func told() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        try Loss.moved.happen(to: rig)
        let trouble = try #require(try rig.reading.project().trouble)
        #expect(trouble.subject == .project)
        #expect(trouble.title == "The project is not here any more")
        #expect(
            trouble.words { _ in "" }
                == "'\(rig.root)' was moved or removed. Stages that run go on; go to where the "
                + "project is now."
        )
        #expect(throws: Refusal.self) { try rig.start() }
        try Loss.moved.end(rig)
    }
}
