import Domain
import Synchronization

/// The locks of a project, read when they changed and written one stage at a time.
final class LockStore: Sendable {
    /// A lock larger than this is refused by its reader; one byte more is enough to say so.
    private static let readLimit = YAMLLimits.lock.bytes + 1

    private struct Known {
        let status: FileStatus?
        let lock: LockFile
    }

    private struct State {
        var known: [ProjectPath: Known] = [:]
        /// Written since the last flush.
        var unflushed: Set<RawPath> = []
        /// Entries that were added since the start, by the address of their stage.
        var added: Set<StageName> = []
    }

    private let root: RawPath
    private let state = Mutex(State())

    init(root: RawPath) {
        self.root = root
    }

    /// The lock of a stage file; an empty one where there is none yet.
    func lock(for stageFile: ProjectPath) throws -> LockFile {
        let path = LockFile.path(for: stageFile)
        let file = root.appending(path.text)
        let status = try FileStatus.of(file)
        let known = state.withLock { $0.known[path] }
        if let known, known.status == status, let status, status.isSettled { return known.lock }
        guard let bytes = try Files.read(file, limit: Self.readLimit) else {
            return LockFile(path: path)
        }
        if let known, known.lock.bytes == bytes { return known.lock }
        let lock = try LockFile(bytes: bytes, path: path)
        state.withLock { $0.known[path] = Known(status: status, lock: lock) }
        return lock
    }

    /// Writes a stage's entry.
    ///
    /// A new one goes to the end, but before those that were added since the start and come
    /// after it in `order`, so that stages that end in any order leave the same file. A lock that
    /// cannot be read is written anew if `replacesBroken`, with this entry alone.
    func write(
        _ entry: LockEntry,
        of stage: StageDefinition,
        order: [StageName],
        replacesBroken: Bool
    ) throws {
        let file = root.appending(LockFile.path(for: stage.place.file).text)
        // Stages end at the same time; each must see what the other wrote.
        try FolderTurn.take(in: file.parent) {
            try replace(file, with: entry, of: stage, order, replacesBroken)
        }
    }

    private func replace(
        _ file: RawPath,
        with entry: LockEntry,
        of stage: StageDefinition,
        _ order: [StageName],
        _ replacesBroken: Bool
    ) throws {
        let path = LockFile.path(for: stage.place.file)
        let old: LockFile
        do {
            old = try lock(for: stage.place.file)
        } catch let mistakes as InputMistakes {
            guard replacesBroken else { throw mistakes }
            old = LockFile(path: path)
        }
        let position = position(of: stage, in: old, order: order)
        let new = try old.setting(entry, for: stage.lockName, at: position)
        if new.bytes != old.bytes { try Files.replace(file, with: new.bytes) }
        let status = try FileStatus.of(file)
        state.withLock { state in
            state.known[path] = Known(status: status, lock: new)
            state.unflushed.insert(file)
            if old.position(stage.lockName) == nil { state.added.insert(stage.name) }
        }
    }

    /// Returns once all locks written so far survive a power cut.
    func flush() throws(FileFailure) {
        let files = state.withLock { state in
            defer { state.unflushed.removeAll() }
            return state.unflushed.sorted()
        }
        do throws(FileFailure) {
            for file in files { try Files.flush(file) }
            for folder in Set(files.map(\.parent)).sorted() { try Files.flush(folder) }
        } catch {
            state.withLock { $0.unflushed.formUnion(files) }
            throw error
        }
    }

    private func position(
        of stage: StageDefinition,
        in lock: LockFile,
        order: [StageName]
    ) -> Int? {
        guard let own = order.firstIndex(of: stage.name) else { return nil }
        let later = Set(order[(own + 1)...])
        let added = state.withLock { $0.added }
        var position = lock.stages.count
        for (index, other) in lock.stages.enumerated().reversed() {
            let name = StageDefinition.address(of: other.name, in: stage.place.file)
            guard added.contains(name) else { break }
            if later.contains(name) { position = index }
        }
        return position
    }
}

extension FileStatus {
    /// A change right now would show in the times of the file.
    fileprivate var isSettled: Bool {
        StatCache.now() - max(modifiedAt, changedAt) > StatCache.granularity(of: self)
    }
}

extension StageDefinition {
    /// The name in its own stage file, which is its key in the lock.
    var lockName: String {
        let mark = "\(place.file):"
        guard place.file != "dvc.yaml", name.text.utf8.starts(with: mark.utf8) else {
            return name.text
        }
        return String(Substring(name.text.utf8.dropFirst(mark.utf8.count)))
    }

    /// The address of a stage by its name in a stage file.
    static func address(of name: String, in file: ProjectPath) -> StageName {
        file == "dvc.yaml" ? StageName(name) : StageName("\(file):\(name)")
    }
}
