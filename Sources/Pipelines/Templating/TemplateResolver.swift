import Domain

/// Puts values in the place of templates.
struct TemplateResolver {
    /// What may stand where a template stood.
    enum Use {
        /// A single value.
        case value
        /// A single value of any kind, as text.
        case text
        /// A single value; a mapping among other text becomes options.
        case command
        /// Any value: what a group of stages is made from.
        case data
    }

    var scope: TemplateScope
    let style: CommandOptions.Style
    /// The stage of a group that is being made.
    var member: String?

    /// Keys that take true or false, which DVC checks before it looks at templates.
    private static let flags: Set<String> = [
        "frozen", "always_changed", "cache", "persist", "push", "checkpoint", "header",
    ]

    /// Keys that take text which is only shown.
    private static let labels: Set<String> = [
        "desc", "type", "labels", "remote", "template", "x", "y", "x_label", "y_label", "title",
    ]

    /// A node with values for its templates, in keys too; what has none is noted and stays.
    func resolve(
        _ node: YAMLNode,
        as use: Use = .value,
        mistakes: inout MistakeCollector
    ) -> YAMLNode {
        switch node.content {
        case .scalar(let scalar):
            guard case .text(let text) = scalar.value, TemplateText.isNeeded(for: text) else {
                return node
            }
            return noting(&mistakes, at: node.place) { () throws(TemplateProblem) in
                try value(of: text, as: use).node(at: node.place)
            } ?? node
        case .list(let items):
            let resolved = items.map { resolve($0, as: use, mistakes: &mistakes) }
            return YAMLNode(.list(resolved), at: node.place)
        case .mapping(let entries):
            let resolved = entries.map { resolve($0, as: use, mistakes: &mistakes) }
            return YAMLNode(.mapping(resolved), at: node.place)
        }
    }

    /// The body of a stage with values for its templates.
    func resolve(stage entries: [YAMLEntry], mistakes: inout MistakeCollector) -> [YAMLEntry] {
        entries.map { entry in
            // Its working folder was needed before all values were known, and is done.
            guard entry.name != "wdir" else { return entry }
            return resolve(
                entry,
                as: entry.name == "cmd" ? .command : .value,
                mistakes: &mistakes
            )
        }
    }

    private func resolve(
        _ entry: YAMLEntry,
        as use: Use,
        mistakes: inout MistakeCollector
    ) -> YAMLEntry {
        guard !Self.flags.contains(entry.name) || use == .data else { return entry }
        var key = entry.key
        if case .text(let text) = key.value, TemplateText.isNeeded(for: text) {
            let resolved = noting(&mistakes, at: entry.keyPlace) { () throws(TemplateProblem) in
                try value(of: text, as: .value)
            }
            key = resolved?.scalar ?? key
        }
        let inner = use == .value && Self.labels.contains(entry.name) ? .text : use
        let content = resolve(entry.value, as: inner, mistakes: &mistakes)
        return YAMLEntry(key: key, keyPlace: entry.keyPlace, value: content)
    }

    private func noting<Value>(
        _ mistakes: inout MistakeCollector,
        at place: SourcePlace,
        _ body: () throws(TemplateProblem) -> Value
    ) -> Value? {
        do throws(TemplateProblem) {
            return try body()
        } catch {
            let prefix = member.map { "in '\($0)', " } ?? ""
            mistakes.add(place, prefix + error.text)
            return nil
        }
    }

    // MARK: - Values

    private func value(of text: String, as use: Use) throws(TemplateProblem) -> ParameterValue {
        let pieces = TemplateText(text).pieces
        if case .expression(let expression) = pieces.first, pieces.count == 1 {
            let value = try scope.value(of: expression)
            guard value.isScalar || use == .data else {
                throw Self.unfit(value, expression, as: use)
            }
            return use == .text ? .text(value.templateText) : value
        }
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let plain): result += plain
            case .expression(let expression):
                let value = try scope.value(of: expression)
                if case .mapping(let members) = value, use == .command {
                    result += try CommandOptions(style: style).text(of: members)
                } else if value.isScalar {
                    result += value.templateText
                } else {
                    throw Self.unfit(value, expression, as: use)
                }
            }
        }
        return .text(result)
    }

    private static func unfit(
        _ value: ParameterValue,
        _ expression: String,
        as use: Use
    ) -> TemplateProblem {
        var advice = "Name one of its values, such as '${\(expression).name}'."
        if case .list = value { advice = "Name one of its items, such as '${\(expression)[0]}'." }
        if case .mapping = value, use == .command {
            advice = "Write the program before it, and it becomes the program's options."
        }
        return TemplateProblem("'${\(expression)}' is \(value.kind). \(advice)")
    }
}
