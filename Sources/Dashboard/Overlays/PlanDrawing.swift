import Domain
import Foundation
import Terminal

/// The plan sheet: what would run, why, what it replaces, and whether that can come back.
enum PlanDrawing {
    static func draw(_ sheet: PlanSheet, _ model: Model, on canvas: inout Canvas) {
        let usual = model.pipeline(sheet.plan.pipeline)?.newestRun?.usual ?? [:]
        let running = sheet.plan.stages.count { $0.verdict.willRun }
        var lines = [summary(sheet.plan, usual), .empty]
        for check in sheet.plan.stages { lines += self.lines(of: check, usual[check.stage]) }
        let title =
            StyledText("Plan", .title)
            + StyledText(untrusted: " · \(sheet.plan.pipeline) · \(sheet.words)", .muted)
        let runKey: [(keys: SafeText, label: SafeText)] =
            running > 0 && !model.settings.isReadOnly ? [("s", "runs it")] : []
        Sheet.draw(
            title,
            lines,
            top: sheet.top,
            width: 100,
            footer: Overlays.footer(runKey + [("esc", "leaves")]),
            on: &canvas
        )
    }

    private static func summary(_ plan: Plan, _ usual: [StageName: Duration]) -> StyledText {
        let running = plan.stages.filter { $0.verdict.willRun }
        let later = plan.stages.count { check in
            if case .follows = check.verdict { return true }
            return false
        }
        if running.isEmpty, later == 0 {
            return StyledText("Everything is up to date; nothing would run.", Style(.done))
        }
        var text = "\(running.count) of \(plan.stages.count) stages would run"
        if later > 0 { text += "; \(later) more depend on what comes out" }
        let known = running.compactMap { usual[$0.stage] }
        if known.count == running.count, !known.isEmpty {
            text += ", about \(known.reduce(.zero, +).words)"
        }
        return StyledText(untrusted: text + ".")
    }

    private static func lines(of check: StageCheck, _ usual: Duration?) -> [StyledText] {
        var head = check.line(width: 16)
        if check.verdict.willRun, let usual {
            head.append(SafeText(untrusted: "  ~ \(usual.words)"), Style(.estimate))
        }
        var lines = [head]
        if case .runs(let changes) = check.verdict, changes.count > 1 {
            lines += changes.map { StyledText(untrusted: "    \($0.words)", .muted) }
        }
        if case .blocked(let problems) = check.verdict, problems.count > 1 {
            lines += problems.map { StyledText(untrusted: "    \($0)", Style(.failed)) }
        }
        guard check.verdict.willRun else { return lines }
        for replacement in check.replacements where replacement.fate != .kept {
            let loses = replacement.fate == .lost
            let warns = loses && replacement.isEditedByHand
            let fate =
                loses ? "is not in the cache" : "is in the cache and can come back"
            let text = "    replaces \(replacement.path), which \(fate)"
            lines.append(
                StyledText(
                    untrusted: warns ? text + "; it was changed by hand and would be lost" : text,
                    warns ? Style(.warning) : .faint
                )
            )
        }
        return lines
    }
}

extension PlanSheet {
    /// The selection in words.
    var words: String {
        switch selection {
        case .next: "next step"
        case .only(let stages): stages.map(\.short).joined(separator: ", ")
        case .upTo(let stages): "up to " + stages.map(\.short).joined(separator: ", ")
        case .from(let stages): "from " + stages.map(\.short).joined(separator: ", ")
        case .all: "all"
        }
    }
}

/// The sheet that says why a stage stands as it does.
enum WhyDrawing {
    static func draw(_ sheet: WhySheet, _ model: Model, on canvas: inout Canvas) {
        guard let subject = model.subject else { return }
        var lines: [StyledText] = []
        if let stage = subject.run?.stage(sheet.stage) { lines += past(stage) }
        lines.append(StyledText("If it were run now", .header))
        if let check = subject.plan?.check(of: sheet.stage) {
            lines.append(check.line(width: 16))
            switch check.verdict {
            case .runs(let changes), .frozen(let changes):
                lines += changes.map { StyledText(untrusted: "  \($0.words)") }
            case .blocked(let problems):
                lines += problems.map { StyledText(untrusted: "  \($0)", Style(.failed)) }
            case .unchanged, .restores, .follows: break
            }
        } else {
            lines.append(StyledText("It is being looked at…", .muted))
        }
        Sheet.draw(
            StyledText("Why", .title)
                + StyledText(untrusted: " · \(sheet.stage.short)", .muted),
            lines,
            top: sheet.top,
            width: 90,
            footer: Overlays.footer([("esc", "leaves")]),
            on: &canvas
        )
    }

    /// What the run knows: how it ended and what it was run on.
    private static func past(_ stage: StageRun) -> [StyledText] {
        var lines = [StyledText("In this run", .header)]
        lines.append(
            stage.status.words
                + StyledText(untrusted: stage.reason.map { "  \($0)" } ?? "", .muted)
        )
        guard let check = stage.check else { return lines + [.empty] }
        if case .runs(let changes) = check.verdict {
            lines += changes.map { StyledText(untrusted: "  because \($0.words)") }
        }
        for input in check.inputs {
            let hash = input.hash.map { String($0.prefix(8)) } ?? "missing"
            lines.append(StyledText(untrusted: "  read  \(input.path)  \(hash)", .muted))
        }
        for fact in check.parameters {
            let value = fact.value ?? "missing"
            lines.append(
                StyledText(untrusted: "  with  \(fact.file):\(fact.key) = \(value)", .muted)
            )
        }
        for output in stage.outputs {
            let hash = output.hash.map { String($0.prefix(8)) } ?? "missing"
            lines.append(StyledText(untrusted: "  made  \(output.path)  \(hash)", .muted))
        }
        return lines + [.empty]
    }
}
