import Domain

/// Holds a file against what its keys may be, and notes every mistake.
struct SchemaCheck {
    private(set) var mistakes = MistakeCollector()

    /// How many keys a message lists when none is near to the unknown one.
    private static let listedKeys = 12

    /// Set inside a key whose feature is not built yet, so that it is refused once.
    private var isInsideUnavailable = false

    /// All keys of the file, to tell where a misplaced one belongs.
    private var allKeys: [Key] = []

    init() {}

    /// Checks the whole document; an empty one is right.
    mutating func check(_ root: YAMLNode, against keys: [Key]) {
        allKeys = keys
        guard !root.isNull else { return }
        guard let entries = root.entries else {
            mistakes.add(root.place, "this file holds keys and values, but this is \(root.kind).")
            return
        }
        table(entries, keys)
    }

    // MARK: - Mappings

    private mutating func table(_ entries: [YAMLEntry], _ keys: [Key]) {
        for entry in entries {
            guard let key = keys.first(where: { $0.name == entry.name }) else {
                mistakes.add(entry.keyPlace, unknown(entry.name, among: keys))
                continue
            }
            let isFirst = !key.isAvailable && !isInsideUnavailable
            if isFirst {
                mistakes.add(
                    entry.keyPlace,
                    "'\(entry.name)' is not available in this version."
                )
                isInsideUnavailable = true
            }
            check(entry.value, is: key.shape, for: entry.name)
            if isFirst { isInsideUnavailable = false }
        }
    }

    private func unknown(_ name: String, among keys: [Key]) -> String {
        let shown = name.count <= 60 ? name : String(name.prefix(60)) + "…"
        let names = keys.map(\.name)
        let hint = NearestWord.hint(for: name, among: names)
        guard hint.isEmpty else { return "unknown key '\(shown)'.\(hint)" }
        if let home = KeyHome.of(name, in: allKeys) {
            return "unknown key '\(shown)' here. '\(home.name)' belongs \(home.words)."
        }
        guard names.count <= Self.listedKeys else { return "unknown key '\(shown)'." }
        return "unknown key '\(shown)'. The keys here are \(names.joined(separator: ", "))."
    }

    private mutating func map(_ entries: [YAMLEntry], _ rule: NameRule, _ shape: Shape) {
        for entry in entries {
            if let problem = rule.problem(with: entry.name) {
                mistakes.add(entry.keyPlace, problem)
            }
            check(entry.value, is: shape, for: entry.name)
        }
    }

    private mutating func oneOf(_ node: YAMLNode, _ keys: [Key], for name: String) {
        guard let entries = node.entries else {
            return wrongKind(node, .oneOf(keys), for: name)
        }
        table(entries, keys)
        let known = entries.filter { entry in keys.contains { $0.name == entry.name } }
        let names = Shape.joined(keys.map { "'\($0.name)'" })
        if known.count > 1 {
            mistakes.add(known[1].keyPlace, "'\(name)' takes one of \(names), not several.")
        } else if entries.isEmpty {
            mistakes.add(node.place, "'\(name)' needs one of \(names).")
        }
    }

    // MARK: - Values

    private mutating func check(_ node: YAMLNode, is shape: Shape, for name: String) {
        switch shape {
        case .table(let keys):
            guard !node.isNull else { return }
            guard let entries = node.entries else { return wrongKind(node, shape, for: name) }
            table(entries, keys)
        case .map(let rule, let element):
            guard !node.isNull else { return }
            guard let entries = node.entries else { return wrongKind(node, shape, for: name) }
            map(entries, rule, element)
        case .oneOf(let keys):
            oneOf(node, keys, for: name)
        case .list(let element):
            guard let list = node.list else { return wrongKind(node, shape, for: name) }
            for item in list { check(item, is: element, for: name) }
        case .either(let first, let second):
            either(node, first, second, for: name)
        case .text, .path, .variable, .flag, .integer, .number, .duration, .size, .percent,
            .count, .choice:
            scalar(node, shape, for: name)
        }
    }

    /// Tells the mistakes of the form that was meant, where the kind of value says which.
    private mutating func either(
        _ node: YAMLNode,
        _ first: Shape,
        _ second: Shape,
        for name: String
    ) {
        for shape in [first, second] {
            var trial = SchemaCheck()
            trial.isInsideUnavailable = true
            trial.allKeys = allKeys
            trial.check(node, is: shape, for: name)
            if trial.mistakes.isEmpty { return }
        }
        for shape in [first, second] where shape.isCollection && shape.fits(node) {
            return check(node, is: shape, for: name)
        }
        if node.scalar != nil, !first.isCollection, second.isCollection {
            return check(node, is: first, for: name)
        }
        wrongKind(node, .either(first, second), for: name)
    }

    private mutating func scalar(_ node: YAMLNode, _ shape: Shape, for name: String) {
        guard node.scalar != nil, !node.isNull else { return wrongKind(node, shape, for: name) }
        switch shape {
        case .text: textual(node, shape, for: name)
        case .path: path(node, for: name)
        case .variable: variable(node, for: name)
        case .flag: if node.bool == nil { notABool(node, for: name) }
        case .integer(let range): integer(node, range, for: name)
        case .number(let limit): number(node, limit, for: name)
        case .choice(let words): choice(node, words, for: name)
        case .duration(let isZeroAllowed):
            quantity(node, shape, for: name) {
                Quantity.duration($0, isZeroAllowed: isZeroAllowed).map { _ in }
            }
        case .size: quantity(node, shape, for: name) { Quantity.size($0).map { _ in } }
        case .percent: quantity(node, shape, for: name) { Quantity.percent($0).map { _ in } }
        case .count(let units):
            quantity(node, shape, for: name) { Quantity.count($0, units: units).map { _ in } }
        case .list, .table, .map, .oneOf, .either: break
        }
    }

    private mutating func textual(_ node: YAMLNode, _ shape: Shape, for name: String) {
        guard let text = node.string else {
            let hint = node.scalar.map { " Put it in quotes: \"\($0.text)\"." } ?? ""
            let isShort = (node.scalar?.text.utf8.count ?? 0) <= 40
            return wrongKind(node, shape, for: name, hint: isShort ? hint : "")
        }
        if text.isEmpty { mistakes.add(node.place, "'\(name)' cannot be empty.") }
    }

    private mutating func path(_ node: YAMLNode, for name: String) {
        guard let text = node.writtenText, !text.isEmpty else {
            return mistakes.add(node.place, "'\(name)' takes a path, which cannot be empty.")
        }
        if text.utf8.contains(0) || text.contains("\n") {
            mistakes.add(node.place, "'\(name)' takes a path, which stands on one line.")
        }
    }

    private mutating func variable(_ node: YAMLNode, for name: String) {
        guard let text = node.string, EnvironmentName.isValid(text) else {
            return mistakes.add(
                node.place,
                "'\(name)' takes a variable's name: letters, digits and '_'."
            )
        }
    }

    private mutating func integer(_ node: YAMLNode, _ range: ClosedRange<Int>, for name: String) {
        guard let value = node.integer, range.contains(value) else {
            guard node.number == nil else {
                let words = Shape.integer(range).words
                return mistakes.add(
                    node.place,
                    "'\(name)' takes \(words), not \(node.scalar?.text.prefix(30) ?? "")."
                )
            }
            return wrongKind(node, .integer(range), for: name)
        }
    }

    private mutating func number(_ node: YAMLNode, _ limit: Double, for name: String) {
        guard let value = node.number else {
            return wrongKind(node, .number(upTo: limit), for: name)
        }
        guard value > 0, value <= limit else {
            let words = Shape.number(upTo: limit).words
            return mistakes.add(
                node.place,
                "'\(name)' takes \(words), not \(node.scalar?.text.prefix(30) ?? "")."
            )
        }
    }

    private mutating func choice(_ node: YAMLNode, _ words: [String], for name: String) {
        let text = node.scalar?.text ?? ""
        guard !words.contains(text) else { return }
        let shown = text.count <= 30 ? text : String(text.prefix(30)) + "…"
        let hint = NearestWord.hint(for: text, among: words)
        mistakes.add(
            node.place,
            "'\(name)' is \(Shape.joined(words)), not '\(shown)'.\(hint)"
        )
    }

    private mutating func notABool(_ node: YAMLNode, for name: String) {
        let text = node.scalar?.text.lowercased() ?? ""
        let meant =
            ["yes", "on", "y", "1"].contains(text)
            ? " Write true." : ["no", "off", "n", "0"].contains(text) ? " Write false." : ""
        mistakes.add(node.place, "'\(name)' is true or false.\(meant)")
    }

    private mutating func quantity(
        _ node: YAMLNode,
        _ shape: Shape,
        for name: String,
        read: (String) -> Result<Void, QuantityProblem>
    ) {
        let text = node.scalar?.text ?? ""
        guard text.utf8.count <= 60, node.bool == nil else {
            return wrongKind(node, shape, for: name)
        }
        if case .failure(let problem) = read(text) {
            mistakes.add(node.place, "'\(name)': \(problem.text)")
        }
    }

    private mutating func wrongKind(
        _ node: YAMLNode,
        _ shape: Shape,
        for name: String,
        hint: String = ""
    ) {
        mistakes.add(node.place, "'\(name)' takes \(shape.words), but this is \(node.kind).\(hint)")
    }
}

extension Shape {
    fileprivate var isCollection: Bool {
        switch self {
        case .list, .table, .map, .oneOf: true
        default: false
        }
    }

    fileprivate func fits(_ node: YAMLNode) -> Bool {
        switch self {
        case .list: node.list != nil
        case .table, .map, .oneOf: node.entries != nil
        default: node.scalar != nil
        }
    }
}
