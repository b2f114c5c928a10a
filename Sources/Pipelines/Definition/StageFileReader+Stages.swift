import Domain

extension StageFileReader {
    /// The stages that one entry defines: one, or a group.
    mutating func stages(_ entry: YAMLEntry, _ scope: TemplateScope) -> [PlacedStage] {
        guard let name = name(entry) else { return [] }
        guard let entries = entry.value.entries else {
            mistakes.add(
                entry.value.place,
                "stage '\(name)' takes a mapping, but this is \(entry.value.kind)."
            )
            return []
        }
        if entry.value["foreach"] != nil || entry.value["do"] != nil {
            return group(name, entry, entries, scope)
        }
        check(entries, against: .stage)
        if let matrix = entry.value["matrix"] {
            let body = YAMLEntry(key: entry.key, keyPlace: entry.keyPlace, value: entry.value)
            return members(name, body, of: self.matrix(matrix, scope), scope)
        }
        let resolver = TemplateResolver(scope: scope, style: style)
        return stage(name, entry, resolver).map { [$0] } ?? []
    }

    /// One stage; nil where its mistakes leave nothing to work with.
    mutating func stage(
        _ name: String,
        _ entry: YAMLEntry,
        _ resolver: TemplateResolver
    ) -> PlacedStage? {
        guard let folder = folder(entry.value["wdir"], resolver),
            let node = resolved(entry.value, in: folder, resolver)
        else { return nil }
        let command = command(node["cmd"], of: name, at: entry.keyPlace)
        let dependencies = paths(node["deps"], for: "deps", in: folder)
        let parameters = parameters(node["params"], in: folder)
        let outputs = outputs(of: node, in: folder)
        let isFrozen = flag(node["frozen"], for: "frozen", default: false)
        let isAlways = flag(node["always_changed"], for: "always_changed", default: false)
        let summary = node["desc"].flatMap { text($0, for: "desc") }
        guard let command else { return nil }
        let definition = StageDefinition(
            name: address(name),
            place: entry.keyPlace,
            command: command,
            folder: folder,
            dependencies: dependencies.map(\.text),
            parameters: parameters.map(\.source),
            outputs: outputs.map(\.definition),
            isFrozen: isFrozen,
            isAlwaysChanged: isAlways,
            summary: summary
        )
        return PlacedStage(
            definition: definition,
            file: path,
            dependencies: dependencies,
            parameters: parameters.map(\.path),
            outputs: outputs.map(\.path),
            plots: outputs.compactMap(\.plot)
        )
    }

    private mutating func name(_ entry: YAMLEntry) -> String? {
        guard case .text(let name) = entry.key.value else {
            mistakes.add(entry.keyPlace, "the stage name '\(entry.name)' is not text. Quote it.")
            return nil
        }
        if name.isEmpty {
            mistakes.add(entry.keyPlace, "a stage's name cannot be empty.")
            return nil
        }
        if name.utf8.contains(UInt8(ascii: "@")) {
            mistakes.add(
                entry.keyPlace,
                "the stage name '\(name)' cannot hold '@', which marks the members of a group."
            )
        }
        return name
    }

    /// The name as DVC prints it from the project's root.
    private func address(_ name: String) -> StageName {
        path == "dvc.yaml" ? StageName(name) : StageName("\(path):\(name)")
    }

    /// The stage with values for its templates, its own values among them.
    private mutating func resolved(
        _ node: YAMLNode,
        in folder: ProjectPath,
        _ resolver: TemplateResolver
    ) -> YAMLNode? {
        var scope = resolver.scope
        let before = mistakes.list.count
        sources.add(node["vars"], from: folder, to: &scope, mistakes: &mistakes)
        guard mistakes.list.count == before else { return nil }
        let entries = (node.entries ?? []).filter { !["vars", "matrix"].contains($0.name) }
        var resolver = resolver
        resolver.scope = scope
        let resolved = resolver.resolve(stage: entries, mistakes: &mistakes)
        return YAMLNode(.mapping(resolved), at: node.place)
    }

    private mutating func folder(
        _ node: YAMLNode?,
        _ resolver: TemplateResolver
    ) -> ProjectPath? {
        let home = StagePath.parent(path)
        guard let node else { return home }
        let resolved = resolver.resolve(node, mistakes: &mistakes)
        guard let text = text(resolved, for: "wdir") else { return nil }
        let path = self.path(text, at: node.place, in: home, for: "wdir")
        guard let path else { return nil }
        guard !StagePath.isOutside(path.resolved) else {
            mistakes.add(
                node.place,
                "the working folder '\(text)' is outside the project. Choose one inside it."
            )
            return nil
        }
        return path.resolved
    }

    private mutating func command(
        _ node: YAMLNode?,
        of stage: String,
        at place: SourcePlace
    ) -> StageCommand? {
        guard let node else {
            mistakes.add(place, "stage '\(stage)' has no 'cmd'. Say what it runs.")
            return nil
        }
        if let list = node.list {
            let items = list.compactMap { text($0, for: "cmd") }
            return items.count == list.count ? .list(items) : nil
        }
        guard node.string != nil else {
            mistakes.add(
                node.place,
                "'cmd' takes a text or a list of texts, but this is \(node.kind)."
            )
            return nil
        }
        return text(node, for: "cmd").map { .text($0) }
    }

    private mutating func paths(
        _ node: YAMLNode?,
        for key: String,
        in folder: ProjectPath
    ) -> [PlacedStage.Path] {
        list(node, for: key).compactMap { item in
            guard let text = item.string else {
                mistakes.add(
                    item.place,
                    "'\(key)' takes a list of paths, but this is \(item.kind)."
                )
                return nil
            }
            return path(text, at: item.place, in: folder, for: key)
        }
    }

    // MARK: - Parameters

    struct PlacedParameters {
        let source: ParameterSource
        let path: PlacedStage.Path
    }

    /// The parameter files of a stage, each once; keys without a file are of `params.yaml`.
    private mutating func parameters(
        _ node: YAMLNode?,
        in folder: ProjectPath
    ) -> [PlacedParameters] {
        var files: [PlacedStage.Path] = []
        var keys: [[String]?] = []
        func add(_ path: PlacedStage.Path, _ more: [String]?) {
            guard let index = files.firstIndex(where: { $0.resolved == path.resolved }) else {
                files.append(path)
                keys.append(more)
                return
            }
            // A file that is tracked whole stays so, whatever single keys are named besides.
            guard let old = keys[index], let more else { return keys[index] = nil }
            keys[index] = old + more.filter { key in !old.contains { Self.areSame($0, key) } }
        }
        for item in list(node, for: "params") {
            if item.string != nil {
                guard let key = text(item, for: "params"),
                    let file = path("params.yaml", at: item.place, in: folder, for: "params")
                else { continue }
                add(file, [key])
            } else if let entries = item.entries {
                for entry in entries {
                    let file = path(entry.name, at: entry.keyPlace, in: folder, for: "params")
                    guard let file, let names = names(entry.value) else { continue }
                    add(file, names.isEmpty ? nil : names)
                }
            } else {
                mistakes.add(
                    item.place,
                    "'params' takes a list of names or of files with names, but this is"
                        + " \(item.kind)."
                )
            }
        }
        return zip(files, keys).map { file, keys in
            PlacedParameters(source: ParameterSource(path: file.text, keys: keys), path: file)
        }
    }

    private static func areSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    /// The names listed for a file; none for the whole file.
    private mutating func names(_ node: YAMLNode) -> [String]? {
        guard !node.isNull else { return [] }
        guard let list = node.list else {
            mistakes.add(
                node.place,
                "a parameter file takes a list of names, or nothing for the whole file, but this"
                    + " is \(node.kind)."
            )
            return nil
        }
        return list.compactMap { text($0, for: "params") }
    }
}
