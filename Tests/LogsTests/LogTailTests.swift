import Logs
import Testing

@Suite("Log tail")
struct LogTailTests {
    @Test("gives each finished line once, as the log grows")
    func follow() throws {
        let scratch = Scratch()
        scratch.write("a\nb\nc\nhal")
        var tail = LogTail(try scratch.open(), last: 2)
        #expect(tail.next().lines.map(\.text) == ["c"])
        #expect(tail.liveLine?.text == "hal")
        #expect(tail.next().lines.isEmpty)
        scratch.append("f\nd\n")
        #expect(tail.next().lines.map(\.text) == ["half", "d"])
        #expect(tail.liveLine == nil)
        scratch.append("e\nf\ng\n")
        let first = tail.next(atMost: 2)
        #expect(first.lines.map(\.text) == ["e", "f"] && !first.isCaughtUp)
        #expect(tail.next(atMost: 2).lines.map(\.text) == ["g"])
    }

    @Test("starts again when the log was cut")
    func restart() throws {
        let scratch = Scratch()
        scratch.write("long line\nanother\n")
        var tail = LogTail(try scratch.open(), last: 0)
        #expect(tail.next().lines.isEmpty)
        scratch.truncate(to: 0)
        scratch.append("new\n")
        let batch = tail.next()
        #expect(batch.isRestart && batch.lines.map(\.text) == ["new"])
    }

    @Test("follows what is not finished from its start")
    func unfinished() throws {
        let scratch = Scratch()
        scratch.write("a\nhal")
        var tail = LogTail(try scratch.open(), last: 0)
        scratch.append("f\n")
        #expect(tail.next().lines.map(\.text) == ["half"])
    }
}
