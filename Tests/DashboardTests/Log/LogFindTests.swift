import Dashboard
import Domain
import Foundation
import Logs
import Terminal
import Testing

@Suite("Finding and filtering in a log")
struct LogFindTests {
    private func trial(_ width: Int = 80, _ height: Int = 11) throws -> LogTrial {
        let trial = try LogTrial(width, height, second: .exited(0))
        let text = (1...400).map { number in
            number % 50 == 0 ? "Epoch \(number) saved\n" : "step \(number) loss 0.5\n"
        }
        trial.write(text.joined())
        trial.open()
        trial.press("g")
        return trial
    }

    @Test("a field takes every printable key as text, enter looks, esc leaves")
    func field() throws {
        let trial = try trial()
        trial.press("/")
        trial.type("q1?sx")
        #expect(trial.log?.field?.field.text == "q1?sx")
        #expect(trial.rows.last?.hasPrefix(" find q1?sx") == true)
        trial.press("esc")
        #expect(trial.log?.field == nil)
        #expect(trial.log?.find == nil)
        #expect(trial.model.place == .log(PenguinProject.second))
        trial.press("/", "^c")
        #expect(trial.log?.field == nil)
    }

    @Test("n and N go through matches and around the ends")
    func next() throws {
        let trial = try trial()
        trial.press("/")
        trial.type("epoch")
        trial.press("enter")
        #expect(trial.wait { $0.log?.status.find?.isDone == true })
        #expect(trial.log?.cursorLine?.text.text.string == "Epoch 50 saved")
        #expect(trial.rows.last == " find “epoch”  1 of 8")
        trial.press("n", "n")
        #expect(trial.log?.cursorLine?.text.text.string == "Epoch 150 saved")
        #expect(trial.rows.last == " find “epoch”  3 of 8")
        trial.press("N")
        #expect(trial.log?.cursorLine?.text.text.string == "Epoch 100 saved")
        trial.press("G", "n")
        #expect(trial.log?.cursorLine?.text.text.string == "Epoch 50 saved")
        #expect(trial.notice == "Nothing more; went on at the log's start.")
    }

    @Test("steps asked for while one is under way are all made")
    func queued() throws {
        let trial = try trial()
        trial.press("/")
        trial.type("epoch")
        trial.press("enter")
        trial.isSlow = true
        trial.press("n", "n", "n")
        trial.answerKept()
        #expect(trial.log?.cursorLine?.text.text.string == "Epoch 200 saved")
    }

    @Test("capital letters count when typed; re: begins an expression")
    func patterns() throws {
        let trial = try trial()
        trial.press("/")
        trial.type("EPOCH")
        trial.press("enter")
        #expect(trial.notice == "No line with “EPOCH”.")
        trial.press("/")
        trial.type("re:[")
        trial.press("enter")
        #expect(trial.log?.field?.mistake != nil)
        trial.press("^u")
        trial.type("re:^step 7[12]")
        trial.press("enter")
        #expect(trial.log?.cursorLine?.text.text.string == "step 71 loss 0.5")
    }

    @Test("matches are marked where they stand, also while typing")
    func marks() throws {
        let trial = try trial()
        trial.press("/")
        trial.type("loss")
        let runs = trial.canvas.grid.runs(ofRow: 1)
        #expect(runs.contains { $0.text == "loss" && $0.style.background == .role(.match) })
        trial.press("esc")
        let later = trial.canvas.grid.runs(ofRow: 1)
        #expect(!later.contains { $0.style.background == .role(.match) })
    }

    @Test("a filter hides the rest, enter and esc bring it back around the cursor")
    func filter() throws {
        let trial = try trial()
        trial.press("f")
        trial.type("epoch")
        trial.press("enter")
        #expect(trial.wait { $0.log?.status.filter?.isDone == true })
        #expect(
            Array(trial.rows.dropFirst()) == [
                "Epoch 50 saved", "Epoch 100 saved", "Epoch 150 saved", "Epoch 200 saved",
                "Epoch 250 saved", "Epoch 300 saved", " filter “epoch”  8 lines",
            ]
        )
        trial.press("j", "j", "y")
        #expect(trial.others.last == .copy("Epoch 150 saved\n"))
        trial.press("enter")
        #expect(trial.log?.filter == nil)
        #expect(trial.log?.cursorLine?.text.text.string == "Epoch 150 saved")
        #expect(trial.rows.contains("step 151 loss 0.5"))
        trial.press("esc")
        #expect(trial.model.place == .overview)
    }

    @Test("esc leaves find, then filter, then the screen")
    func escape() throws {
        let trial = try trial()
        trial.press("f")
        trial.type("step")
        trial.press("enter", "/")
        trial.type("7")
        trial.press("enter", "esc")
        #expect(trial.log?.find == nil)
        #expect(trial.log?.filter != nil)
        trial.press("esc")
        #expect(trial.log?.filter == nil)
        trial.press("esc")
        #expect(trial.log == nil)
    }

    @Test("a find keeps to the lines that the filter shows")
    func findInFilter() throws {
        let trial = try trial()
        trial.press("f")
        trial.type("epoch")
        trial.press("enter", "/")
        trial.type("00")
        trial.press("enter")
        #expect(trial.log?.cursorLine?.text.text.string == "Epoch 100 saved")
        trial.press("n")
        #expect(trial.log?.cursorLine?.text.text.string == "Epoch 200 saved")
    }

    @Test("a filter that nothing matches says so")
    func nothing() throws {
        let trial = try trial()
        trial.press("f")
        trial.type("zebra")
        trial.press("enter")
        #expect(trial.wait { $0.log?.status.filter?.isDone == true })
        #expect(trial.canvas.text.contains("No line matches “zebra”."))
        trial.press("esc")
        #expect(trial.rows[1] == "step 1 loss 0.5")
    }

    @Test("pasted text goes into the field, and nowhere else")
    func paste() throws {
        let trial = try trial()
        trial.send(.paste(Paste("dd\nrm")))
        #expect(trial.log?.field == nil)
        trial.press("/")
        trial.send(.paste(Paste("a\nb")))
        #expect(trial.log?.field?.field.text == "a b")
    }

    @Test("a search that was stopped says why")
    func stopped() throws {
        let trial = try trial(100, 11)
        trial.press("/")
        trial.type("step")
        trial.press("enter")
        var status = LogStatus()
        let notice = "The pattern took more than 2 s on line 2, so the search was stopped."
        status.find = SearchStatus(matches: 7, fraction: 0.5, isDone: true, notice: notice)
        trial.send(.answered(.log(.status(PenguinProject.second), .status(status))))
        #expect(trial.rows.last == " \(notice) · find “step”  1 of 7")
    }

    @Test(
        "a log too large to be searched at once is searched beside the screen",
        .timeLimit(.minutes(5))
    )
    func large() throws {
        let trial = try LogTrial(80, 11, second: .exited(2))
        let block = String(repeating: "all is well and quiet in this line\n", count: 90_000)
        trial.write(block + "RuntimeError: lost\n" + block)
        trial.open()
        #expect(trial.wait { $0.log?.current != nil && $0.log?.seeking == nil })
        #expect(trial.log?.cursorLine?.text.text.string == "RuntimeError: lost")
        #expect(trial.rows[0].contains("line 90,001 of 180,001"))
        trial.press("f")
        trial.type("re:lost|found")
        trial.press("enter")
        #expect(trial.wait { $0.log?.lines.count == 1 })
        #expect(trial.rows[1] == "RuntimeError: lost")
    }
}
