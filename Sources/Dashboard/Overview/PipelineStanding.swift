import Domain
import Terminal

/// How a pipeline stands, in the few words of a table's cell.
enum PipelineStanding {
    /// `● running train 67 %  run 42`.
    static func words(of state: PipelineState, _ model: Model) -> StyledText {
        guard let table = state.table else {
            let mistake = SafeText(untrusted: state.pipeline.mistakes.first ?? "unreadable")
            return Status.failed.mark + StyledText(" " + mistake)
        }
        guard let run = table.run else {
            return Status.planned.mark + StyledText(" " + model.noRunWords, .muted)
        }
        var text = run.status.words
        if let row = table.rows.first(where: { $0.run?.status == .running }) {
            text.append(" " + row.title)
            if let progress = StageProgress(row, state, model) {
                text.append(
                    " " + progress.meter.percent,
                    Style(progress.isEstimate ? .estimate : .running)
                )
            }
        } else if let failed = table.troubles.first {
            text.append(" " + table.rows[failed].title)
            if let ended = table.rows[failed].run?.endedAt {
                text.append(" " + Times.clock(ended, model.settings.timeZone), .muted)
            }
        } else if table.staleCount > 0 {
            text.append(SafeText(untrusted: ", \(table.staleCount) stale"), Style(.warning))
        } else {
            text.append(SafeText(untrusted: " \(table.doneCount) of \(table.rows.count)"), .muted)
        }
        text.append(SafeText(untrusted: "  run \(run.id.number)"), .faint)
        return text
    }

    /// The stage that waits for a step.
    static func next(of state: PipelineState) -> StyledText {
        guard let table = state.table, let next = table.nextStep else {
            return StyledText("–", .faint)
        }
        return StyledText(table.rows[next].title, Style(.step))
    }

    /// `4 of 5 done · 1 stale`.
    static func counts(of table: StageTable) -> StyledText {
        let count = table.rows.count
        guard table.run != nil else {
            return StyledText(untrusted: count == 1 ? "1 stage" : "\(count) stages", .muted)
        }
        var text = StyledText(untrusted: "\(table.doneCount) of \(count) done", .muted)
        let stale = table.staleCount
        if stale > 0 { text.append(SafeText(untrusted: " · \(stale) stale"), Style(.warning)) }
        let failed = table.troubles.count
        if failed > 0 { text.append(SafeText(untrusted: " · \(failed) failed"), Style(.failed)) }
        return text
    }
}
