/// Where a version of a model came from: from data and commit to the run that made it.
package struct VersionLineage: Hashable, Sendable {
    /// A stage that had a part in it.
    package struct Stage: Hashable, Sendable {
        package let name: StageName
        /// What it read; `isSource` where no other stage made it.
        package let inputs: [Input]
        package let parameters: [ParameterFact]
        package let outputs: [FileFact]

        package init(
            name: StageName,
            inputs: [Input],
            parameters: [ParameterFact],
            outputs: [FileFact]
        ) {
            self.name = name
            self.inputs = inputs
            self.parameters = parameters
            self.outputs = outputs
        }
    }

    /// A file that a stage read.
    package struct Input: Hashable, Sendable {
        /// As seen from the project's root.
        package let path: ProjectPath
        package let hash: String?
        package let isSource: Bool

        package init(path: ProjectPath, hash: String?, isSource: Bool) {
            self.path = path
            self.hash = hash
            self.isSource = isSource
        }
    }

    package let id: ModelVersionID
    package let version: ModelVersion
    package let aliases: [ModelAlias]
    /// The tracked run that made it, where it is known.
    package let run: TrackedRunSnapshot?
    /// The attempt whose script made it; nil for one made outside of a pipeline.
    package let attempt: AttemptID?
    package let commit: String?
    /// The stages that led to it, in the order of the pipeline; the last one made it.
    package let stages: [Stage]

    package init(
        id: ModelVersionID,
        version: ModelVersion,
        aliases: [ModelAlias],
        run: TrackedRunSnapshot?,
        attempt: AttemptID?,
        commit: String?,
        stages: [Stage]
    ) {
        self.id = id
        self.version = version
        self.aliases = aliases
        self.run = run
        self.attempt = attempt
        self.commit = commit
        self.stages = stages
    }

    /// The stage whose script made it.
    package var maker: Stage? {
        attempt.flatMap { attempt in stages.last { $0.name == attempt.stage } }
    }

    /// The files that no stage made, each once.
    package var sources: [Input] {
        var seen: Set<ProjectPath> = []
        return stages.flatMap(\.inputs).filter { $0.isSource && seen.insert($0.path).inserted }
    }
}

extension Reading {
    /// Where a version of a model came from.
    package func lineage(
        of version: ModelVersion,
        in model: RegisteredModel
    ) throws -> VersionLineage {
        let run = try version.run.flatMap { try trackedRun($0) }
        let attempt = version.attempt ?? run?.run.attempt
        let maker = try attempt.flatMap { try self.run($0.run)?.run }
        let check = try attempt.flatMap { attempt in
            try maker.flatMap { try self.check(of: attempt, in: $0) }
        }
        return VersionLineage(
            id: ModelVersionID(model.name, version.number),
            version: version,
            aliases: model.aliases(of: version.number),
            run: run,
            attempt: attempt,
            commit: maker?.commit ?? run?.run.tags[TrackedRun.commitTag],
            stages: attempt.flatMap { maker?.stages(upTo: $0.stage, check) } ?? []
        )
    }

    /// The look at an attempt's inputs that it was started on.
    private func check(of attempt: AttemptID, in run: Run) throws -> StageCheck? {
        let stage = run.stage(attempt.stage)
        if stage?.attempts.last?.number == attempt.number { return stage?.check }
        for entry in try history(of: run.id)?.entries ?? [] {
            if case .attemptStarting(let starting) = entry.event, starting.attempt == attempt {
                return starting.check
            }
        }
        return nil
    }

    /// The models with those of their versions that a tracked run made.
    package func models(madeBy run: TrackedRunID) throws -> [RegisteredModel] {
        try models().compactMap { model in
            var found = model
            found.versions = model.versions.filter { $0.run == run }
            return found.versions.isEmpty ? nil : found
        }
    }
}

extension TrackedRun {
    /// The tag in which clients note the commit of the script.
    package static let commitTag: TrackingKey = "mlflow.source.git.commit"
}

extension Run {
    /// A stage and all that is above it, with what they read and made.
    ///
    /// `check` is what the stage itself was started on.
    fileprivate func stages(upTo last: StageName, _ check: StageCheck?) -> [VersionLineage.Stage] {
        let known = Set(definition.upstream(of: [last]) + [last])
        let shown = definition.stages.filter { known.contains($0.name) }
        let made = shown.flatMap { stage in
            stage.definition.outputs.map { stage.definition.folder.appending($0.path) }
        }
        return shown.map { stage in
            let run = self.stage(stage.name)
            let check = stage.name == last ? check : run?.check
            let inputs = (check?.inputs ?? []).map { fact in
                let path = stage.definition.folder.appending(fact.path)
                return VersionLineage.Input(
                    path: path,
                    hash: fact.hash,
                    isSource: !made.contains { path.isWithin($0) }
                )
            }
            return VersionLineage.Stage(
                name: stage.name,
                inputs: inputs,
                parameters: check?.parameters ?? [],
                outputs: run?.outputs ?? []
            )
        }
    }
}

extension ProjectPath {
    /// Whether it is a path, or one below it.
    fileprivate func isWithin(_ other: ProjectPath) -> Bool {
        self == other || text.utf8.starts(with: (other.text + "/").utf8)
    }
}
