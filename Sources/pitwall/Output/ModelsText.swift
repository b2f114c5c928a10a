import Dashboard
import Domain
import Foundation
import Plotting
import Terminal

/// Registered models as lines for people.
enum ModelsText {
    /// Digits of a hash or id that are enough to tell it from others.
    private static let shortHash = 8

    /// A line a model: its newest version, its aliases, how many versions, and when.
    static func lines(of models: [RegisteredModel]) -> [String] {
        let rows = models.map { model in
            let newest = model.versions.last
            let count = model.versions.count
            return [
                model.name.text,
                newest.map { "v\($0.number)" } ?? "no version",
                count == 1 ? "1 version" : "\(count) versions",
                time(newest?.createdAt ?? model.updatedAt),
                model.aliases.map { "@\($0.name) v\($0.number)" }.joined(separator: "  "),
            ]
        }
        return columns(rows)
    }

    /// A model: what is said of it, who set its aliases, and a line a version, newest first.
    static func lines(
        of model: RegisteredModel,
        _ versions: [ModelShelf.Facts],
        _ shelf: ModelShelf
    ) -> [String] {
        var lines = [model.name.text]
        lines += model.text.split(separator: "\n").map { "  \($0)" }
        lines += model.tags.entries.map { "  tag \($0.key) = \($0.value)" }
        for alias in model.aliases {
            let entry = shelf.decision(on: alias.name, of: model)
            let who = entry.map { " since \($0.at.minuteWords(.current)) by \($0.actor)" } ?? ""
            lines.append("  @\(alias.name) is v\(alias.number)\(who)")
        }
        if versions.isEmpty { lines.append("  No version is registered.") }
        return lines + columns(versions.map(row))
    }

    private static func row(of facts: ModelShelf.Facts) -> [String] {
        let version = facts.version
        var marks = facts.aliases.map { "@\($0)" }
        if version.stage != .none { marks.append("stage \(version.stage.rawValue)") }
        return [
            "  v\(version.number)",
            marks.joined(separator: " "),
            time(version.createdAt),
            version.maker,
            facts.run?.run.name ?? "",
            (facts.comparison?.metrics ?? []).map(words).joined(separator: "  "),
        ]
    }

    /// A metric with its change: `auc=0.812 (+0.016)`.
    private static func words(of metric: ChampionComparison.Metric) -> String {
        let change = metric.change.map { " (\(NumberAxis.change($0).string))" } ?? ""
        return "\(metric.key)=\(NumberAxis.value(metric.value).string)\(change)"
    }

    /// All that is known of a version.
    static func lines(
        of facts: ModelShelf.Facts,
        _ lineage: VersionLineage,
        in model: RegisteredModel
    ) -> [String] {
        let version = facts.version
        var rows: [[String]] = [
            ["registered", "\(time(version.createdAt)) by \(version.maker)"],
            ["source", version.source],
        ]
        if version.stage != .none { rows.append(["stage", version.stage.rawValue]) }
        rows += version.text.split(separator: "\n").enumerated().map { index, line in
            [index == 0 ? "description" : "", String(line)]
        }
        rows += version.tags.entries.map { ["tag", "\($0.key) = \($0.value)"] }
        if let run = facts.run {
            rows.append(["tracked run", "\(run.run.name)  \(run.run.id)"])
        } else if let run = version.run {
            rows.append(["tracked run", "\(run)  (not here)"])
        }
        if let logged = version.loggedModel { rows.append(["logged model", logged]) }
        if let attempt = lineage.attempt { rows.append(["made by", "\(attempt)"]) }
        if let commit = lineage.commit { rows.append(["commit", commit]) }
        for input in lineage.maker?.inputs ?? [] {
            let hash = input.hash.map { String($0.prefix(shortHash)) } ?? "missing"
            rows.append(["read", "\(input.path)  \(hash)"])
        }
        rows += comparison(facts)
        let aliases = facts.aliases.map { "  @\($0)" }.joined()
        return ["\(model.name) v\(version.number)\(aliases)"] + columns(rows).map { "  \($0)" }
    }

    private static func comparison(_ facts: ModelShelf.Facts) -> [[String]] {
        guard let comparison = facts.comparison else { return [] }
        var rows: [[String]] = []
        if facts.isChampion {
            rows.append(["", "It is the champion: others are measured by it."])
        } else if let champion = facts.champion {
            rows.append(["champion", "v\(champion.number)"])
        }
        rows += comparison.metrics.map { ["metric", words(of: $0)] }
        rows += comparison.parameters.map { parameter in
            let old = parameter.champion ?? "none"
            return ["parameter", "\(parameter.key) \(old) → \(parameter.value ?? "none")"]
        }
        return rows
    }

    // MARK: - Lineage

    /// The way of a version, from its data down to its aliases.
    static func lines(of lineage: VersionLineage) -> [String] {
        var lines: [String] = []
        for stage in lineage.stages {
            for input in stage.inputs where input.isSource {
                lines.append("\(input.path)  \(input.hash?.prefix(shortHash) ?? "missing")")
            }
            let parameters = stage.parameters.map { "\($0.key)=\($0.value ?? "none")" }
            let isMaker = stage.name == lineage.attempt?.stage
            let name = isMaker ? lineage.attempt.map { "\($0)" } : nil
            let made = stage.outputs.map { output in
                "\(output.path) \(output.hash?.prefix(shortHash) ?? "missing")"
            }
            let words = parameters + (made.isEmpty ? [] : ["made \(made.joined(separator: ", "))"])
            lines.append(
                "→ stage \(name ?? stage.name.short)"
                    + (words.isEmpty ? "" : "  \(words.joined(separator: "  "))")
            )
        }
        if let commit = lineage.commit { lines.append("commit  \(commit)") }
        if let run = lineage.run {
            lines.append("→ tracked run \(run.run.name)  \(run.run.id)")
        } else if let run = lineage.version.run {
            lines.append("→ tracked run \(run)  (not here)")
        }
        if let logged = lineage.version.loggedModel { lines.append("→ logged model \(logged)") }
        let person = lineage.attempt == nil ? "  by \(lineage.version.createdBy)" : ""
        lines.append("→ \(lineage.id)\(person)")
        lines += lineage.aliases.map { "→ @\($0)" }
        return lines
    }

    // MARK: - Helpers

    static func time(_ time: Milliseconds) -> String {
        Date(timeIntervalSince1970: Double(time) / 1_000).minuteWords(.current)
    }

    /// Rows with their columns below each other; the last one is as wide as it is.
    private static func columns(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { SafeText(untrusted: $0[column]).width }.max() ?? 0
        }
        return rows.map { row in
            zip(row, widths).filter { $0.1 > 0 }.map { cell, width in
                cell + String(repeating: " ", count: width - SafeText(untrusted: cell).width)
            }
            .joined(separator: "  ").trimmingTrailingSpaces
        }
    }
}

extension ModelVersion {
    /// What or who registered it: `study/1 train`, `ana`.
    var maker: String {
        attempt.map { "\($0.run) \($0.stage.short)" } ?? createdBy.description
    }
}
