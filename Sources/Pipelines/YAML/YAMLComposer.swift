import Domain
import Yams

/// Turns the parser's nodes into values with places, within a budget.
struct YAMLComposer {
    private let path: ProjectPath
    private let limits: YAMLLimits
    private var nodes = 0
    private var mistakes = MistakeCollector()

    private init(path: ProjectPath, limits: YAMLLimits) {
        self.path = path
        self.limits = limits
    }

    /// The one document of a text; null where there is none.
    static func compose(
        _ text: SourceText,
        path: ProjectPath,
        limits: YAMLLimits
    ) throws(InputMistakes) -> YAMLNode {
        let document: Node?
        do {
            // The parser's own rules for tags cost more than all the rest; ours are in YAMLScalar.
            document = try Yams.compose(yaml: text.text, .basic, .default, .utf8)
        } catch {
            throw InputMistakes(YAMLProblem.mistake(for: error, in: text, path: path))
        }
        guard let document else {
            let start = SourcePlace(file: path, line: 1, column: 1)
            return YAMLNode(.scalar(YAMLScalar(plain: "")), at: start)
        }
        var composer = YAMLComposer(path: path, limits: limits)
        let root = try composer.node(document, depth: 0)
        try composer.mistakes.throwIfAny()
        return root
    }

    static func tooManyNodes(
        _ path: ProjectPath,
        _ place: SourcePlace?,
        _ limits: YAMLLimits
    ) -> InputMistake {
        let text =
            "expands to more than \(grouped(limits.nodes)) nodes."
            + " Pitwall stops here to protect your machine."
        return place.map { InputMistake($0, text) } ?? InputMistake(file: path, text)
    }

    private static func grouped(_ number: Int) -> String {
        var text = String(number)
        var index = text.count - 3
        while index > 0 {
            text.insert(",", at: text.index(text.startIndex, offsetBy: index))
            index -= 3
        }
        return text
    }

    // MARK: - Walking

    private func place(_ node: Node) -> SourcePlace {
        SourcePlace(file: path, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    private mutating func count(_ node: Node) throws(InputMistakes) {
        nodes += 1
        guard nodes <= limits.nodes else {
            throw InputMistakes(Self.tooManyNodes(path, place(node), limits))
        }
    }

    private mutating func node(_ node: Node, depth: Int) throws(InputMistakes) -> YAMLNode {
        try count(node)
        let place = place(node)
        switch node {
        case .scalar(let scalar):
            return YAMLNode(.scalar(self.scalar(scalar, at: place)), at: place)
        case .sequence(let sequence):
            try checkDepth(depth, at: place)
            checkTag(of: node, at: place)
            var list: [YAMLNode] = []
            list.reserveCapacity(sequence.count)
            for item in sequence { list.append(try self.node(item, depth: depth + 1)) }
            return YAMLNode(.list(list), at: place)
        case .mapping(let mapping):
            try checkDepth(depth, at: place)
            checkTag(of: node, at: place)
            return YAMLNode(.mapping(try entries(mapping, depth: depth)), at: place)
        case .alias:
            // Reading follows aliases itself; only written trees hold them.
            return YAMLNode(.scalar(YAMLScalar(plain: "")), at: place)
        }
    }

    private func checkDepth(_ depth: Int, at place: SourcePlace) throws(InputMistakes) {
        guard depth < limits.depth else {
            throw InputMistakes(
                InputMistake(
                    place,
                    "is nested deeper than \(limits.depth) levels."
                        + " Pitwall stops here to protect your machine."
                )
            )
        }
    }

    private mutating func entries(
        _ mapping: Node.Mapping,
        depth: Int
    ) throws(InputMistakes) -> [YAMLEntry] {
        var own: [YAMLEntry] = []
        own.reserveCapacity(mapping.count)
        var merged: [YAMLEntry] = []
        for (key, value) in mapping {
            let keyPlace = place(key)
            guard case .scalar(let scalar) = key else {
                mistakes.add(keyPlace, "a key must be one word or text, not a list or mapping.")
                continue
            }
            let name = self.key(scalar, at: keyPlace)
            let node = try self.node(value, depth: depth + 1)
            if name.style == .plain, name.text == "<<" {
                merged += try merge(node)
            } else {
                try count(key)
                own.append(YAMLEntry(key: name, keyPlace: keyPlace, value: node))
            }
        }
        return merged.isEmpty ? own : Self.combined(merged + own)
    }

    /// What `<<` brings in; of several mappings the first one with a key decides.
    private mutating func merge(_ node: YAMLNode) throws(InputMistakes) -> [YAMLEntry] {
        let sources = node.list ?? [node]
        var entries: [YAMLEntry] = []
        for source in sources.reversed() {
            guard let more = source.entries else {
                mistakes.add(
                    source.place,
                    "'<<' merges a mapping or a list of mappings, but this is \(source.kind)."
                )
                continue
            }
            entries += more
            nodes += more.count
            guard nodes <= limits.nodes else {
                throw InputMistakes(Self.tooManyNodes(path, source.place, limits))
            }
        }
        return entries
    }

    /// Each key once: where it first stands, with the value it has last.
    private static func combined(_ entries: [YAMLEntry]) -> [YAMLEntry] {
        var result: [YAMLEntry] = []
        var positions: [[UInt8]: Int] = [:]
        for entry in entries {
            let key = Array(entry.name.utf8)
            if let position = positions[key] {
                result[position] = entry
            } else {
                positions[key] = result.count
                result.append(entry)
            }
        }
        return result
    }

    // MARK: - Scalars and tags

    /// A key; comparing keys has marked those without a tag as text, which they need not be.
    private mutating func key(_ scalar: Node.Scalar, at place: SourcePlace) -> YAMLScalar {
        let isPlain = scalar.style == .plain || scalar.style == .any
        guard isPlain, scalar.tag.rawValue == YAMLTag.prefix + "str" else {
            return self.scalar(scalar, at: place)
        }
        return YAMLScalar(plain: scalar.string)
    }

    private mutating func scalar(_ scalar: Node.Scalar, at place: SourcePlace) -> YAMLScalar {
        let text = scalar.string
        if text.utf8.count > limits.scalarBytes {
            mistakes.add(
                place,
                "a text longer than \(limits.scalarBytes >> 20) MB cannot stand here."
                    + " Put it into a file of its own."
            )
        }
        let style: YAMLScalar.Style =
            switch scalar.style {
            case .any, .plain: .plain
            case .singleQuoted, .doubleQuoted: .quoted
            case .literal, .folded: .block
            }
        let tag = scalar.tag.rawValue
        if let value = YAMLTag.value(of: text, style: style, tag: tag) {
            return YAMLScalar(text, style: style, value: value)
        }
        mistakes.add(place, YAMLTag.problem(tag, text: text))
        return YAMLScalar(text, style: style, value: .text(text))
    }

    private mutating func checkTag(of node: Node, at place: SourcePlace) {
        let (tag, own) =
            switch node {
            case .sequence(let sequence): (sequence.tag.rawValue, "seq")
            case .mapping(let mapping): (mapping.tag.rawValue, "map")
            case .scalar, .alias: ("", "")
            }
        guard !tag.isEmpty, tag != "!", tag != YAMLTag.prefix + own else { return }
        mistakes.add(place, YAMLTag.problem(tag, text: nil))
    }
}
