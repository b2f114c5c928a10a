import Domain
import Pipelines
import Testing

@Suite("A TOML parameter file")
struct TOMLTests {
    private func flow(_ text: String) throws -> String {
        let file = try ParameterFile(bytes: Array(text.utf8), path: "p.toml")
        return FlowText.text(of: file.root)
    }

    private func mistake(_ bytes: [UInt8]) throws -> String {
        let error = try #require(throws: InputMistakes.self) {
            try ParameterFile(bytes: bytes, path: "p.toml")
        }
        return error.description
    }

    @Test(
        "gives the values of its texts",
        arguments: [
            (#"a = "x \"y\" \\ \t\u00e9\U0001F600""#, #"{a: "x \"y\" \\ \té😀"}"#),
            (#"a = "\b\f\r\n""#, #"{a: "\U00000008\U0000000c\r\n"}"#),
            (#"a = 'C:\n\"'"#, #"{a: "C:\\n\\\""}"#),
            ("a = \"\"\"\none\n  two\"\"\"", #"{a: "one\n  two"}"#),
            ("a = \"\"\"\r\none\r\ntwo\"\"\"\r\n", #"{a: "one\ntwo"}"#),
            ("a = \"\"\"one \\  \n\n   two\"\"\"", "{a: one two}"),
            ("a = \"\"\"\"\"q\"\"\"\"\"", #"{a: "\"\"q\"\""}"#),
            ("a = '''\n'q' \\ ''x'''''", #"{a: "'q' \\ ''x''"}"#),
            ("a = ''''''", #"{a: ""}"#), ("a = \"\"\"\"\"\"", #"{a: ""}"#),
            (#"a = """#, #"{a: ""}"#),
            ("a = '\u{e9}\u{4e2d}'", "{a: \u{e9}\u{4e2d}}"),
        ]
    )
    func texts(text: String, expected: String) throws {
        #expect(try flow(text) == expected)
    }

    @Test(
        "gives the values of its numbers",
        arguments: [
            ("0", "0"), ("+99", "99"), ("-17", "-17"), ("-0", "0"), ("1_000", "1000"),
            ("0xDEAD_beef", "3735928559"), ("0o755", "493"), ("0b1101", "13"), ("0x00", "0"),
            ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("0x7fffffffffffffff", "9223372036854775807"),
            ("+1.0", "1.0"), ("-0.0", "-0.0"), ("3.1415", "3.1415"), ("5e+22", "5e+22"),
            ("1e06", "1000000.0"), ("-2E-2", "-0.02"), ("6.626e-34", "6.626e-34"),
            ("224_617.445_991", "224617.445991"), ("0e0", "0.0"), ("1e-400", "0.0"),
            ("inf", ".inf"), ("+inf", ".inf"), ("-inf", "-.inf"), ("nan", ".nan"), ("-nan", ".nan"),
            ("true", "true"), ("false", "false"),
        ]
    )
    func numbers(text: String, expected: String) throws {
        #expect(try flow("a = \(text) # why") == "{a: \(expected)}")
    }

    @Test(
        "keeps its tables, lists and keys in the order written",
        arguments: [
            ("", "{}"), ("# only\n\t\n", "{}"), ("\u{feff}a = 1", "{a: 1}"),
            ("z = 1\na = 2\r\nm = 3", "{z: 1, a: 2, m: 3}"),
            ("a . 'b.c' . \"d\" = 1\na.x = 2", "{a: {b.c: {d: 1}, x: 2}}"),
            ("1.2 = 3\n- = 4\n'' = 5", "{\"1\": {\"2\": 3}, \"-\": 4, \"\": 5}"),
            (
                "a = [1, [ 'x', 2.5, ], # c\n { b = 1, c.d = [], c.e = {} },\n]",
                "{a: [1, [x, 2.5], {b: 1, c: {d: [], e: {}}}]}"
            ),
            ("[b]\nx = 1\n[a.c]\ny = 2\n[a]\nz = 3", "{b: {x: 1}, a: {c: {y: 2}, z: 3}}"),
            ("[ a . \"b\" ] # c\nx = 1", "{a: {b: {x: 1}}}"),
            (
                "[[a]]\nx = 1\n[a.b]\ny = 1\n[[a.c]]\n[[a.c]]\n[[a]]\n[a.b]\ny = 2",
                "{a: [{x: 1, b: {y: 1}, c: [{}, {}]}, {b: {y: 2}}]}"
            ),
            ("[a]\nb.c = 1\n[a.b.d]\ne = 2", "{a: {b: {c: 1, d: {e: 2}}}}"),
            ("\u{22}\u{e9}\u{22} = 1\n\"e\u{301}\" = 2", "{\u{e9}: 1, \"e\u{301}\": 2}"),
        ]
    )
    func shapes(text: String, expected: String) throws {
        let found = try flow(text)
        // As bytes: names that only look the same are two.
        #expect(found.utf8.elementsEqual(expected.utf8), "\(found)")
    }

    @Test(
        "that made an earlier reader crash is told with its place",
        arguments: [
            ("[[[", "1:3: this is not valid TOML: expected a name."),
            ("[[", "1:3: this is not valid TOML: expected a name."),
            ("[=]", "1:2: this is not valid TOML: expected a name."),
            ("[(opt)]", "1:2: this is not valid TOML: expected a name."),
            ("a = 1\n[t]\nb = 2\n[[[", "4:3: this is not valid TOML: expected a name."),
            ("a = 1\r\n[(opt)]\r\n", "2:2: this is not valid TOML: expected a name."),
        ]
    )
    func crashes(text: String, expected: String) throws {
        #expect(try mistake(Array(text.utf8)) == "p.toml:" + expected)
    }

    @Test(
        "that is broken is told with its place",
        arguments: [
            ("a", "1:2: expected '='"), ("a = ", "1:5: a value is missing"),
            ("a = 1 b = 2", "1:7: expected the end of the line"), ("= 1", "1:1: expected a name"),
            ("a. = 1", "1:4: expected a name"), ("[]", "1:2: expected a name"),
            ("[a", "1:3: expected ']'"), ("[[a]", "1:5: expected ']'"),
            ("[[a] ]", "1:5: expected ']'"), ("[a]]", "1:4: expected the end of the line"),
            ("\"\"\"a\"\"\" = 1", "1:3: expected '='"), ("é = 1", "1:1: expected a name"),
            ("a = \"x", "1:5: a text is not closed on its line"),
            ("a = 'x\n'", "1:5: a text is not closed on its line"),
            ("a = 'x\r'", "1:5: a text is not closed on its line"),
            ("a = '''x\n''", "1:5: a text is not closed."),
            ("a = \"\"\"x\r\"\"\"", "1:9: a control character in a text must be escaped"),
            ("a = 'é\u{1}'", "1:7: a control character in a text must be escaped"),
            ("a = '\u{7f}'", "1:6: a control character in a text must be escaped"),
            ("# \u{0}", "1:3: a control character cannot stand in a comment"),
            ("# \ra = 1", "1:3: a control character cannot stand in a comment"),
            (#"a = "\e""#, "1:6: unknown escape"), (#"a = "\"#, "1:6: unknown escape"),
            (#"a = "\u12g4""#, "1:6: an escape needs 4 hex digits"),
            (#"a = "\U0011"#, "1:6: an escape needs 8 hex digits"),
            (#"a = "\ud800""#, "1:6: an escape names no character"),
            (#"a = "\Uffffffff""#, "1:6: an escape names no character"),
            ("a = 9223372036854775808", "1:5: the number does not fit into 64 bits"),
            ("a = 0xffffffffffffffff", "1:5: the number does not fit into 64 bits"),
            ("a = 1e400", "1:5: the number does not fit into 64 bits"),
            ("a = 01", "1:5: a number cannot begin with 0"), ("a = word", "1:5: this is no TOML"),
            ("a = [1 2]", "1:8: expected ',' or ']'"), ("a = [", "1:6: a value is missing"),
            ("a = [,]", "1:6: a value is missing"), ("a = {b = 1,}", "1:12: expected a name"),
            ("a = {b = 1\n}", "1:11: expected ',' or '}'"), ("a = {", "1:6: expected a name"),
        ]
    )
    func broken(text: String, expected: String) throws {
        let parts = expected.split(separator: ": ", maxSplits: 1)
        let beginning = "p.toml:\(parts[0]): this is not valid TOML: \(parts[1])"
        let found = try mistake(Array(text.utf8))
        #expect(found.hasPrefix(beginning), "\(found)")
        #expect(found.hasSuffix("."))
    }

    @Test(
        "has no other spellings of numbers and times",
        arguments: [
            "_1", "1_", "1__0", "+_1", "1.", ".1", "1._0", "1_.0", "1e", "1e_1", "1.e1", "0x",
            "0x_1",
            "+0x1", "0X1", "0o8", "0b2", "-01", "00.5", "++1", "1.2.3", "Inf", "+true", "TRUE",
            "null",
            "2021-02-29", "1900-02-29", "2021-13-01", "2021-00-01", "2021-04-31", "2021-1-1",
            "24:00:00",
            "12:60:00", "12:00:61", "12:00", "12:00:00.", "12:00:00Z", "2021-01-01T",
            "2021-01-01T12:00:00+24:00", "2021-01-01T12:00:00+1:00", "2021-01-01 25:00:00", "-",
            "+",
        ]
    )
    func spellings(text: String) throws {
        let found = try mistake(Array("a = \(text)".utf8))
        #expect(found.hasPrefix("p.toml:1:5: this is not valid TOML: "), "\(found)")
    }

    @Test(
        "cannot hold times",
        arguments: [
            "2020-02-29", "07:32:00", "00:32:00.999999", "1979-05-27T07:32:00",
            "1979-05-27t07:32:00z",
            "1979-05-27 07:32:00.5-07:00", "1979-05-27T23:59:60Z # c",
        ]
    )
    func times(text: String) throws {
        let expected =
            "p.toml: the value of 't.a.1' is a date or time, which a lock cannot hold."
            + " Put it in quotes."
        #expect(try mistake(Array("[t]\na = [1, \(text)\n]".utf8)) == expected)
    }

    @Test(
        "defines each name once",
        arguments: [
            ("a = 1\na = 2", "2:1", "a"), ("a = 1\n\"a\" = 2", "2:1", "a"),
            ("[a]\n[a]", "2:2", "a"), ("a = 1\n[a]", "2:2", "a"), ("a.b = 1\n[a]", "2:2", "a"),
            ("[a]\n[[a]]", "2:3", "a"), ("[[a]]\n[a]", "2:2", "a"), ("a = []\n[[a]]", "2:3", "a"),
            ("a = {}\n[a]", "2:2", "a"), ("a = {}\n[a.b]", "2:2", "a"),
            ("a = {}\na.b = 1", "2:1", "a"),
            ("a = 1\na.b = 2", "2:1", "a"), ("a = [{}]\n[a.b]", "2:2", "a"),
            ("a.b = 1\na = 2", "2:1", "a"), ("a = {b = {}, b.c = 1}", "1:14", "b"),
            ("a = {b.c = 1, b = 2}", "1:15", "b"), ("[a.b.c]\n[a]\nb.c.d = 1", "3:3", "c"),
            ("[[a]]\n[[a.b]]\n[a.b]", "3:4", "b"), ("[a.b]\n[[a]]", "2:3", "a"),
            ("[a]\nb.c = 1\n[a.b]", "3:4", "b"),
        ]
    )
    func redefinitions(text: String, place: String, name: String) throws {
        let found = try mistake(Array(text.utf8))
        let beginning = "p.toml:\(place): this is not valid TOML: '\(name)' is already defined"
        #expect(found.hasPrefix(beginning), "\(found)")
    }

    @Test(
        "that is not UTF-8 is told with its place",
        arguments: [
            [0x61, 0x0A, 0x62, 0xFF], [0x61, 0x0A, 0x23, 0xC3],
            [0x61, 0x0A, 0x23, 0xED, 0xA0, 0x80],
            [0x61, 0x0A, 0x23, 0xC0, 0x80], [0x61, 0x0A, 0x23, 0xF5, 0x80, 0x80, 0x80],
        ] as [[UInt8]]
    )
    func encoding(bytes: [UInt8]) throws {
        let expected = "p.toml:2:2: this is not valid UTF-8. Save the file as UTF-8."
        #expect(try mistake(bytes) == expected)
    }

    @Test("nests 63 tables or lists in its root, and no more")
    func depth() throws {
        let forms: [(Int) -> String] = [
            { "a = " + String(repeating: "[", count: $0) + String(repeating: "]", count: $0) },
            { String(repeating: "a.", count: $0) + "a = 1" },
            { "[" + String(repeating: "a.", count: $0 - 1) + "a]" },
            { String(repeating: "a = {", count: $0) + String(repeating: "}", count: $0) },
        ]
        for form in forms {
            #expect(throws: Never.self) { try flow(form(62)) }
            #expect(throws: Never.self) { try flow(form(63)) }
            for count in [64, 100_000] {
                let found = try mistake(Array(form(count).utf8))
                #expect(found.hasSuffix("not valid TOML: it is nested over 64 levels."), "\(found)")
            }
        }
    }
}
