import Domain

/// The rows in a JSON or YAML document, as DVC finds them.
enum PlotRows {
    /// A list of mappings somewhere in a document.
    struct List {
        let rows: [Row]

        /// The names of the first row's values, in the order written.
        var names: [String] { rows.first?.members.map(\.name) ?? [] }
    }

    /// A mapping.
    struct Row {
        var members: [(name: String, value: ParameterValue)]

        func value(_ name: String) -> ParameterValue? {
            members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
        }
    }

    /// All lists of mappings in a document, the first found first; a mapping alone is none.
    static func lists(in value: ParameterValue) -> [List] {
        switch value {
        case .list(let items):
            let rows = items.compactMap { item -> Row? in
                guard case .mapping(let members) = item else { return nil }
                return Row(members: members.map { (name($0.key), $0.value) })
            }
            return rows.isEmpty || rows.count < items.count ? [] : [List(rows: rows)]
        case .mapping(let members): return members.flatMap { lists(in: $0.value) }
        case .null, .bool, .integer, .bigInteger, .float, .text: return []
        }
    }

    /// The rows of all lists side by side; `names` gets those that only later lists have, in front.
    ///
    /// The last name stays the last one of the first list, which is what is drawn by default.
    static func merged(_ lists: [List], names: inout [String]) -> [Row] {
        guard lists.count > 1 else { return lists.first?.rows ?? [] }
        var rows: [Row] = []
        for list in lists {
            for (index, row) in list.rows.enumerated() {
                if index == rows.count {
                    rows.append(row)
                    continue
                }
                for member in row.members where rows[index].value(member.name) == nil {
                    rows[index].members.append(member)
                }
            }
            let more = list.names.filter { name in
                !names.contains { $0.utf8.elementsEqual(name.utf8) }
            }
            names = more + names
        }
        return rows
    }

    private static func name(_ key: ParameterValue) -> String {
        if case .text(let text) = key { return text }
        return FlowText.text(of: key)
    }
}
