import Logs
import Testing

@Suite("Trouble")
struct TroubleTests {
    @Test(
        "is told by these lines",
        arguments: [
            "2026-01-02 ERROR could not connect", "[CRITICAL] disk", "FATAL: no role",
            "ValueError: bad",
            "torch.cuda.OutOfMemoryError: CUDA out of memory", "KeyboardInterrupt", "MemoryError",
            "java.lang.IllegalStateException: x", "error: unknown option", "main.c:3:1: error: no",
            "Error: x",
            "fatal: not a git repository", "ld: fatal error: stop", "panic: runtime",
            "thread 'main' panicked at",
            "Segmentation fault (core dumped)", "Killed", "line 3: 12345 Killed   python x.py",
            "Aborted",
            "sh: 1: foo: command not found", "ERROR: 404 not found", "\u{1B}[31mERROR\u{1B}[0m x",
            "\u{1B}[1;31mE\u{1B}[0mRROR",
        ]
    )
    func trouble(line: String) throws {
        let scratch = Scratch()
        scratch.write("fine\n\(line)\nfine\n")
        let finder = TroubleFinder(try scratch.open())
        let found = try #require(finder.firstTrouble())
        #expect(found.kind == .line && found.offset == 5)
        #expect(finder.next(after: found.offset) == nil)
        #expect(finder.previous(before: 100_000) == found)
        #expect(finder.previous(before: 5) == nil)
    }

    @Test(
        "is not told by these",
        arguments: [
            "mean squared error: 0.12", "[0]\ttrain-error:0.046522\teval-error:0.04", "ERROR: 0",
            "errors 0",
            "ERROR_RATE low", "errorless", "terror: none", "error=0.5 loss=1",
            "Error handling is on",
            "no exceptions", "Skilled", "test error: 1e-3, accuracy: 0.9", "ERRORS", "error: 12%",
            "importing errors",
            "errors.py", "class MyErrorHandler", "ok",
        ]
    )
    func noTrouble(line: String) throws {
        let scratch = Scratch()
        scratch.write(line + "\n")
        #expect(TroubleFinder(try scratch.open()).firstTrouble() == nil)
    }

    @Test("of a traceback is one, with the line that says what happened")
    func traceback() throws {
        let scratch = Scratch()
        let block = """
            Traceback (most recent call last):
              File "x.py", line 1, in <module>
                except KeyError:
            ValueError: bad ERROR: value

            """
        scratch.write("start\n\(block)between\n\(block)sh: Killed\n")
        let finder = TroubleFinder(try scratch.open())
        let size = block.utf8.count
        let last = size - "ValueError: bad ERROR: value\n".utf8.count
        let expected = [
            (6, 6 + last), (14 + size, 14 + size + last), (14 + 2 * size, 14 + 2 * size),
        ]
        var found: [Trouble] = []
        while let next = finder.next(after: found.last?.offset ?? -1) { found.append(next) }
        #expect(found.map(\.offset) == expected.map(\.0))
        #expect(found.map(\.messageOffset) == expected.map(\.1))
        #expect(
            found.map(\.message) == [
                "ValueError: bad ERROR: value", "ValueError: bad ERROR: value", "sh: Killed",
            ]
        )
        #expect(found.map(\.kind) == [.traceback, .traceback, .line])
        // From the middle of a block: on to the next, back to its own head.
        #expect(finder.next(after: 60)?.offset == 14 + size)
        #expect(finder.previous(before: 60)?.offset == 6)
        #expect(finder.previous(before: 14 + size)?.offset == 6)
    }

    @Test("in a traceback that was cut off is its head")
    func cutOff() throws {
        let scratch = Scratch()
        scratch.write("Traceback (most recent call last):\n  File \"x.py\", line 1\n")
        let found = try #require(TroubleFinder(try scratch.open()).firstTrouble())
        #expect(found.kind == .traceback && found.messageOffset == 35)
    }
}
