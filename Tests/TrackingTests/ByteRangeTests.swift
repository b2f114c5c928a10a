import Testing
import Tracking

@Suite("Parts of files that are asked for")
struct ByteRangeTests {
    @Test(
        "one part is given as far as the file goes",
        arguments: [
            ("bytes=0-0", 0..<1), ("bytes=0-99", 0..<10), ("bytes=3-5", 3..<6),
            ("bytes=9-", 9..<10), ("bytes=-3", 7..<10), ("bytes=-99", 0..<10),
            ("bytes=0-9223372036854775807", 0..<10),
            ("bytes=10-", nil), ("bytes=-0", nil), ("bytes=10-12", nil),
        ] as [(String, Range<Int>?)]
    )
    func parts(text: String, part: Range<Int>?) throws {
        #expect(try #require(ByteRange(text)).part(of: 10) == part)
    }

    @Test("of an empty file there is no part", arguments: ["bytes=0-", "bytes=-1", "bytes=0-0"])
    func empty(text: String) throws {
        #expect(try #require(ByteRange(text)).part(of: 0) == nil)
    }

    @Test(
        "any other form says nothing",
        arguments: [
            "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-3", "bytes=0-1,3-4",
            "items=0-1", "bytes=+1-2", "bytes=99999999999999999999-", "bytes=1-2-3", "bytes=٣-",
        ]
    )
    func other(text: String) {
        #expect(ByteRange(text) == nil)
    }
}
