import Domain
import Foundation
import Testing
import Tracking

@Suite("JSON of tracking clients")
struct JSONValueTests {
    @Test(
        "values are read as what they are",
        arguments: [
            ("1", .integer(1)), ("-9007199254740993", .integer(-9_007_199_254_740_993)),
            ("1.5", .number(1.5)),
            ("1e3", .number(1_000)), ("true", .flag(true)), ("null", .null),
            (#""a\u00e9""#, .text("aé")),
            ("18446744073709551615", .number(18_446_744_073_709_551_616)),
            (#"{"a":[1,{}]}"#, .object(["a": .list([.integer(1), .object([:])])])),
        ] as [(String, JSONValue)]
    )
    func read(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: Data(text.utf8)) == value)
    }

    @Test("what is no JSON is refused", arguments: ["NaN", "{", "{'a':1}", "", "1 2"])
    func refused(text: String) {
        #expect(throws: (any Error).self) { try JSONValue(parsing: Data(text.utf8)) }
    }

    @Test(
        "numbers are written so that they read back the same, and what is none by its name",
        arguments: [
            (.number(0.1), "0.1"), (.number(.leastNonzeroMagnitude), "5e-324"),
            (.number(.nan), "\"NaN\""),
            (.number(-.infinity), "\"-Infinity\""), (.integer(.max), "9223372036854775807"),
            (.text("a\"\\\u{1}é"), "\"a\\\"\\\\\\u0001é\""),
            (["b": .null, "a": .list([.flag(false)])], #"{"a":[false],"b":null}"#),
        ] as [(JSONValue, String)]
    )
    func written(value: JSONValue, text: String) {
        #expect(String(decoding: value.bytes, as: UTF8.self) == text)
    }
}

@Suite("Fields of tracking requests")
struct FieldsTests {
    private static func fields(_ json: String) throws -> Fields {
        try Fields(body: Data(json.utf8))
    }

    @Test(
        "whole numbers come as numbers or as texts",
        arguments: [("3", 3), ("\"3\"", 3), ("3.0", 3), ("-1", -1)]
    )
    func integers(json: String, value: Int64) throws {
        #expect(try Self.fields("{\"a\":\(json)}").integer("a") == value)
    }

    @Test("what is no whole number is refused", arguments: ["3.5", "\"x\"", "true", "[]", "{}"])
    func noIntegers(json: String) throws {
        let fields = try Self.fields("{\"a\":\(json)}")
        let error = try #require(throws: TrackingError.self) { try fields.integer("a") }
        #expect(error.code == .invalidParameterValue)
        #expect(error.message.contains("for parameter 'a' supplied"))
    }

    @Test(
        "values of metrics may be no numbers",
        arguments: [
            ("\"Infinity\"", Double.infinity), ("\"-Infinity\"", -Double.infinity), ("2", 2),
        ]
    )
    func numbers(json: String, value: Double) throws {
        #expect(try Self.fields("{\"a\":\(json)}").number("a") == value)
        #expect(try Self.fields("{\"a\":\"NaN\"}").number("a")?.isNaN == true)
    }

    @Test("a body that is no object is refused", arguments: ["[]", "\"x\"", "1", "nonsense"])
    func noObject(json: String) {
        #expect(throws: TrackingError(.badRequest, "The request's body is no JSON object.")) {
            try Self.fields(json)
        }
    }

    @Test(
        "words are taken by name and by number",
        arguments: [("\"FAILED\"", "FAILED"), ("4", "FAILED"), ("\"1\"", "RUNNING")]
    )
    func choices(json: String, word: String) throws {
        let words = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]
        #expect(try Self.fields("{\"a\":\(json)}").choice("a", of: words, first: 1) == word)
    }

    @Test(
        "names that are paths out of a folder, or hold odd signs, are refused",
        arguments: ["../a", "a//b", "/a", "a/", ".", "a/../b", "a\nb", "a;b", "a\u{0}", "a%b"]
    )
    func badKeys(key: String) {
        #expect(throws: TrackingError.self) { try EntryRules.key(key, "Metric") }
    }

    @Test("plain names are taken", arguments: ["loss", "val/loss", "a b:c-d_e.f", "größe", "精度"])
    func goodKeys(key: String) throws {
        #expect(try EntryRules.key(key, "Metric").text == key)
    }

    @Test("lengths are counted in characters")
    func lengths() throws {
        let longest = String(repeating: "é", count: EntryRules.longestKey)
        #expect(try EntryRules.key(longest, "Param").text == longest)
        #expect(throws: TrackingError.self) { try EntryRules.key(longest + "a", "Param") }
    }
}
