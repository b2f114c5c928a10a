import Domain
import Foundation
import Plotting
import Terminal

extension ModelsScreen {
    /// The project, and how many models there are; in the past, the moment and what happened.
    static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText) {
        var left = StyledText(untrusted: model.project?.name ?? "", .title)
        left.append(" · models", .muted)
        let models = model.models
        guard models.isRead else { return (left, .empty) }
        guard models.moment != nil else {
            let count = models.models.count
            let words = count == 1 ? "1 model" : "\(count.grouped) models"
            return (left, StyledText(untrusted: words, .muted))
        }
        left.append(" ")
        left.append(" the past ", Style(.warning, on: nil, [.bold, .reverse]))
        return (left, momentWords(models, model))
    }

    private static func momentWords(_ models: ModelsModel, _ model: Model) -> StyledText {
        guard let entry = models.momentEntry else { return .empty }
        let time = LocalTime(entry.at, in: model.settings.timeZone)
        let words = entry.event.words
        var text = StyledText(untrusted: "\(time.dateText) \(time.secondText)")
        text.append(SafeText(untrusted: "  \(entry.actor): "), .muted)
        text.append(SafeText(untrusted: "\(words.subject) \(words.text)"))
        let place = "  \(models.count) of \(models.history.entries.count)"
        text.append(SafeText(untrusted: place), .faint)
        return text
    }

    static func draw(_ model: Model, on canvas: inout Canvas) {
        let models = model.models
        guard models.isRead || models.failure != nil else { return }
        guard models.failure == nil, !models.models.isEmpty else {
            return drawNothing(model, on: &canvas)
        }
        let layout = ModelsLayout(model)
        for pane in ModelsModel.Pane.allCases where layout.rect(of: pane).height > 0 {
            switch pane {
            case .models: drawModels(model, layout, on: &canvas)
            case .versions: drawVersions(model, layout, on: &canvas)
            case .facts: VersionFacts.draw(model, in: layout.facts, on: &canvas)
            }
        }
    }

    private static func drawNothing(_ model: Model, on canvas: inout Canvas) {
        if let failure = model.models.failure {
            return EmptyState(
                "The models cannot be read",
                text: [StyledText(untrusted: failure)],
                hints: [HintLine.Hint("1", "to the overview")]
            ).draw(on: &canvas, in: canvas.bounds)
        }
        let isPast = model.models.moment != nil
        EmptyState(
            isPast ? "No model was registered then" : "No model is registered yet",
            text: [
                "Models that scripts register with MLflow are listed here, with their versions,",
                "aliases such as @production, metrics beside the champion's, and where each came",
                "from. In a script of a stage:",
                StyledText("mlflow.sklearn.log_model(m, name=\"model\",", Style(.syntaxString)),
                StyledText("    registered_model_name=\"my-model\")", Style(.syntaxString)),
                "With 'tracking: {mlflow: own}' in pitwall.yaml stages register here.",
            ],
            hints: isPast
                ? [HintLine.Hint(".", "back to now")]
                : [HintLine.Hint("2", "to the pipeline"), HintLine.Hint("3", "to tracked runs")]
        ).draw(on: &canvas, in: canvas.bounds)
    }

    // MARK: - The tables

    private static func drawModels(
        _ model: Model,
        _ layout: ModelsLayout,
        on canvas: inout Canvas
    ) {
        let models = model.models
        let rows = models.models.map { shown in
            TableRow([
                StyledText(untrusted: shown.name.text),
                StyledText(untrusted: shown.versions.last.map { "v\($0.number)" } ?? "–", .muted),
                AliasWords.text(of: shown),
            ])
        }
        let table = Table(
            columns: [
                TableColumn("MODEL", minimum: 10),
                TableColumn("NEWEST", priority: 2, alignment: .right),
                TableColumn("ALIASES", minimum: 16, priority: 1, fills: true),
            ],
            rows: rows,
            isFocused: models.pane == .models,
            region: modelRegion
        )
        let badge: StyledText =
            models.order == .name ? .empty : StyledText(models.order.words, .muted)
        draw(table, StyledText("Models"), badge, .models, model, layout, on: &canvas)
    }

    private static func drawVersions(
        _ model: Model,
        _ layout: ModelsLayout,
        on canvas: inout Canvas
    ) {
        let models = model.models
        let columns = VersionColumns(models)
        let table = Table(
            columns: columns.columns,
            rows: models.versions.map { columns.row(of: $0, model) },
            isFocused: models.pane == .versions,
            region: versionRegion
        )
        let name = models.selectedModel?.name.text ?? ""
        let count = models.versions.count
        let badge = count == 1 ? "1 version" : "\(count) versions"
        draw(
            table,
            StyledText(untrusted: name),
            StyledText(untrusted: badge, .muted),
            .versions,
            model,
            layout,
            on: &canvas
        )
    }

    private static func draw(
        _ table: Table,
        _ title: StyledText,
        _ badge: StyledText,
        _ pane: ModelsModel.Pane,
        _ model: Model,
        _ layout: ModelsLayout,
        on canvas: inout Canvas
    ) {
        let rect = layout.rect(of: pane)
        let inside = Panel.content(of: rect)
        let state = model.models.listState(of: pane)
        let height = layout.height(of: pane)
        let window = state.window(count: table.rows.count, height: height)
        let bar = Scrollbar(count: table.rows.count, window: window)
        Panel(title, badge: badge, footer: bar.note, isFocused: model.models.pane == pane)
            .draw(on: &canvas, in: rect)
        if table.rows.isEmpty {
            canvas.draw("no version", at: Point(x: inside.x + 2, y: inside.y + 1), .muted)
            return
        }
        table.draw(on: &canvas, in: inside, state: state)
        bar.draw(on: &canvas, x: rect.maxX - 1, y: inside.y + 1, height: height)
    }
}

/// Aliases as the screen says them; `@production` stands out.
enum AliasWords {
    static func style(of alias: ModelAlias) -> Style {
        alias == .production ? Style(.done, on: nil, .bold) : Style(.accent)
    }

    /// `@production v2  @candidate v3`, that of the version in use first.
    static func text(of model: RegisteredModel) -> StyledText {
        var text = StyledText()
        for alias in inOrder(model.aliases.map(\.name)) {
            guard let number = model.version(of: alias)?.number else { continue }
            if !text.isEmpty { text.append("  ") }
            text.append(SafeText(untrusted: "@\(alias)"), style(of: alias))
            text.append(SafeText(untrusted: " v\(number)"))
        }
        return text
    }

    static func text(_ aliases: [ModelAlias]) -> StyledText {
        var text = StyledText()
        for alias in inOrder(aliases) {
            if !text.isEmpty { text.append(" ") }
            text.append(SafeText(untrusted: "@\(alias)"), style(of: alias))
        }
        return text
    }

    private static func inOrder(_ aliases: [ModelAlias]) -> [ModelAlias] {
        aliases.filter { $0 == .production } + aliases.filter { $0 != .production }
    }
}

/// The columns of the table of versions, and their cells.
struct VersionColumns {
    /// Metrics that are shown at most.
    private static let mostMetrics = 6

    let columns: [TableColumn]
    private let metrics: [TrackingKey]
    private let model: RegisteredModel?
    private let models: ModelsModel
    private let champion: ModelVersion?

    init(_ models: ModelsModel) {
        self.models = models
        model = models.selectedModel
        champion = models.champion
        metrics = Self.metrics(of: models)
        let hasRuns = models.versions.contains { models.run(of: $0) != nil }
        columns =
            [
                TableColumn("VERSION", minimum: 4),
                TableColumn("ALIASES", minimum: 11, maximum: 40, priority: 1),
            ]
            + metrics.enumerated().map { index, key in
                TableColumn(
                    SafeText(untrusted: key.text).truncated(to: 14, .middle),
                    maximum: 20,
                    priority: 2 + index * 2,
                    alignment: .right
                )
            } + [
                TableColumn("REGISTERED", priority: 3),
                TableColumn("BY", minimum: 12, maximum: 28, priority: 5),
                TableColumn(hasRuns ? "RUN" : "", minimum: 6, maximum: 28, priority: 9),
            ]
    }

    /// The metrics that most runs of the versions have, as they were logged.
    private static func metrics(of models: ModelsModel) -> [TrackingKey] {
        var counts: [TrackingKey: (count: Int, place: Int)] = [:]
        for version in models.versions {
            for point in models.run(of: version)?.metrics ?? [] {
                let known = counts[point.key] ?? (0, counts.count)
                counts[point.key] = (known.count + 1, known.place)
            }
        }
        return counts.sorted { ($1.value.count, $0.value.place) < ($0.value.count, $1.value.place) }
            .prefix(mostMetrics).map(\.key)
    }

    func row(of version: ModelVersion, _ model: Model) -> TableRow {
        let isChampion = version.number == champion?.number
        let registered = Date(timeIntervalSince1970: Double(version.createdAt) / 1_000)
        var aliases = AliasWords.text(self.model?.aliases(of: version.number) ?? [])
        if let shown = self.model,
            let promotion = ModelsScreen.request(
                for: ModelVersionID(shown.name, version.number),
                in: model
            )
        {
            if !aliases.isEmpty { aliases.append(" ") }
            let words = SafeText(untrusted: " @\(promotion.request.alias)?")
            aliases.append(Status.yourDecision.mark + StyledText(words, Style(.step)))
        }
        if version.stage != .none {
            if !aliases.isEmpty { aliases.append(" ") }
            aliases.append(SafeText(untrusted: version.stage.rawValue), .muted)
        }
        var number = StyledText(isChampion ? "★ " : "  ", Style(.done))
        number.append(SafeText(untrusted: "v\(version.number)"))
        let run = models.run(of: version)
        let comparison = run.map {
            ChampionComparison($0, with: isChampion ? nil : models.run(of: champion))
        }
        return TableRow(
            [number, aliases]
                + metrics.map { key in
                    comparison?.metrics.first { $0.key == key }.map(Self.words) ?? .empty
                } + [
                    StyledText(
                        LocalTime(registered, in: model.settings.timeZone).shortText,
                        .muted
                    ),
                    StyledText(untrusted: version.maker, .muted),
                    StyledText(untrusted: run?.run.name ?? "", .muted),
                ]
        )
    }

    /// A value and its change: `0.812 +0.016`.
    private static func words(of metric: ChampionComparison.Metric) -> StyledText {
        var text = StyledText(NumberAxis.value(metric.value))
        if let change = metric.change {
            text.append(" " + NumberAxis.change(change), Style(.changed))
        }
        return text
    }
}

extension ModelVersion {
    /// What or who registered it: `study/1 train`, `ana`.
    var maker: String {
        attempt.map { "\($0.run) \($0.stage.short)" } ?? createdBy.description
    }
}
