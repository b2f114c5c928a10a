import Domain
import Pipelines
import Testing

/// A node on one line with its places, for comparison.
func shown(_ node: YAMLNode) -> String {
    let place = "@\(node.place.line):\(node.place.column)"
    switch node.content {
    case .scalar(let scalar):
        return "\(scalar.value)\(place)"
    case .list(let list):
        return "[" + list.map(shown).joined(separator: ", ") + "]\(place)"
    case .mapping(let entries):
        let parts = entries.map { "\($0.name): \(shown($0.value))" }
        return "{" + parts.joined(separator: ", ") + "}\(place)"
    }
}

@Suite("YAML files")
struct YAMLFileTests {
    /// What reading a text gives: the value, or the lines of its mistakes.
    static func read(_ text: String, limits: YAMLLimits = .written) -> String {
        do {
            return shown(try YAMLFile(text: text, path: "a.yaml", limits: limits).root)
        } catch {
            return error.description
        }
    }

    @Test("give every value its place and keep the order of keys")
    func places() {
        let text = """
            # a comment
            z: 1
            a:
              - x
              - {k: "v", ż: 'yes'}
            empty:
            """
        #expect(
            Self.read(text) == """
                {z: integer(1)@2:4, a: [text("x")@4:5, {k: text("v")@5:9, ż: text("yes")@5:17}@5:5]@4:3, \
                empty: null@6:7}@2:1
                """
        )
    }

    @Test(
        "that are empty are null",
        arguments: ["", "\n", "# only a comment\n", "---\n", "---\n...\n", "~"]
    )
    func empty(text: String) throws {
        #expect(try YAMLFile(text: text, path: "a.yaml").root.isNull)
    }

    @Test("know how a scalar was written")
    func styles() throws {
        let text = "a: 1\nb: '1'\nc: \"1\"\nd: |\n  1\ne: >\n  1\n"
        let file = try YAMLFile(text: text, path: "a.yaml")
        let entries = try #require(file.root.entries)
        #expect(
            entries.map(\.value.scalar?.style) == [.plain, .quoted, .quoted, .block, .block]
        )
        #expect(file.root["a"]?.integer == 1)
        #expect(file.root["b"]?.string == "1")
        #expect(file.root["d"]?.string == "1\n")
    }

    @Test("follow explicit tags of the core schema")
    func tags() {
        let text = "[!!str 12, !!float 1, !!int \"0x1F\", !!null '', !!bool true, ! 12]"
        #expect(
            Self.read(text) == """
                [text("12")@1:2, float(1.0)@1:12, integer(31)@1:23, null@1:37, bool(true)@1:48, \
                text("12")@1:61]@1:1
                """
        )
    }

    @Test("merge mappings, own keys over merged ones and earlier sources over later ones")
    func merges() throws {
        let text = """
            a: &a {x: 1, y: 1}
            b: &b {y: 2, z: 2}
            one: {<<: *a, y: 9}
            two: {w: 0, <<: [*a, *b]}
            quoted: {"<<": 1}
            """
        let root = try YAMLFile(text: text, path: "a.yaml").root
        func values(_ key: String) -> [String] {
            (root[key]?.entries ?? []).map { "\($0.name)=\($0.value.integer ?? -1)" }
        }
        #expect(values("one") == ["x=1", "y=9"])
        #expect(values("two") == ["y=1", "z=2", "x=1", "w=0"])
        #expect(values("quoted") == ["<<=1"])
    }

    @Test("keep names apart that differ only in their normal form")
    func normalForms() throws {
        let root = try YAMLFile(text: "e\u{301}: 1", path: "a.yaml").root
        #expect(root["e\u{301}"]?.integer == 1)
        #expect(root["\u{e9}"] == nil)
    }

    @Test("keep the type of a key", arguments: ["1: a", "? 1\n: a"])
    func keys(text: String) throws {
        let entry = try #require(YAMLFile(text: text, path: "a.yaml").root.entries?.first)
        #expect(entry.key.value == .integer(1))
        #expect(entry.name == "1")
    }

    @Test("say which kind of value they hold")
    func kinds() throws {
        let text = "[~, true, 1, 1.5, x, [], {}, 18446744073709551616]"
        let list = try #require(YAMLFile(text: text, path: "a.yaml").root.list)
        #expect(
            list.map(\.kind) == [
                "nothing", "true or false", "a number", "a number", "text", "a list", "a mapping",
                "a number",
            ]
        )
        #expect(
            list.map(\.number) == [nil, nil, 1, 1.5, nil, nil, nil, 18_446_744_073_709_551_616]
        )
        #expect(list[0].writtenText == nil)
        #expect(list[1].writtenText == "true")
    }
}
