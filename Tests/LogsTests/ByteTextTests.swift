import Logs
import Testing

@Suite("Byte counts")
struct ByteTextTests {
    @Test(
        "read as people write them",
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1_000, "1.0 kB"),
            (9_999, "9.9 kB"), (10_000, "10 kB"), (999_999, "999 kB"), (1_200_000_000, "1.2 GB"),
            (Int.max, "9.2 EB"),
        ]
    )
    func text(count: Int, text: String) {
        #expect(ByteText.of(count) == text)
    }
}
