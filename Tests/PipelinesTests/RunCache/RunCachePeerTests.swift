import Domain
import Glibc
import Pipelines
import Testing

@Suite(
    "The run cache beside the real DVC",
    .enabled(if: DVCPeer.shouldRun, DVCPeer.skipReason),
    .timeLimit(.minutes(5))
)
struct RunCachePeerTests {
    private static let stages = """
        stages:
          a:
            cmd: cp in o && cp in m.json && chmod +x o
            deps: [in]
            params: [x, big, f, g, n, s, l, m, size, deep]
            outs: [o]
            metrics: [{m.json: {cache: false}}]
          b:
            cmd: ["mkdir d", "cp o 'd/é \\u007f'"]
            deps: [o]
            outs: [d]
        """

    private static let values = """
        big: 123456789012345678901234567890
        f: 1e-3
        g: .inf
        n: 1e16
        s: "é😀\\u007f\\t'\\""
        l: [1, 2.0, null, true, {b: 1, a: 2}]
        m: {2: a, 10: b, 1: c}
        size: 3
        deep: {size: 1, nfiles: 2, é: 1, z: [], a: {}}
        """

    private func project(_ dvc: DVCPeer) throws -> StageProject {
        let project = try StageProject(Self.stages, setUp: dvc.initialise)
        try write(project, "1")
        return project
    }

    private func write(_ project: StageProject, _ text: String) throws {
        try project.folder.write("in", text)
        try project.folder.write("params.yaml", "x: \(text)\n\(Self.values)\n")
    }

    private func records(_ project: StageProject) throws -> [String: String] {
        let names = try project.folder.files(below: ".dvc/cache/runs")
        return try Dictionary(
            uniqueKeysWithValues: names.map {
                ($0, try project.folder.read(".dvc/cache/runs/\($0)") ?? "")
            }
        )
    }

    @Test("both leave the same records of the same run, to the byte")
    func same() throws {
        let dvc = try DVCPeer()
        let project = try project(dvc)
        #expect(try project.run() == ["a", "b"])
        let ours = try records(project)
        #expect(ours.count == 2)
        for name in ["dvc.lock", "o", "d", "m.json", ".dvc/cache"] {
            try project.folder.remove(name)
        }
        _ = try dvc.run("repro", in: project.folder)
        #expect(try records(project) == ours)
    }

    @Test("DVC brings back what we ran")
    func ours() throws {
        let dvc = try DVCPeer()
        let project = try project(dvc)
        try project.run()
        try write(project, "2")
        try project.run()
        try write(project, "1")
        let text = try dvc.run("repro", in: project.folder)
        #expect(text.contains("Stage 'a' is cached - skipping run"), "\(text)")
        #expect(text.contains("Stage 'b' is cached - skipping run"), "\(text)")
        #expect(try project.plan().values.allSatisfy { $0 == .unchanged })
    }

    @Test("we bring back what DVC ran")
    func theirs() throws {
        let dvc = try DVCPeer()
        let project = try project(dvc)
        _ = try dvc.run("repro", in: project.folder)
        try write(project, "2")
        _ = try dvc.run("repro", in: project.folder)
        try write(project, "1")
        #expect(try project.run() == [])
        #expect(try project.folder.read("m.json") == "1")
        #expect(try dvc.status(project.folder) == "{}")
    }

    @Test("we bring back outputs that only 'dvc commit' put into the cache")
    func committed() throws {
        let dvc = try DVCPeer()
        let project = try StageProject(
            "stages: {a: {cmd: cp in o, deps: [in], outs: [{o: {cache: false}}]}}",
            setUp: dvc.initialise
        )
        try project.folder.write("in", "1")
        try project.run()
        _ = try dvc.run("commit -f", in: project.folder)
        try project.folder.write("in", "2")
        #expect(try project.run() == ["a"])
        try project.folder.write("in", "1")
        #expect(try project.run() == [])
        #expect(try project.folder.read("o") == "1")
    }

    @Test("what comes back is executable as it was, also where its content is there")
    func mode() throws {
        let dvc = try DVCPeer()
        let project = try StageProject(
            "stages: {a: {cmd: cp in o, deps: [in], outs: [o]}}",
            setUp: dvc.initialise
        )
        try project.folder.write("in", "1")
        try project.run()
        for name in ["dvc", "pitwall"] {
            try project.folder.remove("dvc.lock")
            _ = try Shell.run("chmod 755 o", in: project.folder.path)
            if name == "dvc" {
                _ = try dvc.run("repro", in: project.folder)
            } else {
                #expect(try project.run() == [])
            }
            #expect(access(project.folder.path + "/o", X_OK) != 0, "\(name)")
        }
    }
}
