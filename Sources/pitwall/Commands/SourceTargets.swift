import Domain
import Engine
import Pipelines

/// The names among those a command is about that are `.dvc` files.
struct SourceTargets {
    private let files: [ProjectPath]
    /// The other names.
    let rest: [String]

    /// A name is a path from the folder that the command runs in, or from the project's root.
    ///
    /// Fails with a refusal for a name that looks like such a file and is none of the project's.
    init(_ names: [String], of session: ProjectSession) throws {
        let isFile = { (name: String) in name.hasSuffix(".dvc") }
        rest = names.filter { !isFile($0) }
        guard rest.count < names.count else {
            files = []
            return
        }
        let known = try session.reading.trackedFiles()
        let home = session.homeFile.map(StagePath.parent) ?? ""
        files = try names.filter(isFile).map { name in
            let paths = [home, ""].map { StagePath.resolve(name, in: $0) }
            if let file = paths.first(where: known.contains) { return file }
            let hint = NearestWord.hint(for: name, among: known.map(\.text))
            throw Refusal(.unknownStage, "There is no file '\(name)' that tracks data.\(hint)")
        }
    }

    /// The files whose data no part of a command reads; a run takes that of the others itself.
    init(unreadBy parts: [PipelinePart], of session: ProjectSession) throws {
        let read = Set(parts.flatMap(\.pipeline.stages.trackedSources))
        files = try session.reading.trackedFiles().filter { !read.contains($0) }
        rest = []
    }

    /// There is nothing else to do.
    var areAll: Bool { !files.isEmpty && rest.isEmpty }

    /// Takes their data as it is now, or only shows what changed, a line for each.
    func run(isDry: Bool, isForced: Bool, of session: ProjectSession) throws {
        guard !files.isEmpty else { return }
        let changes = try changes(of: files, isDry: isDry, isForced: isForced, session)
        tell(changes, isDry: isDry)
        for file in files where !changes.contains(where: { $0.file == file }) {
            Output.line("\(file) is up to date.")
        }
    }

    /// Takes the data of one file after the other; what cannot be taken is told and left.
    ///
    /// Gives whether all of it could.
    func runEach(isDry: Bool, isForced: Bool, of session: ProjectSession) throws -> Bool {
        var isGood = true
        for file in files {
            do {
                let changes = try changes(of: [file], isDry: isDry, isForced: isForced, session)
                tell(changes, isDry: isDry)
            } catch let refusal as Refusal {
                Output.errorLine(refusal.text)
                isGood = false
            }
        }
        return isGood
    }

    private func changes(
        of files: [ProjectPath],
        isDry: Bool,
        isForced: Bool,
        _ session: ProjectSession
    ) throws -> [SourceChange] {
        if isDry { return try session.reading.changes(of: files) }
        try session.refuseGuest("takes data that '.dvc' files track")
        return try session.local.takeSources(files, isForced: isForced)
    }

    private func tell(_ changes: [SourceChange], isDry: Bool) {
        for change in changes {
            Output.line(change.words + (isDry ? "." : "; it is taken as it is now."))
        }
    }
}
