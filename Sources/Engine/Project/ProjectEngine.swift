package import Domain
import Executors
import Foundation
import Glibc
import Journal
import Pipelines

/// Makes the private folder of a project, and starts its engine.
package enum ProjectEngine {
    /// Makes `.pitwall` for its owner only, and makes git leave it out.
    ///
    /// Nothing else of the project is touched. Refuses file systems on which locks cannot be
    /// trusted.
    package static func open(_ reading: ProjectReading) throws {
        try FileSystemKind.refuseUnsafe(root: reading.root, folder: reading.folder)
        let isNew = !reading.folder.exists
        try reading.folder.make()
        if isNew { GitFolder(holding: reading.root)?.excludePrivateFolder() }
    }

    /// Starts the engine of a project in this process; it takes up what an earlier one left.
    ///
    /// Fails with `engineElsewhere` while another process has it. The project of another user has
    /// to be opened first, by a person who saw whose it is. Mistakes in files refuse later starts
    /// of stages, not this.
    ///
    /// Where it is killed while stages run, `program` is started to go on. Stages log to
    /// `tracking` where the project wants that. `lost` is called when something was to be written
    /// though the engine's place is lost; it has to be stopped then.
    package static func start(
        _ reading: ProjectReading,
        version: String,
        program: String? = nil,
        tracking: (any StageTracking)? = nil,
        lost: @escaping @Sendable () -> Void = {}
    ) throws -> Engine {
        if let gone = reading.gone { throw gone }
        try refuseForeign(reading)
        try refuseEmpty(reading)
        try refuseOuterStages(reading)
        try open(reading)
        let lock = try EngineLock(folder: reading.folder.path)
        try share(reading)
        // Only engines write beside places here, and this is the only one.
        Disk.removeParts(in: reading.folder.path)
        let executor = try LocalExecutor(
            successor: program.map { EngineSuccessor(program: $0, root: reading.root) }
        )
        let journal = reading.folder.journal
        // The engine outlives the lock, which its end releases.
        let loss: @Sendable () -> Refusal? = { [weak lock] in
            guard let lock, lock.isLost else { return nil }
            return reading.gone ?? lock.loss
        }
        let parts = Engine.Parts(
            makeStore: {
                let attempts = AttemptFolders(folder: reading.folder)
                if let wrong = attempts.strangeJournal ?? attempts.lostJournal { throw wrong }
                let store = try SQLiteStore(path: journal)
                // An old one may have been open to others.
                try Disk.makePrivate(journal)
                return GuardedStore(store: store) {
                    guard let refusal = loss() else { return nil }
                    lost()
                    return refusal
                }
            },
            workbench: ProjectWorkbench(reading, lock: lock, tracking: tracking),
            executor: executor,
            clock: SystemClock(),
            cpus: cpus(of: reading.files.project().configuration),
            identity: EngineIdentity(pid: getpid(), host: hostName, version: version),
            owner: .person(OSUser.name),
            tellTrouble: { lock.tell($0) },
            loss: loss,
            foreground: { try executor.foreground($0) }
        )
        do {
            let engine = try Engine(parts)
            NameKeeper(folder: reading.folder).keepFirst(of: reading)
            return engine
        } catch let error as JournalError {
            let failure = Refusal.Code(ofError: error.errorNumber)
            throw Refusal(error.code == .newer ? .badInput : failure, error.text)
        }
    }

    /// Lets in whom `pitwall.yaml` names, and makes what later would be made for all to see.
    private static func share(_ reading: ProjectReading) throws {
        let group = try sharedGroup(of: reading)
        if group != nil, let cache = try reading.files.privateCache() {
            guard mkdir(cache, 0o700) == 0 || errno == EEXIST else {
                throw Refusal(.worldFailed, "'\(cache)' cannot be made: \(Disk.words(errno)).")
            }
        }
        try reading.folder.share(with: group)
    }

    /// The group that may use the engine; nil for nobody.
    ///
    /// With mistakes in `pitwall.yaml` nobody may: they may hide who was meant.
    package static func sharedGroup(of reading: ProjectReading) throws -> UInt32? {
        let project = reading.files.project()
        guard project.configurationMistakes == nil else { return nil }
        do {
            return try project.configuration.share?.number()
        } catch {
            throw Refusal(.badInput, error.description)
        }
    }

    /// Refuses a folder in which there is nothing to serve, and that nobody opened: most likely it
    /// is not the one that was meant.
    package static func refuseEmpty(_ reading: ProjectReading) throws(Refusal) {
        guard !reading.folder.exists, reading.files.project().hasNoPipeline,
            Disk.status(of: reading.root + "/pitwall.yaml") == nil
        else { return }
        throw Refusal(
            .badInput,
            "There is no pipeline in '\(reading.root)': neither a dvc.yaml nor a pitwall.yaml. Go "
                + "to a project's folder, or name it with '--project'; 'pitwall engine --empty' "
                + "takes this one all the same."
        )
    }

    /// Refuses a project inside of another one as long as that one's stages run in it, from before
    /// it was one of its own: both engines would run them.
    private static func refuseOuterStages(_ reading: ProjectReading) throws(Refusal) {
        for outer in OuterProject.all(around: reading.root) {
            guard let busy = outer.busyStage(below: reading.root) else { continue }
            throw Refusal(
                .alreadyActive,
                "'\(busy.short)' runs in this folder, in the project '\(outer.root)' that it was a "
                    + "part of. Wait for its end, or cancel it there."
            )
        }
    }

    private static func refuseForeign(_ reading: ProjectReading) throws {
        if let status = Disk.status(of: reading.folder.path) {
            guard status.st_uid != geteuid() else { return }
            let owner = OSUser.name(of: status.st_uid)
            throw Refusal(
                .badInput,
                "'\(reading.folder.path)' belongs to \(owner), who opened this project. Run "
                    + "Pitwall as \(owner), or work in a copy of the project."
            )
        }
        guard let status = Disk.status(of: reading.root), status.st_uid != geteuid() else { return }
        throw Refusal(
            .badInput,
            "'\(reading.root)' belongs to \(OSUser.name(of: status.st_uid)), and its stages are "
                + "commands that would run as you. Open it with 'pitwall' and go on from the first "
                + "look if that is what you want."
        )
    }

    /// Cores that stages may take together.
    private static func cpus(of configuration: Configuration) -> Double {
        configuration.limits.cpus ?? Double(ProcessInfo.processInfo.activeProcessorCount)
    }

    static var hostName: String {
        var bytes = [CChar](repeating: 0, count: Int(HOST_NAME_MAX) + 1)
        guard gethostname(&bytes, bytes.count) == 0 else { return "this machine" }
        return String(
            decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
    }
}
