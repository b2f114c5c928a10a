import Domain
import Terminal

/// The way of a version, from its data to its aliases.
package struct TraceSheet: Sendable {
    package var top = 0
}

/// Draws where the version under the cursor came from, and what it became.
enum TraceDrawing {
    private static let shortHash = 12

    static func draw(_ sheet: TraceSheet, _ model: Model, on canvas: inout Canvas) {
        let id = model.models.selectedID.map { "\($0)" } ?? ""
        let lines = model.models.lineage.map { self.lines(of: $0, model) }
        Sheet.draw(
            StyledText("Lineage", .title) + StyledText(untrusted: " · \(id)", .muted),
            lines ?? [StyledText("It is being traced…", .muted)],
            top: sheet.top,
            width: 96,
            footer: Overlays.footer([("arrows", "scroll"), ("esc", "leaves")]),
            on: &canvas
        )
    }

    static func lines(of lineage: VersionLineage, _ model: Model) -> [StyledText] {
        var lines: [StyledText] = []
        for stage in lineage.stages { lines += self.lines(of: stage, lineage) }
        if lineage.stages.isEmpty {
            lines.append(StyledText("  made outside of a pipeline", .muted))
        }
        if let commit = lineage.commit {
            lines.append(fact("  commit", String(commit.prefix(shortHash)), ""))
        }
        if let run = lineage.run {
            lines.append(step("tracked run", run.run.name, run.run.id.text))
        } else if let run = lineage.version.run {
            lines.append(step("tracked run", "not here", run.text))
        }
        if let logged = lineage.version.loggedModel {
            lines.append(step("logged model", logged, ""))
        }
        let maker = lineage.version.createdBy.description
        lines.append(step("version", "\(lineage.id)", "registered by \(maker)"))
        for alias in lineage.aliases {
            let entry = model.models.history.decision(
                on: alias,
                of: lineage.id.model,
                after: model.models.count
            )
            let who = entry.map { entry in
                let time = LocalTime(entry.at, in: model.settings.timeZone)
                return "since \(time.dateText) \(time.minuteText) by \(entry.actor)"
            }
            var line = StyledText("→ alias  ", .muted)
            line.append(SafeText(untrusted: "@\(alias)"), AliasWords.style(of: alias))
            line.append(SafeText(untrusted: "  " + (who ?? "")), .muted)
            lines.append(line)
        }
        if lineage.aliases.isEmpty {
            lines.append(StyledText("  no alias points to it", .muted))
        }
        let others = siblings(of: lineage, model)
        if !others.isEmpty {
            let words = "  of the same run: " + others.joined(separator: ", ")
            lines.append(StyledText(untrusted: words, .muted))
        }
        return lines
    }

    /// Other versions that the same tracked run made.
    private static func siblings(of lineage: VersionLineage, _ model: Model) -> [String] {
        guard let run = lineage.version.run else { return [] }
        return model.models.models.flatMap { other in
            other.versions.filter { $0.run == run }.map { ModelVersionID(other.name, $0.number) }
        }
        .filter { $0 != lineage.id }.map { "\($0)" }
    }

    private static func lines(
        of stage: VersionLineage.Stage,
        _ lineage: VersionLineage
    ) -> [StyledText] {
        var lines = stage.inputs.map { input in
            fact(
                input.isSource ? "  data" : "  from above",
                input.path.text,
                input.hash.map { String($0.prefix(shortHash)) } ?? "missing"
            )
        }
        lines += stage.parameters.map {
            fact("  with", "\($0.file):\($0.key)", $0.value ?? "none")
        }
        let isMaker = stage.name == lineage.attempt?.stage
        let words = isMaker ? lineage.attempt.map { "\($0)" } : stage.name.short
        lines.append(step("stage", words ?? stage.name.short, ""))
        lines += stage.outputs.map {
            fact("  made", $0.path, $0.hash.map { String($0.prefix(shortHash)) } ?? "missing")
        }
        return lines
    }

    private static func step(_ kind: SafeText, _ name: String, _ detail: String) -> StyledText {
        StyledText("→ " + kind + "  ", .muted) + StyledText(untrusted: name, .title)
            + StyledText(untrusted: detail.isEmpty ? "" : "  \(detail)", .muted)
    }

    private static func fact(_ kind: SafeText, _ name: String, _ value: String) -> StyledText {
        StyledText(kind + "  ", .faint) + StyledText(untrusted: name)
            + StyledText(untrusted: value.isEmpty ? "" : "  \(value)", .muted)
    }
}
