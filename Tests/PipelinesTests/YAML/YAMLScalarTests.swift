import Pipelines
import Testing

@Suite("YAML scalars")
struct YAMLScalarTests {
    typealias Value = YAMLScalar.Value

    @Test(
        "mean what they mean to DVC",
        arguments: [
            ("", Value.null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null),
            ("nULL", .text("nULL")), ("None", .text("None")),
            ("true", .bool(true)), ("True", .bool(true)), ("FALSE", .bool(false)),
            ("tRue", .text("tRue")), ("yes", .text("yes")), ("no", .text("no")),
            ("on", .text("on")), ("off", .text("off")), ("y", .text("y")), ("NO", .text("NO")),
            ("0", .integer(0)), ("12", .integer(12)), ("+12", .integer(12)), ("-12", .integer(-12)),
            ("012", .integer(12)), ("089", .integer(89)), ("1_000", .integer(1000)),
            ("1__0_", .integer(10)), ("0o14", .integer(12)), ("-0o14", .integer(-12)),
            ("0x1F", .integer(31)), ("0x1f", .integer(31)), ("-0x1F", .integer(-31)),
            ("0b101", .integer(5)), ("0X1F", .text("0X1F")), ("0o8", .text("0o8")),
            ("0x", .text("0x")), ("0o", .text("0o")), ("0b2", .text("0b2")),
            ("_1", .text("_1")), ("-", .text("-")), ("+", .text("+")), ("-_", .text("-_")),
            ("--1", .text("--1")), ("1-2", .text("1-2")), ("1 2", .text("1 2")),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .bigInteger("9223372036854775808")),
            ("-9223372036854775809", .bigInteger("-9223372036854775809")),
            ("00018446744073709551616", .bigInteger("18446744073709551616")),
            ("0x10000000000000000", .bigInteger("18446744073709551616")),
            ("0x3b9aca000000000000000001", .bigInteger("18446744073709551616000000001")),
        ]
    )
    func integers(text: String, value: Value) {
        #expect(YAMLScalar.resolve(text) == value)
    }

    @Test(
        "are floating-point numbers only in the forms of YAML 1.2",
        arguments: [
            ("1.5", Value.float(1.5)), ("1.", .float(1)), (".5", .float(0.5)),
            ("-1.5", .float(-1.5)),
            ("1e3", .float(1000)), ("1e-3", .float(0.001)), ("1e10", .float(1e10)),
            ("1E+2", .float(100)), ("1.5e3", .float(1500)), ("1_0.5", .float(10.5)),
            (".5e+3", .float(500)), (".5e3", .text(".5e3")), ("1e", .text("1e")),
            ("1e+", .text("1e+")), ("1.5.2", .text("1.5.2")), (".", .text(".")),
            ("1e5x", .text("1e5x")), ("e5", .text("e5")), ("._", .text("._")),
            (".inf", .float(.infinity)), ("-.inf", .float(-.infinity)),
            ("+.INF", .float(.infinity)),
            (".iNf", .text(".iNf")), ("inf", .text("inf")), ("nan", .text("nan")),
            ("-.nan", .text("-.nan")), ("1e999", .float(.infinity)),
            ("2020-01-01", .text("2020-01-01")), ("12:30", .text("12:30")), ("=", .text("=")),
            ("１２", .text("１２")), ("1e5\u{301}", .text("1e5\u{301}")),
        ]
    )
    func floats(text: String, value: Value) {
        #expect(YAMLScalar.resolve(text) == value)
    }

    @Test("know a number that is none", arguments: [".nan", ".NaN", ".NAN"])
    func notANumber(text: String) throws {
        guard case .float(let value) = YAMLScalar.resolve(text) else {
            Issue.record("\(text) is not a floating-point number")
            return
        }
        #expect(value.isNaN)
    }

    @Test("keep an integer of a million digits, and a hexadecimal one up to a thousand")
    func longIntegers() {
        let digits = "1" + String(repeating: "0", count: 1_000_000)
        #expect(YAMLScalar.resolve(digits) == .bigInteger(digits))
        let longest = "0x" + String(repeating: "f", count: 1_000)
        guard case .bigInteger(let decimal) = YAMLScalar.resolve(longest) else {
            Issue.record("a thousand hexadecimal digits are a number")
            return
        }
        #expect(decimal.count == 1_205)
        #expect(decimal.hasPrefix("13182040"))
        let tooLong = longest + "f"
        #expect(YAMLScalar.resolve(tooLong) == .text(tooLong))
    }
}
