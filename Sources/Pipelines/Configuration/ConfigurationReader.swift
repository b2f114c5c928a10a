import Domain
import Glibc

extension Configuration {
    /// Reads `pitwall.yaml` at the root of a project; a project without one has the defaults.
    package static func read(root: String) throws(InputMistakes) -> Configuration {
        guard FileProbe.exists(root + "/" + path.text) else { return Configuration() }
        let configuration = try Configuration(YAMLFile.read(root: root, path: path))
        // The group is that of whoever runs the engine; to others it says nothing.
        if isOwn(root) { _ = try configuration.share?.number() }
        return configuration
    }

    /// No other user has opened the project.
    private static func isOwn(_ root: String) -> Bool {
        var status = stat()
        return lstat(root + "/.pitwall", &status) != 0 || status.st_uid == geteuid()
    }

    /// Reads the text of a `pitwall.yaml`.
    package init(text: String) throws(InputMistakes) {
        try self.init(YAMLFile(text: text, path: Self.path))
    }

    /// Takes over a file, or throws all its mistakes.
    package init(_ file: YAMLFile) throws(InputMistakes) {
        var check = SchemaCheck()
        check.check(file.root, against: ConfigurationSchema.keys)
        var reader = ConfigurationReader(mistakes: check.mistakes)
        self = reader.configuration(file.root)
        try reader.mistakes.throwIfAny()
    }
}

/// Turns a file whose form is checked into values, and checks what spans several keys.
///
/// What the form check has refused is skipped in silence: its mistake is already noted.
struct ConfigurationReader {
    var mistakes: MistakeCollector

    mutating func configuration(_ root: YAMLNode) -> Configuration {
        var configuration = Configuration()
        configuration.share = share(root["share"])
        configuration.shell = shell(root["shell"])
        configuration.tracking =
            root["tracking"]?["mlflow"]?.string.flatMap { TrackingChoice(rawValue: $0) }
        configuration.secrets = root["secrets"]?.entries?.compactMap(secret) ?? []
        for entry in root["pipelines"]?.entries ?? [] {
            configuration.pipelines.append(pipeline(entry))
        }
        var rules = PromotionRulesReader(people: root["people"])
        configuration.promotionRules = rules.rules(of: root["pipelines"], noting: &mistakes)
        configuration.limits = Limits(cpus: root["limits"]?["cpus"]?.number)
        let stages = root["stages"]?.entries ?? []
        configuration.stages = stages.map(stage)
        checkSecrets(stages, declared: root["secrets"]?.entries?.map(\.name) ?? [])
        checkCores(stages, limit: configuration.limits.cpus)
        return configuration
    }

    // MARK: - Parts

    private func share(_ node: YAMLNode?) -> SharedGroup? {
        guard let group = node?["group"], let name = group.string else { return nil }
        return SharedGroup(name: name, place: group.place)
    }

    private func shell(_ node: YAMLNode?) -> ShellSettings {
        ShellSettings(
            before: node?["before"]?.string,
            pass: node?["pass"]?.list?.compactMap(\.string)
        )
    }

    private func secret(_ entry: YAMLEntry) -> SecretDefinition? {
        let source: SecretDefinition.Source
        if let command = entry.value["command"]?.string {
            source = .command(command)
        } else if let name = entry.value["env"]?.string {
            source = .environment(name)
        } else if let path = entry.value["file"]?.writtenText {
            source = .file(path)
        } else {
            return nil
        }
        return SecretDefinition(name: entry.name, source: source, place: entry.keyPlace)
    }

    private mutating func pipeline(_ entry: YAMLEntry) -> PipelineEntry {
        let node = entry.value
        let targets = node["targets"]
        if let targets, targets.list?.isEmpty == true {
            mistakes.add(
                targets.place,
                "'targets' is empty. Name a stage, or leave it out for all stages."
            )
        }
        return PipelineEntry(
            name: PipelineName(entry.name),
            place: entry.keyPlace,
            definition: definition(node["definition"]),
            definitionPlace: node["definition"]?.place,
            targets: targets?.list?.compactMap { item in
                item.string.map { PipelineEntry.Target(text: $0, place: item.place) }
            },
            level: level(node["level"])
        )
    }

    private mutating func definition(_ node: YAMLNode?) -> ProjectPath? {
        guard let node, let text = node.writtenText, !text.isEmpty else { return nil }
        guard let path = RelativePath.joined("", text), !path.isEmpty else {
            mistakes.add(
                node.place,
                "'definition' is a path inside the project, relative to its root folder."
            )
            return nil
        }
        guard RelativePath.lastPart(of: path) == "dvc.yaml" else {
            mistakes.add(
                node.place,
                "'definition' names a file that is called 'dvc.yaml', as DVC reads no other."
            )
            return nil
        }
        return ProjectPath(path)
    }

    private mutating func level(_ node: YAMLNode?) -> AutomationLevel {
        guard let node, let level = node.integer.flatMap(AutomationLevel.init(rawValue:)) else {
            return .manual
        }
        if level != .manual {
            mistakes.add(
                node.place,
                "level \(level.rawValue) is not available in this version."
                    + " Write 0, or leave it out."
            )
        }
        return .manual
    }

    private func stage(_ entry: YAMLEntry) -> StageRule {
        let node = entry.value
        let overrides = StageOverrides(
            mode: node["mode"]?.string.flatMap(StageMode.init(rawValue:)),
            retries: node["retries"]?.integer,
            backoff: duration(node["backoff"]),
            timeout: duration(node["timeout"]),
            cpus: node["cpus"]?.number,
            wantsTerminal: node["tty"]?.bool,
            secrets: node["secrets"]?.list?.compactMap(\.string)
        )
        return StageRule(
            pattern: StagePattern(entry.name),
            place: entry.keyPlace,
            overrides: overrides
        )
    }

    private func duration(_ node: YAMLNode?) -> Duration? {
        guard let text = node?.writtenText else { return nil }
        guard case .success(let value) = Quantity.duration(text, isZeroAllowed: true) else {
            return nil
        }
        return value
    }

    // MARK: - Across keys

    private mutating func checkSecrets(_ stages: [YAMLEntry], declared: [String]) {
        for stage in stages {
            for node in stage.value["secrets"]?.list ?? [] {
                guard let name = node.string, !declared.contains(name) else { continue }
                let shown = name.count <= 60 ? name : String(name.prefix(60)) + "…"
                let hint = NearestWord.hint(for: name, among: declared)
                let advice = hint.isEmpty ? " Declare it under 'secrets'." : hint
                mistakes.add(node.place, "there is no secret '\(shown)'.\(advice)")
            }
        }
    }

    private mutating func checkCores(_ stages: [YAMLEntry], limit: Double?) {
        guard let limit else { return }
        for stage in stages {
            guard let node = stage.value["cpus"], let cpus = node.number, cpus > limit else {
                continue
            }
            mistakes.add(
                node.place,
                "'\(stage.name)' takes more cores than 'limits: cpus' gives,"
                    + " which is \(Quantity.plain(limit)). It could never start."
            )
        }
    }
}
