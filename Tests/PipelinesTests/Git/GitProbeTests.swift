import Foundation
import Pipelines
import Testing

@Suite("What git keeps and leaves out", .timeLimit(.minutes(5)))
struct GitProbeTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func git(_ words: String) throws -> (status: Int32, text: String) {
        try Shell.output("git \(words)", in: folder.path)
    }

    /// What git's own program says.
    private func isIgnored(_ path: String) throws -> Bool {
        try git("check-ignore --quiet --no-index -- '\(path)'").status == 0
    }

    @Test(
        "a path is left out where git leaves it out",
        arguments: [
            "o", "/o", "o/", "*", "*.csv", "d/*.csv", "/d", "d/", "**/o", "d/**", "d/**/o", "**",
            "/**", "d/**/", "**/", "e*e", "d/o", "d/e", "!o", "o\n!o", "d\n!d/o", "d/*\n!d/o",
            "*\n!*/\n!o", "# o", "o ", "o\t", "o\r", "/d/*/o", "d/*o", "//o", "a**o", "/d/", "é*",
            "[o]", "\\o", "?", "*.csv\n!d/e/x.csv", "d/e/", "*/e", "e/o", "",
        ]
    )
    func patterns(text: String) throws {
        _ = try git("init -q")
        let paths = ["o", "d/o", "d/e/o", "d/e/x.csv", "x.csv", "e", "é", "a/b/o", "d/e"]
        for path in paths where path != "d/e" { try folder.write(path, "1") }
        for place in [".gitignore", ".git/info/exclude", "d/.gitignore"] {
            try folder.write(place, text + "\n")
            let probe = GitProbe(root: folder.raw)
            for path in paths {
                #expect(try probe.ignores(folder[path]) == isIgnored(path), "\(place): \(path)")
            }
            try folder.remove(place)
        }
    }

    @Test("files nearer to a path go before those above it")
    func order() throws {
        _ = try git("init -q")
        try folder.write(".gitignore", "*.csv\n!keep.csv\nsub\n")
        try folder.write("d/.gitignore", "!*.csv\nkeep.csv\n")
        try folder.write(".git/info/exclude", "x\n!x.csv\n")
        let probe = GitProbe(root: folder.raw)
        for path in ["a.csv", "keep.csv", "d/a.csv", "d/keep.csv", "x", "x.csv", "sub/a", "d/x"] {
            #expect(try probe.ignores(folder[path]) == isIgnored(path), "\(path)")
        }
        // A change counts at once.
        try folder.write(".gitignore", "\n")
        #expect(probe.ignores(folder["a.csv"]) == false)
    }

    @Test("a path is tracked where the index holds it, or something in it", arguments: [2, 3, 4])
    func tracked(version: Int) throws {
        let names = ["a", "d/e/f", "d/e.txt", "d-x", "long/" + String(repeating: "n", count: 200)]
        for name in names + ["free", "intent"] { try folder.write(name, "1") }
        _ = try git("init -q")
        let quoted = names.map { "'\($0)'" }.joined(separator: " ")
        _ = try git("add \(quoted)")
        if version == 3 { _ = try git("add --intent-to-add intent") }
        _ = try git("update-index --index-version \(version)")
        let probe = GitProbe(root: folder.raw)
        for path in names + ["d", "d/e", "long", "free", "intent", "d/e/", "a/b", "d/f", "lon"] {
            let told = try git("ls-files --error-unmatch -- '\(path)'").status == 0
            #expect(probe.tracks(folder[path]) == told, "\(path)")
        }
        _ = try git("add free")
        #expect(probe.tracks(folder["free"]) == true)
        _ = try git("rm -q --cached free")
        #expect(probe.tracks(folder["free"]) == false)
    }

    @Test("a further work tree and a project below its top have their own answers")
    func workTrees() throws {
        try folder.write("main/p/a", "1")
        let script = """
            cd main && git init -q && git add p/a && git -c user.name=a -c user.email=a@b commit \
            -qm 1 && git worktree add -q ../other && echo '/o*' > .git/info/exclude
            """
        try #require(try Shell.run(script, in: folder.path) == 0)
        try folder.write("other/p/b", "1")
        _ = try Shell.run("git add p/b", in: folder["other"].description)
        let main = GitProbe(root: folder["main/p"])
        let other = GitProbe(root: folder["other/p"])
        #expect(main.tracks(folder["main/p/a"]) == true)
        #expect(main.tracks(folder["main/p/b"]) == false)
        #expect(other.tracks(folder["other/p/b"]) == true)
        #expect(main.ignores(folder["main/out"]) == true)
        #expect(other.ignores(folder["other/out"]) == true)
        #expect(other.ignores(folder["other/p/out"]) == false)
    }

    @Test("where there is no repository git says nothing")
    func none() {
        let probe = GitProbe(root: folder.raw)
        #expect(probe.tracks(folder["a"]) == nil)
        #expect(probe.ignores(folder["a"]) == nil)
    }

    @Test("an index that is cut off is left to git")
    func cutOff() throws {
        for name in ["a", "b/c", "d"] { try folder.write(name, "1") }
        _ = try git("init -q && git add .")
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/.git/index")))
        #expect(GitIndex(bytes)?.holds(RawPath("b")) == true)
        for length in 0..<bytes.count where GitIndex(Array(bytes[..<length])) != nil {
            // Only what follows the entries may be missing unnoticed.
            #expect(length >= bytes.count - 60)
        }
    }
}
