import Domain

/// Definitions that make many stages.
extension StageFileReader {
    /// The stages of a `foreach`, whose body is under `do`.
    mutating func group(
        _ name: String,
        _ entry: YAMLEntry,
        _ entries: [YAMLEntry],
        _ scope: TemplateScope
    ) -> [PlacedStage] {
        check(entries, against: .group)
        guard let data = entry.value["foreach"], let body = entry.value["do"] else {
            let (here, missing) =
                entry.value["do"] == nil ? ("foreach", "do") : ("do", "foreach")
            mistakes.add(
                entry.keyPlace,
                "'\(name)' has '\(here)' but no '\(missing)'. Each needs the other."
            )
            return []
        }
        guard let fields = body.entries else {
            mistakes.add(body.place, "'do' takes a stage, but this is \(body.kind).")
            return []
        }
        check(fields, against: .stage)
        let stage = YAMLEntry(key: entry.key, keyPlace: entry.keyPlace, value: body)
        return members(name, stage, of: foreach(data, scope), scope)
    }

    private mutating func foreach(_ data: YAMLNode, _ scope: TemplateScope) -> StageGroup? {
        let resolver = TemplateResolver(scope: scope, style: style)
        let before = mistakes.list.count
        let resolved = resolver.resolve(data, as: .data, mistakes: &mistakes)
        guard mistakes.list.count == before else { return nil }
        return group(at: data) { () throws(TemplateProblem) in
            try StageGroup(foreach: ParameterValue(resolved))
        }
    }

    mutating func matrix(_ node: YAMLNode, _ scope: TemplateScope) -> StageGroup? {
        guard let entries = node.entries, !entries.isEmpty else {
            mistakes.add(
                node.place,
                "'matrix' takes a mapping of names to lists, but this is"
                    + " \(node.entries == nil ? node.kind : "empty")."
            )
            return nil
        }
        let resolver = TemplateResolver(scope: scope, style: style)
        var axes: [(name: String, values: [ParameterValue])] = []
        for entry in entries {
            guard entry.value.list != nil || entry.value.string != nil else {
                mistakes.add(
                    entry.value.place,
                    "'\(entry.name)' takes a list of values, but this is \(entry.value.kind)."
                )
                continue
            }
            let before = mistakes.list.count
            let data = resolver.resolve(entry.value, as: .data, mistakes: &mistakes)
            guard mistakes.list.count == before else { continue }
            switch ParameterValue(data) {
            case .list(let values): axes.append((entry.name, values))
            // As in DVC, of a mapping that a template stands for the keys count.
            case .mapping(let members): axes.append((entry.name, members.map(\.key)))
            default:
                mistakes.add(
                    entry.value.place,
                    "'\(entry.name)' takes a list of values, but this is \(data.kind)."
                )
            }
        }
        guard axes.count == entries.count else { return nil }
        return group(at: node) { () throws(TemplateProblem) in try StageGroup(matrix: axes) }
    }

    private mutating func group(
        at node: YAMLNode,
        _ body: () throws(TemplateProblem) -> StageGroup
    ) -> StageGroup? {
        do throws(TemplateProblem) {
            return try body()
        } catch {
            mistakes.add(node.place, error.text)
            return nil
        }
    }

    /// One stage for each member of a group.
    mutating func members(
        _ name: String,
        _ entry: YAMLEntry,
        of group: StageGroup?,
        _ scope: TemplateScope
    ) -> [PlacedStage] {
        guard let group else { return [] }
        return group.members.compactMap { member in
            let full = "\(name)@\(member.suffix)"
            var resolver = TemplateResolver(scope: scope, style: style, member: full)
            for (name, value) in member.values { resolver.scope.set(name, value) }
            return stage(full, entry, resolver)
        }
    }
}
