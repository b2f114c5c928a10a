import Domain

extension StageLook {
    /// Everything that differs from the lock, in the order DVC looks.
    ///
    /// Dependencies in `undecided` are left out: what they will be is not known yet.
    func changes(undecided: Set<ProjectPath> = []) -> [Change] {
        guard let entry else {
            return isNothing ? [] : [Change(subject: .neverRun, kind: .new)]
        }
        var changes: [Change] = []
        if definition.isAlwaysChanged {
            changes.append(Change(subject: .always, detail: "it says 'always_changed'"))
        } else if definition.isCallback, !definition.command.isEmpty {
            changes.append(
                Change(subject: .always, detail: "it has no dependencies and no outputs")
            )
        }
        if let change = commandChange(entry) { changes.append(change) }
        changes += dependencies.filter { !undecided.contains($0.resolved) }.compactMap {
            dependencyChange($0, entry)
        }
        changes += parameters.flatMap { parameterChanges($0, entry) }
        changes += outputs.compactMap(outputChange)
        return changes
    }

    /// It runs nothing, reads nothing and makes nothing.
    private var isNothing: Bool {
        definition.command.isEmpty && dependencies.isEmpty && parameters.isEmpty && outputs.isEmpty
            && !definition.isAlwaysChanged
    }

    private func commandChange(_ entry: LockEntry) -> Change? {
        guard !entry.command.isSame(as: definition.command) else { return nil }
        return Change(
            subject: .command,
            old: entry.command.summary,
            new: definition.command.summary
        )
    }

    private func dependencyChange(_ dependency: Dependency, _ entry: LockEntry) -> Change? {
        let locked = entry.dependency(dependency.path)
        guard let found = dependency.found else {
            let (old, _) = ShortHash.pair(locked?.content?.hash, nil)
            return Change(subject: .dependency, kind: .deleted, name: dependency.path, old: old)
        }
        guard locked?.content?.hash != found.hash else { return nil }
        let (old, new) = ShortHash.pair(locked?.content?.hash, found.hash)
        return Change(
            subject: .dependency,
            kind: locked == nil ? .new : .modified,
            name: dependency.path,
            old: old,
            new: new,
            detail: ShortHash.growth(from: locked?.content, to: found)
        )
    }

    private func parameterChanges(_ file: Parameters, _ entry: LockEntry) -> [Change] {
        guard case .success(let values) = file.values else { return [] }
        let locked = entry.values(of: file.source.path)
        var changes = values.flatMap { value -> [Change] in
            let old = locked.first { $0.key.utf8.elementsEqual(value.key.utf8) }?.value
            return ParameterDifference.changes(
                named: "\(file.source.path):\(value.key)",
                from: old,
                to: value.value
            )
        }
        guard file.source.keys == nil else { return changes }
        // A file that is tracked whole also changes by what is not in it any more.
        for old in locked where !values.contains(where: { $0.key == old.key }) {
            changes.append(
                Change(
                    subject: .parameter,
                    kind: .deleted,
                    name: "\(file.source.path):\(old.key)",
                    old: FlowText.text(of: old.value)
                )
            )
        }
        return changes
    }

    private func outputChange(_ output: Output) -> Change? {
        let path = output.definition.path
        let locked = output.locked?.content
        guard output.locked != nil else {
            return Change(subject: .output, kind: .new, name: path)
        }
        if output.definition.isCached, locked != nil, !output.holdsLocked {
            let (old, _) = ShortHash.pair(locked?.hash, nil)
            return Change(
                subject: .output,
                kind: .notInCache,
                name: path,
                old: old,
                detail: output.damage?.words
            )
        }
        switch output.content {
        case .failure(let failure):
            return Change(subject: .output, name: path, detail: failure.description)
        case .success(nil):
            let (old, _) = ShortHash.pair(locked?.hash, nil)
            return Change(subject: .output, kind: .deleted, name: path, old: old)
        case .success(let found?):
            guard found.hash != locked?.hash else { return nil }
            let (old, new) = ShortHash.pair(locked?.hash, found.hash)
            return Change(
                subject: .output,
                name: path,
                old: old,
                new: new,
                detail: ShortHash.growth(from: locked, to: found)
            )
        }
    }
}

extension StageDefinition {
    /// It names nothing that could change, so that it runs always.
    var isCallback: Bool {
        dependencies.isEmpty && parameters.isEmpty && outputs.isEmpty
    }
}
