import Domain
import Terminal

/// The sheet that says why a stage stands as it does.
enum WhyDrawing {
    static func draw(_ sheet: WhySheet, _ model: Model, on canvas: inout Canvas) {
        guard let subject = model.subject else { return }
        let state = PipelineState(model)
        let isPast = state?.isPast == true
        let table = isPast ? state?.table : subject.table
        let row = table?.row(of: sheet.stage)
        var lines: [StyledText] = []
        if !isPast {
            if let row, let below = table?.below(row) {
                lines += [StyledText(below, Style(.warning)), .empty]
            }
            lines += now(row?.check)
        }
        if let stage = row?.run, let run = table?.run {
            if !lines.isEmpty { lines.append(.empty) }
            lines += past(stage, of: run)
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

    /// What would become of the stage if it were run now.
    private static func now(_ check: StageCheck?) -> [StyledText] {
        let head = StyledText("If it were run now", Style(.header, on: nil, .bold))
        guard let check else { return [head, StyledText("It is being looked at…", .muted)] }
        switch check.verdict {
        case .runs(let changes):
            let words = changes.map { StyledText(untrusted: "  because \($0.words)") }
            return [head, StyledText("it would run", Style(.queued))] + words
        case .frozen(let changes):
            let words = changes.map { StyledText(untrusted: "  although \($0.words)") }
            return [head, StyledText("it would not run: it is frozen in dvc.yaml")] + words
        case .blocked(let problems):
            let words = problems.map { StyledText(untrusted: "  \($0)", Style(.failed)) }
            return [head, StyledText("it could not run", Style(.failed))] + words
        case .restores(let paths):
            let words = paths.map { StyledText(untrusted: "  \($0)") }
            return [head, StyledText("its outputs would come back from the cache:")] + words
        case .follows(let stages):
            let list = stages.map(\.short).joined(separator: ", ")
            return [head, StyledText(untrusted: "that is decided when \(list) has run")]
        case .unchanged:
            return [
                head,
                StyledText("it would not run: nothing that it reads has changed", Style(.done)),
            ]
        }
    }

    /// What the run knows: how it ended and what it was run on.
    private static func past(_ stage: StageRun, of run: Run) -> [StyledText] {
        let head = StyledText(untrusted: "In run \(run.id.number)", Style(.header, on: nil, .bold))
        var status = stage.status.words
        var because: [StyledText] = []
        if case .runs(let changes) = stage.check?.verdict, stage.status != .skipped {
            because = changes.map { StyledText(untrusted: "  because \($0.words)") }
        }
        if let reason = run.reason(of: stage), because.isEmpty || stage.isFailed {
            status.append(SafeText(untrusted: "  \(reason)"), .text)
        }
        var lines = [head, status] + because
        guard let check = stage.check else { return lines }
        lines += check.inputs.map { fact("read", $0.path, $0.hash.map { String($0.prefix(8)) }) }
        for parameter in check.parameters {
            lines += ParameterLines.leaves(of: parameter).map {
                fact("with", "\(parameter.file):\($0.key)", $0.value)
            }
        }
        lines += stage.outputs.map { fact("made", $0.path, $0.hash.map { String($0.prefix(8)) }) }
        return lines
    }

    private static func fact(_ verb: SafeText, _ name: String, _ value: String?) -> StyledText {
        StyledText("  " + verb + "  ", .faint)
            + StyledText(untrusted: name, .muted)
            + StyledText(untrusted: "  " + (value ?? "missing"), .faint)
    }
}
