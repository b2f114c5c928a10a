import Domain

extension StageLook {
    /// What would happen to the stage.
    ///
    /// `waitsFor` are the stages right above it that will run or may, with what they write;
    /// `missing` says of a dependency that is not there why it matters.
    func verdict(
        waitsFor: [StageName],
        undecided: Set<ProjectPath>,
        isForced: Bool,
        missing: (Dependency) -> String
    ) -> Verdict {
        let problems = problems(undecided: undecided, missing: missing)
        if !definition.isFrozen, !problems.isEmpty { return .blocked(problems) }
        var changes = changes(undecided: undecided)
        if isForced { changes.insert(Change(subject: .forced), at: 0) }
        if definition.command.isEmpty, !changes.isEmpty {
            let text = "'\(definition.name)' has to run, and its 'cmd' is empty. Say what it runs."
            return .blocked([text])
        }
        if definition.isFrozen { return changes.isEmpty ? .unchanged : .frozen(changes) }
        if changes.isEmpty { return waitsFor.isEmpty ? .unchanged : .follows(waitsFor) }
        if let paths = restorable(changes) {
            return waitsFor.isEmpty ? .restores(paths) : .follows(waitsFor)
        }
        return .runs(changes)
    }

    /// The outputs that would come back, if nothing but they differ and the cache holds them all.
    ///
    /// Also over a change by hand; the check tells what would be lost. As in DVC, a stage without
    /// inputs and one that keeps an output run instead, and the cache must also hold what the
    /// stage does not put there itself: such contents get there by chance or by a run's record.
    private func restorable(_ changes: [Change]) -> [String]? {
        let isOutputOnly = changes.allSatisfy { change in
            change.subject == .output && (change.kind == .deleted || change.kind == .modified)
        }
        let hasInputs = !definition.dependencies.isEmpty || !definition.parameters.isEmpty
        guard isOutputOnly, hasInputs,
            outputs.allSatisfy({ $0.holdsLocked && !$0.definition.isPersistent })
        else { return nil }
        let changed = outputs.filter { output in
            changes.contains { $0.name.utf8.elementsEqual(output.definition.path.utf8) }
        }
        return changed.map(\.definition.path)
    }

    /// What keeps the stage from running.
    func problems(undecided: Set<ProjectPath>, missing: (Dependency) -> String) -> [String] {
        var problems: [String] = []
        if !hasFolder {
            problems.append(
                "The working folder '\(definition.folder)' of '\(definition.name)' does not exist."
                    + " Make it, or correct 'wdir'."
            )
        }
        for dependency in dependencies where !undecided.contains(dependency.resolved) {
            switch dependency.content {
            case .success(nil): problems.append(missing(dependency))
            case .success: break
            case .failure(let failure): problems.append(failure.description)
            }
        }
        for file in parameters { problems += parameterProblems(file) }
        return problems
    }

    private func parameterProblems(_ file: Parameters) -> [String] {
        switch file.values {
        case .failure(let trouble): return [trouble.description]
        case .success(let values):
            let names = values.filter { $0.value == nil }.map { "'\($0.key)'" }
            guard !names.isEmpty else { return [] }
            let verb = names.count == 1 ? "is" : "are"
            return [
                "\(names.joined(separator: ", ")) \(verb) missing in '\(file.source.path)', which"
                    + " '\(definition.name)' needs. Add it there, or correct 'params'."
            ]
        }
    }
}
