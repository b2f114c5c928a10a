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
        canvas.region(RegionID(PipelineScreen.detailsRegion), rect)
        let inside = content(of: rect)
        let lines = lines(state, model, width: inside.width)
        let first = min(state.screen.detailsTop, max(0, lines.count - inside.height))
        let window = first..<min(lines.count, first + max(0, inside.height))
        let scrollbar = Scrollbar(count: lines.count, window: window)
        Panel(title(state), footer: scrollbar.note, isFocused: state.screen.pane == .details)
            .draw(on: &canvas, in: rect)
        Paragraph.draw(Array(lines[window]), on: &canvas, in: inside, over: .text)
        scrollbar.draw(on: &canvas, x: rect.maxX - 1, y: inside.y, height: inside.height)
    }

    /// The stage's name; of a fan-out, also which of its stages it is.
    private static func title(_ state: PipelineState) -> StyledText {
        guard let row = state.selectedRow else { return "no stage" }
        let name = StyledText(row.title)
        guard let index = state.selectedIndex, let members = state.shape?.members(with: index),
            members.count > 1, let number = members.firstIndex(of: index)
        else { return name }
        return name + StyledText("  \(number + 1) of \(members.count)", .muted)
    }

    /// Where the lines stand.
    static func content(of rect: Rect) -> Rect {
        Panel.content(of: rect).inset(left: 1, right: 1)
    }

    /// All lines in a width.
    static func lines(_ state: PipelineState, _ model: Model, width: Int) -> [StyledText] {
        guard let row = state.selectedRow, let stage = state.definition(of: row) else { return [] }
        return headLines(row, stage, state, model, width: width)
            + KeyValueList(entries(row, stage, state, model)).lines(width: width)
    }

    private static func headLines(
        _ row: StageTable.Row,
        _ stage: StageDefinition,
        _ state: PipelineState,
        _ model: Model,
        width: Int
    ) -> [StyledText] {
        var lines = [statusLine(row, state, model)]
        if let progress = StageProgress(row, state, model) {
            lines.append(progress.meter.text(width: min(width, 30)))
        }
        let command = StyledText("$ ", .faint) + StyledText(untrusted: stage.command.summary)
        lines += command.wrapped(to: width, indent: 2).prefix(3)
        if let summary = stage.summary {
            lines += StyledText(untrusted: summary, .muted).wrapped(to: width).prefix(3)
        }
        return lines
    }

    private static func statusLine(
        _ row: StageTable.Row,
        _ state: PipelineState,
        _ model: Model
    ) -> StyledText {
        var line = row.mark + StyledText(" ")
        if row.isDoubtful, !row.isStale {
            line.append(SafeText(untrusted: row.status.rawValue) + ", ", row.status.style)
        }
        line.append(row.word, row.wordStyle)
        if row.isStale, row.status == .yourStep { line.append(", your step", row.status.style) }
        let time = StageTime.words(of: row, state, model)
        if !time.isEmpty { line.append("  " + time, .muted) }
        if row.run?.status == .running, let left = StageProgress(row, state, model)?.remaining {
            line.append(SafeText(untrusted: ", ~ \(left.words) left"), Style(.estimate))
        }
        if let attempts = row.run?.attempts.count, attempts > 1 {
            line.append(SafeText(untrusted: "  attempt \(attempts)"), .muted)
        }
        if state.pipeline.breakpoints.contains(row.name) {
            line.append("  ")
            line += Status.paused.mark
            line.append(" breakpoint", Status.paused.style)
        }
        return line
    }

    // MARK: - Entries

    private static func entries(
        _ row: StageTable.Row,
        _ stage: StageDefinition,
        _ state: PipelineState,
        _ model: Model
    ) -> [KeyValueList.Entry] {
        var entries: [KeyValueList.Entry] = []
        func add(_ key: SafeText, _ lines: [StyledText]) {
            if !lines.isEmpty { entries.append(KeyValueList.Entry(key, lines: lines)) }
        }
        add("why", whyLines(row, state))
        add("note", noteLines(row, state))
        entries += notebookEntries(row, stage, state, model)
        let mode = settingsWords(stage.settings, model.settings.owner)
        add("mode", mode.map { [StyledText($0)] } ?? [])
        if let recent = state.snapshot?.recent[row.name], !recent.isEmpty {
            let words = recent.reversed().map(\.words).joined(separator: "  ")
            add("last \(recent.count)", [StyledText(untrusted: words, .muted)])
        }
        add("with", ParameterLines.lines(row, stage))
        add("reads", stage.dependencies.map { StyledText(untrusted: $0, .muted) })
        add("makes", stage.outputs.map(outputLine))
        return entries
    }

    /// Why it runs, ran or would run.
    private static func whyLines(_ row: StageTable.Row, _ state: PipelineState) -> [StyledText] {
        if row.isStale, case .runs(let changes) = row.check?.verdict {
            return changes.map { StyledText(untrusted: $0.words, Style(.warning)) }
        }
        if row.isMissing || row.isBlocked { return verdictLines(row.check?.verdict) }
        if let run = row.run {
            if let wait = run.wait { return [StyledText(untrusted: wait.words, Style(.warning))] }
            if run.isFailed, let reason = run.reason {
                return [StyledText(untrusted: reason, Style(.failed))]
            }
            if run.isFirst { return [StyledText("first run", .muted)] }
            if run.isActive || state.isPast, case .runs(let changes) = run.check?.verdict {
                return changes.map { StyledText(untrusted: $0.words) }
            }
            if let reason = state.run?.reason(of: run) { return [StyledText(untrusted: reason)] }
        }
        return verdictLines(row.check?.verdict)
    }

    private static func verdictLines(_ verdict: Verdict?) -> [StyledText] {
        switch verdict {
        case .runs(let changes): return changes.map { StyledText(untrusted: $0.words) }
        case .blocked(let problems):
            return problems.map { StyledText(untrusted: $0, Style(.warning)) }
        case .follows(let stages):
            let list = stages.map(\.short).joined(separator: ", ")
            return [StyledText(untrusted: "decided after \(list)", .muted)]
        case .restores(let paths):
            let list = paths.joined(separator: ", ")
            return [StyledText(untrusted: "\(list) comes back from the cache", .muted)]
        case .frozen: return [StyledText("frozen in dvc.yaml: it never runs", .muted)]
        case .unchanged, nil: return []
        }
    }

    /// What a change or an omission above it means.
    private static func noteLines(_ row: StageTable.Row, _ state: PipelineState) -> [StyledText] {
        if let below = state.table?.below(row) { return [StyledText(below, Style(.warning))] }
        guard let above = row.skippedAbove, row.run?.isSettled != true, let table = state.table
        else { return [] }
        return [StyledText("would build on an older " + table.rows[above].title, Style(.warning))]
    }

    /// Where a notebook that runs can be opened, and what ends it.
    private static func notebookEntries(
        _ row: StageTable.Row,
        _ stage: StageDefinition,
        _ state: PipelineState,
        _ model: Model
    ) -> [KeyValueList.Entry] {
        guard stage.settings.mode == .notebook, row.run?.phase == .running,
            let attempt = state.attempt(of: row)
        else { return [] }
        var entries: [KeyValueList.Entry] = []
        if let address = NotebookAddress(in: model.tails[attempt]?.lines ?? []) {
            let tunnel = address.tunnel(to: model.settings.host)
            entries.append(KeyValueList.Entry("open", StyledText(untrusted: address.url, .link)))
            entries.append(KeyValueList.Entry("or", StyledText(untrusted: tunnel, .muted)))
        }
        let done =
            StyledText("a d", .keyHint) + StyledText(" when your work in it is done", .muted)
        return entries + [KeyValueList.Entry("then", done)]
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

    private static func settingsWords(
        _ settings: StageSettings,
        _ owner: String?
    ) -> SafeText? {
        var parts: [String] = []
        switch settings.mode {
        case .command: break
        case .terminal: parts.append("in " + (owner.map { "\($0)'s" } ?? "your") + " terminal")
        case .notebook: parts.append("notebook in the background")
        }
        if settings.retries > 0 {
            parts.append(settings.retries == 1 ? "1 retry" : "\(settings.retries) retries")
        }
        if let timeout = settings.timeout { parts.append("timeout \(timeout.words)") }
        if settings.cpus != 1 {
            let cpus =
                settings.cpus.rounded() == settings.cpus
                ? "\(Int(settings.cpus))" : "\(settings.cpus)"
            parts.append("\(cpus) cpus")
        }
        return parts.isEmpty ? nil : SafeText(untrusted: parts.joined(separator: ", "))
    }
}
