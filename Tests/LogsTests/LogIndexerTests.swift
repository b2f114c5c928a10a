import Logs
import Testing

@Suite("Log indexer")
struct LogIndexerTests {
    @Test("counts in the background until every line has its number", .timeLimit(.minutes(5)))
    func catchUp() async throws {
        let scratch = Scratch()
        let line = String(repeating: "x", count: 63) + "\n"
        scratch.write(String(repeating: line, count: 3 * LogLimits.indexBlockBytes / 64 + 1))
        let log = try scratch.open()
        let (changes, changed) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let indexer = LogIndexer(log) { changed.yield() }
        #expect(log.lineCount?.isApproximate == true)
        indexer.catchUp()
        for await _ in changes where log.indexFraction == 1 { break }
        let count = 3 * LogLimits.indexBlockBytes / 64 + 1
        #expect(log.lineCount == LineNumber(value: count, isApproximate: false))
        indexer.cancel()
    }
}
