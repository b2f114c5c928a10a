import Domain
import Foundation
import Plotting
import Terminal

/// What is known of the version under the cursor, and its metrics beside the champion's.
enum VersionFacts {
    /// Digits of a hash or id that are enough to tell it from others.
    private static let shortHash = 12

    static func draw(_ model: Model, in rect: Rect, on canvas: inout Canvas) {
        let models = model.models
        guard let shown = models.selectedModel else { return }
        let title = models.selectedID.map { "\($0)" } ?? shown.name.text
        let sides = sides(model, in: rect)
        let height = Panel.content(of: rect).height
        let count = sides.map(\.lines.count).max() ?? 0
        let top = min(models.factsTop, max(0, count - height))
        let window = top..<min(count, top + height)
        Panel(
            StyledText(untrusted: title),
            badge: models.selectedVersion.map { AliasWords.text(shown.aliases(of: $0.number)) }
                ?? .empty,
            footer: Scrollbar(count: count, window: window).note,
            isFocused: models.pane == .facts
        ).draw(on: &canvas, in: rect)
        for side in sides {
            Paragraph.draw(side.lines, on: &canvas, in: side.rect, skipping: top)
        }
    }

    static func lineCount(_ model: Model, in rect: Rect) -> Int {
        sides(model, in: rect).map(\.lines.count).max() ?? 0
    }

    /// The facts, and the comparison beside them or below.
    private static func sides(_ model: Model, in rect: Rect) -> [(rect: Rect, lines: [StyledText])]
    {
        let inside = Panel.content(of: rect).inset(left: 1, right: 1)
        let entries = facts(model)
        guard inside.width >= ModelsLayout.pairWidth else {
            let lines =
                comparison(model, width: inside.width) + [.empty]
                + KeyValueList(entries).lines(width: inside.width)
            return [(inside, lines)]
        }
        let (left, right) = inside.splitLeft(inside.width * 11 / 20)
        let beside = right.inset(left: 2, right: 0)
        return [
            (left, KeyValueList(entries).lines(width: left.width)),
            (beside, comparison(model, width: beside.width)),
        ]
    }

    // MARK: - Facts

    private static func facts(_ model: Model) -> [KeyValueList.Entry] {
        let models = model.models
        guard let shown = models.selectedModel else { return [] }
        var entries: [KeyValueList.Entry] = []
        if let version = models.selectedVersion {
            entries += origin(of: version, shown, model)
            entries += lineage(models.lineage, of: version, models)
            entries += texts("description", version.text)
            entries += tags(version.tags)
            entries.append(.init("served", StyledText("not served", .muted)))
        }
        entries += texts("model", shown.text)
        entries += tags(shown.tags)
        return entries
    }

    private static func origin(
        of version: ModelVersion,
        _ shown: RegisteredModel,
        _ model: Model
    ) -> [KeyValueList.Entry] {
        var entries = shown.aliases(of: version.number).map { alias in
            let entry = model.models.history.decision(
                on: alias,
                of: shown.name,
                after: model.models.count
            )
            let since = entry.map { "since \(time($0.at, model)) by \($0.actor)" } ?? ""
            return KeyValueList.Entry(
                SafeText(untrusted: "@\(alias)"),
                StyledText(untrusted: since)
            )
        }
        if let promotion = ModelsScreen.request(
            for: ModelVersionID(shown.name, version.number),
            in: model
        ) {
            entries.append(.init("asked for", lines: words(of: promotion, model)))
        }
        if version.stage != .none {
            entries.append(.init("stage", StyledText(untrusted: version.stage.rawValue)))
        }
        let at = Date(timeIntervalSince1970: Double(version.createdAt) / 1_000)
        let registered = "\(time(at, model)) by \(version.maker)"
        entries.append(.init("registered", StyledText(untrusted: registered)))
        entries.append(.init("source", StyledText(untrusted: version.source)))
        return entries
    }

    /// Who asks for it as what, since when, and who approved.
    private static func words(of promotion: Promotion, _ model: Model) -> [StyledText] {
        let request = promotion.request
        var lines = [
            Status.yourDecision.mark
                + StyledText(untrusted: " as @\(request.alias) by \(request.by)", Style(.step))
                + StyledText(untrusted: ", \(time(promotion.requestedAt, model))", .muted)
        ]
        if !request.reason.isEmpty { lines.append(StyledText(untrusted: "“\(request.reason)”")) }
        lines += promotion.approvals.map { approval in
            let comment = approval.comment.isEmpty ? "" : ": “\(approval.comment)”"
            return StyledText(untrusted: "approved by \(approval.by)\(comment)", .muted)
        }
        let end = time(request.expiresAt, model)
        lines.append(
            StyledText(
                untrusted: promotion.state == .waiting
                    ? "needs \(promotion.missing) more, until \(end)" : "the alias moves now",
                .muted
            )
        )
        return lines
    }

    private static func lineage(
        _ lineage: VersionLineage?,
        of version: ModelVersion,
        _ models: ModelsModel
    ) -> [KeyValueList.Entry] {
        var entries: [KeyValueList.Entry] = []
        if let run = version.run {
            let name = models.run(of: version)?.run.name
            entries.append(
                .init(
                    "tracked run",
                    StyledText(untrusted: name.map { $0 + "  " } ?? "")
                        + StyledText(untrusted: String(run.text.prefix(shortHash)), .muted)
                )
            )
        }
        if let attempt = lineage?.attempt ?? version.attempt {
            entries.append(.init("made by", StyledText(untrusted: "\(attempt)")))
        }
        if let commit = lineage?.commit {
            entries.append(
                .init("commit", StyledText(untrusted: String(commit.prefix(shortHash))))
            )
        }
        let inputs = lineage?.maker?.inputs ?? []
        if !inputs.isEmpty {
            entries.append(
                .init(
                    "read",
                    lines: inputs.map { input in
                        let hash = input.hash.map { String($0.prefix(shortHash)) } ?? "missing"
                        return StyledText(untrusted: input.path.text + "  ")
                            + StyledText(untrusted: hash, .muted)
                    }
                )
            )
        }
        return entries
    }

    private static func texts(_ key: SafeText, _ text: String) -> [KeyValueList.Entry] {
        guard !text.isEmpty else { return [] }
        let lines = text.split(separator: "\n").map { StyledText(untrusted: String($0)) }
        return [.init(key, lines: lines)]
    }

    private static func tags(_ tags: KeyedTexts) -> [KeyValueList.Entry] {
        tags.entries.map { tag in
            .init(SafeText(untrusted: tag.key.text), StyledText(untrusted: tag.value, .muted))
        }
    }

    private static func time(_ date: Date, _ model: Model) -> String {
        let time = LocalTime(date, in: model.settings.timeZone)
        return "\(time.dateText) \(time.minuteText)"
    }

    // MARK: - Beside the champion

    private static func comparison(_ model: Model, width: Int) -> [StyledText] {
        let models = model.models
        guard let version = models.selectedVersion else { return [] }
        guard let run = models.run(of: version) else {
            return [StyledText("No tracked run tells its metrics.", .muted)]
        }
        let champion = models.champion
        let isChampion = champion?.number == version.number
        let theirs = isChampion ? nil : models.run(of: champion)
        let comparison = ChampionComparison(run, with: theirs)
        var lines = table(comparison, version, theirs == nil ? nil : champion, width)
        if comparison.metrics.isEmpty { lines = [StyledText("No metric was logged.", .muted)] }
        if isChampion {
            lines.append(StyledText("★ the champion: others are measured by it", .muted))
        } else if champion == nil {
            lines.append(StyledText("No alias is set: there is no champion.", .muted))
        } else if theirs == nil {
            lines.append(StyledText("The champion has no tracked run.", .muted))
        }
        guard !comparison.parameters.isEmpty else { return lines }
        lines += [.empty, StyledText("parameters that differ", .header)]
        let keys = comparison.parameters.map { SafeText(untrusted: $0.key.text) }
        let widest = min(keys.map(\.width).max() ?? 0, width / 2)
        for (key, parameter) in zip(keys, comparison.parameters) {
            var line = StyledText(key.truncated(to: widest, .middle).padded(to: widest), .muted)
            line.append("  ")
            line.append(SafeText(untrusted: parameter.champion ?? "none"), Style(.removed))
            line.append(" → ", .faint)
            line.append(SafeText(untrusted: parameter.value ?? "none"), Style(.inserted))
            lines.append(line)
        }
        return lines
    }

    /// A line a metric: its name, the version's value, the champion's, and the change.
    private static func table(
        _ comparison: ChampionComparison,
        _ version: ModelVersion,
        _ champion: ModelVersion?,
        _ width: Int
    ) -> [StyledText] {
        var rows: [[SafeText]] = [
            [
                "metric", SafeText(untrusted: "v\(version.number)"),
                champion.map { SafeText(untrusted: "v\($0.number) ★") } ?? "",
                champion == nil ? "" : "change",
            ]
        ]
        rows += comparison.metrics.map { metric in
            [
                SafeText(untrusted: metric.key.text), NumberAxis.value(metric.value),
                metric.champion.map(NumberAxis.value) ?? "",
                metric.change.map(NumberAxis.change) ?? "",
            ]
        }
        var widths = (0..<4).map { column in rows.map { $0[column].width }.max() ?? 0 }
        // Where all do not fit, the change says more than what it is from; no number is cut.
        if widths[1...].reduce(8, +) + 6 > width { widths[2] = 0 }
        let name = min(widths[0], max(8, width - widths[1...].reduce(0, +) - 6))
        return rows.enumerated().map { index, row in
            let style: Style = index == 0 ? .header : .text
            var line = StyledText(row[0].truncated(to: name, .middle).padded(to: name), style)
            for column in 1..<4 where widths[column] > 0 {
                let cell = row[column].padded(to: widths[column], .right)
                let isChange = column == 3 && index > 0
                line.append("  ")
                line.append(cell, isChange ? Style(.changed) : column == 2 ? .muted : style)
            }
            return line
        }
    }
}
