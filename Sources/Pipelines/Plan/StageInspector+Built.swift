package import Domain

extension StageInspector {
    /// Whether a stage was recorded with what an edit made of a file, whoever ran it.
    ///
    /// It is where the record has the values that were edited, or the content, and was written
    /// after the file. A lock that cannot be read says nothing of it.
    package func wasBuilt(_ stage: StageDefinition, on edit: FileEdit) throws -> Bool {
        guard reads(edit.path, stage), try isLockNewer(than: edit.path, of: stage),
            let entry = try readableEntry(of: stage)
        else { return false }
        let hasContent = stage.dependencies.contains { path in
            guard stage.resolve(path) == edit.path,
                let locked = entry.dependency(path)?.content?.hash.text
            else { return false }
            return locked == MD5.digest(of: edit.after.utf8)
                && locked != MD5.digest(of: edit.before.utf8)
        }
        return hasContent
            || stage.parameters.contains { source in
                stage.resolve(source.path) == edit.path && hasValues(entry, source, edit)
            }
    }

    private func reads(_ path: ProjectPath, _ stage: StageDefinition) -> Bool {
        (stage.dependencies + stage.parameters.map(\.path)).contains { stage.resolve($0) == path }
    }

    private func isLockNewer(than path: ProjectPath, of stage: StageDefinition) throws -> Bool {
        let lock = folder.appending(LockFile.path(for: stage.place.file).text)
        guard let made = try FileStatus.of(lock),
            let edited = try FileStatus.of(folder.appending(path.text))
        else {
            return false
        }
        return made.modifiedAt >= edited.modifiedAt
    }

    private func readableEntry(of stage: StageDefinition) throws -> LockEntry? {
        do {
            return try locks.entry(of: stage)
        } catch is InputMistakes {
            return nil
        }
    }

    /// The record has a value that the edit brought.
    private func hasValues(
        _ entry: LockEntry,
        _ source: ParameterSource,
        _ edit: FileEdit
    ) -> Bool {
        let texts = [edit.before, edit.after]
        // What cannot be read as parameters cannot have been run with.
        let files = texts.compactMap { text in
            try? ParameterFile(bytes: Array(text.utf8), path: edit.path)
        }
        guard files.count == texts.count else { return false }
        return entry.values(of: source.path).contains { locked in
            let (before, after) = (files[0].value(at: locked.key), files[1].value(at: locked.key))
            return after == locked.value && before != after
        }
    }
}
