import Domain
import Pipelines
import Testing

/// What is expected here is what DVC 3.67.1 reads and refuses.
@Suite("A Python parameter file")
struct PythonParameterTests {
    private func flow(_ text: String) throws -> String {
        let file = try ParameterFile(bytes: Array(text.utf8), path: "p.py")
        return FlowText.text(of: file.root)
    }

    @Test(
        "gives the values of its literals",
        arguments: [
            ("1", "1"), ("-1", "-1"), ("+1.5", "1.5"), ("-(1)", "-1"), ("0x_f", "15"), ("00", "0"),
            ("0o17, 0b11", "[15, 3]"), ("1_000", "1000"), ("0_0", "0"),
            ("0xffffffffffffffffffff", "1208925819614629174706175"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("10000000000000000000000", "10000000000000000000000"),
            ("1.", "1.0"), (".5", "0.5"), ("1e5", "100000.0"), ("1_0.0_1E-1_0", "1.001e-09"),
            ("1e400", ".inf"), ("True", "true"), ("False", "false"), ("None", "null"),
            ("1,", "[1]"), ("(1)", "1"), ("(1,)", "[1]"), ("()", "[]"), ("[]", "[]"), ("{}", "{}"),
            ("set()", "[]"), ("{1, (2, 3)}", "[1, [2, 3]]"), ("(1, 2,)", "[1, 2]"),
            ("{1, 2, 2}", "[1, 2]"),
            ("(\n1 # c\n,\n\n2)", "[1, 2]"), ("[[1, 2], {}]", "[[1, 2], {}]"),
            (#"{"a": {"b": [(1,)]}}"#, "{a: {b: [[1]]}}"),
            (#"{"a": 1, "a": 2, "b": 3}"#, "{a: 2, b: 3}"),
            ("{1: 2, True: 3, 1.0: 4}", "{1: 4}"),
        ]
    )
    func literals(text: String, expected: String) throws {
        #expect(try flow("x = \(text) # why") == "{x: \(expected)}")
    }

    @Test(
        "gives the values of its texts",
        arguments: [
            ("'a'", "a"), ("u'a'", "a"), (#"R"\\'""#, #"\\'"#), (#""\d""#, #"\d"#),
            (#""\x41\u00e9\U0001F600\101""#, "Aé😀A"), (#""\N{BULLET}""#, "•"),
            ("\"a\\\nb\"", "ab"), ("\"\"\"a\\\n  b\r\nc\"\"\"", "a  b\nc"),
            ("'''it's'''", "it's"), (#""a" 'b' r"c""#, "abc"), ("(\"a\"\n\"b\")", "ab"),
            ("\"a\" \"b\"\\\n \"c\"", "abc"), ("'# no comment'", "# no comment"),
        ]
    )
    func texts(text: String, expected: String) throws {
        let file = try ParameterFile(bytes: Array("x = \(text)".utf8), path: "p.py")
        #expect(file.value(at: "x") == .text(expected))
    }

    @Test(
        "gives what stands at its top, in classes and in their __init__",
        arguments: [
            ("", "{}"), ("# only\n", "{}"), ("\"\"\"doc\"\"\"\nx = 1", "{x: 1}"),
            ("x = 1\r\ny = 2", "{x: 1, y: 2}"), ("x = 1; y = 2;", "{x: 1, y: 2}"),
            ("x: int = 1", "{x: 1}"), ("x: dict[str,\n int] = {}", "{x: {}}"),
            ("(x) = 1", "{x: 1}"), ("x = 1\n\\\ny = 2", "{x: 1, y: 2}"), ("é = 1", "{é: 1}"),
            ("class C: pass", "{C: {}}"), ("class C(B, metaclass=M): x = 1", "{C: {x: 1}}"),
            ("@d\nclass C:\n  # c\n\n  x: float = 1.5\n\n  y = 's'", "{C: {x: 1.5, y: s}}"),
            ("class C:\n\tclass D:\n\t\tx = 1\n\tx = 2", "{C: {D: {x: 1}, x: 2}}"),
            (
                "class C:\n x = 1\n def __init__(self, a: int = 0) -> None:\n  self.x = 2\n  z = 3"
                    + "\n  self.y: int = 4\n  if z:\n   self.q = 5\n  other.r = 6\ns = 7",
                "{C: {x: 2, y: 4}, s: 7}"
            ),
            ("def __init__(self):\n  self.t = 1", "{t: 1}"),
            ("x = 1\nclass x: y = 2", "{x: {y: 2}}"),
        ]
    )
    func places(text: String, expected: String) throws {
        #expect(try flow(text) == expected)
    }

    @Test(
        "passes over what is computed and what stands elsewhere",
        arguments: [
            "x = y", "x = y = 1", "x: int", "x += 1", "x[0] = 1", "a.b = 1", "x, y = 1, 2",
            "x = 1 + 2", "x = --1", "x = -True", "x = not True", "x = [1, y]", "x = [*y]",
            "x = {**y}", "x = f'a'", "x = 'a' f'b'", "x = 'a'[0]", "x = 1 .real", "x == 1",
            "x = 1if 1 else 2", "x = [i for i in y]", "x = (1, 2) (3)", "x = (y := 1)",
            "x = (yield)", "x = lambda a, /, *, b=1: a", "lambda: 0", "import a, b",
            "from a import (b,\n c)", "for x in y: z = 1", "with a as b, c: x = 1",
            "try:\n  import a\nexcept E as e:\n  b = 1\nelse: pass", "async def f():\n  x = 1",
            "def f(a, /, *, b: int = 1) -> int: return a", "if x:\n  y = 1\nelif z:\n  y = 2",
            "match x:\n  case 1: y = 1\n  case [2, *_]:\n    y = 2", "x = a[:, 1:]", "x = b'a'",
            "print(x, end='')", "x = a @ b", "x = ...",
            "x = {(1, 2): 3}", "x = {[1]: y}",
        ]
    )
    func passedOver(text: String) throws {
        #expect(try flow(text + "\nend = 1") == "{end: 1}")
    }

    @Test(
        "is refused at the place of the mistake where its text is malformed",
        arguments: [
            ("x = 1\ny = 'a", "2:5: this is not valid Python: this text has no closing quote."),
            ("x = \"\"\"a\n", "1:5:"), ("x = (1\ny = 2", "1:5:"), ("x = 1)", "1:6:"),
            ("x = (1]", "1:7:"), ("  x = 1", "1:3:"), ("if 1:\nx=1", "2:1:"),
            ("if 1:\n    x=1\n  y=2", "3:3:"), ("x = 1 2", "1:7:"), ("x =", "1:4:"),
            ("x = 1 +", "1:8:"), ("print \"x\"", "1:7:"), ("x = [1,,2]", "1:8:"),
            ("x = [1 2]", "1:8:"), ("x = (,)", "1:6:"), ("x = {1: }", "1:9:"), ("True = 1", "1:1:"),
            ("x = 012", "1:5:"), ("x = 1__0", "1:5:"), ("x = 0b12", "1:5:"), ("$x = 1", "1:1:"),
            ("x = 1?", "1:6:"), ("x = \"\\x1\"", "1:6:"), ("x = \"\\N{NO SUCH}\"", "1:6:"),
            ("x = 'a' b'b'", "1:9:"), ("x = 1;;", "1:7:"), ("class", "1:6:"), ("class C", "1:8:"),
            ("class C:", "1:9:"), ("x = 1 \\\n", "1:7:"), ("x = {[1]: 2}", "1:6:"),
            ("x = 'a\0b'", "1:7:"), ("x = = 1", "1:5:"),
            ("x = 1 = 2", "1:5:"), ("x: int = y = 1", "1:12:"), ("x = {1: 2, 3}", "1:13:"),
            ("if 1:\n\tx=1\n        y=1", "3:9:"),
        ]
    )
    func malformed(text: String, beginning: String) throws {
        let error = try #require(throws: InputMistakes.self) { try flow(text) }
        #expect(error.description.hasPrefix("p.py:" + beginning), "\(error)")
        #expect(error.description.hasSuffix("."))
    }

    @Test("no nesting stops the reader", arguments: ["(", "[", "{", "-(", "x("])
    func deep(opening: String) throws {
        let text = "x = " + String(repeating: opening, count: 100_000)
        #expect(throws: InputMistakes.self) { try flow(text) }
    }
}
