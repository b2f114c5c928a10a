import Domain
import Synchronization

/// The locks of a project, read when they changed.
///
/// Entries are written at once, or wait until all that wait are written together: a lock grows
/// with the pipeline, and writing it whole for every stage would cost the square of that.
final class LockStore: Sendable {
    /// A lock larger than this is refused by its reader; one byte more is enough to say so.
    private static let readLimit = YAMLLimits.lock.bytes + 1

    /// An entry on its way into a lock.
    struct Writing: Sendable {
        let entry: LockEntry
        let stage: StageDefinition
        /// The pipeline's stages, among which a new entry takes its place.
        let order: [StageName]
        /// A lock that cannot be read is written anew, with what is left of it.
        let replacesBroken: Bool
    }

    private struct Known {
        let status: FileStatus?
        let lock: LockFile
    }

    /// A lock that cannot be read.
    private struct Broken {
        let status: FileStatus?
        let bytes: [UInt8]
        let mistakes: InputMistakes
        let salvage: LockSalvage
    }

    private struct Waiting {
        let number: Int
        let writing: Writing
    }

    private struct State {
        var known: [ProjectPath: Known] = [:]
        var broken: [ProjectPath: Broken] = [:]
        /// What is not in its lock yet, by stage file, in the order it came.
        var waiting: [ProjectPath: [Waiting]] = [:]
        var lastNumber = 0
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

    // MARK: - Reading

    /// The lock of a stage file as it stands on disk; an empty one where there is none yet.
    func lock(for stageFile: ProjectPath) throws -> LockFile {
        let path = LockFile.path(for: stageFile)
        let file = root.appending(path.text)
        let status = try FileStatus.of(file)
        let (known, broken) = state.withLock { ($0.known[path], $0.broken[path]) }
        if let status, status.isSettled {
            if let known, known.status == status { return known.lock }
            if let broken, broken.status == status { throw broken.mistakes }
        }
        guard let bytes = try Files.read(file, limit: Self.readLimit) else {
            return LockFile(path: path)
        }
        if let known, known.lock.bytes == bytes { return known.lock }
        if let broken, broken.bytes == bytes { throw broken.mistakes }
        do throws(InputMistakes) {
            let lock = try LockFile(bytes: bytes, path: path)
            state.withLock { $0.known[path] = Known(status: status, lock: lock) }
            return lock
        } catch {
            let salvage = LockSalvage(bytes: bytes, path: path)
            state.withLock { state in
                state.broken[path] = Broken(
                    status: status,
                    bytes: bytes,
                    mistakes: error,
                    salvage: salvage
                )
            }
            throw error
        }
    }

    /// What can still be read of a lock; nil where all of it can.
    func salvage(for stageFile: ProjectPath) throws -> LockSalvage? {
        do {
            _ = try lock(for: stageFile)
            return nil
        } catch is InputMistakes {
            return state.withLock { $0.broken[LockFile.path(for: stageFile)]?.salvage }
        }
    }

    /// What becomes of a lock that cannot be read when it is written anew; nil where it can.
    func renewal(for stageFile: ProjectPath) throws -> LockRenewal? {
        guard let salvage = try salvage(for: stageFile) else { return nil }
        let path = LockFile.path(for: stageFile)
        let copy = try LockCopy(of: root.appending(path.text)).name()
        return LockRenewal(
            stageFile: stageFile,
            lock: path,
            kept: salvage.lock.stages.map(\.name),
            dropped: salvage.dropped,
            copy: StagePath.resolve(copy, in: StagePath.parent(path))
        )
    }

    /// The entry of a stage, one that still waits before one that is in the lock.
    func entry(of stage: StageDefinition) throws -> LockEntry? {
        let waiting = state.withLock { state in
            state.waiting[stage.place.file]?.last { $0.writing.stage.name == stage.name }
        }
        if let waiting { return waiting.writing.entry }
        return try lock(for: stage.place.file).entry(stage.lockName)
    }

    // MARK: - Writing

    /// Writes a stage's entry, and those of the same lock that wait.
    ///
    /// A new one goes to the end, but before those that were added since the start and come
    /// after it in its order, so that stages that end in any order leave the same file.
    func write(_ writing: Writing) throws {
        add(writing)
        do {
            try writeWaiting(of: writing.stage.place.file)
        } catch {
            // Nobody waits for it any more: the caller is told.
            forget(writing.stage)
            throw error
        }
    }

    /// Takes a stage's entry, which is written with the next ones.
    ///
    /// Fails where the lock cannot be read, or writes it anew at once where that is allowed.
    func take(_ writing: Writing) throws {
        do {
            _ = try lock(for: writing.stage.place.file)
        } catch let mistakes as InputMistakes {
            guard writing.replacesBroken else { throw mistakes }
            return try write(writing)
        }
        add(writing)
    }

    /// Writes all entries that wait.
    func writeWaiting() throws {
        for file in state.withLock({ $0.waiting.keys.sorted() }) { try writeWaiting(of: file) }
    }

    private func add(_ writing: Writing) {
        state.withLock { state in
            state.lastNumber += 1
            let waiting = Waiting(number: state.lastNumber, writing: writing)
            state.waiting[writing.stage.place.file, default: []].append(waiting)
        }
    }

    private func forget(_ stage: StageDefinition) {
        state.withLock { state in
            state.waiting[stage.place.file]?.removeAll { $0.writing.stage.name == stage.name }
        }
    }

    private func writeWaiting(of stageFile: ProjectPath) throws {
        let file = root.appending(LockFile.path(for: stageFile).text)
        // Several may write at the same time; each must see what the others wrote.
        try FolderTurn.take(in: file.parent) {
            let waiting = state.withLock { $0.waiting[stageFile] ?? [] }
            guard let last = waiting.last?.number else { return }
            try replace(file, of: stageFile, waiting.map(\.writing))
            state.withLock { state in
                let rest = state.waiting[stageFile]?.filter { $0.number > last } ?? []
                state.waiting[stageFile] = rest.isEmpty ? nil : rest
            }
        }
    }

    private func replace(
        _ file: RawPath,
        of stageFile: ProjectPath,
        _ writings: [Writing]
    ) throws {
        let path = LockFile.path(for: stageFile)
        let old: LockFile
        var copy: RawPath?
        do {
            old = try lock(for: stageFile)
        } catch let mistakes as InputMistakes {
            guard writings.contains(where: \.replacesBroken) else { throw mistakes }
            old = try salvage(for: stageFile)?.lock ?? LockFile(path: path)
            copy = try LockCopy(of: file).make()
        }
        var order = LockOrder(old, of: stageFile, added: state.withLock { $0.added })
        for writing in writings { order.add(writing.stage, among: writing.order) }
        let new = try old.setting(
            writings.map { ($0.stage.lockName, $0.entry) },
            order: order.names
        )
        // File systems flush what takes the place of a file, but not what comes where none was: a
        // power cut would leave an empty lock there, which nothing could be made of.
        if new.bytes != old.bytes || copy != nil {
            try Files.replace(file, with: new.bytes, flushesNew: true)
        }
        let status = try FileStatus.of(file)
        state.withLock { state in
            state.known[path] = Known(status: status, lock: new)
            state.broken[path] = nil
            state.unflushed.insert(file)
            if let copy { state.unflushed.insert(copy) }
            state.added.formUnion(order.new)
        }
    }

    /// Returns once all entries taken so far survive a power cut.
    func flush() throws {
        try writeWaiting()
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
}

/// The names of a lock's stages in their order, while new ones take their places among them.
private struct LockOrder {
    private(set) var names: [String]
    /// The stages that were not in the lock before.
    private(set) var new: Set<StageName> = []

    private let stageFile: ProjectPath
    private var known: Set<StageName>
    /// Those that were put in since the start.
    private var added: Set<StageName>
    private var order: [StageName] = []
    private var positions: [StageName: Int] = [:]

    init(_ lock: LockFile, of stageFile: ProjectPath, added: Set<StageName>) {
        names = lock.stages.map(\.name)
        known = Set(names.map { StageDefinition.address(of: $0, in: stageFile) })
        self.stageFile = stageFile
        self.added = added
    }

    mutating func add(_ stage: StageDefinition, among order: [StageName]) {
        guard known.insert(stage.name).inserted else { return }
        names.insert(stage.lockName, at: position(of: stage.name, among: order))
        new.insert(stage.name)
        added.insert(stage.name)
    }

    /// Behind those before it and before those after it in the pipeline, as far as they are new.
    private mutating func position(of stage: StageName, among order: [StageName]) -> Int {
        if self.order != order {
            self.order = order
            positions = Dictionary(
                order.enumerated().map { ($1, $0) },
                uniquingKeysWith: { first, _ in first }
            )
        }
        guard let own = positions[stage] else { return names.count }
        var position = names.count
        for (index, name) in names.enumerated().reversed() {
            let other = StageDefinition.address(of: name, in: stageFile)
            guard added.contains(other) else { break }
            guard let place = positions[other] else { continue }
            // Those that were put in before stand in the pipeline's order already.
            guard place > own else { break }
            position = index
        }
        return position
    }
}

extension FileStatus {
    /// A change right now would show in the times of the file.
    fileprivate var isSettled: Bool {
        isSettled(at: StatCache.now())
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
