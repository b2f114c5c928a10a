import Domain

/// Finds the values that the templates of a `dvc.yaml` can name, in its files and in itself.
struct TemplateSources {
    private let root: String
    /// Where the `dvc.yaml` is.
    private let home: ProjectPath
    private var known: [ProjectPath: Result<ParameterValue, InputMistakes>] = [:]

    /// Every file asked for, each once; some may not exist.
    private(set) var files: [ProjectPath] = []

    init(root: String, home: ProjectPath) {
        self.root = root
        self.home = home
    }

    /// The values for all stages: those of `params.yaml`, if there is one, then `vars`.
    mutating func scope(
        _ vars: YAMLNode?,
        mistakes: inout MistakeCollector
    ) -> TemplateScope {
        var scope = TemplateScope()
        let path = StagePath.resolve("params.yaml", in: home)
        if FileProbe.exists(full(path)) {
            do throws(InputMistakes) {
                scope = TemplateScope(try members(path), of: path)
            } catch {
                mistakes.add(error)
            }
        } else {
            files.append(path)
        }
        add(vars, from: home, to: &scope, mistakes: &mistakes)
        return scope
    }

    /// Adds the values of a list `vars` whose files are named as seen from a folder.
    mutating func add(
        _ vars: YAMLNode?,
        from folder: ProjectPath,
        to scope: inout TemplateScope,
        mistakes: inout MistakeCollector
    ) {
        guard let vars else { return }
        guard let items = vars.list else {
            return mistakes.add(
                vars.place,
                "'vars' takes a list of files and mappings, but this is \(vars.kind)."
            )
        }
        for item in items {
            do throws(InputMistakes) {
                try add(item, from: folder, to: &scope)
            } catch {
                mistakes.add(error)
            }
        }
    }

    private mutating func add(
        _ item: YAMLNode,
        from folder: ProjectPath,
        to scope: inout TemplateScope
    ) throws(InputMistakes) {
        if Self.hasTemplate(item) {
            throw Self.mistake(item, "'vars' cannot use templates. Write the value itself.")
        }
        do throws(TemplateProblem) {
            if case .mapping(let members) = ParameterValue(item) {
                return try scope.merge(members)
            }
        } catch {
            throw Self.mistake(item, error.text)
        }
        guard let text = item.string else {
            throw Self.mistake(
                item,
                "'vars' takes files and mappings, but this is \(item.kind)."
            )
        }
        try add(file: text, item, from: folder, to: &scope)
    }

    /// Adds a file, or the top-level keys named after a colon.
    private mutating func add(
        file text: String,
        _ item: YAMLNode,
        from folder: ProjectPath,
        to scope: inout TemplateScope
    ) throws(InputMistakes) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let path = StagePath.resolve(String(parts[0]), in: folder)
        guard FileProbe.exists(full(path)) else {
            files.append(path)
            throw Self.mistake(item, "there is no file '\(parts[0])' to take values from.")
        }
        let members = try members(path)
        let keys = parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : []
        do throws(TemplateProblem) {
            guard !keys.isEmpty else { return try scope.merge(members, whole: path) }
            try scope.merge(try Self.part(keys, of: members, path), keys: keys, of: path)
        } catch {
            throw Self.mistake(item, error.text)
        }
    }

    private static func part(
        _ keys: [String],
        of members: [ParameterValue.Member],
        _ path: ProjectPath
    ) throws(TemplateProblem) -> [ParameterValue.Member] {
        var part: [ParameterValue.Member] = []
        for key in keys where !part.contains(where: { $0.key == .text(key) }) {
            guard let member = members.first(where: { $0.key == .text(key) }) else {
                let names = members.compactMap { member -> String? in
                    guard case .text(let name) = member.key else { return nil }
                    return name
                }
                let hint = NearestWord.hint(for: key, among: names)
                throw TemplateProblem("there is no '\(key)' in \(path).\(hint)")
            }
            part.append(member)
        }
        return part
    }

    // MARK: - Files

    private mutating func members(
        _ path: ProjectPath
    ) throws(InputMistakes) -> [ParameterValue.Member] {
        let result: Result<ParameterValue, InputMistakes>
        if let read = known[path] {
            result = read
        } else {
            files.append(path)
            result = read(path)
            known[path] = result
        }
        guard case .mapping(let members) = try result.get() else { return [] }
        return members
    }

    private func read(_ path: ProjectPath) -> Result<ParameterValue, InputMistakes> {
        do throws(InputMistakes) {
            let limit = YAMLLimits.written.bytes
            let bytes = try SourceBytes.read(full(path), named: path, limit: limit)
            return .success(try ParameterFile(bytes: bytes, path: path).root)
        } catch {
            return .failure(error)
        }
    }

    private func full(_ path: ProjectPath) -> String {
        path.text.utf8.first == UInt8(ascii: "/") ? path.text : root + "/" + path.text
    }

    private static func mistake(_ node: YAMLNode, _ text: String) -> InputMistakes {
        InputMistakes(InputMistake(node.place, text))
    }

    /// Whether a template stands anywhere in a value or its keys.
    private static func hasTemplate(_ node: YAMLNode) -> Bool {
        let isTemplate = { (text: String) in
            TemplateText.isNeeded(for: text)
                && TemplateText(text).pieces.contains { piece in
                    guard case .expression = piece else { return false }
                    return true
                }
        }
        switch node.content {
        case .scalar(let scalar): return isTemplate(scalar.text)
        case .list(let items): return items.contains(where: hasTemplate)
        case .mapping(let entries):
            return entries.contains { isTemplate($0.name) || hasTemplate($0.value) }
        }
    }
}
