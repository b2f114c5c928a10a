import Domain

/// A `.dvc` file with what is there of its data, as one look found it.
struct TrackedLook {
    struct Output {
        let definition: TrackedFile.Output
        /// Nil where nothing is.
        let content: Result<Content?, ContentFailure>
        /// The cache holds what the file remembers.
        let isHeld: Bool

        var found: Content? { (try? content.get()) ?? nil }  // A failure is told on its own.

        var change: SourceChange.Kind? {
            if case .success(nil) = content { return .deleted }
            guard !definition.isOld, let found else { return nil }
            guard found.hash == definition.content?.hash else { return .modified }
            return definition.isCached && !isHeld ? .notInCache : nil
        }
    }

    let file: TrackedFile
    let outputs: [Output]

    var changes: [SourceChange] {
        outputs.compactMap { output in
            output.change.map {
                SourceChange(file: file.path, path: output.definition.path.resolved, kind: $0)
            }
        }
    }

    /// What keeps its data from being used.
    var problems: [String] { outputs.compactMap(problem) }

    /// What keeps data at a path from being used, if it is tracked here.
    func problem(at path: ProjectPath) -> String? {
        let own = outputs.filter { $0.definition.path.resolved == path }
        return own.lazy.compactMap(problem).first
    }

    private func problem(_ output: Output) -> String? {
        switch output.content {
        case .failure(let failure): return failure.description
        case .success(nil):
            let path = output.definition.path.resolved
            return TrackedProblem.missing(path, file: file.path, isInCache: output.isHeld)
                .description
        case .success:
            let path = output.definition.path.resolved
            guard output.definition.isCached, StagePath.isOutside(path) else { return nil }
            return TrackedProblem.outside(path, file: file.path).description
        }
    }
}
