import Domain
import Foundation
import Testing
import Tracking

@Suite("Odd fields of requests")
struct OddFieldsTests {
    @Test(
        "a word of a list may be given by its number, and no number is too small or too large",
        arguments: [
            ("\"A\"", "A"), ("1", "A"), ("\"2\"", "B"), ("2.0", "B"), ("0", nil), ("3", nil),
            ("-9223372036854775808", nil), ("9223372036854775807", nil),
            ("\"-9223372036854775808\"", nil), ("1e300", nil), ("\"C\"", nil), ("[]", nil),
        ] as [(String, String?)]
    )
    func choice(json: String, word: String?) throws {
        let fields = try Fields(body: Data("{\"f\":\(json)}".utf8))
        let found: String?
        do {
            found = try fields.choice("f", of: ["A", "B"], first: 1)
        } catch {
            found = nil
            #expect(error.code == .invalidParameterValue)
        }
        #expect(found == word)
    }

    @Test("a text with a zero byte, which the journal would cut, is refused")
    func zeroByte() throws {
        let fields = try Fields(body: Data(#"{"a":"x\u0000y","b":["x","\u0000"],"c":"x"}"#.utf8))
        #expect(throws: TrackingError.self) { try fields.text("a") }
        #expect(throws: TrackingError.self) { try fields.texts("b") }
        #expect(try fields.text("c") == "x")
    }
}
