import Domain

/// What stands beside the stages of a file.
extension StageFileReader {
    /// Reads what stands beside the stages, with every mistake noted.
    mutating func readSections(_ root: YAMLNode) -> FileSections {
        var sections = FileSections()
        sections.parameters = files(root["params"], for: "params")
        sections.metrics = files(root["metrics"], for: "metrics")
        for item in list(root["plots"], for: "plots") { sections.plots += plots(item) }
        guard let artifacts = root["artifacts"] else { return sections }
        guard let entries = artifacts.entries else {
            mistakes.add(artifacts.place, "'artifacts' takes a mapping of names to artifacts.")
            return sections
        }
        sections.artifacts = entries.compactMap { artifact($0) }
        return sections
    }

    private var home: ProjectPath { StagePath.parent(path) }

    private mutating func files(_ node: YAMLNode?, for key: String) -> [ProjectPath] {
        list(node, for: key).compactMap { item in
            guard let text = text(item, for: key) else { return nil }
            return path(text, at: item.place, in: home, for: key)?.resolved
        }
    }

    // MARK: - Plots

    private mutating func plots(_ item: YAMLNode) -> [PlotDefinition] {
        if item.string != nil {
            return text(item, for: "plots").flatMap { plot($0, item.place, nil) }.map { [$0] } ?? []
        }
        guard let entries = item.entries else {
            mistakes.add(item.place, "'plots' takes paths or names, but this is \(item.kind).")
            return []
        }
        return entries.compactMap { entry in
            guard !entry.value.isNull else { return plot(entry.name, entry.keyPlace, nil) }
            guard let inner = entry.value.entries else {
                mistakes.add(
                    entry.value.place,
                    "plot '\(entry.name)' takes a mapping, but this is \(entry.value.kind)."
                )
                return nil
            }
            check(inner, against: .topPlot)
            return plot(entry.name, entry.keyPlace, entry.value)
        }
    }

    private mutating func plot(
        _ name: String,
        _ place: SourcePlace,
        _ node: YAMLNode?
    ) -> PlotDefinition? {
        let x = node?["x"].map { axis($0) } ?? .rows
        guard let y = sources(node?["y"], of: name, place) else { return nil }
        var plot = PlotDefinition(name: name, place: place, x: x, y: y)
        if let node { words(node, of: &plot) }
        return plot
    }

    private mutating func words(_ node: YAMLNode, of plot: inout PlotDefinition) {
        plot.title = node["title"].flatMap { text($0, for: "title") }
        plot.xLabel = node["x_label"].flatMap { text($0, for: "x_label") }
        plot.yLabel = node["y_label"].flatMap { text($0, for: "y_label") }
        plot.template = node["template"].flatMap { text($0, for: "template") }
    }

    private mutating func axis(_ node: YAMLNode) -> PlotDefinition.Axis {
        guard let entries = node.entries else {
            return text(node, for: "x").map { .field($0) } ?? .rows
        }
        let sources = entries.compactMap { entry -> PlotDefinition.Source? in
            guard let field = text(entry.value, for: "x") else { return nil }
            return source(entry, [field], for: "x")
        }
        return sources.isEmpty ? .rows : .files(sources)
    }

    /// The drawn fields; without files of their own they are of the file the plot is named after.
    private mutating func sources(
        _ node: YAMLNode?,
        of name: String,
        _ place: SourcePlace
    ) -> [PlotDefinition.Source]? {
        if let entries = node?.entries {
            return entries.compactMap { entry in
                source(entry, fields(entry.value), for: "y")
            }
        }
        let wanted = node.map { fields($0) } ?? []
        guard let path = path(name, at: place, in: home, for: "plots") else { return nil }
        return [PlotDefinition.Source(path: path.resolved, fields: wanted)]
    }

    private mutating func source(
        _ entry: YAMLEntry,
        _ fields: [String],
        for key: String
    ) -> PlotDefinition.Source? {
        path(entry.name, at: entry.keyPlace, in: home, for: key).map {
            PlotDefinition.Source(path: $0.resolved, fields: fields)
        }
    }

    private mutating func fields(_ node: YAMLNode) -> [String] {
        guard let list = node.list else { return text(node, for: "y").map { [$0] } ?? [] }
        return list.compactMap { text($0, for: "y") }
    }

    /// The plot that an output of a stage is, from the output's flags.
    mutating func plot(
        of output: PlacedStage.Path,
        _ flags: YAMLNode?
    ) -> PlotDefinition {
        let x = flags?["x"].flatMap { text($0, for: "x") }
        let y = flags?["y"].flatMap { text($0, for: "y") }
        var plot = PlotDefinition(
            name: output.resolved.text,
            place: output.place,
            x: x.map { .field($0) } ?? .rows,
            y: [PlotDefinition.Source(path: output.resolved, fields: y.map { [$0] } ?? [])],
            hasHeader: flag(flags?["header"], for: "header", default: true)
        )
        if let flags { words(flags, of: &plot) }
        return plot
    }

    // MARK: - Artifacts

    private mutating func artifact(_ entry: YAMLEntry) -> ArtifactDefinition? {
        guard case .text(let id) = entry.key.value else {
            mistakes.add(
                entry.keyPlace,
                "the artifact name '\(entry.name)' is not text. Quote it."
            )
            return nil
        }
        let node = entry.value
        guard let inner = node.entries else {
            mistakes.add(
                node.place,
                "artifact '\(id)' takes a mapping, but this is \(node.kind)."
            )
            return nil
        }
        check(inner, against: .artifact)
        let type = node["type"].flatMap { text($0, for: "type") }
        let summary = node["desc"].flatMap { text($0, for: "desc") }
        let labels = list(node["labels"], for: "labels").compactMap { text($0, for: "labels") }
        guard let written = node["path"] else {
            mistakes.add(entry.keyPlace, "artifact '\(id)' has no 'path'. Name its file.")
            return nil
        }
        guard let text = text(written, for: "path"),
            let path = path(text, at: written.place, in: home, for: "path")
        else { return nil }
        return ArtifactDefinition(
            id: id,
            place: entry.keyPlace,
            path: path.resolved,
            type: type,
            summary: summary,
            labels: labels
        )
    }
}
