import Logs
import Testing

@Suite("Redraws")
struct RedrawTests {
    @Test(
        "only the last redraw that says something is shown",
        arguments: [
            ("10%\r20%\r30%", "30%", 2), ("10%\r20%\r", "20%", 1), ("\r10%", "10%", 1),
            ("a\r   \r", "a", 0), ("a\r\u{1B}[K\rb\r\u{1B}[2K", "b", 2), ("\r\r\r", "", 0),
            ("plain", "plain", 0), ("a\rb\r\r", "b", 1), ("", "", 0),
        ]
    )
    func folding(line: String, shown: String, hidden: Int) throws {
        let scratch = Scratch()
        scratch.write(line + "\nnext\n")
        let found = try #require(try scratch.open().lines(from: 0, count: 1, .forward).first)
        #expect(found.text == shown)
        #expect(found.redraws == hidden)
        #expect(found.length == line.utf8.count + 1)
        let visible = Array(line.utf8)[found.shownOffset...].prefix(found.bytes.count)
        #expect(Array(visible) == found.bytes)
    }

    @Test("a bar redrawn over megabytes is one line, and stays one while it grows")
    func longBar() throws {
        let scratch = Scratch()
        scratch.write("start\n")
        var redraws = 0
        func draw(_ count: Int) {
            scratch.append(
                (redraws..<redraws + count).map { "\rstep \($0) of 99999999 |████      |" }.joined()
            )
            redraws += count
        }
        draw(50_000)
        let log = try scratch.open()
        for _ in 0..<3 {
            let lines = log.tail(5)
            #expect(lines.map(\.offset) == [0, 6])
            #expect(lines.last?.text == "step \(redraws - 1) of 99999999 |████      |")
            #expect(lines.last?.redraws == redraws)
            #expect(log.lines(from: 0, count: 5, .forward) == lines)
            #expect(log.lineStart(of: log.size / 2) == 6)
            draw(1_000)
            _ = log.growth()
        }
        scratch.append("\ndone\n")
        _ = log.growth()
        #expect(log.tail(5).map(\.offset) == [0, 6, log.size - 5])
        #expect(
            log.lines(from: log.size / 2, count: 2, .forward).map(\.offset) == [6, log.size - 5]
        )
    }
}
