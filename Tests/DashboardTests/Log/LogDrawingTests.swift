import Dashboard
import Domain
import Foundation
import Logs
import Terminal
import Testing

@Suite("How a log is drawn")
struct LogDrawingTests {
    private static let long =
        "a line of exactly eighty-six cells that goes on beyond the edge of "
        + "a screen, eighty"

    @Test("nothing a log holds commands the terminal or leaves its row")
    func hostile() throws {
        let trial = try LogTrial(80, 12, second: .exited(0))
        let lines = [
            "\u{1B}]52;c;aGk=\u{7}clip", "\u{1B}[2J\u{1B}[Hcleared", "a\u{8}\u{8}b",
            "\u{202E}reversed", "tab\there", "\u{1B}[31mred\u{1B}[0m",
        ]
        trial.write(Array((lines.joined(separator: "\n") + "\n").utf8) + [0xFF, 0xFE, 0x0A])
        trial.open()
        trial.press("g")
        #expect(
            Array(trial.rows.dropFirst()) == [
                "^[]52;c;aGk=^Gclip", "^[[2J^[[Hcleared", "a^H^Hb", #"\u{202e}reversed"#,
                "tab     here", "red", #"\xff\xfe"#, "",
            ]
        )
        let red = trial.canvas.grid.runs(ofRow: 6)
        #expect(red.contains { $0.text == "red" && $0.style.foreground == .index(1) })
    }

    @Test("redraws are one line, the newest")
    func redraws() throws {
        let trial = try LogTrial(80, 10)
        trial.write("begin\n 10%|#\r 20%|##\r 30%|###")
        trial.open()
        #expect(trial.rows[2] == " 30%|###")
        trial.append("\r 40%|####")
        #expect(trial.rows[2] == " 40%|####")
        #expect(trial.rows[3] == "")
    }

    @Test("long lines are wrapped, cut, or numbered")
    func views() throws {
        let trial = try LogTrial(60, 16, second: .exited(0))
        trial.write("short\n" + Self.long + "\nend\n")
        trial.times([
            (PenguinProject.now, 0), (PenguinProject.now.addingTimeInterval(61), 6),
        ])
        trial.open()
        #expect(
            trial.rows[1...4] == [
                "short", "a line of exactly eighty-six cells that goes on beyond the e",
                "dge of a screen, eighty", "end",
            ]
        )
        trial.press("<")
        #expect(trial.notice == "Lines are wrapped; v cuts them instead.")
        trial.press("v")
        #expect(
            trial.rows[1...3] == [
                "short", "a line of exactly eighty-six cells that goes on beyond the ›", "end",
            ]
        )
        trial.press(">")
        #expect(trial.rows[2] == "‹lls that goes on beyond the edge of a screen, eighty")
        trial.press("v")
        #expect(
            trial.rows[1...4] == [
                "   1 14:03:20 short",
                "   2 14:04:21 a line of exactly eighty-six cells that goes o",
                "              n beyond the edge of a screen, eighty",
                "   3 14:04:21 end",
            ]
        )
    }

    @Test("the dropped middle is one line")
    func gap() throws {
        let trial = try LogTrial(60, 16, second: .exited(0))
        let dropped = String(repeating: "x", count: 2_000)
        trial.write("head\n" + dropped + "\ntail\n")
        trial.times(gap: 5..<2_006, [(PenguinProject.now, 0)])
        trial.open()
        trial.press("g")
        #expect(trial.rows[1] == "head")
        #expect(trial.rows[2].contains("╌ … 2.0 kB dropped here … ╌"))
        #expect(trial.rows[3] == "tail")
    }

    @Test("output that could not be written is told above the log, however long that is")
    func lost() throws {
        let trial = try LogTrial(80, 16, second: .exited(0))
        trial.write(String(repeating: "line\n", count: 60_000))
        trial.times(lost: 729_948, [(PenguinProject.now, 0)])
        trial.open()
        #expect(trial.rows[0].contains("729 kB of output could not be written here"))
    }

    @Test("a line without an end is shown in pieces at once")
    func endless() throws {
        let trial = try LogTrial(80, 24)
        trial.write([UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000))
        trial.open()
        #expect(trial.rows[19] == String(repeating: "x", count: 80))
        trial.press("pgup", "pgup", "g")
        #expect(trial.rows[1] == String(repeating: "x", count: 80))
        trial.press("v")
        #expect(trial.rows[1].hasSuffix("x›"))
    }

    @Test(
        "the header keeps what matters on every screen",
        arguments: [
            (60, " train · attempt 2 of 2 · ✗ failed, exit 2 · line 1 of 2"),
            (
                80,
                " train · attempt 2 of 2 · ✗ failed, exit 2 · line 1 of 2 · 14:03:20 · 16 bytes"
            ),
            (
                100,
                " train · attempt 2 of 2 · ✗ failed, exit 2 · line 1 of 2 · 14:03:20 · 16 bytes"
            ),
            (
                160,
                " train · attempt 2 of 2 · ✗ failed, exit 2 · line 1 of 2 · 14:03:20 · 16 bytes"
            ),
        ]
    )
    func header(width: Int, text: String) throws {
        let trial = try LogTrial(width, width == 60 ? 16 : 45, second: .exited(2))
        trial.write("hello you\nworld\n")
        trial.times([(PenguinProject.now, 0)])
        trial.open()
        trial.press("g")
        #expect(trial.rows[0] == text)
    }

    @Test("an ASCII terminal gets ASCII")
    func ascii() throws {
        let trial = try LogTrial(60, 16, glyphs: .ascii)
        trial.write("naïve ● ok\n")
        trial.open()
        #expect(trial.rows[0].hasPrefix(" train . attempt 2 of 2 . R running"))
        #expect(trial.rows[1] == "na?ve R ok")
        #expect(trial.canvas.text.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test("a resize keeps the line under the cursor in sight")
    func resize() throws {
        let trial = try LogTrial(160, 45, second: .exited(0))
        trial.write((1...200).map { "line \($0) " + Self.long + "\n" }.joined())
        trial.open()
        trial.press("g", "pgdn", "pgdn")
        let line = trial.log?.cursorLine?.number?.value
        #expect(line == 81)
        trial.send(.resized(Size(width: 60, height: 16), .unicode))
        #expect(trial.log?.cursorLine?.number?.value == line)
        #expect(trial.rows[1].hasPrefix("line 81 a line of exactly"))
    }
}
