import Domain
import Testing

@Suite("Names")
struct IdentityTests {
    @Test("names that differ only in their normal form are two")
    func bytes() {
        let composed = StageName("\u{E9}")
        let decomposed = StageName("e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test(
        "a path is taken relative to a folder",
        arguments: [
            ("", "data.csv", "data.csv"), ("w", "../params.yaml", "params.yaml"),
            ("a/b", "./c", "a/b/c"), ("a", "../../x", "../x"), ("", "d/", "d"),
        ]
    )
    func paths(folder: String, path: String, expected: String) {
        #expect(ProjectPath(folder).appending(path) == ProjectPath(expected))
    }

    @Test("every status has glyphs and words of its own")
    func glyphs() {
        let all = Status.allCases
        #expect(Set(all.map(\.glyph)).count == all.count)
        #expect(Set(all.map(\.asciiGlyph)).count == all.count)
    }
}
