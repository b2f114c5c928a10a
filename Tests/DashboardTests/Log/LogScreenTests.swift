import Dashboard
import Domain
import Foundation
import Terminal
import Testing

@Suite("Log screen")
struct LogScreenTests {
    static func lines(_ count: Int) -> String {
        (1...count).map { "step \($0) loss 0.\($0)\n" }.joined()
    }

    @Test("a running attempt opens at its end and follows")
    func opensAtTheEnd() throws {
        let trial = try LogTrial(80, 10)
        trial.write(Self.lines(300))
        trial.open()
        #expect(trial.log?.isFollowing == true)
        #expect(
            trial.rows == [
                " train · attempt 2 of 2 · ● running · line 300 of 300 · 5.7 kB        following",
                "step 295 loss 0.295", "step 296 loss 0.296", "step 297 loss 0.297",
                "step 298 loss 0.298", "step 299 loss 0.299", "step 300 loss 0.300",
            ]
        )
        trial.append("step 301\nstep 302\n")
        #expect(trial.rows.last == "step 302")
    }

    @Test("a wheel up leaves follow for good, '.' returns to it")
    func follow() throws {
        let trial = try LogTrial(80, 10)
        trial.write(Self.lines(300))
        trial.open()
        trial.send(.mouse(MouseEvent(.wheelUp, at: Point(x: 10, y: 5))))
        #expect(trial.log?.isFollowing == false)
        #expect(trial.rows.last == "step 297 loss 0.297")
        trial.append("step 301\n")
        #expect(trial.rows.last == "step 297 loss 0.297")
        #expect(trial.rows[0].hasSuffix("69 bytes below"))
        trial.press(".")
        #expect(trial.log?.isFollowing == true)
        #expect(trial.rows.last == "step 301")
    }

    @Test("what stands below the screen is told in bytes")
    func newer() throws {
        let trial = try LogTrial(80, 10)
        trial.write(Self.lines(5_000))
        trial.open()
        trial.press("g")
        #expect(trial.rows[1] == "step 1 loss 0.1")
        trial.append("more\n")
        #expect(trial.rows[0].hasSuffix("107 kB below"))
    }

    @Test("a page that has not come keeps what is there, and keys go on")
    func slowDisk() throws {
        let trial = try LogTrial(80, 10)
        trial.write(Self.lines(5_000))
        trial.open()
        trial.press("g")
        trial.isSlow = true
        for _ in 0..<40 { trial.press("pgdn") }
        #expect(trial.rows[1] == "step 115 loss 0.115")
        trial.answerKept()
        #expect(trial.rows[1] == "step 196 loss 0.196")
        for _ in 0..<2_000 { trial.press("pgdn") }
        #expect(trial.rows.last == "step 5000 loss 0.5000")
    }

    @Test("a log that grows while the view goes to its start does not pull it back")
    func growsMeanwhile() throws {
        let trial = try LogTrial(80, 10)
        trial.write(Self.lines(5_000))
        trial.open()
        trial.isSlow = true
        trial.press("g")
        trial.append("more\n")
        trial.answerKept()
        #expect(trial.rows[1] == "step 1 loss 0.1")
    }

    @Test("scrolling by lines and pages, up and down, passes every line once")
    func moving() throws {
        let trial = try LogTrial(80, 10, second: .exited(0))
        trial.write(Self.lines(1_000))
        trial.open()
        trial.press("g")
        for number in 1...1_000 {
            #expect(trial.log?.cursorLine?.text.text.string == "step \(number) loss 0.\(number)")
            trial.press("j")
        }
        for number in (1...1_000).reversed() {
            #expect(trial.log?.cursorLine?.text.text.string == "step \(number) loss 0.\(number)")
            trial.press("k")
        }
    }

    @Test("a failed attempt opens at its first error, and x goes on from there")
    func trouble() throws {
        let trial = try LogTrial(80, 12, second: .exited(2))
        var text = Self.lines(100) + "Traceback (most recent call last):\n  File \"a.py\"\n"
        text += "ValueError: rate must be positive\n" + Self.lines(100) + "ERROR: gave up\n"
        trial.write(text)
        trial.open()
        #expect(
            trial.rows.dropLast() == [
                " train · attempt 2 of 2 · ✗ failed, exit 2 · line 101 of 204 · 3.6 kB",
                "step 99 loss 0.99", "step 100 loss 0.100", "Traceback (most recent call last):",
                "  File \"a.py\"", "ValueError: rate must be positive", "step 1 loss 0.1",
                "step 2 loss 0.2",
            ]
        )
        #expect(trial.rows.last?.hasPrefix(" ✗ ValueError: rate must be positive") == true)
        trial.press("x")
        #expect(trial.log?.cursorLine?.text.text.string == "ERROR: gave up")
        trial.press("x")
        #expect(trial.notice == "Nothing more; went on at the log's start.")
        trial.press("X")
        #expect(trial.log?.cursorLine?.text.text.string == "ERROR: gave up")
        trial.press("esc")
        #expect(trial.log?.current == nil)
        #expect(trial.model.place == .log(PenguinProject.second))
    }

    @Test("a failed attempt without an error line opens at its end")
    func noTrouble() throws {
        let trial = try LogTrial(80, 10, second: .signalled(9))
        trial.write(Self.lines(40))
        trial.open()
        #expect(trial.rows.last == "step 40 loss 0.40")
        #expect(trial.log?.isFollowing == false)
    }

    @Test("attempts are gone through with [ and ]")
    func attempts() throws {
        let trial = try LogTrial(80, 10)
        trial.write("first try\n", attempt: 1)
        trial.write("second try\n")
        trial.open()
        trial.press("]")
        #expect(trial.notice == "This is the newest attempt.")
        trial.press("[")
        #expect(trial.model.place == .log(PenguinProject.first))
        #expect(trial.rows[1] == "first try")
        #expect(trial.rows[0].hasSuffix("newer: attempt 2"))
        trial.press("[")
        #expect(trial.notice == "This is the first attempt.")
        trial.press("]", "q")
        #expect(trial.model.place == .overview)
        #expect(trial.log == nil)
    }

    @Test("nothing to show is said in words")
    func empty() throws {
        let silent = try LogTrial(60, 16)
        silent.open()
        #expect(silent.canvas.text.contains("No output yet"))
        silent.write("it begins\n")
        silent.send(.logGrew(PenguinProject.second))
        #expect(silent.rows[1] == "it begins")
        let gone = try LogTrial(60, 16, second: .exited(0))
        gone.open()
        #expect(gone.canvas.text.contains("There is no log any more"))
        let blank = try LogTrial(60, 16, second: .exited(0))
        blank.write("")
        blank.open()
        #expect(blank.canvas.text.contains("This attempt printed nothing."))
    }

    @Test("y copies clean text: the line, or what is marked")
    func copies() throws {
        let trial = try LogTrial(80, 10, second: .exited(0))
        trial.write("\u{1B}[31mred\u{1B}[0m one\ntwo\u{7}\nthree\n")
        trial.open()
        trial.press("g", "y")
        #expect(trial.others == [.copy("red one\n")])
        LogScreen.toggleMark(in: &trial.model)
        trial.press("G", "y")
        #expect(trial.others.last == .copy("red one\ntwo\nthree\n"))
        #expect(trial.notice == "Copied 3 lines, 18 bytes.")
    }

    @Test("a range that is being marked stays in sight as long as it can")
    func marking() throws {
        let trial = try LogTrial(80, 11, second: .exited(0))
        trial.write(Self.lines(300))
        trial.open()
        trial.press("g", "j", "j")
        LogScreen.toggleMark(in: &trial.model)
        trial.press("j", "j")
        #expect(trial.rows[1] == "step 3 loss 0.3")
        #expect(trial.rows.last == " 3 lines marked")
        let marked = (1...3).map { trial.canvas.grid.row($0).first?.style.background }
        #expect(marked == [.role(.selection), .role(.selection), .role(.cursorLine)])
        trial.press("pgdn")
        #expect(trial.rows.last == " 8 lines marked")
        trial.press("esc")
        #expect(trial.log?.mark == nil)
    }

    @Test("what happens to other logs, and behind the screen, asks for nothing")
    func elsewhere() throws {
        let trial = try LogTrial(80, 10)
        trial.write(Self.lines(10))
        trial.open()
        let late = LogQuery.status(PenguinProject.first)
        #expect(LogScreen.take(late, .missing, in: &trial.model).isEmpty)
        trial.press("1")
        let growth = Growth(position: Position(13), runs: [PenguinProject.run])
        #expect(LogScreen.grew(growth, in: &trial.model).isEmpty)
    }

    @Test("a click puts the cursor on its row and stops following")
    func click() throws {
        let trial = try LogTrial(80, 10)
        trial.write(Self.lines(300))
        trial.open()
        _ = LogScreen.click(RegionID("log-row", 2), in: &trial.model)
        #expect(trial.log?.cursorLine?.text.text.string == "step 297 loss 0.297")
        #expect(trial.log?.isFollowing == false)
    }
}
