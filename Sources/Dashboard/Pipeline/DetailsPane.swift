import Domain
import Foundation
import Terminal

/// The stage under the cursor: how it stands, why, what it reads and makes.
enum DetailsPane {
    static func draw(
        _ state: PipelineState,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        let title = state.selected.map { StyledText(untrusted: $0.short) } ?? "no stage"
        let inside = Panel(title, isFocused: state.screen.pane == .details)
            .draw(on: &canvas, in: rect).inset(left: 1, right: 1)
        guard let name = state.selected, let stage = state.definition?.stage(name) else { return }
        let lines = headLines(stage, state, model, width: inside.width)
            + KeyValueList(entries(stage, state, model)).lines(width: inside.width)
        for (row, line) in lines.prefix(inside.height).enumerated() {
            canvas.draw(
                line.truncated(to: inside.width),
                at: Point(x: inside.x, y: inside.y + row)
            )
        }
    }

    private static func headLines(
        _ stage: GraphStage,
        _ state: PipelineState,
        _ model: Model,
        width: Int
    ) -> [StyledText] {
        let run = state.run?.stage(stage.name)
        var status = state.status(of: stage.name).words
        if let attempt = run?.attempts.last, run?.status == .running {
            let seconds = model.now.timeIntervalSince(attempt.startedAt)
            status.append(" " + Times.stopwatch(seconds))
        } else if let report = run?.attempts.last?.report, !state.isStale(stage.name) {
            let seconds = max(0, report.endedAt.timeIntervalSince(report.startedAt))
            status.append(SafeText(untrusted: "  \(Duration.seconds(seconds).words)"), .muted)
        }
        if let attempts = run?.attempts.count, attempts > 1 {
            status.append(SafeText(untrusted: "  attempt \(attempts)"), .muted)
        }
        if state.pipeline.breakpoints.contains(stage.name) {
            status.append("  ")
            status += Status.paused.mark
            status.append(" breakpoint", Status.paused.style)
        }
        var lines = [status]
        if let progress = StageProgress(stage.name, state, model) {
            lines.append(progress.meter.text(width: min(width, 30)))
        }
        lines.append(
            StyledText("$ ", .faint)
                + StyledText(untrusted: stage.definition.command.summary)
        )
        if let summary = stage.definition.summary {
            lines.append(StyledText(untrusted: summary, .muted))
        }
        return lines
    }

    private static func entries(
        _ stage: GraphStage,
        _ state: PipelineState,
        _ model: Model
    ) -> [KeyValueList.Entry] {
        var entries: [KeyValueList.Entry] = []
        let why = whyLines(stage.name, state)
        if !why.isEmpty { entries.append(KeyValueList.Entry("why", lines: why)) }
        if let settings = settingsWords(stage.definition.settings) {
            entries.append(KeyValueList.Entry("mode", StyledText(settings)))
        }
        entries += notebookEntries(stage, state, model)
        if let recent = state.snapshot?.recent[stage.name], !recent.isEmpty {
            let words = recent.reversed().map(\.words).joined(separator: "  ")
            entries.append(
                KeyValueList.Entry("last \(recent.count)", StyledText(untrusted: words, .muted))
            )
        }
        if !stage.definition.dependencies.isEmpty {
            entries.append(
                KeyValueList.Entry(
                    "reads",
                    lines: stage.definition.dependencies.map { StyledText(untrusted: $0, .muted) }
                )
            )
        }
        let parameters = parameterLines(stage, state)
        if !parameters.isEmpty {
            entries.append(KeyValueList.Entry("with", lines: parameters))
        }
        if !stage.definition.outputs.isEmpty {
            entries.append(
                KeyValueList.Entry("makes", lines: stage.definition.outputs.map(outputLine))
            )
        }
        return entries
    }

    /// Where a notebook that runs can be opened, and what ends it.
    private static func notebookEntries(
        _ stage: GraphStage,
        _ state: PipelineState,
        _ model: Model
    ) -> [KeyValueList.Entry] {
        guard stage.definition.settings.mode == .notebook,
            state.run?.stage(stage.name)?.phase == .running,
            let attempt = state.attempt(of: stage.name)
        else { return [] }
        var entries = [
            KeyValueList.Entry("then", StyledText("a d when your work in it is done", .muted))
        ]
        if let address = NotebookAddress(in: model.tails[attempt]?.lines ?? []) {
            let tunnel = address.tunnel(to: model.settings.host)
            entries.insert(
                KeyValueList.Entry("or", StyledText(untrusted: tunnel, .muted)), at: 0
            )
            entries.insert(
                KeyValueList.Entry("open", StyledText(untrusted: address.url, .link)), at: 0
            )
        }
        return entries
    }

    /// Why it runs, ran or would run.
    private static func whyLines(_ name: StageName, _ state: PipelineState) -> [StyledText] {
        if let run = state.run?.stage(name), !state.isStale(name) {
            if run.isFailed, let reason = run.reason {
                return [StyledText(untrusted: reason, Style(.failed))]
            }
            if run.isActive || state.screen.shownRun != nil, let check = run.check,
                case .runs(let changes) = check.verdict
            {
                return changes.map { StyledText(untrusted: $0.words) }
            }
            if run.isSettled, let reason = run.reason { return [StyledText(untrusted: reason)] }
        }
        switch state.plan?.check(of: name)?.verdict {
        case .runs(let changes):
            let words = changes.map { StyledText(untrusted: $0.words) }
            return state.isStale(name)
                ? [StyledText("stale, would run again:", Style(.warning))] + words : words
        case .blocked(let problems):
            return problems.map { StyledText(untrusted: $0, Style(.warning)) }
        case .follows(let stages):
            let list = stages.map(\.short).joined(separator: ", ")
            return [StyledText(untrusted: "decided after \(list)", .muted)]
        case .restores(let paths):
            let list = paths.joined(separator: ", ")
            return [StyledText(untrusted: "\(list) comes back from the cache", .muted)]
        case .unchanged, .frozen, nil: return []
        }
    }

    /// Parameters with the values of the last look.
    private static func parameterLines(
        _ stage: GraphStage,
        _ state: PipelineState
    ) -> [StyledText] {
        let facts =
            state.screen.shownRun == nil
            ? state.plan?.check(of: stage.name)?.parameters
            : state.run?.stage(stage.name)?.check?.parameters
        guard let facts, !facts.isEmpty else {
            return stage.definition.parameters.map { StyledText(untrusted: $0.path, .muted) }
        }
        return facts.map { fact in
            StyledText(untrusted: "\(fact.key) ", .muted)
                + StyledText(untrusted: fact.value ?? "missing", Style(.syntaxNumber))
        }
    }

    private static func outputLine(_ output: OutputDefinition) -> StyledText {
        var text = StyledText(untrusted: output.path, .muted)
        switch output.kind {
        case .plain: text.append(output.isCached ? "  (cached)" : "", .faint)
        case .metric: text.append("  (metrics)", .faint)
        case .plot: text.append("  (plot)", .faint)
        }
        return text
    }

    private static func settingsWords(_ settings: StageSettings) -> SafeText? {
        var parts: [String] = []
        switch settings.mode {
        case .command: break
        case .terminal: parts.append("in your terminal")
        case .notebook: parts.append("notebook in the background")
        }
        if settings.retries > 0 { parts.append("\(settings.retries) retries") }
        if let timeout = settings.timeout { parts.append("timeout \(timeout.words)") }
        if settings.cpus != 1 { parts.append("\(settings.cpus) cpus") }
        return parts.isEmpty ? nil : SafeText(untrusted: parts.joined(separator: ", "))
    }
}
