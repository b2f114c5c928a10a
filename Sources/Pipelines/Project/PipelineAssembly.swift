import Domain

/// Makes pipelines of the definitions found and of what `pitwall.yaml` says about them.
struct PipelineAssembly {
    private let definitions: [ProjectPath]
    private let graph: ProjectGraph
    private let configuration: Configuration
    private let rootName: String
    private let innerProjects: [InnerProject]

    /// Mistakes of `pitwall.yaml` that show only beside the definitions.
    private(set) var mistakes = MistakeCollector()
    private(set) var pipelines: [ProjectPipeline] = []
    /// The pipelines that are called otherwise than they would be alone, a sentence each.
    private(set) var renamed: [String] = []
    /// The name of the root's own pipeline, where `pitwall.yaml` does not give it one.
    private(set) var rootPipeline: PipelineName?

    /// `rootName` is what the root's own pipeline is called, unless another one is.
    init(
        scan: ProjectScan,
        configuration: Configuration,
        rootName: String
    ) {
        definitions = scan.definitions.map(\.path)
        graph = ProjectGraph(scan)
        self.configuration = configuration
        self.rootName = rootName
        innerProjects = scan.innerProjects
        assemble()
        checkRules()
    }

    private mutating func assemble() {
        let names = PipelineNames(
            definitions: definitions,
            taken: configuration.pipelines.map(\.name),
            rootName: rootName
        )
        var claimed: Set<ProjectPath> = []
        for entry in configuration.pipelines {
            let file = definition(of: entry, names)
            if let file { claimed.insert(file) }
            pipelines.append(pipeline(entry, file))
        }
        for (path, name, wanted) in names.unclaimed(by: claimed) {
            if path == "dvc.yaml" { rootPipeline = name }
            if name != wanted {
                renamed.append(
                    "Two pipelines would be called '\(wanted)', so that of \(path) is called"
                        + " '\(name)'. Give it a name of its own under 'pipelines' in pitwall.yaml."
                )
            }
            pipelines.append(
                ProjectPipeline(
                    name: name,
                    file: path,
                    content: content(name, path, .manual, targets: graph.stages(of: path))
                )
            )
        }
    }

    // MARK: - Declared pipelines

    /// The file a declared pipeline means; nil where there is none, which is then noted.
    private mutating func definition(
        of entry: PipelineEntry,
        _ names: PipelineNames
    ) -> ProjectPath? {
        if let path = entry.definition {
            if definitions.contains(path) { return path }
            if let inner = innerProjects.first(where: { $0.holds(path) }) {
                let text = "\(inner.words); its pipelines are listed and run there."
                mistakes.add(entry.definitionPlace ?? entry.place, text)
                return nil
            }
            let hint = NearestWord.hint(for: path.text, among: definitions.map(\.text))
            mistakes.add(
                entry.definitionPlace ?? entry.place,
                "there is no definition '\(path)' in this project.\(hint)"
            )
            return nil
        }
        // Without a definition the name may be that of a folder, as it is by default.
        if let path = names.definition(named: entry.name) { return path }
        if definitions.contains("dvc.yaml") { return "dvc.yaml" }
        let hint = NearestWord.hint(for: entry.name.text, among: names.all.map(\.text))
        let advice = hint.isEmpty ? " Name its dvc.yaml with 'definition'." : hint
        mistakes.add(entry.place, "no definition belongs to the pipeline '\(entry.name)'.\(advice)")
        return nil
    }

    private mutating func pipeline(_ entry: PipelineEntry, _ file: ProjectPath?) -> ProjectPipeline
    {
        guard let file else {
            let text = "the pipeline '\(entry.name)' has no definition. Correct pitwall.yaml."
            return ProjectPipeline(
                name: entry.name,
                file: entry.definition ?? "dvc.yaml",
                content: .failure(InputMistakes(InputMistake(entry.place, text)))
            )
        }
        var targets = graph.stages(of: file)
        if graph.broken[file] == nil, let wanted = entry.targets {
            var found: [StageName] = []
            var missing = MistakeCollector()
            for target in wanted {
                let names = stages(of: target, in: file)
                found += names
                if names.isEmpty { missing.add(unknown(target, in: file)) }
            }
            if !missing.isEmpty {
                let all = InputMistakes(missing.list)
                mistakes.add(all)
                return ProjectPipeline(name: entry.name, file: file, content: .failure(all))
            }
            targets = found
        }
        return ProjectPipeline(
            name: entry.name,
            file: file,
            content: content(entry.name, file, entry.level, targets: targets)
        )
    }

    /// The stages a target means: one, or all of a fan-out.
    private func stages(of target: PipelineEntry.Target, in file: ProjectPath) -> [StageName] {
        let candidates = graph.names
        let exact = candidates.filter { name in
            StagePattern(target.text).exactness(for: name, in: file) != nil
        }
        guard exact.isEmpty else { return exact }
        return candidates.filter { name in
            StagePattern(target.text + "@*").exactness(for: name, in: file) != nil
        }
    }

    private func unknown(_ target: PipelineEntry.Target, in file: ProjectPath) -> InputMistake {
        let known = graph.stages(of: file).map(\.short) + graph.names.map(\.text)
        let hint = NearestWord.hint(for: target.text, among: known)
        return InputMistake(target.place, "there is no stage '\(target.text)' in \(file).\(hint)")
    }

    // MARK: - Definitions

    private func content(
        _ name: PipelineName,
        _ file: ProjectPath,
        _ level: AutomationLevel,
        targets: [StageName]
    ) -> Result<PipelineDefinition, InputMistakes> {
        if let mistakes = graph.broken[file] { return .failure(mistakes) }
        let stages = graph.stages(upTo: targets)
        if let mistakes = brokenUpstream(of: stages) { return .failure(mistakes) }
        let settled = stages.map { stage in
            var definition = stage.placed.definition
            definition.settings = configuration.settings(for: stage.name, in: file)
            return GraphStage(
                definition: definition,
                upstream: stage.upstream,
                tracked: stage.tracked
            )
        }
        let definition = PipelineDefinition(name: name, file: file, level: level, stages: settled)
        return .success(definition)
    }

    /// Mistakes of a file whose stages may write what these stages read.
    ///
    /// Without that file a dependency would pass for a file somebody put there.
    private func brokenUpstream(of stages: [ProjectGraph.Stage]) -> InputMistakes? {
        for path in definitions {
            let folder = RelativePath.folder(of: path.text)
            guard !folder.isEmpty, let mistakes = graph.broken[path] else { continue }
            let mark = Array((folder + "/").utf8)
            for stage in stages {
                let isBelow = stage.placed.dependencies.contains { dependency in
                    dependency.resolved.text.utf8.starts(with: mark)
                }
                if isBelow { return mistakes }
            }
        }
        return nil
    }

    // MARK: - Rules

    /// A rule that is for no stage is a slip of the pen, unless its stage may be in a broken file.
    private mutating func checkRules() {
        guard graph.broken.isEmpty, mistakes.isEmpty else { return }
        var pairs: [(stage: StageName, file: ProjectPath)] = []
        for pipeline in pipelines {
            guard case .success(let definition) = pipeline.content else { continue }
            pairs += definition.stages.map { ($0.name, pipeline.file) }
        }
        for rule in configuration.stages {
            let isUsed = pairs.contains { pair in
                rule.pattern.exactness(for: pair.stage, in: pair.file) != nil
            }
            guard !isUsed else { continue }
            mistakes.add(rule.place, unused(rule, among: pairs.map(\.stage)))
        }
    }

    private func unused(_ rule: StageRule, among stages: [StageName]) -> String {
        let text = rule.pattern.text
        let other = stages.first { StagePattern.matches(text, $0.short) }
        if let other, StageAddress(text).file == nil {
            return "there is no stage '\(text)' in a pipeline's own definition."
                + " Did you mean '\(other)'?"
        }
        let names = stages.map(\.short) + stages.map(\.text)
        return "there is no stage '\(text)'.\(NearestWord.hint(for: text, among: names))"
    }
}
