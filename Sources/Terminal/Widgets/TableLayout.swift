/// Where the columns of a table stand in a width.
struct TableLayout: Equatable {
    /// The cells between two columns.
    static let gap = 2

    struct Place: Equatable {
        let column: Int
        let x: Int
        let width: Int
    }

    /// The columns that are shown, from left to right.
    let places: [Place]

    /// `natural` is the width each column would like to have.
    init(columns: [TableColumn], natural: [Int], width: Int) {
        let kept = TableLayout.kept(columns, natural: natural, width: width)
        var widths = kept.map { min(natural[$0], columns[$0].minimum ?? .max) }
        var free = width - TableLayout.total(widths)
        // What is more important grows to its natural width first.
        let order = kept.indices.sorted {
            (columns[kept[$0]].priority, $0) < (columns[kept[$1]].priority, $1)
        }
        for index in order where free > 0 {
            let grown = min(free, natural[kept[index]] - widths[index])
            widths[index] += grown
            free -= grown
        }
        if free > 0, let filler = kept.indices.first(where: { columns[kept[$0]].fills }) {
            widths[filler] = min(widths[filler] + free, columns[kept[filler]].maximum)
        }
        // What always stays and still does not fit is cut where it is widest.
        while free < 0, let widest = widths.max(), widest > 1,
            let index = widths.lastIndex(of: widest)
        {
            widths[index] -= 1
            free += 1
        }
        var x = 0
        places = zip(kept, widths).map { column, width in
            defer { x += width + TableLayout.gap }
            return Place(column: column, x: x, width: width)
        }
    }

    /// Leaves out the least important columns until the others fit with their smallest widths.
    private static func kept(_ columns: [TableColumn], natural: [Int], width: Int) -> [Int] {
        var kept = Array(columns.indices)
        while kept.count > 1,
            total(kept.map { min(natural[$0], columns[$0].minimum ?? .max) }) > width,
            let least = kept.max(by: {
                (columns[$0].priority, $0) < (columns[$1].priority, $1)
            }), columns[least].priority > 0
        {
            kept.removeAll { $0 == least }
        }
        return kept
    }

    private static func total(_ widths: [Int]) -> Int {
        widths.reduce(0, +) + gap * max(0, widths.count - 1)
    }
}
