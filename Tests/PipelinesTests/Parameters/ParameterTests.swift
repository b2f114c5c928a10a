import Domain
import Pipelines
import Testing

@Suite("Parameters")
struct ParameterTests {
    private func value(_ text: String) throws -> ParameterValue {
        ParameterValue(try YAMLFile(text: text, path: "p.yaml").root)
    }

    private func file(_ text: String, _ path: ProjectPath) throws -> ParameterFile {
        try ParameterFile(bytes: Array(text.utf8), path: path)
    }

    @Test(
        "values are equal where Python's are",
        arguments: [
            ("1", "1.0", true), ("1", "true", true), ("0.0", "false", true), ("1", "'1'", false),
            ("null", "0", false), ("[1, 2]", "[2, 1]", false),
            ("{a: 1, b: 2}", "{b: 2.0, a: 1}", true),
            ("{a: 1}", "{a: 1, b: 2}", false), ("{1: a}", "{1.0: a}", true),
            ("9007199254740993", "9007199254740992.0", false),
            ("9007199254740992", "9007199254740992.0", true),
            ("100000000000000000000", "1e20", true), ("100000000000000000001", "1e20", false),
            ("0o14", "12", true), ("1e3", "1000", true), (".nan", ".nan", false),
            (".inf", "-.inf", false), ("\"\\u00e9\"", "\"e\\u0301\"", false), ("[]", "{}", false),
        ]
    )
    func equality(left: String, right: String, isEqual: Bool) throws {
        let (left, right) = (try value(left), try value(right))
        #expect((left == right) == isEqual)
        #expect((right == left) == isEqual)
        if isEqual { #expect(left.hashValue == right.hashValue) }
    }

    @Test(
        "numbers are printed as Python prints them",
        arguments: [
            (0.001, "0.001"), (1e10, "10000000000.0"), (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (1e-5, "1e-05"), (0.0001, "0.0001"), (0.00012345, "0.00012345"), (2.5, "2.5"),
            (-0.0, "-0.0"), (1.0, "1.0"), (123_456_789.123, "123456789.123"),
            (Double.leastNonzeroMagnitude, "5e-324"),
            (1.797_693_134_862_315_7e308, "1.7976931348623157e+308"),
            (9_007_199_254_740_992, "9007199254740992.0"), (1.5e-7, "1.5e-07"), (1e100, "1e+100"),
            (12_345_678_901_234_567_168, "1.2345678901234567e+19"),
        ]
    )
    func floats(value: Double, text: String) {
        #expect(FlowText.text(of: .float(value)) == text)
    }

    @Test("YAML, JSON and TOML give the same values under dotted keys")
    func formats() throws {
        let files = [
            try file("train: {lr: 0.001, layers: [1, {n: x}]}\ndeep.key: 1", "p.yaml"),
            try file(#"{"train": {"lr": 1e-3, "layers": [1, {"n": "x"}]}}"#, "P.JSON"),
            try file("[train]\nlr = 0.001\nlayers = [1, {n = \"x\"}]", "a/p.toml"),
        ]
        for file in files {
            #expect(file.value(at: "train.lr") == .float(0.001))
            #expect(file.value(at: "train.layers.1.n") == .text("x"))
            #expect(file.value(at: "train.layers.0") == .integer(1))
            #expect(file.value(at: "train.layers.2") == nil)
            #expect(file.value(at: "train.layers.-1") == nil)
            #expect(file.value(at: "train.lr.x") == nil)
            #expect(file.value(at: "other") == nil)
            #expect(file.value(at: "") == nil)
        }
    }

    @Test(
        "a file that cannot be used is told with its place",
        arguments: [
            ("p.yaml", "a: [", "p.yaml:"),
            ("p.yaml", "- 1", "p.yaml: has no parameters: it holds a list"),
            (
                "p.json", "{\n \"a\": 1,\n}",
                "p.json:3:1: this is not valid JSON: expected a name in quotes."
            ),
            ("p.json", "{\"a\": 1 2}", "p.json:1:9: this is not valid JSON: expected ',' or '}'."),
            ("p.toml", "a = 1\nb = = 2", "p.toml:2:"),
            ("p.toml", "a = 2020-01-01", "p.toml: the value of 'a' is a date"),
            ("p.py", "a = 1\nb = (", "p.py:2:5: this is not valid Python: "),
        ]
    )
    func broken(path: String, text: String, beginning: String) throws {
        let error = try #require(throws: InputMistakes.self) { try file(text, ProjectPath(path)) }
        #expect(error.description.hasPrefix(beginning), "\(error)")
    }

    @Test(
        "JSON is read as Python reads it",
        arguments: [
            ("[1, -0, 1.5e3, NaN, -Infinity]", "[1, 0, 1500.0, .nan, -.inf]"),
            (#""\u00e9\ud83d\ude00\n\/""#, #""é😀\n/""#),
            (#"{"a": 1, "b": 2, "a": 3}"#, "{a: 3, b: 2}"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            (" true ", "true"),
        ]
    )
    func json(text: String, flow: String) throws {
        let value = try file("{\"k\": \(text)}", "p.json").value(at: "k")
        #expect(value.map(FlowText.text) == flow)
    }

    @Test(
        "no JSON text makes the reader stop working",
        arguments: [
            "", "{", "[", "\"", "\"\\", "\"\\u12", "\"\\ud800\"", "01", "1.", "-", "tru", "[1,]",
            "{\"a\"}", "\u{0}",
            String(repeating: "[", count: 100_000),
        ]
    )
    func hostileJSON(text: String) {
        #expect(throws: InputMistakes.self) { try file(text, "p.json") }
    }

    @Test(
        "flow text gives its value back",
        arguments: [
            "null", "true", "-3", "1.5", ".inf", "123456789012345678901234567890", "plain text",
            "'1'",
            "'true'", "''", "' a '", "\"a\\n\\tb\\\"\\\\ \\u0001 \\ufeff\"", "'a: b, [c] #d'",
            "'<<'",
            "[1, [a, {b: c, 'd e': [null]}], {}]", "{1: a, null: b, '': c}", "2020-01-01",
            "'=': '~'",
        ]
    )
    func flowText(text: String) throws {
        let value = try value(text)
        #expect(FlowText.value(of: FlowText.text(of: value)) == value)
        #expect(!FlowText.text(of: value).contains("\n"))
    }
}
