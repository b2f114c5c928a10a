/// Where in a file a key belongs.
struct KeyHome: Equatable {
    let name: String
    /// The keys above it, `<name>` where the person chooses.
    let path: [String]

    /// `at the top of the file`, or `under 'stages: <name>'`.
    var words: String {
        path.isEmpty ? "at the top of the file" : "under '\(path.joined(separator: ": "))'"
    }

    /// The place nearest to the top of a key with this name, or else of one with a name like it.
    static func of(_ name: String, in keys: [Key]) -> KeyHome? {
        let homes = all(keys, under: []).sorted { $0.path.count < $1.path.count }
        if let exact = homes.first(where: { $0.name == name }) { return exact }
        let nearest = NearestWord.nearest(to: name, among: homes.map(\.name))
        return homes.first { $0.name == nearest }
    }

    private static func all(_ keys: [Key], under path: [String]) -> [KeyHome] {
        keys.map { KeyHome(name: $0.name, path: path) }
            + keys.flatMap { key in inside(key.shape, path + [key.name]) }
    }

    private static func inside(_ shape: Shape, _ path: [String]) -> [KeyHome] {
        switch shape {
        case .table(let keys), .oneOf(let keys): all(keys, under: path)
        case .map(_, let element): inside(element, path + ["<name>"])
        case .list(let element): inside(element, path)
        case .either(let first, let second): inside(first, path) + inside(second, path)
        case .text, .path, .variable, .flag, .integer, .number, .duration, .size, .percent,
            .count, .choice:
            []
        }
    }
}
