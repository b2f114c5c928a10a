import Domain
import Foundation
import Journal
import Testing

@Suite("Rows of the journal")
struct RowEncoderTests {
    private enum Form: Codable, Equatable {
        case empty
        case one(Int)
        case two(name: String, list: [Form])
    }

    private struct Inner: Codable, Equatable {
        let text: String?
        let number: Double
    }

    private struct Nothing: Codable, Equatable {}

    private struct Sample: Codable, Equatable {
        let text: String
        let texts: [String]
        let lists: [[Int]]
        let forms: [Form]
        let inner: Inner?
        let missing: Inner?
        let nothing: Nothing
        let flag: Bool
        let small: UInt8
        let big: Int64
        let date: Date
        let map: [String: Double]
        let numbers: [Int: String]
    }

    @Test("every form of value comes back as it was")
    func roundTrip() throws {
        let sample = Sample(
            text: "a\"b\\c/d\n\r\t\u{0}\u{1f}\u{7f}é😀\u{2028}",
            texts: ["", "x"],
            lists: [[], [1, -2], []],
            forms: [.empty, .one(3), .two(name: "n", list: [.empty, .one(-1)])],
            inner: Inner(text: nil, number: 1e300),
            missing: nil,
            nothing: Nothing(),
            flag: true,
            small: 255,
            big: .min,
            date: Date(timeIntervalSinceReferenceDate: 817_135_550.442_748_1),
            map: ["a": 0.1, "b": -0.0],
            numbers: [1: "one", 2: "two"]
        )
        let json = try RowEncoder().json(of: sample)
        let back = try JSONDecoder().decode(Sample.self, from: Data(json.utf8))
        #expect(back == sample)
        #expect(back.map["b"]?.sign == .minus)
        #expect(json.hasPrefix(#"{"text":"a\"b\\c/d\n\r\t\u0000\u001f"#))
    }

    @Test("scalars and lists stand alone")
    func alone() throws {
        #expect(try RowEncoder().json(of: "x") == #""x""#)
        #expect(try RowEncoder().json(of: [1, 2]) == "[1,2]")
        #expect(try RowEncoder().json(of: [Int]()) == "[]")
        #expect(try RowEncoder().json(of: Nothing()) == "{}")
        #expect(try RowEncoder().json(of: [Nothing(), Nothing()]) == "[{},{}]")
        #expect(try RowEncoder().json(of: Int?.none) == "null")
    }

    @Test("a number that JSON cannot say fails", arguments: [Double.nan, .infinity])
    func notFinite(number: Double) {
        #expect(throws: EncodingError.self) { try RowEncoder().json(of: [number]) }
    }

    @Test("a stage that was done bears the words that are looked for in its row")
    func done() throws {
        var stage = StageRun(stage: "a")
        #expect(try RowEncoder().json(of: stage).contains(#""attempts":[]"#))
        stage.phase = .ended(.done)
        let words = #""phase":{"ended":{"_0":{"done":{}}}}"#
        #expect(try RowEncoder().json(of: stage).contains(words))
    }
}
