import Domain
import Foundation
import Pipelines
import Testing

@Suite("Tracked data in the graph of a project")
struct TrackedGraphTests {
    private func project(_ files: [(String, String)]) throws -> (Project, SampleFolder) {
        let folder = try SampleFolder()
        for (path, text) in files { try folder.write(path, text) }
        return (open(folder), folder)
    }

    private func mistakes(_ files: [(String, String)]) throws -> [String] {
        let pipelines = try project(files).0.pipelines
        return Set(pipelines.flatMap { $0.mistakes?.lines ?? [] }).sorted()
    }

    @Test("stages know the files whose data they read, in whole or in part")
    func edges() throws {
        let stages = """
            stages:
              part: {cmd: x, deps: [data/train/1.csv], outs: [a]}
              whole: {cmd: x, deps: [in], outs: [b]}
              frozen: {cmd: x, deps: [data], outs: [c], frozen: true}
              params: {cmd: x, params: [conf.yaml: [a]], outs: [d]}
              below: {cmd: x, deps: [a], outs: [e]}
            """
        let (project, folder) = try project([
            ("dvc.yaml", stages), ("data.dvc", "outs: [{path: data}]"),
            ("in/x.csv.dvc", "outs: [{path: x.csv}]"), ("in/y.csv.dvc", "outs: [{path: y.csv}]"),
            ("sub/conf.dvc", "wdir: ..\nouts: [{path: conf.yaml}]"),
        ])
        let definition = try #require(project.pipelines.first?.definition)
        let tracked = definition.stages.map { "\($0.name): " + $0.tracked.map(\.text).joined() }
        #expect(
            tracked == [
                "part: data.dvc", "whole: in/x.csv.dvcin/y.csv.dvc", "frozen: data.dvc",
                "params: sub/conf.dvc", "below: ",
            ]
        )
        #expect(
            definition.stages.trackedSources
                == ["data.dvc", "in/x.csv.dvc", "in/y.csv.dvc", "sub/conf.dvc"]
        )
        _ = folder
    }

    private static let stage = ("dvc.yaml", "stages: {a: {cmd: x, outs: [x]}}")

    private static let meetings: [(files: [(String, String)], mistake: String)] = [
        (
            [stage, ("x.dvc", "outs: [{path: x}]")],
            "x.dvc:1:15: output 'x' of 'x.dvc' is also an output of stage 'a' (dvc.yaml:1:29)."
                + " Keep one of them."
        ),
        (
            [stage, ("y.dvc", "outs: [{path: x/y}]")],
            "y.dvc:1:15: output 'x/y' of 'y.dvc' is inside the output 'x' of stage 'a'"
                + " (dvc.yaml:1:29). Keep one of them."
        ),
        (
            [stage, ("y.dvc", "outs: [{path: y}]"), ("z.dvc", "outs: [{path: ./y}]")],
            "z.dvc:1:15: output './y' of 'z.dvc' is also an output of 'y.dvc' (y.dvc:1:15)."
                + " Keep one of them."
        ),
        (
            [stage, ("d/self.dvc", "outs: [{path: .}]")],
            "d/self.dvc:1:15: output '.' of 'd/self.dvc' holds 'd/self.dvc', which would be"
                + " deleted with it. Move one of them."
        ),
        (
            [stage, ("y.dvc", "outs: [{path: y}]"), (".dvcignore", "y\n")],
            "y.dvc:1:15: output 'y' is ignored by a pattern in a .dvcignore, so nothing could"
                + " tell whether it changed. Change the pattern or the path."
        ),
        (
            [stage, ("far/y.dvc", "out: []")],
            "far/y.dvc:1:1: unknown key 'out'. Did you mean 'outs'?"
        ),
    ]

    @Test("data that meets other data is told with both places", arguments: meetings)
    func met(files: [(String, String)], mistake: String) throws {
        #expect(try mistakes(files) == [mistake])
    }

    @Test("what is in a tracked folder is not searched for pipelines")
    func walk() throws {
        let (project, folder) = try project([
            Self.stage, ("data.dvc", "outs: [{path: data}]"),
            ("data/dvc.yaml", "not: good"), ("data/y.dvc", "not: good"),
            ("left/out.dvc", "not: good"), (".dvcignore", "left\n"),
        ])
        #expect(project.pipelines.count == 1)
        #expect(project.pipelines.first?.mistakes == nil)
        _ = folder
    }

    @Test("stages of two files that meet keep both from running, and no other")
    func two() throws {
        let (project, folder) = try project([
            Self.stage, ("far/dvc.yaml", "stages: {a: {cmd: x, outs: [../x/y]}}"),
            ("other/dvc.yaml", "stages: {a: {cmd: x, outs: [x]}}"),
        ])
        #expect(project.pipelines.map(\.mistakes?.list.count) == [1, 1, nil])
        _ = folder
    }

    @Test("data outside the project only matters to those who read it")
    func outside() throws {
        let stages = "stages: {a: {cmd: x, deps: [../d], outs: [o]}, b: {cmd: x, outs: [p]}}"
        let folder = try SampleFolder()
        try folder.write("d", "data")
        try folder.write("project/dvc.yaml", stages)
        try folder.write("project/d.dvc", "outs: [{path: ../d}]")
        let root = folder.path + "/project"
        let project = Project.open(root: root, user: geteuid())
        let definition = try #require(project.pipelines.first?.definition)
        let plan = try StageInspector(root: root).plan(definition)
        #expect(plan.stages.map(\.verdict.willRun) == [false, true])
    }

    @Test("a file outside the project is the same however it is written")
    func sameOutside() throws {
        let folder = try SampleFolder()
        let root = folder.path + "/project"
        let outside = folder.path + "/o"
        try folder.write(
            "project/dvc.yaml",
            "stages: {b: {cmd: x, deps: [\(outside)], outs: [p]},"
                + " a: {cmd: x, outs: [../o: {cache: false}]}}"
        )
        let project = Project.open(root: root, user: geteuid())
        let definition = try #require(project.pipelines.first?.definition)
        #expect(definition.stages.map(\.name) == ["a", "b"])
        let plan = try StageInspector(root: root).plan(definition)
        #expect(plan.stages.map(\.verdict.willRun) == [true, true])
    }
}
