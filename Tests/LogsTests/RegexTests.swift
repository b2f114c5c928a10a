import Foundation
import Logs
import Testing

@Suite("Regular expressions")
struct RegexTests {
    private static func ours(_ pattern: String, _ line: String) throws -> [Range<Int>] {
        let compiled = try SearchPattern(pattern, .regularExpression, letterCase: .exact)
        return PatternHighlighter(compiled).matches(in: Array(line.utf8))
    }

    @Test(
        "match what they should",
        arguments: [
            ("a+b", "xaab ab", [1..<4, 5..<7]), ("a.*?b", "a1b2b", [0..<3]),
            ("a.*b", "a1b2b", [0..<5]),
            ("^err", "error", [0..<3]), ("r$", "error\r", [4..<5]), ("^$", "", []),
            (#"\bred\b"#, "red bred red", [0..<3, 9..<12]), (#"\Bred"#, "red bred", [5..<8]),
            ("a|ab|abc", "abc", [0..<1]), ("abc|ab|a", "abc", [0..<3]),
            ("x{2,3}", "xxxxx", [0..<3, 3..<5]),
            (#"\d+%"#, "at 43% of 100%", [3..<6, 10..<14]), ("[^a-c]+", "abcdefa", [3..<6]),
            ("(?i)ERROR", "eRRor", [0..<5]), ("(?:ab)+", "ababa", [0..<4]),
            ("(?<name>a)b", "ab", [0..<2]),
            (".", "é", [0..<2]), ("^.{3}$", "äöü", [0..<6]), ("[ä-ü]+", "xäöy", [1..<5]),
            (#"\x41\u00e9"#, "Aé", [0..<3]), (#"[\w.]+@[\w.]+"#, "to a.b@c.d now", [3..<10]),
            (#"\{"a": 1}"#, #"{"a": 1}"#, [0..<8]), ("a{,2}", "a{,2}", [0..<5]),
            ("x*", "aaa", [0..<0]),
            (#"(a)\1"#, "xaa", [1..<3]), ("(?<=a)b", "bab", [2..<3]), ("a(?!b)", "abac", [2..<3]),
            (#"\p{Lu}"#, "aÄb", [1..<3]), ("[[:digit:]]+", "a12", [1..<3]),
            ("[]a]+", "x]a", [1..<3]),
        ]
    )
    func matches(pattern: String, line: String, expected: [Range<Int>]) throws {
        #expect(try Self.ours(pattern, line) == expected)
    }

    @Test(
        "say where they are wrong",
        arguments: [
            ("(ab", "This '(' has no ')'.", 1), ("a)b", "There is no '(' for this ')'.", 2),
            ("x[ab", "This '[' has no ']'.", 2),
            ("*a", "There is nothing before '*' to repeat.", 1),
            ("a|+", "There is nothing before '+' to repeat.", 3),
            ("ab\\", "Nothing follows the '\\'.", 3),
            ("a[z-a]", "A range goes from a lower to a higher character.", 3),
            (#"\y"#, #"'\y' is not known."#, 1),
            ("a{5,2}", "The greatest number is less than the least.", 2),
            ("a{5000}", "At most 1000 repetitions can be asked for.", 2),
            ("(?q)", "'(?q' is not known.", 3),
            ("(?<a", "The group's name has no '>'.", 1),
            (#"\x4"#, "This is not the number of a character.", 1),
            (
                "((a{1000}){1000}){9}",
                "The pattern repeats too much at once. Make its numbers smaller.", 1
            ),
            (String(repeating: "(", count: 101), "Groups can be nested 100 deep.", 101),
            ("", "There is nothing to look for.", 1),
            ("a\nb", "A search stays within one line.", 2),
        ]
    )
    func wrong(pattern: String, message: String, column: Int) {
        #expect(throws: PatternError(message, column: column)) {
            try SearchPattern(pattern, .regularExpression)
        }
    }

    @Test("match bytes that are not UTF-8 as one character each")
    func broken() throws {
        let pattern = try SearchPattern("caf.x.*y", .regularExpression)
        let line: [UInt8] =
            Array("caf".utf8) + [0xE9] + Array("x".utf8) + [0xFF, 0xC3] + Array("y".utf8)
        #expect(PatternHighlighter(pattern).matches(in: line) == [0..<8])
    }

    @Test("match the same as the reference on random patterns and lines", arguments: 0..<40)
    func random(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for _ in 0..<40 {
            let pattern = Self.randomPattern(3, &dice)
            let reference = try NSRegularExpression(pattern: pattern)
            let compiled = try SearchPattern(pattern, .regularExpression, letterCase: .exact)
            let highlighter = PatternHighlighter(compiled)
            for _ in 0..<10 {
                let length = Int.random(in: 1..<12, using: &dice)
                let line = String(
                    (0..<length).map { _ in "ab. é".randomElement(using: &dice) ?? "a" }
                )
                let expected = Self.reference(reference, line)
                #expect(
                    highlighter.matches(in: Array(line.utf8)) == expected,
                    "seed \(seed), pattern \(pattern), line '\(line)'"
                )
            }
        }
    }

    private static func reference(_ expression: NSRegularExpression, _ line: String) -> [Range<Int>]
    {
        let whole = NSRange(location: 0, length: line.utf16.count)
        let all = expression.matches(in: line, range: whole).map { result in
            let units = line.utf16
            let start = units.index(units.startIndex, offsetBy: result.range.location)
            let end = units.index(start, offsetBy: result.range.length)
            let low = line.utf8.distance(from: line.startIndex, to: start)
            return low..<low + line.utf8.distance(from: start, to: end)
        }
        // A match of nothing counts only where nothing else does.
        let full = all.filter { !$0.isEmpty }
        return full.isEmpty ? Array(all.prefix(1)) : full
    }

    private static func randomPattern(_ depth: Int, _ dice: inout Dice) -> String {
        func part(_ dice: inout Dice) -> String { randomPattern(depth - 1, &dice) }
        guard depth > 0 else {
            return ["a", "b", "é", ".", "[ab]", "[^a]", #"\."#, " "].randomElement(using: &dice)
                ?? "a"
        }
        switch Int.random(in: 0..<8, using: &dice) {
        case 0: return part(&dice) + part(&dice)
        case 1: return "(" + part(&dice) + "|" + part(&dice) + ")"
        case 2: return "(" + part(&dice) + "a)*" + part(&dice)
        case 3: return "(?:" + part(&dice) + ")+?" + part(&dice)
        case 4: return "(?:" + part(&dice) + "){1,2}" + part(&dice)
        case 5: return "^" + part(&dice)
        case 6: return part(&dice) + "$"
        default: return "(" + part(&dice) + "b)?" + part(&dice)
        }
    }
}
