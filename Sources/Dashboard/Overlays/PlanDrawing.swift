import Domain
import Foundation
import Terminal

/// The plan sheet: what would run, why, what it replaces, and whether that can come back.
enum PlanDrawing {
    /// Plans with more stages than this show stages without change together.
    private static let longPlan = 20
    /// Names longer than this are cut in the middle.
    private static let nameLimit = 24
    private static let width = 100
    private static let wayOut: (keys: SafeText, label: SafeText) = ("esc", "leaves")

    static func draw(_ sheet: PlanSheet, _ model: Model, on canvas: inout Canvas) {
        let plan = sheet.plan
        let usual = model.pipeline(plan.pipeline)?.newestRun?.usual ?? [:]
        let widest = plan.stages.map { SafeText(untrusted: $0.stage.short).width }.max() ?? 0
        let nameWidth = min(max(widest, 8), nameLimit)
        var lines = summary(plan, usual) + [.empty]
        for part in parts(of: plan) {
            switch part {
            case .stage(let check): lines += self.lines(of: check, usual[check.stage], nameWidth)
            case .unchanged(let count):
                lines.append(
                    StyledText(
                        SafeText(glyph: Glyph(Status.unchanged.glyph)),
                        Status.unchanged.style
                    )
                        + StyledText(untrusted: " \(count) stages unchanged", .muted)
                )
            }
        }
        Sheet.draw(
            StyledText("Plan", .title)
                + StyledText(untrusted: " · \(plan.pipeline) · \(sheet.words)", .muted),
            lines,
            top: sheet.top,
            width: width,
            footer: Overlays.footer(keys(sheet, model)),
            on: &canvas
        )
    }

    /// Running what is shown, and the other plans that can be asked for from here.
    private static func keys(
        _ sheet: PlanSheet,
        _ model: Model
    ) -> [(keys: SafeText, label: SafeText)] {
        var keys: [(keys: SafeText, label: SafeText)] = []
        if !model.settings.isReadOnly {
            let keyMap = model.settings.keyMap
            if sheet.plan.stages.contains(where: \.verdict.willRun),
                let key = keyMap.keys(of: .step).first
            {
                keys.append((SafeText(untrusted: key.description), "runs it"))
            }
            for action in [Action.runAgain, .runUpTo, .runFrom, .runAll]
            where Dispatch.availability(of: action, in: model) == .yes {
                guard let key = keyMap.keys(of: action).first else { continue }
                keys.append(
                    (SafeText(untrusted: key.description), ActionTable.entry(of: action).label)
                )
            }
        }
        // What runs it and what leaves stay; the other plans are in the run menu, too.
        let room = min(width, model.size.width - Sheet.margin)
        while keys.count > 1, Overlays.footer(keys + [wayOut]).width > room { keys.remove(at: 1) }
        return keys + [wayOut]
    }

    // MARK: - The summary

    private static func summary(_ plan: Plan, _ usual: [StageName: Duration]) -> [StyledText] {
        let running = plan.stages.filter { $0.verdict.willRun }
        let blocked = plan.stages.count { $0.verdict.status == .failed }
        let later = plan.stages.count { $0.verdict.status == .planned }
        let restored = plan.stages.count { check in
            if case .restores = check.verdict { return true }
            return false
        }
        if running.isEmpty, later == 0, blocked == 0, restored == 0 {
            return [StyledText("Everything is up to date; nothing would run.", Style(.done))]
        }
        var text = "\(running.count) of \(plan.stages.count) stages would run"
        let known = running.compactMap { usual[$0.stage] }
        if known.count == running.count, !known.isEmpty {
            text += ", about \(known.reduce(.zero, +).words)"
        }
        if restored > 0 { text += "; \(restored) restored from the cache" }
        if later == 1 { text += "; 1 more depends on what comes out" }
        if later > 1 { text += "; \(later) more depend on what comes out" }
        var lines = [StyledText(untrusted: text + ".")]
        if blocked > 0 {
            let words = blocked == 1 ? "1 stage cannot run." : "\(blocked) stages cannot run."
            lines.append(Status.failed.mark + StyledText(untrusted: " " + words, Style(.failed)))
        }
        let losses = plan.stages.reduce(0) { $0 + $1.loses.count }
        if losses > 0 {
            let words =
                losses == 1
                ? "1 output that was changed by hand would be lost."
                : "\(losses) outputs that were changed by hand would be lost."
            lines.append(Status.alert.mark + StyledText(untrusted: " " + words, Style(.warning)))
        }
        for renewal in plan.renewals {
            let words = " " + renewal.words
            lines.append(Status.alert.mark + StyledText(untrusted: words, Style(.warning)))
        }
        return lines
    }

    // MARK: - The stages

    private enum Part {
        case stage(StageCheck)
        case unchanged(Int)
    }

    private static func parts(of plan: Plan) -> [Part] {
        guard plan.stages.count > longPlan else { return plan.stages.map { .stage($0) } }
        var parts: [Part] = []
        for check in plan.stages {
            if case .unchanged = check.verdict {
                if case .unchanged(let count) = parts.last {
                    parts[parts.count - 1] = .unchanged(count + 1)
                } else {
                    parts.append(.unchanged(1))
                }
            } else {
                parts.append(.stage(check))
            }
        }
        return parts
    }

    private static func lines(
        of check: StageCheck,
        _ usual: Duration?,
        _ width: Int
    ) -> [StyledText] {
        var changes: [Change] = []
        if case .runs(let all) = check.verdict, all.count > 1 { changes = all }
        var head =
            changes.isEmpty
            ? check.line(width: width)
            : check.start(width: width) + StyledText("runs", Style(.queued))
                + StyledText(untrusted: "  for \(changes.count) reasons:")
        if check.verdict.willRun, let usual {
            head.append(SafeText(untrusted: "  ~ \(usual.words)"), Style(.estimate))
        }
        var lines = [head]
        lines += changes.map { StyledText(untrusted: "    \($0.words)", .muted) }
        if case .blocked(let problems) = check.verdict, problems.count > 1 {
            lines += problems.map { StyledText(untrusted: "    \($0)", Style(.failed)) }
        }
        guard check.verdict.willRun else { return lines }
        return lines + check.replacements.filter { $0.fate != .kept }.map(line(of:))
    }

    /// An output that is replaced, and what becomes of its content.
    private static func line(of replacement: Replacement) -> StyledText {
        let start = "    replaces \(replacement.path); "
        switch (replacement.fate, replacement.isEditedByHand) {
        case (.lost, true):
            return StyledText(
                untrusted: start + "it was changed by hand, is nowhere else and would be lost",
                Style(.warning)
            )
        case (.lost, false):
            return StyledText(untrusted: start + "it is not in the cache", .faint)
        case (.comesBack, _), (.kept, _):
            return StyledText(untrusted: start + "it can come back from the cache", .faint)
        }
    }
}

extension PlanSheet {
    /// The selection in words.
    var words: String {
        func list(_ stages: [StageName]) -> String {
            stages.count > 3
                ? "\(stages.count) stages" : stages.map(\.short).joined(separator: ", ")
        }
        let forced = options.force ? ", also when unchanged" : ""
        switch selection {
        case .next: return "next step" + forced
        case .only(let stages): return list(stages) + forced
        case .upTo(let stages): return "up to " + list(stages) + forced
        case .from(let stages): return "from " + list(stages) + forced
        case .all: return "all" + forced
        case .rest(_, let stages): return "all but " + list(stages) + forced
        }
    }
}
