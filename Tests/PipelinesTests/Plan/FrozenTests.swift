import Domain
import Pipelines
import Testing

@Suite("A frozen stage")
struct FrozenTests {
    @Test("that was changed is taken as it is, its inputs among it")
    func accepted() throws {
        let stages = "stages:\n  s: {cmd: cat i > o, deps: [i], params: [lr], outs: [o]}\n"
        let project = try StageProject(stages)
        try project.folder.write("i", "1")
        try project.folder.write("params.yaml", "lr: 1\n")
        #expect(try project.run() == ["s"])
        try project.folder.overwrite("i", "22")
        try project.folder.overwrite("params.yaml", "lr: 2\n")
        try project.folder.overwrite("o", "edited")
        let frozen = stages.replacing("outs:", with: "frozen: true, outs:")
        try project.folder.write("dvc.yaml", frozen)
        #expect(try project.run() == [])
        #expect(
            try project.folder.read("dvc.lock") == """
                schema: '2.0'
                stages:
                  s:
                    cmd: cat i > o
                    deps:
                    - path: i
                      hash: md5
                      md5: b6d767d2f8ed5d21a44b0e5886680cb9
                      size: 2
                    params:
                      params.yaml:
                        lr: 2
                    outs:
                    - path: o
                      hash: md5
                      md5: 683dc5278b1fbbd98a996cecc3ffd06a
                      size: 6

                """
        )
        try project.folder.write("dvc.yaml", stages)
        #expect(try project.plan()["s"] == .unchanged)
    }

    @Test("whose inputs alone changed is left, unless the run is forced", arguments: [true, false])
    func inputs(forced: Bool) throws {
        let keys = ", frozen: true, always_changed: true"
        let stages = "stages:\n  s: {cmd: cat i > o, deps: [i], outs: [o]\(keys)}\n"
        let project = try StageProject(stages.replacing(keys, with: ""))
        try project.folder.write("i", "1")
        #expect(try project.run() == ["s"])
        let lock = try project.folder.read("dvc.lock")
        try project.folder.write("dvc.yaml", stages)
        try project.folder.overwrite("i", "22")
        #expect(try project.run(forced: forced ? ["s"] : []) == [])
        let new = "md5: b6d767d2f8ed5d21a44b0e5886680cb9"
        #expect(try project.folder.read("dvc.lock")?.contains(new) == forced)
        #expect(try (project.folder.read("dvc.lock") == lock) == !forced)
    }
}
