import Domain

/// The reading of one plot: its files, its columns, and what they give to draw.
struct PlotReading {
    /// A drawn field with what it is drawn over.
    struct Pair {
        let source: PlotDefinition.Source
        /// Nil for the file's last column.
        let field: String?
        let x: X
    }

    /// What a field is drawn over.
    enum X: Hashable {
        case rows
        /// A field of the same file.
        case field(String)
        /// A field of another file, row by row.
        case other(ProjectPath, String)

        var name: String {
            switch self {
            case .rows: "step"
            case .field(let name), .other(_, let name): name
            }
        }
    }

    let definition: PlotDefinition
    let root: RawPath

    init(_ definition: PlotDefinition, root: RawPath) {
        self.definition = definition
        self.root = root
    }

    func plot() -> Plot {
        let paths = definition.y.map(\.path)
        if paths.count == 1, PlotPicture.isPicture(paths[0]) { return picture(paths[0]) }
        guard let template = PlotTemplate(definition.template, root: root) else {
            return plot(.unreadable(unknownTemplate.lines))
        }
        if let lost = definition.y.first, definition.isUnplaced(lost) {
            return plot(
                .unreadable(
                    mistake("names no file. Give one under 'y', as 'y: {FILE: FIELD}'.").lines
                )
            )
        }
        do throws(InputMistakes) {
            let pairs = try self.pairs()
            switch template {
            case .lines, .points, .own: return try series(pairs, template)
            case .bars(let isSorted): return try bars(pairs, isSorted: isSorted)
            case .matrix(let isNormalized): return try matrix(pairs, isNormalized: isNormalized)
            }
        } catch {
            return plot(.unreadable(error.lines))
        }
    }

    func plot(
        _ content: Plot.Content,
        x: String = "",
        y: String = "",
        notes: [String] = []
    ) -> Plot {
        var files: [ProjectPath] = []
        for path in definition.y.map(\.path) + xFiles where !files.contains(path) {
            files.append(path)
        }
        return Plot(
            name: definition.name,
            title: definition.title ?? definition.name,
            xLabel: definition.xLabel ?? x,
            yLabel: definition.yLabel ?? y,
            stage: definition.stage,
            files: files,
            content: content,
            notes: notes
        )
    }

    func mistake(_ text: String) -> InputMistakes {
        InputMistakes(InputMistake(definition.place, "plot '\(definition.name)' \(text)"))
    }

    private var xFiles: [ProjectPath] {
        guard case .files(let sources) = definition.x else { return [] }
        return sources.map(\.path)
    }

    private func picture(_ path: ProjectPath) -> Plot {
        do throws(FileFailure) {
            let picture = try PlotPicture.read(path, root: root)
            return plot(picture.map { .image($0) } ?? .missing)
        } catch {
            return plot(.unreadable(["\(path): cannot be read: \(error)."]))
        }
    }

    private var unknownTemplate: InputMistakes {
        let name = definition.template ?? ""
        let hint = NearestWord.hint(for: name, among: PlotTemplate.names)
        let advice =
            hint.isEmpty ? " Its file would be '.dvc/plots/\(name).json'." : hint
        return mistake("asks for a template '\(name)', which there is not.\(advice)")
    }

    // MARK: - Pairs

    /// The drawn fields in order, each with what it is drawn over.
    private func pairs() throws(InputMistakes) -> [Pair] {
        let drawn = definition.y.flatMap { source in
            source.fields.isEmpty
                ? [(source, String?.none)] : source.fields.map { (source, Optional($0)) }
        }
        var pairs: [Pair] = []
        for (index, (source, field)) in drawn.enumerated() {
            let x = try x(of: source, index, of: drawn.count)
            pairs.append(Pair(source: source, field: field, x: x))
        }
        return pairs
    }

    private func x(
        of source: PlotDefinition.Source,
        _ index: Int,
        of count: Int
    ) throws(InputMistakes) -> X {
        switch definition.x {
        case .rows: return .rows
        case .field(let name): return .field(name)
        case .files(let sources):
            guard sources.count == 1 || sources.count == count else {
                throw mistake(
                    "has \(sources.count) fields for x and \(count) for y. Name one for all, or"
                        + " one for each."
                )
            }
            let x = sources[sources.count == 1 ? 0 : index]
            let field = x.fields.first ?? ""
            return x.path == source.path ? .field(field) : .other(x.path, field)
        }
    }
}
