import Domain
import Pipelines
import Testing

@Suite("Templates in dvc.yaml")
struct TemplateTests {
    /// The commands of all stages by their names, in their order; or the mistakes.
    private func lines(_ text: String, _ files: [String: String] = [:]) throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write("dvc.yaml", text)
        for (path, text) in files { try folder.write(path, text) }
        do throws(InputMistakes) {
            let file = try StageFile.read(root: folder.path, path: "dvc.yaml")
            return file.stages.map { "\($0.name): \($0.definition.command.summary)" }
        } catch {
            return error.lines
        }
    }

    private func commands(_ command: String, _ parameters: String) throws -> [String] {
        try lines("stages:\n  a:\n    cmd: \(command)\n", ["params.yaml": parameters])
    }

    @Test(
        "a value stands in a text as DVC writes it",
        arguments: [
            (
                "echo ${b}-${f}-${g}-${h}", "{b: True, f: 1e-5, g: 1e20, h: 10.0}",
                "true-1e-05-1e+20-10.0"
            ),
            ("echo ${n}${t}", "{n: null, t: x y}", "Nonex y"),
            (
                "echo ${ a.b } ${a[b]} ${l[0]} ${l.1} ${l[-1]}", "{a: {b: 1}, l: [2, 3]}",
                "1 1 2 3 3"
            ),
            ("echo ${a-b} ${é} ${x/y}", "{a-b: 1, é: 2, x/y: 3}", "1 2 3"),
            (
                "echo ${big}", "big: 123456789012345678901234567890",
                "123456789012345678901234567890"
            ),
            (#"echo \${n} ${n} \\${n} $n ${"#, "n: 1", #"${n} 1 \${n} $n ${"#),
        ]
    )
    func values(command: String, parameters: String, result: String) throws {
        #expect(try commands(command, parameters) == ["a: echo " + result])
    }

    @Test("a mapping in a command becomes options")
    func options() throws {
        let parameters = """
            o: {lr: 0.1, on: true, off: false, none: null, deep: {names: [p, q r], it: it's}, e: ''}
            """
        let options = #"--lr 0.1 --on --none None --deep.names p 'q r' --deep.it 'it'"'"'s' --e ''"#
        #expect(try commands("run ${o}", parameters) == ["a: run " + options])
        let files = [
            "params.yaml": "o: {a: false, b: [1, 2]}",
            ".dvc/config": "[parsing]\nbool = boolean_optional\nlist = append\n",
        ]
        let folder = try TemporaryFolder()
        try folder.write("dvc.yaml", "stages:\n  a:\n    cmd: run ${o}\n")
        for (path, text) in files { try folder.write(path, text) }
        let project = Project.open(root: folder.path, user: 0)
        let stage = try #require(project.pipelines.first?.definition?.stages.first)
        #expect(stage.definition.command == .text("run --no-a --b 1 --b 2"))
        #expect(project.sources == ["params.yaml"])
    }

    @Test("values come from params.yaml, the files in 'vars' and the stage's own")
    func sources() throws {
        let text = """
            vars: [{m: {x: 1}}, v.json, "w.toml:t,t", f.yaml, f.yaml, {m: {y: 2}}]
            stages:
              a:
                wdir: ${d}
                vars: [own.yaml, ../f.yaml, {z: 5}]
                cmd: echo ${p} ${m.x}${m.y} ${j[0]} ${t} ${q} ${own} ${z}
              b: {cmd: "echo ${q}"}
            """
        let files = [
            "params.yaml": "p: 0\nd: w\n", "v.json": #"{"j": [3]}"#, "w.toml": "t = 4\nu = 1\n",
            "f.yaml": "q: 8\n", "w/own.yaml": "own: 9\n",
        ]
        #expect(try lines(text, files) == ["a: echo 0 12 3 4 8 9 5", "b: echo 8"])
    }

    @Test(
        "foreach makes a stage of each item",
        arguments: [
            (
                "[1, '1', 1.0, true, null, a/b, c d]", "${item}",
                [
                    "a@1: 1", "a@1.0: 1.0", "a@true: true", "a@None: None", "a@a/b: a/b",
                    "a@c d: c d",
                ]
            ),
            ("[{n: 1}, {n: 2}]", "${item.n}", ["a@0: 1", "a@1: 2"]),
            ("{x: 1, 2: {n: 3}}", "${key} ${item}", ["a@x: x 1", "a@2: 2 --n 3"]),
            ("${list}", "${item} ${other}", ["a@p: p 7", "a@q: q 7"]),
            ("[\"${other}\", \"x${other}\"]", "${item}", ["a@7: 7", "a@x7: x7"]),
            ("{\"k${other}\": 1}", "${key}", ["a@k7: k7"]),
            ("[]", "${item}", []),
        ]
    )
    func foreach(data: String, command: String, stages: [String]) throws {
        let text =
            "stages:\n  a:\n    foreach: \(data)\n    do:\n      cmd: e ${other} \(command)\n"
        let expected = stages.map { $0.replacing(": ", with: ": e 7 ", maxReplacements: 1) }
        #expect(try lines(text, ["params.yaml": "list: [p, q]\nother: 7\nitem: 3\n"]) == expected)
    }

    @Test(
        "matrix makes a stage of each combination, the last changing fastest",
        arguments: [
            ("{m: [c, x], k: [1, 2]}", ["c-1", "c-2", "x-1", "x-2"]),
            ("{m: [c], k: [{d: 1}, [2], q]}", ["c-k0", "c-k1", "c-q"]),
            ("{m: \"${list}\", k: [true, null]}", ["p-true", "p-None", "q-true", "q-None"]),
            ("{m: \"${map}\", k: [1]}", ["u-1", "v-1"]),
            ("{m: [], k: [1]}", []),
        ]
    )
    func matrix(data: String, keys: [String]) throws {
        let text = "stages:\n  a:\n    matrix: \(data)\n    cmd: e ${key}\n"
        let files = ["params.yaml": "list: [p, q]\nmap: {u: 1, v: 2}\n"]
        #expect(try lines(text, files) == keys.map { "a@\($0): e \($0)" })
    }

    @Test("templates stand in keys, paths and names of parameters")
    func everywhere() throws {
        let folder = try TemporaryFolder()
        try folder.write("params.yaml", "d: data\nf: p.json\nk: lr\nt: 3\n")
        try folder.write(
            "dvc.yaml",
            """
            stages:
              a:
                cmd: ["echo ${d}", "b"]
                deps: ["${d}/in"]
                params: [{"${f}": ["${k}.x"]}]
                outs: [{"${d}/out": {cache: false, desc: "${t}"}}]
            metrics: ["${d}/m.json"]
            """
        )
        let stage = try #require(
            try StageFile.read(root: folder.path, path: "dvc.yaml").stages.first
        )
        #expect(stage.definition.command == .list(["echo data", "b"]))
        #expect(stage.definition.dependencies == ["data/in"])
        #expect(stage.definition.parameters == [ParameterSource(path: "p.json", keys: ["lr.x"])])
        #expect(stage.definition.outputs.map(\.path) == ["data/out"])
        #expect(stage.definition.outputs.map(\.summary) == ["3"])
        #expect(stage.outputs[0].place == SourcePlace(file: "dvc.yaml", line: 6, column: 13))
    }

    @Test(
        "what cannot be resolved is told with its place",
        arguments: [
            (
                "stages: {a: {cmd: \"e ${rat}\"}}",
                "dvc.yaml:1:19: '${rat}' has no value: there is no 'rat'. Did you mean 'rate'?"
            ),
            (
                "stages: {a: {cmd: \"e ${m.z}\"}}",
                "dvc.yaml:1:19: '${m.z}' has no value: there is no 'z' in 'm'."
            ),
            ("stages: {a: {cmd: \"e ${}\"}}", "dvc.yaml:1:19: '${}' is no template."),
            ("stages: {a: {cmd: \"e ${l}\"}}", "dvc.yaml:1:19: '${l}' is a list."),
            ("stages: {a: {cmd: \"${m}\"}}", "dvc.yaml:1:19: '${m}' is a mapping."),
            (
                "stages: {a: {cmd: \"${rate}\"}}",
                "dvc.yaml:1:19: 'cmd' takes a text or a list of texts, but this is a number."
            ),
            ("stages: {a: {cmd: e, outs: [\"${m}\"]}}", "dvc.yaml:1:29: '${m}' is a mapping."),
            (
                "stages: {a: {cmd: e, outs: [\"${rate}\"]}}",
                "dvc.yaml:1:29: 'outs' takes a list of paths, but this is a number."
            ),
            (
                "stages: {a: {cmd: e, frozen: \"${yes}\"}}",
                "dvc.yaml:1:30: 'frozen' takes true or false, but this is text."
            ),
            ("stages: {a: {cmd: e, meta: {x: \"${no}\"}}}", "dvc.yaml:1:32: '${no}' has no value"),
            ("metrics: [\"${no}\"]", "dvc.yaml:1:11: '${no}' has no value"),
            ("vars: {a: 1}", "dvc.yaml:1:7: 'vars' takes a list of files and mappings"),
            ("vars:", "dvc.yaml:1:6: 'vars' takes a list"),
            ("vars: [3]", "dvc.yaml:1:8: 'vars' takes files and mappings, but this is a number."),
            ("vars: [{rate: 2}]", "dvc.yaml:1:8: 'rate' is defined twice."),
            ("vars: [{m: {a: {b: 2}}}]", "dvc.yaml:1:8: 'm.a' is defined twice."),
            ("vars: [{x: \"${rate}\"}]", "dvc.yaml:1:8: 'vars' cannot use templates."),
            ("vars: [no.yaml]", "dvc.yaml:1:8: there is no file 'no.yaml'"),
            ("vars: [f.yaml:no]", "dvc.yaml:1:8: there is no 'no' in f.yaml."),
            (
                "vars: [\"f.yaml:q\", f.yaml]",
                "dvc.yaml:1:20: f.yaml is taken whole here and in part"
            ),
            (
                "vars: [\"f.yaml:q\", \"f.yaml:q\"]",
                "dvc.yaml:1:20: 'q' of f.yaml is taken already."
            ),
            ("vars: [\"params.yaml:m\"]", "dvc.yaml:1:8: params.yaml is taken whole already."),
            ("vars: [bad.yaml]", "bad.yaml:"),
            ("stages: {a: {foreach: [1]}}", "dvc.yaml:1:10: 'a' has 'foreach' but no 'do'."),
            ("stages: {a: {do: {cmd: e}}}", "dvc.yaml:1:10: 'a' has 'do' but no 'foreach'."),
            (
                "stages: {a: {foreach: [1], matrix: {b: [1]}, do: {cmd: e}}}",
                "dvc.yaml:1:28: unknown key 'matrix'."
            ),
            (
                "stages: {a: {foreach: abc, do: {cmd: e}}}",
                "dvc.yaml:1:23: 'foreach' takes a list or a mapping, but this is text."
            ),
            ("stages: {a: {foreach: [''], do: {cmd: e}}}", "dvc.yaml:1:23: an empty text gives"),
            ("stages: {a: {foreach: [x@y], do: {cmd: e}}}", "dvc.yaml:1:23: 'x@y' cannot name"),
            (
                "stages: {a: {foreach: [{b: 1}, {c: 1}], do: {cmd: \"e ${item.b}\"}}}",
                "dvc.yaml:1:51: in 'a@1', '${item.b}' has no value: there is no 'b' in 'item'."
            ),
            ("stages: {a: {matrix: {}, cmd: e}}", "dvc.yaml:1:22: 'matrix' takes a mapping of"),
            ("stages: {a: {matrix: {x: {b: 1}}, cmd: e}}", "dvc.yaml:1:26: 'x' takes a list of"),
            (
                "stages: {a: {vars: [{l2: 1}], matrix: {x: \"${l2}\"}, cmd: e}}",
                "dvc.yaml:1:43: '${l2}' has no value"
            ),
            (
                "stages: {a: {vars: [{w: w}], wdir: \"${w}\", cmd: e}}",
                "dvc.yaml:1:36: '${w}' has no"
            ),
            ("stages: {a@b: {cmd: e}}", "dvc.yaml:1:10: the stage name 'a@b' cannot hold '@'"),
        ]
    )
    func mistakes(text: String, beginning: String) throws {
        let files = [
            "params.yaml": "rate: 1\nl: [1]\nm: {a: 1}\n", "f.yaml": "q: 8\n", "bad.yaml": "a: [",
        ]
        let lines = try lines(text, files)
        #expect(lines.count == 1 && lines[0].hasPrefix(beginning), "\(lines)")
    }

    @Test("a group that would never end is a mistake")
    func hugeMatrix() throws {
        let axes = (0..<40).map { "a\($0): [1, 2]" }.joined(separator: ", ")
        let lines = try lines("stages: {a: {matrix: {\(axes)}, cmd: e}}")
        #expect(lines.map { $0.contains("makes more than 100000 stages") } == [true])
    }

    @Test("params.yaml must be right even where nothing is taken from it, as in DVC")
    func brokenParameters() throws {
        let text = "stages: {a: {cmd: e}}"
        #expect(try lines(text, ["params.yaml": ""]) == ["a: e"])
        #expect(try lines(text, ["params.yaml": "- 1"])[0].hasPrefix("params.yaml: has no"))
        #expect(try lines(text, ["params.yaml": "a: ["])[0].hasPrefix("params.yaml:"))
    }
}
