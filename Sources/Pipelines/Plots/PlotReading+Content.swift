import Domain

/// What a plot's columns give to draw.
extension PlotReading {
    /// Names along one side of a matrix, at most; further ones are left out, and that is said.
    static let mostNames = 64

    // MARK: - Lines and points

    func series(_ pairs: [Pair], _ template: PlotTemplate) throws(InputMistakes) -> Plot {
        var found: [PlotSeries] = []
        var notes: [String] = []
        var absent: [ProjectPath] = []
        for group in Self.groups(pairs) {
            guard let series = try series(group, notes: &notes) else {
                let path = group[0].source.path
                if !absent.contains(path) { absent.append(path) }
                continue
            }
            found += series
        }
        guard !found.isEmpty else { return plot(.missing) }
        notes += absent.map { "\($0) is not there yet." }
        if case .own(let name) = template {
            notes.append("Its own template '\(name)' is drawn as lines.")
        }
        let xNames = Self.distinct(pairs.map(\.x.name))
        let yNames = Self.distinct(found.map(\.field))
        let labelled = Self.labelled(found)
        return plot(
            template == .points ? .points(labelled) : .lines(labelled),
            x: xNames.count == 1 ? xNames[0] : "x",
            y: yNames.count == 1 ? yNames[0] : "y",
            notes: notes
        )
    }

    /// Pairs that one reading of a file serves, in their order.
    private static func groups(_ pairs: [Pair]) -> [[Pair]] {
        var groups: [[Pair]] = []
        for pair in pairs {
            if let last = groups.last?.last, last.source.path == pair.source.path, last.x == pair.x
            {
                groups[groups.count - 1].append(pair)
            } else {
                groups.append([pair])
            }
        }
        return groups
    }

    /// A series while its file is read.
    private struct Column {
        var builder = SeriesBuilder()
        /// Values that are no numbers, and those of them that are texts.
        var others = 0
        var texts = 0

        mutating func take(_ y: PlotCell, at x: Double) {
            switch y {
            case .number: break
            case .nothing: others += 1
            case .text:
                others += 1
                texts += 1
            }
            builder.append(PlotPoint(x: x, y: x.isNaN ? .nan : y.number))
        }
    }

    private func series(
        _ pairs: [Pair],
        notes: inout [String]
    ) throws(InputMistakes) -> [PlotSeries]? {
        var columns = pairs.map { _ in Column() }
        var places = 0
        let names = try read(pairs) { x, cells in
            let place = x.number
            if place.isNaN { places += 1 }
            for (index, y) in cells.enumerated() { columns[index].take(y, at: place) }
        }
        guard let names else { return nil }
        let path = pairs[0].source.path
        var found: [PlotSeries] = []
        for (name, column) in zip(names, columns) {
            let count = column.builder.count
            if count > 0, column.others == count {
                throw mistake("wants numbers, but '\(name)' of \(path) holds none.")
            }
            if count > 0, places == count {
                throw mistake(
                    "wants numbers along x, but '\(pairs[0].x.name)' of \(path) holds none."
                )
            }
            if column.texts > 0 {
                notes.append("\(column.texts) of \(count) values of '\(name)' are no numbers.")
            }
            let points = column.builder.points
            found.append(
                PlotSeries(label: name, file: path, field: name, points: points, rowCount: count)
            )
        }
        // A file without even a header has no names yet.
        return found.isEmpty
            ? [PlotSeries(label: "", file: path, field: "", points: [], rowCount: 0)] : found
    }

    /// Series with labels that tell them apart: by field, by file, or by both.
    private static func labelled(_ series: [PlotSeries]) -> [PlotSeries] {
        let fields = distinct(series.map(\.field))
        guard fields.count < series.count else { return series }
        let files = shortened(series.map(\.file))
        return zip(series, files).map { series, file in
            PlotSeries(
                label: fields.count == 1 ? file : "\(file)::\(series.field)",
                file: series.file,
                field: series.field,
                points: series.points,
                rowCount: series.rowCount
            )
        }
    }

    /// Paths without what all of them begin and end with: `train` and `val` of
    /// `m/train/loss.tsv` and `m/val/loss.tsv`.
    private static func shortened(_ paths: [ProjectPath]) -> [String] {
        let parts = paths.map { $0.text.split(separator: "/") }
        let front = shared(parts)
        let rests = parts.map { Array($0.dropFirst(front)) }
        let back = shared(rests.map { $0.reversed() })
        return rests.map { $0.dropLast(back).joined(separator: "/") }
    }

    /// How many parts all paths begin with; one part is left of each.
    private static func shared(_ paths: [[Substring]]) -> Int {
        let most = (paths.map(\.count).min() ?? 1) - 1
        let count = (0..<max(0, most)).first { index in
            !paths.allSatisfy { $0[index].utf8.elementsEqual(paths[0][index].utf8) }
        }
        return count ?? max(0, most)
    }

    private static func distinct(_ names: [String]) -> [String] {
        var distinct: [String] = []
        for name in names where !distinct.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            distinct.append(name)
        }
        return distinct
    }

    // MARK: - Bars

    /// The names stand in the drawn field, their values along x.
    func bars(_ pairs: [Pair], isSorted: Bool) throws(InputMistakes) -> Plot {
        var bars: [PlotBar] = []
        var left = 0
        let pair = try only(pairs)
        let names = try read([pair]) { x, cells in
            let number = x.number
            guard number.isFinite, bars.count < 1_000 else {
                left += 1
                return
            }
            bars.append(PlotBar(name: cells.first?.name ?? "", value: number))
        }
        guard let name = names.map({ $0.first ?? "" }) else { return plot(.missing) }
        if bars.isEmpty, left > 0 {
            throw mistake(
                "wants numbers along x, but '\(pair.x.name)' of \(pair.source.path) holds none."
            )
        }
        if isSorted { bars.sort { $0.value > $1.value } }
        let notes = left == 0 ? [] : ["\(left) rows are left out."]
        return plot(.bars(bars), x: pair.x.name, y: name, notes: notes)
    }

    private func only(_ pairs: [Pair]) throws(InputMistakes) -> Pair {
        guard pairs.count == 1, let pair = pairs.first else {
            throw mistake(
                "has \(pairs.count) fields, but its template '\(definition.template ?? "")' draws"
                    + " one."
            )
        }
        return pair
    }

    // MARK: - Matrices

    func matrix(_ pairs: [Pair], isNormalized: Bool) throws(InputMistakes) -> Plot {
        var columns = NameList()
        var rows = NameList()
        var counts: [[Int]: Int] = [:]
        var left = 0
        let pair = try only(pairs)
        let names = try read([pair]) { x, cells in
            let y = cells.first ?? .nothing
            guard let column = columns.number(of: x.name), let row = rows.number(of: y.name) else {
                left += 1
                return
            }
            counts[[row, column], default: 0] += 1
        }
        guard let name = names.map({ $0.first ?? "" }) else { return plot(.missing) }
        let across = columns.order
        let down = rows.order
        let matrix = PlotMatrix(
            columns: across.map { columns.names[$0] },
            rows: down.map { rows.names[$0] },
            counts: down.map { row in across.map { counts[[row, $0]] ?? 0 } },
            isNormalized: isNormalized
        )
        let limit = "names beyond the first \(Self.mostNames)"
        let notes = left == 0 ? [] : ["\(left) rows are left out: \(limit) are not drawn."]
        return plot(.matrix(matrix), x: pair.x.name, y: name, notes: notes)
    }

    /// Names in the order they are met, each with a number.
    private struct NameList {
        private(set) var names: [String] = []
        private var numbers: [[UInt8]: Int] = [:]

        /// Nil for a name beyond the limit.
        mutating func number(of name: String) -> Int? {
            let key = Array(name.utf8)
            if let number = numbers[key] { return number }
            guard names.count < PlotReading.mostNames else { return nil }
            names.append(name)
            numbers[key] = names.count - 1
            return names.count - 1
        }

        /// The numbers in the order of their names: as numbers where all are.
        var order: [Int] {
            let values = names.map { Double($0) }
            return names.indices.sorted { left, right in
                if let left = values[left], let right = values[right] { return left < right }
                return names[left].utf8.lexicographicallyPrecedes(names[right].utf8)
            }
        }
    }
}
