package import Domain
import Glibc
import Synchronization

/// The locks by which DVC's processes keep out of each other's way, and we out of theirs.
///
/// The project is held while something of it is looked at or written, never while a command runs.
/// What a running command reads and writes is claimed meanwhile. Claims of processes that are gone
/// count for nothing. Where the project is none of DVC, all this does nothing.
package final class DVCLocks: Sendable {
    /// Larger files hold no claims that anybody made.
    private static let claimsLimit = 64 << 20
    /// How long others are waited for by what is under way.
    private static let longPatience = Duration.seconds(600)
    /// How the commands of our claims begin.
    private static let ownPrefix = "pitwall run "

    private struct Holding {
        /// How many of this process hold the project.
        var count = 0
        var descriptor: Int32 = -1
    }

    private let root: RawPath
    private let folder: RawPath
    private let isNeeded: Bool
    private let holding = Mutex(Holding())
    /// The commands of our claims that were not found over yet; nil as long as nobody looked
    /// whether earlier processes left any.
    private let claimed = Mutex<Set<[UInt8]>?>(nil)

    private let patience: Duration

    /// Takes the project at `root`; `patience` is how long others are waited for.
    package init(root: String, isNeeded: Bool, patience: Duration = FileLock.patience) {
        self.root = RawPath(root)
        self.isNeeded = isNeeded
        self.patience = patience
        folder = self.root.appending(".dvc/tmp")
    }

    // MARK: - The project

    /// Calls `body` while the project is held; several of this process may hold it together.
    ///
    /// Waits for others as long as DVC would, then fails with ``DVCBusy``. What is `underWay`
    /// waits much longer: a look at a large project must not cost the work of hours.
    package func hold<Value>(underWay: Bool = false, _ body: () throws -> Value) throws -> Value {
        guard isNeeded else { return try body() }
        let path = folder.appending("lock")
        let patience = underWay ? Self.longPatience : patience
        let isHeld = try FileLock.wait(patience) { () throws(FileFailure) in try join(path) }
        guard isHeld != nil else {
            throw DVCBusy.project(process: FileLock.holder(path), waited: patience)
        }
        defer { leave() }
        return try body()
    }

    /// Takes part in holding the project; nil where another process holds it.
    private func join(_ path: RawPath) throws(FileFailure) -> Bool? {
        if try joined(path) { return true }
        // The folder may not be there yet.
        guard try FileStatus.of(folder) == nil else { return nil }
        try Files.makeFolder(folder)
        return try joined(path) ? true : nil
    }

    private func joined(_ path: RawPath) throws(FileFailure) -> Bool {
        let result = holding.withLock { holding -> Result<Bool, FileFailure> in
            if holding.count == 0 {
                do throws(FileFailure) {
                    guard let descriptor = try FileLock.attempt(path) else {
                        return .success(false)
                    }
                    holding.descriptor = descriptor
                } catch {
                    return error.errno == ENOENT ? .success(false) : .failure(error)
                }
            }
            holding.count += 1
            return .success(true)
        }
        return try result.get()
    }

    private func leave() {
        holding.withLock { holding in
            holding.count -= 1
            if holding.count == 0 { FileLock.release(holding.descriptor) }
        }
    }

    // MARK: - What commands read and write

    /// Fails with ``DVCBusy`` where DVC reads or writes what a stage would write, or writes what
    /// it would read.
    package func refuseBusy(_ stage: StageDefinition) throws {
        guard isNeeded, let claims = try read() else { return }
        let own = self.claims(of: stage, process: getpid())
        for claim in own {
            guard let other = claims.blocker(of: claim, except: Self.isOwn) else { continue }
            throw DVCBusy.path(
                shortened(claim.path),
                command: String(decoding: other.holder.command, as: UTF8.self),
                process: other.holder.process
            )
        }
    }

    /// Claims what the command of a stage reads and writes, for as long as a process lives.
    package func claim(_ stage: StageDefinition, process: Int32) throws {
        let own = claims(of: stage, process: process)
        guard isNeeded, !own.isEmpty else { return }
        let known = try known()
        claimed.withLock { $0 = ($0 ?? known).union(own.map(\.holder.command)) }
        try change { claims in
            // DVC warns of each it finds over.
            claims.removeDead()
            claims.add(own)
        }
    }

    /// Gives up what we claimed for processes that are gone, those of earlier engines among them.
    package func sweep() throws {
        guard isNeeded, !(try known().isEmpty) else { return }
        try change { claims in
            claims.removeDead()
            let living = Set(claims.claims.map(\.holder.command))
            claimed.withLock { $0?.formIntersection(living) }
        }
    }

    /// The commands of our claims; the file is read for them once.
    private func known() throws -> Set<[UInt8]> {
        if let claimed = claimed.withLock({ $0 }) { return claimed }
        let left = Set(
            (try read()?.claims ?? []).map(\.holder).filter(Self.isOwn).map(\.command)
        )
        return claimed.withLock { claimed in
            let known = claimed ?? left
            claimed = known
            return known
        }
    }

    private func claims(of stage: StageDefinition, process: Int32) -> [PathClaims.Claim] {
        let command = Array(Self.command(of: stage.name).utf8)
        let holder = PathClaims.Holder(process: process, command: command)
        let read = stage.dependencies + stage.parameters.map(\.path)
        return stage.outputs.map {
            PathClaims.Claim(path: path($0.path, of: stage), holder: holder, isWriting: true)
        }
            + read.map {
                PathClaims.Claim(path: path($0, of: stage), holder: holder, isWriting: false)
            }
    }

    private func path(_ text: String, of stage: StageDefinition) -> RawPath {
        root.appending(stage.resolve(text).text)
    }

    /// The path as seen from the project, for messages.
    private func shortened(_ path: RawPath) -> RawPath {
        let prefix = root.bytes + [UInt8(ascii: "/")]
        guard path.bytes.starts(with: prefix) else { return path }
        return RawPath(bytes: Array(path.bytes.dropFirst(prefix.count)))
    }

    private static func command(of stage: StageName) -> String { ownPrefix + stage.text }

    private static func isOwn(_ holder: PathClaims.Holder) -> Bool {
        holder.command.starts(with: ownPrefix.utf8)
    }

    // MARK: - The file of claims

    private var claimsFile: RawPath { folder.appending("rwlock") }

    private func read() throws(FileFailure) -> PathClaims? {
        try Files.read(claimsFile, limit: Self.claimsLimit).map { PathClaims($0) }
    }

    private func change(_ body: (inout PathClaims) -> Void) throws {
        try Files.makeFolder(folder)
        let path = folder.appending("rwlock.lock")
        let taken = try FileLock.wait(patience) { () throws(FileFailure) in
            try FileLock.attempt(path)
        }
        guard let taken else {
            throw DVCBusy.project(process: FileLock.holder(path), waited: patience)
        }
        defer { FileLock.release(taken) }
        let old = try read() ?? PathClaims()
        var new = old
        body(&new)
        if new != old { try write(new) }
    }

    /// Writes in place, as DVC does: nobody reads the file without the lock, and a new file for
    /// each stage would cost more than all else of a small one.
    private func write(_ claims: PathClaims) throws(FileFailure) {
        let json = claims.json
        let size = try FileStatus.of(claimsFile)?.size ?? 0
        let file = try OpenFile(writing: claimsFile, flags: O_CREAT)
        // One write, so that a killed process leaves nothing that cannot be read.
        let rest = max(0, Int(size) - json.count)
        try file.write(json + Array(repeating: UInt8(ascii: " "), count: rest))
        if rest > 0 { try file.cut(to: json.count) }
    }
}
