import Domain
import Executors
import Foundation
import Glibc
import Journal
import Pipelines

/// Looks whether everything a project needs is in order; changes nothing.
struct ProjectCheckup {
    /// Files counted in a folder before the rest is left out.
    private static let countLimit = 100_000

    /// How many projects inside are named before the rest is counted.
    private static let shownInside = 10

    let reading: ProjectReading
    let now: Date

    private var folder: PrivateFolder { reading.folder }

    func items() -> [Checkup.Item] {
        if let closed = reading.closed { return [.init("project", .wrong, closed.text)] }
        let project = reading.files.freshProject()
        return [projectItem(project)] + files(project) + inside(project) + locks(project)
            + [privateFolder(), share(project), fileSystem()].compactMap(\.self)
            + DiskCheckup(reading: reading, project: project).items()
            + [engine()] + journal(project)
            + [cache(), attempts(), artifacts(), environment(project), tracking(project), shim()]
            .compactMap(\.self)
    }

    // MARK: - What people wrote

    private func projectItem(_ project: Project) -> Checkup.Item {
        guard let status = Disk.status(of: reading.root), status.st_uid != geteuid() else {
            return Checkup.Item("project", .well, "'\(project.name)' in \(reading.root)")
        }
        let owner = OSUser.name(of: status.st_uid)
        return Checkup.Item(
            "project",
            .note,
            "'\(project.name)' in \(reading.root) belongs to \(owner)",
            remedy: "Its stages run as you. Step them only if you trust \(owner)."
        )
    }

    private func files(_ project: Project) -> [Checkup.Item] {
        let advice = "Correct it; nothing can be started until then."
        var items: [Checkup.Item] = []
        if let mistakes = project.configurationMistakes {
            items += mistakes.lines.map { .init("pitwall.yaml", .wrong, $0, remedy: advice) }
        } else {
            let isThere = Disk.status(of: reading.root + "/pitwall.yaml") != nil
            items.append(
                .init("pitwall.yaml", .well, isThere ? "read" : "none; the defaults hold")
            )
        }
        for pipeline in project.pipelines {
            switch pipeline.content {
            case .success(let definition):
                let count = Amount.counted(definition.stages.count, "stage")
                let isKept =
                    pipeline.name == project.rootPipeline
                    && pipeline.name != PipelineName(project.name)
                    && Disk.status(of: folder.name) != nil
                let kept = isKept ? "; its name is from before the folder had this one" : ""
                items.append(
                    .init(
                        "pipeline",
                        .well,
                        "\(pipeline.name): \(count) in \(pipeline.file)\(kept)"
                    )
                )
            case .failure(let mistakes):
                let remedy = "Correct it; '\(pipeline.name)' cannot run until then."
                items += mistakes.lines.map { .init("pipeline", .wrong, $0, remedy: remedy) }
            }
        }
        if project.pipelines.isEmpty {
            items.append(
                .init(
                    "pipeline",
                    .note,
                    "none",
                    remedy: "Write a dvc.yaml with stages, or try 'pitwall demo'."
                )
            )
        }
        return items + project.notices.map { .init("notice", .note, $0) }
    }

    /// The projects in it that are searched only when they are opened themselves.
    private func inside(_ project: Project) -> [Checkup.Item] {
        let found = project.innerProjects
        let items = found.prefix(Self.shownInside).map { inner in
            Checkup.Item("inside", .well, "\(inner.words); its pipelines are listed and run there")
        }
        let rest = found.count - items.count
        return rest > 0 ? items + [.init("inside", .well, "and \(rest) more")] : items
    }

    /// The locks beside the definitions, as far as they cannot be read.
    private func locks(_ project: Project) -> [Checkup.Item] {
        let stages = project.pipelines.compactMap(\.definition).flatMap(\.stages)
        let files = Set(stages.map(\.definition.place.file)).sorted()
        return files.flatMap { file -> [Checkup.Item] in
            let path = LockFile.path(for: file)
            let full = reading.root + "/" + path.text
            guard Disk.status(of: full) != nil else { return [] }
            do throws(InputMistakes) {
                let limit = YAMLLimits.lock.bytes
                let bytes = try SourceBytes.read(full, named: path, limit: limit)
                let lock = try LockFile(bytes: bytes, path: path)
                let count = Amount.counted(lock.stages.count, "stage")
                return [.init("lock", .well, "\(path) knows \(count)")]
            } catch {
                let remedy = "Correct it, or run the stages anew with 'pitwall run --force'."
                return error.lines.map { .init("lock", .wrong, $0, remedy: remedy) }
            }
        }
    }

    // MARK: - Where Pitwall keeps things

    private func privateFolder() -> Checkup.Item {
        guard let status = Disk.status(of: folder.path) else {
            return .init(".pitwall", .well, "not made yet; the first run makes it")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return .init(
                ".pitwall",
                .wrong,
                "'\(folder.path)' is not a folder, or is a link",
                remedy: "Move it away; Pitwall follows no link there."
            )
        }
        if let owner = reading.foreignOwner { return sharing.guestItem(owner) }
        guard folder.closed == nil else {
            return .init(
                ".pitwall",
                .wrong,
                "it cannot be looked into",
                remedy: "Open it again: chmod 700 .pitwall"
            )
        }
        // What a group may do there stands under 'share'.
        guard status.st_mode & 0o067 == 0 else {
            return .init(
                ".pitwall",
                .note,
                "others can look into it",
                remedy: "The next start closes it; or run: chmod 700 .pitwall"
            )
        }
        let others = status.st_mode & 0o010 == 0 ? "" : ", but for the engine's socket"
        return .init(".pitwall", .well, "for \(OSUser.name) only" + others)
    }

    private var sharing: SharingCheckup { SharingCheckup(root: reading.root, folder: folder) }

    private func share(_ project: Project) -> Checkup.Item? {
        sharing.item(project.configuration.share)
    }

    private func fileSystem() -> Checkup.Item? {
        let place = folder.exists ? folder.path : reading.root
        if let length = folder.excess {
            return .init(
                "file system",
                .wrong,
                "the project's path is too long by \(length) bytes for SQLite",
                remedy: "Move the project to a shorter path."
            )
        }
        guard let kind = FileSystemKind(of: place) else { return nil }
        guard kind.isUnsafe else { return .init("file system", .well, kind.name) }
        return .init(
            "file system",
            .wrong,
            "\(kind.name), where locks do not keep two engines apart",
            remedy: "Put the project on a local disk, or mount a local folder at '\(folder.path)'."
        )
    }

    private func engine() -> Checkup.Item {
        guard folder.closed == nil else { return .init("engine", .note, Self.closed) }
        guard EngineLock.isHeld(folder: folder.path) else {
            return .init("engine", .well, "none runs; the next screen or run starts one")
        }
        let pid = EngineLock.holder(folder: folder.path)
        return .init("engine", .well, pid.map { "runs as process \($0)" } ?? "runs")
    }

    /// What is in a folder that is closed to whoever asks.
    static let closed = "cannot be read; .pitwall is closed"

    private func journal(_ project: Project) -> [Checkup.Item] {
        guard folder.closed == nil else { return [.init("journal", .note, Self.closed)] }
        do {
            guard let journal = try reading.journal() else {
                return [.init("journal", .well, "none yet")]
            }
            let position = try journal.position()
            let size = [folder.journal, folder.journalLog]
                .compactMap { Disk.status(of: $0) }.reduce(Int64(0)) { $0 + Int64($1.st_size) }
            let count = Amount.counted(Int(position.number), "event")
            let last = try journal.activity(ActivityQuery(limit: 1)).first
            let text = "\(count), \(Amount.bytes(size))"
            return [try soundness(text), last.flatMap(clock), try unseen(in: journal, project)]
                .compactMap(\.self)
        } catch let error as JournalError where error.code == .damaged {
            let isLost = AttemptFolders(folder: folder).lostJournal != nil
            let remedy = isLost ? Self.beginAnew : Self.repair
            return [.init("journal", .wrong, error.text, remedy: remedy)]
        } catch {
            let remedy = "Nothing was changed. Keep a copy of .pitwall before you move it away."
            return [.init("journal", .wrong, "\(error)", remedy: remedy)]
        }
    }

    private static let beginAnew =
        "What stages made is kept, and dvc.lock knows it; only the history of runs is lost."

    /// Runs of pipelines that are no more, which no screen shows.
    private func unseen(in journal: JournalReader, _ project: Project) throws -> Checkup.Item? {
        let known = Set(project.pipelines.map(\.name))
        let names = try journal.pipelines().filter { !known.contains($0) }.map { "'\($0)'" }
        guard let last = names.last else { return nil }
        let others = names.dropLast()
        let list = others.isEmpty ? last : others.joined(separator: ", ") + " and " + last
        return .init(
            "history",
            .note,
            "the runs of \(list) are kept, and no pipeline is called so now",
            remedy:
                "To see them again, give a pipeline that name under 'pipelines' in pitwall.yaml."
        )
    }

    private static let repair =
        "'pitwall doctor --repair' writes it anew from the events before, and keeps the old one."

    /// Whether all of the journal can be read, and its projections are what its events make.
    private func soundness(_ text: String) throws -> Checkup.Item {
        let audit = try JournalAudit(path: folder.journal)
        guard let finding = (audit.damage + audit.differences).first else {
            return .init("journal", .well, text + "; all of them read, nothing differs")
        }
        let others = audit.damage.count + audit.differences.count - 1
        let more = others > 0 ? " And \(others) more." : ""
        return .init("journal", .wrong, "\(text): \(finding)\(more)", remedy: Self.repair)
    }

    private func clock(_ last: JournalEntry) -> Checkup.Item? {
        let behind = last.at.timeIntervalSince(now)
        guard behind > 1 else { return nil }
        return .init(
            "clock",
            .note,
            "it is \(Duration.seconds(behind).words) before the last event",
            remedy: "Set the clock. Order comes from the journal, so nothing is mixed up."
        )
    }

    private func cache() -> Checkup.Item {
        do {
            let place = try reading.files.inspector().settings.folder.description
            if folder.closed != nil, place.hasPrefix(folder.path + "/") {
                return .init("cache", .note, Self.closed)
            }
            return .init("cache", .well, "\(place), \(size(of: place))")
        } catch {
            return .init("cache", .wrong, "\(error)", remedy: "Correct DVC's settings in .dvc.")
        }
    }

    private func attempts() -> Checkup.Item? {
        guard folder.exists else { return nil }
        guard folder.closed == nil else { return .init("logs", .note, Self.closed) }
        return .init("logs", .well, "\(folder.runs), \(size(of: folder.runs))")
    }

    private func artifacts() -> Checkup.Item? {
        guard let status = Disk.status(of: folder.artifacts) else { return nil }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return .init(
                "artifacts",
                .wrong,
                "'\(folder.artifacts)' is no folder, or is a link, which is not followed",
                remedy: "Move it away, or what it leads to here; nothing can be logged before."
            )
        }
        return .init("artifacts", .well, "\(folder.artifacts), \(size(of: folder.artifacts))")
    }

    private func size(of path: String) -> String {
        let look = FolderLook(path, limit: Self.countLimit)
        guard look.files > 0 else { return "empty" }
        let size = "\(Amount.bytes(look.bytes)) in \(Amount.counted(look.files, "file"))"
        return look.isCutShort ? "more than \(size)" : size
    }

    // MARK: - What stages run in

    /// Where stages log to with MLflow.
    private func tracking(_ project: Project) -> Checkup.Item? {
        guard folder.closed == nil else { return nil }
        let place = reading.trackingPlace(project.configuration)
        let text = "stages log \(place.words)"
        switch place {
        case .own:
            let port = (try? reading.keptPort()) ?? nil
            return .init("MLflow", .well, text + (port.map { ", http://127.0.0.1:\($0)" } ?? ""))
        case .elsewhere, .unknown:
            let remedy =
                "With 'tracking: {mlflow: own}' in pitwall.yaml they log to this project's"
                + " engine."
            return .init("MLflow", .note, text, remedy: remedy)
        }
    }

    private func environment(_ project: Project) -> Checkup.Item {
        guard folder.closed == nil else { return .init("environment", .note, Self.closed) }
        let surroundings = StageSurroundings(
            root: reading.root,
            folder: folder,
            configuration: project.configuration,
            person: reading.environment
        )
        guard let recorded = RecordedEnvironment(in: folder) else {
            let isThere = Disk.status(of: folder.environment) != nil
            return .init(
                "environment",
                isThere ? .note : .well,
                isThere
                    ? "the record of it is damaged; the next run makes a new one"
                    : "not recorded yet; the first run records that of its shell"
            )
        }
        let path = recorded.value("PATH") ?? "none"
        let text = "\(recorded.variables.count) variables are recorded; PATH \(path)"
        let others = surroundings.differences(of: recorded)
        guard !others.isEmpty else { return .init("environment", .well, text) }
        return .init(
            "environment",
            .note,
            text + "; not as in this shell: \(others.joined(separator: " "))",
            remedy: "Stages run in what is recorded. To record it anew, delete "
                + "'\(folder.environment)'; the next run does it."
        )
    }

    private func shim() -> Checkup.Item {
        do {
            return .init("stage-shim", .well, try ShimLocation.find())
        } catch {
            return .init(
                "stage-shim",
                .wrong,
                "\(error)",
                remedy: "Without it no stage can be started."
            )
        }
    }
}

extension ProjectReading {
    /// Looks whether everything the project needs is in order; changes nothing.
    package func checkup() -> Checkup {
        Checkup(items: ProjectCheckup(reading: self, now: SystemClock().now).items())
    }
}
