import Domain
import Terminal

extension Confirmation {
    var title: SafeText {
        switch matter {
        case .cancel: "Cancel"
        case .close: "Close run"
        case .lose: "Something would be lost"
        case .quit: "Quit"
        }
    }

    /// The question, one paragraph an element.
    var paragraphs: [SafeText] {
        switch matter {
        case .cancel(let run, let stage):
            let what =
                stage.map { "'\($0.short)' in run \(run)" } ?? "everything under way in run \(run)"
            return [
                SafeText(untrusted: "This ends \(what), with all its processes."),
                "What was written so far stays as it is.",
            ]
        case .close(let run):
            let open = run.stages.count - run.settledCount
            let words = open == 1 ? "1 stage has" : "\(open) stages have"
            return [
                SafeText(untrusted: "Run \(run.id) ends as it stands: \(words) not run."),
                "The next step opens a new run.",
            ]
        case .lose(_, _, _, let losses):
            let list = losses.map { loss in
                SafeText(untrusted: "\(loss.stage.short): \(Run.lossText(loss.replacement.path))")
            }
            return list + ["Go back and copy it away, or mark the stage done by hand (a d)."]
        case .quit(let runs): return quitParagraphs(runs)
        }
    }

    private func quitParagraphs(_ runs: [Run]) -> [SafeText] {
        if runs.isEmpty { return ["Nothing needs this screen any more: nothing is lost."] }
        let running = runs.flatMap { run in
            run.stages.filter { $0.status == .running }.map { "'\($0.stage.short)'" }
        }
        let waiting = runs.flatMap(\.stages).filter { $0.phase == .queued || $0.phase == .held }
        let names = running.joined(separator: ", ")
        let queue =
            waiting.count == 1
            ? "1 stage that is asked for" : "\(waiting.count) stages that are asked for"
        let work = [running.isEmpty ? nil : names, waiting.isEmpty ? nil : queue]
            .compactMap(\.self).joined(separator: " and ")
        let verb = running.count + waiting.count == 1 ? "goes" : "go"
        return [
            SafeText(
                untrusted: "Detach: \(work) \(verb) on without this screen. An engine of its own "
                    + "takes care of it, and ends when all is done."
            ),
            "The next 'pitwall' here comes back to it.",
        ]
    }

    /// The answers, the safe one first.
    var answers: [SafeText] {
        switch matter {
        case .cancel: ["No, let it run", "Yes, cancel it"]
        case .close: ["No, keep it open", "Yes, close it"]
        case .lose: ["No, keep the file", "Yes, replace it"]
        case .quit(let runs) where runs.isEmpty: ["Quit", "Stay here"]
        case .quit: ["Detach: it goes on", "Cancel it and quit", "Stay here"]
        }
    }

    /// What the chosen answer asks for.
    func requests() -> [Request] {
        switch (matter, choice) {
        case (.cancel(let run, let stage), 1): return [.send(.cancel(run, stage))]
        case (.close(let run), 1): return [.send(.close(run.id))]
        case (.lose(let name, let selection, let options, _), 1):
            var granted = options
            granted.mayLose = true
            return [.send(.start(name, selection, granted))]
        case (.quit(let runs), 0): return [runs.isEmpty ? .quit : .detach]
        case (.quit(let runs), 1) where !runs.isEmpty:
            return runs.map { .send(.cancel($0.id, nil)) } + [.quit]
        case (.cancel, _), (.close, _), (.lose, _), (.quit, _): return []
        }
    }
}
