import Domain

/// The columns a plot takes of its files.
extension PlotReading {
    /// Rows of a second file that are kept to be joined, at most.
    static let longestJoin = 4_000_000

    /// Gives each row of a pair's file to `row`: its place on the axis and the drawn value.
    ///
    /// Returns the name of the drawn field, or nil where the file is not there.
    func read(
        _ pair: Pair,
        row: (PlotCell, PlotCell) -> Void
    ) throws(InputMistakes) -> String? {
        var other: [PlotCell] = []
        if case .other(let path, let field) = pair.x {
            guard let cells = try column(field, of: path) else { return nil }
            other = cells
        }
        var name = ""
        var isOwnX = false
        var count = 0
        let isThere = try table(pair.source.path).read(
            choose: { names throws(InputMistakes) in
                guard let last = names.indices.last else { return [] }
                let y = try index(of: pair.field, in: names, pair.source.path) ?? last
                name = names[y]
                guard case .field(let field) = pair.x else { return [y] }
                isOwnX = true
                return [y, try index(of: field, in: names, pair.source.path) ?? last]
            },
            row: { cells in
                defer { count += 1 }
                if isOwnX {
                    row(cells[1], cells[0])
                } else if case .rows = pair.x {
                    row(.number(Double(count)), cells[0])
                } else if count < other.count {
                    row(other[count], cells[0])
                }
            }
        )
        guard isThere else { return nil }
        if case .other(let path, let field) = pair.x, other.count != count {
            throw mistake(
                "cannot draw '\(name)' of \(pair.source.path) over '\(field)' of \(path): one has"
                    + " \(count) rows, the other \(other.count)."
            )
        }
        return name
    }

    private func table(_ path: ProjectPath) -> PlotTable {
        PlotTable(root: root, path: path, hasHeader: definition.hasHeader)
    }

    /// All values of a field; nil where the file is not there.
    private func column(
        _ field: String,
        of path: ProjectPath
    ) throws(InputMistakes) -> [PlotCell]? {
        var cells: [PlotCell] = []
        var isTooLong = false
        let isThere = try table(path).read(
            choose: { names throws(InputMistakes) in
                try index(of: field, in: names, path).map { [$0] } ?? []
            },
            row: { values in
                isTooLong = isTooLong || cells.count == Self.longestJoin
                if !isTooLong { cells.append(contentsOf: values.prefix(1)) }
            }
        )
        if isTooLong {
            throw mistake(
                "has over \(Self.longestJoin) rows in \(path), too many to join with another file."
            )
        }
        return isThere ? cells : nil
    }

    private func index(
        of field: String?,
        in names: [String],
        _ path: ProjectPath
    ) throws(InputMistakes) -> Int? {
        guard let field else { return nil }
        let index = names.firstIndex { $0.utf8.elementsEqual(field.utf8) }
        if let index { return index }
        let hint = NearestWord.hint(for: field, among: names)
        let list = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
        let advice = hint.isEmpty ? " It has \(list)." : hint
        throw mistake("wants '\(field)', but \(path) has no such field.\(advice)")
    }
}
