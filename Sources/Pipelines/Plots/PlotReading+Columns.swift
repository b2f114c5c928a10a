import Domain

/// The columns a plot takes of its files.
extension PlotReading {
    /// Rows of a second file that are kept to be joined, at most.
    static let longestJoin = 4_000_000

    /// Gives each row of the file of some pairs to `row`: its place on the axis and their values.
    ///
    /// The pairs share their file and what they are drawn over. Returns the names of the drawn
    /// fields, or nil where the file is not there.
    func read(
        _ pairs: [Pair],
        row: (PlotCell, ArraySlice<PlotCell>) -> Void
    ) throws(InputMistakes) -> [String]? {
        guard let pair = pairs.first else { return nil }
        var other: [PlotCell] = []
        if case .other(let path, let field) = pair.x {
            guard let cells = try column(field, of: path) else { return nil }
            other = cells
        }
        var drawn: [String] = []
        var isOwnX = false
        var count = 0
        let path = pair.source.path
        let isThere = try table(path).read(
            choose: { names throws(InputMistakes) in
                guard let last = names.indices.last else { return [] }
                var wanted: [Int] = []
                for pair in pairs {
                    wanted.append(try index(of: pair.field, in: names, path) ?? last)
                }
                drawn = wanted.map { names[$0] }
                guard case .field(let field) = pair.x else { return wanted }
                isOwnX = true
                return wanted + [try index(of: field, in: names, path) ?? last]
            },
            row: { cells in
                defer { count += 1 }
                if isOwnX {
                    row(cells[cells.count - 1], cells.dropLast())
                } else if case .rows = pair.x {
                    row(.number(Double(count)), cells[...])
                } else if count < other.count {
                    row(other[count], cells[...])
                }
            }
        )
        guard isThere else { return nil }
        if case .other(let second, let field) = pair.x, other.count != count {
            throw mistake(
                "cannot draw '\(drawn.first ?? "")' of \(path) over '\(field)' of \(second): one"
                    + " has \(count) rows, the other \(other.count)."
            )
        }
        return drawn
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
